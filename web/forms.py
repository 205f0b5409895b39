"""What every form shares: Vietnamese messages, cleaned text, and dates as people write them."""

import re
from collections.abc import Callable, Iterable
from datetime import date
from typing import TypeVar

import wtforms
from wtforms import Field, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional, ValidationError
from wtforms.widgets import TextArea

from web.errors import undo
from workflow.localtime import typed_day
from workflow.numbers import dotted
from workflow.refusal import Refusal
from workflow.text import clean

Result = TypeVar("Result")
CHOOSE = "Chọn một mục trong danh sách."
VIETNAMESE = {
    "Not a valid choice.": CHOOSE,
    "Invalid Choice: could not coerce.": CHOOSE,
    "'%(value)s' is not a valid choice for this field.": CHOOSE,
    "'%(value)s' are not valid choices for this field.": CHOOSE,
    "Not a valid integer value.": "Nhập một số. Ví dụ: 5",
}
FIRST_YEAR, LAST_YEAR = 1900, 2200
DIGITS = "0123456789"
COUNTED_YEARS = 2000, 2100  # in which working days are counted
EMAIL = re.compile(r"[^@\s<>,;:\"\\]+@[^@\s.<>,;:\"\\]+(\.[^@\s.<>,;:\"\\]+)+")


class Translations:
    """The messages that WTForms writes by itself, which has no Vietnamese catalogue."""

    def gettext(self, string: str) -> str:
        return VIETNAMESE.get(string, string)

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        return self.gettext(singular if n == 1 else plural)


class Form(wtforms.Form):
    """A form whose own messages are Vietnamese."""

    class Meta:
        def get_translations(self, _form: wtforms.Form) -> Translations:
            return Translations()

    def refuse(self, refusal: Refusal) -> None:
        """Show what a rule refused: at the field that it concerns, or above the whole form."""
        if refusal.field in self._fields:
            field = self._fields[refusal.field]
            field.errors = [*field.errors, refusal.text]
        else:
            self.form_errors.append(refusal.text)

    def accepted(self, act: Callable[[], Result]) -> Result | None:
        """Return what `act` did; None where the form or a rule refuses, and the form says why.

        What `act` changed before it refused is taken back.
        """
        if not self.validate():
            return None
        try:
            return act()
        except Refusal as refusal:
            undo()
            self.refuse(refusal)
            return None


def required(message: str) -> DataRequired:
    """A validator: the field is filled in; `message` says what to do."""
    return DataRequired(message=message)


def at_most(length_max: int) -> Length:
    """A validator: at most so many characters."""
    return Length(max=length_max, message=f"Viết ngắn hơn: nhiều nhất {dotted(length_max)} ký tự.")


def open_choice() -> Optional:
    """A validator of a choice: nothing need be chosen.

    Optional() would take blanks for nothing, and whatever stands behind them as chosen.
    """
    return Optional(strip_whitespace=False)


class TextField(StringField):
    """One line of text, stored clean (composed Unicode, no control characters)."""

    data: str

    def process_formdata(self, valuelist: Iterable[str]) -> None:
        super().process_formdata(valuelist)
        self.data = clean(self.data or "").replace("\n", " ")


class LineField(TextField):
    """One sentence, stored as one line; it is shown in a field that grows with it."""

    widget = TextArea()


class LongTextField(TextAreaField):
    """Several lines of text, stored clean."""

    data: str

    def process_formdata(self, valuelist: Iterable[str]) -> None:
        super().process_formdata(valuelist)
        self.data = clean(self.data or "")


class DayField(StringField):
    """A day typed as 13/03/2026 (or 13-3-2026, or 2026-03-13). `day` is the date, None if empty.

    It lies in years that people speak of, so that a day before or after it exists too.
    """

    day: date | None = None

    def process_formdata(self, valuelist: Iterable[str]) -> None:
        valuelist = self.raw_data = [one.strip() for one in valuelist]
        super().process_formdata(valuelist)
        self.day = None
        try:
            typed = typed_day(self.data or "")
        except (ValueError, OverflowError) as error:
            raise ValueError("Ngày chưa đúng. Ví dụ: 13/03/2026") from error
        if typed is not None and not FIRST_YEAR <= typed.year <= LAST_YEAR:
            raise ValueError(f"Nhập năm từ {FIRST_YEAR} đến {LAST_YEAR}. Ví dụ: 13/03/2026")
        self.day = typed


def within_years(first: int, last: int) -> Callable[[wtforms.Form, DayField], None]:
    """A validator: the day lies in the years that the page can count in."""

    def check(_form: wtforms.Form, field: DayField) -> None:
        if field.day is not None and not first <= field.day.year <= last:
            raise ValidationError(f"Nhập năm từ {first} đến {last}. Ví dụ: 10/02/2026")

    return check


def checked_email(_form: wtforms.Form, field: Field) -> None:
    """A validator: an e-mail address, as far as its looks go."""
    typed = (field.data or "").strip()
    if typed and not EMAIL.fullmatch(typed):
        raise ValidationError("E-mail chưa đúng. Ví dụ: ten@hoptacxa.vn")


def checked_phone(_form: wtforms.Form, field: Field) -> None:
    """A validator: a Vietnamese telephone number, ten digits that start with 0 (or +84)."""
    written = (field.data or "").strip()
    digits = "".join(c for c in written if c in DIGITS)
    if digits.startswith("84") and len(digits) == 11:
        digits = "0" + digits[2:]
    if not written:
        return
    if not digits or any(c.isalpha() for c in written):
        raise ValidationError("Số điện thoại chưa đúng. Ví dụ: 0912 345 678")
    if len(digits) < 10:
        raise ValidationError("Số điện thoại còn thiếu chữ số. Ví dụ: 0912 345 678")
    if len(digits) > 11 or not digits.startswith("0"):
        raise ValidationError("Số điện thoại chưa đúng. Ví dụ: 0912 345 678")
    field.data = digits
