"""The guide: what each role does, in pictures of the running product. `make guide` writes it anew.

Every page of the guide is a table row below: who, where, and what to say about it. The pictures are
taken of the demo world, so nobody has to draw anything when a page changes.
"""

import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
from playwright.sync_api import sync_playwright

from launch import browser as chromium
from tests.browser.people import People, open_browser
from tests.browser.samples import IN_STATE, OF_OFFICER, OF_OWNER
from tests.browser.stack import ROOT, Stack, running_demo
from tests.browser.way import leave_a_draft

FOLDER = ROOT / "docs/guide"
WIDTH, HEIGHT = 1100, 700
SIZE_BYTES_MAX = 200 * 1024
DRAFT = "SELECT max(id) FROM petition_draft WHERE filed_dossier_id IS NULL"
REPORT = "SELECT min(id) FROM saved_report"


@dataclass(frozen=True, slots=True)
class Step:
    """A page of a role's work: the name of its picture, where it is, what one does there."""

    picture: str
    path: str
    says: str
    query: str = ""


@dataclass(frozen=True, slots=True)
class Chapter:
    """What one role does. `login`: who of the demo shows it, "" for a visitor."""

    name: str
    title: str
    login: str
    about: str
    steps: tuple[Step, ...]


def _of(query: str, state: str, login: str = "") -> str:
    return query.format(state=state, login=login)


CHAPTERS = (
    Chapter(
        "moi-nguoi", "Cho mọi người", "", "Không cần tài khoản.",
        (
            Step("trang-chu", "/", "Trang chủ: ba việc chính, ô tìm kiếm, câu trả lời mới, hội nghị sắp tới."),
            Step("tim-kiem", "/tim-kiem?q=na+chi+lang", "Gõ vài từ, không cần dấu: tìm trong câu trả lời, sổ hợp tác xã, cam kết, hội nghị."),
            Step("tra-cuu", "/tra-cuu", "Nhập mã trên phiếu và bốn số cuối điện thoại để biết hồ sơ ở bước nào."),
            Step("du-lieu-mo", "/du-lieu-mo", "Tải dữ liệu mở dạng CSV, JSON, cập nhật mỗi đêm."),
        ),
    ),
    Chapter(
        "hop-tac-xa", "Cho hợp tác xã", "quyet", "Đăng nhập bằng e-mail hoặc số điện thoại.",
        (
            Step("ho-so", "/ho-so", "Việc cần làm trước ở trên cùng, rồi mọi hồ sơ của hợp tác xã."),
            Step("gui-kien-nghi", "/kien-nghi/nhap/{}", "Viết tình hình và từng đề nghị. Bản nháp tự được giữ.", DRAFT),
            Step("theo-doi", "/kien-nghi/{}", "Hồ sơ đang ở đâu, khi nào có trả lời, làm được gì.", _of(OF_OWNER, "accepted", "quyet")),
            Step("bo-sung", "/kien-nghi/{}/bo-sung", "Khi được yêu cầu bổ sung: gửi đúng giấy tờ còn thiếu.", _of(OF_OWNER, "supplement_requested", "quyet")),
        ),
    ),
    Chapter(
        "can-bo", "Cho cán bộ", "hanh", "Bàn làm việc sắp theo hạn; dòng đỏ là quá hạn.",
        (
            Step("ban-lam-viec", "/ban-lam-viec", "Mỗi dòng một hồ sơ. Phím j, k để đi, Enter để mở, ? để xem mọi phím."),
            Step("soan-tra-loi", "/kien-nghi/{}", "Trái là kiến nghị, phải là dự thảo, mỗi đề nghị một ô trả lời.", _of(OF_OFFICER, "accepted", "hanh")),
            Step("ghi-nhan", "/ghi-nhan", "Ghi nhận đơn giấy, điện thoại: chọn hợp tác xã, đính kèm bản chụp."),
            Step("thong-ke", "/thong-ke", "Thống kê kiến nghị theo đơn vị, lĩnh vực, cơ quan, tháng."),
        ),
    ),
    Chapter(
        "lanh-dao", "Cho lãnh đạo", "thai", "Ký từng văn bản sau khi đọc đúng bản sẽ in.",
        (
            Step("ky-duyet", "/ky-duyet", "Danh sách chờ ký ở bên trái, văn bản như khi in ở bên phải."),
            Step("bao-cao", "/bao-cao/xem?tu=01/01/2024&den=30/11/2024", "Số liệu một kỳ; bấm vào số để xem danh sách đã đếm."),
            Step("bao-cao-da-luu", "/bao-cao/{}", "Báo cáo đã lưu giữ nguyên số liệu và tự đối chiếu lại.", REPORT),
        ),
    ),
    Chapter(
        "van-thu", "Cho văn thư", "vanthu", "Hồ sơ được giữ lại, tài khoản mới và việc công khai.",
        (
            Step("phan-cong", "/kien-nghi/{}/phan-cong", "Hồ sơ máy chưa chắc: chọn đơn vị và cán bộ.", _of(IN_STATE, "submitted")),
            Step("tai-khoan-moi", "/yeu-cau-tai-khoan", "Đối chiếu giấy chứng nhận với sổ rồi mở tài khoản."),
            Step("cong-khai", "/cong-khai-hang-loat", "Xem trước phần che thông tin, công khai nhiều câu trả lời một lần."),
        ),
    ),
)  # fmt: skip


def take(people: People, database_url: str, folder: Path) -> None:
    """Take every picture and write every chapter."""
    for chapter in CHAPTERS:
        window = people.window(chapter.login)
        page = window.new_page()
        page.set_viewport_size({"width": WIDTH, "height": HEIGHT})
        for step in chapter.steps:
            answer = page.goto(_path(step, database_url))
            if answer is None or not answer.ok:
                raise SystemExit(f"{step.picture}: {page.url} không hiện được.")
            page.screenshot(path=folder / f"{chapter.name}-{step.picture}.png")
        window.close()
        (folder / f"{chapter.name}.md").write_text(text_of(chapter))
    lines = [f"- [{one.title}]({one.name}.md): {one.about}" for one in CHAPTERS]
    head = "# Hướng dẫn sử dụng\n\nẢnh chụp từ bản trình diễn bằng `make guide`; tên và số liệu là giả định.\n\n"
    (folder / "README.md").write_text(head + "\n".join(lines) + "\n")


def _path(step: Step, database_url: str) -> str:
    if not step.query:
        return step.path
    with psycopg.connect(database_url.replace("+psycopg", "")) as connection:
        row = connection.execute(step.query).fetchone()
    return step.path.format(row[0] if row else "")


def text_of(chapter: Chapter) -> str:
    """Return a chapter as Markdown."""
    steps = [
        f"{number}. {step.says}\n\n   ![{step.says}]({chapter.name}-{step.picture}.png)\n"
        for number, step in enumerate(chapter.steps, start=1)
    ]
    return f"# {chapter.title}\n\n{chapter.about}\n\n" + "\n".join(steps)


def write(stack: Stack) -> None:
    """Write the guide from a running product."""
    program = chromium.find()
    if program is None:
        raise SystemExit("Cần Chromium (Debian: chromium).")
    with sync_playwright() as playwright:
        people = People(open_browser(playwright, program), stack)
        leave_a_draft(people)
        take(people, stack.database_url, FOLDER)


def main() -> int:
    """0 where all pictures were taken and are small enough."""
    with (
        TemporaryDirectory() as name,
        running_demo(Path(name), Path(name) / "product", "guide") as stack,
    ):
        shutil.rmtree(FOLDER, ignore_errors=True)
        FOLDER.mkdir(parents=True)
        write(stack)
    large = [one.name for one in FOLDER.glob("*.png") if one.stat().st_size > SIZE_BYTES_MAX]
    if large:
        sys.stderr.write(f"Quá {SIZE_BYTES_MAX} byte: {', '.join(large)}\n")
    return 1 if large else 0


if __name__ == "__main__":
    sys.exit(main())
