"""A programme from its first day to its last: opened, applied under, ended, opened again."""

import re
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from loans.appraisal_queries import version_for
from loans.models import LoanApplication, LoanDraft
from loans.programme_forms import as_typed
from loans.programme_models import LoanProgramme
from loans.programme_queries import terms_of
from store.clock import today
from tests.loans import MILLION, TERMS, LoanWorld, make_loan_world
from tests.web.test_loan_application import begin, fill, filled, send_paper
from tests.world import sign_in
from workflow.text import fold

ADD = "/vay-von/chuong-trinh/them"
TOURISM = replace(
    TERMS,
    rate_ppm=57_000,
    months_max=60,
    methods=("equal_principal",),
    every_months=(3, 6),
    requires_membership=False,
    overdue_factor_percent=130,
    late_interest_ppm=80_000,
    director_limit_vnd=100 * MILLION,
    processing_days=12,
    legal_basis="Quyết định số 12/QĐ-HĐQL",
    caps={("cooperative", "agriculture"): 700 * MILLION, ("union", "other"): 900 * MILLION},
)


@pytest.fixture
def loans(session: Session, client: FlaskClient) -> LoanWorld:
    made = make_loan_world(session)
    session.commit()
    return made


def typed(begins: date, **changes: Any) -> dict[str, Any]:
    """Return the form of a programme as a browser sends it."""
    shown = as_typed(TOURISM) | {"legal_basis": TOURISM.legal_basis}
    papers = shown.pop("papers")
    form: dict[str, Any] = {
        "name": "Vay phát triển du lịch cộng đồng", "purpose": "Nhà lưu trú, đường đi bộ.",
        "reason": "Hội đồng quản lý Quỹ quyết định", "valid_from": f"{begins:%d/%m/%Y}",
    }  # fmt: skip
    for n, known in enumerate(papers):
        paper = {"applies": "always", "is_required": True} | known
        form |= {f"papers-{n}-{name}": value for name, value in paper.items()}
    whole = {**shown, **form, **changes}
    return {name: value for name, value in whole.items() if value not in (False, None, "")}


def added(session: Session) -> LoanProgramme:
    session.expire_all()
    return session.scalars(select(LoanProgramme).order_by(LoanProgramme.id.desc())).first()  # type: ignore[return-value]


def test_a_cooperative_applies_under_a_programme_that_was_added_today(
    loans: LoanWorld, client: FlaskClient, session: Session
) -> None:
    sign_in(client, loans.director)
    assert ADD in client.get("/vay-von/chuong-trinh").text
    taken_over = client.get(f"{ADD}?lay_tu={loans.version.programme_id}").text
    assert all(f'value="{item.name}"' in taken_over for item in TERMS.items)
    for source, status in (("x", 200), ("9" * 10, 404), ("9" * 19, 200), ("9" * 23, 200)):
        assert client.get(f"{ADD}?lay_tu={source}").status_code == status, source
    assert client.post(ADD, data=typed(today())).status_code == 303
    made = added(session)
    assert terms_of(made.versions[0]) == TOURISM, "every condition as it was typed"
    assert made.code == "vay-phat-trien-du-lich-cong-dong"
    assert made.versions[0].created_by_id == loans.director.id
    public = client.get("/vay-von").text
    assert made.name in public
    assert "Quyết định số 12/QĐ-HĐQL" in public
    sign_in(client, loans.owner)
    assert made.name in client.get("/vay-von/nop-ho-so").text
    loans.version = made.versions[0]
    path = begin(loans, client)
    fill(client, path)
    client.post(f"{path}/repayment", data=filled("repayment", months="60"))
    for code in ("registration", "resolution", "ownership"):
        assert send_paper(client, path, code).status_code == 303
    done = client.post(f"{path}/nop", data={"is_true": "y"})
    filed = session.scalars(select(LoanApplication)).one()
    assert (filed.version_id, filed.months) == (made.versions[0].id, 60)
    assert filed.dossier.code in client.get(done.location or "").text
    loans.prescreen(filed)
    assert filed.dossier.state == "in_appraisal"


def test_a_programme_that_is_wrong_keeps_what_was_typed(
    loans: LoanWorld, client: FlaskClient, session: Session
) -> None:
    sign_in(client, loans.director)
    before = added(session).id
    for changes, said in (
        ({"valid_from": "01/01/2020"}, "không áp dụng ngược"),
        ({"overdue_factor_percent": "160"}, "từ 100 đến 150"),
        ({"late_interest_ppm": "11"}, "Lãi chậm trả nhiều nhất"),
        ({"own_share_percent": "15"}, "Vốn tự có từ 20 đến 100 %"),
        ({"months_min": "61"}, "ngắn nhất không quá dài nhất"),
        ({"cap_union_other": "nhiều"}, "Ví dụ"),
        ({"name": loans.version.programme.name.upper()}, "Đã có chương trình mang tên này"),
        ({"valid_to": f"{today() - timedelta(days=1):%d/%m/%Y}"}, "Ngày cuối phải từ"),
    ):
        refused = client.post(ADD, data=typed(today(), **changes))
        assert refused.status_code == 422, changes
        assert said in refused.text, changes
        assert "Nhà lưu trú, đường đi bộ." in refused.text
    more = client.post(ADD, data=typed(today(), them_giay_to="1"))
    assert more.status_code == 200
    count = len(TERMS.items) + 6
    assert len(re.findall(r'name="papers-\d+-name"', more.text)) == count
    assert added(session).id == before
    sign_in(client, loans.accountant)
    assert client.get(ADD).status_code in (403, 404)


def test_a_programme_ends_and_what_was_begun_finds_another_way(
    loans: LoanWorld, client: FlaskClient, session: Session
) -> None:
    programme, other = loans.version.programme, fold("Vay phát triển du lịch cộng đồng")
    sign_in(client, loans.owner)
    path = begin(loans, client)
    fill(client, path)
    filed = loans.file()
    session.commit()
    sign_in(client, loans.director)
    client.post(ADD, data=typed(today()))
    second = added(session)
    assert fold(second.name) == other
    end = f"/vay-von/chuong-trinh/{programme.id}/ket-thuc"
    page = client.get(end).text
    assert "1 hồ sơ đã nộp vẫn được xét tiếp" in page
    assert "1 hồ sơ đang làm dở" in page
    late = {"last_on": f"{today() - timedelta(days=1):%d/%m/%Y}", "reason": "Hết vốn"}
    assert client.post(end, data=late).status_code == 422
    far = today() + timedelta(days=90)
    assert client.post(end, data=late | {"last_on": f"{far:%d/%m/%Y}"}).status_code == 303
    later = client.post(end, data=late | {"last_on": f"{far + timedelta(days=1):%d/%m/%Y}"})
    assert "đã được ghi là kết thúc ngày" in later.text
    assert client.post(end, data=late | {"last_on": f"{today():%d/%m/%Y}"}).status_code == 303
    session.expire_all()
    assert loans.version.valid_to == today()
    tomorrow = today() + timedelta(days=1)
    assert version_for(session, filed, tomorrow).id == loans.version.id
    with pytest.MonkeyPatch.context() as patch:
        for name in ("draft_views", "draft_access_views", "programme_views"):
            patch.setattr(f"loans.{name}.today", lambda: tomorrow)
        patch.setattr("servicing.public_views.today", lambda: tomorrow)
        assert programme.name not in client.get("/vay-von").text
        sign_in(client, loans.owner)
        assert programme.name not in client.get("/vay-von/nop-ho-so").text
        ended = client.get(path)
        assert "không còn nhận hồ sơ" in ended.text
        assert client.post(f"{path}/nop", data={"is_true": "y"}).status_code == 409
        assert client.post(f"{path}/chuyen-chuong-trinh", data={}).status_code == 422
        moved = client.post(f"{path}/chuyen-chuong-trinh", data={"programme_id": str(second.id)})
        assert moved.status_code == 303
        assert "Đã xong <strong>7</strong>" in client.get(path).text, "all that was typed is there"
        assert client.post(f"{path}/bo-nhap").status_code == 303
        assert session.scalars(select(LoanDraft)).all() == []


def test_a_last_day_may_come_earlier_and_never_later(loans: LoanWorld, session: Session) -> None:
    number, change = loans.version.id, "UPDATE loan_programme_version SET valid_to = :on"
    far = today() + timedelta(days=90)
    session.execute(text(change), {"on": far})
    session.execute(text(change), {"on": far - timedelta(days=30)})
    session.commit()
    for on in (far, today() - timedelta(days=5), None):
        with pytest.raises(DBAPIError, match="never changed"):
            session.execute(text(change), {"on": on})
        session.rollback()
    assert session.get_one(type(loans.version), number).valid_to == far - timedelta(days=30)
