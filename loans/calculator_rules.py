"""A schedule added up for people: by year, in all, and how each interest line was made. Pure.

Source: docs/rules/loan-schedule.md.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from loans.schedule import Row, Segment


@dataclass(frozen=True, slots=True)
class YearSum:
    """What falls due in a calendar year, in đồng, and what is left at its end."""

    year: int
    principal_vnd: int
    interest_vnd: int
    balance_vnd: int
    rows: tuple[Row, ...]

    @property
    def total_vnd(self) -> int:
        return self.principal_vnd + self.interest_vnd


def by_year(rows: Iterable[Row]) -> list[YearSum]:
    """Return the sums of each calendar year in which something falls due."""
    years: dict[int, list[Row]] = {}
    for row in rows:
        years.setdefault(row.due_on.year, []).append(row)
    return [
        YearSum(
            year,
            sum(row.principal_vnd for row in due),
            sum(row.interest_vnd for row in due),
            due[-1].balance_vnd,
            tuple(due),
        )
        for year, due in years.items()
    ]


@dataclass(frozen=True, slots=True)
class Totals:
    """What a schedule comes to, in đồng."""

    principal_vnd: int
    interest_vnd: int
    first_vnd: int
    most_vnd: int
    last_on: date

    @property
    def total_vnd(self) -> int:
        return self.principal_vnd + self.interest_vnd


def totals(rows: Sequence[Row]) -> Totals:
    """Return the totals of a schedule of at least one row."""
    return Totals(
        sum(row.principal_vnd for row in rows),
        sum(row.interest_vnd for row in rows),
        rows[0].total_vnd,
        max(row.total_vnd for row in rows),
        rows[-1].due_on,
    )


def share_words(segment: Segment, day_count: str) -> str:
    """Return the share of a year that a segment counts for: "31/365", "3/12 năm"."""
    if day_count == "month/12":
        return f"{segment.share}/{segment.share_of} năm"
    if day_count == "actual/actual":
        per_day = segment.share // segment.days
        return f"{segment.days}/{segment.share_of // per_day}"
    return f"{segment.share}/{segment.share_of}"
