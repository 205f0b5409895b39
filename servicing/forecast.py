"""What comes back and what is promised, month by month. Pure. Source: docs/rules/forecast.md."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from servicing.replay import Row
from workflow.months import months_after

MONTHS = 12
COUNTED_MIN = 3  # borrowers: of fewer a sum would tell what one of them owes


@dataclass(frozen=True, slots=True)
class Month:
    """A month to come, in đồng: principal and interest due, promised to go out, free at its end."""

    first: date
    principal_vnd: int
    interest_vnd: int
    promised_vnd: int
    free_vnd: int


def first_of(day: date) -> date:
    return day.replace(day=1)


def forecast(
    on: date,
    free_vnd: int,
    rows: Iterable[Row],
    promised: Sequence[tuple[date, int]],
) -> list[Month]:
    """Return the twelve months from this one on, if each instalment is paid on its day.

    `free_vnd` is free now, after all promises; so what is promised is shown in the month it is
    wished for, and changes what is free no more. What is overdue is not counted on.
    """
    back: dict[date, list[int]] = {}
    for row in rows:
        if row.due_on > on:
            sums = back.setdefault(first_of(row.due_on), [0, 0])
            sums[0] += row.principal_vnd
            sums[1] += row.interest_vnd
    found, free, start = [], free_vnd, first_of(on)
    for n in range(MONTHS):
        month = months_after(start, n)
        principal, interest = back.get(month, (0, 0))
        out = sum(vnd for day, vnd in promised if first_of(max(day, on)) == month)
        free += principal + interest
        found.append(Month(month, principal, interest, out, free))
    return found


@dataclass(frozen=True, slots=True)
class Coming:
    """What falls due in the months from `first` to `last`, in đồng, of how many borrowers."""

    first: date
    last: date
    borrowers: int
    principal_vnd: int
    interest_vnd: int


def coming_months(on: date, by_borrower: Mapping[int, Sequence[Row]]) -> list[Coming]:
    """Return the months to come for everybody: those of few borrowers with their neighbours.

    A month in which fewer than COUNTED_MIN borrowers pay would tell what one of them owes. Nothing
    where all months together have fewer.
    """
    rows = [row for own in by_borrower.values() for row in own]
    paying = _paying(on, by_borrower)
    groups: list[tuple[list[Month], set[int]]] = []
    for month in forecast(on, 0, rows, ()):
        if month.first not in paying:
            continue
        if groups and len(groups[-1][1]) < COUNTED_MIN:
            groups[-1][0].append(month)
            groups[-1][1].update(paying[month.first])
        else:
            groups.append(([month], paying[month.first]))
    if len(groups) > 1 and len(groups[-1][1]) < COUNTED_MIN:
        months, borrowers = groups.pop()
        groups[-1][0].extend(months)
        groups[-1][1].update(borrowers)
    return [_together(*one) for one in groups if len(one[1]) >= COUNTED_MIN]


def _paying(on: date, by_borrower: Mapping[int, Iterable[Row]]) -> dict[date, set[int]]:
    """Return who pays in each month."""
    found: dict[date, set[int]] = {}
    for key, own in by_borrower.items():
        for row in own:
            if row.due_on > on:
                found.setdefault(first_of(row.due_on), set()).add(key)
    return found


def _together(months: Sequence[Month], borrowers: set[int]) -> Coming:
    principal = sum(one.principal_vnd for one in months)
    interest = sum(one.interest_vnd for one in months)
    return Coming(months[0].first, months[-1].first, len(borrowers), principal, interest)


def earliest_for(on: date, free_vnd: int, rows: Iterable[Row], amount_vnd: int) -> date | None:
    """Return the first day on which so much is free, None where it is not within the schedules."""
    if free_vnd >= amount_vnd:
        return on
    free = free_vnd
    for row in sorted((row for row in rows if row.due_on > on), key=lambda row: row.due_on):
        free += row.principal_vnd + row.interest_vnd
        if free >= amount_vnd:
            return row.due_on
    return None
