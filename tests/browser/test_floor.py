"""The floor in a real browser: two devices, the network cut, sixty questions, once and in order."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from time import monotonic
from typing import Any

import pytest
from playwright.sync_api import Page
from sqlalchemy import Connection, NullPool, create_engine, text

from tests.browser.people import People, follow, press
from tests.browser.stack import Stack

pytestmark = pytest.mark.browser
EACH = 30
ISSUES = (
    "SELECT number, words, device FROM conference_issue JOIN dossier ON dossier.id = conference_id"
    " WHERE code = '{code}' ORDER BY number"
)


@dataclass
class Hall:
    """A conference in session, in the browser of its secretary."""

    people: People
    stack: Stack
    code: str = ""

    def ask(self, query: str) -> list[Any]:
        engine = create_engine(self.stack.database_url, poolclass=NullPool)
        with engine.connect() as connection:
            return rows(connection, query)

    def open(self, path: str, login: str = "vanthu") -> Page:
        page = self.people.page(login)
        page.goto(f"/hoi-nghi/{self.code}/{path}")
        return page


def rows(connection: Connection, query: str) -> list[Any]:
    return list(connection.execute(text(query)))


def until(page: Page, holds: Callable[[Page], bool], what: str, seconds: float = 20) -> None:
    """Wait until a page that is alive shows something by itself."""
    end = monotonic() + seconds
    while not holds(page):
        if monotonic() > end:
            raise AssertionError(f"never shown: {what} on {page.url}: {page.inner_text('body')}")
        page.wait_for_timeout(50)


@pytest.fixture(scope="module")
def hall(people: People, stack: Stack) -> Iterator[Hall]:
    """Plan a conference as a records officer does, let one guest come, and begin."""
    hall = Hall(people, stack)
    page = people.page("vanthu")
    page.goto("/hoi-nghi/lap-ke-hoach")
    for name, value in (
        ("Tên hội nghị", "Hội nghị đối thoại thử"), ("Địa điểm", "Hội trường"),
        ("Ngày họp", "15/12/2027"), ("Khai mạc", "8:00"), ("Bế mạc", "11:30"),
        ("Nhận câu hỏi đến hết ngày", "10/12/2027"), ("Chương trình", "8:00 Đối thoại"),
    ):  # fmt: skip
        page.get_by_label(name).first.fill(value)
    page.locator("#chair_id").select_option(label="Lộc Văn Hiền, Chủ tịch")
    page.locator("#secretary_id").select_option(label="Vi Văn Toàn")
    press(page, "Lập kế hoạch")
    hall.code = page.url.split("/")[-2]
    page.goto(f"/hoi-nghi/{hall.code}/diem-danh")
    page.locator("#full_name").fill("Nông Văn Quyết")
    page.locator("#cooperative").fill("Nông sản Hữu Lũng")
    press(page, "Điểm danh")
    page.goto(f"/hoi-nghi/{hall.code}/to-chuc")
    press(page, "Chốt chương trình")
    press(page, "Khai mạc")
    until(page, lambda p: "Đang họp" in p.inner_text("main"), "the session")
    yield hall
    page.context.close()


def ready(page: Page) -> None:
    until(page, lambda p: p.inner_text("[data-number]").isdecimal(), "a number")


def say(page: Page, words: str) -> int:
    """Type and press Enter; return the number that it got."""
    number = int(page.inner_text("[data-number]"))
    page.locator("#words").fill(words)
    page.keyboard.press("Enter")
    until(page, lambda p: p.inner_text("[data-number]") != str(number), "the next number")
    return number


def waiting(page: Page) -> int:
    return int(page.locator("[data-capture]").get_attribute("data-waiting") or "0")


def test_two_devices_without_network(hall: Hall) -> None:
    """Sixty questions on two devices, both cut off, one reloaded meanwhile: each arrives once."""
    pages = [hall.open("ghi"), hall.open("ghi")]
    for page in pages:
        ready(page)
        page.evaluate("navigator.serviceWorker.ready.then(() => null)")
        page.wait_for_timeout(500)
    given: list[list[int]] = [[], []]
    for page in pages:
        page.context.set_offline(True)
    for number in range(EACH):
        for device, page in enumerate(pages):
            given[device].append(say(page, f"Máy {device} câu {number}, đề nghị xem xét"))
    assert [waiting(page) for page in pages] == [EACH, EACH]
    assert not hall.ask(ISSUES.format(code=hall.code))
    pages[0].reload()  # the page comes from what the device keeps
    ready(pages[0])
    assert waiting(pages[0]) == EACH
    assert pages[0].locator("[data-band]").is_visible()
    for page in reversed(pages):
        page.context.set_offline(False)
        page.evaluate("dispatchEvent(new Event('online'))")
        until(page, lambda p: waiting(p) == 0, "all sent", seconds=60)
    found = hall.ask(ISSUES.format(code=hall.code))
    assert len(found) == 2 * EACH
    assert {row.number for row in found} == {*given[0], *given[1]}
    petitions = hall.ask(
        "SELECT count(*) AS n FROM conference_issue JOIN petition ON dossier_id = petition_id"
        f" JOIN dossier d ON d.id = conference_id WHERE d.code = '{hall.code}'"
    )
    assert petitions[0].n == 2 * EACH
    in_order(hall, pages[0])
    for page in pages:
        page.context.close()


def in_order(hall: Hall, page: Page) -> None:
    """The list is the floor's: the devices spoke in turn."""
    page.goto(f"/hoi-nghi/{hall.code}/y-kien")
    said = page.locator("tbody tr td:nth-child(2)").all_inner_texts()
    expected = [f"Máy {device} câu {number}" for number in range(EACH) for device in (0, 1)]
    assert [line.split(",")[0] for line in said] == expected


def test_all_by_keyboard_and_on_the_wall(hall: Hall) -> None:
    """Speaker without tone marks, F8, the answer; the projector follows."""
    page, board = hall.open("ghi"), hall.open("bang")
    ready(page)
    page.locator("#words").press_sequentially("huu lung quyet ")
    page.keyboard.type("Quỹ cho vay thấp, đề nghị nâng lên 500 triệu")
    assert "Nông Văn Quyết" in page.inner_text("[data-speaker]")
    page.keyboard.press("F8")
    page.keyboard.type("Chủ tịch Liên minh")
    page.keyboard.press("Tab")
    page.keyboard.type("Đồng ý trình tỉnh")
    page.keyboard.press("Enter")
    until(page, lambda p: "Nông Văn Quyết" in p.inner_text("[data-list]"), "the entry")
    until(board, lambda p: "500 triệu" in p.inner_text("[data-subject]"), "the wall", seconds=30)
    assert "Đã trả lời" in board.inner_text("[data-fate]")
    page.context.close()
    board.context.close()


def test_from_the_floor_to_the_next_conference(hall: Hall) -> None:
    """Minutes, signatures, rulings, notice, the table, and the next one's opening paper."""
    page = hall.open("to-chuc")
    press(page, "Bế mạc, lập biên bản")
    page.goto(f"/hoi-nghi/{hall.code}/van-ban/bien-ban")
    assert "Máy 0 câu 0" in page.locator("textarea").first.input_value()
    press(page, "Thư ký ký biên bản")
    chair = hall.open("van-ban/bien-ban", "chutich")
    press(chair, "Ký và ban hành biên bản")
    until(chair, lambda p: "Đã ký biên bản" in p.inner_text("main"), "the minutes")
    page.goto(f"/hoi-nghi/{hall.code}/giao-viec")
    for choice in page.get_by_label("Cơ quan chủ trì").all():
        choice.select_option(label="Quỹ hỗ trợ phát triển HTX")
    press(page, "Lưu phần giao việc")
    chair.goto(f"/hoi-nghi/{hall.code}/van-ban/thong-bao")
    press(chair, "Ký và ban hành thông báo")
    until(chair, lambda p: "Đã kết luận" in p.inner_text("main"), "the notice", seconds=60)
    page.goto(f"/hoi-nghi/{hall.code}/bang-tong-hop")
    assert page.locator("tbody tr").count() == 2 * EACH + 1
    page.goto("/hoi-nghi/lap-ke-hoach")
    for name, value in (
        ("Tên hội nghị", "Hội nghị năm sau"), ("Địa điểm", "Hội trường"),
        ("Ngày họp", "15/12/2028"), ("Khai mạc", "8:00"), ("Bế mạc", "11:30"),
        ("Nhận câu hỏi đến hết ngày", "10/12/2028"),
    ):  # fmt: skip
        page.get_by_label(name).first.fill(value)
    press(page, "Lập kế hoạch")
    follow(page, page.get_by_role("link", name="Báo cáo mở đầu"))
    assert f"nhận {2 * EACH + 1} ý kiến" in page.inner_text("main")
    for one in (page, chair):
        one.context.close()
