"""What the calculator accepts, in the address: a schedule can be passed on as a link."""

from datetime import date

from wtforms import IntegerField, RadioField, SelectField, SelectMultipleField
from wtforms.validators import InputRequired, NumberRange, Optional, ValidationError

from loans.forms import MoneyField, RateField, amount_of
from loans.plan_rules import equal_parts, wished_dates
from loans.schedule import ScheduleError, Terms
from loans.words import METHODS
from web.forms import DayField, Form, required

YEARS_MAX = 2200
DAY_COUNTS = {
    "actual/365": "Số ngày thực tế, năm 365 ngày (thường dùng)",
    "month/12": "Theo tháng: mỗi tháng một phần mười hai năm",
    "actual/actual": "Số ngày thực tế, năm nhuận 366 ngày",
}
ROUNDINGS = {
    "half_up": "Làm tròn đến đồng gần nhất",
    "half_even": "Làm tròn chẵn (0,5 đồng về số chẵn)",
    "down": "Bỏ phần lẻ",
}
EVERY = {"1": "Mỗi tháng", "2": "Hai tháng", "3": "Mỗi quý", "6": "Nửa năm", "12": "Mỗi năm"}
MONTHS = {str(n): f"Tháng {n}" for n in range(1, 13)}


class CalculatorForm(Form):
    """What a schedule is made of."""

    so_tien = MoneyField(
        "Số tiền vay",
        amount_of("Nhập số tiền vay. Ví dụ: 500 triệu"),
        description="500.000.000 hoặc 500 triệu hoặc 1,2 tỷ",
    )
    lai_suat = RateField("Lãi suất một năm", [required("Nhập lãi suất một năm. Ví dụ: 6,84")])
    ngay = DayField("Ngày nhận tiền", [required("Nhập ngày. Ví dụ: {day}")])
    thang = IntegerField(
        "Vay trong bao nhiêu tháng",
        [
            InputRequired("Nhập số tháng. Ví dụ: 24"),
            NumberRange(1, 600, message="Số tháng từ 1 đến 600."),
        ],
    )
    ky = SelectField("Trả mỗi", choices=EVERY, validators=[InputRequired("Chọn kỳ trả nợ.")])
    cach = RadioField("Cách trả", choices=METHODS, validators=[InputRequired("Chọn cách trả nợ.")])
    an_han = IntegerField(
        "Ân hạn gốc",
        [Optional(), NumberRange(0, 599, message="Ân hạn ít hơn số tháng vay.")],
        description="Số tháng đầu chỉ trả lãi. Để trống nếu không có.",
    )
    mua = SelectMultipleField("Tháng thu hoạch", choices=MONTHS)
    dem_ngay = SelectField("Cách tính ngày", choices=DAY_COUNTS, default="actual/365")
    lam_tron = SelectField("Cách làm tròn lãi", choices=ROUNDINGS, default="half_up")

    def validate_ngay(self, field: DayField) -> None:
        """A day in a time that a loan may lie in."""
        if field.day is not None and not 1990 <= field.day.year <= YEARS_MAX:
            raise ValidationError(f"Năm từ 1990 đến {YEARS_MAX}. Ví dụ: 01/04/2026")

    def validate_mua(self, field: SelectMultipleField) -> None:
        """Who pays by harvests says when they are."""
        if self.cach.data == "custom" and not field.data:
            raise ValidationError("Chọn ít nhất một tháng thu hoạch.")

    def terms(self) -> Terms:
        """Return what the schedule is made of. Raises ScheduleError."""
        starts_on: date | None = self.ngay.day
        if starts_on is None or self.lai_suat.ppm is None:
            raise ScheduleError("so_tien", "Nhập đủ số tiền, lãi suất và ngày.")
        months, every, method = int(self.thang.data or 0), int(self.ky.data), self.cach.data
        harvest = {int(month) for month in self.mua.data or ()}
        dates = wished_dates(starts_on, months, every, method, harvest)
        is_custom = method == "custom"
        return Terms(
            principal_vnd=self.so_tien.amount,
            rate_ppm=self.lai_suat.ppm,
            disbursed_on=starts_on,
            method=method,
            due_dates=dates,
            every_months=every,
            principal_parts_vnd=equal_parts(self.so_tien.amount, len(dates)) if is_custom else None,
            grace_instalments=0 if is_custom else (self.an_han.data or 0) // every,
            day_count=self.dem_ngay.data,
            rounding=self.lam_tron.data,
        )


FIELD_OF = {
    "principal_vnd": "so_tien",
    "annual_rate_percent": "lai_suat",
    "disbursed_on": "ngay",
    "due_dates": "thang",
    "instalments": "thang",
    "every_months": "ky",
    "grace_instalments": "an_han",
    "day_count": "dem_ngay",
    "rounding": "lam_tron",
}
