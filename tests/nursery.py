"""Processes of the product that start loaded: forked from one that has read the program already.

A test that kills and starts again and again would else spend most of its time on loading. What is
born here is a process like any other: its own connections, its own signals, its own end.
"""

import json
import os
import runpy
import signal
import subprocess
import sys
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path

import psutil

ROOT = Path(__file__).parent.parent


class Nursery:
    """A process that has loaded modules in an environment, and the way to ask it for children."""

    def __init__(self, modules: tuple[str, ...], env: Mapping[str, str]) -> None:
        self._mother = subprocess.Popen(
            [sys.executable, "-m", "tests.nursery", *modules],
            cwd=ROOT,
            env=env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def start(self, words: tuple[str, ...], log: Path) -> psutil.Process:
        """Run a module as `python -m` does, its output at the end of `log`."""
        assert self._mother.stdin is not None
        assert self._mother.stdout is not None
        self._mother.stdin.write(json.dumps([list(words), str(log)]) + "\n")
        self._mother.stdin.flush()
        return psutil.Process(int(self._mother.stdout.readline()))

    def close(self) -> None:
        """End the mother; her children stay."""
        self._mother.kill()
        self._mother.communicate()


def main(modules: list[str]) -> None:
    """Load the modules, then bring forth a child for each line that is asked for."""
    for name in modules:
        import_module(name)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # who ended leaves nothing to be buried
    for line in sys.stdin:
        words, log = json.loads(line)
        child = os.fork()
        if child == 0:
            _live(words, log)
        print(child, flush=True)  # noqa: T201 - this is how she answers


def _live(words: list[str], log: str) -> None:
    """Become a program of its own: own session, own output, nothing on its input."""
    os.setsid()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    written = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(written, 1)
    os.dup2(written, 2)
    sys.argv = list(words)
    runpy.run_module(words[0], run_name="__main__", alter_sys=True)
    sys.exit(0)


if __name__ == "__main__":
    main(sys.argv[1:])
