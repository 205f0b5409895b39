"""The Celery app, and the one way a task is done: work and mark in one transaction."""

import gc
import logging
from pathlib import Path
from time import perf_counter
from traceback import extract_tb
from typing import Any

from celery import Task
from celery.signals import celeryd_init, setup_logging, worker_process_init
from sqlalchemy.exc import DBAPIError

from store.clock import utc_now
from store.db import db
from store.outbox import begin, mark_done, mark_failed
from web import logs
from worker import pulse
from worker.broker import TASK_ID, make_celery
from wsgi import app as flask_app

ROOT = Path(__file__).parent.parent
TASKS = (
    "accounts", "administration", "commitments", "conferences", "dossiers", "feedback", "front",
    "imports", "loans", "membership", "notices", "representation", "servicing", "store",
    "support",
)  # fmt: skip

log = logging.getLogger("donghanh.worker")


class OutboxTask(Task):
    """Does a message and marks it done in one transaction, so that twice is once.

    The broker carries only the task's name and the row's number; what to do it with is read from
    the row, under its lock. A message delivered again finds itself done or in other hands; a crash
    undoes both the work and the mark, and the relay sends it again. Only what leaves the database,
    such as mail, may happen twice.
    """

    def __call__(self, *_args: object, **_kwargs: object) -> None:
        message_id = int(self.request.id.removeprefix(TASK_ID))
        with flask_app.app_context():
            try:
                self._work(message_id)
            except Exception as error:  # noqa: BLE001 - whatever it is, it is counted and waits
                self._fail(message_id, kind_of(error))

    def _work(self, message_id: int) -> None:
        started, session = perf_counter(), db.session()
        message = begin(session, message_id)
        if message is None:
            session.rollback()
            return
        self.run(**message.payload)
        mark_done(message, utc_now())
        session.commit()
        ms = round((perf_counter() - started) * 1000, 1)
        log.info("task_done", extra={"task": self.name, "message_id": message_id, "ms": ms})

    def _fail(self, message_id: int, kind: str) -> None:
        fields = {"task": self.name, "message_id": message_id, "error": kind}
        log.error("task_failed", extra=fields)
        db.session.remove()
        try:
            mark_failed(db.session(), message_id, kind, utc_now())
            db.session.commit()
        except DBAPIError as error:  # then nothing was counted, and the relay sends it again
            log.error("database_away", extra=fields | {"error": kind_of(error)})
            db.session.remove()


def kind_of(error: BaseException) -> str:
    """Return what went wrong and where in our code, never with which values."""
    inner = getattr(error, "orig", None)
    name = type(error).__name__ + (f"/{type(inner).__name__}" if inner else "")
    ours = [f for f in extract_tb(error.__traceback__) if Path(f.filename).is_relative_to(ROOT)]
    own = [f for f in ours if ".venv" not in f.filename]
    if not own:
        return name
    return f"{name} ({Path(own[-1].filename).relative_to(ROOT)}:{own[-1].lineno})"


@setup_logging.connect
def set_up_logs(**_: object) -> None:
    """Log as the web process does, whatever Celery would like."""
    logs.set_up()


@celeryd_init.connect
def set_up_speech(instance: Any, **_: object) -> None:
    """Begin without Celery's drawing of itself: a log is one line an event."""
    instance.quiet = True


@worker_process_init.connect
def set_up_process(**_: object) -> None:
    """A process that was forked opens database connections of its own.

    What was loaded before the fork is garbage never, so it need not be looked through again.
    """
    gc.freeze()
    with flask_app.app_context():
        db.engine.dispose(close=False)


celery = make_celery(flask_app.extensions["settings"], OutboxTask)
celery.conf.include = [f"worker.tasks.{name}" for name in TASKS]
pulse.connect(flask_app.extensions["settings"].database_url)
