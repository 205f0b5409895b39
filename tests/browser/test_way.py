"""A petition from the cooperative to its official answer, as people do it in their browsers."""

import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import typst
from playwright.sync_api import Page, expect

from letters.signing import SignatureCheck, load_signer
from tests.browser.looking import check_page, keep_screen
from tests.browser.people import People, follow, press
from tests.browser.stack import Stack
from tests.browser.way import OWNER, SUBJECT, Way, download, until
from tests.conftest import make_settings
from workflow.text import fold

pytestmark = pytest.mark.browser
MAIN = {
    "gui-2-co-loi", "gui-2-noi-dung", "phieu-tiep-nhan", "ho-so-hop-tac-xa", "ban-lam-viec",
    "soan-tra-loi", "ky-hoi-lai", "da-tra-loi", "kiem-tra-dung", "tim-cau-tra-loi", "cau-tra-loi",
}  # fmt: skip
PAPER = "= Phương án mở rộng 5 ha vụ đông\nDự toán: 480.000.000 đồng."


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    """A real PDF, as the cooperative would attach it."""
    path = tmp_path / "Phương án vụ đông.pdf"
    path.write_bytes(typst.compile(PAPER.encode()))
    return path


def look(page: Page, name: str) -> None:
    """Check every page of the way; keep pictures of the main ones."""
    if name in MAIN:
        keep_screen(page, name)
    assert not check_page(page), name


def test_without_scripts(people: People, paper: Path, tmp_path: Path) -> None:
    """Filing, drafting and signing need no JavaScript."""
    subject = "Xin mẫu điều lệ hợp tác xã theo Luật mới"
    way = Way(people, has_scripts=False, subject=subject)
    page = way.start()
    way.write(page)
    press(page, "Tiếp tục")
    way.attach(page, paper)
    way.send(page)
    handle(way)
    assert way.read(tmp_path).read_bytes().startswith(b"%PDF-")
    way.close()


def test_whole_way(people: People, stack: Stack, paper: Path, tmp_path: Path) -> None:
    way = Way(people, look)
    file_with_a_mistake(way, paper)
    page = way.page_of(OWNER)
    receipt = download(page, "Tải phiếu tiếp nhận (PDF)", tmp_path)
    assert receipt.read_bytes().startswith(b"%PDF-")
    assert way.code in receipt.name
    handle(way)
    letter = way.read(tmp_path)
    check_letter(way, stack, letter)
    check_told(way)
    way.publish()
    everybody_finds(way)
    page = way.rate("Hài lòng", "Đã đăng ký hai người dự lớp.")
    expect(page.locator("main")).to_contain_text("Hợp tác xã đã đánh giá: Hài lòng")
    way.close()


def file_with_a_mistake(way: Way, paper: Path) -> None:
    """The first try forgets the field: the page says so, and has kept what was written."""
    page = way.start()
    page.get_by_label("Tóm tắt trong một câu").fill(SUBJECT)
    press(page, "Tiếp tục")
    summary = page.locator("[data-error-summary]")
    expect(summary).to_contain_text("chỗ cần sửa")
    expect(page).to_have_title(re.compile("^Lỗi: "))
    expect(page.get_by_label("Tóm tắt trong một câu")).to_have_value(SUBJECT)
    look(page, "gui-2-co-loi")
    summary.get_by_role("link", name="Chọn lĩnh vực").click()
    expect(page.get_by_label("Lĩnh vực")).to_be_focused()
    way.write(page)
    press(page, "Tiếp tục")
    way.attach(page, paper)
    expect(page.locator("main")).to_contain_text("Phương án vụ đông.pdf")
    way.send(page)


def handle(way: Way) -> None:
    """Routed by the worker, drafted by the officer, approved by the head, signed by the leader."""
    way.wait_routed()
    page = way.open_from_desk()
    way.accept(page)
    way.draft(page)
    way.approve()
    way.sign()


def check_letter(way: Way, stack: Stack, letter: Path) -> None:
    """The letter bears a number and our signature; the check page knows it, and no changed copy."""
    file, page = letter.read_bytes(), way.page_of("")
    signature = verify(stack, file)
    assert signature.is_intact
    assert signature.is_trusted
    compare(way, "/kiem-tra-van-ban", letter)
    expect(page.locator("main")).to_contain_text("Đúng là văn bản đã phát hành")
    expect(page.locator("h1")).to_have_text(re.compile(r"Công văn số \d+/LMHTX-\w+"))
    look(page, "kiem-tra-dung")
    token = page.locator("dt, th", has_text="Mã kiểm tra").locator("xpath=..").inner_text()
    address = f"/kiem-tra-van-ban/{token.split()[-1]}"
    changed = letter.with_name("sua.pdf")
    changed.write_bytes(file.replace(b"/Producer", b"/Producet", 1) + b"\n")
    compare(way, address, changed)
    expect(page.locator("main")).to_contain_text("Không khớp")
    look(page, "kiem-tra-sai")


def verify(stack: Stack, file: bytes) -> SignatureCheck:
    """Check a signature on a thread of its own: the browser's driver runs a loop in this one."""
    signer = load_signer(make_settings(stack.database_url, stack.data_dir, DEMO="1"))
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(signer.verify, file).result()


def compare(way: Way, address: str, copy: Path) -> None:
    """Somebody holds a copy against what was issued."""
    page = way.page_of("")
    page.goto(address)
    page.locator("input[type=file]").set_input_files(copy)
    press(page, "So với bản đã phát hành")


def check_told(way: Way) -> None:
    """The cooperative finds the answer among its notices and in its mail."""
    page = way.page_of(OWNER)
    page.goto("/thong-bao")
    subject = f"{way.code} đã có trả lời"
    until(page, lambda p: subject in p.inner_text("main"), "the notice")
    look(page, "thong-bao")
    page.goto("/demo/thu")
    until(page, lambda p: subject in p.inner_text("main"), "the mail")
    follow(page, page.get_by_role("link", name=subject).first)
    look(page, "thu")
    follow(page, page.locator("article").get_by_role("link").first)
    expect(page.locator("h1")).to_have_text(SUBJECT)


def everybody_finds(way: Way) -> None:
    """A search without tone marks finds the published answer."""
    page = way.find(fold("lập phương án sản xuất"))
    expect(page.locator("h1")).to_have_text(SUBJECT)
