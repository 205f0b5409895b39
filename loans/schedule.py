"""The repayment schedule (lịch trả nợ). Pure and exact. Source: docs/rules/loan-schedule.md.

Whole đồng in, whole đồng out; in between whole numbers over one common denominator, never floats.
"""

from calendar import isleap
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from itertools import accumulate, count, pairwise, repeat
from operator import sub
from typing import NamedTuple

from workflow.months import MONTHS_A_YEAR, months_after
from workflow.rounding import ROUNDINGS, divide, divide_all, divide_to_unit

METHODS = ("equal_principal", "annuity", "bullet", "custom")
DAY_COUNTS = ("actual/365", "month/12", "actual/actual")
ROWS_MAX = 600
EVERY_MONTHS_MAX = 120
PRINCIPAL_VND_MAX = 10**15
UNIT_VND_MAX = 10**9
MILLION = 1_000_000  # a rate is in parts per million a year
YEAR_DAYS, LEAP_DAYS = 365, 366
PRECISION_BITS = 256  # of a level payment before it is rounded; far more than 600 rows need
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
    terms: Terms

    @property
    def total_vnd(self) -> int:
        return self.principal_vnd + self.interest_vnd

    @property
    def segments(self) -> tuple[Segment, ...]:
        """Return what the interest is made of; worked out only for the rows that are opened."""
        terms, opening_vnd = self.terms, self.balance_vnd + self.principal_vnd
        since = self.due_on - timedelta(days=self.days)
        share_of = SHARES[terms.day_count]
        return tuple(
            Segment(begin, end, opening_vnd, terms.rate_ppm, share, share_of)
            for begin, end, share in _spans(terms, since, self.due_on)
        )


# Rows are made from columns: NamedTuple's own constructor is a Python function, this is not.
_row: Callable[[tuple[object, ...]], Row] = partial(tuple.__new__, Row)


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
    ordinals = [terms.disbursed_on.toordinal(), *map(date.toordinal, terms.due_dates)]
    days = list(map(sub, ordinals[1:], ordinals))
    shares = _shares(terms, days)
    if terms.method == "annuity":
        parts, interest = _level_lines(terms, shares)
    else:
        parts = _parts_vnd(terms)
        interest = _interest_vnd(terms, parts, shares)
    left = accumulate(parts, sub, initial=terms.principal_vnd)
    next(left)
    columns = zip(count(1), terms.due_dates, days, parts, interest, left, repeat(terms))
    return list(map(_row, columns))


# --- shares of a year ------------------------------------------------------------------------


def _shares(terms: Terms, days: list[int]) -> list[int]:
    """Return the share of a year of each period, over the day count's denominator."""
    match terms.day_count:
        case "month/12":
            return [terms.every_months or 0] * len(days)
        case "actual/365":
            return days
    periods = pairwise((terms.disbursed_on, *terms.due_dates))
    return [sum(share for _, _, share in _by_year(*period)) for period in periods]


def _spans(terms: Terms, since: date, until: date) -> Iterator[tuple[date, date, int]]:
    """Yield the days of a period that count alike, with their share of a year."""
    match terms.day_count:
        case "month/12":
            yield since, until, terms.every_months or 0
        case "actual/365":
            yield since, until, (until - since).days
        case _:
            yield from _by_year(since, until)


def _by_year(since: date, until: date) -> Iterator[tuple[date, date, int]]:
    """Split (since, until] where years end; a day counts 1/365 or 1/366 by its own year."""
    while since < until:
        year = (since + timedelta(days=1)).year
        end = min(until, date(year, 12, 31))
        yield since, end, (end - since).days * (YEAR_DAYS if isleap(year) else LEAP_DAYS)
        since = end


# --- parts and interest ----------------------------------------------------------------------


def _parts_vnd(terms: Terms) -> list[int]:
    """Return the principal part of each instalment, where interest plays no part in it.

    A part is cut where less is left; the last instalment takes the rest.
    """
    number, grace = len(terms.due_dates), terms.grace_instalments
    if terms.principal_parts_vnd is not None:
        return list(terms.principal_parts_vnd)
    unit, rounding = terms.rounding_unit_vnd, terms.rounding
    equal = 0
    if terms.method == "equal_principal":
        equal = divide_to_unit(terms.principal_vnd, number - grace, unit, rounding)
    if not equal:
        return [0] * (number - 1) + [terms.principal_vnd]
    whole = min(number - grace - 1, terms.principal_vnd // equal)
    left = terms.principal_vnd - equal * whole
    return [0] * grace + [equal] * whole + [left] + [0] * (number - grace - whole - 1)


def _interest_vnd(terms: Terms, parts: list[int], shares: list[int]) -> list[int]:
    """Return the interest line of each period on what is left before its part is paid."""
    balances = accumulate(parts, sub, initial=terms.principal_vnd)
    rate_ppm, denominator = terms.rate_ppm, SHARES[terms.day_count] * MILLION
    exact = [balance * rate_ppm * share for balance, share in zip(balances, shares, strict=False)]
    if not terms.carry_remainder:
        return divide_all(exact, denominator, terms.rounding)
    carried, lines = 0, []
    for line in exact:
        vnd = divide(line + carried, denominator, terms.rounding)
        carried += line - vnd * denominator
        lines.append(vnd)
    return lines


def _level_lines(terms: Terms, shares: list[int]) -> tuple[list[int], list[int]]:
    """Return parts and interest of level payments: a part is the level less its interest."""
    level_vnd = _level_vnd(terms, shares[terms.grace_instalments :])
    rate_ppm, denominator = terms.rate_ppm, SHARES[terms.day_count] * MILLION
    grace, rounding, carries = terms.grace_instalments, terms.rounding, terms.carry_remainder
    balance_vnd, carried = terms.principal_vnd, 0
    parts, lines = [], []
    for n, share in enumerate(shares):
        exact = balance_vnd * rate_ppm * share + carried
        interest_vnd = divide(exact, denominator, rounding)
        if carries:
            carried = exact - interest_vnd * denominator
        part_vnd = 0 if n < grace else max(0, min(level_vnd - interest_vnd, balance_vnd))
        balance_vnd -= part_vnd
        parts.append(part_vnd)
        lines.append(interest_vnd)
    parts[-1] += balance_vnd
    return parts, lines


def _level_vnd(terms: Terms, shares: list[int]) -> int:
    """Return P·Π(1+r·f_i) / Σ_k Π_{i>k}(1+r·f_i) over the instalments after the grace, rounded.

    It is first held between two numbers of bounded length. Where both round to the same level
    payment, that is the exact one's as well; where not, the exact one is worked out.
    """
    denominator = SHARES[terms.day_count] * MILLION
    factors = [denominator + terms.rate_ppm * share for share in shares]
    low, high = _present_values(factors, denominator)
    unit, rounding = terms.rounding_unit_vnd, terms.rounding
    scaled = terms.principal_vnd << PRECISION_BITS
    least = divide_to_unit(scaled, high, unit, rounding)
    if least == divide_to_unit(scaled, low, unit, rounding):
        return least
    grown, paid, power = terms.principal_vnd, 0, 1
    for factor in factors:
        power *= denominator
        grown, paid = grown * factor, paid * factor + power
    return divide_to_unit(grown, paid, unit, rounding)


def _present_values(factors: list[int], denominator: int) -> tuple[int, int]:
    """Return bounds of Σ_k Π_{i≤k} d/a_i, what one đồng of each payment is worth, times 2^bits."""
    low_sum = high_sum = 0
    low = high = 1 << PRECISION_BITS
    for factor in factors:
        low = low * denominator // factor
        high = -(-high * denominator // factor)
        low_sum += low
        high_sum += high
    return low_sum, high_sum
