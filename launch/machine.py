"""One machine running the product: its servers, its processes, and the order of things."""

import errno
import http.client
import os
import secrets
import shutil
import socket
import subprocess
import time
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from launch import home, leftovers, lock, parts, prepared, watchdog
from launch.child import Child, Part
from launch.failure import StartError
from launch.owner import make_folder
from launch.place import ROOT, Place
from launch.postgres import Postgres, last_line
from launch.steps import ACCOUNTS, Assets, Commands
from launch.terminal import Step, say
from launch.valkey import Valkey

WEB_READY_SECONDS_MAX = 60
WEB_DEATHS_MAX = 3
OUTSIDE_SECONDS_MAX = 10
PAUSE_SECONDS = 0.1
LOOPBACK = ("127.0.0.1", "::1", "localhost")


@dataclass(slots=True)
class Machine:
    """What has been started on one data folder."""

    place: Place
    cluster: Path  # where the embedded PostgreSQL keeps its data
    launch_id: str = field(default_factory=lambda: secrets.token_hex(16))
    children: list[Child] = field(default_factory=list)  # in the order of their start
    product: list[Child] = field(default_factory=list)  # web, relay and worker
    guard: "subprocess.Popen[bytes] | None" = None
    pipe: int = -1

    def run(self) -> None:
        """Start everything and keep it alive, until an exception says to stop.

        Raises: StartError where the first start cannot be finished.
        """
        self._clear_the_way()
        listener = open_port(self.place.bind, self.place.port)
        with closing(listener):
            built = Assets(self.place, os.environ)
            with Step("Cơ sở dữ liệu PostgreSQL"):
                postgres, valkey = self._find_servers()
                env = self._environment(postgres, valkey)
                self.product = self._product(env, listener.fileno())
                commands = self._load_ahead(env)
                self._start_postgres(postgres)
            with Step("Hàng đợi Valkey"):
                self._start_valkey(valkey)
            self._prepare(env, commands)
            built.wait()
            self._begin()
            while True:
                self.tend()
                time.sleep(PAUSE_SECONDS)

    def stop(self) -> None:
        """Stop everything in order: web, worker, relay, Valkey, PostgreSQL."""
        leftovers.end_all(self.place.data_dir, self.cluster)
        for child in self.children:
            child.reap()
        home.clear_sockets(self.place.data_dir)
        if self.guard is not None:
            os.close(self.pipe)
            self.guard.wait()

    def tend(self) -> None:
        """Start again what has died; returns at once when nothing has."""
        for child in self.children:
            child.tend()
        if self.guard is not None and self.guard.poll() is not None:
            os.close(self.pipe)
            self._start_guard()

    def _clear_the_way(self) -> None:
        """End what an earlier start left running on this data folder, and set the watchdog."""
        run_dir = self.place.run_dir
        handle = lock.hold(run_dir / watchdog.CLEANING, watchdog.CLEANING_SECONDS_MAX)
        (run_dir / watchdog.LAUNCH).write_text(self.launch_id)
        if count := leftovers.end_all(self.place.data_dir, self.cluster):
            say(f"  ✓ Đã dừng {count} tiến trình còn sót lại của lần chạy trước")
        home.clear_sockets(self.place.data_dir)
        shutil.rmtree(self.place.data_dir / "tmp", ignore_errors=True)
        make_folder(self.place.data_dir / "tmp", owner=None)
        lock.free(handle)
        self._start_guard()

    def _start_guard(self) -> None:
        self.guard, self.pipe = watchdog.start(self.place.data_dir, self.cluster, self.launch_id)

    def _find_servers(self) -> tuple[Postgres | None, Valkey | None]:
        """The embedded servers of this data folder; None where one from outside replaces it."""
        postgres = valkey = None
        if not self.place.database_url:
            postgres = home.find_postgres(self.place.data_dir)
            if not postgres.home.is_relative_to(self.place.data_dir):
                say(f"  … Người dùng chạy PostgreSQL không vào được {self.place.data_dir}; ")
                say(f"    dữ liệu PostgreSQL nằm ở {postgres.home}")
        if not self.place.redis_url:
            valkey = home.find_valkey(self.place.data_dir)
        return postgres, valkey

    def _environment(self, postgres: Postgres | None, valkey: Valkey | None) -> dict[str, str]:
        database_url = postgres.url() if postgres else self.place.database_url
        redis_url = valkey.url() if valkey else self.place.redis_url
        return parts.environment(self.place, database_url, redis_url)

    def _product(self, env: Mapping[str, str], listener: int) -> list[Child]:
        """Web, relay and worker, not yet started."""
        made = (
            parts.web_part(self.place, env, listener),
            parts.relay_part(env),
            parts.worker_part(env),
        )
        return [Child(part, self.place.data_dir, self.cluster) for part in made]

    def _load_ahead(self, env: Mapping[str, str]) -> Commands | None:
        """Load, while the servers start, what is wanted first, one program a core.

        That is the commands on a first start (returned), web and relay on any other.
        """
        if self.place.is_demo and not self.accounts.exists():
            return Commands(self.place, env)
        self._load()
        return None

    def _load(self) -> None:
        """Load web and relay, unless they do already; the worker is wanted last."""
        for child in self.product[:2]:
            if child not in self.children:
                child.load()
                self.children.append(child)

    def _start(self, part: Part) -> Child:
        child = Child(part, self.place.data_dir, self.cluster)
        child.start()
        self.children.append(child)
        return child

    def _start_postgres(self, server: Postgres | None) -> None:
        """Our own database, until it answers; else see that the one from outside does."""
        if server is None:
            check_database(self.place.database_url)
            return
        server.initialise()
        child = self._start(parts.postgres_part(server))
        server.wait_ready(child.has_died)
        server.create_database()

    def _start_valkey(self, server: Valkey | None) -> None:
        """Our own broker, until it answers; the one from outside may come later."""
        if server is not None:
            child = self._start(parts.valkey_part(server))
            server.wait_ready(child.has_died)

    def _prepare(self, env: Mapping[str, str], commands: Commands | None) -> None:
        """Tables, base rows and demo world, unless this very program has prepared them before."""
        mark = prepared.fingerprint(ROOT, self.place.is_demo)
        if commands is None:
            if prepared.is_prepared(env["DATABASE_URL"], mark):
                return
            commands = Commands(self.place, env)
        # Web and relay load on the second core while the first one is at the database.
        commands.run(self._load)
        if self.place.is_demo:
            self.accounts.write_text("\n".join(commands.said[ACCOUNTS]) + "\n", "utf-8")
        prepared.remember(env["DATABASE_URL"], mark)

    def _begin(self) -> None:
        """The web process first, then what works behind it; say so."""
        web, *others = self.product
        self._go(web)
        self._wait_web(web)
        for child in others:
            self._go(child)
        self._greet()

    def _go(self, child: Child) -> None:
        child.go()
        if child not in self.children:
            self.children.append(child)

    @property
    def accounts(self) -> Path:
        """The table of demo accounts, as the demo printed it."""
        return self.place.run_dir / "accounts.txt"

    def _greet(self) -> None:
        """The address, and who may sign in."""
        say()
        if self.place.is_demo:
            say(self.accounts.read_text("utf-8"))
        say(f"Đồng Hành: {self.place.address}   (Ctrl-C để dừng)")
        say(f"Dữ liệu: {self.place.data_dir}   Nhật ký: {self.place.log_dir}")
        if self.place.is_demo and self.place.bind not in LOOPBACK:
            say("Chú ý: máy khác cũng vào được, mà mật khẩu của bản dùng thử thì ai cũng biết.")

    def _wait_web(self, web: Child) -> None:
        """Return when a page is served. Raises: StartError where it dies again and again."""
        until = time.monotonic() + WEB_READY_SECONDS_MAX
        with Step("Trang web"):
            while not is_answering(self.place.bind, self.place.port):
                self.tend()
                if web.failures >= WEB_DEATHS_MAX or time.monotonic() > until:
                    raise StartError(f"Trang web không trả lời: {web.last_words()} Xem {web.log}.")
                time.sleep(PAUSE_SECONDS)


def open_port(bind: str, port: int) -> socket.socket:
    """A listening socket; connections wait in it until the web process takes them.

    Raises: StartError where the port is taken or not ours to open.
    """
    family = socket.AF_INET6 if ":" in bind else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((bind, port))
        listener.listen(socket.SOMAXCONN)
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            text = f"Cổng {port} đang có chương trình khác dùng: hãy chạy lại với PORT khác."
            raise StartError(text) from None
        raise StartError(f"Không mở được cổng {port} ở {bind}: {error.strerror}.") from None
    return listener


def is_answering(bind: str, port: int) -> bool:
    """Whether the web process answers a request within a second, whatever the answer is."""
    name = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(bind, bind)  # noqa: S104 - compared only
    connection = http.client.HTTPConnection(name, port, timeout=1)
    try:
        connection.request("GET", "/healthz")
        connection.getresponse()
    except (OSError, http.client.HTTPException):
        return False
    else:
        return True
    finally:
        connection.close()


def check_database(url: str) -> None:
    """Raises: StartError where the database at `url` does not answer."""
    try:
        psycopg.connect(url.replace("+psycopg", "", 1), connect_timeout=OUTSIDE_SECONDS_MAX).close()
    except psycopg.Error as error:
        raise StartError(f"Không nối được tới DATABASE_URL: {last_line(str(error))}") from None
