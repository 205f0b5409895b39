"""The clock of a dossier: a replay of its events. Source: docs/rules/clock.md.

A pause, an extension and a restart are three different events; this is where they differ.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from workflow.workdays import Calendar, Count, Pause, count_days


class Happened(Protocol):
    """What the clock reads of an event."""

    @property
    def action(self) -> str: ...

    @property
    def at(self) -> datetime: ...

    @property
    def data(self) -> Mapping[str, Any]: ...


@dataclass(frozen=True, slots=True)
class Dates:
    """What a dossier shows of its clock: all of it follows from the events and the calendar."""

    due_on: date
    limit_days: int
    next_due: str
    next_due_on: date
    is_due_provisional: bool
    paused_on: date | None


@dataclass(frozen=True, slots=True)
class Tick:
    """What an event did to the clock, on a local day.

    kind: "start" (working_days is the limit), "limit" (a new limit from the same start),
    "pause", "resume", "extend" (working_days more), "stop".
    """

    kind: str
    on: date
    working_days: int = 0


@dataclass(frozen=True, slots=True)
class Clock:
    """The state of the clock: when it started, the limit, the pauses, when it stopped."""

    started_on: date
    working_days: int
    extended_days: int
    pauses: tuple[Pause, ...]
    paused_on: date | None
    stopped_on: date | None
    count: Count

    @property
    def due_on(self) -> date:
        return self.count.due_on


def replay(ticks: Iterable[Tick], calendar: Calendar) -> Clock | None:
    """Return the clock after `ticks` in their order, None where it was never started.

    While the clock stands still, due_on is the date that holds if it went on at once.
    """
    start: date | None = None
    limit = extended = 0
    pauses: list[Pause] = []
    paused_on = stopped_on = None
    for tick in ticks:
        match tick.kind:
            case "start":
                start, limit, extended = tick.on, tick.working_days, 0
                pauses, paused_on, stopped_on = [], None, None
            case "limit":
                limit = tick.working_days
            case "extend":
                extended += tick.working_days
            case "pause" if paused_on is None:
                paused_on = tick.on
            case "resume" if paused_on is not None:
                pauses.append(Pause(paused_on, tick.on))
                paused_on = None
            case "stop":
                stopped_on = tick.on
    if start is None:
        return None
    count = count_days(calendar, start, limit + extended, tuple(pauses))
    return Clock(start, limit, extended, tuple(pauses), paused_on, stopped_on, count)
