"""Reads for administrators: is everything running, and what needs them."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from administration.names import PULSE_NAMES
from dossiers.audit import last_seal
from dossiers.models import AuditSeal
from feedback.models import RoutingRule, Topic
from rulebook.models import CalendarDayRow
from rulebook.queries import working_calendar
from rulebook.rules import is_coverage_ending
from store.heartbeats import ALIVE_FOR, NAMES
from store.models import Heartbeat, OutboxMessage
from store.outbox import count_waiting
from workflow.localtime import local_day

LONG_WAIT = timedelta(minutes=10)
SEAL_EVERY = timedelta(hours=26)
WAITING_SHOWN = 100


@dataclass(frozen=True, slots=True)
class Pulse:
    """A process (or the broker) and its last sign of life, None where it never gave one."""

    name: str
    at: datetime | None
    is_alive: bool


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything at a glance; see `attention` for what of it needs somebody."""

    stuck_count: int
    waiting_count: int
    pulses: tuple[Pulse, ...]
    seal: AuditSeal | None
    is_seal_late: bool
    covered_until: date
    is_coverage_ending: bool
    unconfirmed: tuple[date, ...]


def list_pulses(session: Session, now: datetime) -> tuple[Pulse, ...]:
    """Return the last sign of life of each known process."""
    seen = {row.name: row.at for row in session.scalars(select(Heartbeat))}
    return tuple(
        Pulse(PULSE_NAMES[name], at, at is not None and now - at <= ALIVE_FOR)
        for name, at in ((name, seen.get(name)) for name in NAMES)
    )


def overview(session: Session, now: datetime) -> Overview:
    """Return how the installation is at `now`."""
    seal, on = last_seal(session), local_day(now)
    covered_until = working_calendar(session).covered_until
    return Overview(
        stuck_count=count_stuck(session),
        waiting_count=count_waiting(session, now),
        pulses=list_pulses(session, now),
        seal=seal,
        is_seal_late=seal is None or now - seal.at > SEAL_EVERY,
        covered_until=covered_until,
        is_coverage_ending=is_coverage_ending(covered_until, on),
        unconfirmed=tuple(list_unconfirmed(session, on)),
    )


def count_stuck(session: Session) -> int:
    """Return how many messages nobody but an administrator can send on."""
    stuck = OutboxMessage.stuck_at.is_not(None), OutboxMessage.done_at.is_(None)
    return session.scalar(select(func.count()).where(*stuck)) or 0


def list_waiting_long(session: Session, now: datetime) -> list[OutboxMessage]:
    """Return messages that were asked for more than ten minutes ago and are still tried."""
    waiting = (
        select(OutboxMessage)
        .where(OutboxMessage.done_at.is_(None), OutboxMessage.stuck_at.is_(None))
        .where(OutboxMessage.created_at < now - LONG_WAIT)
        .order_by(OutboxMessage.id)
        .limit(WAITING_SHOWN)
    )
    return list(session.scalars(waiting))


def list_unconfirmed(session: Session, on: date) -> list[date]:
    """Return the days from `on` whose standing is still to be confirmed."""
    open_days = CalendarDayRow.status == "to_confirm", CalendarDayRow.day >= on
    found = select(CalendarDayRow.day).where(*open_days).order_by(CalendarDayRow.day)
    return list(session.scalars(found))


def topic_names(session: Session) -> dict[str, str]:
    """Return the topics in their order: names by code."""
    found = session.execute(select(Topic.code, Topic.name).order_by(Topic.sort))
    return {row.code: row.name for row in found}


def list_rules(session: Session) -> list[RoutingRule]:
    """Return the routing rules by topic, newest first."""
    found = select(RoutingRule).join(Topic, Topic.code == RoutingRule.topic_code)
    return list(session.scalars(found.order_by(Topic.sort, RoutingRule.valid_from.desc())))


def list_years(session: Session) -> list[int]:
    """Return the years that the calendar holds."""
    year = func.extract("year", CalendarDayRow.day)
    return [int(found) for found in session.scalars(select(year).distinct().order_by(year))]
