"""Makes `.venv` and installs a list of pinned libraries into it; does nothing when it is current.

    python3 launch/bootstrap.py requirements.txt

Runs before anything is installed, so it uses the standard library only, and Python 3.11 at least
(the Makefile picks one). What was installed is remembered by hash inside `.venv`.
"""

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
# The lists name every library, so nothing is to be resolved (a test holds it); what is imported is
# compiled by its first import. Together that is a third of the time of an installation.
PIP = [
    str(PYTHON), "-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check",
    "--progress-bar", "off", "--no-deps", "--no-compile",
]  # fmt: skip
NO_VENV = (
    "Python này thiếu mô-đun ensurepip nên không tạo được .venv: hãy cài gói python3-venv "
    "(Debian, Ubuntu: sudo apt install python3-venv) rồi chạy lại."
)


def main(name: str) -> int:
    """Install the list `name`; return the exit code."""
    wanted = fingerprint(name)
    stamp = VENV / f".installed-{name}"
    if PYTHON.exists() and stamp.is_file() and stamp.read_text() == wanted:
        return 0
    if not _is_usable():
        if importlib.util.find_spec("ensurepip") is None:
            print(NO_VENV, file=sys.stderr)
            return 1
        shutil.rmtree(VENV, ignore_errors=True)
        if not _run("Đang tạo .venv", [sys.executable, "-m", "venv", str(VENV)]):
            return 1
    if not _run(f"Đang cài thư viện trong {name}", [*PIP, "-r", str(ROOT / name)]):
        return 1
    stamp.write_text(wanted)
    return 0


def fingerprint(name: str) -> str:
    """Hash of the list, of the lists it includes, and of the Python that runs them."""
    digest = hashlib.sha256(sys.version.encode())
    for line in (ROOT / name).read_text(encoding="utf-8").splitlines():
        digest.update(line.encode())
        if line.startswith("-r "):
            digest.update((ROOT / line[3:].strip()).read_bytes())
    return digest.hexdigest()


def _is_usable() -> bool:
    """Whether `.venv` has a Python that starts, of this version, with pip."""
    ask = "import sys, pip; print(sys.version_info[:2])"
    try:
        done = subprocess.run([PYTHON, "-c", ask], capture_output=True, text=True, check=False)
    except OSError:
        return False
    return done.stdout.strip() == str(sys.version_info[:2])


def _run(title: str, command: list[str]) -> bool:
    """Run with a sign of life; on failure print what the program said."""
    started = time.monotonic()
    with tempfile.TemporaryFile("w+") as output:
        process = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT, cwd=ROOT)
        try:
            _wait(process, title, started)
        except KeyboardInterrupt:
            process.terminate()
            process.wait()
            print("\nĐã dừng.", file=sys.stderr)
            return False
        output.seek(0)
        text = output.read()
    seconds = f"{time.monotonic() - started:.0f} giây"
    if process.returncode:
        print(f"\n{text}\n{title}: không được, sau {seconds}.", file=sys.stderr)
        return False
    print(f"{_again()}{title}: xong sau {seconds}.", flush=True)
    return True


def _wait(process: "subprocess.Popen[bytes]", title: str, started: float) -> None:
    """Show the seconds on a terminal; one line at the start and every 15 s elsewhere."""
    shown = -1
    while process.poll() is None:
        seconds = int(time.monotonic() - started)
        is_due = seconds > shown if sys.stdout.isatty() else seconds % 15 == 0 and seconds > shown
        if is_due:
            end = "" if sys.stdout.isatty() else "\n"
            print(f"{_again()}{title}… {seconds} giây", end=end, flush=True)
            shown = seconds
        time.sleep(0.1)


def _again() -> str:
    """What rewrites the line on a terminal."""
    return "\r\x1b[K" if sys.stdout.isatty() else ""


if __name__ == "__main__":
    os.environ.setdefault("PYTHONUTF8", "1")
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    sys.exit(main(sys.argv[1]))
