"""What a loan owes: worked examples, and properties over histories of payments."""

from dataclasses import replace as changed
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loans.schedule import Terms, regular_dates, repayment_schedule
from servicing.replay import (
    BUCKETS,
    CHOICES,
    Drawn,
    Facts,
    Paid,
    Part,
    Plan,
    Position,
    Rules,
    projected,
    reduced,
    replay,
)

RULES = Rules(60_000, 90_000, 100_000)
MILLION = 10**6
START = date(2025, 3, 1)


def loan(amount_vnd: int, due: dict[date, int], rules: Rules = RULES, on: date = START) -> Facts:
    parts = tuple(Part(n, day, part) for n, (day, part) in enumerate(due.items(), start=1))
    return Facts(rules, (Plan(on, parts),), (Drawn(on, amount_vnd),))


def with_payments(facts: Facts, *paid: tuple[date, int] | tuple[date, int, str]) -> Facts:
    return changed(facts, paid=tuple(Paid(n, *one) for n, one in enumerate(paid, start=1)))


# --- worked examples ---------------------------------------------------------------------------


def test_a_part_paid_ahead_lowers_the_interest_from_that_day() -> None:
    """domain V6: 400 triệu at 6 %, 100 triệu back on 20/3, to 1/4: 1.841.096 in one rounding."""
    facts = loan(400 * MILLION, {date(2025, 4, 1): 0, date(2026, 3, 1): 400 * MILLION})
    facts = with_payments(facts, (date(2025, 3, 20), 100 * MILLION, "shorter"))
    position = replay(facts, date(2025, 4, 1))
    row = position.rows[0]
    assert [segment.interest_vnd for segment in row.segments] == [1_249_315, 591_781]
    assert (row.interest_vnd, position.principal_vnd) == (1_841_096, 300 * MILLION)


def test_what_is_late_bears_its_own_rate() -> None:
    """domain V7: 100 triệu at 9 % and 1.500.000 at 10 % for 20 days."""
    facts = loan(100 * MILLION, {date(2025, 6, 30): 100 * MILLION}, on=date(2025, 3, 31))
    due = replay(facts, date(2025, 6, 30))
    late = replay(facts, date(2025, 7, 20))
    assert (due.overdue_vnd, due.owed["due_principal"]) == (0, 100 * MILLION)
    assert late.owed["penalty"] == 493_151
    interest = due.owed["due_interest"]
    assert late.owed["late"] == round(interest * 20 / 3650)
    assert late.days_overdue == 20


def test_the_loan_of_the_picture() -> None:
    """HTX Na Dương: 25 triệu overdue, 5.566.566 of interest, 30.566.566 to pay on 10/03/2026."""
    days = (
        date(2025, 5, 20), date(2025, 8, 20), date(2025, 11, 20), date(2026, 2, 23),
        date(2026, 5, 20), date(2026, 8, 20), date(2026, 11, 20), date(2027, 2, 22),
    )  # fmt: skip
    rules = Rules(68_400, 102_600, 100_000)
    facts = loan(480 * MILLION, dict.fromkeys(days, 60 * MILLION), rules, date(2025, 2, 20))
    facts = with_payments(
        facts, (days[0], 68_005_611), (days[1], 67_241_030), (days[2], 66_206_597),
        (date(2026, 3, 5), 35 * MILLION),
    )  # fmt: skip
    position = replay(facts, date(2026, 3, 10))
    assert position.principal_vnd == 265 * MILLION
    assert position.owed == {
        "overdue_principal": 25 * MILLION, "overdue_interest": 5_340_822, "penalty": 203_795,
        "late": 21_949, "due_principal": 0, "due_interest": 0,
    }  # fmt: skip
    assert position.due_vnd == 30_566_566
    told = [(one.kind, one.days, one.interest_vnd) for one in position.aside]
    assert told == [("penalty", 10, 168_658), ("late", 15, 21_949), ("penalty", 5, 35_137)]
    interest = [row.interest_vnd for row in projected(facts, position)]
    assert interest == [3_867_879, 3_103_299, 2_068_866, 1_056_921]


def test_late_interest_is_never_on_itself() -> None:
    facts = loan(100 * MILLION, {date(2025, 4, 1): 0, date(2030, 3, 1): 100 * MILLION})
    one, two = (replay(facts, date(2025, 4, 1) + timedelta(days=n)) for n in (100, 200))
    interest = one.rows[0].interest_vnd
    assert one.owed["late"] == round(interest * 100 / 3650)
    assert two.owed["late"] == round(interest * 200 / 3650)
    assert two.owed["penalty"] == 0


def test_a_restructured_loan_begins_anew() -> None:
    facts = loan(100 * MILLION, {date(2025, 6, 1): 50 * MILLION, date(2025, 9, 1): 50 * MILLION})
    plan = Plan(date(2025, 7, 1), (Part(1, date(2026, 6, 1), 100 * MILLION),), is_fresh=True)
    facts = changed(facts, plans=(*facts.plans, plan))
    before, after = replay(facts, date(2025, 6, 30)), replay(facts, date(2025, 7, 1))
    assert before.overdue_vnd > 50 * MILLION
    assert after.in_term_vnd == 100 * MILLION
    assert after.overdue_since is None
    owed = after.owed["penalty"] + after.owed["late"]
    later = replay(facts, date(2026, 5, 1))
    assert later.owed["penalty"] + later.owed["late"] == owed > 0
    assert later.deferred_vnd == before.rows[0].interest_vnd
    assert replay(facts, date(2026, 6, 2)).days_overdue == 1


def test_the_order_of_the_programme_decides() -> None:
    facts = loan(100 * MILLION, {date(2025, 6, 1): 50 * MILLION, date(2026, 6, 1): 50 * MILLION})
    interest_first = ("overdue_interest", "late", "penalty", "overdue_principal", *BUCKETS[4:])
    for order, bucket in ((BUCKETS, "overdue_principal"), (interest_first, "overdue_interest")):
        ordered = changed(facts, rules=changed(RULES, order=tuple(order)))
        paid = with_payments(ordered, (date(2025, 6, 20), MILLION))
        assert replay(paid, date(2025, 6, 20)).receipts[1] == {bucket: MILLION}


def test_paying_off_settles_to_the_dong() -> None:
    facts = loan(100 * MILLION, {date(2025, 6, 1): 50 * MILLION, date(2026, 6, 1): 50 * MILLION})
    quote = replay(facts, date(2025, 8, 8)).payoff_vnd
    settled = replay(with_payments(facts, (date(2025, 8, 8), quote)), date(2027, 1, 1))
    assert (settled.principal_vnd, settled.payoff_vnd, settled.credit_vnd) == (0, 0, 0)
    short = replay(with_payments(facts, (date(2025, 8, 8), quote - 1)), date(2025, 8, 8))
    assert short.payoff_vnd == 1


def test_what_is_written_off_may_still_come_back() -> None:
    facts = loan(100 * MILLION, {date(2025, 6, 1): 100 * MILLION})
    facts = changed(facts, written_off_on=date(2026, 1, 5))
    facts = with_payments(facts, (date(2026, 3, 1), 7))
    position = replay(facts, date(2026, 4, 1))
    assert (position.principal_vnd, position.due_vnd) == (0, 0)
    assert (position.written_off_vnd, position.received) == (100 * MILLION, {"recovered": 7})


def test_rules_that_forget_a_bucket_are_none() -> None:
    with pytest.raises(ValueError, match="rules"):
        Rules(1, 1, 1, order=BUCKETS[1:])


# --- properties --------------------------------------------------------------------------------


@st.composite
def facts_of(draw: st.DrawFn) -> Facts:
    """A loan by the engine of schedules, and any history of payments."""
    n = draw(st.integers(1, 12))
    principal = draw(st.integers(n, 2 * 10**9))
    every = draw(st.integers(1, 6))
    method = draw(st.sampled_from(("equal_principal", "annuity", "bullet")))
    rate = draw(st.integers(0, 200_000))
    dates = regular_dates(START, n, every)
    rows = repayment_schedule(Terms(principal, rate, START, method, dates))
    rules = Rules(
        rate,
        rate * 3 // 2,
        draw(st.integers(0, 100_000)),
        tuple(draw(st.permutations(BUCKETS))),
        draw(st.sampled_from(("actual/365", "actual/actual"))),
    )
    facts = loan(principal, {row.due_on: row.principal_vnd for row in rows}, rules)
    paid = draw(
        st.lists(
            st.tuples(
                st.integers(0, every * n * 31 + 90),
                st.integers(1, principal),
                st.sampled_from(tuple(CHOICES)),
            ),
            max_size=8,
        )
    )
    return with_payments(
        facts, *((START + timedelta(days=day), amount, choice) for day, amount, choice in paid)
    )


DAYS = st.integers(0, 2600).map(lambda n: START + timedelta(days=n))


def known(position: Position) -> tuple[object, ...]:
    return position.owed, position.principal_vnd, position.credit_vnd, position.payoff_vnd


@given(facts_of(), DAYS)
def test_nothing_is_lost_and_nothing_is_below_zero(facts: Facts, day: date) -> None:
    position = replay(facts, day)
    paid = sum(one.amount_vnd for one in facts.paid if one.on <= day)
    assert position.paid_vnd == paid == sum(position.received.values()) + position.credit_vnd
    principal = sum(position.received.get(name, 0) for name in
                    ("overdue_principal", "due_principal", "prepaid"))  # fmt: skip
    assert position.principal_vnd == position.drawn_vnd - principal
    assert sum(part.principal_vnd for part in position.ahead) in (0, position.in_term_vnd)
    assert min(*position.owed.values(), position.credit_vnd, position.in_term_vnd) >= 0
    for one in facts.paid:
        if one.on <= day:
            assert sum(position.receipts[one.id].values()) == one.amount_vnd


@given(facts_of(), DAYS)
def test_interest_comes_from_its_segments_and_from_nowhere_else(facts: Facts, day: date) -> None:
    position = replay(facts, day)
    for row in position.rows:
        whole = row.segments[0].whole if row.segments else 1
        assert (
            row.interest_vnd == (2 * sum(one.exact for one in row.segments) + whole) // whole // 2
        )
        assert all(one.since < one.until <= row.due_on for one in row.segments)
        spans = [(one.since, one.until) for one in row.segments]
        assert all(before[1] <= after[0] for before, after in pairwise(spans))
    for kind in ("penalty", "late"):
        found = [one for one in position.aside if one.kind == kind]
        accrued = sum(one.exact for one in found)
        whole = found[0].whole if found else 1
        received = position.received.get(kind, 0)
        assert position.owed[kind] + received == (2 * accrued + whole) // whole // 2


@given(facts_of(), DAYS)
def test_the_order_of_what_came_on_one_day_does_not_matter(facts: Facts, day: date) -> None:
    """Payments of the same day and choice are independent: only their sum counts."""
    alike = changed(facts, paid=tuple(changed(one, choice="hold") for one in facts.paid))
    turned = tuple(changed(one, id=100 - one.id) for one in alike.paid)
    assert known(replay(changed(alike, paid=turned), day)) == known(replay(alike, day))
    sums: dict[date, int] = {}
    for one in alike.paid:
        sums[one.on] = sums.get(one.on, 0) + one.amount_vnd
    joined = tuple(Paid(n, on, amount) for n, (on, amount) in enumerate(sums.items()))
    assert known(replay(changed(alike, paid=joined), day)) == known(replay(alike, day))
    assert known(replay(changed(facts, paid=facts.paid[::-1]), day)) == known(replay(facts, day))


@given(facts_of(), DAYS)
def test_the_quote_settles(facts: Facts, day: date) -> None:
    quote = replay(facts, day).payoff_vnd
    if quote:
        last = Paid(10**6, day, quote)
        after = tuple(one for one in facts.paid if one.on <= day)
        settled = replay(changed(facts, paid=(*after, last)), day + timedelta(days=400))
        assert (settled.principal_vnd, settled.payoff_vnd) == (0, 0)


@given(facts_of())
def test_who_pays_on_the_day_pays_the_schedule(facts: Facts) -> None:
    """The engine's table and the walk agree row by row, and nothing is left at the end."""
    bare = changed(facts, paid=(), rules=changed(facts.rules, day_count="actual/365"))
    rows = projected(bare, replay(bare, START))
    parts, terms = bare.plans[0].parts, bare.rules
    dates = tuple(part.due_on for part in parts)
    amounts = tuple(part.principal_vnd for part in parts)
    principal = bare.drawn[0].amount_vnd
    engine = repayment_schedule(
        Terms(principal, terms.rate_ppm, START, "custom", dates, principal_parts_vnd=amounts)
    )
    assert [(row.due_on, row.principal_vnd, row.interest_vnd) for row in rows] == [
        (row.due_on, row.principal_vnd, row.interest_vnd) for row in engine
    ]
    totals = [(row.due_on, row.principal_vnd + row.interest_vnd) for row in rows]
    paid = with_payments(bare, *(one for one in totals if one[1]))
    end = replay(paid, dates[-1] + timedelta(days=99))
    assert (end.principal_vnd, end.payoff_vnd, end.credit_vnd, end.overdue_vnd) == (0, 0, 0, 0)


@given(facts_of(), DAYS, st.integers(0, 500))
def test_what_was_is_not_changed_by_what_comes(facts: Facts, day: date, more: int) -> None:
    """What a day brings does not change what was before it; what is received only grows."""
    one, two = replay(facts, day), replay(facts, day + timedelta(days=more))
    assert [(row.due_on, row.interest_vnd) for row in two.rows[: len(one.rows)]] == [
        (row.due_on, row.interest_vnd) for row in one.rows
    ]
    assert all(two.received.get(name, 0) >= amount for name, amount in one.received.items())
    assert all(two.receipts[number] == told for number, told in one.receipts.items())


@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=20), st.data())
def test_less_principal_is_spread_over_the_same_days(parts: list[int], data: st.DataObject) -> None:
    ahead = [Part(n, START + timedelta(days=n), part) for n, part in enumerate(parts, start=1)]
    left = data.draw(st.integers(0, sum(parts)))
    for choice in ("shorter", "lower"):
        found = reduced(ahead, left, choice)
        assert sum(part.principal_vnd for part in found) == left if sum(parts) else True
        assert all(part.principal_vnd >= 0 for part in found)
        assert [part.due_on for part in found] == [part.due_on for part in ahead[: len(found)]]
