"""Petitions in a report: received, owed, answered in time, as it stood at the cut-off. Pure.

Counted as everywhere (docs/rules/figures.md), but to the end of the cut-off instead of today: what
happened later changes nothing. Source: docs/rules/report.md.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from reports.period import Period

ANSWERED = ("answered", "closed")


@dataclass(frozen=True, slots=True)
class Fact:
    """A petition as it stood at the end of the cut-off.

    `first_*` are of the first answer of one that was reopened; `settled_on` None: still owed.
    `parts`: what was split from it by then, over however many splits; none counts for itself.
    """

    dossier_id: int
    topic: str
    unit: str
    state: str
    received_on: date
    due_on: date
    settled_on: date | None
    first_due_on: date | None
    first_settled_on: date | None
    paused_on: date | None = None
    parts: tuple["Fact", ...] = ()

    @property
    def owed_on(self) -> date:
        """The date of the first answer that was owed."""
        return self.first_due_on or self.due_on

    @property
    def is_answered(self) -> bool:
        return self.state in ANSWERED or self.first_settled_on is not None

    @property
    def is_first_in_time(self) -> bool:
        ended_on = self.first_settled_on or self.settled_on
        return ended_on is not None and ended_on <= self.owed_on


@dataclass(frozen=True, slots=True)
class Answerings:
    """The petitions of a report: in all, by topic and by the unit that holds them."""

    total: "Answering"
    topics: tuple["Answering", ...] = ()
    units: tuple["Answering", ...] = ()


@dataclass(frozen=True, slots=True)
class Answering:
    """The figures of some petitions. `due` = in_time + declined_in_time + late."""

    name: str
    received: int
    received_before: int
    due: int
    in_time: int
    declined_in_time: int
    late: int
    late_open: int
    open: int
    open_overdue: int


def _left(fact: Fact) -> bool:
    """Taken back while there was time: owed none."""
    return fact.state == "withdrawn" and not fact.is_answered and fact.is_first_in_time


def _is_part_late(part: Fact, last: date) -> bool:
    """Past its date at the cut-off, and neither answered in time nor taken back in time."""
    is_past = part.owed_on < last
    return is_past and not _left(part) and not _is_in_time(part, last)


def _is_owed(fact: Fact, period: Period) -> bool:
    """The date owed lies in the period and was past at the cut-off.

    Who left while there was time is owed none.
    """
    is_past = fact.owed_on < period.last or fact.settled_on is not None
    return period.first <= fact.owed_on <= period.last and is_past and not _left(fact)


def _is_in_time(fact: Fact, last: date) -> bool:
    """Each answer came in time: the first, and after a reopening the second as well."""
    if not (fact.is_answered and fact.is_first_in_time):
        return False
    if fact.first_settled_on is None:
        return True
    if fact.settled_on is None:
        return fact.due_on >= last
    return fact.state in (*ANSWERED, "withdrawn") and fact.settled_on <= fact.due_on


def _is_received(fact: Fact, period: Period) -> bool:
    return period.first <= fact.received_on <= period.last


def _answered_in_time(fact: Fact, period: Period) -> bool:
    is_whole = not any(_is_part_late(part, period.last) for part in fact.parts)
    return _is_owed(fact, period) and _is_in_time(fact, period.last) and is_whole


def _declined_in_time(fact: Fact, period: Period) -> bool:
    is_declined = fact.state == "declined" and not fact.is_answered
    return _is_owed(fact, period) and is_declined and fact.is_first_in_time


def _is_late(fact: Fact, period: Period) -> bool:
    is_met = _answered_in_time(fact, period) or _declined_in_time(fact, period)
    return _is_owed(fact, period) and not is_met


def _is_overdue(fact: Fact, period: Period) -> bool:
    """Still owed at the cut-off, and past its date; a clock that stands still runs into no day."""
    return fact.settled_on is None and fact.due_on < (fact.paused_on or period.last)


COUNTS: dict[str, Callable[[Fact, Period], bool]] = {
    "received": _is_received,
    "received_before": lambda fact, period: _is_received(fact, period.year_before),
    "due": _is_owed,
    "in_time": _answered_in_time,
    "declined_in_time": _declined_in_time,
    "late": _is_late,
    "late_open": lambda fact, period: fact.settled_on is None and _is_late(fact, period),
    "open": lambda fact, _period: fact.settled_on is None,
    "open_overdue": _is_overdue,
}
"""Which petitions a figure counts: the page and the rows behind it ask here."""


def with_parts(facts: Iterable[Fact], sources: Mapping[int, int]) -> list[Fact]:
    """Return the petitions that count for themselves, each with what was split from it.

    `sources`: by a part's id the id of what it was split from. A part whose source is not among
    `facts` counts for itself.
    """
    every = {fact.dossier_id: fact for fact in facts}
    parts: dict[int, list[Fact]] = {}
    for number, fact in every.items():
        root = _root(number, sources, every)
        if root != number:
            parts.setdefault(root, []).append(fact)
        else:
            parts.setdefault(root, [])
    return [replace(every[root], parts=tuple(found)) for root, found in parts.items()]


def _root(number: int, sources: Mapping[int, int], every: Mapping[int, Fact]) -> int:
    while sources.get(number) in every:
        number = sources[number]
    return number


def answering(name: str, facts: Iterable[Fact], period: Period) -> Answering:
    """Return the figures of petitions under one name."""
    every = list(facts)
    found = {name: sum(is_one(fact, period) for fact in every) for name, is_one in COUNTS.items()}
    return Answering(name, **found)


def by_name(
    facts: Iterable[Fact], which: str, names: Mapping[str, str], period: Period
) -> tuple[Answering, ...]:
    """Return a line for each topic or unit that has any figure, in the order of `names`."""
    found: dict[str, list[Fact]] = {}
    for fact in facts:
        found.setdefault(getattr(fact, which), []).append(fact)
    lines = (answering(name, found[key], period) for key, name in names.items() if key in found)
    return tuple(line for line in lines if any(getattr(line, one) for one in COUNTS))
