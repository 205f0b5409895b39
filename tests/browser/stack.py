"""The real product for browser tests: web, worker and relay as processes, on private servers."""

import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests import servers

ROOT = Path(__file__).parent.parent.parent
READY_SECONDS_MAX = 40
STOP_SECONDS_MAX = 10
COMMANDS = ("db upgrade", "base load", "demo load")
WEB = ("gunicorn", "wsgi:app", "--graceful-timeout=1", "--workers=1")
WORKER = (
    "celery", "-A", "worker.app", "worker", "--concurrency=1", "--loglevel=INFO",
    "--without-gossip", "--without-mingle", "--without-heartbeat",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Stack:
    """A running product: where it answers, and where it keeps its files and logs."""

    address: str
    database_url: str
    data_dir: Path

    def url(self, path: str) -> str:
        return self.address + path

    def logs(self) -> str:
        """The last lines of every process, for a failure's message."""
        return "\n".join(f"{p.name}:\n{p.read_text()[-1500:]}" for p in self.data_dir.glob("*.log"))


def environment(database_url: str, data_dir: Path, address: str = "") -> dict[str, str]:
    """What every process of a stack is told."""
    return {
        **os.environ,
        "DATABASE_URL": database_url,
        "REDIS_URL": servers.valkey_url(),
        "DATA_DIR": str(data_dir),
        "DEMO": "1",
        "SECRET_KEY": "a-secret-for-the-browser-tests",
        "PASSWORD_MEMORY_KIB": "64",
        "BASE_URL": address or "http://localhost:8000",
        "PYTHONUNBUFFERED": "1",
    }


def load_demo(database_url: str, data_dir: Path) -> None:
    """Fill an empty database with the demo world; its files go to `data_dir`."""
    data_dir.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(
        [sys.executable, "-m", "launch.prepare", *COMMANDS],
        cwd=ROOT,
        env=environment(database_url, data_dir),
        check=False,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise RuntimeError(f"no demo world: {done.stdout[-2000:]}{done.stderr[-2000:]}")


@contextmanager
def running_demo(base: Path, data_dir: Path, name: str) -> Iterator[Stack]:
    """A stack with a copy of the demo world, which is loaded once for all processes of a run.

    `base` is a folder that these processes share; `name` is of this process alone.
    """
    files = base / "demo-world"
    template = servers.template_database("demo_today", lambda url: load_demo(url, files))
    with running_stack(servers.create_database(name, template), files, data_dir) as stack:
        yield stack


@contextmanager
def running_stack(database_url: str, files: Path, data_dir: Path) -> Iterator[Stack]:
    """Web, worker and relay on a copy of `files`, answering on a free port of this machine."""
    shutil.copytree(files, data_dir, dirs_exist_ok=True)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        stack = Stack(f"http://localhost:{listener.getsockname()[1]}", database_url, data_dir)
        env = environment(database_url, data_dir, stack.address)
        bind = f"--bind=fd://{listener.fileno()}"
        processes = [
            _start(stack, env, *WEB, bind, listener=listener.fileno()),
            _start(stack, env, *WORKER),
            _start(stack, env, "worker"),
        ]
        with _kept(processes):
            _wait_ready(stack, processes)
            yield stack


def _start(
    stack: Stack, env: Mapping[str, str], *words: str, listener: int | None = None
) -> "subprocess.Popen[bytes]":
    """A module of Python as a process in a group of its own."""
    with (stack.data_dir / f"{words[0]}.log").open("ab") as log:
        return subprocess.Popen(
            [sys.executable, "-m", *words],
            cwd=ROOT,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            pass_fds=() if listener is None else (listener,),
            start_new_session=True,
        )


def _wait_ready(stack: Stack, processes: "list[subprocess.Popen[bytes]]") -> None:
    """Wait until database, broker, worker and relay all say that they are there."""
    until = time.monotonic() + READY_SECONDS_MAX
    while not _is_ready(stack):
        if time.monotonic() > until or any(p.poll() is not None for p in processes):
            raise RuntimeError(f"the product does not start: {stack.logs()}")
        time.sleep(0.05)


def _is_ready(stack: Stack) -> bool:
    connection = http.client.HTTPConnection(stack.address.removeprefix("http://"), timeout=5)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


@contextmanager
def _kept(processes: "list[subprocess.Popen[bytes]]") -> Iterator[None]:
    """Stop the processes at the end, however it comes: a killed run closes the keeper's pipe."""
    words = [sys.executable, "-m", "tests.browser.keeper", *(str(p.pid) for p in processes)]
    keeper = subprocess.Popen(words, cwd=ROOT, stdin=subprocess.PIPE, start_new_session=True)
    try:
        yield
    finally:
        keeper.kill()
        keeper.communicate()
        _stop(processes)


def _stop(processes: "list[subprocess.Popen[bytes]]") -> None:
    """Ask all to end, then end what is left of their groups."""
    for process in processes:
        process.terminate()
    until = time.monotonic() + STOP_SECONDS_MAX
    for process in processes:
        try:
            process.wait(timeout=max(until - time.monotonic(), 0.1))
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
