"""Take the pictures of the documentation again: python -m tests.browser.pictures.

They are taken while the main way is walked on the demo world, so they show what is tested. The
letter's page is drawn by pdftoppm (Debian: poppler-utils).
"""

import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import typst
from playwright.sync_api import Page, sync_playwright

from launch import browser as chromium
from tests.browser.people import NARROW, WIDE, People, open_browser, press
from tests.browser.stack import ROOT, running_demo
from tests.browser.test_way import PAPER, compare
from tests.browser.way import Way

FOLDER = ROOT / "docs/pictures"
HEIGHT = 860
HEIGHTS = {"desk": 580, "sign": 700, "check": 700}  # where less says it all
SIZE_BYTES_MAX = 250 * 1024
LETTER_DPI = 90
# The pages of the way that are shown, under which name.
SHOWN = {
    "gui-2-noi-dung": "file",
    "phieu-tiep-nhan": "receipt",
    "ban-lam-viec": "desk",
    "soan-tra-loi": "draft",
    "ky-hoi-lai": "sign",
    "da-tra-loi": "answered",
    "cau-tra-loi": "public",
}


def take(page: Page, name: str, width: int = WIDE) -> None:
    """Keep what a person sees first of a page."""
    page.set_viewport_size({"width": width, "height": HEIGHTS.get(name, HEIGHT)})
    page.evaluate("scrollTo(0, 0)")
    page.screenshot(path=FOLDER / f"{name}.png")


def take_shown(page: Page, name: str) -> None:
    if name in SHOWN:
        take(page, SHOWN[name])
    if name == "ho-so-hop-tac-xa":
        take(page, "telephone", NARROW)
        page.set_viewport_size({"width": WIDE, "height": HEIGHT})


def walk(people: People, folder: Path) -> None:
    """Walk the whole way once."""
    way = Way(people, take_shown)
    visitor = way.page_of("")
    visitor.goto("/")
    take(visitor, "home")
    paper = folder / "Phương án vụ đông.pdf"
    paper.write_bytes(typst.compile(PAPER.encode()))
    page = way.start()
    way.write(page)
    press(page, "Tiếp tục")
    way.attach(page, paper)
    way.send(page)
    way.wait_routed()
    page = way.open_from_desk()
    way.accept(page)
    way.draft(page)
    way.approve()
    way.sign()
    letter = way.read(folder)
    draw(letter)
    compare(way, "/kiem-tra-van-ban", letter)
    take(visitor, "check")
    way.publish()
    way.find("lap phuong an san xuat")
    way.close()


def draw(letter: Path) -> None:
    """Draw the first page of the signed letter as it is printed."""
    target = FOLDER / "letter"
    words = ["-png", "-r", str(LETTER_DPI), "-f", "1", "-l", "1", "-singlefile"]
    subprocess.run(["pdftoppm", *words, str(letter), str(target)], check=True)


def main() -> int:
    """0 where all pictures were taken and are small enough."""
    program = chromium.find()
    if program is None or shutil.which("pdftoppm") is None:
        sys.stderr.write("Cần Chromium và pdftoppm (Debian: chromium, poppler-utils).\n")
        return 1
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (
        TemporaryDirectory() as name,
        running_demo(Path(name), Path(name) / "product", "pictures") as stack,
        sync_playwright() as playwright,
    ):
        walk(People(open_browser(playwright, program), stack), Path(name))
    large = [p.name for p in FOLDER.glob("*.png") if p.stat().st_size > SIZE_BYTES_MAX]
    if large:
        sys.stderr.write(f"Quá {SIZE_BYTES_MAX} byte: {', '.join(large)}\n")
    return 1 if large else 0


if __name__ == "__main__":
    sys.exit(main())
