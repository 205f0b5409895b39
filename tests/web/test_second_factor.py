"""The second factor's pages: set up before anything else, asked for at the door, reset."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pyotp import TOTP
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from accounts import codes, passwords
from accounts import second_factor_actions as factor
from accounts import second_factor_queries as queries
from accounts.actions import make_link
from accounts.models import Account, SecondFactor
from config import Settings, settings
from rulebook.actions import load_base
from store.clock import utc_now
from tests.make import make_account
from tests.world import sign_in
from workflow.roles import Role

RIGHT, PAGE = "vườn na sau nhà", "/tai-khoan-cua-toi/xac-thuc-hai-buoc"
CODE = "/dang-nhap/ma-xac-thuc"


@pytest.fixture
def leader(session: Session) -> Account:
    load_base(session)
    hashed = passwords.hash_password(RIGHT)
    account = make_account(session, Role.LEADER, email="thai@lm.vn", password_hash=hashed)
    session.commit()
    return account


@pytest.fixture
def strict(app: Flask) -> Iterator[Settings]:
    """The application as it runs outside the demo."""
    before: Settings = app.extensions["settings"]
    app.extensions["settings"] = replace(before, requires_second_factor=True)
    yield app.extensions["settings"]
    app.extensions["settings"] = before


def door(client: FlaskClient, way_on: str = "") -> TestResponse:
    return client.post(
        "/dang-nhap", data={"login": "thai@lm.vn", "password": RIGHT, "next": way_on}
    )


def secret_of(app: Flask, session: Session, account: Account) -> str:
    row = session.get_one(SecondFactor, account.id)
    sealed = row.offered_secret or row.sealed_secret
    secret = queries.read_secret(app.extensions["settings"], account, sealed)
    assert secret is not None
    return secret


def set_up(app: Flask, session: Session, account: Account) -> list[str]:
    at = app.extensions["settings"]
    factor.offer(session, at, account, utc_now())
    code = TOTP(secret_of(app, session, account)).at(utc_now())
    drawn = factor.confirm(session, at, account, code, utc_now())
    session.get_one(SecondFactor, account.id).last_step = 0  # as if some time had passed
    session.commit()
    return drawn


def test_it_is_required_outside_the_demo() -> None:
    env = {"DATABASE_URL": "postgresql:///x", "SECRET_KEY": "a-secret-of-16-letters"}
    assert settings(env).requires_second_factor
    assert not settings(env | {"DEMO": "1"}).requires_second_factor
    assert settings(env | {"DEMO": "1", "SECOND_FACTOR": "1"}).requires_second_factor
    assert not settings(env | {"SECOND_FACTOR": "0"}).requires_second_factor


def test_nothing_else_before_it_is_set_up(
    app: Flask, client: FlaskClient, leader: Account, session: Session, strict: Settings
) -> None:
    assert door(client, "/tim-ho-so").location == PAGE
    for path in ("/ky-duyet", "/ban-lam-viec", "/thong-bao", "/tai-khoan-cua-toi"):
        assert client.get(path).location == PAGE
    assert client.post("/kien-nghi/KN-2026-000001-1/ky").status_code == 403
    assert client.post("/tai-khoan-cua-toi/phim-tat").status_code == 403
    assert client.get("/tra-loi").status_code == 200
    assert "Chỉ làm một lần" in client.get(PAGE).text
    client.post(f"{PAGE}/bat-dau")
    page = client.get(PAGE)
    secret = secret_of(app, session, leader)
    assert codes.grouped(secret) in page.text
    assert "<svg" in page.text
    assert client.post(f"{PAGE}/xac-nhan", data={"code": "1"}).status_code == 422
    done = client.post(f"{PAGE}/xac-nhan", data={"code": TOTP(secret).at(utc_now())})
    assert done.status_code == 200
    assert done.headers["Cache-Control"] == "no-store"
    assert done.text.count("<li>") >= 10
    assert client.get("/ky-duyet").status_code == 200
    assert secret not in client.get(PAGE).text
    assert "Tắt xác thực hai bước" not in client.get(PAGE).text


def test_officers_may_and_need_not(client: FlaskClient, session: Session, strict: Settings) -> None:
    load_base(session)
    auditor = make_account(session, Role.AUDITOR)
    session.commit()
    assert sign_in(client, auditor).get("/ban-lam-viec").status_code == 200


def test_the_code_is_asked_for_at_the_door(
    app: Flask, client: FlaskClient, leader: Account, session: Session
) -> None:
    set_up(app, session, leader)
    asked = door(client, "/tim-ho-so?q=na")
    assert (asked.status_code, asked.location) == (303, CODE)
    assert client.get("/ban-lam-viec").status_code == 303, "the password alone opens nothing"
    assert client.get(CODE).status_code == 200
    assert client.post(CODE, data={"code": ""}).status_code == 422
    wrong = client.post(CODE, data={"code": "ế 000000"})
    assert wrong.status_code == 422
    assert "Mã chưa đúng" in wrong.text
    code = TOTP(secret_of(app, session, leader)).at(utc_now())
    done = client.post(CODE, data={"code": code})
    assert (done.status_code, done.location) == (303, "/tim-ho-so?q=na")
    assert client.get("/ban-lam-viec").status_code == 200
    assert "Đã vào bằng mật khẩu và mã" in client.get("/tai-khoan-cua-toi").text
    door(client)
    again = client.post(CODE, data={"code": code})
    assert again.status_code == 422, "a code enters once"


def test_six_wrong_codes_shut_the_door(
    app: Flask, client: FlaskClient, leader: Account, session: Session
) -> None:
    drawn = set_up(app, session, leader)
    door(client)
    answers = [client.post(CODE, data={"code": "abc-def"}) for _ in range(6)]
    assert [answer.status_code for answer in answers] == [422] * 5 + [429]
    assert "Hãy thử lại từ " in answers[-1].text
    assert client.post(CODE, data={"code": drawn[0]}).status_code == 429


def test_the_code_is_waited_for_ten_minutes(
    app: Flask, client: FlaskClient, leader: Account, session: Session
) -> None:
    drawn = set_up(app, session, leader)
    assert client.get(CODE).status_code == 404
    door(client)
    with client.session_transaction() as kept:
        kept["half_way"][1] -= 601
        kept.modified = True
    assert client.post(CODE, data={"code": drawn[0]}).status_code == 404
    door(client)
    leader.session_version += 1  # the password was changed meanwhile
    session.commit()
    assert client.post(CODE, data={"code": drawn[0]}).status_code == 404


def test_a_link_leads_to_the_code(
    app: Flask, client: FlaskClient, leader: Account, session: Session
) -> None:
    drawn = set_up(app, session, leader)
    token = make_link(session, leader, "reset", utc_now())
    session.commit()
    data = {"password": "quýt vàng Bắc Sơn", "again": "quýt vàng Bắc Sơn"}
    assert client.post(f"/lien-ket/{token}", data=data).location == CODE
    assert client.get("/ban-lam-viec").status_code == 303
    assert client.post(CODE, data={"code": drawn[0]}).location == "/ky-duyet"


def test_changes_want_the_password(
    app: Flask, client: FlaskClient, leader: Account, session: Session
) -> None:
    set_up(app, session, leader)
    sign_in(client, leader)
    for act in ("phone", "codes", "off"):
        wrong = client.post(f"{PAGE}/thay-doi", data={"old": "sai", "act": act})
        assert wrong.status_code == 422
        assert "Mật khẩu đang dùng chưa đúng" in wrong.text
    assert client.post(f"{PAGE}/thay-doi", data={"old": RIGHT, "act": "x"}).status_code == 422
    drawn = client.post(f"{PAGE}/thay-doi", data={"old": RIGHT, "act": "codes"})
    assert "Mười mã này" in drawn.text
    assert client.post(f"{PAGE}/thay-doi", data={"old": RIGHT, "act": "phone"}).location == PAGE
    assert "Quét mã QR" in client.get(PAGE).text
    assert client.post(f"{PAGE}/thay-doi", data={"old": RIGHT, "act": "off"}).location == PAGE
    assert door(client).location == "/ky-duyet"


def test_an_administrator_resets_it(
    app: Flask, client: FlaskClient, leader: Account, session: Session
) -> None:
    set_up(app, session, leader)
    admin = make_account(session, Role.ADMIN, full_name="Đặng Thị Hòa")
    session.commit()
    elsewhere = sign_in(app.test_client(), leader)
    path = f"/quan-tri/tai-khoan/{leader.id}"
    sign_in(client, admin)
    assert "Gỡ xác thực hai bước" in client.get(path).text
    assert client.post(f"{path}/xac-thuc-hai-buoc").status_code == 303
    page = client.get(path).text
    assert "xác thực hai bước: có → <strong>không</strong>" in page
    assert "Gỡ xác thực hai bước" not in page
    assert elsewhere.get("/ban-lam-viec").status_code == 303
    own = f"/quan-tri/tai-khoan/{admin.id}/xac-thuc-hai-buoc"
    assert client.post(own).status_code == 409


def test_the_server_helps_the_last_administrator(
    app: Flask, client: FlaskClient, leader: Account, session: Session
) -> None:
    set_up(app, session, leader)
    args = ["accounts", "reset-second-factor", "THAI@lm.vn"]
    assert app.test_cli_runner().invoke(args=args).exit_code == 0
    assert leader.second_factor_at is None
    assert app.test_cli_runner().invoke(args=[*args[:2], "ai@lm.vn"]).exit_code == 1
