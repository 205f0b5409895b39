"""Where and how this machine runs the product: the environment, read once."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from launch.failure import StartError
from launch.owner import make_folder

ROOT = Path(__file__).resolve().parent.parent
SECRET_LENGTH_MIN = 16
REDIS_SCHEMES = ("redis://", "rediss://", "redis+socket://")
OFF = ("", "0", "no", "false")


@dataclass(frozen=True, slots=True)
class Place:
    """The settings of one start. An empty address means: our own embedded server."""

    data_dir: Path
    port: int
    bind: str
    is_demo: bool
    database_url: str
    redis_url: str
    secret_key: str

    @property
    def run_dir(self) -> Path:
        return self.data_dir / "run"

    @property
    def log_dir(self) -> Path:
        return self.data_dir / "logs"

    @property
    def address(self) -> str:
        """What a person types into a browser on this machine."""
        name = "localhost" if self.bind in ("127.0.0.1", "0.0.0.0", "::") else self.bind  # noqa: S104
        return f"http://{name}:{self.port}"


def read(env: Mapping[str, str]) -> Place:
    """Read the environment and make the folders. Raises: StartError, one sentence a setting."""
    is_demo = env.get("DEMO", "1").lower() not in OFF
    data_dir = _data_dir(Path(env.get("DATA_DIR") or ROOT / "var"))
    return Place(
        data_dir=data_dir,
        port=_port(env.get("PORT") or "8000"),
        bind=env.get("BIND") or "127.0.0.1",
        is_demo=is_demo,
        database_url=_database_url(env.get("DATABASE_URL", "")),
        redis_url=_redis_url(env.get("REDIS_URL", "")),
        secret_key=_secret(env.get("SECRET_KEY", ""), is_demo, data_dir),
    )


def _data_dir(path: Path) -> Path:
    """The folder, made when missing: the unprivileged PostgreSQL user may pass, nobody may look."""
    path = path.expanduser().resolve()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        make_folder(path, owner=None, mode=0o711 if os.geteuid() == 0 else 0o700)
        make_folder(path / "run", owner=None, mode=0o711 if os.geteuid() == 0 else 0o700)
        for name in ("logs", "tmp"):
            make_folder(path / name, owner=None)
    except OSError as error:
        raise StartError(f"Không ghi được vào DATA_DIR {path}: {error.strerror}.") from None
    if not os.access(path / "run", os.W_OK | os.X_OK):
        raise StartError(f"DATA_DIR {path} thuộc về một người dùng khác của máy này.")
    return path


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 0 < int(text) < 65536:
        raise StartError(f"PORT phải là một số từ 1 đến 65535, không phải {text!r}.")
    return int(text)


def _database_url(text: str) -> str:
    """The address with the driver named, as SQLAlchemy wants it."""
    for short in ("postgres://", "postgresql://"):
        if text.startswith(short):
            return "postgresql+psycopg://" + text.removeprefix(short)
    if text and not text.startswith("postgresql+psycopg://"):
        raise StartError("DATABASE_URL phải bắt đầu bằng postgresql://.")
    return text


def _redis_url(text: str) -> str:
    if text and not text.startswith(REDIS_SCHEMES):
        raise StartError(f"REDIS_URL phải bắt đầu bằng {' hoặc '.join(REDIS_SCHEMES)}.")
    return text


def _secret(given: str, is_demo: bool, data_dir: Path) -> str:
    """The key that was given, or the demo's own, made once. Raises: StartError."""
    if len(given) >= SECRET_LENGTH_MIN:
        return given
    if given or not is_demo:
        raise StartError(
            f"Thiếu SECRET_KEY: đặt một chuỗi ngẫu nhiên, ít nhất {SECRET_LENGTH_MIN} ký tự."
        )
    path = data_dir / "secret-key"
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        if kept := path.read_text().strip():
            return kept
        handle = os.open(path, os.O_WRONLY | os.O_TRUNC)
    key = secrets.token_urlsafe(48)
    with os.fdopen(handle, "w") as file:
        file.write(key + "\n")
    return key
