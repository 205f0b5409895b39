"""What runs when, as data. A due entry becomes an outbox row, so no beat process exists.

Times are Viet Nam's. The row's period key is the task and its minute: two relays ask once, and a
relay that was down asks once for the latest time that it missed in the last 26 hours.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from celery.schedules import crontab
from sqlalchemy.orm import Session

from store.outbox import enqueue_once
from workflow.localtime import OFFICE_CLOSES, OFFICE_OPENS, to_local

LOOK_BACK_MINUTES = 26 * 60
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Entry:
    """A task and its times. One that writes to people is caught up in office hours only."""

    task: str
    when: crontab
    writes_to_people: bool = False


ENTRIES = (
    Entry("administration.settle_units", crontab(minute=1, hour=0)),
    Entry("feedback.count_day", crontab(minute=10, hour=0)),
    Entry("dossiers.seal", crontab(minute=30, hour=0)),
    Entry("front.refresh_open_data", crontab(minute=10, hour=1)),
    Entry("servicing.night", crontab(minute=20, hour=0)),
    Entry("store.purge", crontab(minute=0, hour=3)),
    Entry("accounts.purge", crontab(minute=15, hour=3)),
    Entry("feedback.anonymise", crontab(minute=30, hour=3)),
    Entry("loans.lapse_offers", crontab(minute=20, hour=0)),
    Entry("feedback.close_settled", crontab(minute=0, hour=6)),
    Entry("feedback.watch_supplements", crontab(minute=35, hour="7"), writes_to_people=True),
    Entry("loans.watch", crontab(minute=25, hour="7,13"), writes_to_people=True),
    Entry("feedback.watch_bases", crontab(minute=45, hour=7), writes_to_people=True),
    Entry("feedback.watch_forwards", crontab(minute=40, hour="7"), writes_to_people=True),
    Entry("commitments.watch", crontab(minute=50, hour=7), writes_to_people=True),
    Entry("administration.warn_coverage", crontab(minute=0, hour=8), writes_to_people=True),
    Entry("feedback.ask_effects", crontab(minute=30, hour=8), writes_to_people=True),
    Entry("feedback.watch_clocks", crontab(minute=30, hour="7,13"), writes_to_people=True),
    Entry("notices.spread_webhooks", crontab()),
    Entry("notices.send_digests", crontab(minute=35, hour=7), writes_to_people=True),
)


def _minutes_back(now: datetime) -> Iterator[datetime]:
    local = to_local(now).replace(second=0, microsecond=0)
    return (local - MINUTE * n for n in range(LOOK_BACK_MINUTES))


def _matches(when: crontab, minute: datetime) -> bool:
    return (
        minute.minute in when.minute
        and minute.hour in when.hour
        and minute.isoweekday() % 7 in when.day_of_week
        and minute.day in when.day_of_month
        and minute.month in when.month_of_year
    )


def latest_due(when: crontab, now: datetime) -> datetime | None:
    """Return the latest minute up to `now` that `when` names, in Viet Nam's time; None: too old."""
    return next((minute for minute in _minutes_back(now) if _matches(when, minute)), None)


def ask(session: Session, now: datetime, entries: tuple[Entry, ...] = ENTRIES) -> list[str]:
    """Ask for what is due and not yet asked for; return the names of those tasks."""
    is_office_time = OFFICE_OPENS <= to_local(now).time() <= OFFICE_CLOSES
    asked = []
    for entry in entries:
        minute = latest_due(entry.when, now)
        if minute is None or (entry.writes_to_people and not is_office_time):
            continue
        if enqueue_once(session, entry.task, now, f"{entry.task}:{minute:%Y-%m-%dT%H:%M}"):
            asked.append(entry.task)
    return asked
