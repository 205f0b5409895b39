"""From what an applicant wishes to a schedule: due dates, harvest months, grace. Pure.

Source: docs/rules/loan-application.md, section 8; the schedule itself: docs/rules/loan-schedule.md.
"""

from collections.abc import Collection, Iterable
from datetime import date

from loans.application_rules import Ask, Month
from loans.programme_rules import Terms as Conditions
from loans.schedule import Row, Terms, regular_dates, repayment_schedule
from workflow.months import MONTHS_A_YEAR, months_after


def due_dates_of(disbursed_on: date, months: int, every_months: int) -> tuple[date, ...]:
    """Return the due dates every so many months; the last falls on the end of the term."""
    count = -(-months // every_months)
    dates = regular_dates(disbursed_on, count, every_months)
    return (*dates[:-1], months_after(disbursed_on, months))


def harvest_dates(disbursed_on: date, months: int, harvest: Collection[int]) -> tuple[date, ...]:
    """Return the same day of each harvest month of the term; the last is the end of the term."""
    dates = (months_after(disbursed_on, n) for n in range(1, months + 1))
    held = {day for day in dates if day.month in harvest}
    return tuple(sorted(held | {months_after(disbursed_on, months)}))


def equal_parts(principal_vnd: int, count: int) -> tuple[int, ...]:
    """Return `count` parts that sum to the principal; the last takes what does not divide."""
    part = principal_vnd // count
    return (*[part] * (count - 1), principal_vnd - part * (count - 1))


def wished_dates(
    disbursed_on: date, months: int, every_months: int, method: str, harvest: Collection[int]
) -> tuple[date, ...]:
    """Return the due dates that a wish means: harvest months where it is paid by harvests."""
    if method == "custom":
        return harvest_dates(disbursed_on, months, harvest)
    return due_dates_of(disbursed_on, months, every_months)


def schedule_terms(ask: Ask, rate_ppm: int, day_count: str, harvest: Collection[int]) -> Terms:
    """Return what the schedule of an application is made of. Raises ScheduleError."""
    dates = wished_dates(ask.wished_on, ask.months, ask.every_months, ask.method, harvest)
    is_custom = ask.method == "custom"
    return Terms(
        principal_vnd=ask.amount_vnd,
        rate_ppm=rate_ppm,
        disbursed_on=ask.wished_on,
        method=ask.method,
        due_dates=dates,
        every_months=ask.every_months,
        principal_parts_vnd=equal_parts(ask.amount_vnd, len(dates)) if is_custom else None,
        grace_instalments=0 if is_custom else ask.grace_months // ask.every_months,
        day_count=day_count,
    )


def wished_schedule(ask: Ask, conditions: Conditions) -> list[Row]:
    """Return the schedule that an application wishes for, under its programme's rate."""
    harvest = harvest_of(ask.income)
    return repayment_schedule(
        schedule_terms(ask, conditions.rate_ppm, conditions.day_count, harvest)
    )


def harvest_of(income: Iterable[Month]) -> frozenset[int]:
    """Return the calendar months that are harvest months."""
    return frozenset(one.month.month for one in income if one.is_harvest)


def over_the_term(
    pattern: Iterable[tuple[int, int, int, bool]], wished_on: date, months: int
) -> tuple[Month, ...]:
    """Return a year's plan (month, income, cost, harvest) repeated over the months of a loan."""
    by_month = {month: (income, cost, harvest) for month, income, cost, harvest in pattern}
    first = wished_on.replace(day=1)
    rows = []
    for n in range(months + 1):
        day = months_after(first, n)
        if day.month in by_month:
            rows.append(Month(day, *by_month[day.month]))
    return tuple(rows)


def lowest_point(rows: Iterable[Row], income: Iterable[Month]) -> tuple[date, int] | None:
    """Return the month in which most is lacking, and how much is left then (negative: lacking).

    Running total of income less cost less what is due, month by month; None without a plan.
    """
    flow: dict[date, int] = {}
    for month in income:
        flow[month.month] = flow.get(month.month, 0) + month.income_vnd - month.cost_vnd
    if not flow:
        return None
    for row in rows:
        month_of = row.due_on.replace(day=1)
        flow[month_of] = flow.get(month_of, 0) - row.total_vnd
    left, worst = 0, (min(flow), 10**18)
    for day in sorted(flow):
        left += flow[day]
        if left < worst[1]:
            worst = (day, left)
    return worst


YEAR_MONTHS = range(1, MONTHS_A_YEAR + 1)
