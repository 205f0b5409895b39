"""What the operator sees: a line for each thing done, and a sign of life while it lasts."""

import sys
import threading
import time
from contextlib import suppress
from typing import Self

QUIET_SECONDS = 1  # what is done sooner shows no progress
LINE_EVERY_SECONDS = 5  # where the output is a file and a line cannot be rewritten
_turn = threading.Lock()


class Step:
    """Something that takes a while; `note` says what it is doing now."""

    def __init__(self, title: str) -> None:
        self.title = title
        self.detail = ""
        self.started = time.monotonic()
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._show, daemon=True)

    def note(self, detail: str) -> None:
        """Say what is being done now."""
        self.detail = detail.strip()

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, *rest: object) -> None:
        self._is_over.set()
        self._thread.join()
        if kind is None:
            _write(f"  ✓ {self.title} ({self._seconds():.1f} giây)".replace(".", ","))
        else:
            _write(f"  ✗ {self.title}")

    def _seconds(self) -> float:
        return time.monotonic() - self.started

    def _show(self) -> None:
        pause = QUIET_SECONDS
        while not self._is_over.wait(pause):
            text = f"  … {self.title}: {self._seconds():.0f} giây {self.detail}".rstrip()
            _write(text[:150], is_passing=True)
            pause = QUIET_SECONDS if sys.stdout.isatty() else LINE_EVERY_SECONDS


def say(text: str = "") -> None:
    """Print a line that stays."""
    _write(text)


def _write(text: str, is_passing: bool = False) -> None:
    """Print; on a terminal a passing line is overwritten by the next one."""
    has_screen = sys.stdout.isatty()
    with _turn, suppress(OSError):  # a terminal that was closed is no reason to stop badly
        start = "\r\x1b[K" if has_screen else ""
        print(f"{start}{text}", end="" if is_passing and has_screen else "\n", flush=True)


def speak_utf8() -> None:
    """Vietnamese on every terminal, whatever its locale says."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
