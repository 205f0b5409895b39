"""The product on servers of its own, put together from the parts that `make run` starts."""

import shutil
import socket
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from flask import Flask

from config import settings
from factory import create_app
from launch import home, leftovers, parts, place
from launch.child import Child, Part
from launch.machine import is_answering
from launch.postgres import DATABASE, Postgres
from launch.steps import Assets, Commands

READY_SECONDS_MAX = 60
LOOPBACK = "127.0.0.1"


@dataclass
class Stack:
    """A data folder with a running database that syncs to disk, and the demo world in it.

    Web, worker and relay run only while they are measured.
    """

    place: place.Place
    postgres: Postgres
    env: dict[str, str]
    children: list[Child]

    def start(self, part: Part) -> Child:
        """Start a part as the launcher does."""
        child = Child(part, self.place.data_dir, self.postgres.data)
        child.start()
        self.children.append(child)
        return child

    def stop(self, *names: str) -> None:
        """Stop parts by their names, each with its children."""
        for name in names:
            leftovers.end(self.place.data_dir, self.postgres.data, name)
        for child in self.children:
            if child.part.name in names:
                child.reap()
        self.children = [child for child in self.children if child.part.name not in names]

    @contextmanager
    def serving(self, name: str = "wsgi:app") -> Iterator[int]:
        """Serve an application under gunicorn with the product's settings; yield its port."""
        with socket.create_server((LOOPBACK, 0), backlog=128) as listener:
            part = parts.web_part(self.place, self.env, listener.fileno())
            command = [name if word == "wsgi:app" else word for word in part.command]
            self.start(replace(part, command=command, loads=name.partition(":")[0]))
            port: int = listener.getsockname()[1]
            wait_until(lambda: is_answering(LOOPBACK, port), f"no answer from {name}")
            yield port
            self.stop("web")

    @contextmanager
    def working(self) -> Iterator[None]:
        """Run broker, worker and relay, as the launcher does."""
        broker = home.find_valkey(self.place.data_dir)
        child = self.start(parts.valkey_part(broker))
        broker.wait_ready(child.has_died)
        self.start(parts.worker_part(self.env))
        self.start(parts.relay_part(self.env))
        yield
        self.stop("worker", "relay", "valkey")

    def app(self, database_url: str = "") -> Flask:
        """Return the application in this very process, on the stack's database or another."""
        return create_app(settings(self.env | {"DATABASE_URL": database_url or self.database_url}))

    def copy_database(self, name: str) -> str:
        """Copy the demo's database, which nobody may use meanwhile; return the new address."""
        return self.postgres.create_database(name, DATABASE)

    @property
    def database_url(self) -> str:
        return self.env["DATABASE_URL"]


def wait_until(holds: Callable[[], bool], what: str) -> None:
    """Return when `holds`. Raises RuntimeError with `what` after a minute."""
    until = time.monotonic() + READY_SECONDS_MAX
    while not holds():
        if time.monotonic() > until:
            raise RuntimeError(what)
        time.sleep(0.05)


@contextmanager
def running_stack() -> Iterator[Stack]:
    """A fresh installation with the demo world, in a folder that is gone afterwards."""
    base = Path(tempfile.gettempdir())
    where = place.read({"DATA_DIR": str(base / f"donghanh-bench-{time.time_ns()}"), "DEMO": "1"})
    postgres = home.find_postgres(where.data_dir)
    try:
        yield _prepared(where, postgres)
    finally:
        leftovers.end_all(where.data_dir, postgres.data)
        home.clear_sockets(where.data_dir)
        shutil.rmtree(postgres.home, ignore_errors=True)
        shutil.rmtree(where.data_dir, ignore_errors=True)


def _prepared(where: place.Place, postgres: Postgres) -> Stack:
    """Start the database; make tables, base rows and the demo world."""
    stack = Stack(where, postgres, {}, [])
    postgres.initialise()
    child = stack.start(parts.postgres_part(postgres))
    postgres.wait_ready(child.has_died)
    broker_url = home.find_valkey(where.data_dir).url()
    stack.env = parts.environment(where, postgres.create_database(), broker_url)
    Assets(where, stack.env).wait()
    Commands(where, stack.env).run()
    return stack
