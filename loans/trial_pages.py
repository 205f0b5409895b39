"""What the trial of a policy shows. Reads only."""

from dataclasses import dataclass

from loans.decision_rules import CODE_NAMES
from loans.trial_rules import Compared, Policy, Subject, Totals, compare, totals

SHOWN_MAX = 200
GROUPS = {"queue": "Hồ sơ đang chờ", "portfolio": "Khoản đã duyệt"}


@dataclass(frozen=True, slots=True)
class Changed:
    """One application that gains or loses, in words."""

    code: str
    name: str
    group: str
    is_gain: bool
    words: str
    interest_vnd: int


@dataclass(frozen=True, slots=True)
class TrialPage:
    """The sums under both policies, and who gains and loses. Units: đồng."""

    is_unchanged: bool
    before: dict[str, Totals]
    after: dict[str, Totals]
    gains: list[Changed]
    loses: list[Changed]
    same: int

    @property
    def interest_change_vnd(self) -> int:
        return sum(one.interest_vnd for one in self.after.values()) - sum(
            one.interest_vnd for one in self.before.values()
        )


def trial_page(found: list[Subject], policy: Policy) -> TrialPage:
    """Compare today's policy with another over all subjects."""
    compared = compare(found, policy)
    gains = [_changed(one) for one in compared if one.change == "gains"]
    loses = [_changed(one) for one in compared if one.change == "loses"]
    return TrialPage(
        is_unchanged=policy.is_unchanged,
        before={key: _sums(compared, key, is_after=False) for key in GROUPS},
        after={key: _sums(compared, key, is_after=True) for key in GROUPS},
        gains=gains[:SHOWN_MAX],
        loses=loses[:SHOWN_MAX],
        same=len(compared) - len(gains) - len(loses),
    )


def _sums(compared: list[Compared], group: str, *, is_after: bool) -> Totals:
    effects = [one.after if is_after else one.before for one in compared]
    return totals([one for one in effects if one.group == group])


def _changed(one: Compared) -> Changed:
    was, now = one.before, one.after
    if was.passes and not now.passes:
        words = f"Không còn đạt: {_names(now.failed)}"
    elif now.passes and not was.passes:
        words = f"Nay đạt; trước chưa đạt: {_names(was.failed)}"
    elif was.largest_vnd != now.largest_vnd:
        words = f"Vay được nhiều nhất {_money(now.largest_vnd)}, trước {_money(was.largest_vnd)}"
    else:
        difference = now.interest_vnd - was.interest_vnd
        more = "thêm" if difference > 0 else "bớt"
        words = f"Cả khoản vay trả {more} {_money(abs(difference))} tiền lãi"
    is_gain = one.change == "gains"
    interest_vnd = now.interest_vnd - was.interest_vnd
    return Changed(was.code, was.name, GROUPS[was.group], is_gain, words, interest_vnd)


def _names(codes: tuple[str, ...]) -> str:
    return ", ".join(CODE_NAMES[code].lower() for code in codes)


def _money(amount_vnd: int) -> str:
    return f"{amount_vnd:,} đ".replace(",", ".")
