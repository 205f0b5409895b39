"""Pages: a request for an account, the queue of the records officer, and the end of a mandate."""

import io
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from accounts.models import ApiToken
from accounts.queries import find_by_login
from accounts.tokens import token_hash
from cooperatives.models import Mandate
from dossiers.models import DossierDocument
from notices.models import Notice
from notices.queries import count_unread
from representation import queries
from representation.models import AccountRequest
from store.clock import today
from tests.make import MORNING, make_account
from tests.world import World, sign_in
from workflow.roles import Role

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n"
ASK = {
    "cooperative_name": "HTX Na Chi Lăng", "tax_code": "", "full_name": "Hoàng Văn Thắng",
    "position": "Giám đốc", "phone": "0912 345 678", "email": "Thang@htx.vn",
}  # fmt: skip


def ask(
    client: FlaskClient, content: bytes = PDF, name: str = "giay.pdf", **values: str
) -> TestResponse:
    data = ASK | values | {"files": (io.BytesIO(content), name)}
    return client.post("/xin-tai-khoan", data=data, content_type="multipart/form-data")


def test_a_request_is_kept_and_the_answer_tells_nothing(
    world: World, client: FlaskClient, session: Session
) -> None:
    known = ask(client, email=world.owner.email or "")
    stranger = ask(client)
    assert (known.status_code, known.location) == (303, "/xin-tai-khoan/da-gui")
    assert (stranger.status_code, stranger.location) == (303, "/xin-tai-khoan/da-gui")
    assert "thư có liên kết đặt mật khẩu" in client.get(known.location).text
    assert session.scalars(select(AccountRequest.phone)).all() == ["0912345678"] * 2


def test_the_same_request_again_is_one_with_the_paper_sent_last(
    world: World, client: FlaskClient, session: Session
) -> None:
    for content, name in ((PDF, "mo.pdf"), (PDF + b"clear", "ro.pdf")):
        assert ask(client, content, name).status_code == 303
    one = session.scalars(select(AccountRequest)).one()
    assert one.document.name == "ro.pdf"
    one.decision, one.decided_at = "refused", one.asked_at
    session.commit()
    ask(client)
    assert len(session.scalars(select(AccountRequest)).all()) == 2


@pytest.mark.parametrize(
    ("content", "values", "said"),
    [
        (b"MZ\x90\x00 nothing", {}, "không phải PDF"),
        (b"", {}, "không có nội dung"),
        (PDF, {"tax_code": "0100109107"}, "Chữ số cuối của mã số thuế chưa khớp"),
        (PDF, {"tax_code": "12"}, "Mã số thuế gồm 10 chữ số"),
        (PDF, {"phone": "0912"}, "còn thiếu chữ số"),
        (PDF, {"full_name": " "}, "Nhập họ và tên."),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_kept(
    world: World, client: FlaskClient, content: bytes, values: dict[str, str], said: str
) -> None:
    page = ask(client, content, "giay.pdf", **values)
    assert page.status_code == 422
    assert said in page.text
    assert 'value="HTX Na Chi Lăng"' in page.text


def test_a_check_digit_can_be_insisted_on(world: World, client: FlaskClient) -> None:
    assert 'name="is_code_sure"' in ask(client, tax_code="0100109107").text
    sure = ask(client, tax_code="0100109107", is_code_sure="y")
    assert sure.status_code == 303


def test_without_a_paper_nothing_is_kept(
    world: World, client: FlaskClient, session: Session
) -> None:
    page = client.post("/xin-tai-khoan", data=ASK)
    assert page.status_code == 422
    assert "Chọn ảnh hoặc bản quét giấy đăng ký." in page.text
    assert session.scalars(select(AccountRequest)).all() == []


def test_ten_an_hour(world: World, client: FlaskClient) -> None:
    answers = [client.post("/xin-tai-khoan", data={}).status_code for _ in range(11)]
    assert answers == [422] * 10 + [429]


def test_a_flood_of_requests_is_counted_and_its_oldest_shown(
    world: World, client: FlaskClient, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = [f"HTX số {number} Chi Lăng" for number in range(3)]
    for name in names:
        ask(client, cooperative_name=name)
    monkeypatch.setattr(queries, "WAITING_SHOWN", 2)
    page = sign_in(client, world.records).get("/yeu-cau-tai-khoan").text
    assert [name in page for name in names] == [True, True, False]
    assert "2 yêu cầu đầu trong 3" in page


def test_the_officer_compares_and_confirms(
    world: World, client: FlaskClient, session: Session
) -> None:
    world.cooperative.tax_code = "0100109106"
    world.cooperative.representative_name = "Hoàng Văn Thành"
    session.commit()
    ask(client, tax_code="0100109106")
    one = session.scalars(select(AccountRequest)).one()
    path = f"/yeu-cau-tai-khoan/{one.id}"
    sign_in(client, world.records)
    assert "HTX Na Chi Lăng" in client.get("/yeu-cau-tai-khoan").text
    page = client.get(path).text
    assert "2 chỗ khác" in page, "the name and the representative"
    assert "<strong>Hoàng Văn Thành</strong>" in page
    assert client.get(f"{path}/giay-dang-ky", buffered=True).data == PDF
    assert client.post(f"{path}/xac-nhan", data={"starts_on": "10/03/2026"}).status_code == 422
    data = {"cooperative_id": str(world.cooperative.id), "starts_on": "10/03/2026"}
    done = client.post(f"{path}/xac-nhan", data=data)
    assert (done.status_code, done.location) == (303, "/yeu-cau-tai-khoan")
    account = find_by_login(session, "thang@htx.vn")
    assert account is not None
    assert "Hoàng Văn Thắng" in client.get(f"/dai-dien/{world.cooperative.id}").text
    again = client.post(f"{path}/xac-nhan", data=data)
    assert again.status_code == 422
    assert "đã xác nhận yêu cầu này" in again.text
    assert client.post(f"{path}/tu-choi", data={"reason": "x"}).status_code == 422


def test_the_officer_refuses_with_a_reason(
    world: World, client: FlaskClient, session: Session
) -> None:
    ask(client, email="")
    one = session.scalars(select(AccountRequest)).one()
    sign_in(client, world.records)
    path = f"/yeu-cau-tai-khoan/{one.id}"
    assert client.post(f"{path}/tu-choi", data={}).status_code == 422
    assert client.post(f"{path}/tu-choi", data={"reason": "Giấy mờ."}).status_code == 303
    page = client.get("/yeu-cau-tai-khoan").text
    assert "Hãy gọi báo số 0912345678" in page
    assert "Giấy mờ." in client.get(path).text


def test_a_link_is_shown_where_there_is_no_email(
    world: World, client: FlaskClient, session: Session
) -> None:
    ask(client, email="")
    one = session.scalars(select(AccountRequest)).one()
    data = {"cooperative_id": str(world.cooperative.id), "starts_on": "10/03/2026"}
    page = sign_in(client, world.records).post(f"/yeu-cau-tai-khoan/{one.id}/xac-nhan", data=data)
    assert "http://localhost:5000/lien-ket/" in page.text
    assert page.headers["Cache-Control"] == "no-store"


def test_mandates_are_given_and_ended_on_their_pages(
    world: World, client: FlaskClient, session: Session
) -> None:
    other = make_account(session, Role.REPRESENTATIVE, email="moi@htx.vn", full_name="Vi Văn Mới")
    session.commit()
    sign_in(client, world.records)
    assert world.cooperative.name in client.get(f"/dai-dien?q={world.cooperative.name}").text
    path = f"/dai-dien/{world.cooperative.id}"
    data = {"login": "khong@htx.vn", "position": "Giám đốc", "starts_on": "01/04/2026"}
    assert "Chưa có tài khoản nào" in client.post(path, data=data).text
    assert client.post(path, data=data | {"login": other.email or ""}).status_code == 303
    assert "Vi Văn Mới" in client.get(path).text
    mandate = session.scalars(select(Mandate).where(Mandate.account_id == world.owner.id)).one()
    end = f"/dai-dien/uy-quyen/{mandate.id}/ket-thuc"
    assert client.get(end).status_code == 200
    assert client.post(end, data={"last_day": "01/01/2019", "reason": "x"}).status_code == 422
    assert client.post(end, data={"last_day": "10/03/2026"}).status_code == 422
    done = client.post(end, data={"last_day": "10/03/2026", "reason": "Bầu giám đốc mới"})
    assert (done.status_code, done.location) == (303, path)
    assert "Bầu giám đốc mới" in client.get(path).text
    assert client.post(end, data={"last_day": "11/03/2026", "reason": "x"}).status_code == 422


def end_with(world: World, last_day: date) -> None:
    mandate = world.session.scalars(
        select(Mandate).where(Mandate.account_id == world.owner.id)
    ).one()
    mandate.ends_on = last_day
    world.session.commit()


def test_a_former_representative_sees_nothing_from_the_day_after(
    world: World, client: FlaskClient, session: Session
) -> None:
    petition = world.answered()
    scopes = ["petitions:read", "petitions:write"]
    token = {"name": "x", "token_hash": token_hash("a-token"), "created_at": MORNING}
    session.add(ApiToken(account_id=world.owner.id, scopes=scopes, **token))
    notice = {"subject": "Đã trả lời", "body": "x", "created_at": MORNING}
    notice |= {"event_id": world.last(petition).id, "dossier_id": petition.dossier_id}
    session.add(Notice(account_id=world.owner.id, **notice))
    session.commit()
    code = petition.dossier.code
    paper = session.scalars(select(DossierDocument.document_id)).first()
    pages = [f"/kien-nghi/{code}", f"/kien-nghi/{code}/phieu"]
    pages += [f"/ho-so/{code}/giay-to/{paper}"] if paper is not None else []
    bearer = {"Authorization": "Bearer a-token"}
    end_with(world, today())
    sign_in(client, world.owner)
    assert client.get(pages[0]).status_code == 200
    assert client.get(f"/api/v1/petitions/{code}", headers=bearer).status_code == 200
    assert count_unread(session, world.owner, today()) == 1
    end_with(world, today() - timedelta(days=1))
    for page in pages:
        assert client.get(page).status_code == 404, page
    assert code not in client.get("/ho-so").text
    assert client.get(f"/api/v1/petitions/{code}", headers=bearer).status_code == 404
    assert code not in client.get("/api/v1/petitions", headers=bearer).text
    assert count_unread(session, world.owner, today()) == 0
    for act in ("nhan-tin", "rut", "danh-gia"):
        assert client.post(f"/kien-nghi/{code}/{act}", data={"note": "x"}).status_code == 404
