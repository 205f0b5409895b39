"""Locks on the data folder. The kernel frees them when their holder dies, however it dies."""

import fcntl
import os
import time
from pathlib import Path


class Taken(Exception):
    """Someone else holds the lock."""


def hold(path: Path, wait_s: float = 0) -> int:
    """Take the lock for as long as this process lives or until `free`; return its handle.

    Raises: Taken where another process still holds it after `wait_s` seconds.
    """
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    until = time.monotonic() + wait_s
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= until:
                os.close(handle)
                raise Taken(path.name) from None
            time.sleep(0.05)
        else:
            return handle


def free(handle: int) -> None:
    """Let the next one have it."""
    os.close(handle)
