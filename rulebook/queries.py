"""Reads of the rule book. Whoever decides is told the day; nothing here looks at the clock."""

from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from rulebook.models import CalendarDayRow, DatedSetting
from workflow.refusal import Missing
from workflow.workdays import Calendar, CalendarDay


def working_calendar(session: Session) -> Calendar:
    """Return the calendar as a value, kept for the rest of the session's transaction.

    It is certain up to the last day of the last year that holds only decided days.
    """
    cached = session.info.get("working_calendar")
    if isinstance(cached, Calendar):
        return cached
    rows = session.execute(
        select(CalendarDayRow.day, CalendarDayRow.kind, CalendarDayRow.name, CalendarDayRow.status)
    ).all()
    years = {row.day.year for row in rows}
    open_years = {row.day.year for row in rows if row.status == "provisional"}
    known = sorted(years - open_years)
    covered = date(known[-1], 12, 31) if known else date.min
    calendar = Calendar({row.day: CalendarDay(row.kind, row.name) for row in rows}, covered)
    session.info["working_calendar"] = calendar
    return calendar


def setting_on(session: Session, key: str, on: date) -> str:
    """Return the value of `key` that holds on a day. Raises Missing where no row covers it."""
    value = session.scalar(
        select(DatedSetting.value)
        .where(DatedSetting.key == key, DatedSetting.valid_from <= on)
        .where(or_(DatedSetting.valid_to.is_(None), DatedSetting.valid_to >= on))
        .order_by(DatedSetting.valid_from.desc())
        .limit(1)
    )
    if value is None:
        raise Missing(f"no setting {key} on {on}")
    return value


def days_on(session: Session, key: str, on: date) -> int:
    """Return a setting that is a number of working days."""
    return int(setting_on(session, key, on))


def list_settings(session: Session) -> list[DatedSetting]:
    """Return all dated settings, by key, newest first."""
    order = (DatedSetting.key, DatedSetting.valid_from.desc())
    return list(session.scalars(select(DatedSetting).order_by(*order)))


def list_calendar(session: Session, year: int) -> list[CalendarDayRow]:
    """Return the special days of a year."""
    within = CalendarDayRow.day.between(date(year, 1, 1), date(year, 12, 31))
    return list(session.scalars(select(CalendarDayRow).where(within).order_by(CalendarDayRow.day)))
