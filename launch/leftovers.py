"""Our own processes on a data folder, known by what they carry and not by a number in a file.

Every process we start has the data folder and its part in its environment, and hands both on to
its own children; PostgreSQL overwrites its environment, and is known by the folder it works in.
So whatever was killed, and in whatever order, what is left over can be found, and nothing else is
ever mistaken for it. See docs/decisions/0011-processes-known-by-what-they-carry.md.
"""

import contextlib
import os
import signal
import time
from pathlib import Path

import psutil

DATA_TAG = "DONGHANH_DATA"
PART_TAG = "DONGHANH_PART"
KILL_SECONDS_MAX = 5

# In this order everything stops: name, signal that asks, seconds until it is no longer asked.
# The sum stays below the 10 s that a stop may take.
PARTS: tuple[tuple[str, signal.Signals, float], ...] = (
    ("step", signal.SIGTERM, 0.5),
    ("web", signal.SIGTERM, 2.0),
    ("worker", signal.SIGTERM, 2.5),
    ("relay", signal.SIGTERM, 0.7),
    ("valkey", signal.SIGTERM, 0.8),
    ("postgres", signal.SIGINT, 1.5),  # a "fast" shutdown: sessions are ended, then a checkpoint
)


def tags(data_dir: Path, part: str) -> dict[str, str]:
    """What a process of ours carries in its environment."""
    return {DATA_TAG: str(data_dir), PART_TAG: part}


def running(data_dir: Path, cluster: Path, part: str) -> list[psutil.Process]:
    """The living processes of one part, on this data folder only."""
    folder = cluster.resolve()
    return [
        process
        for process in psutil.process_iter()
        if process.pid != os.getpid() and _is_ours(process, data_dir, folder, part)
    ]


def _is_ours(process: psutil.Process, data_dir: Path, cluster: Path, part: str) -> bool:
    try:
        if part == "postgres" and process.name() == "postgres" and process.cwd() == str(cluster):
            return True
        carried: dict[str, str] = process.environ()
    except (psutil.Error, OSError):
        return False
    return carried.get(DATA_TAG) == str(data_dir) and carried.get(PART_TAG) == part


def end(data_dir: Path, cluster: Path, part: str) -> int:
    """Ask the part to stop, then make it; return how many processes there were."""
    number, patience = next((s, t) for name, s, t in PARTS if name == part)
    found = running(data_dir, cluster, part)
    numbers = {process.pid for process in found}
    for process in found:
        if _parent(process) not in numbers:  # the head of the part stops its own children
            _send(process, number)
    if _wait(data_dir, cluster, part, patience):
        kill(data_dir, cluster, part)
    return len(found)


def kill(data_dir: Path, cluster: Path, part: str) -> None:
    """End the part at once; what it was doing is done again by whoever starts next."""
    until = time.monotonic() + KILL_SECONDS_MAX
    while (found := running(data_dir, cluster, part)) and time.monotonic() < until:
        for process in found:
            _send(process, signal.SIGKILL)
        _wait(data_dir, cluster, part, 0.2)


def end_all(data_dir: Path, cluster: Path) -> int:
    """End every part in order; return how many processes there were."""
    return sum(end(data_dir, cluster, name) for name, _, _ in PARTS)


def _wait(data_dir: Path, cluster: Path, part: str, seconds: float) -> list[psutil.Process]:
    """Those that still run when the time is over; returns at once when none does."""
    until = time.monotonic() + seconds
    while (found := running(data_dir, cluster, part)) and time.monotonic() < until:
        time.sleep(0.03)
    return found


def _parent(process: psutil.Process) -> int | None:
    try:
        return int(process.ppid())
    except psutil.Error:
        return None


def _send(process: psutil.Process, number: signal.Signals) -> None:
    """Signal this very process; psutil refuses where its number has been given out again."""
    with contextlib.suppress(psutil.Error):
        process.send_signal(number)
