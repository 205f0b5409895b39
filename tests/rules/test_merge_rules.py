"""Merging and splitting as pure rules: never itself, never a circle, nothing left unanswered."""

import pytest

from feedback.merge_rules import (
    UNMERGE,
    Side,
    check_merge,
    check_same,
    check_split,
    suggest_same,
)
from feedback.process import LEADS_IN, MERGED_FROM, PETITION
from workflow.refusal import Refusal
from workflow.roles import Role

ONE, LEAD = Side(1, "accepted"), Side(2, "routed")


@pytest.mark.parametrize(
    ("one", "lead", "reason"),
    [
        (ONE, ONE, "itself"),
        (ONE, Side(2, "merged"), "circle"),
        (Side(1, "accepted", merged_count=1), LEAD, "circle"),
        (Side(1, "accepted", has_bars=True), LEAD, "conflict"),
        (ONE, Side(2, "accepted", has_bars=True), "conflict"),
        (Side(1, "in_review"), LEAD, "state"),
        (ONE, Side(2, "submitted"), "state"),
        (ONE, Side(2, "answered"), "state"),
    ],
)
def test_refused(one: Side, lead: Side, reason: str) -> None:
    with pytest.raises(Refusal) as refused:
        check_merge(one, lead)
    assert refused.value.reason == reason


def test_a_lead_may_have_others() -> None:
    check_merge(ONE, Side(2, "in_review", merged_count=3))


def test_every_way_in_has_its_way_back() -> None:
    assert set(UNMERGE) == set(MERGED_FROM.split())
    for state, action in UNMERGE.items():
        assert PETITION.step(state, "merge", Role.OFFICER).target == "merged"
        assert PETITION.step("merged", action, Role.OFFICER).target == state
    assert "merged" not in LEADS_IN.split()


@pytest.mark.parametrize("same", [{}, {1: 7}, {1: 7, 2: 9}, {1: 7, 2: 7, 3: 7}])
def test_a_demand_without_a_counterpart(same: dict[int, int]) -> None:
    with pytest.raises(Refusal, match="tách"):
        check_same([1, 2], [7, 8], same)


def test_two_demands_may_be_one() -> None:
    check_same([1, 2], [7, 8], {1: 7, 2: 7})


def test_what_resembles_is_suggested() -> None:
    mine = {1: "Nâng mức vay tối đa lên 500 triệu đồng", 2: "Mở lớp kế toán"}
    lead = {7: "Mở lớp kế toán cho hợp tác xã", 8: "Nâng mức vay tối đa của Quỹ lên 700 triệu đồng"}
    assert suggest_same(mine, lead) == {1: 8, 2: 7}
    assert suggest_same({1: "Xây cầu"}, lead) == {}


@pytest.mark.parametrize("wanted", [[], [1, 2], [3], [1, 3]])
def test_no_split(wanted: list[int]) -> None:
    with pytest.raises(Refusal):
        check_split([1, 2], wanted, 0)
    with pytest.raises(Refusal, match="Bỏ gộp"):
        check_split([1, 2], [1], 1)
