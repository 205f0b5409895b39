"""What the pages of loans accept."""

from datetime import date

from wtforms import FileField, IntegerField, RadioField, SelectField, SelectMultipleField
from wtforms.validators import InputRequired, NumberRange, Optional, Regexp

from fund.forms import PeriodForm
from servicing.actions import NewPlan
from servicing.drafts import REASON_LENGTH_MAX, DisbursementDraft, PaymentDraft
from servicing.groups import GROUP_NAMES
from servicing.relief_actions import ReliefDraft
from servicing.replay import CHOICES
from servicing.write_off_actions import WriteOffDraft
from web.forms import DayField, Form, LineField, TextField, at_most, open_choice, required
from web.money import MoneyField
from workflow.refusal import Refusal

FILE_BYTES_MAX = 2 * 1024 * 1024
REFERENCE_LENGTH_MAX = 60
EXAMPLE_DAY = "Ví dụ: 13/03/2026"


def _amount(label: str) -> MoneyField:
    return MoneyField(
        label,
        [InputRequired(message="Nhập số tiền.")],
        description="Ví dụ: 65.340.822 hoặc 50 triệu",
    )


def _reference() -> TextField:
    return TextField(
        "Số chứng từ ngân hàng",
        [required("Nhập số chứng từ ngân hàng."), at_most(REFERENCE_LENGTH_MAX)],
        description="Mỗi chứng từ chỉ ghi một lần",
    )


def _evidence(label: str) -> LineField:
    return LineField(
        label,
        [required("Ghi giấy tờ làm căn cứ, số và ngày."), at_most(REASON_LENGTH_MAX)],
        description="Giấy tờ nào, số, ngày",
    )


class DisburseForm(Form):
    """A tranche and the evidence of each condition."""

    amount = _amount("Số tiền giải ngân")
    on = DayField("Ngày", [InputRequired(message="Nhập ngày.")], description=EXAMPLE_DAY)
    reference = _reference()
    own_capital = _evidence("Vốn đối ứng đã bỏ vào dự án")
    collateral = _evidence("Tài sản bảo đảm đã đăng ký, hoặc được vay không có bảo đảm")
    no_bad_debt = _evidence("Không có nợ xấu tại ngày giải ngân")

    def draft(self) -> DisbursementDraft:
        """Return what was entered."""
        evidence = {
            "own_capital": self.own_capital.data,
            "collateral": self.collateral.data,
            "no_bad_debt": self.no_bad_debt.data,
        }
        day = self.on.day
        assert day is not None  # noqa: S101 - the field is required
        return DisbursementDraft(self.amount.vnd or 0, day, self.reference.data, evidence)


class PayForm(Form):
    """Money that came in."""

    amount = _amount("Số tiền thu")
    on = DayField("Ngày tiền về", [InputRequired(message="Nhập ngày.")], description=EXAMPLE_DAY)
    reference = _reference()
    choice = RadioField(
        "Nếu nhiều hơn số đến hạn, bên vay chọn",
        [InputRequired(message="Chọn một cách.")],
        choices=CHOICES,
        default="hold",
    )

    def draft(self) -> PaymentDraft:
        """Return what was entered."""
        day = self.on.day
        assert day is not None  # noqa: S101 - the field is required
        return PaymentDraft(self.amount.vnd or 0, day, self.reference.data, self.choice.data)


class ReasonForm(Form):
    """Why something is taken back."""

    reason = LineField("Lý do", [required("Viết lý do."), at_most(REASON_LENGTH_MAX)])


class DecisionForm(ReasonForm):
    """A reason, and the decision that it stands in."""

    decision_no = TextField(
        "Số quyết định",
        [required("Nhập số quyết định."), at_most(REFERENCE_LENGTH_MAX)],
        description="Ví dụ: 15/QĐ-QHT",
    )


class PlanForm(Form):
    """The new days of payment: first day, months between two, how many."""

    first_on = DayField(
        "Kỳ đầu tiên", [InputRequired(message="Nhập ngày.")], description=EXAMPLE_DAY
    )
    every_months = IntegerField(
        "Mỗi kỳ (tháng)",
        [InputRequired("Nhập số tháng."), NumberRange(1, 12, message="Từ 1 đến 12 tháng.")],
        default=3,
    )
    instalments = IntegerField(
        "Số kỳ",
        [InputRequired("Nhập số kỳ."), NumberRange(1, 120, message="Từ 1 đến 120 kỳ.")],
        default=4,
    )

    def days(self) -> tuple[date, int, int]:
        """Return what was entered: first day, months between two, how many."""
        day = self.first_on.day
        assert day is not None  # noqa: S101 - the field is required
        return day, self.every_months.data or 1, self.instalments.data or 1


class RestructureForm(PlanForm, DecisionForm):
    """New days of payment that the director decides."""

    def draft(self) -> NewPlan:
        """Return what was entered."""
        return NewPlan(*self.days(), self.reason.data, self.decision_no.data)


class PortfolioForm(Form):
    """Which loans are looked for."""

    q = TextField("Hợp tác xã, số hợp đồng", [Optional(), at_most(100)])
    nhom = SelectField(
        "Nhóm nợ",
        [open_choice()],
        choices={"": "Mọi nhóm"} | {str(n): f"{n} {name}" for n, name in GROUP_NAMES.items()},
    )


class DayForm(Form):
    """On which day."""

    ngay = DayField("Tính đến ngày", [Optional()], description=EXAMPLE_DAY)


class AmountForm(Form):
    """How much somebody would borrow."""

    so_tien = MoneyField("Số tiền muốn vay", [Optional()], description="Ví dụ: 500 triệu")


class StatementForm(Form):
    """A file of the bank."""

    file = FileField("Tệp sao kê (CSV)", [InputRequired(message="Chọn tệp sao kê.")])

    def content(self) -> tuple[str, bytes]:
        """Return name and bytes of the file. Raises Refusal where it is too large."""
        upload = self.file.data
        found = upload.read(FILE_BYTES_MAX + 1)
        if len(found) > FILE_BYTES_MAX:
            raise Refusal("size", "Tệp lớn quá 2 MB. Hãy xuất sao kê của ít ngày hơn.", "file")
        return upload.filename or "sao-ke.csv", found


class AssignForm(Form):
    """Which loan a line of the bank is for, and what becomes of more than is due."""

    loan_id = TextField(
        "Khoản vay",
        [required("Chọn khoản vay."), Regexp(r"\d{1,18}\Z", message="Chọn một khoản vay.")],
    )
    choice = SelectField(
        "Phần trả thừa", [InputRequired(message="Chọn một cách.")], choices=CHOICES, default="hold"
    )


class SetAsideForm(Form):
    """Why a line of the bank is for no loan."""

    reason = TextField("Lý do", [required("Viết lý do."), at_most(300)])


class ReportForm(PeriodForm):
    """From when to when, and as known when: a report that was given can be had again."""

    biet = DayField("Như đã ghi đến hết ngày", [Optional()])


class WriteOffForm(ReasonForm):
    """Why a loan is taken off the balance, and what proposes it."""

    basis = LineField(
        "Căn cứ đề nghị",
        [required("Ghi biên bản, tờ trình đề nghị xử lý, số và ngày."), at_most(REASON_LENGTH_MAX)],
        description="Ví dụ: Biên bản số 03/BB-HĐXLRR ngày 20/11/2026 của Hội đồng xử lý rủi ro",
    )

    def draft(self) -> WriteOffDraft:
        """Return what was entered."""
        return WriteOffDraft(self.reason.data, self.basis.data)


class ReliefForm(DecisionForm):
    """Which communes get how many months more."""

    communes = SelectMultipleField(
        "Xã, phường bị thiên tai", [required("Chọn ít nhất một xã, phường.")], choices=[]
    )
    months = IntegerField(
        "Giãn thêm (tháng)", [NumberRange(1, 24, message="Từ 1 đến 24 tháng.")], default=6
    )

    def draft(self) -> ReliefDraft:
        """Return what was entered."""
        months, why = self.months.data or 1, self.reason.data
        return ReliefDraft(tuple(self.communes.data or ()), months, why, self.decision_no.data)
