"""What an offer would have to be paid back by: the schedule of an application at other figures.

Pure. Whole đồng, months, parts per million. Source: docs/rules/appraisal.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from loans.appraisal_rules import CashCheck, cash_check
from loans.decision_rules import largest_that
from loans.plan_rules import due_dates_of, equal_parts
from loans.schedule import Terms, repayment_schedule
from workflow.refusal import Refusal


@dataclass(frozen=True, slots=True)
class Wanted:
    """How an application wants to pay back. `due_dates` are harvests, None where instalments
    fall every `every_months`."""

    amount_vnd: int
    months: int
    method: str
    every_months: int
    grace_months: int
    starts_on: date
    due_dates: tuple[date, ...] | None = None


def planned_terms(
    wanted: Wanted, amount_vnd: int, months: int, rate_ppm: int, day_count: str
) -> Terms:
    """Return the terms of a loan of another amount and length, paid back as the applicant wants.

    Harvests take equal parts, the last the rest. Regular dates count from the first day;
    where the months are no multiple of the period the last one is shorter.
    Raises: Refusal where harvest dates would have to be another number of months.
    """
    if wanted.due_dates and months != wanted.months:
        text = "Trả theo mùa vụ có ngày cố định: giữ nguyên số tháng, hoặc đề nghị nộp lại lịch."
        raise Refusal("months", text, "months")
    every = months if wanted.method == "bullet" and wanted.every_months > months else (
        wanted.every_months
    )  # fmt: skip
    due_dates = wanted.due_dates or due_dates_of(wanted.starts_on, months, every)
    grace = min(wanted.grace_months // every, len(due_dates) - 1)
    is_custom = wanted.method == "custom"
    return Terms(
        principal_vnd=amount_vnd,
        rate_ppm=rate_ppm,
        disbursed_on=wanted.starts_on,
        method=wanted.method,
        due_dates=due_dates,
        every_months=every,
        principal_parts_vnd=equal_parts(amount_vnd, len(due_dates)) if is_custom else None,
        grace_instalments=0 if is_custom else grace,
        day_count=day_count,
    )


@dataclass(frozen=True, slots=True)
class Figures:
    """What would be lent: amount, months, and the cash at hand when it comes."""

    amount_vnd: int
    months: int
    opening_vnd: int = 0


@dataclass(frozen=True, slots=True)
class Price:
    """What a loan costs: parts per million a year, and how days are counted."""

    rate_ppm: int
    day_count: str


def planned_cash(
    wanted: Wanted, plan_vnd: Mapping[date, int], figures: Figures, price: Price
) -> CashCheck:
    """Return the schedule of these figures against the income plan. Raises Refusal."""
    terms = planned_terms(
        wanted, figures.amount_vnd, figures.months, price.rate_ppm, price.day_count
    )
    return cash_check(figures.opening_vnd, plan_vnd, wanted.starts_on, dues_of(terms))


def largest_carried(
    wanted: Wanted, plan_vnd: Mapping[date, int], figures: Figures, price: Price
) -> int:
    """Return the largest amount up to that of `figures` whose schedule the plan carries."""

    def holds(amount_vnd: int) -> bool:
        lent = Figures(amount_vnd, figures.months, figures.opening_vnd)
        return planned_cash(wanted, plan_vnd, lent, price).holds

    return largest_that(holds, figures.amount_vnd)


def dues_of(terms: Terms) -> list[tuple[date, int]]:
    """Return what falls due when: (day, đồng)."""
    return [(row.due_on, row.total_vnd) for row in repayment_schedule(terms)]
