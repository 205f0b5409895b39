"""Reads of the rule book. Whoever decides is told the day; nothing here looks at the clock."""

from datetime import date
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from rulebook.data import Day
from rulebook.models import CalendarDayRow, DatedSetting, RulebookChange
from rulebook.rules import as_calendar
from rulebook.setting_rules import EVERYWHERE, Scope
from workflow.refusal import Missing
from workflow.workdays import Calendar

CACHE_KEY = "working_calendar"
SETTINGS_KEY = "dated_settings"


class SettingRow(NamedTuple):
    """A dated setting as a value."""

    key: str
    value: str
    valid_from: date
    valid_to: date | None
    topic_code: str
    channel: str
    legal_basis: str

    @property
    def scope(self) -> Scope:
        return Scope(self.topic_code, self.channel)


def working_calendar(session: Session) -> Calendar:
    """Return the calendar as a value, kept for as long as the session lives (one request or task).

    See `rulebook.rules.as_calendar` for what it is certain of.
    """
    cached = session.info.get(CACHE_KEY)
    if isinstance(cached, Calendar):
        return cached
    calendar = as_calendar(known_days(session).values())
    session.info[CACHE_KEY] = calendar
    return calendar


def known_days(session: Session) -> dict[date, Day]:
    """Return the special days of all years as values."""
    columns = (
        CalendarDayRow.day, CalendarDayRow.kind, CalendarDayRow.name, CalendarDayRow.source,
        CalendarDayRow.status,
    )  # fmt: skip
    rows = session.execute(select(*columns).order_by(CalendarDayRow.day))
    return {row.day: Day(*row) for row in rows}


def forget(session: Session) -> None:
    """Make the next reader see the rows anew: called by whoever changes them."""
    session.info.pop(CACHE_KEY, None)
    session.info.pop(SETTINGS_KEY, None)


def setting_on(session: Session, key: str, on: date, scope: Scope = EVERYWHERE) -> str:
    """Return the value of `key` that holds on a day. Raises Missing where no row covers it."""
    return setting_row(session, key, on, scope).value


def setting_row(session: Session, key: str, on: date, scope: Scope = EVERYWHERE) -> SettingRow:
    """Return the most specific row of `key` that holds on a day for a topic and a channel."""
    held = [
        row
        for row in _all_settings(session)
        if row.key == key and row.valid_from <= on and (row.valid_to is None or on <= row.valid_to)
    ]
    fitting = [row for row in held if row.scope.holds_for(scope)]
    if not fitting:
        raise Missing(f"no setting {key} on {on}")
    return max(fitting, key=lambda row: (row.scope.rank, row.valid_from))


def _all_settings(session: Session) -> list[SettingRow]:
    """Return all dated settings, read once for as long as the session lives."""
    cached: list[SettingRow] | None = session.info.get(SETTINGS_KEY)
    if cached is None:
        columns = (
            DatedSetting.key, DatedSetting.value, DatedSetting.valid_from, DatedSetting.valid_to,
            DatedSetting.topic_code, DatedSetting.channel, DatedSetting.legal_basis,
        )  # fmt: skip
        cached = [SettingRow(*row) for row in session.execute(select(*columns))]
        session.info[SETTINGS_KEY] = cached
    return cached


def days_on(session: Session, key: str, on: date, scope: Scope = EVERYWHERE) -> int:
    """Return a setting that is a number of working days."""
    return int(setting_on(session, key, on, scope))


def list_settings(session: Session) -> list[DatedSetting]:
    """Return all dated settings, by key, newest first."""
    order = (
        DatedSetting.key, DatedSetting.topic_code, DatedSetting.channel,
        DatedSetting.valid_from.desc(),
    )  # fmt: skip
    return list(session.scalars(select(DatedSetting).order_by(*order)))


def list_calendar(session: Session, year: int) -> list[CalendarDayRow]:
    """Return the special days of a year."""
    within = CalendarDayRow.day.between(date(year, 1, 1), date(year, 12, 31))
    return list(session.scalars(select(CalendarDayRow).where(within).order_by(CalendarDayRow.day)))


def list_changes(session: Session, subject: str, count_max: int) -> list[RulebookChange]:
    """Return the last changes of the rule book about a subject, newest first."""
    about = select(RulebookChange).where(RulebookChange.subject == subject)
    return list(session.scalars(about.order_by(RulebookChange.id.desc()).limit(count_max)))
