"""What every form shares: Vietnamese messages, cleaned text, and dates as people write them."""

from collections.abc import Iterable
from datetime import date

from wtforms import Field, Form, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, ValidationError

from workflow.text import clean


def required(message: str) -> DataRequired:
    """A validator: the field is filled in; `message` says what to do."""
    return DataRequired(message=message)


def at_most(length_max: int) -> Length:
    """A validator: at most so many characters."""
    return Length(max=length_max, message=f"Viết ngắn hơn: nhiều nhất {length_max} ký tự.")


class TextField(StringField):
    """One line of text, stored clean (composed Unicode, no control characters)."""

    def process_formdata(self, valuelist: Iterable[str]) -> None:
        super().process_formdata(valuelist)
        self.data = clean(self.data or "").replace("\n", " ")


class LongTextField(TextAreaField):
    """Several lines of text, stored clean."""

    def process_formdata(self, valuelist: Iterable[str]) -> None:
        super().process_formdata(valuelist)
        self.data = clean(self.data or "")


class DayField(StringField):
    """A day typed as 13/03/2026 (or 13-3-2026, or 2026-03-13). `day` is the date, None if empty."""

    day: date | None = None

    def process_formdata(self, valuelist: Iterable[str]) -> None:
        super().process_formdata(valuelist)
        self.day = None
        typed = (self.data or "").strip().replace("-", "/").replace(".", "/")
        if not typed:
            return
        parts = typed.split("/")
        try:
            numbers = [int(part) for part in parts]
            year, month, day = numbers if len(parts[0]) == 4 else reversed(numbers)
            self.day = date(year, month, day)
        except ValueError as error:
            raise ValueError("Ngày chưa đúng. Ví dụ: 13/03/2026") from error


def checked_phone(form: Form, field: Field) -> None:
    """A validator: a Vietnamese telephone number, ten digits that start with 0 (or +84)."""
    digits = "".join(c for c in (field.data or "") if c.isdigit())
    if digits.startswith("84") and len(digits) == 11:
        digits = "0" + digits[2:]
    if not digits:
        return
    if len(digits) < 10:
        raise ValidationError("Số điện thoại còn thiếu chữ số. Ví dụ: 0912 345 678")
    if len(digits) > 11 or not digits.startswith("0"):
        raise ValidationError("Số điện thoại chưa đúng. Ví dụ: 0912 345 678")
    field.data = digits
