"""A cooperative applies through pages: sections kept, rules shown, papers, once; then supplies."""

import io
import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from loans.draft_forms import TITLES
from loans.models import LoanApplication, LoanDraft
from store.clock import today
from tests.loans import LoanWorld, make_loan_world
from tests.make import make_cooperative, make_representative
from tests.world import sign_in

PDF = b"%PDF-1.7\n" + b"a paper " * 100
SECTIONS = {
    "borrower": {"contact_name": "Hoàng Văn Thắng", "contact_phone": "0912 345 678"},
    "project": {
        "purpose": "Mua máy sấy na",
        "project": "Sấy na cho 21 thành viên, bán cho hai siêu thị ở Lạng Sơn.",
        "place": "Xã Chi Lăng",
    },
    "money": {"total_vnd": "500 triệu", "amount_vnd": "380tr", "own_cash": "0,12 tỷ"},
    "income": {"months-7-income": "400 triệu", "months-7-cost": "100.000.000",
               "months-7-is_harvest": "y"},
    "repayment": {"wished_on": "", "months": "24", "method": "equal_principal",
                  "every_months": "3", "grace_months": ""},
    "security": {"is_secured": "1", "pledges-0-kind": "land",
                 "pledges-0-description": "Đất vườn 2.000 m²", "pledges-0-value": "600 triệu"},
    "related": {"has_related": "0"},
}  # fmt: skip


@pytest.fixture
def loans(session: Session, client: FlaskClient) -> LoanWorld:
    made = make_loan_world(session)
    session.commit()
    sign_in(client, made.owner)
    return made


def begin(loans: LoanWorld, client: FlaskClient) -> str:
    data = {
        "cooperative_id": str(loans.cooperative.id),
        "programme_id": str(loans.version.programme_id),
    }
    answer = client.post("/vay-von/nop-ho-so", data=data)
    assert answer.status_code == 303
    return answer.location or ""


def filled(section: str, **changes: str) -> dict[str, str]:
    soon = f"{today() + timedelta(days=20):%d/%m/%Y}"
    data = SECTIONS[section] | ({"wished_on": soon} if section == "repayment" else {})
    return data | changes


def fill(client: FlaskClient, path: str) -> None:
    for section in SECTIONS:
        answer = client.post(f"{path}/{section}", data=filled(section))
        assert answer.status_code == 303, (section, answer.text)


def send_paper(client: FlaskClient, path: str, code: str, day: str = "") -> TestResponse:
    day = day or f"{today() - timedelta(days=5):%d/%m/%Y}"
    data = {"files": (io.BytesIO(PDF), f"{code}.pdf"), "issued_on": day}
    return client.post(f"{path}/giay-to/{code}", data=data, content_type="multipart/form-data")


def test_the_whole_way_to_the_number(
    loans: LoanWorld, client: FlaskClient, session: Session
) -> None:
    path = begin(loans, client)
    assert "Chưa làm" in client.get(path).text
    fill(client, path)
    for code in ("registration", "resolution", "ownership"):
        assert send_paper(client, path, code).status_code == 303
    tasks = client.get(path).text
    assert "Đã xong <strong>7</strong>" in tasks
    assert "120.000.000\u00a0đ (24,0 %)" in tasks
    check = client.get(f"{path}/xem-lai").text
    assert "Nộp hồ sơ vay" in check
    assert client.post(f"{path}/nop").status_code == 422, "without the statement of truth"
    answer = client.post(f"{path}/nop", data={"is_true": "y"})
    assert answer.status_code == 303
    receipt = client.get(answer.location or "").text
    assert "VV-" in receipt
    again = client.post(f"{path}/nop", data={"is_true": "y"})
    assert again.location == answer.location
    assert session.scalar(select(func.count()).select_from(LoanApplication)) == 1
    filed = session.scalars(select(LoanApplication)).one()
    assert (filed.amount_vnd, filed.own_vnd) == (380_000_000, 120_000_000)
    assert [one.month.month for one in filed.income] == [8, 8]
    loans.prescreen(filed)
    assert filed.dossier.state == "in_appraisal"
    session.commit()
    shown = client.get(f"/vay-von/ho-so/{filed.dossier.code}").text
    assert "Thứ 1" in shown
    assert loans.appraisers[0].full_name in shown


def test_two_pages_of_one_section_lose_nothing(
    loans: LoanWorld, client: FlaskClient, session: Session
) -> None:
    path = begin(loans, client)
    shown = re.search(r'name="version" value="(\w+)"', client.get(f"{path}/project").text)
    assert shown is not None
    older = {"version": shown[1]}
    client.post(f"{path}/project", data=filled("project") | older)
    late = filled("project", purpose="Gõ ở thẻ cũ") | older
    tried = client.post(f"{path}/project", data=late, headers={"X-Autosave": "1"})
    assert (tried.status_code, tried.data) == (409, b"")
    page = client.post(f"{path}/project", data=late)
    assert page.status_code == 409
    assert "vừa được lưu ở một thẻ hoặc máy khác" in page.text
    assert "Gõ ở thẻ cũ" in page.text
    draft = session.scalars(select(LoanDraft)).one()
    assert draft.data["project"]["purpose"] == ["Mua máy sấy na"]
    newer = re.search(r'name="version" value="(\w+)"', page.text)
    assert newer is not None
    late |= {"version": newer[1]}
    saved = client.post(f"{path}/project", data=late, headers={"X-Autosave": "1"})
    assert saved.json is not None
    assert draft.data["project"]["purpose"] == ["Gõ ở thẻ cũ"]
    assert saved.json["version"] in client.get(f"{path}/project").text


def test_what_is_wrong_is_said_and_kept(loans: LoanWorld, client: FlaskClient) -> None:
    path = begin(loans, client)
    answer = client.post(f"{path}/money", data=filled("money", total_vnd="1,500 triệu"))
    assert answer.status_code == 422
    assert "hiểu được hai cách" in answer.text
    again = client.get(f"{path}/money").text
    assert "1,500 triệu" in again
    assert "Cần xem lại" in client.get(path).text


def test_the_rules_and_the_schedule_while_one_types(loans: LoanWorld, client: FlaskClient) -> None:
    path = begin(loans, client)
    client.post(f"{path}/money", data=filled("money"))
    panel = client.post(f"{path}/repayment/xem-thu", data=filled("repayment", months="48")).text
    assert "6 đến 36 tháng" in panel
    assert "rules__item--unmet" in panel
    panel = client.post(f"{path}/repayment/xem-thu", data=filled("repayment")).text
    assert "47.500.000" in panel, "an eighth of 380 million"
    assert "Chưa làm" in client.get(path).text, "a look keeps nothing"


def test_a_supplement_is_asked_for_and_supplied(
    loans: LoanWorld, client: FlaskClient, session: Session
) -> None:
    path = begin(loans, client)
    fill(client, path)
    client.post(f"{path}/repayment", data=filled("repayment", months="48"))
    send_paper(client, path, "registration")
    client.post(f"{path}/nop", data={"is_true": "y"})
    filed = session.scalars(select(LoanApplication)).one()
    loans.prescreen(filed)
    session.commit()
    assert filed.dossier.state == "supplement_requested"
    address = f"/vay-von/ho-so/{filed.dossier.code}"
    assert "Nghị quyết về việc vay vốn" in client.get(address).text
    page = client.get(f"{address}/bo-sung").text
    assert 'name="file-resolution"' in page
    assert 'name="months"' in page
    day = f"{today() - timedelta(days=3):%d/%m/%Y}"
    data = filled("repayment") | {
        "file-resolution": (io.BytesIO(PDF), "nghi-quyet.pdf"),
        "file-ownership": (io.BytesIO(PDF), "so-do.pdf"),
    }
    kind = "multipart/form-data"
    refused = client.post(f"{address}/bo-sung", data=data, content_type=kind)
    assert refused.status_code == 422
    assert "Ghi ngày cấp" in refused.text
    data |= {
        "day-resolution": day,
        "file-resolution": (io.BytesIO(PDF), "nghi-quyet.pdf"),
        "file-ownership": (io.BytesIO(PDF), "so-do.pdf"),
    }
    assert client.post(f"{address}/bo-sung", data=data, content_type=kind).status_code == 303
    assert (filed.dossier.state, filed.months) == ("submitted", 24)
    assert loans.last(filed).data["changes"]["months"] == [48, 24]
    loans.prescreen(filed)
    assert filed.dossier.state == "in_appraisal"


def test_a_paper_given_before_is_used_again(
    loans: LoanWorld, client: FlaskClient, session: Session
) -> None:
    loans.in_appraisal()
    session.commit()
    path = begin(loans, client)
    page = client.get(f"{path}/giay-to").text
    assert "Dùng lại giấy này" in page
    draft = session.scalars(select(LoanDraft).order_by(LoanDraft.id.desc()).limit(1)).one()
    earlier = session.scalars(select(LoanApplication)).one()
    paper = next(one for one in earlier.papers if one.item_code == "registration")
    answer = client.post(f"{path}/giay-to/registration/{paper.document_id}/dung-lai")
    assert answer.status_code == 303
    session.refresh(draft)
    assert draft.papers["registration"][0]["reused_from_id"] == earlier.dossier_id
    assert (
        client.post(f"{path}/giay-to/registration/{paper.document_id}/dung-lai").status_code == 404
    )


def test_nobody_reads_a_strangers_draft(
    loans: LoanWorld, client: FlaskClient, session: Session
) -> None:
    path = begin(loans, client)
    stranger = make_representative(session, make_cooperative(session))
    sign_in(client, stranger)
    for address in (path, f"{path}/money", f"{path}/giay-to", f"{path}/xem-lai"):
        assert client.get(address).status_code == 404
    assert client.post(f"{path}/nop", data={"is_true": "y"}).status_code == 404


def test_withdrawing_leaves_the_queue(
    loans: LoanWorld, client: FlaskClient, session: Session
) -> None:
    first, second = loans.in_appraisal(), loans.in_appraisal()
    session.commit()
    address = f"/vay-von/ho-so/{second.dossier.code}"
    assert "Thứ 2" in client.get(address).text
    assert client.post(f"/vay-von/ho-so/{first.dossier.code}/rut").status_code == 303
    assert "Thứ 1" in client.get(address).text
    assert first.dossier.state == "withdrawn"


def test_every_page_of_the_way_opens(
    loans: LoanWorld, client: FlaskClient, session: Session
) -> None:
    filed = loans.in_appraisal()
    session.commit()
    path = begin(loans, client)
    for section, title in TITLES.items():
        page = client.get(f"{path}/{section}")
        assert page.status_code == 200, section
        assert title in page.text
    address = f"/vay-von/ho-so/{filed.dossier.code}"
    for one in (
        "/vay-von", "/vay-von/nop-ho-so", "/vay-von/cua-toi", f"{path}/giay-to",
        f"{path}/giay-to/resolution", address, f"{address}/bien-nhan", f"{address}/nhan-tin",
        f"{address}/rut",
    ):  # fmt: skip
        assert client.get(one).status_code == 200, one
    assert client.get(f"{path}/khong-co").status_code == 404
    assert client.get(f"{path}/giay-to/khong-co").status_code == 404
    sign_in(client, loans.appraisers[0])
    assert "Thẩm định viên" in client.get(address).text
    assert filed.dossier.subject in client.get("/ban-lam-viec").text
