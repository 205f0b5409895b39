"""The worker with tasks that only the tests know: celery -A tests.worker.probe worker.

Each writes its mark into the table `probe`, so that an effect can be counted.
"""

import time
from datetime import timedelta

from sqlalchemy import text

from store.clock import utc_now
from store.db import db
from store.outbox import enqueue
from worker.app import celery


@celery.task(name="probe.note")
def note(mark: str) -> None:
    """Leave a mark."""
    db.session.execute(text("INSERT INTO probe VALUES (:mark)"), {"mark": mark})


@celery.task(name="probe.slow")
def slow(mark: str, seconds: int) -> None:
    """Leave a mark and take time over it."""
    note.run(mark)
    time.sleep(seconds)


@celery.task(name="probe.gated")
def gated(mark: str) -> None:
    """Leave a mark, and fail while the gate is shut, with words that nobody may keep."""
    note.run(mark)
    if db.session.scalar(text("SELECT count(*) FROM probe_gate")):
        raise ValueError("a secret")


@celery.task(name="probe.chain")
def chain(mark: str, seconds: int) -> None:
    """Ask for one more, leave a mark, and take time over it."""
    enqueue(db.session(), "probe.note", utc_now(), mark=f"{mark} next")
    db.session.flush()
    slow.run(mark, seconds)


@celery.task(name="probe.later")
def later(mark: str) -> None:
    """Leave a mark, and ask for one more in an hour."""
    note.run(mark)
    in_an_hour = utc_now() + timedelta(hours=1)
    enqueue(db.session(), "probe.note", in_an_hour, mark=f"{mark} later")
