"""Writes of the rule book."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from rulebook.data import CALENDAR, SETTINGS, VALID_FROM
from rulebook.models import CalendarDayRow, DatedSetting, RulebookChange
from rulebook.queries import forget
from rulebook.rules import DayChange
from workflow.machine import Actor

CALENDAR_LOCK = text("SELECT pg_advisory_xact_lock(7002)")


def load_base(session: Session) -> None:
    """Insert the days and settings that are missing; what somebody edited stays as it is.

    A setting counts as present as soon as its key has any row, whatever the dates of that row.
    """
    days = [
        {"day": d.day, "kind": d.kind, "name": d.name, "source": d.source, "status": d.status}
        for d in CALENDAR
    ]
    session.execute(insert(CalendarDayRow).on_conflict_do_nothing(), days)
    present = set(session.scalars(select(DatedSetting.key).distinct()))
    settings = [
        {"key": s.key, "valid_from": VALID_FROM, "value": s.value, "legal_basis": s.legal_basis}
        for s in SETTINGS
        if s.key not in present
    ]
    if settings:
        session.execute(insert(DatedSetting).on_conflict_do_nothing(), settings)
    forget(session)


def lock_calendar(session: Session) -> None:
    """Let one administrator at a time change the calendar, until this transaction ends."""
    session.execute(CALENDAR_LOCK)
    forget(session)


def change_days(
    session: Session, changes: Sequence[DayChange], reason: str, actor: Actor, now: datetime
) -> None:
    """Put days in, change them, take them out; the history keeps before and after."""
    gone = [change.day for change in changes if change.after is None]
    if gone:
        session.execute(delete(CalendarDayRow).where(CalendarDayRow.day.in_(gone)))
    kept = [asdict(change.after) for change in changes if change.after is not None]
    if kept:
        row = insert(CalendarDayRow).values(kept)
        changed = {name: row.excluded[name] for name in ("kind", "name", "source", "status")}
        session.execute(row.on_conflict_do_update(index_elements=["day"], set_=changed))
    note_change(session, "calendar", reason, (change.record for change in changes), actor, now)
    session.expire_all()
    forget(session)


def note_change(
    session: Session,
    subject: str,
    reason: str,
    what: Iterable[dict[str, Any]],
    actor: Actor,
    now: datetime,
) -> None:
    """Write into the history of the rules who changed what, and why."""
    row = {"subject": subject, "reason": reason, "what": list(what), "at": now}
    session.add(RulebookChange(**row, by_id=actor.id, by_name=actor.name))
    session.flush()
