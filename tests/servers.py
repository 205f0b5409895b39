"""Private real servers for the tests: PostgreSQL for a whole run, Valkey for each process.

    postgres_url()                      one PostgreSQL for all xdist workers of this run
    create_database(name, template)     a database in it; returns its address
    template_database(name, fill)       the same, filled once for all workers
    valkey_url()                        a Valkey of this process alone

Each server has a keeper (`python -m tests.servers`), which ends it when the last process that uses
it is gone, however that ended: every user holds a shared lock, and the keeper waits for all of it.
For tests that kill servers, `private_postgres` and `private_valkey` give servers to break.
"""

import fcntl
import functools
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from launch import leftovers
from launch.owner import as_owner, can_enter, make_folder, server_owner
from launch.postgres import Postgres, reachable_programs
from launch.valkey import SOCKET_NAME, Valkey

ROOT = Path(__file__).parent.parent
START_SECONDS_MAX = 60
_held: list[int] = []  # the locks of this process, kept for as long as it lives


def postgres_url(database: str = "postgres") -> str:
    """The address of a database of this run's PostgreSQL, started by whoever asks first."""
    return _postgres(_shared("postgres", _run_id())).url(database)


def create_database(name: str, template: str | None = None) -> str:
    """Make the database anew, as a copy of `template` if given; return its address."""
    server = _postgres(_shared("postgres", _run_id()))
    with server.connect() as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    return server.create_database(name, template)


def template_database(name: str, fill: Callable[[str], None]) -> str:
    """Make a database once for all workers, `fill(address)` it, and return its name.

    `fill` must leave no connection open, or nobody could copy the database.
    """
    folder = _shared("postgres", _run_id())
    done = folder / f"{name}.filled"
    with _locked(folder / f"{name}.lock"):
        if not done.exists():
            fill(create_database(name))
            done.touch()
    return name


def valkey_url() -> str:
    """The address of a Valkey that belongs to this process alone."""
    folder = _shared("valkey", _process_id(os.getpid()))
    return Valkey(folder, folder / SOCKET_NAME).url()


@contextmanager
def private_postgres(folder: Path) -> Iterator[tuple[Postgres, subprocess.Popen[bytes]]]:
    """A running, durable PostgreSQL in `folder` that the test may kill; stopped at the end.

    Entered again on the same folder, it goes on with the same data.
    """
    server = replace(_postgres(folder), is_forgetful=False)
    server.initialise()
    leftovers.kill(folder, server.data, "postgres")
    server.forget_stale_pids()
    process = _start_postgres(server)
    try:
        yield server, process
    finally:
        _end(process, signal.SIGQUIT)


@contextmanager
def private_valkey(folder: Path) -> Iterator[tuple[Valkey, subprocess.Popen[bytes]]]:
    """A running, durable Valkey in `folder` that the test may kill; stopped at the end."""
    server = Valkey(folder, folder / SOCKET_NAME)
    process = subprocess.Popen(server.command(), stdout=subprocess.DEVNULL)
    try:
        server.wait_ready(lambda: process.poll() is not None)
        yield server, process
    finally:
        _end(process, signal.SIGKILL)


def _postgres(folder: Path) -> Postgres:
    """The forgetful PostgreSQL that lives, or is to live, in `folder`."""
    owner = server_owner(folder / "home")
    home = make_folder(folder / "home", owner)
    if not can_enter(owner, home):
        raise RuntimeError(f"PostgreSQL's user cannot reach {folder}: set TMPDIR to an open folder")
    programs = _programs(folder)
    return Postgres(programs, home, make_folder(folder / "s", owner), owner, is_forgetful=True)


@functools.cache
def _programs(folder: Path) -> Path:
    return reachable_programs(server_owner(folder / "home"), folder)


def _start_postgres(server: Postgres) -> subprocess.Popen[bytes]:
    with (server.home.parent / "log").open("ab") as log:
        process = subprocess.Popen(
            server.command(), cwd=server.home, stderr=log, **as_owner(server.owner)
        )
    server.wait_ready(lambda: process.poll() is not None)
    return process


def _end(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    if process.poll() is None:
        process.send_signal(number)
    process.wait(timeout=30)


def _run_id() -> str:
    """One name for all processes of one pytest run."""
    return os.environ.get("PYTEST_XDIST_TESTRUNUID") or _process_id(os.getpid())


@functools.cache
def _process_id(pid: int) -> str:
    """One name for this process, and another one for a process that it forks."""
    return uuid.uuid4().hex


@functools.cache
def _shared(kind: str, name: str) -> Path:
    """The folder of a running server; this process counts as its user from now on."""
    base = Path(tempfile.gettempdir()) / f"donghanh-{os.geteuid()}"
    make_folder(base, owner=None, mode=0o711)
    folder = make_folder(base / f"{kind[:2]}-{name[-8:]}", owner=None, mode=0o711)
    users = os.open(folder / "users", os.O_RDWR | os.O_CREAT, 0o600)
    fcntl.flock(users, fcntl.LOCK_SH)
    _held.append(users)
    with _locked(folder / "start.lock"):
        if not (folder / "ready").exists():
            _start_keeper(kind, folder)
    return folder


def _start_keeper(kind: str, folder: Path) -> None:
    """Start the keeper and wait until its server answers."""
    command = [sys.executable, "-m", "tests.servers", kind, str(folder)]
    with (folder / "keeper.log").open("ab") as log:
        keeper = subprocess.Popen(
            command, cwd=ROOT, start_new_session=True,
            stdin=subprocess.DEVNULL, stdout=log, stderr=log,
        )  # fmt: skip
    until = time.monotonic() + START_SECONDS_MAX
    while not (folder / "ready").exists():
        if keeper.poll() is not None or time.monotonic() > until:
            raise RuntimeError(f"no {kind}: {(folder / 'keeper.log').read_text()}")
        time.sleep(0.02)
    keeper.returncode = 0  # it outlives us on purpose: no warning about a child left behind


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _keep(kind: str, folder: Path) -> None:
    """Run one server for as long as anyone holds the lock `users`, then remove its folder."""
    if kind == "postgres":
        server = _postgres(folder)
        server.initialise()
        process = _start_postgres(server)
    else:
        valkey = Valkey(folder, folder / SOCKET_NAME, is_forgetful=True)
        process = subprocess.Popen(valkey.command())
        valkey.wait_ready(lambda: process.poll() is not None)
    (folder / "ready").touch()
    with _locked(folder / "users"):
        _end(process, signal.SIGQUIT if kind == "postgres" else signal.SIGKILL)
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _keep(sys.argv[1], Path(sys.argv[2]))
