"""The repayment schedule (lịch trả nợ). Pure and exact. Source: docs/rules/loan-schedule.md.

Whole đồng in, whole đồng out; in between whole numbers over one common denominator, never floats.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import NamedTuple

from workflow.months import MONTHS_A_YEAR, months_after
from workflow.rounding import ROUNDINGS, divide, divide_to_unit

METHODS = ("equal_principal", "annuity", "bullet", "custom")
DAY_COUNTS = ("actual/365", "month/12", "actual/actual")
ROWS_MAX = 600
EVERY_MONTHS_MAX = 120
PRINCIPAL_VND_MAX = 10**15
UNIT_VND_MAX = 10**9
MILLION = 1_000_000  # a rate is in parts per million a year
YEAR_DAYS, LEAP_DAYS = 365, 366
# One denominator for every share of a year of a day count.
SHARES = {
    "actual/365": YEAR_DAYS,
    "month/12": MONTHS_A_YEAR,
    "actual/actual": YEAR_DAYS * LEAP_DAYS,
}


class ScheduleError(ValueError):
    """No schedule can be made of these terms; `field` names the one to change."""

    def __init__(self, field: str, text: str) -> None:
        super().__init__(text)
        self.field, self.text = field, text


@dataclass(frozen=True, slots=True)
class Terms:
    """What a schedule is made of. Raises ScheduleError where they do not fit together.

    Units: whole đồng, parts per million a year (6.84 % is 68_400), months, days. `every_months` is
    needed by "month/12", where a period counts for so many twelfths of a year, whatever its days.
    """

    principal_vnd: int
    rate_ppm: int
    disbursed_on: date
    method: str
    due_dates: tuple[date, ...]
    every_months: int | None = None
    principal_parts_vnd: tuple[int, ...] | None = None
    grace_instalments: int = 0
    day_count: str = "actual/365"
    rounding: str = "half_up"
    rounding_unit_vnd: int = 1
    carry_remainder: bool = False

    def __post_init__(self) -> None:
        for check in (self._check_amounts, self._check_dates, self._check_words, self._check_parts):
            check()

    def _check_amounts(self) -> None:
        if not 1 <= self.principal_vnd <= PRINCIPAL_VND_MAX:
            raise ScheduleError("principal_vnd", "Số tiền vay từ 1 đồng đến 1 triệu tỷ đồng.")
        if not 0 <= self.rate_ppm <= MILLION:
            raise ScheduleError("annual_rate_percent", "Lãi suất từ 0 đến 100 % một năm.")
        if not 1 <= self.rounding_unit_vnd <= UNIT_VND_MAX:
            raise ScheduleError("rounding_unit_vnd", "Đơn vị làm tròn từ 1 đồng đến 1 tỷ đồng.")

    def _check_dates(self) -> None:
        if not 1 <= len(self.due_dates) <= ROWS_MAX:
            raise ScheduleError("due_dates", f"Cần từ 1 đến {ROWS_MAX} ngày trả nợ.")
        if any(one >= other for one, other in pairwise((self.disbursed_on, *self.due_dates))):
            raise ScheduleError(
                "due_dates", "Ngày trả nợ phải sau ngày giải ngân và ngày sau muộn hơn ngày trước."
            )
        if not 0 <= self.grace_instalments < len(self.due_dates):
            raise ScheduleError(
                "grace_instalments", "Số kỳ ân hạn phải ít hơn số kỳ trả nợ, ít nhất là 0."
            )

    def _check_words(self) -> None:
        if self.method not in METHODS:
            raise ScheduleError("method", f"Chọn một trong: {', '.join(METHODS)}.")
        if self.day_count not in DAY_COUNTS:
            raise ScheduleError("day_count", f"Chọn một trong: {', '.join(DAY_COUNTS)}.")
        if self.rounding not in ROUNDINGS:
            raise ScheduleError("rounding", f"Chọn một trong: {', '.join(ROUNDINGS)}.")
        if self.day_count == "month/12" and self.every_months is None:
            raise ScheduleError("every_months", "Cách tính month/12 cần số tháng của mỗi kỳ.")

    def _check_parts(self) -> None:
        field, parts = "principal_parts_vnd", self.principal_parts_vnd
        if self.method != "custom":
            if parts is not None:
                raise ScheduleError(field, "Chỉ dùng phần gốc từng kỳ với cách trả custom.")
            return
        if parts is None or len(parts) != len(self.due_dates):
            raise ScheduleError(field, "Cần một phần gốc cho mỗi ngày trả nợ.")
        if any(part < 0 for part in parts) or any(parts[: self.grace_instalments]):
            raise ScheduleError(field, "Phần gốc không được âm, và bằng 0 trong các kỳ ân hạn.")
        if sum(parts) != self.principal_vnd:
            raise ScheduleError(field, "Tổng các phần gốc phải đúng bằng số tiền vay.")


class Segment(NamedTuple):
    """Days that bear the same interest: (since, until], the balance, and their share of a year."""

    since: date
    until: date
    balance_vnd: int
    rate_ppm: int
    share: int
    share_of: int

    @property
    def days(self) -> int:
        return (self.until - self.since).days


class Row(NamedTuple):
    """One instalment. `balance_vnd` is what is left after it; `segments` make its interest."""

    n: int
    due_on: date
    days: int
    principal_vnd: int
    interest_vnd: int
    balance_vnd: int
    segments: tuple[Segment, ...]

    @property
    def total_vnd(self) -> int:
        return self.principal_vnd + self.interest_vnd


def regular_dates(disbursed_on: date, instalments: int, every_months: int) -> tuple[date, ...]:
    """Return the due dates every so many months, each counted from the first day."""
    if not 1 <= instalments <= ROWS_MAX:
        raise ScheduleError("instalments", f"Số kỳ trả nợ từ 1 đến {ROWS_MAX}.")
    if not 1 <= every_months <= EVERY_MONTHS_MAX:
        raise ScheduleError("every_months", f"Mỗi kỳ từ 1 đến {EVERY_MONTHS_MAX} tháng.")
    return tuple(months_after(disbursed_on, every_months * n) for n in range(1, instalments + 1))


def repayment_schedule(terms: Terms) -> list[Row]:
    """Return one row for each due date; the principal parts sum to the principal exactly.

    A part never exceeds what is left and is never negative; the last takes the rest. Source:
    docs/rules/loan-schedule.md, sections 2 (parts), 3 (interest), 4 (rounding).
    """
    periods = list(_periods(terms))
    is_annuity, is_split = terms.method == "annuity", terms.day_count == "actual/actual"
    level_vnd = _level_vnd(terms, periods) if is_annuity else 0
    parts = None if is_annuity else _parts_vnd(terms)
    rate_ppm, rounding, last = terms.rate_ppm, terms.rounding, len(periods)
    balance_vnd, carried, rows = terms.principal_vnd, 0, []
    denominator, share_of = SHARES[terms.day_count] * MILLION, SHARES[terms.day_count]
    for n, (since, due_on, share) in enumerate(periods, start=1):
        exact = balance_vnd * rate_ppm * share + carried
        interest_vnd = divide(exact, denominator, rounding)
        if terms.carry_remainder:
            carried = exact - interest_vnd * denominator
        if n == last:
            part_vnd = balance_vnd
        elif parts is not None:
            part_vnd = min(parts[n - 1], balance_vnd)
        else:
            is_grace = n <= terms.grace_instalments
            part_vnd = 0 if is_grace else max(0, min(level_vnd - interest_vnd, balance_vnd))
        segments = (
            _split(terms, since, due_on, balance_vnd)
            if is_split
            else (Segment(since, due_on, balance_vnd, rate_ppm, share, share_of),)
        )
        left_vnd = balance_vnd - part_vnd
        days = (due_on - since).days
        rows.append(Row(n, due_on, days, part_vnd, interest_vnd, left_vnd, segments))
        balance_vnd = left_vnd
    return rows


def _parts_vnd(terms: Terms) -> tuple[int, ...]:
    """Return the principal part of each instalment before the last, where interest plays no part.

    A part is cut where less is left; the last instalment takes the rest.
    """
    if terms.principal_parts_vnd is not None:
        return terms.principal_parts_vnd
    count, grace = len(terms.due_dates), terms.grace_instalments
    if terms.method == "bullet":
        return (0,) * count
    unit, rounding = terms.rounding_unit_vnd, terms.rounding
    equal = divide_to_unit(terms.principal_vnd, count - grace, unit, rounding)
    return (0,) * grace + (equal,) * (count - grace)


def _level_vnd(terms: Terms, periods: list[tuple[date, date, int]]) -> int:
    """Return P·Π(1+r·f_i) / Σ_k Π_{i>k}(1+r·f_i) over the instalments after the grace, rounded.

    With 1+r·f_i = a_i/d for one denominator d, both sides times d^n are whole numbers.
    """
    denominator = SHARES[terms.day_count] * MILLION
    grown, paid, power = terms.principal_vnd, 0, 1
    for _, _, share in periods[terms.grace_instalments :]:
        factor = denominator + terms.rate_ppm * share
        power *= denominator
        grown, paid = grown * factor, paid * factor + power
    return divide_to_unit(grown, paid, terms.rounding_unit_vnd, terms.rounding)


def _periods(terms: Terms) -> Iterator[tuple[date, date, int]]:
    """Yield each period with its share of a year, over the day count's denominator."""
    for since, due_on in pairwise((terms.disbursed_on, *terms.due_dates)):
        match terms.day_count:
            case "month/12":
                yield since, due_on, terms.every_months or 0
            case "actual/365":
                yield since, due_on, (due_on - since).days
            case _:
                yield since, due_on, sum(share for _, _, share in _by_year(since, due_on))


def _by_year(since: date, until: date) -> Iterator[tuple[date, date, int]]:
    """Split (since, until] where years end; a day counts 1/365 or 1/366 by its own year."""
    while since < until:
        year = (since + timedelta(days=1)).year
        end = min(until, date(year, 12, 31))
        is_leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
        yield since, end, (end - since).days * (YEAR_DAYS if is_leap else LEAP_DAYS)
        since = end


def _split(terms: Terms, since: date, until: date, balance_vnd: int) -> tuple[Segment, ...]:
    """Return the segments of days that count by their own year."""
    share_of = SHARES[terms.day_count]
    return tuple(
        Segment(begin, end, balance_vnd, terms.rate_ppm, part, share_of)
        for begin, end, part in _by_year(since, until)
    )
