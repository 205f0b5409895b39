"""The worker's sign of life: a small thread of its main process writes it into the database."""

import logging
import os
from threading import Event, Thread

from celery.signals import worker_ready, worker_shutdown
from sqlalchemy import NullPool, create_engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from store.clock import utc_now
from store.heartbeats import BEAT_SECONDS, beat
from store.reach import engine_options

CONNECT_SECONDS_MAX = 3

log = logging.getLogger("donghanh.worker")


class Pulse(Thread):
    """Beats until told to stop; a database that is away is tried again at the next beat.

    Its engine is its own and keeps no connection, so nothing of it is shared with the processes
    that the worker forks.
    """

    def __init__(self, database_url: str) -> None:
        super().__init__(name="pulse", daemon=True)
        self.stopped = Event()
        options = engine_options(CONNECT_SECONDS_MAX)
        self.engine = create_engine(database_url, poolclass=NullPool, **options)

    def run(self) -> None:
        while True:
            self._beat()
            if self.stopped.wait(BEAT_SECONDS):
                return

    def _beat(self) -> None:
        try:
            with Session(self.engine) as session:
                beat(session, "worker", utc_now(), f"pid {os.getpid()}")
                session.commit()
        except SQLAlchemyError as error:
            log.warning("database_away", extra={"error": type(error).__name__})

    def stop(self) -> None:
        """End the thread, within the time of one beat that is under way."""
        self.stopped.set()
        self.join(CONNECT_SECONDS_MAX)


def connect(database_url: str) -> None:
    """Beat from when the worker is ready until it shuts down."""
    pulses: list[Pulse] = []

    @worker_ready.connect(weak=False)
    def start(**_: object) -> None:
        pulses.append(Pulse(database_url))
        pulses[-1].start()

    @worker_shutdown.connect(weak=False)
    def stop(**_: object) -> None:
        while pulses:
            pulses.pop().stop()
