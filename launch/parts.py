"""The processes of one start, in the order in which they start."""

import os
import sys
from collections.abc import Mapping

from launch import postgres, valkey
from launch.child import Part
from launch.place import Place

TASKS_AT_ONCE = 2
GRACE_SECONDS = 1


def environment(place: Place, database_url: str, redis_url: str) -> dict[str, str]:
    """What every process of the product is told."""
    return {
        **os.environ,
        "DATABASE_URL": database_url,
        "REDIS_URL": redis_url,
        "DATA_DIR": str(place.data_dir),
        "DEMO": "1" if place.is_demo else "0",
        "SECRET_KEY": place.secret_key,
        "PORT": str(place.port),
        "TMPDIR": str(place.data_dir / "tmp"),
        "PYTHONUNBUFFERED": "1",
        "PYTHONUTF8": "1",
    }


def server_environment() -> dict[str, str]:
    """What the embedded servers are told: no address, no key."""
    return {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C"}


def postgres_part(server: postgres.Postgres) -> Part:
    """The embedded database."""
    return Part(
        name="postgres",
        label="PostgreSQL",
        command=server.command(),
        env=server_environment(),
        owner=server.owner,
        cwd=server.home,
        before=server.forget_stale_pids,
        works=server.works,
    )


def valkey_part(server: valkey.Valkey) -> Part:
    """The embedded broker."""
    return Part("valkey", "Valkey", server.command(), server_environment(), cwd=server.home)


def web_part(place: Place, env: Mapping[str, str], listener: int) -> Part:
    """Gunicorn on a socket that is already open, so that the port stays ours between two starts."""
    command = [
        sys.executable, "-m", "gunicorn", "wsgi:app",
        f"--bind=fd://{listener}",
        f"--graceful-timeout={GRACE_SECONDS}",
        f"--worker-tmp-dir={place.data_dir / 'tmp'}",
    ]  # fmt: skip
    return Part("web", "Web", command, env, handles=(listener,), loads="wsgi")


def worker_part(env: Mapping[str, str]) -> Part:
    """Celery; its processes talk to one another about nothing, so it starts a second sooner."""
    command = [
        sys.executable, "-m", "celery", "-A", "worker.app", "worker",
        "--pool=prefork",
        f"--concurrency={TASKS_AT_ONCE}",
        "--loglevel=INFO",
        "--without-gossip", "--without-mingle", "--without-heartbeat",
    ]  # fmt: skip
    return Part("worker", "Celery", command, env, loads="worker.app")


def relay_part(env: Mapping[str, str]) -> Part:
    """The relay of the outbox and the clock of scheduled work."""
    command = [sys.executable, "-m", "worker"]
    return Part("relay", "Relay", command, env, loads="worker.relay,worker.broker")
