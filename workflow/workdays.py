"""Working days: a calendar as a value, and counting on it. Source: docs/rules/clock.md."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

SATURDAY = 5
OFF_KINDS = frozenset({"holiday", "compensatory", "swapped_off"})
ONE = timedelta(days=1)
SEARCH_DAYS_MAX = 4000


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """A day that differs from its weekday: off on a weekday, or worked on a Saturday."""

    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class Calendar:
    """The working calendar: special days, and the first and last day it knows about for certain.

    A count that leaves these can be made (Monday to Friday), but it is provisional.
    """

    days: Mapping[date, CalendarDay] = field(default_factory=dict)
    covered_until: date = date.max
    covered_from: date = date.min

    def is_certain(self, start: date, end: date) -> bool:
        """Return whether all days from `start` to `end` are known for certain."""
        return self.covered_from <= start and end <= self.covered_until

    def is_working(self, day: date) -> bool:
        """Return whether the Alliance works on `day`."""
        special = self.days.get(day)
        if special is not None:
            return special.kind not in OFF_KINDS
        return day.weekday() < SATURDAY

    def off_reason(self, day: date) -> str | None:
        """Return why `day` is free ("weekend", or the holiday's name), None where it is worked."""
        if self.is_working(day):
            return None
        special = self.days.get(day)
        return special.name if special is not None else "weekend"

    def working_days_between(self, start: date, end: date) -> int:
        """Return how many working days lie in (start, end]; negative where end is before start."""
        if end < start:
            return -self.working_days_between(end, start)
        return sum(self.is_working(start + ONE * n) for n in range(1, (end - start).days + 1))

    def add_workdays(self, start: date, count: int) -> date:
        """Return the `count`-th working day after `start`; day zero is not counted."""
        return count_days(self, start, count).due_on


@dataclass(frozen=True, slots=True)
class CountedDay:
    """One day of a derivation. `number` is its place in the count, None where it does not count.

    `reason` says why it does not: "weekend", "paused", or a holiday's name.
    """

    day: date
    number: int | None
    reason: str | None

    @property
    def is_counted(self) -> bool:
        return self.number is not None


@dataclass(frozen=True, slots=True)
class Count:
    """A due date with its derivation, day by day."""

    due_on: date
    is_provisional: bool
    days: tuple[CountedDay, ...]


@dataclass(frozen=True, slots=True)
class Pause:
    """The clock stood still on the days after `since`, up to and including `until`."""

    since: date
    until: date

    def covers(self, day: date) -> bool:
        return self.since < day <= self.until


def _days_after(start: date) -> Iterator[date]:
    for n in range(1, min(SEARCH_DAYS_MAX, (date.max - start).days + 1)):
        yield start + ONE * n


def count_days(
    calendar: Calendar, start: date, working_days: int, pauses: tuple[Pause, ...] = ()
) -> Count:
    """Count `working_days` working days after `start`, leaving out those that a pause covers.

    Raises: ValueError where `working_days` is negative or no such day lies within ten years.
    """
    if working_days < 0:
        raise ValueError(f"cannot count {working_days} days")
    if working_days == 0:
        return Count(start, not calendar.is_certain(start, start), ())
    days: list[CountedDay] = []
    number = 0
    for day in _days_after(start):
        reason = calendar.off_reason(day)
        if reason is None and any(pause.covers(day) for pause in pauses):
            reason = "paused"
        number += reason is None
        days.append(CountedDay(day, number if reason is None else None, reason))
        if number == working_days:
            return Count(day, not calendar.is_certain(start, day), tuple(days))
    raise ValueError(f"{working_days} working days after {start} lie too far away")
