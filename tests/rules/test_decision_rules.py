"""A refusal's reasons: what failed, what is needed, and the smallest change, which passes."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loans.decision_rules import (
    CODE_NAMES,
    RULES,
    STEP_VND,
    Case,
    applied,
    largest_amount,
    largest_that,
    reasons_of,
)

GOOD = Case(
    amount_vnd=400_000_000, total_vnd=500_000_000, own_vnd=100_000_000, others_vnd=0, months=24,
    is_member=True, requires_membership=True, own_share_percent=20, months_min=1, months_max=36,
    cap_vnd=500_000_000, debt_vnd=0, customer_room_vnd=3_000_000_000,
    related_room_vnd=5_000_000_000, free_vnd=2_000_000_000, needs_collateral=True,
    collateral_percent=70, value_vnd=600_000_000, cash_vnd=450_000_000, score_tenths=720,
    score_needed_tenths=600,
)  # fmt: skip

WRONG = {
    "borrower": ({"cap_vnd": None}, None),
    "membership": ({"is_member": False}, "Gia nhập Liên minh"),
    "own_share": ({"own_vnd": 99_999_999}, "Thêm 1 đồng vốn tự có, thành 100.000.000 đồng."),
    "months": ({"months": 37}, "Vay trong 36 tháng."),
    "cap": ({"debt_vnd": 150_000_000}, "nhiều nhất 350.000.000 đồng, bớt 50.000.000 đồng."),
    "need": ({"others_vnd": 50_000_000}, "nhiều nhất 350.000.000 đồng"),
    "customer": ({"customer_room_vnd": 300_000_000}, "nhiều nhất 300.000.000 đồng"),
    "related": ({"related_room_vnd": 0}, None),
    "fund": ({"free_vnd": 399_000_000}, "bớt 1.000.000 đồng"),
    "collateral": ({"value_vnd": 500_000_000}, "thêm tài sản bảo đảm trị giá 71.428.572 đồng"),
    "cash": ({"cash_vnd": 120_000_000}, "nhiều nhất 120.000.000 đồng"),
    "score": ({"score_tenths": 585}, "Thêm 1,5 điểm"),
}


def test_a_good_case_has_no_reasons() -> None:
    assert reasons_of(GOOD) == ()
    assert largest_amount(GOOD) == 400_000_000


@pytest.mark.parametrize(("code", "wrong"), WRONG.items())
def test_each_rule(code: str, wrong: tuple[dict[str, int], str | None]) -> None:
    values, said = wrong
    (reason,) = reasons_of(replace(GOOD, **values))  # type: ignore[arg-type]
    assert reason.code == code
    assert code in CODE_NAMES
    if said is None:
        assert reason.change is None
    else:
        assert reason.change is not None
        assert said in reason.change.text


def test_every_rule_is_tried() -> None:
    assert len(WRONG) == len(RULES)


MONEY = st.integers(0, 6_000_000_000)
CASES = st.builds(
    Case, amount_vnd=st.integers(1, 6_000_000_000), total_vnd=st.integers(1, 8_000_000_000),
    own_vnd=MONEY, others_vnd=st.integers(0, 1_000_000_000), months=st.integers(1, 80),
    is_member=st.booleans(), requires_membership=st.booleans(),
    own_share_percent=st.integers(0, 50), months_min=st.integers(1, 12),
    months_max=st.integers(12, 60), cap_vnd=st.none() | MONEY, debt_vnd=MONEY,
    customer_room_vnd=MONEY, related_room_vnd=MONEY, free_vnd=MONEY,
    needs_collateral=st.booleans(), collateral_percent=st.integers(1, 100), value_vnd=MONEY,
    cash_vnd=MONEY, score_tenths=st.integers(0, 1_000), score_needed_tenths=st.integers(0, 1_000),
)  # fmt: skip


@given(CASES)
def test_a_change_makes_its_rule_pass_and_is_the_smallest(case: Case) -> None:
    for reason in reasons_of(case):
        if reason.change is None:
            continue
        after = reasons_of(applied(case, [reason.change]))
        assert reason.code not in {one.code for one in after}
        change = reason.change
        if isinstance(change.value, bool):
            continue
        before = getattr(case, change.field)
        nearer = change.value + (1 if before > change.value else -1)
        short = reasons_of(replace(case, **{change.field: nearer}))  # type: ignore[arg-type]
        assert reason.code in {one.code for one in short}


@given(CASES)
def test_all_changes_together_pass(case: Case) -> None:
    found = reasons_of(case)
    hopeless = {one.code for one in found if one.change is None}
    changed = applied(case, [one.change for one in found if one.change is not None])
    # More own capital leaves less to lend: what is left over may only be the need itself.
    left = [one for one in reasons_of(changed) if one.code not in hopeless]
    assert {one.code for one in left} <= {"need"}
    for one in left:
        if one.change is not None:
            last = reasons_of(applied(changed, [one.change]))
            assert {one.code for one in last} <= hopeless


@given(CASES)
def test_the_largest_amount_is_the_largest(case: Case) -> None:
    amounts = {"cap", "need", "customer", "related", "fund", "collateral", "cash"}

    def fails(amount_vnd: int) -> bool:
        found = reasons_of(replace(case, amount_vnd=amount_vnd))
        return bool(amounts & {one.code for one in found})

    best = largest_amount(case)
    assert fails(best + 1)
    assert best == 0 or not fails(best)


@given(st.integers(0, 10**10), st.integers(0, 10**10))
def test_what_the_cash_carries(limit: int, carried: int) -> None:
    found = largest_that(lambda amount: amount <= carried, limit)
    assert found <= min(limit, carried)
    assert min(limit, carried) - found < STEP_VND
    assert found == limit or found % STEP_VND == 0
