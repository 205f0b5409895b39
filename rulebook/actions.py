"""Writes of the rule book."""

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from rulebook.data import CALENDAR, SETTINGS, VALID_FROM
from rulebook.models import CalendarDayRow, DatedSetting
from rulebook.queries import forget


def load_base(session: Session) -> None:
    """Insert the days and settings that are missing; what somebody edited stays as it is.

    A setting counts as present as soon as its key has any row, whatever the dates of that row.
    """
    days = [
        {"day": d.day, "kind": d.kind, "name": d.name, "source": d.source, "status": d.status}
        for d in CALENDAR
    ]
    session.execute(insert(CalendarDayRow).values(days).on_conflict_do_nothing())
    present = set(session.scalars(select(DatedSetting.key).distinct()))
    settings = [
        {"key": s.key, "valid_from": VALID_FROM, "value": s.value, "legal_basis": s.legal_basis}
        for s in SETTINGS
        if s.key not in present
    ]
    if settings:
        session.execute(insert(DatedSetting).values(settings).on_conflict_do_nothing())
    forget(session)
