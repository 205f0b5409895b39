"""The time a report speaks of: from a day to a cut-off, and the same days a year before. Pure.

Source: docs/rules/report.md.
"""

import calendar
from dataclasses import dataclass
from datetime import date

from workflow.refusal import Refusal

QUARTERS = ("I", "II", "III", "IV")
YEAR_MIN, YEAR_MAX = 1990, 2199
YEARS_MAX = 10


@dataclass(frozen=True, slots=True)
class Period:
    """From `first` to `last`, the cut-off, both within."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError(f"{self.first} to {self.last} is no period")

    @property
    def year(self) -> int:
        """The year of the cut-off, whose plan and figures count."""
        return self.last.year

    @property
    def is_from_new_year(self) -> bool:
        return self.first == date(self.last.year, 1, 1)

    @property
    def year_before(self) -> "Period":
        """The same days a year before; the end of February stays the end of February."""
        return Period(_a_year_before(self.first), _a_year_before(self.last))

    @property
    def months(self) -> list[date]:
        """The first days of the months of the cut-off's year, up to the cut-off."""
        return [date(self.year, month, 1) for month in range(1, self.last.month + 1)]

    @property
    def name(self) -> str:
        """Return "11 tháng đầu năm 2024", "quý III năm 2024" or the days."""
        first, last = self.first, self.last
        is_whole = first.day == 1 and last == month_end(last)
        if not is_whole or first.year != last.year:
            return f"từ {first:%d/%m/%Y} đến {last:%d/%m/%Y}"
        months = last.month - first.month + 1
        if months == 12:
            return f"năm {last.year}"
        if months == 1:
            return f"tháng {last.month} năm {last.year}"
        if first.month == 1:
            return f"{months} tháng đầu năm {last.year}"
        if months == 3 and last.month % 3 == 0:
            return f"quý {QUARTERS[last.month // 3 - 1]} năm {last.year}"
        if (first.month, last.month) == (7, 12):
            return f"6 tháng cuối năm {last.year}"
        return f"từ tháng {first.month} đến tháng {last.month} năm {last.year}"


def asked_period(first: date, last: date) -> Period:
    """Return the period that somebody asked for.

    Raises: Refusal, at `tu` or `den`, where days are in no order, too long ago or too far apart.
    """
    for field, asked in (("tu", first), ("den", last)):
        if not YEAR_MIN <= asked.year <= YEAR_MAX:
            raise Refusal("period", f"Chọn năm từ {YEAR_MIN} đến {YEAR_MAX}.", field)
    if first > last:
        raise Refusal("period", "Ngày cuối phải từ ngày đầu trở đi.", "den")
    if last.year - first.year >= YEARS_MAX:
        raise Refusal("period", f"Chọn nhiều nhất {YEARS_MAX} năm.", "den")
    return Period(first, last)


def month_end(day: date) -> date:
    """Return the last day of the month of `day`."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def _a_year_before(day: date) -> date:
    is_end = day == month_end(day)
    found = day.replace(year=day.year - 1, day=min(day.day, 28) if day.month == 2 else day.day)
    return month_end(found) if is_end else found


def year_to(last: date) -> Period:
    """Return the year of `last` up to it."""
    return Period(date(last.year, 1, 1), last)


def choices(today: date) -> list[Period]:
    """Return the periods that a report is most often made of, the latest first."""
    year = today.year
    last_month = month_end(date(year, today.month - 1, 1)) if today.month > 1 else None
    wanted = [
        year_to(today),
        year_to(last_month) if last_month else None,
        Period(date(year, 1, 1), date(year, 6, 30)) if today.month > 6 else None,
        Period(date(year - 1, 1, 1), date(year - 1, 12, 31)),
        Period(date(year - 2, 1, 1), date(year - 2, 12, 31)),
    ]
    return list(dict.fromkeys(one for one in wanted if one is not None))
