"""What each start does once, before the processes: commands of the product, shown as steps."""

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from launch import leftovers
from launch.child import open_log
from launch.failure import StartError
from launch.place import ROOT
from launch.terminal import Step


def run_flask(data_dir: Path, env: Mapping[str, str], title: str, *words: str) -> str:
    """Run `flask <words>` as a step and return what it printed.

    Raises: StartError with the last line that it printed, where it fails.
    """
    with Step(title) as step:
        process = subprocess.Popen(
            [sys.executable, "-m", "flask", "--app", "wsgi", *words],
            cwd=ROOT,
            env={**env, **leftovers.tags(data_dir, "step")},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            umask=0o077,
        )
        lines = _read(process, data_dir / "logs" / "start.log", step)
        if process.wait():
            last = lines[-1] if lines else f"mã {process.returncode}"
            log = data_dir / "logs" / "start.log"
            raise StartError(f"{title}: không được ({last[:200]}). Xem {log}.")
    return "\n".join(lines)


def _read(process: "subprocess.Popen[bytes]", log: Path, step: Step) -> list[str]:
    """What the process prints: kept in the log, its latest line shown beside the seconds."""
    lines = []
    assert process.stdout is not None  # noqa: S101 - opened as a pipe above
    with open_log(log) as file, process.stdout:
        for raw in process.stdout:
            file.write(raw)
            line = raw.decode("utf-8", "replace").rstrip()
            if line:
                lines.append(line)
                step.note(f"({line})" if len(line) < 80 else "")
    return lines
