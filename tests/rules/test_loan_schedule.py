"""The schedule engine: reference tables, worked figures of the rule page, and what must hold."""

import json
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from loans.schedule import (
    DAY_COUNTS,
    MILLION,
    Row,
    ScheduleError,
    Terms,
    regular_dates,
    repayment_schedule,
)
from workflow.months import months_after
from workflow.rounding import ROUNDINGS, divide, divide_all

CASES = json.loads((Path(__file__).parent / "data" / "reference_schedules.json").read_text())
SHOWN = ("n", "due_on", "principal_vnd", "interest_vnd", "total_vnd", "balance_vnd")


def terms_of(request: dict[str, Any]) -> Terms:
    given_on = date.fromisoformat(request["disbursed_on"])
    if request.get("due_dates"):
        dates = tuple(date.fromisoformat(day) for day in request["due_dates"])
    else:
        dates = regular_dates(given_on, request["instalments"], request["every_months"])
    return Terms(
        principal_vnd=request["principal_vnd"],
        rate_ppm=int(Fraction(request["annual_rate_percent"]) * 10_000),
        disbursed_on=given_on,
        method=request["method"],
        due_dates=dates,
        every_months=request.get("every_months"),
        grace_instalments=request["grace_instalments"],
        day_count=request["day_count"],
        rounding=request["rounding"],
        rounding_unit_vnd=request["rounding_unit_vnd"],
        carry_remainder=request["carry_remainder"],
    )


@pytest.mark.parametrize("case", CASES["cases"], ids=lambda case: case["id"])
def test_reference_tables(case: dict[str, Any]) -> None:
    rows = repayment_schedule(terms_of(case["request"]))
    shown = [
        {name: getattr(row, name) for name in SHOWN} | {"due_on": row.due_on.isoformat()}
        for row in rows
    ]
    assert shown == case["rows"]


def _interest(
    principal_vnd: int, rate_ppm: int, since: date, *until: date, **more: Any
) -> list[int]:
    terms = Terms(principal_vnd, rate_ppm, since, more.pop("method", "bullet"), until, **more)
    return [row.interest_vnd for row in repayment_schedule(terms)]


@pytest.mark.parametrize(
    ("principal_vnd", "rate_ppm", "since", "until", "interest_vnd"),
    [
        (500_000_000, 68_400, date(2024, 3, 15), date(2024, 4, 15), 2_904_658),
        (300_000_000, 72_000, date(2024, 2, 15), date(2024, 3, 15), 1_716_164),
        (1_000_000_000, 60_000, date(2024, 1, 10), date(2025, 1, 10), 60_164_384),
        (1_000_000_000, 60_000, date(2025, 1, 10), date(2026, 1, 10), 60_000_000),
        (1_000_000, 60_000, date(2025, 1, 10), date(2025, 1, 11), 164),
        (100_000_000, 90_000, date(2025, 6, 30), date(2025, 7, 20), 493_151),
        (1_500_000, 100_000, date(2025, 6, 30), date(2025, 7, 20), 8_219),
    ],
)
def test_worked_figures(
    principal_vnd: int, rate_ppm: int, since: date, until: date, interest_vnd: int
) -> None:
    assert _interest(principal_vnd, rate_ppm, since, until) == [interest_vnd]


def test_a_repayment_in_between() -> None:
    days = (date(2025, 3, 20), date(2025, 4, 1))
    parts = (100_000_000, 300_000_000)
    interest = _interest(
        400_000_000, 60_000, date(2025, 3, 1), *days, method="custom", principal_parts_vnd=parts
    )
    assert interest == [1_249_315, 591_781]


def test_months_are_counted_from_the_first_day() -> None:
    dates = regular_dates(date(2025, 1, 31), 4, 1)
    assert dates == (date(2025, 2, 28), date(2025, 3, 31), date(2025, 4, 30), date(2025, 5, 31))
    assert months_after(date(2024, 2, 29), 12) == date(2025, 2, 28)
    assert months_after(date(2024, 2, 29), 48) == date(2028, 2, 29)


@pytest.mark.parametrize(
    ("rounding", "results"),
    [("half_up", [2, 3, 4, -2]), ("half_even", [2, 2, 4, -2]), ("down", [1, 2, 3, -3])],
)
def test_roundings(rounding: str, results: list[int]) -> None:
    assert [divide(n, 2, rounding) for n in (3, 5, 7, -5)] == results
    assert divide(7, 3, rounding) == 2


GIVEN_ON = date(2024, 1, 31)
patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # a busy machine


@st.composite
def any_terms(draw: st.DrawFn) -> Terms:
    gaps = draw(st.lists(st.integers(1, 400), min_size=1, max_size=24))
    dates = [GIVEN_ON + timedelta(days=sum(gaps[: n + 1])) for n in range(len(gaps))]
    principal_vnd = draw(st.integers(1, 10**13))
    method = draw(st.sampled_from(("equal_principal", "annuity", "bullet", "custom")))
    grace = 0 if method == "custom" else draw(st.integers(0, len(dates) - 1))
    parts = None
    if method == "custom":
        cuts = sorted(draw(st.integers(0, principal_vnd)) for _ in dates[1:])
        ends = [0, *cuts, principal_vnd]
        parts = tuple(b - a for a, b in pairwise(ends))
    return Terms(
        principal_vnd,
        draw(st.integers(0, MILLION)),
        GIVEN_ON,
        method,
        tuple(dates),
        every_months=draw(st.integers(1, 12)),
        principal_parts_vnd=parts,
        grace_instalments=grace,
        day_count=draw(st.sampled_from(DAY_COUNTS)),
        rounding=draw(st.sampled_from(ROUNDINGS)),
        rounding_unit_vnd=draw(st.sampled_from((1, 100, 1_000, 1_000_000))),
        carry_remainder=draw(st.booleans()),
    )


@patient
@given(any_terms())
def test_what_is_lent_comes_back(terms: Terms) -> None:
    rows = repayment_schedule(terms)
    assert sum(row.principal_vnd for row in rows) == terms.principal_vnd
    assert rows[-1].balance_vnd == 0
    balance_vnd = terms.principal_vnd
    for row in rows:
        assert 0 <= row.principal_vnd <= balance_vnd
        assert row.balance_vnd == balance_vnd - row.principal_vnd
        assert row.total_vnd == row.principal_vnd + row.interest_vnd
        balance_vnd = row.balance_vnd
    assert all(row.principal_vnd == 0 for row in rows[: terms.grace_instalments])


def _exact(row: Row) -> Fraction:
    """Return the interest of a row before rounding, out of its segments."""
    shares = (s.balance_vnd * s.rate_ppm * Fraction(s.share, s.share_of) for s in row.segments)
    return sum(shares, Fraction(0)) / MILLION


@patient
@given(any_terms())
def test_interest_is_what_its_segments_say(terms: Terms) -> None:
    carried = Fraction(0)
    for row in repayment_schedule(terms):
        line = _exact(row) + carried
        assert row.interest_vnd == divide(line.numerator, line.denominator, terms.rounding)
        carried = line - row.interest_vnd if terms.carry_remainder else carried
        assert sum(segment.days for segment in row.segments) == row.days


@patient
@given(any_terms())
def test_carrying_loses_less_than_a_dong(terms: Terms) -> None:
    rows = repayment_schedule(replace(terms, carry_remainder=True))
    exact = sum((_exact(row) for row in rows), Fraction(0))
    assert abs(exact - sum(row.interest_vnd for row in rows)) < 1


@patient
@given(st.integers(10**6, 10**12), st.integers(1, 200_000), st.integers(2, 120))
def test_level_payments_are_level(principal_vnd: int, rate_ppm: int, instalments: int) -> None:
    dates = regular_dates(GIVEN_ON, instalments, 1)
    rows = repayment_schedule(Terms(principal_vnd, rate_ppm, GIVEN_ON, "annuity", dates))
    level = {row.total_vnd for row in rows[:-1]}
    assert len(level) == 1
    assert abs(rows[-1].total_vnd - level.pop()) <= 3 * instalments


@patient
@given(any_terms())
def test_the_level_payment_is_the_exact_one_rounded(terms: Terms) -> None:
    level = replace(terms, method="annuity", principal_parts_vnd=None, carry_remainder=False)
    rows = repayment_schedule(level)[terms.grace_instalments : -1]
    growth = [
        1 + _exact(row) / (row.balance_vnd + row.principal_vnd) for row in rows if _exact(row)
    ]
    if len(growth) < len(rows) or not rows:  # nothing was left, or nothing is borne
        return
    last = repayment_schedule(replace(level, method="bullet"))[-1]
    growth.append(1 + _exact(last) / terms.principal_vnd)
    worth, value = Fraction(1), Fraction(0)
    for factor in growth:
        worth /= factor
        value += worth
    exact, unit = terms.principal_vnd / value, terms.rounding_unit_vnd
    paid = divide(exact.numerator, exact.denominator * unit, terms.rounding) * unit
    assert all(row.total_vnd == max(row.interest_vnd, paid) for row in rows if row.balance_vnd)


@given(st.lists(st.integers(-(10**18), 10**18)), st.integers(1, 10**12))
def test_a_column_is_rounded_as_its_numbers_are(numbers: list[int], denominator: int) -> None:
    for rounding in ROUNDINGS:
        one_by_one = [divide(number, denominator, rounding) for number in numbers]
        assert divide_all(numbers, denominator, rounding) == one_by_one


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"principal_vnd": 0}, "principal_vnd"),
        ({"rate_ppm": -1}, "annual_rate_percent"),
        ({"rate_ppm": MILLION + 1}, "annual_rate_percent"),
        ({"due_dates": ()}, "due_dates"),
        ({"due_dates": (GIVEN_ON,)}, "due_dates"),
        ({"due_dates": (date(2024, 3, 1), date(2024, 3, 1))}, "due_dates"),
        ({"grace_instalments": 1}, "grace_instalments"),
        ({"method": "balloon"}, "method"),
        ({"day_count": "30/360"}, "day_count"),
        ({"day_count": "month/12"}, "every_months"),
        ({"rounding": "up"}, "rounding"),
        ({"rounding_unit_vnd": 0}, "rounding_unit_vnd"),
        ({"method": "custom"}, "principal_parts_vnd"),
        ({"method": "custom", "principal_parts_vnd": (999,)}, "principal_parts_vnd"),
        ({"principal_parts_vnd": (1000,)}, "principal_parts_vnd"),
    ],
)
def test_terms_that_do_not_fit(change: dict[str, Any], field: str) -> None:
    terms: dict[str, Any] = {"principal_vnd": 1000, "rate_ppm": 60_000, "disbursed_on": GIVEN_ON}
    terms |= {"method": "bullet", "due_dates": (date(2024, 3, 1),)}
    with pytest.raises(ScheduleError) as raised:
        Terms(**(terms | change))
    assert raised.value.field == field
