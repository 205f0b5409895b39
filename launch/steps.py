"""What each start does once, before or beside the processes, shown as steps."""

import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping

from launch import held, leftovers
from launch.child import nothing, open_log
from launch.failure import StartError
from launch.place import ROOT, Place
from launch.prepare import MARK
from launch.terminal import Step

UNSAYING = "(Background on this error"  # SQLAlchemy's last line
UPGRADE, BASE, LOAD, ACCOUNTS = "db upgrade", "base load", "demo load", "demo accounts"
TITLES = {
    UPGRADE: "Lược đồ cơ sở dữ liệu",
    BASE: "Dữ liệu gốc: lịch, quy định, địa bàn, đơn vị",
    LOAD: "Dữ liệu minh hoạ",
    ACCOUNTS: "Danh sách tài khoản dùng thử",
}


class Task:
    """A module of ours that runs to its end beside us, its output read as it comes."""

    def __init__(self, place: Place, env: Mapping[str, str], *words: str, loads: str = "") -> None:
        self.log = place.log_dir / f"{words[0].rpartition('.')[2]}.log"
        self.last = "không rõ lý do"
        plain = [sys.executable, "-m", *words]
        self.process = subprocess.Popen(
            held.command(loads, plain) if loads else plain,
            cwd=ROOT,
            env={**env, **leftovers.tags(place.data_dir, "step")},
            stdin=subprocess.PIPE if loads else subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            umask=0o077,
        )
        self.lines = self._read()

    def _read(self) -> Iterator[str]:
        """What it prints, line by line; all of it is kept in the log."""
        assert self.process.stdout is not None  # noqa: S101 - opened as a pipe above
        with open_log(self.log) as file:
            for raw in self.process.stdout:
                file.write(raw)
                file.flush()
                line = raw.decode("utf-8", "replace").rstrip()
                if line.strip() and not line.startswith(UNSAYING):
                    self.last = line.strip()
                yield line

    def finish(self, title: str) -> None:
        """Wait for its end. Raises: StartError with its last line, where it failed."""
        if self.process.wait():
            raise StartError(f"{title}: không được ({self.last[:200]}). Xem {self.log}.")


class Assets(Task):
    """CSS, JavaScript and fonts, built beside everything else."""

    def __init__(self, place: Place, env: Mapping[str, str]) -> None:
        super().__init__(place, env, "launch.assets")

    def wait(self) -> None:
        """Raises: StartError where they cannot be built."""
        with Step("Giao diện: CSS, JavaScript, phông chữ") as step:
            for line in self.lines:
                step.note(line)
            self.finish(step.title)


class Commands(Task):
    """The commands of a start: the tables, and in a demo its world and its accounts."""

    def __init__(self, place: Place, env: Mapping[str, str]) -> None:
        commands = (UPGRADE, BASE, LOAD, ACCOUNTS) if place.is_demo else (UPGRADE, BASE)
        super().__init__(place, env, "launch.prepare", *commands, loads="wsgi")
        self.said: dict[str, list[str]] = {command: [] for command in TITLES}

    def run(self, loaded: Callable[[], None] = nothing) -> None:
        """Show each command as a step; call `loaded` when the first one has begun.

        Raises: StartError where one of them fails.
        """
        held.release(self.process)
        current: str | None = UPGRADE
        while current is not None:
            with Step(TITLES[current]) as step:
                following = self._next(current, step, loaded)
                if following is None:
                    self.finish(step.title)
            current = following

    def _next(self, current: str, step: Step, loaded: Callable[[], None]) -> str | None:
        """Read to the end of the current command; return the one that follows."""
        for line in self.lines:
            if not line.startswith(MARK):
                self.said[current].append(line)
                step.note(line if current != ACCOUNTS else "")
            elif (command := line.removeprefix(MARK)) != current:
                return command
            elif command == UPGRADE:
                loaded()
        return None
