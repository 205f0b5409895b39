"""Pages of bearer tokens and of what was changed about accounts."""

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from accounts import actions, passwords
from accounts.access import scopes_of
from accounts.models import Account, AccountChange, ApiToken
from store.clock import utc_now
from tests.make import make_account
from tests.world import World, sign_in
from workflow.roles import Role

RIGHT, PAGE = "vườn na sau nhà", "/tai-khoan-cua-toi/ma-truy-cap"
READ = {"name": "Phần mềm kế toán", "scopes": ["petitions:read"], "old": RIGHT}


@pytest.fixture
def owner(world: World, session: Session) -> Account:
    world.owner.password_hash = passwords.hash_password(RIGHT)
    session.commit()
    return world.owner


@pytest.fixture
def admin(world: World, session: Session) -> Account:
    account = make_account(session, Role.ADMIN, full_name="Đặng Thị Hòa")
    session.commit()
    return account


def make(client: FlaskClient) -> str:
    """Make a token on the page and return it as it is shown."""
    page = client.post(PAGE, data=READ)
    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "no-store"
    shown = re.search(r'class="secret digits">([^<]+)<', page.text)
    assert shown is not None
    return shown[1]


def calls(client: FlaskClient, token: str) -> int:
    headers = {"Authorization": f"Bearer {token}"}
    return client.get("/api/v1/petitions", headers=headers).status_code


def test_a_token_is_made_shown_once_used_and_taken_back(
    client: FlaskClient, owner: Account, session: Session
) -> None:
    sign_in(client, owner)
    token = make(client)
    assert calls(client, token) == 200
    page = client.get(PAGE).text
    assert "Phần mềm kế toán" in page
    assert token not in page
    one = session.scalars(select(ApiToken)).one()
    assert (one.scopes, one.account_id) == (["petitions:read"], owner.id)
    assert client.post(f"{PAGE}/{one.id}/thu-hoi").location == PAGE
    assert calls(client, token) == 401
    assert client.post(f"{PAGE}/{one.id}/thu-hoi").status_code == 404
    changes = session.scalars(select(AccountChange).order_by(AccountChange.id)).all()
    assert [(change.by_id, change.what) for change in changes] == [
        (owner.id, {"token": ["", "Phần mềm kế toán"]}),
        (owner.id, {"token": ["Phần mềm kế toán", ""]}),
    ]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"old": "sai rồi"}, "Mật khẩu đang dùng chưa đúng"),
        ({"old": ""}, "Nhập mật khẩu đang dùng."),
        ({"name": ""}, "Nhập tên phần mềm."),
        ({"scopes": []}, "Chọn ít nhất một việc."),
        ({"scopes": ["petitions:all"]}, "Có 1 chỗ cần sửa"),
    ],
)
def test_what_is_wrong_makes_no_token(
    client: FlaskClient, owner: Account, session: Session, wrong: dict[str, object], said: str
) -> None:
    page = sign_in(client, owner).post(PAGE, data=READ | wrong)
    assert page.status_code == 422
    assert said in page.text
    assert session.scalars(select(ApiToken)).all() == []


def test_ten_that_work_are_enough(client: FlaskClient, owner: Account, session: Session) -> None:
    sign_in(client, owner)
    for _ in range(10):
        make(client)
    assert "Đã có 10 mã đang dùng." in client.post(PAGE, data=READ).text
    one = session.scalars(select(ApiToken).limit(1)).one()
    client.post(f"{PAGE}/{one.id}/thu-hoi")
    make(client)


def test_nobody_takes_back_anothers_but_administrators(
    client: FlaskClient, owner: Account, world: World, admin: Account, session: Session
) -> None:
    token = make(sign_in(client, owner))
    one = session.scalars(select(ApiToken)).one()
    assert sign_in(client, world.officer).post(f"{PAGE}/{one.id}/thu-hoi").status_code == 404
    assert client.get("/quan-tri/ma-truy-cap").status_code == 403
    sign_in(client, admin)
    page = client.get("/quan-tri/ma-truy-cap").text
    assert "Phần mềm kế toán" in page
    assert owner.full_name in page
    assert client.post(f"/quan-tri/ma-truy-cap/{one.id}/thu-hoi").status_code == 303
    assert calls(client, token) == 401
    assert "thu hồi" in client.get("/quan-tri/ma-truy-cap").text
    assert (
        "Phần mềm kế toán → <strong>(trống)</strong>"
        in client.get("/quan-tri/tai-khoan/lich-su?loai=bao-mat").text
    )


def test_scopes_are_those_that_the_role_can_use(
    client: FlaskClient, world: World, admin: Account
) -> None:
    assert scopes_of(Role.REPRESENTATIVE) == ["petitions:read", "petitions:write"]
    assert scopes_of(Role.OFFICER) == ["petitions:read"]
    assert scopes_of(Role.ADMIN) == []
    assert 'value="petitions:write"' not in sign_in(client, world.officer).get(PAGE).text
    assert "Tạo mã" not in sign_in(client, admin).get(PAGE).text
    assert PAGE not in client.get("/tai-khoan-cua-toi").text


def test_the_history_of_all_accounts(
    client: FlaskClient, owner: Account, world: World, admin: Account, session: Session
) -> None:
    draft = actions.AccountDraft(
        email=world.officer.email, phone=None, full_name=world.officer.full_name, position="",
        role=Role.HEAD, unit_id=world.officer.unit_id,
    )  # fmt: skip
    actions.edit_account(session, world.officer, draft, admin.id, utc_now())
    actions.set_active(session, owner, admin.id, utc_now(), is_active=False)
    session.commit()
    path = "/quan-tri/tai-khoan/lich-su"
    page = sign_in(client, admin).get(path).text
    assert "vai trò: Cán bộ → <strong>Trưởng đơn vị</strong>" in page
    assert page.index("được đăng nhập: có → <strong>không</strong>") < page.index("vai trò: Cán bộ")
    assert "Đặng Thị Hòa" in page
    roles = client.get(f"{path}?loai=vai-tro").text
    assert "Trưởng đơn vị</strong>" in roles
    assert "được đăng nhập: có" not in roles
    assert "Chưa có thay đổi nào thuộc loại này." in client.get(f"{path}?loai=lien-he").text
    for strange in ("?trang=x", "?trang=-1", "?trang=9999999999999", "?loai=gi"):
        assert client.get(path + strange).status_code == 200
    assert sign_in(client, world.officer).get(path).status_code == 403
