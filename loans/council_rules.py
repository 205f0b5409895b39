"""How the fund's council decides: who may vote, quorum, majority. Source: docs/rules/council.md.

Pure. A result is computed from the votes; nothing here, and no page, takes a result as input.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from workflow.refusal import Refusal

MEMBERS_MAX = 99


class Vote(StrEnum):
    """What a member says to an item; each is recorded with the name."""

    YES = "yes"
    NO = "no"
    ABSTAIN = "abstain"


VOTE_NAMES = {Vote.YES: "Tán thành", Vote.NO: "Không tán thành", Vote.ABSTAIN: "Không có ý kiến"}


class Outcome(StrEnum):
    """What an item comes to. "open": somebody who attends has not voted yet."""

    OPEN = "open"
    NO_QUORUM = "no_quorum"
    APPROVED = "approved"
    REFUSED = "refused"


OUTCOME_NAMES = {
    Outcome.OPEN: "Chưa biểu quyết xong",
    Outcome.NO_QUORUM: "Không đủ số thành viên để quyết định",
    Outcome.APPROVED: "Thông qua",
    Outcome.REFUSED: "Không thông qua",
}


@dataclass(frozen=True, slots=True)
class CouncilRules:
    """The dated settings of the council.

    `quorum_share` of the members entitled to vote must attend, and never fewer than `quorum_min`;
    more than `majority_share` of those who attend and are entitled must agree. Where exactly that
    share agrees, the chair's vote decides if `chair_breaks_ties`.
    """

    quorum_share: Fraction = Fraction(2, 3)
    quorum_min: int = 3
    majority_share: Fraction = Fraction(1, 2)
    chair_breaks_ties: bool = True

    def __post_init__(self) -> None:
        if not 0 < self.quorum_share <= 1 or not 0 <= self.majority_share < 1:
            raise ValueError("a share of the council lies between 0 and 1")
        if not 1 <= self.quorum_min <= MEMBERS_MAX:
            raise ValueError(f"a quorum of {self.quorum_min}")


@dataclass(frozen=True, slots=True)
class Seat:
    """A member in office on the day of the meeting; `is_tied` by a declared tie to this item."""

    member_id: int
    name: str
    is_chair: bool = False
    is_tied: bool = False


@dataclass(frozen=True, slots=True)
class Tally:
    """The count of one item. `needed` is the smallest number of yes that carries it alone;
    `by_chair` says that an even vote went the way of the chair."""

    members: int
    tied: int
    entitled: int
    attending: int
    quorum: int
    in_favour: int
    against: int
    abstained: int
    waiting: tuple[str, ...]
    needed: int
    outcome: Outcome
    by_chair: bool = False

    @property
    def is_settled(self) -> bool:
        """Return whether a decision stands: a later vote cannot be waited for."""
        return self.outcome in (Outcome.APPROVED, Outcome.REFUSED)


def may_vote(seats: Iterable[Seat], attending: Collection[int], member_id: int) -> Seat:
    """Return the seat that votes.

    Raises: Refusal where the person is no member in office, does not attend or has a tie.
    """
    seat = next((one for one in seats if one.member_id == member_id), None)
    if seat is None:
        raise Refusal("member", "Chỉ thành viên Hội đồng đang trong nhiệm kỳ mới biểu quyết.")
    if seat.is_tied:
        text = f"{seat.name} đã khai có liên quan đến hồ sơ này nên không biểu quyết."
        raise Refusal("tie", text)
    if member_id not in attending:
        raise Refusal("absent", f"{seat.name} chưa được ghi là có mặt tại cuộc họp.")
    return seat


def tally(
    rules: CouncilRules,
    seats: Collection[Seat],
    attending: Collection[int],
    votes: Mapping[int, Vote],
) -> Tally:
    """Count one item. A vote of somebody absent, tied or not in office counts for nothing.

    A member with a tie is counted out everywhere: not for the quorum, not among those who attend.
    An abstention is a vote that does not agree. Without votes of all who attend the item is open.
    """
    entitled = [seat for seat in seats if not seat.is_tied]
    present = [seat for seat in entitled if seat.member_id in attending]
    cast = [votes.get(seat.member_id) for seat in present]
    in_favour = cast.count(Vote.YES)
    outcome, by_chair = _outcome(rules, entitled, present, votes)
    return Tally(
        members=len(seats),
        tied=len(seats) - len(entitled),
        entitled=len(entitled),
        attending=len(present),
        quorum=quorum_of(rules, len(entitled)),
        in_favour=in_favour,
        against=cast.count(Vote.NO),
        abstained=cast.count(Vote.ABSTAIN),
        waiting=tuple(seat.name for seat in present if seat.member_id not in votes),
        needed=int(rules.majority_share * len(present)) + 1,
        outcome=outcome,
        by_chair=by_chair,
    )


def quorum_of(rules: CouncilRules, entitled: int) -> int:
    """Return how many of the entitled must attend: the share rounded up, at least the minimum."""
    return max(rules.quorum_min, -int(-rules.quorum_share * entitled // 1))


def _outcome(
    rules: CouncilRules,
    entitled: Collection[Seat],
    present: Collection[Seat],
    votes: Mapping[int, Vote],
) -> tuple[Outcome, bool]:
    if len(present) < quorum_of(rules, len(entitled)):
        return Outcome.NO_QUORUM, False
    if any(seat.member_id not in votes for seat in present):
        return Outcome.OPEN, False
    yes = sum(votes[seat.member_id] == Vote.YES for seat in present)
    line = rules.majority_share * len(present)
    if yes == line and rules.chair_breaks_ties:
        chair = next((seat for seat in present if seat.is_chair), None)
        if chair is not None and votes[chair.member_id] != Vote.ABSTAIN:
            agrees = votes[chair.member_id] == Vote.YES
            return (Outcome.APPROVED if agrees else Outcome.REFUSED), True
    return (Outcome.APPROVED if yes > line else Outcome.REFUSED), False
