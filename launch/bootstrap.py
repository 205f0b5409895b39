"""Makes `.venv` and installs a list of pinned libraries into it; does nothing when it is current.

    python3 launch/bootstrap.py requirements.txt

Runs before anything is installed, so it uses the standard library only, and Python 3.11 at least
(the Makefile picks one). `.venv` gets that Python or, unless `--exactly` says no, one of the same
version on this machine that is faster. What was installed is remembered by hash inside `.venv`.
"""

import functools
import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
VENV_WORDS = ["-m", "venv", str(VENV)]
# The lists name every library, so nothing is to be resolved (a test holds it); what is imported is
# compiled by its first import.
PIP = [
    str(PYTHON), "-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check",
    "--progress-bar", "off", "--no-deps", "--no-compile",
]  # fmt: skip
# uv needs a tenth of pip's time; where it cannot be had or fails, pip installs the same list.
UV = "uv==0.13.9"
PIP_PIN = "pip==26.3"
UV_INSTALL = [
    str(VENV / "bin" / "uv"), "pip", "install", "--quiet", "--no-deps", "--no-cache",
    "--python", str(PYTHON),
]  # fmt: skip
# A small task of what the product does all day (calls, attributes, dictionaries, text): its best
# time of five. And which Python it is, if it can make a `.venv`.
TRIAL = """
import time

class Row:
    def __init__(self, number):
        self.number = number

def task():
    began, seen = time.process_time(), {}
    for number in range(20_000):
        row = Row(number)
        seen[str(row.number % 500)] = f"{row.number}:{len(seen)}".split(":")
    return time.process_time() - began

print(min(task() for _ in range(5)))
"""
NAME = "import os, sys, venv; print(*sys.version_info[:2], os.path.realpath(sys.executable))"
ROUNDS = 3
FASTER_MIN = 1.15  # less is chance
NO_VENV = (
    "Python này thiếu mô-đun ensurepip nên không tạo được .venv: hãy cài gói python3-venv "
    "(Debian, Ubuntu: sudo apt install python3-venv) rồi chạy lại."
)


def main(name: str, *, exactly: bool = False) -> int:
    """Install the list `name`; return the exit code. `exactly`: for this very Python."""
    wanted = fingerprint(name)
    stamp = VENV / f".installed-{name}"
    if PYTHON.exists() and stamp.is_file() and stamp.read_text() == wanted:
        return 0
    if not _is_usable():
        if importlib.util.find_spec("ensurepip") is None:
            print(NO_VENV, file=sys.stderr)
            return 1
        shutil.rmtree(VENV, ignore_errors=True)
        if not _make(sys.executable if exactly else fastest()):
            return 1
    title, listed = f"Đang cài thư viện trong {name}", ["-r", str(ROOT / name)]
    with_uv = _can_use_uv() and _run(title, [*UV_INSTALL, *listed], is_last=False)
    if not with_uv and not _run(title, [*PIP, *listed]):
        return 1
    stamp.write_text(wanted)
    return 0


def fastest() -> str:
    """This Python, or another one of the same version on PATH that is clearly faster.

    How Python was built is up to a third of all speed: docs/decisions/0063-the-faster-python.md.
    """
    names = ("python3", f"python3.{sys.version_info[1]}")
    folders = os.environ.get("PATH", os.defpath).split(os.pathsep)
    mine = os.path.realpath(sys.executable)
    files = (str(Path(folder) / name) for folder in folders if folder for name in names)
    others = {path for file in files if (path := _real(file))} - {mine}
    if not others:
        return sys.executable
    # They take turns, so that other work on the machine meets all.
    tries = [{path: _trial(path) for path in (mine, *others)} for _ in range(ROUNDS)]
    seconds = {path: min(one[path] for one in tries) for path in tries[0]}
    best = min(seconds, key=seconds.__getitem__)
    return best if seconds[best] * FASTER_MIN < seconds[mine] else sys.executable


def _real(python: str) -> str:
    """Where a Python of our version really is; "" where it is another one, or none."""
    ours = "{} {} ".format(*sys.version_info)
    said = _said([python, "-I", "-c", NAME]).strip()
    return said.removeprefix(ours) if said.startswith(ours) else ""


def _trial(python: str) -> float:
    """Seconds of CPU for the trial; infinite where it fails."""
    return float(_said([python, "-I", "-S", "-c", TRIAL]).strip() or "inf")


def _make(python: str) -> bool:
    """Make `.venv` of `python` with uv, by the pip that we carry; else of ours, the slow way."""
    wheel = _bundled_pip()
    if wheel is not None:
        if (
            _run("Đang tạo .venv", [python, *VENV_WORDS, "--without-pip"], is_last=False)
            and not _has_own_index()
            and _run("Đang cài uv", [str(PYTHON), str(wheel / "pip"), *PIP[3:], UV], is_last=False)
            and _run("Đang cài pip", [*UV_INSTALL, PIP_PIN], is_last=False)
        ):
            return True
        shutil.rmtree(VENV, ignore_errors=True)
    return _run("Đang tạo .venv", [sys.executable, *VENV_WORDS])


def _bundled_pip() -> Path | None:
    """The pip that this Python carries as a wheel, in its own folder or in Debian's."""
    spec = importlib.util.find_spec("ensurepip")
    inside = [Path(spec.origin).parent / "_bundled"] if spec and spec.origin else []
    for folder in (*inside, Path("/usr/share/python-wheels")):
        if found := sorted(folder.glob("pip-*.whl")):
            return found[-1]
    return None


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
    return _said([str(PYTHON), "-c", ask]).strip() == str(sys.version_info[:2])


def _can_use_uv() -> bool:
    """Whether uv is in `.venv`, now if not before."""
    if _has_own_index():
        return False
    if _said([UV_INSTALL[0], "--version"]).startswith(UV.replace("==", " ")):
        return True
    return _run("Đang cài uv", [*PIP, UV], is_last=False)


@functools.cache
def _has_own_index() -> bool:
    """Whether pip alone is told of an index, of which uv would not know."""
    wheel = _bundled_pip()
    pip = [str(wheel / "pip")] if wheel else ["-m", "pip"]
    said = _said([str(PYTHON), *pip, "config", "list"])
    return re.search(r"(?<!extra-)index-url=", said) is not None


def _said(command: list[str]) -> str:
    """What a program prints; nothing where it cannot be run."""
    try:
        return subprocess.run(command, capture_output=True, text=True, check=False).stdout
    except OSError:
        return ""


def _run(title: str, command: list[str], *, is_last: bool = True) -> bool:
    """Run with a sign of life; when the last way fails, print what the program said."""
    started = time.monotonic()
    with tempfile.TemporaryFile("w+") as output:
        process = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT, cwd=ROOT)
        try:
            _wait(process, title, started)
        except KeyboardInterrupt:
            process.terminate()
            process.wait()
            print("\nĐã dừng.", file=sys.stderr)
            sys.exit(1)  # whoever stops one way does not want the next one tried
        output.seek(0)
        text = output.read()
    seconds = f"{time.monotonic() - started:.0f} giây"
    if process.returncode and not is_last:
        return False
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
    sys.exit(main(sys.argv[-1], exactly="--exactly" in sys.argv))
