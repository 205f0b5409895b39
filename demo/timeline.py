"""When everything happened: the acts of all stories in one row, oldest first. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from hashlib import sha256

from demo.story import Act, Case, workdays_before
from workflow.localtime import VIETNAM
from workflow.workdays import Calendar

FIRST_ACT_AT = time(7, 44)
SPREAD_MINUTES = 95
BETWEEN_ACTS = timedelta(minutes=38)
LUNCH_BEGINS, LUNCH_ENDS = time(11, 30), time(13, 4)


@dataclass(frozen=True, slots=True)
class Moment:
    """An act of a story at a moment; `act` is None where the petition is filed."""

    at: datetime
    case: Case
    act: Act | None


def timeline(cases: Iterable[Case], calendar: Calendar, today: date) -> list[Moment]:
    """Return what happened before `today`, oldest first. Later acts of a story are left out."""
    moments = [moment for case in cases for moment in _life(case, calendar, today)]
    begins_on = datetime.combine(today, time(0), VIETNAM)
    return sorted((m for m in moments if m.at < begins_on), key=lambda m: (m.at, m.case.key))


def filed_on(case: Case, calendar: Calendar, today: date) -> date:
    """Return the day on which a petition was filed."""
    if case.start is not None:
        return case.start
    return workdays_before(calendar, today, case.ago or 1)


def _life(case: Case, calendar: Calendar, today: date) -> list[Moment]:
    day = filed_on(case, calendar, today)
    filed_at = _moment(day, case.at) if case.at else _next_free(case.key, day, None)
    moments = [Moment(filed_at, case, None)]
    for act in case.acts:
        on = calendar.add_workdays(day, act.day)
        moments.append(Moment(_next_free(case.key, on, moments[-1].at), case, act))
    return moments


def _moment(day: date, at: time) -> datetime:
    return datetime.combine(day, at, VIETNAM)


def _next_free(key: str, day: date, before: datetime | None) -> datetime:
    """Return a moment of `day` in office hours, after `before` where that is on the same day."""
    chance = int.from_bytes(sha256(f"{key} {day}".encode()).digest()[:2]) % SPREAD_MINUTES
    at = _moment(day, FIRST_ACT_AT) + timedelta(minutes=chance)
    if before is not None and before.date() == day:
        at = before + BETWEEN_ACTS
    if LUNCH_BEGINS <= at.time() < LUNCH_ENDS:
        at = _moment(day, LUNCH_ENDS) + timedelta(minutes=chance % 20)
    return at
