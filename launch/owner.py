"""The unprivileged user who runs PostgreSQL when we are root: PostgreSQL refuses root.

Nothing here changes the permissions of a folder that the product did not make.
"""

import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from launch.failure import StartError

UNPRIVILEGED = ("nobody", "postgres", "daemon")
TRY_SECONDS = 10


@dataclass(frozen=True, slots=True)
class Owner:
    """A user of this machine who is not root."""

    uid: int
    gid: int


class Identity(TypedDict, total=False):
    """The arguments of `subprocess` that say who a program runs as."""

    user: int
    group: int
    extra_groups: list[int]


def server_owner(existing: Path) -> Owner | None:
    """Who runs PostgreSQL: None is ourselves; root picks the owner of `existing`, or `nobody`.

    Raises: StartError where we are root and the machine has no unprivileged user.
    """
    if os.geteuid() != 0:
        return None
    if existing.is_dir() and (found := existing.stat()).st_uid != 0:
        return Owner(found.st_uid, found.st_gid)
    for name in UNPRIVILEGED:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Owner(entry.pw_uid, entry.pw_gid)
    raise StartError("PostgreSQL không chạy được bằng root: hãy chạy lại bằng người dùng thường.")


def as_owner(owner: Owner | None) -> Identity:
    """Make a program run as `owner`; nothing for None."""
    if owner is None:
        return {}
    return {"user": owner.uid, "group": owner.gid, "extra_groups": []}


def can_run(owner: Owner | None, program: Path) -> bool:
    """Whether `owner` reaches the program through every folder above it, by trying."""
    return _succeeds(owner, [str(program), "--version"])


def can_enter(owner: Owner | None, folder: Path) -> bool:
    """Whether `owner` may go through `folder` and every folder above it, by trying."""
    return _succeeds(owner, ["/bin/sh", "-c", 'cd "$1"', "sh", str(folder)])


def _succeeds(owner: Owner | None, command: list[str]) -> bool:
    try:
        done = subprocess.run(
            command,
            check=False,
            cwd="/",
            capture_output=True,
            timeout=TRY_SECONDS,
            **as_owner(owner),
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def make_folder(path: Path, owner: Owner | None, mode: int = 0o700) -> Path:
    """Make one private folder for `owner`; an existing one is left exactly as it is."""
    try:
        path.mkdir(mode=0o700)
    except FileExistsError:
        return path
    path.chmod(mode)
    if owner is not None:
        os.chown(path, owner.uid, owner.gid)
    return path
