"""The figures on petitions, and what may be said of them. Pure. Source: docs/rules/figures.md."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from reports.rules import percent
from reports.survival import median_days

Key = TypeVar("Key")
SHARE_COUNT_MIN = 10  # of fewer, a percentage or a median says nothing


@dataclass(frozen=True, slots=True)
class Tally:
    """What was counted of one group (a unit, an officer, a topic, a body, a month).

    `due` = `in_time` + `declined_in_time` + `late`. `answered_days` and `waiting_days`: how many
    by the number of days since receipt. Open ones are those of today, whatever the period.
    """

    name: str
    received: int = 0
    due: int = 0
    in_time: int = 0
    declined_in_time: int = 0
    open: int = 0
    open_overdue: int = 0
    oldest_days: int | None = None
    returned: int = 0
    reopened: int = 0
    verdicts: Mapping[str, int] = field(default_factory=dict)
    resolutions: Mapping[str, int] = field(default_factory=dict)
    answered_days: Mapping[int, int] = field(default_factory=dict)
    waiting_days: Mapping[int, int] = field(default_factory=dict)

    @property
    def late(self) -> int:
        return self.due - self.in_time - self.declined_in_time

    @property
    def in_time_percent(self) -> str | None:
        return share(self.in_time, self.due)

    @property
    def median_days(self) -> int | None:
        """The survival estimate, where enough were received to say one."""
        if self.received < SHARE_COUNT_MIN:
            return None
        return median_days(self.answered_days, self.waiting_days)

    @property
    def rated(self) -> int:
        return sum(self.verdicts.values())

    @property
    def satisfied_percent(self) -> str | None:
        return share(self.verdicts.get("satisfied", 0), self.rated)


def share(part: int, whole: int) -> str | None:
    """Return "91.7" of 11 and 12; None of fewer than ten, which are told as a count."""
    return percent(part, whole) if whole >= SHARE_COUNT_MIN else None


def total_of(tallies: Iterable[Tally]) -> Tally:
    """Return the sum of groups that share no petition."""
    every = tuple(tallies)

    def added(which: str) -> int:
        return sum(getattr(one, which) for one in every)

    oldest = [one.oldest_days for one in every if one.oldest_days is not None]
    return Tally(
        "Tất cả",
        received=added("received"), due=added("due"), in_time=added("in_time"),
        declined_in_time=added("declined_in_time"), open=added("open"),
        open_overdue=added("open_overdue"), oldest_days=max(oldest, default=None),
        returned=added("returned"), reopened=added("reopened"),
        verdicts=_summed(one.verdicts for one in every),
        resolutions=_summed(one.resolutions for one in every),
        answered_days=_summed(one.answered_days for one in every),
        waiting_days=_summed(one.waiting_days for one in every),
    )  # fmt: skip


def _summed(counts: Iterable[Mapping[Key, int]]) -> dict[Key, int]:
    total: dict[Key, int] = {}
    for one in counts:
        for key, count in one.items():
            total[key] = total.get(key, 0) + count
    return total
