"""What the pages of the fund's book accept."""

from wtforms import SelectField
from wtforms.validators import InputRequired, Optional

from fund.chart import CHART, ENTRY_KINDS
from fund.rules import BY_HAND, TEXT_LENGTH_MAX
from web.forms import DayField, Form, LineField, TextField, at_most, open_choice, required
from web.money import MoneyField


class HandForm(Form):
    """An entry from outside the loans."""

    kind = SelectField(
        "Loại", [required("Chọn loại.")], choices={kind: ENTRY_KINDS[kind] for kind in BY_HAND}
    )
    amount = MoneyField(
        "Số tiền", [InputRequired(message="Nhập số tiền.")], description="Ví dụ: 500.000.000"
    )
    on = DayField(
        "Ngày ghi sổ", [InputRequired(message="Nhập ngày.")], description="Ví dụ: 13/03/2026"
    )
    words = LineField(
        "Diễn giải",
        [required("Viết diễn giải, kèm số chứng từ."), at_most(TEXT_LENGTH_MAX)],
        description="Ghi rõ chứng từ. Ví dụ: Báo có số 125 của ngân hàng",
    )


class ReverseForm(Form):
    """Why an entry is taken back."""

    reason = LineField("Lý do", [required("Viết lý do đảo bút toán."), at_most(TEXT_LENGTH_MAX)])


class JournalForm(Form):
    """What somebody looks for in the journal."""

    q = TextField("Từ trong diễn giải, số hợp đồng", [Optional(), at_most(100)])
    tk = SelectField(
        "Tài khoản",
        [open_choice()],
        choices={"": "Mọi tài khoản"} | {one.code: f"{one.code} {one.name}" for one in CHART},
    )
    loai = SelectField("Loại", [open_choice()], choices={"": "Mọi loại"} | ENTRY_KINDS)
    tu = DayField("Từ ngày", [Optional()])
    den = DayField("Đến ngày", [Optional()])


class PeriodForm(Form):
    """From when to when."""

    tu = DayField("Từ ngày", [Optional()])
    den = DayField("Đến ngày", [Optional()])
