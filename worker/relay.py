"""The relay: outbox to broker, woken by NOTIFY and sweeping as well; and who is alive.

Any number of relays may run: rows are claimed with skip locked, schedules under unique keys.
"""

import logging
import os
import select
from collections.abc import Callable
from contextlib import closing
from time import monotonic

import psycopg
from kombu.exceptions import KombuError
from redis.exceptions import RedisError
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from store.clock import utc_now
from store.heartbeats import BEAT_SECONDS, beat
from store.outbox import CHANNEL, Parcel, give_back, give_up, take
from store.reach import reach
from worker.schedule import ask

BATCH_MAX = 100
SWEEP_SECONDS = 1.0
WAITS_SECONDS = (0.2, 0.5, 1.0, 2.0)
CONNECT_SECONDS_MAX = 3

Send = Callable[[Parcel], object]
BROKER_AWAY = (KombuError, RedisError, OSError)
DATABASE_AWAY = (DBAPIError, psycopg.Error)

log = logging.getLogger("donghanh.relay")


class BrokerAway(Exception):
    """The broker took nothing more; what it did not take is due again."""


def relay_once(session: Session, send: Send) -> int:
    """Send one batch and return how many the broker took. Commits.

    Raises: BrokerAway at the first that it does not take; the rest of the batch goes back.
    """
    parcels = take(session, BATCH_MAX, utc_now())
    session.commit()
    for position, parcel in enumerate(parcels):
        try:
            send(parcel)
        except BROKER_AWAY as error:
            give_back(session, parcels[position:], utc_now())
            session.commit()
            raise BrokerAway(type(error).__name__) from error
    return len(parcels)


class Relay:
    """One relay process: `run` until `stop`, through any absence of database or broker."""

    def __init__(self, engine: Engine, send: Send, ping: Callable[[], object]) -> None:
        self.engine, self.send, self.ping = engine, send, ping
        self.stopping = False
        self.bell, self.rope = os.pipe()
        self.broker_failures = 0
        self.has_broker_answered = False
        self.beat_due = 0.0
        self.minute_asked = ""

    def stop(self) -> None:
        """End `run` soon. Safe inside a signal handler."""
        self.stopping = True
        os.write(self.rope, b"!")

    def run(self) -> None:
        """Relay until stopped. A database that is away is tried again after a growing wait."""
        failures = 0
        while not self.stopping:
            try:
                with closing(self._listen()) as ear:
                    failures = 0
                    self._serve(ear)
            except DATABASE_AWAY as error:
                log.warning("database_away", extra={"error": type(error).__name__})
                self._wait(None, _wait_seconds(failures))
                failures += 1

    def _listen(self) -> psycopg.Connection:
        """Return a connection of our own that hears of every commit that asks for work."""
        url = self.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
        ear = psycopg.connect(url, autocommit=True, **reach(CONNECT_SECONDS_MAX))
        ear.execute(f"LISTEN {CHANNEL}")
        return ear

    def _serve(self, ear: psycopg.Connection) -> None:
        with Session(self.engine, expire_on_commit=False) as session:
            while not self.stopping:
                self._relay(session)
                self._keep_time(session)
                if self.broker_failures:  # news does not help while the broker is away
                    self._wait(None, _wait_seconds(self.broker_failures - 1))
                else:
                    self._wait(ear, SWEEP_SECONDS)

    def _relay(self, session: Session) -> None:
        try:
            while sent := relay_once(session, self.send):
                self._hear_from_broker()
                log.info("relayed", extra={"count": sent})
        except BrokerAway as error:
            self.broker_failures += 1
            log.warning("broker_away", extra={"error": str(error)})

    def _hear_from_broker(self) -> None:
        self.broker_failures, self.has_broker_answered = 0, True

    def _keep_time(self, session: Session) -> None:
        """Ask for scheduled work once a minute; give signs of life every few seconds."""
        now = utc_now()
        if self.minute_asked != (minute := f"{now:%H:%M}"):
            for task in ask(session, now):
                log.info("scheduled", extra={"task": task})
            session.commit()
            self.minute_asked = minute
        if monotonic() < self.beat_due:
            return
        self._ping()
        beat(session, "relay", now, f"pid {os.getpid()}")
        if self.has_broker_answered:
            beat(session, "broker", now)
        give_up(session, now)
        session.commit()
        self.has_broker_answered, self.beat_due = False, monotonic() + BEAT_SECONDS

    def _ping(self) -> None:
        if self.has_broker_answered:
            return
        try:
            self.ping()
        except BROKER_AWAY as error:
            self.broker_failures += 1
            log.warning("broker_away", extra={"error": type(error).__name__})
        else:
            self._hear_from_broker()

    def _wait(self, ear: psycopg.Connection | None, seconds: float) -> None:
        """Wait for news, for the end, or for the time to pass."""
        ends = [self.bell] if ear is None else [self.bell, ear.fileno()]
        heard, _, _ = select.select(ends, [], [], seconds)
        if ear is not None and ear.fileno() in heard:
            list(ear.notifies(timeout=0))


def _wait_seconds(failures: int) -> float:
    return WAITS_SECONDS[min(failures, len(WAITS_SECONDS) - 1)]
