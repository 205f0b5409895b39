"""What the deadline calculator accepts."""

from wtforms.validators import InputRequired, ValidationError

from web.forms import COUNTED_YEARS, DayField, Form, TextField, required, within_years

WORKING_DAYS_MAX = 400
DAYS_WRONG = f"Nhập số ngày làm việc từ 1 đến {WORKING_DAYS_MAX}, chỉ gồm chữ số. Ví dụ: 15"


class DeadlineForm(Form):
    """The day of receipt and a number of working days."""

    ngay = DayField(
        "Ngày nhận",
        [InputRequired("Nhập ngày nhận. Ví dụ: 10/02/2026"), within_years(*COUNTED_YEARS)],
        description="Ví dụ: 10/02/2026",
    )
    so_ngay = TextField("Số ngày làm việc", [required("Nhập số ngày làm việc. Ví dụ: 15")])

    def validate_so_ngay(self, field: TextField) -> None:
        """The number is small enough to be counted and drawn."""
        typed = field.data.strip()
        if not (typed.isascii() and typed.isdecimal() and len(typed) <= 4):
            raise ValidationError(DAYS_WRONG)
        if not 1 <= int(typed) <= WORKING_DAYS_MAX:
            raise ValidationError(DAYS_WRONG)

    @property
    def working_days(self) -> int:
        return int(self.so_ngay.data.strip())
