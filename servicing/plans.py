"""How the plan of a loan is made: from the contract, of a tranche, when it is restructured. Pure.

Source: docs/rules/servicing.md. The engine is `loans.schedule`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from loans.plan_rules import due_dates_of
from loans.schedule import Row, ScheduleError, Terms, regular_dates, repayment_schedule
from servicing.replay import Part
from workflow.refusal import Refusal
from workflow.workdays import Calendar, count_days


@dataclass(frozen=True, slots=True)
class PlanTerms:
    """What the contract says of the schedule. Either so many instalments every so many months from
    the first payment on, or dates (harvests), with parts of the principal where the method is
    "custom". `months`: the term; the last instalment falls on its end, however many months that is
    after the one before (0: no term but the instalments). `moves`: a day of payment that is free
    moves to the next working day. Units: whole đồng, parts per million a year, months."""

    method: str
    rate_ppm: int
    instalments: int = 0
    every_months: int = 0
    due_dates: tuple[date, ...] = ()
    parts_vnd: tuple[int, ...] = ()
    grace_instalments: int = 0
    rounding_unit_vnd: int = 1
    day_count: str = "actual/365"
    rounding: str = "half_up"
    moves: bool = True
    months: int = 0

    def as_json(self) -> dict[str, Any]:
        """Return what `of_json` reads, without what the loan keeps in columns."""
        return {
            "instalments": self.instalments,
            "every_months": self.every_months,
            "due_dates": [day.isoformat() for day in self.due_dates],
            "parts_vnd": list(self.parts_vnd),
            "grace_instalments": self.grace_instalments,
            "rounding_unit_vnd": self.rounding_unit_vnd,
            "moves": self.moves,
            "months": self.months,
        }


def of_json(
    kept: dict[str, Any], method: str, rate_ppm: int, day_count: str, rounding: str
) -> PlanTerms:
    """Return the terms that a loan keeps."""
    return PlanTerms(
        method,
        rate_ppm,
        kept["instalments"],
        kept["every_months"],
        tuple(date.fromisoformat(day) for day in kept["due_dates"]),
        tuple(kept["parts_vnd"]),
        kept["grace_instalments"],
        kept["rounding_unit_vnd"],
        day_count,
        rounding,
        kept.get("moves", True),
        kept.get("months", 0),
    )


def due_dates(terms: PlanTerms, first_on: date, calendar: Calendar | None) -> tuple[date, ...]:
    """Return all days of payment of a loan first paid out on `first_on`, moved to working days."""
    try:
        days = terms.due_dates or _regular(terms, first_on)
    except ScheduleError as error:
        raise Refusal("schedule", error.text) from error
    if calendar is None or not terms.moves:
        return days
    return tuple(
        day if calendar.is_working(day) else count_days(calendar, day, 1).due_on for day in days
    )


def _regular(terms: PlanTerms, first_on: date) -> tuple[date, ...]:
    if terms.months:
        return due_dates_of(first_on, terms.months, terms.every_months)
    return regular_dates(first_on, terms.instalments, terms.every_months)


def plan_rows(terms: PlanTerms, principal_vnd: int, on: date, days: Sequence[date]) -> list[Row]:
    """Return the schedule of so much principal from `on` over the days after it.

    Raises: Refusal where the terms and the days do not fit together.
    """
    left = tuple(day for day in days if day > on)
    passed = len(days) - len(left)
    parts = _scaled(terms.parts_vnd[passed:], principal_vnd) if terms.parts_vnd else None
    grace = min(max(0, terms.grace_instalments - passed), max(0, len(left) - 1))
    try:
        return repayment_schedule(
            Terms(
                principal_vnd,
                terms.rate_ppm,
                on,
                terms.method,
                left,
                principal_parts_vnd=parts,
                grace_instalments=grace if terms.method != "custom" else 0,
                day_count=terms.day_count,
                rounding=terms.rounding,
                rounding_unit_vnd=terms.rounding_unit_vnd,
            )
        )
    except ScheduleError as error:
        raise Refusal("schedule", error.text) from error


def _scaled(parts: Sequence[int], principal_vnd: int) -> tuple[int, ...]:
    """Return parts in the same proportion that sum to the principal, the last takes the rest."""
    whole = sum(parts) or 1
    found = [part * principal_vnd // whole for part in parts[:-1]]
    return (*found, principal_vnd - sum(found))


def parts_of(rows: Sequence[Row], numbered_from: int = 1) -> tuple[Part, ...]:
    """Return the parts of a schedule as a plan keeps them."""
    return tuple(Part(row.n + numbered_from - 1, row.due_on, row.principal_vnd) for row in rows)


def as_json(parts: Sequence[Part]) -> list[list[Any]]:
    """Return [number, day, principal] of each part."""
    return [[part.n, part.due_on.isoformat(), part.principal_vnd] for part in parts]


def of_parts(kept: Sequence[Sequence[Any]]) -> tuple[Part, ...]:
    """Return the parts that a plan keeps."""
    return tuple(Part(n, date.fromisoformat(day), vnd) for n, day, vnd in kept)
