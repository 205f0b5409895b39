"""Stops everything in order when the launcher is gone without having done so.

The launcher holds one end of a pipe, this process the other. However the launcher dies, the kernel
closes its end; then what still runs on the data folder is ended, unless a new launcher has come.
"""

import os
import signal
import subprocess
import sys
from pathlib import Path

from launch import leftovers, lock
from launch.place import ROOT

CLEANING = "cleaning.lock"
LAUNCH = "launch"
CLEANING_SECONDS_MAX = 20


def start(data_dir: Path, cluster: Path, launch_id: str) -> tuple["subprocess.Popen[bytes]", int]:
    """Start a watchdog; return it and our end of the pipe, to be kept open while we live."""
    theirs, ours = os.pipe()
    command = [sys.executable, "-m", "launch.watchdog", str(data_dir), str(cluster), launch_id]
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env={name: value for name, value in os.environ.items() if name != leftovers.PART_TAG},
        stdin=theirs,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    os.close(theirs)
    return process, ours


def watch(data_dir: Path, cluster: Path, launch_id: str) -> None:
    """Wait for the launcher's end, then clean up if nobody has started since."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    while os.read(0, 1):
        pass
    try:
        handle = lock.hold(data_dir / "run" / CLEANING, CLEANING_SECONDS_MAX)
    except (lock.Taken, OSError):
        return
    if (data_dir / "run" / LAUNCH).read_text() == launch_id:
        leftovers.end_all(data_dir, cluster)
    lock.free(handle)


if __name__ == "__main__":
    watch(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
