"""The main way of a petition, walked in the browser as the people of the demo would walk it.

The test asserts along it; `tests.browser.pictures` takes the pictures of the documentation from it.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic

from playwright.sync_api import Page

from demo.people import STAFF
from tests.browser.people import People, follow, press, sign_in
from workflow.roles import Role

OWNER, LEADER = "quyet", "thai"
SUBJECT = "Đề nghị hướng dẫn lập phương án sản xuất, kinh doanh để vay vốn"
SITUATION = (
    "Hợp tác xã có 34 thành viên trồng ớt và khoai tây ở Hữu Lũng, muốn vay vốn để mở rộng 5 ha "
    "vụ đông. Hai lần nộp hồ sơ đều bị trả lại vì phương án chưa rõ dòng tiền. Trong hợp tác xã "
    "chưa ai từng lập phương án kiểu này."
)
DEMANDS = (
    "Mở một lớp hai buổi tại Hữu Lũng về cách lập phương án sản xuất, kinh doanh",
    "Cho xin mẫu phương án và một ví dụ đã được chấp thuận",
)
ANSWERS = (
    "Liên minh mở lớp hai buổi tối tại xã Hữu Lũng, không thu học phí. Giấy mời gửi trước 10 ngày.",
    "Mẫu phương án và một ví dụ đã lược tên được gửi kèm. Cán bộ địa bàn hướng dẫn khi cần.",
)
BASES = ("Kế hoạch đào tạo, bồi dưỡng năm nay của Liên minh", "Quy chế cho vay của Quỹ")
PATIENCE_SECONDS = 30

Look = Callable[[Page, str], None]


def no_look(_page: Page, _name: str) -> None:
    """Walk on without looking."""


@dataclass
class Way:
    """One petition from the cooperative to its answer. `look(page, name)` is called on each page.

    Without scripts the same way is walked with JavaScript switched off in every window.
    """

    people: People
    look: Look = no_look
    has_scripts: bool = True
    subject: str = SUBJECT
    code: str = ""
    officer: str = ""
    windows: dict[str, Page] = field(default_factory=dict)

    def page_of(self, login: str) -> Page:
        """The window of one person, who signs in when it is first asked for."""
        if login not in self.windows:
            self.windows[login] = self.people.page(java_script_enabled=self.has_scripts)
            if login:
                sign_in(self.windows[login], login)
        return self.windows[login]

    def close(self) -> None:
        for page in self.windows.values():
            page.context.close()
        self.windows.clear()

    def show(self, login: str) -> Page:
        """Open the petition at somebody's window."""
        page = self.page_of(login)
        page.goto(f"/kien-nghi/{self.code}")
        return page

    def start(self) -> Page:
        """The cooperative says who it is; the next page asks what it is about."""
        page = self.page_of(OWNER)
        page.goto("/ho-so")
        follow(page, page.get_by_role("link", name="Gửi kiến nghị").last)
        page.get_by_label("Người liên hệ").fill("Nông Văn Quyết")
        page.get_by_label("Số điện thoại để hỏi lại").fill("0912 345 678")
        self.look(page, "gui-1-nguoi-gui")
        press(page, "Tiếp tục")
        return page

    def write(self, page: Page) -> None:
        """Fill the content in: two demands. The page stays open."""
        page.get_by_label("Lĩnh vực").select_option("Hướng dẫn chính sách")
        page.get_by_label("Tóm tắt trong một câu").fill(self.subject)
        page.get_by_label("Hợp tác xã đang gặp khó khăn gì?").fill(SITUATION)
        page.get_by_label("Đề nghị 1", exact=True).fill(DEMANDS[0])
        page.get_by_role("button", name="Thêm một đề nghị").click()
        page.get_by_label("Đề nghị 2", exact=True).fill(DEMANDS[1])
        self.look(page, "gui-2-noi-dung")

    def attach(self, page: Page, *papers: Path) -> None:
        """Hand papers in, and go to the page that shows everything once more."""
        page.get_by_label("Chọn tệp").set_input_files(list(papers))
        press(page, "Tải lên rồi chọn thêm tệp khác")
        self.look(page, "gui-3-giay-to")
        press(page, "Tiếp tục")

    def send(self, page: Page) -> None:
        """File it; the receipt shows the number."""
        self.look(page, "gui-4-xem-lai")
        press(page, "Gửi kiến nghị")
        self.code = page.locator("h1 + * , main").first.inner_text().split("KN-")[1][:15]
        self.code = "KN-" + self.code.split()[0]
        self.look(page, "phieu-tiep-nhan")

    def wait_routed(self) -> None:
        """The cooperative looks at its petition until it says who holds it."""
        page = self.show(OWNER)
        until(page, lambda p: "giữ hồ sơ từ" in p.inner_text("main"), "who holds the petition")
        held = page.locator("p", has_text="giữ hồ sơ từ").first.inner_text()
        self.officer = login_of(held.split(" giữ hồ sơ")[0])
        self.look(page, "ho-so-hop-tac-xa")

    def open_from_desk(self) -> Page:
        """The officer finds it on the desk: with the keys j and Enter, or by its link."""
        page = self.page_of(self.officer)
        page.goto("/ban-lam-viec")
        self.look(page, "ban-lam-viec")
        if self.has_scripts:
            for _ in range(100):
                page.keyboard.press("j")
                if self.subject in page.locator("tr.is-cursor").inner_text():
                    break
            with page.expect_navigation():
                page.keyboard.press("Enter")
        else:
            follow(page, page.locator(f"a[href$='{self.code}']").first)
        return page

    def accept(self, page: Page) -> None:
        press(page, "Tiếp nhận")

    def draft(self, page: Page) -> None:
        """The officer answers each demand and submits the whole."""
        for number, (text, basis) in enumerate(zip(ANSWERS, BASES, strict=True), start=1):
            page.get_by_label(f"Kết quả yêu cầu {number}").select_option("Đồng ý")
            page.get_by_label(f"Trả lời yêu cầu {number}", exact=True).fill(text)
            page.get_by_label("Căn cứ").nth(number - 1).fill(basis)
        press(page, "Lưu dự thảo")
        self.look(page, "soan-tra-loi")
        follow(page, page.get_by_role("button", name="Trình duyệt"))  # its keys are in its name

    def approve(self) -> None:
        """The head of the officer's unit reads the draft and approves it."""
        page = self.show(head_of(self.officer))
        self.look(page, "duyet")
        press(page, "Duyệt, trình ký")

    def sign(self) -> None:
        """The leader opens the letter in the queue and signs: in the dialog, or on a page."""
        page = self.page_of(LEADER)
        page.goto(f"/ky-duyet?ho-so={self.code}")
        self.look(page, "ky-duyet")
        asks = page.get_by_role("link", name="Ký và ban hành")
        if self.has_scripts:
            asks.click()
        else:
            follow(page, asks)
        scope = page.get_by_role("dialog") if self.has_scripts else page.locator(".return-form")
        button = scope.get_by_role("button", name="Ký và ban hành")
        button.wait_for()
        self.look(page, "ky-hoi-lai")
        follow(page, button)

    def read(self, folder: Path) -> Path:
        """The cooperative waits for the signed letter and downloads it."""
        page = self.show(OWNER)
        link = "Tải văn bản có chữ ký số"
        until(page, lambda p: link in p.inner_text("main"), "the signed letter")
        self.look(page, "da-tra-loi")
        return download(page, link, folder)

    def publish(self) -> None:
        """The leader puts the answer where everybody reads it."""
        page = self.show(LEADER)
        follow(page, page.get_by_role("link", name="Công khai câu trả lời"))
        press(page, "Công khai")

    def find(self, words: str) -> Page:
        """Somebody searches the published answers and opens the first hit."""
        page = self.page_of("")
        page.goto("/")
        page.get_by_role("searchbox", name="Tìm câu trả lời").fill(words)
        page.keyboard.press("Enter")
        page.wait_for_url("**/tim-kiem?*")
        self.look(page, "tim-cau-tra-loi")
        follow(page, page.locator(".hits__title").first)
        self.look(page, "cau-tra-loi")
        return page

    def rate(self, verdict: str, words: str) -> Page:
        """The cooperative says whether the answer helped."""
        page = self.show(OWNER)
        page.get_by_label(verdict, exact=True).check()
        page.get_by_label("Điều gì còn vướng?").fill(words)
        press(page, "Gửi đánh giá")
        return page


def until(page: Page, holds: Callable[[Page], bool], what: str) -> None:
    """Load the page again until it shows what the worker is to do."""
    end = monotonic() + PATIENCE_SECONDS
    while not holds(page):
        if monotonic() > end:
            raise AssertionError(f"never shown: {what} on {page.url}\n{page.inner_text('main')}")
        page.wait_for_timeout(200)
        page.reload()


def download(page: Page, link: str, folder: Path) -> Path:
    """Press what hands out a file; return where it was kept, under the name it has."""
    pressed = page.get_by_role("link", name=link).or_(page.get_by_role("button", name=link))
    with page.expect_download() as waiting:
        pressed.first.click()
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    return path


def login_of(full_name: str) -> str:
    """Return who has this name among the staff of the demo."""
    return next(person.login for person in STAFF if person.full_name == full_name)


def head_of(login: str) -> str:
    """Return who leads the unit of an officer."""
    unit = next(person.unit for person in STAFF if person.login == login)
    return next(p.login for p in STAFF if p.unit == unit and p.role is Role.HEAD)


def leave_a_draft(people: People) -> None:
    """Somebody begins a petition and goes away."""
    way = Way(people)
    page = way.start()
    way.write(page)
    press(page, "Tiếp tục")
    way.close()
