"""What is due is asked for once: at its local time, by however many relays, after any absence."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from celery.schedules import crontab
from flask import Flask
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from store.db import db
from store.models import OutboxMessage
from worker.schedule import ENTRIES, Entry, ask, latest_due
from workflow.localtime import VIETNAM

NIGHTLY = Entry("dossiers.seal", crontab(minute=30, hour=0))
REMINDERS = Entry("feedback.watch_clocks", crontab(minute=30, hour="7,13"), writes_to_people=True)


def local(day: int, hour: int, minute: int = 0) -> datetime:
    """Return a moment of February 2026 in Viet Nam, as the product keeps it: in UTC."""
    return datetime(2026, 2, day, hour, minute, 20, tzinfo=VIETNAM).astimezone(UTC)


def keys(session: Session) -> list[str | None]:
    return list(session.scalars(select(OutboxMessage.period_key).order_by(OutboxMessage.id)))


@pytest.mark.parametrize(
    ("when", "now", "due"),
    [
        (crontab(minute=30, hour=0), local(10, 0, 30), (10, 0, 30)),
        (crontab(minute=30, hour=0), local(10, 0, 29), (9, 0, 30)),
        (crontab(minute=30, hour="7,13"), local(10, 13, 29), (10, 7, 30)),
        (crontab(minute=30, hour="7,13"), local(10, 7, 29), (9, 13, 30)),
        (crontab(minute=0, hour=6, day_of_week="mon"), local(9, 8), (9, 6, 0)),
        (crontab(minute=0, hour=6, day_of_week="sun"), local(8, 8), (8, 6, 0)),
        (crontab(minute=0, hour=6, day_of_week="mon"), local(10, 9), None),
        (crontab(minute=0, hour=6, day_of_month="1"), local(10, 9), None),
        (crontab(minute=0, hour=6, month_of_year="3"), local(10, 9), None),
    ],
)
def test_the_latest_time_that_is_due(
    when: crontab, now: datetime, due: tuple[int, int, int] | None
) -> None:
    wanted = due and datetime(2026, 2, due[0], due[1], due[2], tzinfo=VIETNAM)
    assert latest_due(when, now) == wanted


def test_a_period_is_asked_for_once(session: Session) -> None:
    for minute in range(40, 50):
        ask(session, local(10, 0, minute), (NIGHTLY,))
    assert keys(session) == ["dossiers.seal:2026-02-10T00:30"]
    assert ask(session, local(11, 0, 30), (NIGHTLY,)) == ["dossiers.seal"]


def test_a_missed_night_is_caught_up_once(session: Session) -> None:
    ask(session, local(9, 0, 31), (NIGHTLY,))
    assert ask(session, local(11, 23, 59), (NIGHTLY,)) == ["dossiers.seal"]
    assert keys(session)[1:] == ["dossiers.seal:2026-02-11T00:30"]


def test_people_are_written_to_in_office_hours(session: Session) -> None:
    assert ask(session, local(10, 2, 0), (REMINDERS,)) == []
    assert ask(session, local(10, 7, 29), (REMINDERS,)) == []
    assert ask(session, local(10, 7, 30), (REMINDERS,)) == ["feedback.watch_clocks"]
    assert ask(session, local(10, 19, 0), (REMINDERS,)) == []
    assert ask(session, local(11, 8, 0), (REMINDERS,)) == ["feedback.watch_clocks"]
    assert keys(session)[-1] == "feedback.watch_clocks:2026-02-11T07:30"


def test_two_relays_ask_once(app: Flask) -> None:
    moment = datetime.now(UTC) + timedelta(days=4000)  # no test that runs beside uses these keys
    with app.app_context():
        engine = db.engine

    def one_relay(_: int) -> list[str]:
        with Session(engine) as session, session.begin():
            return ask(session, moment, ENTRIES)

    with ThreadPoolExecutor(4) as pool:
        asked = [name for names in pool.map(one_relay, range(8)) for name in names]
    with Session(engine) as session, session.begin():
        session.execute(delete(OutboxMessage).where(OutboxMessage.created_at == moment))
    always = sum(not entry.writes_to_people for entry in ENTRIES)  # the rest in office hours only
    assert len(asked) == len(set(asked)) >= always
