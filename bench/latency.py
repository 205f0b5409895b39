"""From the commit of a filing to its routing: the real relay, broker and worker."""

import statistics
import time

import psycopg

from bench.figures import Figure, Took
from bench.filings import prepare
from bench.load import Connection, percentile
from bench.stack import Stack, wait_until
from launch.postgres import libpq
from store.outbox import CHANNEL

FILINGS = 40
WARM_UP = 5
MEDIAN_MS_MAX = 50
SECONDS_MAX = 20
DRAIN = "UPDATE outbox_message SET done_at = now() WHERE done_at IS NULL"
ALIVE = "SELECT count(*) FROM heartbeat WHERE name IN ('worker', 'relay', 'broker')"
LAST = "SELECT state FROM dossier ORDER BY id DESC LIMIT 1"
WAITING = "SELECT count(*) FROM outbox_message WHERE done_at IS NULL"


def measure(stack: Stack) -> list[Figure]:
    """File one petition after another; PostgreSQL itself tells when each commit happened.

    Each is of another cooperative: the same words of the same one are held back, not routed.
    """
    app = stack.app()
    presses = [prepare(app, 1).filings()[0] for _ in range(WARM_UP + FILINGS)]
    times: list[float] = []
    with psycopg.connect(libpq(stack.database_url), autocommit=True) as reader:
        reader.execute(DRAIN)
        with stack.working(), stack.serving() as port:
            wait_until(lambda: _number(reader, ALIVE) == 3, "relay and worker give no sign")
            for press in presses:
                times.append(_commit_to_routed(stack, reader, port, press.content))
                wait_until(lambda: _number(reader, WAITING) == 0, "the outbox stays full")
    measured = [seconds * 1000 for seconds in times[WARM_UP:]]
    median = Took(statistics.median(measured), 0)
    rest = f"{percentile(measured, 95):.0f} ms, {max(measured):.0f} ms"
    return [
        median.figure("commit → routed, median", MEDIAN_MS_MAX),
        Figure("commit → routed, p95 and worst", rest),
    ]


def _number(reader: psycopg.Connection, query: str) -> int:
    row = reader.execute(query).fetchone()
    return int(row[0]) if row else 0


def _commit_to_routed(stack: Stack, reader: psycopg.Connection, port: int, press: bytes) -> float:
    """File; every commit that asks for work rings, the first is that of the filing."""
    with (
        psycopg.connect(libpq(stack.database_url), autocommit=True) as ear,
        Connection(port) as browser,
    ):
        ear.execute(f"LISTEN {CHANNEL}")
        browser.send(press)
        committed: float | None = None
        for _ring in ear.notifies(timeout=SECONDS_MAX):
            heard = time.perf_counter()
            committed = committed or heard
            row = reader.execute(LAST).fetchone()
            if row is not None and row[0] == "routed":
                browser.receive()
                return heard - committed
    raise RuntimeError("a petition was not routed")
