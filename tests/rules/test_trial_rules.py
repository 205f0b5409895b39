"""Trying another policy: unchanged gives today's figures; who gains and loses follows the rules."""

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from loans.decision_rules import reasons_of
from loans.offer_rules import Wanted
from loans.trial_rules import Policy, Subject, compare, effect_of, interest_of, totals
from tests.rules.test_decision_rules import CASES, GOOD

MILLION = 1_000_000
WANTED = Wanted(400 * MILLION, 24, "equal_principal", 3, 0, date(2026, 4, 1))
SUBJECT = Subject(
    code="VV-2026-000001-0", name="HTX Na", group="queue", case=GOOD,
    capital_vnd=20_000 * MILLION, owed_vnd=0, related_owed_vnd=0, one_customer_percent=15,
    related_percent=25, director_limit_vnd=300 * MILLION, rate_ppm=68_400,
    day_count="actual/365", wanted=WANTED, plan_vnd={date(2026, 8, 1): 400 * MILLION},
    opening_vnd=300 * MILLION,
)  # fmt: skip


@given(CASES)
def test_the_policy_as_it_is_changes_nothing(case: object) -> None:
    subject = replace(SUBJECT, case=case)  # type: ignore[arg-type]
    (found,) = compare([subject], Policy())
    assert found.before == found.after
    assert found.change == "same"
    assert found.before.passes == (not reasons_of(subject.case))


def test_a_lower_rate_earns_less_and_borrowers_gain() -> None:
    (found,) = compare([SUBJECT], Policy(rate_ppm=48_000))
    assert found.change == "gains"
    assert 0 < found.after.interest_vnd < found.before.interest_vnd
    assert found.before.interest_vnd == interest_of(SUBJECT, 68_400)


def test_a_higher_rate_weighs_the_cash_anew() -> None:
    tight = replace(SUBJECT, opening_vnd=60 * MILLION)
    (found,) = compare([tight], Policy(rate_ppm=400_000))
    assert "cash" in found.after.failed
    assert found.after.largest_vnd < found.before.largest_vnd


def test_a_lower_cap_refuses_and_says_which_rule() -> None:
    (found,) = compare([SUBJECT], Policy(cap_vnd=300 * MILLION))
    assert (found.change, found.after.failed) == ("loses", ("cap",))
    assert found.after.largest_vnd == 300 * MILLION
    assert totals([found.after]).lent_vnd == 0


def test_a_higher_own_share_refuses_whoever_has_less() -> None:
    (found,) = compare([SUBJECT], Policy(own_share_percent=30))
    assert found.after.failed == ("own_share",)


def test_limits_of_customers_are_shares_of_the_capital() -> None:
    owing = replace(SUBJECT, owed_vnd=2_000 * MILLION, related_owed_vnd=2_000 * MILLION)
    (found,) = compare([owing], Policy(one_customer_percent=10))
    assert found.after.failed == ("customer",)
    (found,) = compare([owing], Policy(related_percent=12, one_customer_percent=13))
    assert found.after.failed == ()


def test_the_directors_limit_moves_who_decides() -> None:
    (found,) = compare([SUBJECT], Policy(director_limit_vnd=500 * MILLION))
    assert (found.before.body, found.after.body) == ("council", "director")
    assert found.change == "same"


@given(CASES, st.integers(0, 6_000_000_000), st.integers(0, 6_000_000_000))
def test_a_higher_cap_never_takes_away(case: object, one: int, other: int) -> None:
    low, high = sorted((one, other))
    subject = replace(SUBJECT, case=case)  # type: ignore[arg-type]
    before = effect_of(subject, Policy(cap_vnd=low))
    after = effect_of(subject, Policy(cap_vnd=high))
    assert after.largest_vnd >= before.largest_vnd
    assert after.passes or not before.passes


def test_sums_are_those_of_what_passes() -> None:
    poor = replace(SUBJECT, case=replace(GOOD, own_vnd=0, others_vnd=100 * MILLION))
    effects = [effect_of(one, Policy()) for one in (SUBJECT, poor)]
    found = totals(effects)
    assert (found.count, found.passing, found.lent_vnd) == (2, 1, 400 * MILLION)
    assert found.interest_vnd == effects[0].interest_vnd
    assert found.by_council == 1
