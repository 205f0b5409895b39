"""The council: all 3^9 vote patterns against an independent count, ties, quorum, the chair."""

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loans.council_rules import (
    CouncilRules,
    Outcome,
    Seat,
    Vote,
    may_vote,
    quorum_of,
    tally,
)
from workflow.refusal import Refusal

RULES = CouncilRules()
NINE = [Seat(number, f"Thành viên {number}", is_chair=number == 0) for number in range(9)]
EVERYBODY = frozenset(range(9))


def expected(pattern: tuple[Vote, ...], present: int) -> str:
    """Count by hand, in whole numbers: twice the yes against the heads; the chair is the first."""
    doubled = sum(2 for vote in pattern[:present] if vote is Vote.YES)
    if doubled == present and pattern[0] is not Vote.ABSTAIN:
        return "approved" if pattern[0] is Vote.YES else "refused"
    return "approved" if doubled > present else "refused"


def test_all_patterns_of_nine_members() -> None:
    counts = {"approved": 0, "refused": 0}
    for pattern in product(Vote, repeat=9):
        found = tally(RULES, NINE, EVERYBODY, dict(enumerate(pattern)))
        assert found.outcome == expected(pattern, 9)
        assert found.in_favour + found.against + found.abstained == found.attending == 9
        counts[found.outcome] += 1
    # five or more yes of nine: sum over k >= 5 of C(9, k) 2^(9 - k)
    assert counts == {"approved": 2_851, "refused": 19_683 - 2_851}


def test_all_patterns_of_eight_where_the_chair_may_decide() -> None:
    present, by_chair = frozenset(range(8)), 0
    for pattern in product(Vote, repeat=8):
        found = tally(RULES, NINE, present, dict(enumerate(pattern)))
        assert found.outcome == expected(pattern, 8)
        by_chair += found.by_chair
    # four yes of eight, the chair among them (C(7,3) 2^4) or against (C(7,4) 2^3)
    assert by_chair == 35 * 16 + 35 * 8


def test_without_the_chairs_word_an_even_vote_is_refused() -> None:
    votes = {number: Vote.YES if number < 4 else Vote.NO for number in range(8)}
    rules = CouncilRules(chair_breaks_ties=False)
    assert tally(rules, NINE, frozenset(range(8)), votes).outcome is Outcome.REFUSED
    assert tally(RULES, NINE, frozenset(range(8)), votes).outcome is Outcome.APPROVED


@pytest.mark.parametrize(("entitled", "quorum"), [(9, 6), (8, 6), (7, 5), (5, 4), (4, 3), (3, 3)])
def test_quorum(entitled: int, quorum: int) -> None:
    assert quorum_of(RULES, entitled) == quorum


def test_too_few_decide_nothing() -> None:
    votes = dict.fromkeys(range(5), Vote.YES)
    found = tally(RULES, NINE, frozenset(range(5)), votes)
    assert (found.outcome, found.attending, found.quorum) == (Outcome.NO_QUORUM, 5, 6)
    assert tally(RULES, NINE, frozenset(range(6)), votes).outcome is Outcome.OPEN


@st.composite
def meetings(draw: st.DrawFn) -> tuple[list[Seat], frozenset[int], dict[int, Vote]]:
    count = draw(st.integers(1, 11))
    ties = draw(st.lists(st.booleans(), min_size=count, max_size=count))
    seats = [Seat(n, f"Ông {n}", is_chair=n == 0, is_tied=ties[n]) for n in range(count)]
    attending = draw(st.frozensets(st.integers(0, count + 1)))
    votes = draw(st.dictionaries(st.integers(0, count + 1), st.sampled_from(Vote)))
    return seats, attending, votes


@given(meetings())
def test_who_may_not_vote_changes_nothing(
    meeting: tuple[list[Seat], frozenset[int], dict[int, Vote]],
) -> None:
    seats, attending, votes = meeting
    entitled = {s.member_id for s in seats if not s.is_tied and s.member_id in attending}
    kept = {member: vote for member, vote in votes.items() if member in entitled}
    assert tally(RULES, seats, attending, votes) == tally(RULES, seats, attending, kept)


@given(meetings())
def test_a_change_to_yes_never_loses(
    meeting: tuple[list[Seat], frozenset[int], dict[int, Vote]],
) -> None:
    seats, attending, votes = meeting
    full = dict.fromkeys(range(len(seats)), Vote.NO) | votes
    before = tally(RULES, seats, attending, full)
    for member in full:
        after = tally(RULES, seats, attending, full | {member: Vote.YES})
        if before.outcome is Outcome.APPROVED:
            assert after.outcome is Outcome.APPROVED
        assert (before.quorum, before.needed) == (after.quorum, after.needed)


@given(meetings())
def test_the_needed_yes_is_enough_and_one_less_is_not(
    meeting: tuple[list[Seat], frozenset[int], dict[int, Vote]],
) -> None:
    seats, attending, _ = meeting
    present = [s.member_id for s in seats if not s.is_tied and s.member_id in attending]
    rules = CouncilRules(chair_breaks_ties=False)
    needed = tally(rules, seats, attending, {}).needed
    if len(present) < quorum_of(rules, sum(not s.is_tied for s in seats)):
        return
    for yes, outcome in ((needed, Outcome.APPROVED), (needed - 1, Outcome.REFUSED)):
        votes = {m: Vote.YES if place < yes else Vote.NO for place, m in enumerate(present)}
        assert tally(rules, seats, attending, votes).outcome is outcome


def test_who_may_vote() -> None:
    seats = [Seat(1, "Bà Hoa", is_chair=True), Seat(2, "Ông Nam", is_tied=True), Seat(3, "Bà Lan")]
    assert may_vote(seats, {1, 2}, 1).name == "Bà Hoa"
    for member, reason in ((2, "tie"), (3, "absent"), (4, "member")):
        with pytest.raises(Refusal) as refused:
            may_vote(seats, {1, 2}, member)
        assert refused.value.reason == reason


@pytest.mark.parametrize(
    "wrong", [{"quorum_share": Fraction(0)}, {"majority_share": Fraction(1)}, {"quorum_min": 0}]
)
def test_wrong_rules_are_refused(wrong: dict[str, Fraction]) -> None:
    with pytest.raises(ValueError, match=r"."):
        CouncilRules(**wrong)  # type: ignore[arg-type]
