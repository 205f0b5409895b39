"""Chromium for the browser tests: find one, or install Debian's where that is allowed.

Run: `python -m launch.browser`.
"""

import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

# The shell has no window, tabs or menus to draw, and needs a third less for the same pages.
SHELL = "chromium-headless-shell"
NAMES = (
    SHELL, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome",
)  # fmt: skip
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
    """Install the shell, or all of Chromium; what is said is shown only when both fail."""
    said = _apt_get("update")
    for package in (SHELL, "chromium"):
        words = _apt_get("install", "--yes", "--no-install-recommends", package)
        if words is None:
            return
        said = (said or "") + words
    print(said, file=sys.stderr)


def _apt_get(*words: str) -> str | None:
    """Run apt-get; return what it said where it failed."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    command = ["apt-get", "-qq", *words]
    done = subprocess.run(command, check=False, env=environment, capture_output=True, text=True)
    return done.stdout + done.stderr if done.returncode else None


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
