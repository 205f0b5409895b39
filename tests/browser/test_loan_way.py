"""A loan from the calculator to the statement, as people do it: pages by hand where one reads or
decides something there, by HTTP where a click shows nothing new."""

import re
from dataclasses import dataclass, field
from datetime import timedelta
from http import HTTPStatus
from time import monotonic, sleep
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, expect
from sqlalchemy import NullPool, create_engine, text

from store.clock import today
from tests.browser.looking import check_page
from tests.browser.people import TOKEN, People, follow, press
from tests.browser.stack import Stack

pytestmark = pytest.mark.browser
BORROWER = text("""
    SELECT split_part(account.email, '@', 1), cooperative.id
    FROM mandate JOIN account ON account.id = account_id
    JOIN cooperative ON cooperative.id = mandate.cooperative_id
    WHERE kind = 'cooperative' AND sector = 'agriculture' AND cooperative.status = 'active'
      AND ends_on IS NULL AND account.is_active
      AND NOT EXISTS (SELECT FROM loan_application a WHERE a.cooperative_id = cooperative.id)
      AND NOT EXISTS (SELECT FROM loan l WHERE l.cooperative_id = cooperative.id)
    ORDER BY cooperative.id LIMIT 1
""")
PROGRAMME = text("SELECT id FROM loan_programme WHERE code = 'trung-han-nong-nghiep'")
PAPERS = text(
    "SELECT DISTINCT code FROM loan_checklist_item JOIN loan_programme_version v ON"
    " v.id = version_id WHERE programme_id = :programme AND valid_to IS NULL AND is_required"
)
HOLDER = text(
    "SELECT split_part(email, '@', 1) FROM dossier JOIN account ON account.id = officer_id"
    " WHERE code = :code"
)
BALANCE = text("SELECT sum(amount_vnd) FROM fund_line")
MISSING, MISSING_NAME = "resolution", "Nghị quyết của thành viên về việc vay vốn"
PDF = b"%PDF-1.7\n" + b"a paper " * 100
KEYS = ("governance", "finance", "feasibility", "repayment", "security", "impact")
MEMBERS = 9
PATIENCE_SECONDS = 30


@dataclass
class Loan:
    """One loan on its way: who asks, under which number, at which addresses."""

    people: People
    stack: Stack
    login: str = ""
    code: str = ""
    windows: dict[str, BrowserContext] = field(default_factory=dict)

    def ask(self, query: Any, **values: Any) -> Any:
        """Return the first row of a query of the database."""
        engine = create_engine(self.stack.database_url, poolclass=NullPool)
        with engine.connect() as connection:
            return connection.execute(query, values).all()

    def window(self, login: str) -> BrowserContext:
        if login not in self.windows:
            self.windows[login] = self.people.window(login)
        return self.windows[login]

    def get(self, login: str, path: str) -> str:
        """Return a page as text."""
        answer = self.window(login).request.get(path)
        assert answer.status == HTTPStatus.OK, (path, answer.status)
        return answer.text()

    def post(self, login: str, path: str, seen: str = "", **data: Any) -> str:
        """Send a form with the token of a page; return where it leads."""
        request = self.window(login).request
        token = TOKEN.search(request.get(seen or path).text())
        assert token is not None, seen or path
        sent = {"csrf_token": token[1], **data.pop("form", {}), **data}
        is_file = any(isinstance(value, dict) for value in sent.values())
        if is_file:
            answer = request.post(path, max_redirects=0, multipart=sent)
        else:
            answer = request.post(path, max_redirects=0, form=sent)
        assert answer.status == HTTPStatus.SEE_OTHER, (path, answer.status, answer.text()[-4000:])
        return answer.headers["location"].removeprefix(self.stack.address)

    @property
    def path(self) -> str:
        return f"/vay-von/ho-so/{self.code}"

    def until(self, login: str, path: str, words: str) -> str:
        """Look at a page until it says something that the worker brings about."""
        patient = monotonic() + PATIENCE_SECONDS
        while words not in (page := self.get(login, path)):
            assert monotonic() < patient, (words, self.stack.logs())
            sleep(0.3)
        return page

    def close(self) -> None:
        for window in self.windows.values():
            window.close()


def file_of(name: str) -> dict[str, Any]:
    return {"name": name, "mimeType": "application/pdf", "buffer": PDF}


def number_of(vnd: str) -> int:
    return int(re.sub(r"\D", "", vnd) or 0)


def test_from_the_calculator_to_the_statement(people: People, stack: Stack) -> None:
    loan = Loan(people, stack)
    try_the_calculator(people)
    apply(loan)
    supply(loan)
    appraise(loan)
    decide(loan)
    loan_id = pay_out(loan)
    pay_back(loan, loan_id)
    loan.close()


def try_the_calculator(people: People) -> None:
    """A visitor sees what 300 million over two years cost, without an account."""
    page = people.page()
    page.goto("/vay-von")
    follow(page, page.get_by_role("link", name="Tính lịch trả nợ").first)
    page.get_by_label("Số tiền vay").fill("300 triệu")
    page.get_by_label("Lãi suất một năm").fill("6,84")
    page.get_by_label("Vay trong bao nhiêu tháng").fill("24")
    page.get_by_label("Ngày nhận tiền").fill(f"{today():%d/%m/%Y}")
    page.get_by_label("Trả mỗi", exact=True).select_option("3")
    page.get_by_label("Gốc đều, lãi giảm dần").check()
    press(page, "Tính lịch trả nợ")
    expect(page.locator("main")).to_contain_text("37.500.000")
    assert not check_page(page)
    page.context.close()


def apply(loan: Loan) -> None:
    """The cooperative fills everything in and files, with one paper missing."""
    loan.login, cooperative = loan.ask(BORROWER)[0]
    programme = loan.ask(PROGRAMME)[0][0]
    start = {"cooperative_id": str(cooperative), "programme_id": str(programme)}
    draft = loan.post(loan.login, "/vay-von/nop-ho-so", form=start)
    for section, data in sections().items():
        loan.post(loan.login, f"{draft}/{section}", form=data)
    day = f"{today() - timedelta(days=5):%d/%m/%Y}"
    for (code,) in loan.ask(PAPERS, programme=programme):
        if code != MISSING:
            paper = {"files": file_of(f"{code}.pdf"), "issued_on": day}
            loan.post(loan.login, f"{draft}/giay-to/{code}", form=paper)
    page = loan.window(loan.login).new_page()
    page.goto(f"{draft}/xem-lai")
    assert not check_page(page)
    page.get_by_label("Hợp tác xã cam đoan").check()
    press(page, "Nộp hồ sơ vay")
    found = re.search(r"VV-\d{4}-\d{6}-\w", page.inner_text("main"))
    assert found is not None
    loan.code = found[0]
    page.close()


def sections() -> dict[str, dict[str, str]]:
    """Return what the cooperative types, by section."""
    months = {f"months-{n}-income": "90 triệu" for n in range(12)}
    return {
        "borrower": {"contact_name": "Hoàng Văn Thắng", "contact_phone": "0912 345 678"},
        "project": {
            "purpose": "Mua máy sấy và kho lạnh",
            "project": "Sấy cho 21 thành viên, bán cho hai siêu thị ở Lạng Sơn.",
            "place": "Xã Chi Lăng",
        },
        "money": {"total_vnd": "500 triệu", "amount_vnd": "300tr", "own_cash": "0,2 tỷ"},
        "income": months | {f"months-{n}-cost": "40.000.000" for n in range(12)},
        "repayment": {
            "wished_on": f"{today() + timedelta(days=20):%d/%m/%Y}", "months": "24",
            "method": "equal_principal", "every_months": "3", "grace_months": "",
        },
        "security": {
            "is_secured": "1", "pledges-0-kind": "land",
            "pledges-0-description": "Đất vườn 2.000 m²", "pledges-0-value": "600 triệu",
        },
        "related": {"has_related": "0"},
    }  # fmt: skip


def supply(loan: Loan) -> None:
    """The request names the paper; with it the application gets its place in the queue."""
    loan.until(loan.login, loan.path, "Cần hợp tác xã bổ sung")
    page = loan.window(loan.login).new_page()
    page.goto(loan.path)
    expect(page.locator("main")).to_contain_text(MISSING_NAME)
    follow(page, page.get_by_role("link", name="Gửi bổ sung").first)
    paper = page.get_by_role("group", name=MISSING_NAME)
    paper.get_by_label("Tệp").set_input_files(
        {"name": "nghi-quyet.pdf", "mimeType": "application/pdf", "buffer": PDF}
    )
    paper.get_by_label("Ngày cấp, ngày lập").fill(f"{today() - timedelta(days=3):%d/%m/%Y}")
    press(page, "Gửi bổ sung")
    loan.until(loan.login, loan.path, "hồ sơ đang chờ quyết định")
    page.goto(loan.path)
    expect(page.locator("main")).to_contain_text(re.compile(r"Chỗ trong hàng chờ\s+Thứ \d+"))
    assert not check_page(page)
    page.close()


def appraise(loan: Loan) -> None:
    """The appraiser visits, scores, values, and proposes."""
    holder = loan.ask(HOLDER, code=loan.code)[0][0]
    visit = {
        "visited_on": f"{today():%d/%m/%Y}", "place": "Chi Lăng", "met": "Bà Hoa",
        "seen": "Vườn na.",
    }  # fmt: skip
    loan.post(holder, f"{loan.path}/kiem-tra-thuc-te", form=visit)
    form = {
        "version": "0", "amount_vnd": "300 triệu", "months": "24", "opening_vnd": "150.000.000",
        "conclusion": "approve", "conditions": "Mua bảo hiểm kho lạnh.", "opinion": "Làm được.",
        "gia-tri-1": "600 triệu", "can-cu-1": "Bảng giá đất", "trinh": "1",
    }  # fmt: skip
    form |= {f"diem-{key}": "8" for key in KEYS}
    loan.post(holder, f"{loan.path}/tham-dinh", form=form)


def decide(loan: Loan) -> None:
    """Above the director's limit the council decides: a member votes, the secretary the others."""
    director = "giamdocquy"
    page = loan.window(director).new_page()
    page.goto(f"{loan.path}/quyet-dinh")
    expect(page.locator("main")).to_contain_text("Hội đồng")
    page.goto("/vay-von/hoi-dong")
    page.get_by_label(loan.code).check()
    page.get_by_label("Ngày họp").fill(f"{today():%d/%m/%Y}")
    page.get_by_label("Địa điểm").fill("Phòng họp tầng 2")
    page.get_by_label("Thư ký").select_option(label=page.locator(
        "#secretary_id option", has_text="Đinh Quang Vinh").inner_text())  # fmt: skip
    press(page, "Triệu tập")
    meeting = page.url.split("#")[0].removeprefix(loan.stack.address)
    loan.post(director, f"{meeting}/khai-mac", meeting)
    shown = loan.get(director, meeting)
    members = re.findall(r'name="co-mat" value="(\d+)"', shown)
    item = re.search(r'id="muc-(\d+)"', shown)
    assert item is not None
    assert len(members) == MEMBERS
    page.goto(meeting)
    press(page, "Ghi có mặt")
    votes = f"/vay-von/hoi-dong/muc/{item[1]}/bieu-quyet"
    page.goto(meeting)
    for number in range(MEMBERS):
        page.locator(f'select[name="phieu-{members[number]}"]').select_option(
            "yes" if number < MEMBERS - 1 else "abstain"
        )
    follow(page, page.locator(f'form[action="{votes}"]').get_by_role("button").first)
    expect(page.locator("main")).to_contain_text("Kết luận theo phiếu: thông qua")
    assert not check_page(page)
    loan.post(director, votes.replace("bieu-quyet", "ket-luan"), meeting, discussion="Đồng ý.")
    loan.post(director, f"{meeting}/be-mac", meeting)
    page.close()


def pay_out(loan: Loan) -> int:
    """The cooperative accepts, the director signs, the accountant pays out."""
    page = loan.window(loan.login).new_page()
    page.goto(f"{loan.path}/ket-qua")
    expect(page.locator("main")).to_contain_text("300.000.000")
    press(page, "Nhận khoản vay")
    page.close()
    where = loan.post("giamdocquy", f"/quy/hop-dong/{loan.code}")
    found = re.search(r"/quy/khoan-vay/(\d+)", where)
    assert found is not None
    tranche = {
        "amount": "300.000.000", "on": f"{today():%d/%m/%Y}", "reference": f"GN-{loan.code}",
        "own_capital": "Phiếu thu 12", "collateral": "Đăng ký số 3", "no_bad_debt": "CIC hôm nay",
    }  # fmt: skip
    loan.post("ketoan", f"{where}/giai-ngan", form=tranche)
    return int(found[1])


def pay_back(loan: Loan, loan_id: int) -> None:
    """The accountant enters what came in; the borrower reads it; the book balances."""
    paid = {
        "amount": "12.345.678", "on": f"{today():%d/%m/%Y}", "reference": f"TN-{loan.code}",
        "choice": "hold",
    }  # fmt: skip
    loan.post("ketoan", f"/quy/khoan-vay/{loan_id}/thu-no", form=paid)
    page = loan.window(loan.login).new_page()
    page.goto(f"/khoan-vay/{loan_id}")
    expect(page.locator("main")).to_contain_text("12.345.678")
    assert not check_page(page)
    statement = page.get_by_role("link", name="Tải sao kê (PDF)").first.get_attribute("href")
    answer = loan.window(loan.login).request.get(statement or "")
    assert answer.body().startswith(b"%PDF-")
    assert loan.ask(BALANCE)[0][0] == 0
    balance = loan.window("ketoan").new_page()
    balance.goto("/quy/can-doi")
    *_, debit, credit = balance.locator("tfoot td").all_inner_texts()
    assert number_of(debit) == number_of(credit) > 0
    page.close()
    balance.close()
