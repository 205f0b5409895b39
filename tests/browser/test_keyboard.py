"""Filing and signing with the keyboard alone; where one is can always be seen."""

from pathlib import Path

import pytest
import typst
from playwright.sync_api import Error, Locator, Page, expect

from tests.browser.people import People
from tests.browser.stack import ROOT
from tests.browser.way import LEADER, OWNER

pytestmark = pytest.mark.browser
SUBJECT = "Cho biết hồ sơ cần có để kết nạp thành viên liên kết"
TABS_MAX = 60
CHOOSER_TRIES, CHOOSER_MS = 3, 6_000
HAS_RING = (ROOT / "tests/browser/ring.js").read_text()
IS_FOCUSED = "element => element === document.activeElement"


def tab_to(page: Page, wanted: Locator) -> None:
    """Press Tab until `wanted` has the focus; every stop on the way is seen by its yellow ring."""
    for _ in range(TABS_MAX):
        page.keyboard.press("Tab")
        here = page.evaluate("document.activeElement.outerHTML.slice(0, 160)")
        assert page.evaluate(HAS_RING), f"no ring: {here}"
        if wanted.evaluate(IS_FOCUSED):
            return
    raise AssertionError(f"not reached: {wanted}")


def type_in(page: Page, label: str, text: str) -> None:
    tab_to(page, page.get_by_label(label, exact=True))
    page.keyboard.press("Control+A")
    page.keyboard.type(text)


def go_on(page: Page) -> None:
    """Ctrl Enter presses the main act of the page."""
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")


def choose(page: Page, path: Path) -> None:
    """Enter on a file field opens the chooser; a browser that is still busy gets a second one."""
    for _ in range(CHOOSER_TRIES):
        try:
            with page.expect_file_chooser(timeout=CHOOSER_MS) as chooser:
                page.keyboard.press("Enter")
        except Error:
            continue
        chooser.value.set_files(path)
        return
    raise AssertionError("Enter opens no chooser")


def test_file_by_keyboard(people: People, tmp_path: Path) -> None:
    page = people.page(OWNER)
    page.goto("/kien-nghi/moi")
    tab_to(page, page.get_by_role("link", name="Đến nội dung chính"))
    page.keyboard.press("Enter")
    type_in(page, "Người liên hệ", "Nông Văn Quyết")
    go_on(page)
    type_in(page, "Lĩnh vực", "Hướng")
    type_in(page, "Tóm tắt trong một câu", SUBJECT)
    type_in(page, "Hợp tác xã đang gặp khó khăn gì?", "Điều lệ chưa nói.")
    type_in(page, "Đề nghị 1", "Cho biết cần giấy tờ gì")
    tab_to(page, page.get_by_role("button", name="Thêm một đề nghị"))
    page.keyboard.press("Enter")
    expect(page.get_by_label("Đề nghị 2", exact=True)).to_be_focused()
    page.keyboard.type("Gửi mẫu đơn")
    go_on(page)
    paper = tmp_path / "giay-to.pdf"
    paper.write_bytes(typst.compile(b"Gi\xe1\xba\xa5y t\xe1\xbb\x9d"))
    tab_to(page, page.get_by_label("Chọn tệp"))
    choose(page, paper)
    go_on(page)
    expect(page.locator("main")).to_contain_text("giay-to.pdf")
    tab_to(page, page.get_by_role("button", name="Gửi kiến nghị"))
    go_on(page)
    expect(page.locator("main")).to_contain_text(SUBJECT)
    page.context.close()


def test_sign_by_keyboard(people: People) -> None:
    """j goes to the next letter, Ctrl Enter asks, Escape goes back, Enter signs."""
    page = people.page(LEADER)
    page.goto("/ky-duyet")
    chosen = page.locator(".queue [aria-current=true]")
    first = chosen.inner_text()
    with page.expect_navigation():
        page.keyboard.press("j")
    assert chosen.inner_text() != first
    code = chosen.inner_text().split()[0]
    tab_to(page, page.get_by_role("link", name="Ký và ban hành"))
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(page.get_by_role("link", name="Ký và ban hành")).to_be_focused()
    page.keyboard.press("Control+Enter")
    expect(dialog.get_by_role("button", name="Ký và ban hành")).to_be_focused()
    assert page.evaluate(HAS_RING)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator(".flash")).to_contain_text("Đã ký")
    expect(page.locator(".queue")).not_to_contain_text(code)
    page.context.close()


def test_desk_by_keyboard(people: People) -> None:
    """The desk says which keys there are; k goes up again; / goes to the search."""
    page = people.page("hanh")
    page.goto("/ban-lam-viec")
    for key in "jjk":
        page.keyboard.press(key)
    rows = page.locator("[data-desk] tbody tr")
    assert "is-cursor" in (rows.first.get_attribute("class") or "")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox").first).to_be_focused()
    page.context.close()
