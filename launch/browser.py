"""Chromium for the browser tests: find one, or install Debian's where that is allowed.

Run: `python -m launch.browser`.
"""

import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
MAC_APPLICATIONS = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
# Where Playwright keeps the browsers it downloads, newest last.
PLAYWRIGHT_PATTERNS = (
    "chromium-*/chrome-linux*/chrome",
    "chromium-*/chrome-mac*/Chromium.app/Contents/MacOS/Chromium",
    "chromium-*/chrome-mac*/*.app/Contents/MacOS/*",
)
HOW = (
    "Không thấy Chromium: bỏ qua các kiểm thử bằng trình duyệt. Để có: apt-get install chromium "
    "(Debian, Ubuntu), hoặc .venv/bin/playwright install chromium."
)


def find() -> Path | None:
    """A Chromium or Chrome of this machine: from the PATH, /Applications or Playwright."""
    for name in NAMES:
        if found := shutil.which(name):
            return Path(found)
    for application in MAC_APPLICATIONS:
        if Path(application).is_file():
            return Path(application)
    for pattern in PLAYWRIGHT_PATTERNS:
        if programs := sorted(_playwright_folder().glob(pattern)):
            return programs[-1]
    return None


def ensure() -> Path | None:
    """Find a browser, installing Debian's package where there is none and we are root."""
    found = find()
    if found is None and os.geteuid() == 0 and shutil.which("apt-get"):
        print("Đang cài Chromium…", flush=True)
        _install()
        found = find()
    return found


def _install() -> None:
    """`apt-get install chromium`; what it says is shown only when it fails."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for words in (["update"], ["install", "--yes", "--no-install-recommends", "chromium"]):
        done = subprocess.run(
            ["apt-get", "-qq", *words],
            check=False,
            env=environment,
            capture_output=True,
            text=True,
        )
        if done.returncode:
            print(done.stdout + done.stderr, file=sys.stderr)
            return


def _playwright_folder() -> Path:
    if named := os.environ.get("PLAYWRIGHT_BROWSERS_PATH"):
        return Path(named)
    caches = "Library/Caches" if platform.system() == "Darwin" else ".cache"
    return Path.home() / caches / "ms-playwright"


def main() -> int:
    """Exit code 1 only where CI asks for a browser and there is none."""
    if ensure() is not None:
        return 0
    print(HOW, file=sys.stderr)
    return 1 if os.environ.get("CI") == "true" else 0


if __name__ == "__main__":
    sys.exit(main())
