"""Sessions are rows: listed, ended one by one or all others, seen at most once a minute."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text, update
from sqlalchemy.orm import Session

from accounts import passwords
from accounts.models import Account, SignInSession
from accounts.session_actions import forget_ended
from rulebook.actions import load_base
from store.clock import utc_now
from tests.make import make_account
from tests.world import sign_in
from workflow.roles import Role

RIGHT, PROFILE = "vườn na sau nhà", "/tai-khoan-cua-toi"
ANDROID = "Mozilla/5.0 (Linux; Android 9) Chrome/126.0 Mobile Safari/537.36"
HOUR = timedelta(hours=1)


@pytest.fixture
def hanh(session: Session) -> Account:
    load_base(session)
    hashed = passwords.hash_password(RIGHT)
    account = make_account(session, Role.AUDITOR, email="hanh@lm.vn", password_hash=hashed)
    session.commit()
    return account


@pytest.fixture
def phone(app: Flask, client: FlaskClient, hanh: Account) -> FlaskClient:
    """A second browser, signed in by hand, of the same account as `client`."""
    sign_in(client, hanh)
    other = app.test_client()
    data = {"login": "hanh@lm.vn", "password": RIGHT}
    assert other.post("/dang-nhap", data=data, headers={"User-Agent": ANDROID}).status_code == 303
    return other


def sessions_of(session: Session, account: Account) -> list[SignInSession]:
    found = select(SignInSession).where(SignInSession.account_id == account.id)
    return list(session.scalars(found.order_by(SignInSession.id)))


def test_they_are_listed_with_their_devices(client: FlaskClient, phone: FlaskClient) -> None:
    page = client.get(PROFILE).text
    assert "Chrome trên điện thoại Android" in page
    assert page.count("Máy này") == 1
    assert page.index("Firefox trên máy tính Windows") < page.index("Máy này")
    assert "Chrome trên điện thoại Android <" in phone.get(PROFILE).text, "its own there"


def test_one_is_ended(
    client: FlaskClient, phone: FlaskClient, session: Session, hanh: Account
) -> None:
    own, other = sessions_of(session, hanh)
    assert client.post(f"{PROFILE}/phien/{other.id}/thoat").status_code == 303
    assert phone.get(PROFILE).status_code == 303
    assert client.get(PROFILE).status_code == 200
    assert client.post(f"{PROFILE}/phien/{other.id}/thoat").status_code == 404, "ended before"
    assert client.post(f"{PROFILE}/phien/{own.id}/thoat").location == "/"
    assert client.get(PROFILE).status_code == 303


def test_nobody_ends_anothers(
    client: FlaskClient, phone: FlaskClient, session: Session, hanh: Account
) -> None:
    other = sessions_of(session, hanh)[1]
    stranger = make_account(session, Role.AUDITOR)
    session.commit()
    assert sign_in(client, stranger).post(f"{PROFILE}/phien/{other.id}/thoat").status_code == 404
    client.post(f"{PROFILE}/phien/thoat-noi-khac")
    assert phone.get(PROFILE).status_code == 200


def test_all_others_are_ended(client: FlaskClient, phone: FlaskClient) -> None:
    assert client.post(f"{PROFILE}/phien/thoat-noi-khac").status_code == 303
    assert phone.get(PROFILE).status_code == 303
    page = client.get(PROFILE).text
    assert "Đã thoát khỏi 1 nơi khác." in page
    assert "Thoát mọi nơi khác" not in page


def test_a_new_password_ends_the_others(client: FlaskClient, phone: FlaskClient) -> None:
    data = {"old": RIGHT, "password": "quýt vàng Bắc Sơn", "again": "quýt vàng Bắc Sơn"}
    assert client.post(f"{PROFILE}/mat-khau", data=data).status_code == 303
    assert phone.get(PROFILE).status_code == 303
    assert client.get(PROFILE).text.count("dùng gần nhất") == 1


def test_signing_out_ends_the_row_so_a_copied_cookie_is_worth_nothing(
    app: Flask, client: FlaskClient, hanh: Account
) -> None:
    sign_in(client, hanh)
    thief = app.test_client()
    cookie = client.get_cookie("donghanh")
    assert cookie is not None
    thief.set_cookie("donghanh", cookie.value)
    assert thief.get(PROFILE).status_code == 200
    client.post("/dang-xuat")
    assert thief.get(PROFILE).status_code == 303


def test_a_cookie_without_a_row_is_none(client: FlaskClient, hanh: Account) -> None:
    for token in (None, "x", 7):
        with client.session_transaction() as kept:
            kept["_user_id"], kept["_fresh"] = hanh.get_id(), True
            kept["token"] = token
        assert client.get(PROFILE).status_code == 303


def test_twelve_hours_without_a_page_end_it(
    client: FlaskClient, session: Session, hanh: Account
) -> None:
    sign_in(client, hanh)
    session.execute(update(SignInSession).values(seen_at=utc_now() - 11 * HOUR))
    session.commit()
    assert client.get(PROFILE).status_code == 200
    session.execute(update(SignInSession).values(seen_at=utc_now() - 12 * HOUR))
    session.commit()
    assert client.get(PROFILE).status_code == 303


def test_seen_is_written_once_a_minute(
    client: FlaskClient, session: Session, hanh: Account, counted: list[str]
) -> None:
    sign_in(client, hanh)
    client.get("/thong-bao")
    counted.clear()
    client.get("/thong-bao")
    few = len(counted)
    assert not [one for one in counted if one.startswith(("UPDATE", "INSERT"))]
    assert sum("sign_in_session" in one for one in counted) == 1, "read with the account"
    session.execute(update(SignInSession).values(seen_at=utc_now() - timedelta(minutes=2)))
    session.commit()
    counted.clear()
    client.get("/thong-bao")
    assert sum(one.startswith("UPDATE sign_in_session") for one in counted) == 1
    client.get("/thong-bao")
    counted.clear()
    client.get("/thong-bao")
    assert len(counted) == few


def test_only_the_hash_is_kept_and_old_rows_go(
    client: FlaskClient, session: Session, hanh: Account
) -> None:
    sign_in(client, hanh)
    with client.session_transaction() as kept:
        token = kept["token"]
    rows = session.scalars(text("SELECT sign_in_session::text FROM sign_in_session")).all()
    assert len(rows) == 1
    assert token not in rows[0]
    forget_ended(session, utc_now() + timedelta(days=30))
    assert len(sessions_of(session, hanh)) == 1
    forget_ended(session, utc_now() + timedelta(days=31))
    assert sessions_of(session, hanh) == []


def test_the_history_shows_successes_and_failures(client: FlaskClient, hanh: Account) -> None:
    client.post("/dang-nhap", data={"login": "hanh@lm.vn", "password": "sai rồi"})
    client.post("/dang-nhap", data={"login": "hanh@lm.vn", "password": RIGHT})
    hanh.email = "moi@lm.vn"
    page = client.get(f"{PROFILE}/lich-su-dang-nhap").text
    assert page.index("Đã vào") < page.index("Sai mật khẩu")
