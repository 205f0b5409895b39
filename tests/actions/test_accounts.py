"""At the door: lock-out, one-time links, password changes; what administrators change is kept."""

import unicodedata
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from accounts import actions, passwords, queries
from accounts.actions import AccountDraft
from accounts.door_actions import SignIn
from accounts.models import Account, AccountChange, OneTimeLink, SignInAttempt
from accounts.queries import Wanted
from store.models import OutboxMessage
from tests.make import make_account, make_unit, tasks_waiting
from workflow.refusal import Missing, Refusal
from workflow.roles import Role

NOON = datetime(2026, 2, 10, 5, tzinfo=UTC)
RIGHT, WRONG = "vườn na sau nhà", "vườn na trước nhà"
HERE, THERE = "192.0.2.1", "192.0.2.2"
SECOND = timedelta(seconds=1)


@pytest.fixture
def hanh(session: Session) -> Account:
    """Somebody with an e-mail, a telephone and a password."""
    return make_account(
        session,
        Role.REPRESENTATIVE,
        email="hanh@hoptacxa.vn",
        phone="0912345678",
        full_name="Lương Thị Hạnh",
        password_hash=passwords.hash_password(RIGHT),
    )


@pytest.fixture
def admin(session: Session) -> Account:
    return make_account(session, Role.ADMIN, full_name="Đặng Văn Quản")


def enter(
    session: Session, password: str, at: datetime = NOON, login: str = "hanh@hoptacxa.vn",
    address: str = HERE,
) -> SignIn:  # fmt: skip
    return actions.sign_in(session, login, password, address, at)


def fail(
    session: Session, times: int, at: datetime = NOON, login: str = "hanh@hoptacxa.vn"
) -> None:
    for _ in range(times):
        assert enter(session, WRONG, at, login).account is None


@pytest.mark.parametrize("login", ["hanh@hoptacxa.vn", " HANH@hoptacxa.vn", "+84 912 345 678"])
def test_enters_by_email_or_telephone(session: Session, hanh: Account, login: str) -> None:
    assert enter(session, RIGHT, login=login).account is hanh
    assert hanh.signed_in_at == NOON


def test_enters_however_the_keyboard_writes_marks(session: Session, hanh: Account) -> None:
    decomposed = unicodedata.normalize("NFD", RIGHT)
    assert decomposed != RIGHT
    assert enter(session, decomposed).account is hanh


@pytest.mark.parametrize(
    ("values", "password"),
    [({}, WRONG), ({"is_active": False}, RIGHT), ({"password_hash": ""}, ""), ({}, "")],
)
def test_does_not_enter(
    session: Session, hanh: Account, values: dict[str, object], password: str
) -> None:
    for name, value in values.items():
        setattr(hanh, name, value)
    assert enter(session, password) == SignIn(None)
    assert session.scalars(select(SignInAttempt.is_success)).all() == [False]


def test_unknown_and_wrong_look_the_same(session: Session, hanh: Account) -> None:
    for times in range(8):
        at = NOON + timedelta(hours=times)
        assert enter(session, WRONG, at) == enter(session, WRONG, at, "nobody@hoptacxa.vn")


def test_the_door_shuts_after_five_failures(session: Session, hanh: Account) -> None:
    fail(session, 5)
    shut = enter(session, WRONG)
    assert shut.opens_at == NOON + timedelta(seconds=30)
    assert enter(session, RIGHT, NOON + 29 * SECOND) == SignIn(None, shut.opens_at)
    assert enter(session, RIGHT, NOON + 30 * SECOND).account is hanh


def test_trying_while_shut_does_not_lengthen_the_wait(session: Session, hanh: Account) -> None:
    fail(session, 6)
    for n in range(20):
        assert enter(session, WRONG, NOON + n * SECOND).opens_at == NOON + 30 * SECOND
    assert enter(session, RIGHT, NOON + 30 * SECOND).account is hanh


def test_entering_forgets_failures(session: Session, hanh: Account) -> None:
    fail(session, 5)
    assert enter(session, RIGHT).account is hanh
    fail(session, 5)
    assert enter(session, RIGHT).account is hanh


def test_failures_count_for_a_day(session: Session, hanh: Account) -> None:
    fail(session, 5)
    fail(session, 5, NOON + timedelta(hours=24, seconds=1))
    assert enter(session, RIGHT, NOON + timedelta(hours=24, seconds=2)).account is hanh


def test_an_address_that_tries_many_accounts_is_shut(session: Session, hanh: Account) -> None:
    for n in range(21):
        enter(session, WRONG, login=f"someone{n}@hoptacxa.vn")
    assert enter(session, RIGHT).opens_at == NOON + timedelta(seconds=30)
    assert enter(session, RIGHT, address=THERE).account is hanh


def test_old_hashes_are_renewed(session: Session, hanh: Account) -> None:
    passwords.configure(128)
    try:
        before = hanh.password_hash
        assert enter(session, RIGHT).account is hanh
        assert hanh.password_hash != before
        assert "m=128," in hanh.password_hash
        renewed = hanh.password_hash
        assert enter(session, RIGHT).account is hanh
        assert hanh.password_hash == renewed
    finally:
        passwords.configure(64)


def test_a_link_sets_the_password_once(session: Session, hanh: Account) -> None:
    token = actions.make_link(session, hanh, "reset", NOON)
    other = actions.make_link(session, hanh, "reset", NOON)
    fail(session, 6)
    assert actions.use_link(session, token, "quýt vàng Bắc Sơn", HERE, NOON) is hanh
    assert hanh.session_version == 2
    assert enter(session, "quýt vàng Bắc Sơn", NOON + SECOND).account is hanh  # failures forgotten
    for used in (token, other):
        with pytest.raises(Missing):
            actions.use_link(session, used, "hồi thơm Văn Quan", HERE, NOON)


@pytest.mark.parametrize(
    ("purpose", "lives"), [("activate", timedelta(days=7)), ("reset", timedelta(hours=1))]
)
def test_a_link_lives_so_long(
    session: Session, hanh: Account, purpose: str, lives: timedelta
) -> None:
    token = actions.make_link(session, hanh, purpose, NOON)
    assert queries.find_link(session, token, NOON + lives - SECOND) is not None
    assert queries.find_link(session, token, NOON + lives) is None


def test_only_the_hash_of_a_link_is_kept(session: Session, hanh: Account) -> None:
    token = actions.make_link(session, hanh, "reset", NOON)
    kept = session.execute(text("SELECT one_time_link::text FROM one_time_link")).scalar_one()
    assert token not in kept
    assert token.replace("-", "") not in kept
    assert queries.find_link(session, kept, NOON) is None


def test_a_link_of_a_closed_account_is_dead(
    session: Session, hanh: Account, admin: Account
) -> None:
    token = actions.make_link(session, hanh, "reset", NOON)
    actions.set_active(session, hanh, admin.id, NOON, is_active=False)
    actions.set_active(session, hanh, admin.id, NOON, is_active=True)
    assert queries.find_link(session, token, NOON) is None


def test_a_refused_password_uses_nothing_up(session: Session, hanh: Account) -> None:
    token = actions.make_link(session, hanh, "reset", NOON)
    with pytest.raises(Refusal):
        actions.use_link(session, token, "12345678", HERE, NOON)
    assert queries.find_link(session, token, NOON) is not None


def test_forgotten_password_asks_for_a_mail_without_a_secret(
    session: Session, hanh: Account
) -> None:
    actions.ask_link(session, "0912 345 678", NOON)
    message = session.scalars(select(OutboxMessage)).one()
    assert message.task == "accounts.mail_link"
    assert message.payload == {"account_id": hanh.id, "purpose": "reset"}
    assert session.scalars(select(OneTimeLink)).all() == []


def test_forgotten_password_of_nobody_asks_for_nothing(session: Session, hanh: Account) -> None:
    actions.ask_link(session, "nobody@hoptacxa.vn", NOON)
    hanh.is_active = False
    actions.ask_link(session, "hanh@hoptacxa.vn", NOON)
    assert tasks_waiting(session) == []


def test_a_link_for_somebody_without_email_is_read_out(session: Session, hanh: Account) -> None:
    assert actions.send_link(session, hanh, NOON) is None
    hanh.email, hanh.password_hash = None, ""
    token = actions.send_link(session, hanh, NOON)
    assert token is not None
    link = queries.find_link(session, token, NOON)
    assert link is not None
    assert link.purpose == "activate"


def test_changing_the_password_ends_sessions_and_links(session: Session, hanh: Account) -> None:
    token = actions.make_link(session, hanh, "reset", NOON)
    done = actions.change_password(session, hanh, RIGHT, "quýt vàng Bắc Sơn", HERE, NOON)
    assert done.account is hanh
    assert hanh.session_version == 2
    assert queries.find_link(session, token, NOON) is None
    assert enter(session, RIGHT).account is None


def test_guessing_the_present_password_shuts_the_door(session: Session, hanh: Account) -> None:
    for _ in range(6):
        done = actions.change_password(session, hanh, WRONG, "quýt vàng Bắc Sơn", HERE, NOON)
        assert done.account is None
    done = actions.change_password(session, hanh, RIGHT, "quýt vàng Bắc Sơn", HERE, NOON)
    assert done.opens_at == NOON + 30 * SECOND
    assert hanh.session_version == 1


def draft(**values: object) -> AccountDraft:
    base: dict[str, object] = {
        "email": "moi@hoptacxa.vn", "phone": None, "full_name": "Người Mới", "position": "",
        "role": Role.REPRESENTATIVE, "unit_id": None,
    }  # fmt: skip
    return AccountDraft(**(base | values))  # type: ignore[arg-type]


def test_opening_an_account_is_noted(session: Session, admin: Account) -> None:
    account = actions.open_account(session, draft(), admin.id, NOON)
    change = session.scalars(select(AccountChange)).one()
    assert (change.account_id, change.by_id) == (account.id, admin.id)
    assert change.what["role"] == [None, "representative"]
    assert "position" not in change.what


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"email": None}, "email"),
        ({"email": "hanh@hoptacxa.vn"}, "email"),
        ({"phone": "0912345678"}, "phone"),
        ({"role": Role.OFFICER}, "unit_id"),
    ],
)
def test_an_account_that_cannot_be(
    session: Session, hanh: Account, values: dict[str, object], field: str
) -> None:
    with pytest.raises(Refusal) as refused:
        actions.open_account(session, draft(**values), None, NOON)
    assert refused.value.field == field


def test_an_edit_notes_what_changed(session: Session, hanh: Account, admin: Account) -> None:
    token = actions.make_link(session, hanh, "reset", NOON)
    unit = make_unit(session)
    edited = draft(email="hanh.moi@hoptacxa.vn", phone="0912345678", full_name="Lương Thị Hạnh",
                   role=Role.OFFICER, unit_id=unit.id)  # fmt: skip
    actions.edit_account(session, hanh, edited, admin.id, NOON)
    change = session.scalars(select(AccountChange)).one()
    assert change.what == {
        "email": ["hanh@hoptacxa.vn", "hanh.moi@hoptacxa.vn"],
        "role": ["representative", "officer"],
        "unit_id": [None, unit.id],
    }
    assert queries.find_link(session, token, NOON) is None  # it went to the old address
    actions.edit_account(session, hanh, edited, admin.id, NOON)
    assert len(session.scalars(select(AccountChange)).all()) == 1


def test_nobody_closes_or_promotes_oneself(session: Session, admin: Account) -> None:
    with pytest.raises(Refusal):
        actions.set_active(session, admin, admin.id, NOON, is_active=False)
    with pytest.raises(Refusal):
        actions.edit_account(
            session, admin, draft(email=admin.email, role=Role.LEADER), admin.id, NOON
        )
    assert (admin.is_active, admin.role) == (True, "admin")


@pytest.mark.parametrize("verb", ["UPDATE {} SET at = now()", "DELETE FROM {}", "TRUNCATE {}"])
def test_changes_stay(session: Session, verb: str) -> None:
    with pytest.raises(DBAPIError, match="append-only"):
        session.execute(text(verb.format("account_change")))


def names(session: Session, wanted: Wanted) -> list[str]:
    return [account.full_name for account in queries.list_accounts(session, wanted, 1)[0]]


@pytest.mark.parametrize(
    "typed", ["luong thi hanh", "HẠNH lương", "dang", "0912345", "hanh@hop", "Lương Thị Hạnh"]
)
def test_accounts_are_found_without_marks(
    session: Session, hanh: Account, admin: Account, typed: str
) -> None:
    expected = "Đặng Văn Quản" if typed == "dang" else "Lương Thị Hạnh"
    assert names(session, Wanted(typed)) == [expected]


def test_accounts_are_sorted_as_in_viet_nam(session: Session, hanh: Account) -> None:
    expected = ["Bế Văn Lực", "Chu Thị Lan", "Dương Văn Luyện", "Đàm Quang Huy", "Hà Thị Kiều"]
    for name in reversed(expected):
        make_account(session, Role.OFFICER, full_name=name)
    assert names(session, Wanted(role=Role.OFFICER)) == expected


def test_accounts_are_filtered(session: Session, hanh: Account, admin: Account) -> None:
    assert names(session, Wanted("%")) == []
    assert names(session, Wanted(role=Role.ADMIN)) == ["Đặng Văn Quản"]
    hanh.is_active = False
    session.flush()
    assert names(session, Wanted(is_active=False)) == ["Lương Thị Hạnh"]
    assert queries.count_closed(session) == 1
    assert queries.count_by_role(session) == {"admin": 1, "representative": 1}


def test_one_demo_account_of_each_role(session: Session, hanh: Account) -> None:
    first = make_account(session, Role.HEAD, email="head@donghanh.example")
    other = make_account(session, Role.HEAD, make_unit(session), email="head2@donghanh.example")
    make_account(session, Role.REPRESENTATIVE, email="htx2@elsewhere.example")
    owner = make_account(session, Role.REPRESENTATIVE, email="htx@donghanh.example")
    assert queries.list_demo_accounts(session) == [owner, first]
    assert queries.list_demo_colleagues(session, [owner, first]) == [other]


def test_old_attempts_and_links_are_forgotten(session: Session, hanh: Account) -> None:
    fail(session, 1)
    actions.make_link(session, hanh, "reset", NOON)
    actions.forget_old(session, NOON + timedelta(days=29))
    assert session.scalars(select(SignInAttempt)).all()
    actions.forget_old(session, NOON + timedelta(days=32))
    assert not session.scalars(select(SignInAttempt)).all()
    assert not session.scalars(select(OneTimeLink)).all()
