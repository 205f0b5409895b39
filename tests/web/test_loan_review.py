"""The pages of review and decision: the appraiser, the director, the council, the applicant."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from psycopg.errors import CheckViolation, UniqueViolation
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from loans import council_actions, decision_actions
from loans.appraisal_queries import current_round
from loans.models import LoanApplication
from loans.programme_forms import as_typed
from loans.programme_queries import terms_of, version_on
from store.clock import today
from tests.loan_review import DRAFT, Review, make_review
from tests.loans import MILLION
from tests.make import MORNING, make_cooperative, make_representative
from tests.world import sign_in

BEFORE = datetime(2026, 2, 10, 3, 0, tzinfo=UTC)


@pytest.fixture
def review(
    app: Flask, session: Session, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> Review:
    for name in ("loans.appraisal_views", "loans.decision_views", "loans.council_views"):
        monkeypatch.setattr(f"{name}.utc_now", lambda: BEFORE)
        monkeypatch.setattr(f"{name}.today", BEFORE.date)
    monkeypatch.setattr("loans.application_views.today", BEFORE.date)
    return make_review(session, app.extensions["settings"])


def scores(number: int = 8) -> dict[str, str]:
    keys = ("governance", "finance", "feasibility", "repayment", "security", "impact")
    return {f"diem-{key}": str(number) for key in keys}


FORM = {
    "version": "0", "amount_vnd": "280 triệu", "months": "24", "opening_vnd": "150.000.000",
    "conclusion": "approve", "conditions": "", "opinion": "Làm được.",
    "gia-tri-1": "500 triệu", "can-cu-1": "Bảng giá đất",
}  # fmt: skip


def address(application: LoanApplication, rest: str) -> str:
    return f"/vay-von/ho-so/{application.dossier.code}/{rest}"


def test_the_appraiser_writes_visit_round_and_proposal(review: Review, client: FlaskClient) -> None:
    application = review.loans.in_appraisal()
    review.session.commit()
    sign_in(client, review.appraiser(application))
    page = client.get(address(application, "tham-dinh"))
    assert page.status_code == 200
    visit = {"visited_on": "09/02/2026", "place": "Chi Lăng", "met": "Bà Hoa", "seen": "Vườn na."}
    done = client.post(address(application, "kiem-tra-thuc-te"), data=visit)
    assert done.status_code == 303
    done = client.post(address(application, "tham-dinh"), data=FORM | scores())
    assert done.status_code == 303
    row = current_round(review.session, application.dossier_id)
    assert row is not None
    assert (row.amount_vnd, row.total_tenths, row.opening_vnd) == (
        280 * MILLION, 800, 150 * MILLION,
    )  # fmt: skip
    sent = FORM | scores() | {"version": str(row.version), "trinh": "1"}
    assert client.post(address(application, "tham-dinh"), data=sent).status_code == 303
    assert application.dossier.state == "in_council"


def test_what_was_typed_is_kept_where_a_field_is_wrong(review: Review, client: FlaskClient) -> None:
    application = review.loans.in_appraisal()
    review.session.commit()
    sign_in(client, review.appraiser(application))
    wrong = FORM | scores(7) | {"amount_vnd": "ba trăm gì đó", "gia-tri-1": "nửa tỷ"}
    page = client.post(address(application, "tham-dinh"), data=wrong)
    text = page.get_data(as_text=True)
    assert page.status_code == 422
    assert "ba trăm gì đó" in text
    assert "nửa tỷ" in text
    assert 'value="7" selected' in text


def test_a_proposal_without_a_visit_says_so(review: Review, client: FlaskClient) -> None:
    application = review.loans.in_appraisal()
    review.session.commit()
    sign_in(client, review.appraiser(application))
    page = client.post(address(application, "tham-dinh"), data=FORM | scores() | {"trinh": "1"})
    assert page.status_code == 422
    assert "kiểm tra thực tế" in page.get_data(as_text=True)
    assert current_round(review.session, application.dossier_id) is not None


def test_the_director_approves_and_a_second_click_is_told(
    review: Review, client: FlaskClient
) -> None:
    application = review.proposed()
    review.session.commit()
    sign_in(client, review.loans.director)
    page = client.get(address(application, "quyet-dinh")).get_data(as_text=True)
    assert "Đạt mọi điều kiện" in page
    version = {"version": str(application.dossier.version)}
    first = client.post(address(application, "quyet-dinh/duyet"), data=version)
    second = client.post(address(application, "quyet-dinh/duyet"), data=version)
    assert (first.status_code, second.status_code) == (303, 409)
    sign_in(client, review.loans.owner)
    page = client.get(address(application, "ket-qua")).get_data(as_text=True)
    assert "280.000.000" in page
    assert "Nhận khoản vay" in page
    assert client.post(address(application, "ket-qua/nhan")).status_code == 303
    assert client.post(address(application, "ket-qua/nhan")).status_code == 409
    assert application.dossier.state == "offer_accepted"


def test_a_refusal_is_read_with_its_reasons_and_looked_at_again(
    review: Review, client: FlaskClient
) -> None:
    application = review.proposed(values={1: (300 * MILLION, "Giá thị trường")})
    review.session.commit()
    sign_in(client, review.loans.director)
    page = client.get(address(application, "quyet-dinh")).get_data(as_text=True)
    assert "Vay nhiều nhất 210.000.000" in page.replace("\u00a0", " ")
    silent = client.post(address(application, "quyet-dinh/khong-cho-vay"), data={"note": " "})
    assert silent.status_code == 422
    said = {"note": "Tài sản chưa đủ."}
    done = client.post(address(application, "quyet-dinh/khong-cho-vay"), data=said)
    assert done.status_code == 303
    sign_in(client, review.loans.owner)
    page = client.get(address(application, "ket-qua")).get_data(as_text=True)
    assert "Thay đổi nhỏ nhất để đạt" in page
    assert "Tài sản chưa đủ." in page
    look = {"note": "Đã thêm tài sản bảo đảm."}
    assert client.post(address(application, "xem-xet-lai"), data=look).status_code == 303
    assert application.dossier.state == "in_appraisal"


def test_a_proposal_is_given_back(review: Review, client: FlaskClient) -> None:
    application = review.proposed()
    review.session.commit()
    sign_in(client, review.loans.director)
    done = client.post(address(application, "quyet-dinh/tra-lai"), data={"note": "Xem lại giá."})
    assert done.status_code == 303
    assert application.dossier.state == "in_appraisal"


def test_a_meeting_from_the_call_to_the_minutes(review: Review, client: FlaskClient) -> None:
    review.council()
    application = review.proposed(amount_vnd=340 * MILLION)
    review.session.commit()
    sign_in(client, review.loans.director)
    assert application.dossier.code in client.get("/vay-von/hoi-dong").get_data(as_text=True)
    call = {
        "held_on": "10/02/2026", "begins": "14:00", "place": "Phòng họp",
        "secretary_id": str(review.loans.accountant.id), "ho-so": application.dossier.code,
    }  # fmt: skip
    where = client.post("/vay-von/hoi-dong/phien-moi", data=call).headers["Location"]
    assert client.post(f"{where}/khai-mac").status_code == 303
    here = {"co-mat": [str(one.id) for one in review.members]}
    assert client.post(f"{where}/co-mat", data=here).status_code == 303
    page = client.get(where).get_data(as_text=True)
    found = re.search(r'id="muc-(\d+)"', page)
    assert found is not None
    item = f"/vay-von/hoi-dong/muc/{found[1]}"
    sign_in(client, review.members[1].account)
    own = {f"phieu-{review.members[1].id}": "no", f"ly-do-{review.members[1].id}": "Giá đất cao."}
    assert client.post(f"{item}/bieu-quyet", data=own).status_code == 303
    other = {f"phieu-{review.members[2].id}": "no"}
    assert client.post(f"{item}/bieu-quyet", data=other).status_code == 409
    sign_in(client, review.loans.accountant)
    rest = {f"phieu-{one.id}": "yes" for one in review.members if one is not review.members[1]}
    assert client.post(f"{item}/bieu-quyet", data=rest).status_code == 303
    page = client.get(where).get_data(as_text=True)
    assert "Kết luận theo phiếu: thông qua" in page
    assert client.post(f"{item}/ket-luan", data={"discussion": "Đồng ý."}).status_code == 303
    assert application.dossier.state == "approved"
    assert client.post(f"{where}/be-mac").status_code == 303
    page = client.get(where).get_data(as_text=True)
    assert "BB-LMHTX" in page
    assert "Giá đất cao." in page


def test_nobody_else_reads_the_council(review: Review, client: FlaskClient) -> None:
    review.council()
    application = review.proposed()
    meeting = review.meeting(application)
    review.session.commit()
    sign_in(client, review.loans.owner)
    assert client.get("/vay-von/hoi-dong").status_code == 403
    assert client.get(f"/vay-von/hoi-dong/phien/{meeting.id}").status_code == 403


def test_terms_are_written_by_the_director(review: Review, client: FlaskClient) -> None:
    review.council(3)
    review.session.commit()
    member = {
        "account_id": str(review.loans.accountant.id), "position": "Ủy viên",
        "valid_from": "01/02/2026", "basis": "QĐ 02",
    }  # fmt: skip
    sign_in(client, review.members[0].account)
    assert client.post("/vay-von/hoi-dong/thanh-vien", data=member).status_code == 404
    sign_in(client, review.loans.director)
    assert client.post("/vay-von/hoi-dong/thanh-vien", data=member).status_code == 303
    assert client.post("/vay-von/hoi-dong/thanh-vien", data=member).status_code == 422
    ended = f"/vay-von/hoi-dong/thanh-vien/{review.members[2].id}/ket-thuc"
    assert client.post(ended, data={"valid_to": "28/02/2026"}).status_code == 303
    assert review.members[2].valid_to == datetime(2026, 2, 28, tzinfo=UTC).date()


def test_the_meeting_of_two_items_shows_each(review: Review, client: FlaskClient) -> None:
    review.council()
    first = review.proposed(amount_vnd=340 * MILLION)
    second = review.loans.in_appraisal()
    review.propose(second, replace(DRAFT, conclusion="reject"))
    meeting = review.meeting(first, second)
    council_actions.postpone_item(
        review.session, meeting.items[1], "Chờ giấy phép.", review.loans.director, MORNING
    )
    review.session.commit()
    sign_in(client, review.loans.director)
    page = client.get(f"/vay-von/hoi-dong/phien/{meeting.id}").get_data(as_text=True)
    assert "Hoãn, để lại phiên sau" in page
    assert "Chờ giấy phép." in page


def test_a_refusal_becomes_a_petition_with_its_reasons(review: Review, client: FlaskClient) -> None:
    application = review.proposed(values={1: (300 * MILLION, "Giá thị trường")})
    review.session.commit()
    sign_in(client, review.loans.director)
    said = {"note": "Tài sản chưa đủ."}
    client.post(address(application, "quyet-dinh/khong-cho-vay"), data=said)
    sign_in(client, review.loans.owner)
    code = application.dossier.code
    assert f"/kien-nghi/moi?ho-so={code}" in client.get(address(application, "ket-qua")).text
    assert code in client.get(f"/kien-nghi/moi?ho-so={code}").text
    sender = {
        "cooperative_id": str(review.loans.cooperative.id), "contact_name": "Hoàng Văn Thắng",
        "contact_phone": "0912345678", "ho-so": code,
    }  # fmt: skip
    where = client.post("/kien-nghi/moi", data=sender).headers["Location"]
    draft = client.get(where).text
    assert "Giá trị tài sản bảo đảm" in draft
    assert "Tài sản chưa đủ." in draft
    assert f"Xem xét lại việc cho vay của hồ sơ {code}" in draft


def test_somebody_elses_refusal_offers_no_words(review: Review, client: FlaskClient) -> None:
    application = review.proposed(conclusion="reject")
    decision_actions.reject(
        review.session, review.settings, application, "Lời chỉ dành cho người vay.",
        review.director, MORNING,
    )  # fmt: skip
    other = make_cooperative(review.session)
    stranger = make_representative(review.session, other)
    review.session.commit()
    sign_in(client, stranger)
    sender = {
        "cooperative_id": str(other.id), "contact_name": "Vi Văn An",
        "contact_phone": "0912345678", "ho-so": application.dossier.code,
    }  # fmt: skip
    where = client.post("/kien-nghi/moi", data=sender).headers["Location"]
    assert "Lời chỉ dành cho người vay." not in client.get(where).text
    assert client.get(address(application, "ket-qua")).status_code == 404


def test_the_policy_as_it_is_gives_todays_figures_and_another_says_who_loses(
    review: Review, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("loans.trial_views.today", BEFORE.date)
    approved = review.proposed()
    decision_actions.approve(review.session, review.settings, approved, review.director, MORNING)
    review.session.commit()
    sign_in(client, review.loans.director)
    page = client.get("/vay-von/thu-chinh-sach").text
    assert "280.000.000" in page
    assert "Thiệt" not in page
    page = client.get("/vay-von/thu-chinh-sach?von=30&lai=4,8").text
    assert approved.dossier.code in page
    assert "vốn tự có" in page
    wrong = client.get("/vay-von/thu-chinh-sach?lai=abc")
    assert wrong.status_code == 422
    assert "6,84" in wrong.text


def test_a_trial_asks_as_much_of_the_database_for_many_as_for_few(
    review: Review, client: FlaskClient, counted: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("loans.trial_views.today", BEFORE.date)
    review.proposed()
    review.session.commit()
    sign_in(client, review.loans.director)
    client.get("/vay-von/thu-chinh-sach")
    counted.clear()
    client.get("/vay-von/thu-chinh-sach")
    few = len(counted)
    for _ in range(4):
        review.loans.file()
    review.session.commit()
    review.session.expunge_all()
    counted.clear()
    client.get("/vay-von/thu-chinh-sach")
    assert len(counted) <= few + 2


@pytest.mark.parametrize(("fault", "status"), [(UniqueViolation, 409), (CheckViolation, 500)])
def test_a_row_that_was_written_a_moment_before_is_a_conflict(
    review: Review, client: FlaskClient, monkeypatch: pytest.MonkeyPatch,
    fault: type[Exception], status: int,
) -> None:  # fmt: skip
    def written(*_rest: object) -> None:
        raise IntegrityError("INSERT", {}, fault())

    monkeypatch.setattr("loans.council_views.council_queries.access_council", written)
    answer = sign_in(client, review.loans.director).get("/vay-von/hoi-dong")
    assert answer.status_code == status
    assert ("Người khác vừa xử lý" in answer.text) == (status == 409)


def test_the_director_chooses_and_the_appraiser_asks_for_more(
    review: Review, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("loans.staff_views.utc_now", lambda: BEFORE)
    monkeypatch.setattr("loans.staff_views.today", BEFORE.date)
    application = review.loans.in_appraisal()
    one, other = review.loans.appraisers
    sign_in(client, review.loans.director)
    give = address(application, "giao-tham-dinh")
    page = client.get(give).text
    assert other.full_name in page
    assert f"{one.full_name} (đang giữ hồ sơ này)" in page
    refused = client.post(give, data={"officer_id": str(other.id), "note": "\0 "})
    assert refused.status_code == 422
    assert "Ghi lý do" in refused.text
    client.post(give, data={"officer_id": str(other.id), "note": "Chị Hà nghỉ"})
    assert application.dossier.officer_id == other.id
    ask = address(application, "yeu-cau-bo-sung")
    sign_in(client, one)
    assert client.get(ask).status_code == 404
    sign_in(client, other)
    empty = client.post(ask, data={})
    assert empty.status_code == 422
    assert "Chọn giấy tờ cần bổ sung" in empty.text
    done = client.post(ask, data={"papers": ["resolution"], "note": "Bản mờ"})
    assert done.status_code == 303
    assert application.dossier.state == "supplement_requested"
    assert client.get(ask).status_code == 404
    noted = client.post(address(application, "ghi-chu"), data={"note": "Đã gọi điện"})
    assert noted.status_code == 303
    assert "Đã gọi điện" in client.get(f"/vay-von/ho-so/{application.dossier.code}").text


def test_a_programme_gets_other_conditions_and_keeps_those_that_held(
    review: Review, client: FlaskClient
) -> None:
    version, session = review.loans.version, review.session
    programme, held = version.programme, terms_of(version)
    session.commit()
    path = f"/vay-von/chuong-trinh/{programme.id}/dieu-kien-moi"
    sign_in(client, review.loans.director)
    assert "Ghi điều kiện mới" in client.get("/vay-von/chuong-trinh").text
    page = client.get(path).text
    for item in held.items:
        assert f'value="{item.name}"' in page
    begins = today() + timedelta(days=30)
    base = as_typed(held)
    form = {name: value for name, value in base.items() if name not in ("papers", "rate_ppm")}
    form |= {
        "rate_ppm": "9,1", "valid_from": f"{begins:%d/%m/%Y}", "legal_basis": "QĐ 12/QĐ-HĐQL",
        "reason": "Lãi suất thị trường tăng", "papers-0-code": held.items[0].code,
        "papers-0-name": "Giấy chứng nhận mới", "papers-0-applies": "always",
        "papers-0-is_required": "y", "papers-1-name": "", "papers-1-applies": "always",
    }  # fmt: skip
    form = {name: value for name, value in form.items() if value is not False}
    late = client.post(path, data=form | {"valid_from": "01/01/2020"})
    assert late.status_code == 422
    assert "không sửa lại được" in late.text
    assert "QĐ 12/QĐ-HĐQL" in late.text
    unlawful = client.post(path, data=form | {"own_share_percent": "5"})
    assert "Vốn tự có từ 20 đến 100 %" in unlawful.text
    assert client.post(path, data=form | {"rate_ppm": "1e999"}).status_code == 422
    assert client.post(path, data=form).status_code == 303
    session.expire_all()
    made = version_on(session, programme.id, begins)
    assert terms_of(made) == replace(
        held, rate_ppm=91_000, legal_basis="QĐ 12/QĐ-HĐQL",
        items=(replace(held.items[0], name="Giấy chứng nhận mới", hint=""),),
    )  # fmt: skip
    assert terms_of(version) == held
    assert version.valid_to == begins - timedelta(days=1)
    sign_in(client, review.loans.accountant)
    assert client.get(path).status_code in (403, 404)


def test_a_remark_that_is_too_long_takes_no_vote_away_in_silence(
    review: Review, client: FlaskClient
) -> None:
    review.council()
    application = review.proposed()
    meeting = review.meeting(application)
    item, one = meeting.items[0], review.members[0]
    sign_in(client, one.account)
    path = f"/vay-von/hoi-dong/muc/{item.id}/bieu-quyet"
    vote = {f"phieu-{one.id}": "yes", f"ly-do-{one.id}": "x" * 501}
    refused = client.post(path, data=vote)
    assert refused.status_code == 409
    assert one.account.full_name in refused.text
    assert client.post(path, data=vote | {f"ly-do-{one.id}": "Tốt\0"}).status_code == 303
    review.session.expire_all()
    assert [vote.remark for vote in item.votes] == ["Tốt"]
