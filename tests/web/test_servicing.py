"""The pages of loans: the fund pays out, takes in, takes back; the borrower reads what is owed."""

import re
from datetime import date, timedelta
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from dossiers.models import ViewLog
from fund import actions as fund
from fund.chart import CAPITAL, CASH
from fund.rules import Entry, moved
from loans.money_text import percent_number as percent
from servicing import actions
from servicing.actions import Act
from servicing.confirmation_actions import ask_all
from servicing.drafts import ContractDraft
from servicing.forecast import coming_months, earliest_for, forecast
from servicing.plans import PlanTerms
from servicing.queries import find_waiting, list_payments
from servicing.replay import Row
from store.clock import today, utc_now
from tests.checks import check_now
from tests.make import make_account, make_cooperative, make_representative, make_unit
from tests.pdf import text_of
from tests.world import World, sign_in
from workflow.machine import SYSTEM_ACTOR
from workflow.months import months_after
from workflow.roles import Role

MILLION = 10**6
EVIDENCE = {"own_capital": "UNC 3", "collateral": "GCN 12", "no_bad_debt": "CIC tháng này"}


def written(day: date) -> str:
    return f"{day:%d/%m/%Y}"


class Desk:
    """A contract that waits for its money, and the people of the fund."""

    def __init__(self, session: Session, world: World, client: FlaskClient) -> None:
        unit, now = make_unit(session), utc_now()
        self.session, self.client, self.world = session, client, world
        self.one, self.other = (make_account(session, Role.FUND_ACCOUNTANT, unit) for _ in "ab")
        self.director = make_account(session, Role.FUND_DIRECTOR, unit)
        capital = Entry("capital", today(), "Vốn", moved(CASH, CAPITAL, 20_000 * MILLION))
        fund.post(session, capital, SYSTEM_ACTOR, now)
        self.start = today() - timedelta(days=40)
        terms = PlanTerms("equal_principal", 60_000, 12, 1)
        draft = ContractDraft(
            "07/2026/HĐTD-QHT", world.cooperative.id, "Nông nghiệp", "Máy sấy hoa hồi",
            120 * MILLION, terms, 150, 100_000, self.start, None, None, self.director.id,
        )  # fmt: skip
        self.loan = actions.open_contract(session, draft, Act(self.one.actor, now))
        session.commit()
        self.address = f"/quy/khoan-vay/{self.loan.id}"
        sign_in(client, self.one)

    def disburse(self, **values: str) -> object:
        data = {"amount": "120 triệu", "on": written(self.start), "reference": "GN-1"}
        return self.client.post(f"{self.address}/giai-ngan", data=data | EVIDENCE | values)

    def pay(self, amount: str, on: date, reference: str, **values: str) -> object:
        data = {"amount": amount, "on": written(on), "reference": reference, "choice": "hold"}
        return self.client.post(f"{self.address}/thu-no", data=data | values)


@pytest.fixture
def desk(session: Session, world: World, client: FlaskClient) -> Desk:
    return Desk(session, world, client)


def test_money_out_in_and_taken_back(desk: Desk) -> None:
    page = desk.client.get(f"{desk.address}/giai-ngan").text
    assert "120.000.000" in page
    missing = desk.disburse(collateral="", amount="một trăm")
    assert missing.status_code == 422  # type: ignore[attr-defined]
    assert "một trăm" in missing.text  # type: ignore[attr-defined]
    assert desk.disburse().status_code == 303  # type: ignore[attr-defined]
    assert desk.disburse().status_code == 422  # type: ignore[attr-defined]
    page = desk.client.get(desk.address).text
    assert "Quá hạn" in page
    assert desk.pay("10 triệu", today(), "BC-1").status_code == 303  # type: ignore[attr-defined]
    again = desk.pay("10 triệu", today(), "BC-1")
    assert "đã được ghi sổ" in again.text  # type: ignore[attr-defined]
    late = desk.pay("500.000", desk.start + timedelta(days=5), "BC-2")
    assert late.status_code == 303  # type: ignore[attr-defined]
    assert "Tính lại đến hôm nay" in desk.client.get(desk.address).text
    payment = list_payments(desk.session, desk.loan)[0]
    undo = f"{desk.address}/thu-no/{payment.id}/huy"
    assert desk.client.post(undo, data={"reason": "nhầm"}).status_code == 422
    sign_in(desk.client, desk.other)
    assert desk.client.get(undo).status_code == 200
    assert desk.client.post(undo, data={"reason": "Nhầm khách hàng"}).status_code == 303
    assert "Nhầm khách hàng" in desk.client.get(desk.address).text
    check_now(desk.session)


def test_what_the_director_decides(desk: Desk) -> None:
    desk.disburse()
    sign_in(desk.client, desk.director)
    wanted = {
        "first_on": written(today() + timedelta(days=60)), "every_months": "3", "instalments": "4",
        "decision_no": "15/QĐ-QHT", "reason": "Mất mùa",
    }  # fmt: skip
    looked = desk.client.post(f"{desk.address}/co-cau", data=wanted | {"xem": "1"})
    assert looked.status_code == 200
    assert "30.000.000" in looked.text
    assert desk.loan.restructured == 0
    past = wanted | {"first_on": written(today())}
    assert desk.client.post(f"{desk.address}/co-cau", data=past).status_code == 422
    assert desk.client.post(f"{desk.address}/co-cau", data=wanted).status_code == 303
    assert "Đã cơ cấu lại" in desk.client.get(desk.address).text
    early = {"basis": "Biên bản 03/BB-HĐXLRR", "reason": "mất vốn"}
    refused = desk.client.post(f"{desk.address}/xu-ly", data=early)
    assert refused.status_code == 422
    assert "nhóm 5" in refused.text
    desk.loan.debt_group = 5
    desk.session.commit()
    assert desk.client.post(f"{desk.address}/xu-ly", data={"reason": "x"}).status_code == 422
    assert desk.client.post(f"{desk.address}/xu-ly", data=early).status_code == 303
    page = desk.client.get(desk.address).text
    assert "QĐ-LMHTX đang được ký số" in page
    assert "Biên bản 03/BB-HĐXLRR" in page
    sign_in(desk.client, desk.world.owner)
    mine = desk.client.get(f"/khoan-vay/{desk.loan.id}").text
    assert "Đây không phải là xóa nợ" in mine
    assert "Đã trả hết" not in mine


def test_the_borrower_reads_and_nobody_else(desk: Desk) -> None:
    desk.disburse()
    desk.pay("10 triệu", today(), "BC-1")
    mine = f"/khoan-vay/{desk.loan.id}"
    sign_in(desk.client, desk.world.owner)
    assert "Máy sấy hoa hồi" in desk.client.get("/khoan-vay").text
    day = today() + timedelta(days=30)
    page = desk.client.get(f"{mine}?ngay={written(day)}").text
    assert f"Trả hết ngày {written(day)}" in page
    book = load_workbook(BytesIO(desk.client.get(f"{mine}/sao-ke.xlsx").data))
    cells = [cell.value for sheet in book for row in sheet.iter_rows() for cell in row]
    assert 10 * MILLION in cells
    paper = text_of(desk.client.get(f"{mine}/sao-ke.pdf").data)
    assert "07/2026/HĐTD-QHT" in paper
    payment = list_payments(desk.session, desk.loan)[0]
    receipt = text_of(desk.client.get(f"{mine}/bien-nhan/{payment.id}.pdf").data)
    assert "Mười triệu đồng" in " ".join(receipt.split())
    note = text_of(desk.client.get(f"{mine}/nhan-no/1.pdf").data)
    assert "Một trăm hai mươi triệu đồng" in " ".join(note.split())
    other = make_representative(desk.session, make_cooperative(desk.session))
    sign_in(desk.client, other)
    for address in (mine, f"{mine}/sao-ke.pdf", f"{mine}/bien-nhan/{payment.id}.pdf"):
        assert desk.client.get(address).status_code == 404
    assert "Máy sấy" not in desk.client.get("/khoan-vay").text


def test_a_look_at_a_loan_is_kept_and_the_auditor_reads_it(desk: Desk) -> None:
    desk.disburse()
    auditor = make_account(desk.session, Role.AUDITOR)
    desk.session.commit()
    before = len(desk.session.scalars(select(ViewLog)).all())
    for who in (desk.director, desk.director, desk.world.owner):
        sign_in(desk.client, who)
        mine = "/khoan-vay" if who is desk.world.owner else "/quy/khoan-vay"
        assert desk.client.get(f"{mine}/{desk.loan.id}").status_code == 200
        assert desk.client.get(f"/khoan-vay/{desk.loan.id}/sao-ke.xlsx").status_code == 200
    kept = desk.session.scalars(select(ViewLog).order_by(ViewLog.id)).all()[before:]
    assert [(one.account_id, one.loan_no, one.what) for one in kept] == [
        (desk.director.id, desk.loan.contract_no, "page"),
        (desk.director.id, desk.loan.contract_no, "paper"),
    ]
    sign_in(desk.client, auditor)
    page = desk.client.get(f"/luot-xem?q={desk.loan.contract_no}").text
    assert desk.director.full_name in page
    assert (
        desk.loan.cooperative.short_name
        in desk.client.get(f"/quy/khoan-vay?q={desk.loan.contract_no}&loc=all").text
    )


def test_the_portfolio_the_months_and_the_report(desk: Desk) -> None:
    desk.disburse()
    assert "07/2026" in desk.client.get("/quy/khoan-vay?q=07/2026").text
    assert "Không có khoản vay nào khớp" in desk.client.get("/quy/khoan-vay?nhom=5").text
    months = desk.client.get("/quy/dong-tien?so_tien=30+tỷ").text
    assert "không có đủ 30.000.000.000" in months
    address = f"/quy/bao-cao?tu={written(desk.start)}&den={written(today())}"
    page = desk.client.get(address).text
    assert "120.000.000" in page
    before = desk.client.get(f"{address}&biet={written(desk.start)}").text
    assert "120.000.000" not in before, "nothing was written that day"
    assert f"như đã ghi đến hết ngày {written(desk.start)}" in before
    paper = text_of(desk.client.get(address.replace("bao-cao?", "bao-cao.pdf?")).data)
    assert "120.000.000" in paper
    book = load_workbook(
        BytesIO(desk.client.get(address.replace("bao-cao?", "bao-cao.xlsx?")).data)
    )
    assert any(120 * MILLION in [cell.value for cell in row] for row in book.active.iter_rows())


def test_the_months_to_come_add_up() -> None:
    on = date(2026, 3, 10)
    rows = [Row(n, date(2026, 3 + n, 5), 10, 1, []) for n in range(1, 4)]
    found = forecast(on, 100, rows, [(on, 40)])
    assert [one.free_vnd for one in found] == [100, 111, 122, *[133] * 9]
    assert found[0].promised_vnd == 40
    assert earliest_for(on, 100, rows, 100) == on
    assert earliest_for(on, 100, rows, 120) == date(2026, 5, 5)
    assert earliest_for(on, 100, rows, 134) is None


def test_a_month_of_few_borrowers_is_told_with_its_neighbours() -> None:
    on = date(2026, 3, 10)
    days = {1: (4, 5), 2: (4, 6), 3: (4, 6)}
    rows = {
        key: [Row(n, date(2026, month, 5), 10, 1, []) for n, month in enumerate(months)]
        for key, months in days.items()
    }
    found = coming_months(on, rows)
    told = [(f"{one.first:%m}-{one.last:%m}", one.borrowers, one.principal_vnd) for one in found]
    assert told == [
        ("04-04", 3, 30),
        ("05-06", 3, 30),
    ]
    assert coming_months(on, {key: rows[key] for key in (1, 2)}) == []


@given(st.dictionaries(st.integers(1, 9), st.lists(st.integers(0, 14), max_size=6), max_size=9))
def test_what_everybody_reads_is_the_whole_and_nobody_alone(months: dict[int, list[int]]) -> None:
    on = date(2026, 3, 10)
    rows = {
        key: [Row(n, months_after(on, month), key, 1, []) for n, month in enumerate(own)]
        for key, own in months.items()
    }
    found = coming_months(on, rows)
    everything = forecast(on, 0, [row for own in rows.values() for row in own], ())
    assert all(one.borrowers >= 3 for one in found)
    assert all(one.first <= one.last for one in found)
    if found:
        whole = sum(month.principal_vnd for month in everything)
        assert sum(one.principal_vnd for one in found) == whole


@pytest.mark.parametrize(
    ("ppm", "words"), [(68_400, "6,84"), (60_000, "6"), (102_600, "10,26"), (0, "0"), (5, "0,0005")]
)
def test_a_rate_as_people_read_it(ppm: int, words: str) -> None:
    assert percent(ppm) == words


def test_a_borrower_asks_for_another_schedule(desk: Desk) -> None:
    desk.disburse()
    mine, client = f"/khoan-vay/{desk.loan.id}", desk.client
    wish = {
        "kind": "extend", "first_on": written(today() + timedelta(days=60)), "every_months": "6",
        "instalments": "4", "reason": "Mưa đá làm hỏng vườn na.",
    }  # fmt: skip
    sign_in(client, desk.world.owner)
    looked = client.post(f"{mine}/xin-co-cau", data=wish | {"xem": "1"})
    assert "30.000.000" in looked.text
    wrong = client.post(f"{mine}/xin-co-cau", data=wish | {"kind": "adjust"})
    assert wrong.status_code == 422
    assert "muộn hơn hợp đồng" in wrong.text
    assert client.post(f"{mine}/xin-co-cau", data=wish).status_code == 303
    assert "Quỹ đang thẩm định" in client.get(mine).text
    row = find_waiting(desk.session, desk.loan)
    assert row is not None
    home = f"/quy/co-cau/{row.id}"
    finding = wish | {"finding": "Thiệt hại có thật.", "support": "co"}
    assert client.post(f"{home}/tham-dinh", data=finding).status_code == 403
    sign_in(client, make_account(desk.session, Role.APPRAISER, desk.director.unit))
    assert client.post(f"{home}/tham-dinh", data=finding | {"support": ""}).status_code == 422
    assert client.post(f"{home}/tham-dinh", data=finding).status_code == 303
    sign_in(client, desk.director)
    assert "Thiệt hại có thật." in client.get(home).text
    silent = client.post(f"{home}/quyet-dinh", data={"outcome": "khong"})
    assert silent.status_code == 422
    stale = client.post(f"{home}/quyet-dinh", data={"outcome": "co", "seen": "x"})
    assert stale.status_code == 422
    seen = re.search(r'name="seen" value="([^"]+)"', client.get(home).text)
    assert seen is not None
    decided = client.post(f"{home}/quyet-dinh", data={"outcome": "co", "seen": seen[1]})
    assert decided.status_code == 303
    assert "đang được ký số" in client.get(home).text
    assert client.post(f"{desk.address}/giai-ngan/1/ky").status_code == 303
    assert "Giấy nhận nợ 01/GNN-" in client.get(desk.address).text
    sign_in(client, desk.world.owner)
    page = client.get(mine).text
    assert "Đã được cơ cấu lại" in page
    assert client.get(f"{mine}/van-ban/999.pdf").status_code == 404


def test_a_balance_that_is_not_right_becomes_a_petition(desk: Desk) -> None:
    desk.disburse()
    mine, client = f"/khoan-vay/{desk.loan.id}", desk.client
    assert "Chưa đến kỳ đối chiếu" in client.get("/quy/doi-chieu").text
    ask_all(desk.session, today() - timedelta(days=1), utc_now())
    desk.session.commit()
    assert "Chưa trả lời" in client.get("/quy/doi-chieu").text
    sign_in(client, desk.world.owner)
    assert "Xin xác nhận số dư" in client.get(mine).text
    silent = client.post(f"{mine}/doi-chieu", data={"answer": "sai", "words": " "})
    assert silent.status_code == 422
    words = {"answer": "sai", "words": "Đã trả 5.000.000 đ, chứng từ BC 9."}
    sent = client.post(f"{mine}/doi-chieu", data=words, follow_redirects=True)
    assert "chứng từ BC 9" in sent.text
    assert client.post(f"{mine}/doi-chieu", data={"answer": "dung"}).status_code == 422
    sign_in(client, desk.director)
    assert "chứng từ BC 9" in client.get("/quy/doi-chieu").text
