"""What the pages of an application accept, section by section."""

import re
from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from wtforms import (
    BooleanField,
    FieldList,
    FileField,
    FormField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
)
from wtforms.validators import DataRequired, InputRequired, NumberRange, Optional, ValidationError

from documents.rules import OFFERED
from loans.money_text import MoneyError, read_money
from loans.schedule import MILLION
from loans.words import COLLATERAL_KINDS, EVERY_MONTHS, METHODS, SOURCES
from web.forms import (
    DayField,
    Form,
    LineField,
    LongTextField,
    TextField,
    at_most,
    checked_email,
    checked_phone,
    open_choice,
    required,
)

CHOOSE = "Chọn một mục trong danh sách."
MONEY_HINT = "Viết cách nào cũng được: 500.000.000 hoặc 500 triệu hoặc 1,2 tỷ"
NOTE_LENGTH_MAX = 4000
PLEDGES_MAX, RELATED_MAX = 3, 4
ID_MAX = 2**62
RATE = re.compile(r"[0-9]+(\.[0-9]+)?")
RATE_LENGTH_MAX = 20
YES_NO = {"1": "Có", "0": "Không"}


class MoneyField(StringField):
    """An amount as people write it; `vnd` is whole đồng, None where it is empty or wrong."""

    vnd: int | None = None
    data: str

    @property
    def amount(self) -> int:
        """The amount, 0 where it is empty or wrong."""
        return self.vnd or 0

    def process_formdata(self, valuelist: Iterable[str]) -> None:
        super().process_formdata(valuelist)
        self.vnd = None
        self.data = (self.data or "").strip()[:100]
        if not self.data:
            return
        try:
            self.vnd = read_money(self.data)
        except MoneyError as error:
            raise ValueError(error.text) from error


class RateField(StringField):
    """Percent a year, up to four decimals, with a comma or a point; `ppm` is exact."""

    ppm: int | None = None
    data: str

    def process_formdata(self, valuelist: Iterable[str]) -> None:
        super().process_formdata(valuelist)
        self.ppm = None
        typed = (self.data or "").replace("%", "").replace(",", ".").strip()
        if not typed:
            return
        if len(typed) > RATE_LENGTH_MAX or not RATE.fullmatch(typed):
            raise ValueError("Lãi suất chưa đúng: số có nhiều nhất bốn số lẻ. Ví dụ: 6,84")
        exact = Fraction(typed) * 10_000
        if exact.denominator != 1:
            raise ValueError("Lãi suất có nhiều nhất bốn số lẻ. Ví dụ: 6,84")
        if not 0 <= exact <= MILLION:
            raise ValueError("Lãi suất từ 0 đến 100 % một năm. Ví dụ: 6,84")
        self.ppm = int(exact)


def amount_of(message: str) -> list[Any]:
    """Return the validators of an amount: more than nothing."""

    def is_more_than_nothing(_form: Form, field: MoneyField) -> None:
        if not field.errors and field.amount < 1:
            raise ValidationError(message)

    return [DataRequired(message=message), is_more_than_nothing]


def _programme() -> RadioField:
    """Return a field for one of the programmes that lend; the page gives the choices."""
    chosen = InputRequired("Chọn chương trình cho vay.")
    return RadioField("Chương trình cho vay", validators=[chosen])


class MoveForm(Form):
    """Under which other programme a draft goes on."""

    programme_id = _programme()


class StartForm(Form):
    """For which cooperative, under which programme."""

    cooperative_id = RadioField("Hợp tác xã vay vốn", validators=[InputRequired(CHOOSE)])
    programme_id = _programme()


class BorrowerForm(Form):
    """Whom the Fund asks back."""

    contact_name = TextField("Người liên hệ", [required("Nhập họ và tên."), at_most(120)])
    contact_phone = TextField(
        "Điện thoại", [required("Nhập số điện thoại để Quỹ gọi lại."), checked_phone]
    )
    contact_email = TextField("E-mail", [Optional(), checked_email, at_most(254)])


class ProjectForm(Form):
    """What the money is for."""

    purpose = LineField(
        "Vay để làm gì",
        [required("Viết một câu. Ví dụ: Mua máy sấy na và kho lạnh"), at_most(160)],
        description="Một câu. Ví dụ: Mua máy sấy na và kho lạnh 20 tấn",
    )
    project = LongTextField(
        "Phương án sản xuất, kinh doanh",
        [required("Viết phương án: làm gì, bán cho ai, thu được bao nhiêu."), at_most(4000)],
        description="Làm gì, quy mô bao nhiêu, bán cho ai, vì sao trả được nợ.",
    )
    place = TextField("Nơi thực hiện", [required("Nhập thôn, xã."), at_most(200)])


class MoneyForm(Form):
    """How much is needed, and where the rest comes from."""

    total_vnd = MoneyField(
        "Tổng vốn của phương án", amount_of("Nhập tổng số tiền cần có."), description=MONEY_HINT
    )
    amount_vnd = MoneyField("Số tiền xin vay Quỹ", amount_of("Nhập số tiền xin vay."))
    own_cash = MoneyField(SOURCES["own_cash"], [Optional()])
    members = MoneyField(SOURCES["members"], [Optional()])
    own_assets = MoneyField(SOURCES["own_assets"], [Optional()])
    grant = MoneyField(SOURCES["grant"], [Optional()])
    other_loan = MoneyField(SOURCES["other_loan"], [Optional()])


class MonthForm(Form):
    """A calendar month of the plan."""

    income = MoneyField("Thu", [Optional()])
    cost = MoneyField("Chi", [Optional()])
    is_harvest = BooleanField("Mùa thu hoạch")


class IncomeForm(Form):
    """A year of the plan, month by month; the years of the loan are alike."""

    months = FieldList(FormField(MonthForm), min_entries=12, max_entries=12)

    def validate_months(self, field: FieldList) -> None:
        """At least one month brings something in."""
        if not any(entry.form.income.amount for entry in field.entries):
            raise ValidationError("Nhập số thu của ít nhất một tháng.")


class RepaymentForm(Form):
    """For how long, and how it is paid back."""

    wished_on = DayField("Cần nhận tiền từ ngày", [required("Nhập ngày. Ví dụ: {day}")])
    months = IntegerField(
        "Vay trong bao nhiêu tháng",
        [
            InputRequired("Nhập số tháng. Ví dụ: 24"),
            NumberRange(1, 120, message="Số tháng từ 1 đến 120."),
        ],
    )
    method = RadioField("Cách trả nợ", validators=[InputRequired("Chọn cách trả nợ.")])
    every_months = SelectField("Kỳ trả nợ", validators=[InputRequired("Chọn kỳ trả nợ.")])
    grace_months = IntegerField(
        "Ân hạn gốc (tháng chỉ trả lãi lúc đầu)",
        [Optional(), NumberRange(0, 60, message="Ân hạn từ 0 đến 60 tháng.")],
        description="Để trống nếu không cần.",
    )

    def offer(self, methods: Iterable[str], every_months: Iterable[int]) -> None:
        """Set what the programme allows."""
        self.method.choices = {one: METHODS[one] for one in methods}
        words = {str(n): EVERY_MONTHS.get(n, f"Mỗi {n} tháng") for n in every_months}
        self.every_months.choices = words


class PledgeForm(Form):
    """Something offered as security."""

    kind = SelectField(
        "Loại tài sản",
        choices={"": "Chọn loại tài sản"} | COLLATERAL_KINDS,
        validators=[open_choice()],
    )
    description = TextField("Mô tả", [Optional(), at_most(200)])
    owner_name = TextField("Chủ sở hữu", [Optional(), at_most(200)])
    value = MoneyField("Giá trị ước tính", [Optional()])


class SecurityForm(Form):
    """What secures the loan, or why it should be lent without."""

    is_secured = RadioField(
        "Có tài sản bảo đảm không",
        choices=YES_NO,
        validators=[InputRequired("Chọn có hoặc không.")],
    )
    pledges = FieldList(FormField(PledgeForm), min_entries=PLEDGES_MAX, max_entries=PLEDGES_MAX)
    unsecured_reason = LongTextField(
        "Vì sao xin vay không có tài sản bảo đảm",
        [at_most(2000)],
        description="Ví dụ: đã vay và trả đúng hạn, có hợp đồng bao tiêu, tài sản chưa có giấy.",
    )

    def validate_pledges(self, field: FieldList) -> None:
        """What was begun is whole; with security there is at least one thing."""
        wholes = 0
        for entry in field.entries:
            row = entry.form
            told = [bool(row.kind.data), bool(row.description.data), bool(row.value.amount)]
            if any(told) and not all(told):
                raise ValidationError("Mỗi tài sản cần đủ loại, mô tả và giá trị.")
            wholes += all(told)
        if self.is_secured.data == "1" and not wholes:
            raise ValidationError("Ghi ít nhất một tài sản bảo đảm.")

    def validate_unsecured_reason(self, field: LongTextField) -> None:
        """Without security there are reasons."""
        if self.is_secured.data == "0" and len((field.data or "").strip()) < 20:
            raise ValidationError("Viết lý do, ít nhất một câu.")


class RelativeForm(Form):
    """A related person or body."""

    name = TextField("Họ tên hoặc tên đơn vị", [Optional(), at_most(200)])
    relation = TextField("Quan hệ", [Optional(), at_most(120)])
    number = TextField("Số định danh hoặc mã số thuế", [Optional(), at_most(30)])


class RelatedForm(Form):
    """Whose debts count with the borrower's."""

    has_related = RadioField(
        "Có người hoặc đơn vị liên quan không",
        choices=YES_NO,
        validators=[InputRequired("Chọn có hoặc không.")],
    )
    people = FieldList(FormField(RelativeForm), min_entries=RELATED_MAX, max_entries=RELATED_MAX)

    def validate_people(self, field: FieldList) -> None:
        """Who is named is named with the relation."""
        named = 0
        for entry in field.entries:
            has_name, has_relation = bool(entry.form.name.data), bool(entry.form.relation.data)
            if has_name != has_relation:
                raise ValidationError("Ghi cả tên và quan hệ, ví dụ: vợ của Giám đốc.")
            named += has_name
        if self.has_related.data == "1" and not named:
            raise ValidationError("Ghi ít nhất một người hoặc đơn vị, hoặc chọn “Không”.")


class PaperForm(Form):
    """A paper for a line of the checklist."""

    files = FileField("Chọn tệp", description=f"{OFFERED}, tối đa 20 MB. Ảnh chụp rõ cũng được.")
    issued_on = DayField("Ngày cấp, ngày lập", [Optional()], description="Ví dụ: 13/03/2026")


class StatementForm(Form):
    """Last, that all of it is true."""

    is_true = BooleanField(
        "Hợp tác xã cam đoan nội dung và giấy tờ trên là đúng, vay đúng mục đích, trả nợ đúng hạn.",
        [DataRequired(message="Đánh dấu cam đoan rồi nộp hồ sơ.")],
    )


class SupplyForm(Form):
    """A few words beside what is supplied."""

    note = LongTextField("Lời nhắn kèm theo", [Optional(), at_most(NOTE_LENGTH_MAX)])


class MessageForm(Form):
    """A message to whoever holds the application."""

    note = LongTextField("Nội dung", [required("Viết điều cần nhắn."), at_most(NOTE_LENGTH_MAX)])


class WithdrawForm(Form):
    """Why it is taken back; `seen` is the state that was seen."""

    seen = HiddenField()
    note = LongTextField("Lý do", [Optional(), at_most(NOTE_LENGTH_MAX)])
