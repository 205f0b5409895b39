"""What the pages of reports accept."""

from datetime import date
from typing import Any

from wtforms import HiddenField, IntegerField, ValidationError
from wtforms.validators import NumberRange, Optional

from reports.period import YEAR_MAX, YEAR_MIN, Period, asked_period, year_to
from web.filters import day
from web.forms import DayField, Form, LineField, LongTextField, at_most, required

TITLE_LENGTH_MAX, WORDING_LENGTH_MAX = 200, 8000
TARGET_MAX = 10**15


class PeriodForm(Form):
    """The period of a report and up to when the records count. Read from the address."""

    tu = DayField("Từ ngày", [Optional()], description="Ngày đầu kỳ")
    den = DayField("Đến hết ngày", [Optional()], description="Ngày chốt số liệu")
    biet = DayField(
        "Danh bạ đã ghi đến ngày",
        [Optional()],
        description="Để trống: đến lúc này",
    )

    @classmethod
    def asked(cls, args: Any, today: date) -> "PeriodForm":
        """Return the form of an address; without any day it asks for this year up to today."""
        if not any(args.get(name) for name in ("tu", "den", "biet")):
            period = year_to(today)
            return cls(data={"tu": day(period.first), "den": day(period.last)})
        return cls(args)

    def period(self, today: date) -> Period:
        """Return what was asked for. Raises Refusal where the days make no period."""
        last = self.den.day or today
        return asked_period(self.tu.day or date(last.year, 1, 1), last)

    def validate_biet(self, field: DayField) -> None:
        if field.day is not None and not YEAR_MIN <= field.day.year <= YEAR_MAX:
            raise ValidationError(f"Chọn năm từ {YEAR_MIN} đến {YEAR_MAX}.")


class SaveForm(PeriodForm):
    """The report to save, and its title."""

    title = LineField("Tên báo cáo", [required("Nhập tên báo cáo."), at_most(TITLE_LENGTH_MAX)])


class WordingForm(Form):
    """The words of a saved report. `version`: the one that was read."""

    version = HiddenField()
    title = LineField("Tên báo cáo", [required("Nhập tên báo cáo."), at_most(TITLE_LENGTH_MAX)])
    wording = LongTextField(
        "Lời văn",
        [required("Viết ít nhất một câu."), at_most(WORDING_LENGTH_MAX)],
        description="Mỗi đoạn một dòng. Số nào khác số liệu của báo cáo sẽ được đánh dấu.",
    )

    @property
    def read_version(self) -> int:
        typed = self.version.data or ""
        return int(typed) if typed.isdecimal() and len(typed) < 10 else 0


class TargetForm(Form):
    """One target of a year's plan."""

    value = IntegerField(
        "Chỉ tiêu",
        [
            NumberRange(0, TARGET_MAX, "Nhập một số từ 0 trở lên. Ví dụ: 50"),
        ],
    )
    source = LineField(
        "Căn cứ",
        [required("Nhập văn bản giao chỉ tiêu."), at_most(TITLE_LENGTH_MAX)],
        description="Ví dụ: Kế hoạch 178/KH-UBND ngày 29/7/2024",
    )
