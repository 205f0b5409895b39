"""One process that is kept alive: started, watched, started again after a growing wait, stopped."""

import contextlib
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from launch import held, leftovers
from launch.owner import Owner, as_owner
from launch.place import ROOT
from launch.terminal import say

WAITS_SECONDS = (0.5, 1, 2, 4, 8, 16, 30)
STEADY_SECONDS = 60  # having lived this long, a process starts again without its past failures
LOG_BYTES_MAX = 10_000_000
LOOK_SECONDS = 2  # between two looks at whether a process that lives also works
ILL_SECONDS_MAX = 6  # what found no work done for so long is ended, and starts again


def nothing() -> None:
    """What is done where nothing needs to be."""


def lives(_pid: int) -> bool:
    """What is asked of a part that works as long as it lives."""
    return True


@dataclass(frozen=True, slots=True)
class Part:
    """What to start: a name among `leftovers.PARTS`, what people call it, and how."""

    name: str
    label: str
    command: list[str]
    env: Mapping[str, str]
    owner: Owner | None = None
    cwd: Path = ROOT
    handles: tuple[int, ...] = ()
    before: Callable[[], None] = nothing
    loads: str = ""  # the modules that a Python program, started by `-m`, may load ahead
    works: Callable[[int], bool] = lives  # asked with its process number, now and then


@dataclass(slots=True, eq=False)
class Child:
    """A part and its process, on one data folder."""

    part: Part
    data_dir: Path
    cluster: Path
    process: subprocess.Popen[bytes] | None = None
    failures: int = 0
    started: float = 0
    due: float = 0
    looked: float = 0
    worked: float = 0  # when it was last seen to

    @property
    def log(self) -> Path:
        return self.data_dir / "logs" / f"{self.part.name}.log"

    def start(self) -> None:
        """Start the process. Raises: OSError where the program cannot be run."""
        if self.part.loads:
            self.load()
            self.go()
        else:
            self._start(self.part.command, subprocess.DEVNULL)

    def load(self) -> None:
        """Start what loads now and begins with `go`."""
        self._start(held.command(self.part.loads, self.part.command), subprocess.PIPE)

    def go(self) -> None:
        """Let what was loaded begin; where it has died meanwhile, `tend` starts it again."""
        if self.process is None:
            self.start()
        elif self.process.stdin is not None:
            held.release(self.process)

    def _start(self, command: list[str], stdin: int) -> None:
        self.part.before()
        self.started = self.worked = time.monotonic()
        tags = leftovers.tags(self.data_dir, self.part.name)
        with open_log(self.log) as output:
            self.process = subprocess.Popen(
                command,
                cwd=self.part.cwd,
                env={**self.part.env, **tags},
                stdin=stdin,
                stdout=output,
                stderr=output,
                pass_fds=self.part.handles,
                start_new_session=True,  # Ctrl-C is ours: we stop the parts in order
                umask=0o077,
                **as_owner(self.part.owner),
            )

    def has_died(self) -> bool:
        """Whether it was started and runs no more."""
        return self.process is not None and self.process.poll() is not None

    def tend(self) -> None:
        """Notice a death and plan a new start; start when that is due. Returns soon."""
        if self.process is None:
            if time.monotonic() >= self.due:
                say(f"  ✓ {self.part.label} đang chạy lại")
                self.start()
        elif self.has_died():
            self._bury(self.process)
        elif self._looks_ill(self.process.pid):
            say(f"  ! {self.part.label} còn sống mà không làm việc; cho dừng để chạy lại.")
            leftovers.kill(self.data_dir, self.cluster, self.part.name)

    def _looks_ill(self, pid: int) -> bool:
        """Look now and then whether it works; return whether it has not for a while."""
        now = time.monotonic()
        if now - self.looked < LOOK_SECONDS:
            return False
        self.looked = now
        if self.part.works(pid):
            self.worked = now
        return now - self.worked > ILL_SECONDS_MAX

    def _bury(self, process: subprocess.Popen[bytes]) -> None:
        """Clear away what the dead process left running, and wait before the next start."""
        if time.monotonic() - self.started > STEADY_SECONDS:
            self.failures = 0
        wait = WAITS_SECONDS[min(self.failures, len(WAITS_SECONDS) - 1)]
        how = ending(process.returncode)
        say(f"  ! {self.part.label} dừng bất ngờ ({how}); chạy lại sau {wait:g} giây. {self.log}")
        leftovers.kill(self.data_dir, self.cluster, self.part.name)
        self.failures += 1
        self.process, self.due = None, time.monotonic() + wait

    def reap(self) -> None:
        """Take note of the end of a process that has been stopped."""
        if self.process is not None:
            self.process.wait()

    def last_words(self) -> str:
        """The last line of its log."""
        lines = self.log.read_text("utf-8", "replace").splitlines()
        return next((line.strip() for line in reversed(lines) if line.strip()), "")


def ending(code: int) -> str:
    """How a process ended, in words."""
    if code < 0:
        try:
            return signal.Signals(-code).name
        except ValueError:
            return f"tín hiệu {-code}"
    return f"mã {code}"


def open_log(path: Path) -> BinaryIO:
    """Open for appending; one older file of at most 10 MB is kept beside it."""
    with contextlib.suppress(FileNotFoundError):
        if path.stat().st_size > LOG_BYTES_MAX:
            path.replace(path.with_suffix(".log.1"))
    return path.open("ab")
