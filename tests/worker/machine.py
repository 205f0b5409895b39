"""Real processes on real servers, to be killed: PostgreSQL, Valkey, the worker, the relay."""

import os
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psutil
from celery import Celery
from sqlalchemy import NullPool, create_engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from launch.owner import as_owner, make_folder
from launch.postgres import Postgres
from launch.valkey import Valkey
from store.clock import utc_now
from store.outbox import enqueue
from tests import servers
from tests.conftest import migrate_database
from tests.nursery import Nursery

ROOT = Path(__file__).parent.parent.parent
TABLES = "CREATE TABLE probe (mark text NOT NULL); CREATE TABLE probe_gate (is_shut bool);"
PATIENCE_SECONDS = 40
PROGRAM = (
    "tests.worker.probe",
    "worker.__main__",
    "celery.bin.worker",
    "celery.concurrency.prefork",
)
CELERY = (
    "celery", "-A", "tests.worker.probe", "worker", "--pool=prefork", "--concurrency=2",
    "--without-gossip", "--without-mingle", "--without-heartbeat",
)  # fmt: skip


@dataclass
class Machine:
    """The servers and processes of one test module. Each runs in a process group of its own."""

    folder: Path
    postgres: Postgres
    valkey: Valkey
    processes: dict[str, "subprocess.Popen[bytes] | psutil.Process"] = field(default_factory=dict)
    url: str = ""
    nursery: Nursery | None = None

    def prepare(self) -> None:
        """Make the database, with the table that the probes write."""
        self.url = self.postgres.create_database("probe")
        migrate_database(self.url)
        # The cluster of the tests forgets the last commits when it is killed; this one must not.
        self.execute("ALTER DATABASE probe SET synchronous_commit = on")
        self.execute(TABLES)

    def start(self, *names: str) -> None:
        """Start parts: postgres, valkey, worker, relay, relay_2. The servers answer on return."""
        for name in names:
            self._start(name)

    def _start(self, name: str) -> None:
        log = self.folder / f"{name}.log"
        if name not in ("postgres", "valkey"):
            self.nursery = self.nursery or Nursery(PROGRAM, self._environment())
            words = CELERY if name == "worker" else ("worker",)
            self.processes[name] = self.nursery.start(words, log)
            return
        server = self.postgres if name == "postgres" else self.valkey
        process = self.processes[name] = self._serve(server, log)
        server.wait_ready(lambda: process.poll() is not None)

    def _serve(self, server: Postgres | Valkey, log: Path) -> "subprocess.Popen[bytes]":
        is_database = isinstance(server, Postgres)
        with log.open("ab") as output:
            return subprocess.Popen(
                server.command(),
                cwd=self.postgres.home if is_database else ROOT,
                env=self._environment(),
                stdout=output,
                stderr=output,
                **as_owner(self.postgres.owner if is_database else None),
            )

    def _environment(self) -> dict[str, str]:
        told = {"DATABASE_URL": self.url, "REDIS_URL": self.valkey.url(), "DEMO": "1"}
        return os.environ | told | {"DATA_DIR": str(self.folder), "PYTHONUNBUFFERED": "1"}

    def kill(self, *names: str) -> None:
        """End parts and all their children with SIGKILL."""
        for name in names:
            process = self.processes.pop(name)
            children = psutil.Process(process.pid).children(recursive=True)
            for one in (process, *children):
                one.kill()
            process.wait()
            psutil.wait_procs(children)

    def stop(self, name: str) -> float:
        """Ask a part to end (SIGTERM); return how many seconds it took."""
        started, process = time.monotonic(), self.processes.pop(name)
        process.terminate()
        process.wait(timeout=PATIENCE_SECONDS)
        return time.monotonic() - started

    @contextmanager
    def session(self) -> Iterator[Session]:
        """A session of the test's own, committed at its end."""
        with Session(create_engine(self.url, poolclass=NullPool)) as session, session.begin():
            yield session

    def ask(self, task: str, **payload: int | str) -> None:
        """Ask for a task, in a transaction that commits."""
        with self.session() as session:
            enqueue(session, task, utc_now(), **payload)

    def execute(self, statement: str, **values: object) -> None:
        with self.session() as session:
            session.execute(text(statement), values)

    def read(self, query: str) -> list[Any]:
        """Return the rows of a query, as values where they have one column."""
        with self.session() as session:
            rows = session.execute(text(query)).all()
        return [row[0] if len(row) == 1 else tuple(row) for row in rows]

    def marks(self) -> Counter[str]:
        """Return how often each mark was left."""
        return Counter(self.read("SELECT mark FROM probe"))

    def hurry(self) -> None:
        """Let the time pass until everything that waits is due."""
        self.execute("UPDATE outbox_message SET due_at = now() WHERE done_at IS NULL")

    def deliver_again(self) -> None:
        """Put every message that there is into the broker once more, behind the relay's back."""
        with Celery(broker=self.valkey.url(), set_as_current=False) as broker:
            for number, task in self.read("SELECT id, task FROM outbox_message"):
                broker.send_task(task, task_id=f"outbox-{number}", queue="donghanh")

    def is_done(self) -> bool:
        """Return whether all that was asked for is done, beside what the schedule asks for."""
        try:
            return not self.read(
                "SELECT id FROM outbox_message WHERE done_at IS NULL AND period_key IS NULL"
            )
        except DBAPIError:
            return False

    def until(self, holds: Callable[[], bool], what: str) -> None:
        """Wait until `holds`; fail with the last lines of all logs."""
        end = time.monotonic() + PATIENCE_SECONDS
        while not holds():
            if time.monotonic() > end:
                tails = [f"{p.name}:\n{p.read_text()[-1500:]}" for p in self.folder.glob("*.log")]
                raise AssertionError("\n".join([f"never happened: {what}", *tails]))
            time.sleep(0.03)


@contextmanager
def running_machine() -> Iterator[Machine]:
    """A machine with both servers up and a migrated database; everything is killed at the end."""
    with (
        TemporaryDirectory(prefix="donghanh-") as name,
        servers.private_postgres(_open_folder(Path(name), "postgres")) as (postgres, database),
        servers.private_valkey(Path(name)) as (valkey, broker),
    ):
        machine = Machine(Path(name), postgres, valkey, {"postgres": database, "valkey": broker})
        try:
            machine.prepare()
            yield machine
        finally:
            machine.kill(*list(machine.processes))
            if machine.nursery is not None:
                machine.nursery.close()


def _open_folder(parent: Path, name: str) -> Path:
    """Make a folder that PostgreSQL's own user can walk through."""
    parent.chmod(0o711)
    return make_folder(parent / name, owner=None, mode=0o711)
