"""What the pages of requests and mandates accept."""

from wtforms import BooleanField, FileField, IntegerField
from wtforms.validators import InputRequired, NumberRange, Optional, ValidationError

from accounts.rules import LOGIN_LENGTH_MAX
from documents.rules import OFFERED
from representation.actions import Ask
from representation.rules import plain_tax_code, tax_code_fault
from web.forms import (
    DayField,
    Form,
    LongTextField,
    TextField,
    at_most,
    checked_email,
    checked_phone,
    required,
)

NAME_LENGTH_MAX, REASON_LENGTH_MAX = 200, 1000
PAPER = f"Chụp rõ hoặc quét: {OFFERED}, tối đa 20 MB"
ID_MAX = 2**62
CHOOSE = "Chọn hợp tác xã trong sổ."
POSITION = [required("Nhập chức vụ. Ví dụ: Giám đốc"), at_most(120)]
START = [InputRequired("Nhập ngày bắt đầu. Ví dụ: 13/03/2026")]


class AskForm(Form):
    """Who asks for an account, for which cooperative; the paper comes beside it."""

    cooperative_name = TextField(
        "Tên hợp tác xã, liên hiệp hoặc tổ hợp tác",
        [required("Nhập tên như trên giấy đăng ký."), at_most(NAME_LENGTH_MAX)],
    )
    tax_code = TextField(
        "Mã số thuế",
        [Optional(), at_most(20)],
        description="10 chữ số trên giấy đăng ký. Tổ hợp tác chưa có mã thì để trống.",
    )
    is_code_sure = BooleanField("Mã số thuế đúng như trên giấy đăng ký")
    full_name = TextField("Họ và tên", [required("Nhập họ và tên."), at_most(120)])
    position = TextField("Chức vụ", POSITION, description="Ví dụ: Giám đốc")
    phone = TextField("Điện thoại", [required("Nhập số điện thoại."), checked_phone])
    email = TextField(
        "E-mail",
        [Optional(), checked_email, at_most(LOGIN_LENGTH_MAX)],
        description="Liên kết mở tài khoản được gửi tới đây. Không có thì chúng tôi gọi điện.",
    )
    files = FileField("Giấy đăng ký hợp tác xã", description=PAPER)

    def validate_tax_code(self, field: TextField) -> None:
        """The shape, and the check digit unless the visitor insists."""
        field.data = plain_tax_code(field.data)
        fault = tax_code_fault(field.data, is_sure=bool(self.is_code_sure.data))
        if fault is not None:
            raise ValidationError(fault)

    def wish(self) -> Ask:
        """Return what was entered."""
        return Ask(
            tax_code=self.tax_code.data or "",
            cooperative_name=self.cooperative_name.data,
            full_name=self.full_name.data,
            position=self.position.data,
            phone=self.phone.data,
            email=self.email.data or "",
        )


class ConfirmForm(Form):
    """Which entry of the registry is meant, and from which day the account speaks for it."""

    cooperative_id = IntegerField(
        "Hợp tác xã trong sổ",
        [InputRequired(CHOOSE), NumberRange(min=1, max=ID_MAX, message=CHOOSE)],
    )
    starts_on = DayField("Đại diện từ ngày", START)


class RefuseForm(Form):
    """Why a request is refused."""

    reason = LongTextField(
        "Lý do",
        [required("Viết lý do để người gửi biết phải làm gì."), at_most(REASON_LENGTH_MAX)],
        description="Người gửi đọc nguyên văn. Nói rõ cần bổ sung gì rồi gửi lại.",
    )


class MandateForm(Form):
    """Who is to speak for a cooperative, in which position, from which day."""

    login = TextField(
        "E-mail hoặc số điện thoại của tài khoản",
        [required("Nhập e-mail hoặc số điện thoại."), at_most(LOGIN_LENGTH_MAX)],
    )
    position = TextField("Chức vụ", POSITION)
    starts_on = DayField("Đại diện từ ngày", START)


class EndMandateForm(Form):
    """The last day of a mandate, and why it ends."""

    last_day = DayField(
        "Ngày cuối còn đại diện",
        [InputRequired("Nhập ngày cuối. Ví dụ: 13/03/2026")],
        description="Từ ngày hôm sau, người này không xem được gì của hợp tác xã nữa.",
    )
    reason = LongTextField(
        "Lý do",
        [required("Viết lý do kết thúc."), at_most(REASON_LENGTH_MAX)],
        description="Ví dụ: đại hội ngày 10/03/2026 bầu giám đốc mới",
    )
