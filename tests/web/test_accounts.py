"""The pages at the door, one's own account, and the administrator's list."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from accounts import actions, passwords, queries
from accounts.models import Account, OneTimeLink
from rulebook.actions import load_base
from store.clock import utc_now
from store.models import OutboxMessage
from tests.make import make_account, make_unit
from tests.world import sign_in
from workflow.roles import Role

RIGHT, NEW = "vườn na sau nhà", "quýt vàng Bắc Sơn"
WRONG_TEXT = "E-mail, số điện thoại hoặc mật khẩu chưa đúng"


@pytest.fixture
def hanh(session: Session) -> Account:
    load_base(session)
    account = make_account(
        session,
        Role.AUDITOR,
        email="hanh@langson.example",
        phone="0912345678",
        full_name="Lương Thị Hạnh",
        password_hash=passwords.hash_password(RIGHT),
    )
    session.commit()
    return account


@pytest.fixture
def admin(session: Session) -> Account:
    load_base(session)
    account = make_account(session, Role.ADMIN, full_name="Đặng Thị Hòa")
    session.commit()
    return account


def door(client: FlaskClient, login: str, password: str, way_on: str = "") -> TestResponse:
    return client.post("/dang-nhap", data={"login": login, "password": password, "next": way_on})


@pytest.mark.parametrize(
    ("way_on", "location"),
    [
        ("", "/ban-lam-viec"),
        ("/quan-tri/lich?nam=2026", "/quan-tri/lich?nam=2026"),
        ("https://evil.example/", "/ban-lam-viec"),
        ("//evil.example", "/ban-lam-viec"),
        ("/\\evil.example", "/ban-lam-viec"),
    ],
)
def test_the_way_after_the_door(
    client: FlaskClient, hanh: Account, way_on: str, location: str
) -> None:
    answer = door(client, "0912 345 678", RIGHT, way_on)
    assert (answer.status_code, answer.location) == (303, location)


@pytest.mark.parametrize(
    ("role", "location"),
    [
        (Role.REPRESENTATIVE, "/ho-so"),
        (Role.OFFICER, "/ban-lam-viec"),
        (Role.LEADER, "/ky-duyet"),
        (Role.ADMIN, "/quan-tri"),
    ],
)
def test_each_role_begins_where_its_work_is(
    client: FlaskClient, hanh: Account, session: Session, role: Role, location: str
) -> None:
    hanh.role = str(role)
    session.commit()
    assert door(client, "hanh@langson.example", RIGHT).location == location
    assert client.get("/dang-nhap").location == location


def test_the_page_asked_for_is_remembered(client: FlaskClient, hanh: Account) -> None:
    asked = client.get("/quan-tri/lich?nam=2026")
    assert (asked.status_code, asked.location) == (
        303,
        "/dang-nhap?next=/quan-tri/lich?nam%3D2026",
    )
    assert 'value="/quan-tri/lich?nam=2026"' in client.get(asked.location).text


def test_wrong_and_unknown_give_the_same_page(client: FlaskClient, hanh: Account) -> None:
    wrong = door(client, "hanh@langson.example", "không phải")
    unknown = door(client, "khong@langson.example", "không phải")
    assert wrong.status_code == unknown.status_code == 422
    assert WRONG_TEXT in wrong.text
    assert wrong.text.replace("hanh@", "") == unknown.text.replace("khong@", "")
    assert "không phải" not in wrong.text


def test_the_page_says_when_the_door_opens(client: FlaskClient, hanh: Account) -> None:
    answers = [door(client, "hanh@langson.example", "sai rồi nhé") for _ in range(6)]
    assert [answer.status_code for answer in answers] == [422] * 5 + [429]
    assert "Hãy thử lại từ " in answers[-1].text
    assert int(answers[-1].headers["Retry-After"]) > 0
    assert door(client, "hanh@langson.example", RIGHT).status_code == 429


def test_nothing_of_before_survives_the_door(client: FlaskClient, hanh: Account) -> None:
    with client.session_transaction() as kept:
        kept["left_by_another"] = "x"
    door(client, "hanh@langson.example", RIGHT)
    with client.session_transaction() as kept:
        assert "left_by_another" not in kept
        assert kept.permanent
    cookie = client.get_cookie("donghanh")
    assert cookie is not None
    assert cookie.http_only
    assert cookie.same_site == "Lax"


def test_signing_out_is_a_post(client: FlaskClient, hanh: Account) -> None:
    door(client, "hanh@langson.example", RIGHT)
    assert client.get("/dang-xuat").status_code == 405
    assert client.get("/tai-khoan-cua-toi").status_code == 200
    assert client.post("/dang-xuat").status_code == 303
    assert client.get("/tai-khoan-cua-toi").status_code == 303


def test_closing_an_account_ends_its_sessions(
    client: FlaskClient, hanh: Account, admin: Account, session: Session
) -> None:
    sign_in(client, hanh)
    assert client.get("/tai-khoan-cua-toi").status_code == 200
    actions.set_active(session, hanh, admin.id, utc_now(), is_active=False)
    session.commit()
    assert client.get("/tai-khoan-cua-toi").status_code == 303
    actions.set_active(session, hanh, admin.id, utc_now(), is_active=True)
    session.commit()
    assert client.get("/tai-khoan-cua-toi").status_code == 303


def test_forgotten_gives_the_same_answer_for_nobody(client: FlaskClient, hanh: Account) -> None:
    known = client.post("/quen-mat-khau", data={"login": "hanh@langson.example"})
    nobody = client.post("/quen-mat-khau", data={"login": "khong@langson.example"})
    assert known.status_code == nobody.status_code == 200
    assert known.text.replace("hanh@", "") == nobody.text.replace("khong@", "")


def test_looking_at_a_link_changes_nothing(
    client: FlaskClient, hanh: Account, session: Session
) -> None:
    token = actions.make_link(session, hanh, "reset", utc_now())
    session.commit()
    for method in ("GET", "HEAD", "GET", "HEAD"):
        answer = client.open(f"/lien-ket/{token}", method=method)
        assert answer.status_code == 200
        assert answer.headers["Referrer-Policy"] == "same-origin"
    assert session.scalars(select(OneTimeLink.used_at)).all() == [None]
    short = client.post(f"/lien-ket/{token}", data={"password": "ngắn", "again": "ngắn"})
    assert short.status_code == 422
    assert "Mật khẩu cần ít nhất 8 ký tự" in short.text
    other = client.post(f"/lien-ket/{token}", data={"password": NEW, "again": RIGHT})
    assert "chưa giống nhau" in other.text
    done = client.post(f"/lien-ket/{token}", data={"password": NEW, "again": NEW})
    assert (done.status_code, done.location) == (303, "/ban-lam-viec")
    assert client.get("/tai-khoan-cua-toi").status_code == 200
    for method in ("GET", "POST"):
        gone = client.open(f"/lien-ket/{token}", method=method, data={"password": NEW})
        assert gone.status_code == 404
        assert "Xin liên kết mới" in gone.text


def test_a_link_too_old_is_gone(client: FlaskClient, hanh: Account, session: Session) -> None:
    token = actions.make_link(session, hanh, "reset", utc_now() - timedelta(hours=1))
    session.commit()
    assert client.get(f"/lien-ket/{token}").status_code == 404


def change(client: FlaskClient, old: str, new: str) -> TestResponse:
    return client.post(
        "/tai-khoan-cua-toi/mat-khau", data={"old": old, "password": new, "again": new}
    )


def test_changing_the_password_keeps_this_session_and_ends_others(
    app: Flask, client: FlaskClient, hanh: Account
) -> None:
    elsewhere = sign_in(app.test_client(), hanh)
    sign_in(client, hanh)
    assert "chưa đúng" in change(client, "không phải", NEW).text
    assert "dễ đoán" in change(client, RIGHT, "12345678").text
    assert change(client, RIGHT, NEW).status_code == 303
    assert client.get("/tai-khoan-cua-toi").status_code == 200
    assert elsewhere.get("/tai-khoan-cua-toi").status_code == 303


def test_hotkeys_can_be_switched_off(client: FlaskClient, hanh: Account) -> None:
    sign_in(client, hanh)
    assert 'data-hotkeys="on"' in client.get("/tai-khoan-cua-toi").text
    client.post("/tai-khoan-cua-toi/phim-tat", data={})
    assert 'data-hotkeys="off"' in client.get("/tai-khoan-cua-toi").text
    client.post("/tai-khoan-cua-toi/phim-tat", data={"is_on": "y"})
    assert 'data-hotkeys="on"' in client.get("/tai-khoan-cua-toi").text


def test_profile_shows_recent_sign_ins(client: FlaskClient, hanh: Account) -> None:
    door(client, "0912345678", "sai rồi nhé")
    door(client, "hanh@langson.example", RIGHT)
    page = client.get("/tai-khoan-cua-toi").text
    assert page.index("Đã vào") < page.index("Sai mật khẩu")
    assert "127.0.0.1" in page


NEW_ACCOUNT = {
    "full_name": "Vi Văn Đức", "email": "Duc@langson.example", "phone": "0912 345 670",
    "role": "officer", "position": "Chuyên viên", "unit_id": "",
}  # fmt: skip


def test_an_account_is_opened_found_and_edited(
    client: FlaskClient, admin: Account, session: Session
) -> None:
    unit, other = make_unit(session), make_unit(session, name="Ban Kinh tế")
    session.commit()
    sign_in(client, admin)
    refused = client.post("/quan-tri/tai-khoan/moi", data=NEW_ACCOUNT)
    assert refused.status_code == 422
    assert "Chọn đơn vị cho vai trò này." in refused.text
    assert 'value="Vi Văn Đức"' in refused.text  # what was typed is kept
    data = NEW_ACCOUNT | {"unit_id": str(unit.id)}
    made = client.post("/quan-tri/tai-khoan/moi", data=data)
    account = queries.find_by_login(session, "duc@langson.example")
    assert account is not None
    assert made.location == f"/quan-tri/tai-khoan/{account.id}"
    assert account.phone == "0912345670"
    assert "Vi Văn Đức" in client.get("/quan-tri/tai-khoan?q=vi van duc").text
    assert "Không có tài khoản nào như vậy" in client.get("/quan-tri/tai-khoan?q=khong").text
    assert "Vi Văn Đức" not in client.get("/quan-tri/tai-khoan?vai-tro=admin").text
    edited = client.post(made.location, data=data | {"unit_id": str(other.id)})
    assert edited.status_code == 303
    page = client.get(made.location).text
    assert f"đơn vị: {unit.name} → <strong>Ban Kinh tế</strong>" in page
    assert "Đặng Thị Hòa" in page


def test_an_email_taken_is_said_at_its_field(
    client: FlaskClient, admin: Account, hanh: Account
) -> None:
    data = NEW_ACCOUNT | {"email": "HANH@langson.example", "role": "auditor"}
    page = sign_in(client, admin).post("/quan-tri/tai-khoan/moi", data=data)
    assert page.status_code == 422
    assert '<a href="#email">E-mail này đã có tài khoản của Lương Thị Hạnh.</a>' in page.text


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("email", "khong-phai", "E-mail chưa đúng"),
        ("phone", "0912", "còn thiếu chữ số"),
        ("role", "system", "Chọn một mục trong danh sách."),
        ("role", "vua", "Chọn một mục trong danh sách."),
        ("unit_id", "999", "Chọn một mục trong danh sách."),
        ("full_name", "", "Nhập họ và tên."),
        ("full_name", "x" * 121, "nhiều nhất 120 ký tự"),
    ],
)
def test_bad_input_is_said(
    client: FlaskClient, admin: Account, field: str, value: str, said: str
) -> None:
    page = sign_in(client, admin).post("/quan-tri/tai-khoan/moi", data=NEW_ACCOUNT | {field: value})
    assert page.status_code == 422
    assert said in page.text


def test_what_is_missing_is_said_at_once(client: FlaskClient, admin: Account) -> None:
    sign_in(client, admin)
    page = client.post("/quan-tri/tai-khoan/moi", data={"role": "officer", "unit_id": ""}).text
    for words in ("Nhập họ và tên.", "Nhập e-mail hoặc số điện thoại", "Chọn đơn vị cho vai trò"):
        assert words in page


def test_a_link_is_mailed_or_shown_once(
    client: FlaskClient, admin: Account, hanh: Account, session: Session
) -> None:
    sign_in(client, admin)
    assert client.post(f"/quan-tri/tai-khoan/{hanh.id}/lien-ket").status_code == 303
    assert session.scalars(select(OutboxMessage.task)).all() == ["accounts.mail_link"]
    hanh.email = None
    session.commit()
    page = client.post(f"/quan-tri/tai-khoan/{hanh.id}/lien-ket")
    token = page.text.partition("http://localhost:5000/lien-ket/")[2].partition("<")[0]
    assert queries.find_link(session, token, utc_now()) is not None
    assert page.headers["Cache-Control"] == "no-store"


def test_nobody_locks_oneself_out(client: FlaskClient, admin: Account, hanh: Account) -> None:
    sign_in(client, admin)
    own = f"/quan-tri/tai-khoan/{admin.id}"
    assert client.post(f"{own}/trang-thai", data={"is_active": "0"}).status_code == 409
    assert "Khóa tài khoản" not in client.get(own).text
    other = f"/quan-tri/tai-khoan/{hanh.id}"
    assert "Khóa tài khoản" in client.get(other).text
    assert client.post(f"{other}/trang-thai", data={"is_active": "0"}).status_code == 303
    assert "Mở khóa" in client.get(other).text
    assert client.post(f"{other}/lien-ket").status_code == 409


def test_pages_of_a_long_list(client: FlaskClient, admin: Account, session: Session) -> None:
    for _ in range(55):
        make_account(session, Role.REPRESENTATIVE)
    session.commit()
    sign_in(client, admin)
    assert "1–50 trong 56 tài khoản" in client.get("/quan-tri/tai-khoan").text
    assert "51–56 trong 56 tài khoản" in client.get("/quan-tri/tai-khoan?trang=2").text
    for strange in ("-1", "x", "99999999999999999999", "3"):
        assert client.get(f"/quan-tri/tai-khoan?trang={strange}").status_code == 200


def test_create_command_prints_a_link_that_works(
    app: Flask, client: FlaskClient, session: Session
) -> None:
    load_base(session)
    runner = app.test_cli_runner()
    result = runner.invoke(args=["accounts", "create", "Chu@langson.example", "Chu Văn An"])
    assert result.exit_code == 0
    path = result.output.strip().removeprefix("http://localhost:5000")
    done = client.post(path, data={"password": NEW, "again": NEW})
    assert (done.status_code, done.location) == (303, "/quan-tri")
    again = runner.invoke(args=["accounts", "create", "chu@langson.example", "Chu Văn An"])
    assert again.exit_code == 1
    assert "đã có tài khoản của Chu Văn An" in again.output


def test_csrf_is_asked_of_everybody(app: Flask, client: FlaskClient, hanh: Account) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        assert door(client, "hanh@langson.example", RIGHT).status_code == 400
        sign_in(client, hanh)
        assert client.post("/tai-khoan-cua-toi/phim-tat", data={}).status_code == 400
    finally:
        app.config["WTF_CSRF_ENABLED"] = False
    assert hanh.has_hotkeys


def test_demo_accounts_are_offered_in_the_demo(
    client: FlaskClient, hanh: Account, session: Session
) -> None:
    hanh.email = "hanh@donghanh.example"
    session.commit()
    page = client.get("/dang-nhap").text
    assert "hanh@donghanh.example" in page
    assert "Mật khẩu của mọi tài khoản" in page
