"""Where the embedded servers keep their data and their sockets."""

import os
import re
import secrets
import shutil
import tempfile
from pathlib import Path

from launch.failure import StartError
from launch.owner import Owner, can_enter, make_folder, server_owner
from launch.postgres import SOCKET_NAME, Postgres, reachable_programs
from launch.valkey import SOCKET_NAME as VALKEY_SOCKET_NAME
from launch.valkey import Valkey

SOCKET_BYTES_MAX = 100  # the kernels allow 107 (Linux) and 103 (macOS) for the path of a socket
PLAIN = re.compile(r"[A-Za-z0-9/_.-]+")  # what needs no quoting in an address
ELSEWHERE = Path("/var/lib/donghanh-postgres")  # for root, where DATA_DIR lies in a closed folder


def find_postgres(data_dir: Path) -> Postgres:
    """The embedded PostgreSQL of this data folder. Raises: StartError where nothing fits."""
    home = cluster_home(data_dir)
    owner = server_owner(home)
    make_folder(home, owner)
    programs = reachable_programs(owner, home)
    return Postgres(programs, home, _sockets(data_dir, "postgres", SOCKET_NAME, owner), owner)


def find_valkey(data_dir: Path) -> Valkey:
    """The embedded Valkey of this data folder."""
    home = make_folder(data_dir / "valkey", owner=None)
    return Valkey(home, _sockets(data_dir, "valkey", VALKEY_SOCKET_NAME, None) / VALKEY_SOCKET_NAME)


def cluster_home(data_dir: Path) -> Path:
    """The folder of the cluster: in `data_dir`, or where `postgres-home` says.

    Root cannot run PostgreSQL itself, and the user who does may be unable to pass a folder above
    `data_dir`, such as /root. We do not open what is not ours; the cluster then lives elsewhere.
    """
    note = data_dir / "postgres-home"
    if note.is_file():
        return Path(note.read_text().strip())
    inside = data_dir / "postgres"
    owner = server_owner(inside)
    if owner is None or can_enter(owner, data_dir):
        return inside
    try:
        make_folder(ELSEWHERE, owner=None, mode=0o711)
    except OSError as error:
        raise StartError(f"Không tạo được {ELSEWHERE}: {error.strerror}.") from None
    if not can_enter(owner, ELSEWHERE):
        raise StartError("Hãy đặt DATA_DIR vào một thư mục mà người dùng nobody đi vào được.")
    outside = ELSEWHERE / secrets.token_hex(8)
    note.write_text(f"{outside}\n")
    return outside


def clear_sockets(data_dir: Path) -> None:
    """Remove socket folders of earlier starts. Call only when no server of ours runs."""
    for note in (data_dir / "run").glob("*.sockets"):
        folder = Path(note.read_text().strip())
        if folder.name.startswith("donghanh-"):
            shutil.rmtree(folder, ignore_errors=True)
        note.unlink()
    for name in ("postgres", "valkey"):
        shutil.rmtree(data_dir / "run" / name, ignore_errors=True)


def _sockets(data_dir: Path, name: str, socket_name: str, owner: Owner | None) -> Path:
    """A private folder for sockets: in `data_dir`, or under the temporary folder where the path
    would be too long, would need quoting, or cannot be reached by `owner`."""
    folder = data_dir / "run" / name
    path = folder / socket_name
    is_fit = len(os.fsencode(path)) <= SOCKET_BYTES_MAX and PLAIN.fullmatch(str(path))
    if is_fit and (owner is None or can_enter(owner, folder.parent)):
        return make_folder(folder, owner)
    note = data_dir / "run" / f"{name}.sockets"
    if note.is_file() and (known := Path(note.read_text().strip())).is_dir():
        return known
    base = Path(tempfile.gettempdir())
    if not can_enter(owner, base):
        base = Path("/tmp")  # noqa: S108
    made = Path(tempfile.mkdtemp(prefix="donghanh-", dir=base))
    note.write_text(f"{made}\n")
    if owner is not None:
        os.chown(made, owner.uid, owner.gid)
    return made
