"""One machine: locks, ports, keys, and starts after everything was killed."""

import http.client
import json
import os
import re
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import requires
from pathlib import Path

import psutil
import psycopg
import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from launch import bootstrap, home, leftovers, parts, place, prepared
from launch.child import Child
from launch.failure import StartError
from launch.postgres import find_child, libpq
from tests import servers

ROOT = Path(__file__).parent.parent
START_SECONDS_MAX = 60
STOP_SECONDS_MAX = 10

# A product as small as can be: its page counts in PostgreSQL and in Valkey.
STANDIN = {
    "wsgi.py": """
import os, psycopg, redis
from flask import Flask
from flask.cli import AppGroup
app = Flask(__name__)
broker = redis.Redis(unix_socket_path=os.environ["REDIS_URL"][len("redis+socket://"):].split("?")[0])
def ask(text):
    with psycopg.connect(os.environ["DATABASE_URL"].replace("+psycopg", "")) as connection:
        return connection.execute(text)
@app.get("/healthz")
def healthz(): return "alive"
@app.get("/")
def count():
    with psycopg.connect(os.environ["DATABASE_URL"].replace("+psycopg", "")) as connection:
        connection.execute("INSERT INTO visit VALUES (1)")
        rows = connection.execute("SELECT count(*) FROM visit").fetchone()[0]
    return {"rows": rows, "visits": broker.incr("visits")}
for group, name in (("db", "upgrade"), ("base", "load"), ("demo", "load"), ("demo", "accounts")):
    cli = app.cli.commands.get(group) or AppGroup(group)
    app.cli.add_command(cli)
    cli.command(name)(lambda name=name: print("htx@example") if name == "accounts" else
                      ask("CREATE TABLE IF NOT EXISTS visit (n int)"))
""",
    "worker/__init__.py": "",
    "worker/broker.py": "",
    "worker/relay.py": "",
    "worker/app.py": """
import os
from celery import Celery
app = Celery("standin", broker=os.environ["REDIS_URL"])
""",
    "worker/__main__.py": "import time\nwhile True: time.sleep(1)\n",
    "launch/assets.py": "",
}


@pytest.fixture
def folder() -> Iterator[Path]:
    """An empty folder that PostgreSQL's user may enter, with a short path."""
    made = Path(tempfile.mkdtemp(prefix="dh-", dir="/tmp"))
    made.chmod(0o711)
    yield made
    shutil.rmtree(made)


@pytest.fixture
def standin(folder: Path) -> Path:
    """The launcher with the smallest product it can start."""
    shutil.copytree(
        ROOT / "launch", folder / "launch", ignore=shutil.ignore_patterns("__pycache__")
    )
    for name, text in STANDIN.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text)
    return folder


def _environment(port: int, **more: str) -> dict[str, str]:
    mine = ("DATABASE_URL", "REDIS_URL", "DATA_DIR", "SECRET_KEY", "DEMO", "BASE_URL", "BIND")
    kept = {name: value for name, value in os.environ.items() if name not in mine}
    return {**kept, "PORT": str(port), **more}


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextmanager
def _launched(root: Path, port: int) -> Iterator[subprocess.Popen[str]]:
    """A launcher that has said its address; whatever the test does, nothing of it stays."""
    process = subprocess.Popen(
        [sys.executable, "-m", "launch"],
        cwd=root,
        env=_environment(port),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout is not None
    try:
        said = []
        for line in process.stdout:
            said.append(line)
            if f"http://localhost:{port}" in line:
                break
        else:
            logs = [path.read_text() for path in (root / "var" / "logs").glob("*.log")]
            pytest.fail("".join(said + logs))
        yield process
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
        _end_of_all(root)


def _refused(root: Path, port: int, **more: str) -> str:
    """What a launcher says that does not start."""
    done = subprocess.run(
        [sys.executable, "-m", "launch"],
        cwd=root,
        env=_environment(port, **more),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    return done.stdout + done.stderr


def _visit(port: int) -> dict[str, int]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        connection.request("GET", "/")
        answer: dict[str, int] = json.loads(connection.getresponse().read())
    finally:
        connection.close()
    return answer


def _all(root: Path) -> list[psutil.Process]:
    """Every process of ours on this folder, the watchdog too, in the order of stopping."""
    data_dir, cluster = root / "var", root / "var" / "postgres" / "data"
    found = [
        p for name, _, _ in leftovers.PARTS for p in leftovers.running(data_dir, cluster, name)
    ]
    return found + [p for p in psutil.process_iter() if _is_watchdog(p, data_dir)]


def _is_watchdog(process: psutil.Process, data_dir: Path) -> bool:
    try:
        words: list[str] = process.cmdline()
    except psutil.Error:
        return False
    return "launch.watchdog" in words and str(data_dir) in words


def _end_of_all(root: Path) -> float:
    """Seconds until nothing of ours runs any more."""
    started = time.monotonic()
    while left := _all(root):
        assert time.monotonic() - started < 2 * STOP_SECONDS_MAX, left
        time.sleep(0.05)
    return time.monotonic() - started


@pytest.mark.kill
def test_goes_on_after_everything_was_killed(standin: Path) -> None:
    port = _free_port()
    with _launched(standin, port) as launcher:
        assert _visit(port) == {"rows": 1, "visits": 1}
        again = _refused(standin, _free_port())
        assert re.fullmatch(r"Đồng Hành đang chạy trên \S+ rồi: .*\.\n", again)
        other = _refused(standin, port, DATA_DIR=str(standin / "other"))
        assert other == f"Cổng {port} đang có chương trình khác dùng: hãy chạy lại với PORT khác.\n"
        for process in [launcher, *_all(standin)]:
            process.send_signal(signal.SIGKILL)
    with _launched(standin, port) as launcher:
        assert _visit(port) == {"rows": 2, "visits": 2}
        started = time.monotonic()
        launcher.terminate()
        assert launcher.wait() == 0
        assert time.monotonic() - started < STOP_SECONDS_MAX
        assert _all(standin) == []


@pytest.mark.kill
def test_heals_and_ends_with_its_launcher(standin: Path) -> None:
    port = _free_port()
    cluster = standin / "var" / "postgres" / "data"
    with _launched(standin, port) as launcher:
        _visit(port)
        for part in ("postgres", "web"):
            process = leftovers.running(standin / "var", cluster, part)[0]
            process.kill()
            psutil.wait_procs([process], timeout=10)
        assert _eventually(port) == {"rows": 2, "visits": 2}
        launcher.kill()
        launcher.wait()
        assert _end_of_all(standin) < STOP_SECONDS_MAX


def _eventually(port: int) -> dict[str, int]:
    """What the page says once it speaks again."""
    until = time.monotonic() + START_SECONDS_MAX
    while time.monotonic() < until:
        try:
            return _visit(port)
        except (OSError, ValueError, http.client.HTTPException):
            time.sleep(0.1)
    pytest.fail("the page never came back")


def test_a_private_server_loses_nothing_by_a_kill(folder: Path) -> None:
    for visit in (1, 2):
        with servers.private_postgres(folder) as (server, process):
            with server.connect() as connection:
                connection.execute("CREATE TABLE IF NOT EXISTS visit (n int)")
                connection.execute("INSERT INTO visit VALUES (1)")
                count = connection.execute("SELECT count(*) FROM visit").fetchone()
            assert count == (visit,)
            process.kill()
            process.wait()


@pytest.mark.kill
def test_a_recovery_that_was_killed_begins_again(folder: Path) -> None:
    """PostgreSQL 18 would wait for it for ever."""
    for name in ("logs", "run"):
        (folder / name).mkdir()
    server = home.find_postgres(folder)
    server.initialise()
    child = Child(parts.postgres_part(server), folder, server.data)
    child.start()
    try:
        server.wait_ready(child.has_died)
        _kill_child(child, "background writer")
        _kill_child(child, "startup")
        with pytest.raises(psycopg.OperationalError, match="recovery mode"):
            server.connect()
        until = time.monotonic() + START_SECONDS_MAX
        while child.failures == 0 or child.process is None:
            assert time.monotonic() < until, child.last_words()
            child.tend()
            time.sleep(0.1)
        server.wait_ready(child.has_died)
    finally:
        leftovers.end_all(folder, server.data)
        child.reap()


def _kill_child(child: Child, name: str) -> None:
    """End the process of PostgreSQL that has this name, as soon as there is one."""
    assert child.process is not None
    until = time.monotonic() + START_SECONDS_MAX
    while (found := find_child(child.process.pid, name)) is None:
        assert time.monotonic() < until, f"no {name}"
    found.kill()


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("PORT", "80a", "PORT phải là một số"),
        ("PORT", "70000", "PORT phải là một số"),
        ("DATABASE_URL", "mysql://x", "DATABASE_URL phải bắt đầu bằng postgresql://"),
        ("REDIS_URL", "nonsense", "REDIS_URL phải bắt đầu bằng redis://"),
        ("DEMO", "0", "Thiếu SECRET_KEY"),
        ("DATA_DIR", "/proc/none/var", "Không ghi được vào DATA_DIR"),
    ],
)
def test_a_wrong_setting_is_one_sentence(
    folder: Path, name: str, value: str, sentence: str
) -> None:
    with pytest.raises(StartError, match=sentence):
        place.read({"DATA_DIR": str(folder / "var"), name: value})


def test_the_demo_keeps_its_secret(folder: Path) -> None:
    first = place.read({"DATA_DIR": str(folder / "var")})
    second = place.read({"DATA_DIR": str(folder / "var")})
    assert first.secret_key == second.secret_key
    assert len(first.secret_key) >= 32
    mode = stat.S_IMODE((folder / "var" / "secret-key").stat().st_mode)
    assert mode == 0o600


def test_an_address_always_names_its_driver(folder: Path) -> None:
    env = {"DATA_DIR": str(folder / "var"), "DATABASE_URL": "postgres://a@b/c"}
    assert place.read(env).database_url == "postgresql+psycopg://a@b/c"


def test_a_deep_folder_has_its_sockets_elsewhere(folder: Path) -> None:
    here = place.read({"DATA_DIR": str(folder / ("x" * 120) / "var")})
    server = home.find_valkey(here.data_dir)
    assert len(os.fsencode(server.socket)) <= home.SOCKET_BYTES_MAX
    assert stat.S_IMODE(server.socket.parent.stat().st_mode) == 0o700
    assert home.find_valkey(here.data_dir) == server
    home.clear_sockets(here.data_dir)
    assert not server.socket.parent.exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs PostgreSQL as somebody else")
def test_a_closed_folder_stays_closed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(home, "ELSEWHERE", folder / "elsewhere")
    closed = folder / "closed"
    closed.mkdir(mode=0o700)
    here = place.read({"DATA_DIR": str(closed / "var")})
    cluster = home.cluster_home(here.data_dir)
    assert cluster.parent == folder / "elsewhere"
    assert home.cluster_home(here.data_dir) == cluster
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700


def test_a_foreign_process_is_never_ours(folder: Path) -> None:
    environment = {**os.environ, **leftovers.tags(folder / "other", "web")}
    command = [sys.executable, "-c", "import time; time.sleep(60)"]
    with subprocess.Popen(command, env=environment) as foreign:
        leftovers.end_all(folder, folder / "data")
        assert foreign.poll() is None
        assert leftovers.end(folder / "other", folder / "data", "web") == 1
        assert foreign.wait() == -signal.SIGTERM


def test_a_prepared_database_is_known_until_program_or_tables_change(folder: Path) -> None:
    (folder / "rules.py").write_text("LIMIT = 1\n")
    mark = prepared.fingerprint(folder, is_demo=True)
    url = servers.create_database(f"prepared_{os.getpid()}")
    assert not prepared.is_prepared(url, mark)
    prepared.remember(url, mark)
    assert prepared.is_prepared(url, mark)
    with psycopg.connect(libpq(url)) as connection:
        connection.execute("CREATE TABLE alembic_version (version_num text)")
        connection.execute("INSERT INTO alembic_version VALUES ('0001')")
    assert not prepared.is_prepared(url, mark)
    (folder / "rules.py").write_text("LIMIT = 2\n")
    assert prepared.fingerprint(folder, is_demo=True) != mark


def test_a_comment_of_somebody_else_stays() -> None:
    url = servers.create_database(f"commented_{os.getpid()}")
    with psycopg.connect(libpq(url)) as connection:
        connection.execute(f"COMMENT ON DATABASE commented_{os.getpid()} IS 'mine'")
    prepared.remember(url, "mark")
    with psycopg.connect(libpq(url)) as connection:
        assert connection.execute(prepared.READ).fetchone() == ("mine", True)


def test_a_changed_list_is_installed_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap, "ROOT", folder)
    (folder / "a.txt").write_text("flask==3.1.3\n")
    (folder / "b.txt").write_text("-r a.txt\n")
    before = bootstrap.fingerprint("b.txt")
    (folder / "a.txt").write_text("flask==3.1.4\n")
    assert bootstrap.fingerprint("b.txt") != before


@pytest.mark.parametrize(
    ("version", "seconds", "is_taken"),
    [("3 {}", "0.000001", True), ("3 {}", "9", False), ("3 {}", "", False), ("2 7", "0.1", False)],
)
def test_a_faster_python_of_the_same_version_is_taken(
    folder: Path, monkeypatch: pytest.MonkeyPatch, version: str, seconds: str, is_taken: bool
) -> None:
    other = folder / "python3"
    said = f"{version.format(sys.version_info[1])} {other}"
    answers = f'case "$*" in *realpath*) echo "{said}";; *) echo {seconds};; esac'
    other.write_text(f"#!/bin/sh\n{answers}\n")
    other.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:/nowhere:")
    assert bootstrap.fastest() == (str(other) if is_taken else sys.executable)


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_library_that_is_needed_is_pinned(name: str) -> None:
    """pip installs exactly these lists, without looking for what they need."""
    pins = _pins(name)
    missing = {
        canonicalize_name(need.name)
        for library, extras in pins.items()
        for need in map(Requirement, requires(library) or [])
        if need.marker is None or any(need.marker.evaluate({"extra": e}) for e in extras)
    } - set(pins)
    assert not missing


def _pins(name: str) -> dict[str, set[str]]:
    """Each library pinned for this machine, with the extras that are asked of it."""
    pins: dict[str, set[str]] = {}
    for line in (ROOT / name).read_text().splitlines():
        if line.startswith("-r "):
            pins |= _pins(line[3:])
        elif text := line.partition("#")[0].strip():
            pin = Requirement(text)
            assert re.fullmatch(r"==[0-9][0-9a-z.]*", str(pin.specifier)), line
            if pin.marker is None or pin.marker.evaluate():
                pins[canonicalize_name(pin.name)] = {"", *pin.extras}
    return pins
