"""The second factor: counted from its first code, each code once, wrong ones shut the door."""

from datetime import UTC, datetime, timedelta

import pytest
from pyotp import TOTP
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from accounts import actions, passwords
from accounts import second_factor_actions as factor
from accounts import second_factor_queries as queries
from accounts.door_actions import SignIn
from accounts.models import Account, AccountChange, RecoveryCode, SecondFactor, SignInAttempt
from config import Settings
from tests.make import make_account
from tests.world import World
from workflow.refusal import Refusal
from workflow.roles import Role

NOON = datetime(2026, 2, 10, 5, tzinfo=UTC)
RIGHT, HERE = "vườn na sau nhà", "192.0.2.1"
STEP = timedelta(seconds=30)


@pytest.fixture
def settings(world: World) -> Settings:
    return world.settings


@pytest.fixture
def hanh(session: Session) -> Account:
    hashed = passwords.hash_password(RIGHT)
    phone = "0912345678"
    return make_account(session, Role.LEADER, email="hanh@lm.vn", phone=phone, password_hash=hashed)


def secret_of(session: Session, settings: Settings, account: Account) -> str:
    row = session.get_one(SecondFactor, account.id)
    secret = queries.read_secret(settings, account, row.sealed_secret or row.offered_secret)
    assert secret is not None
    return secret


def set_up(session: Session, settings: Settings, account: Account) -> list[str]:
    factor.offer(session, settings, account, NOON)
    code = TOTP(secret_of(session, settings, account)).at(NOON)
    return factor.confirm(session, settings, account, code, NOON)


def enter(
    session: Session, settings: Settings, account: Account, code: str, at: datetime
) -> SignIn:
    return factor.enter_code(session, settings, account, code, HERE, at)


def test_it_counts_from_the_first_code(session: Session, settings: Settings, hanh: Account) -> None:
    factor.offer(session, settings, hanh, NOON)
    assert hanh.second_factor_at is None
    with pytest.raises(Refusal):
        factor.confirm(session, settings, hanh, "000 000", NOON)
    late = NOON + timedelta(hours=1)
    with pytest.raises(Refusal, match="quá một giờ"):
        factor.confirm(session, settings, hanh, "000000", late)
    set_up(session, settings, hanh)
    after: tuple[object, int] = (hanh.second_factor_at, hanh.session_version)
    assert after == (NOON, 2)
    assert not actions.sign_in(session, "0912345678", "sai", HERE, NOON).needs_code
    half_way = SignIn(hanh, needs_code=True)
    assert actions.sign_in(session, "0912345678", RIGHT, HERE, NOON) == half_way


def test_nothing_readable_is_kept(session: Session, settings: Settings, hanh: Account) -> None:
    drawn = set_up(session, settings, hanh)
    secret = secret_of(session, settings, hanh)
    rows = [
        *session.scalars(text("SELECT second_factor::text FROM second_factor")),
        *session.scalars(text("SELECT recovery_code::text FROM recovery_code")),
        *session.scalars(text("SELECT account_change::text FROM account_change")),
    ]
    assert len(rows) == 12
    for hidden in (secret, *drawn, *(code.replace("-", "") for code in drawn)):
        assert not [row for row in rows if hidden in row]


def test_a_code_enters_once(session: Session, settings: Settings, hanh: Account) -> None:
    set_up(session, settings, hanh)
    totp = TOTP(secret_of(session, settings, hanh))
    assert enter(session, settings, hanh, totp.at(NOON), NOON).account is None, "used to set up"
    code = totp.at(NOON + STEP)
    assert enter(session, settings, hanh, f"{code[:3]} {code[3:]}", NOON + STEP).account is hanh
    assert enter(session, settings, hanh, code, NOON + STEP).account is None
    assert hanh.signed_in_at == NOON + STEP


def test_a_recovery_code_enters_once(session: Session, settings: Settings, hanh: Account) -> None:
    drawn = set_up(session, settings, hanh)
    assert enter(session, settings, hanh, drawn[3].upper(), NOON).account is hanh
    assert enter(session, settings, hanh, drawn[3], NOON).account is None
    assert queries.count_unused_codes(session, hanh) == 9
    renewed = factor.renew_codes(session, settings, hanh, NOON)
    assert enter(session, settings, hanh, drawn[4], NOON).account is None
    assert enter(session, settings, hanh, renewed[4], NOON).account is hanh
    steps = select(SignInAttempt.step, SignInAttempt.is_success).order_by(SignInAttempt.id)
    assert session.execute(steps).all()[0] == ("recovery", True)


def test_wrong_codes_shut_the_door_and_the_password_does_not_open_it(
    session: Session, settings: Settings, hanh: Account
) -> None:
    set_up(session, settings, hanh)
    for _ in range(5):
        assert actions.sign_in(session, "hanh@lm.vn", RIGHT, HERE, NOON).needs_code
        assert enter(session, settings, hanh, "111111", NOON) == SignIn(None)
    assert enter(session, settings, hanh, "111111", NOON).opens_at == NOON + STEP
    shut = SignIn(None, NOON + STEP)
    code = TOTP(secret_of(session, settings, hanh)).at(NOON + STEP)
    assert enter(session, settings, hanh, code, NOON + STEP / 2) == shut
    assert actions.sign_in(session, "0912345678", RIGHT, HERE, NOON) == shut, "whichever login"
    assert enter(session, settings, hanh, code, NOON + STEP).account is hanh


def test_a_new_telephone_takes_over_at_its_first_code(
    session: Session, settings: Settings, hanh: Account
) -> None:
    set_up(session, settings, hanh)
    old = TOTP(secret_of(session, settings, hanh))
    with pytest.raises(Refusal):
        factor.offer_first(session, settings, hanh, NOON)
    factor.offer(session, settings, hanh, NOON)
    assert enter(session, settings, hanh, old.at(NOON + STEP), NOON + STEP).account is hanh
    offered = queries.offered_secret(session, settings, hanh, NOON)
    assert offered is not None
    factor.confirm(session, settings, hanh, TOTP(offered).at(NOON + STEP), NOON + STEP)
    later = NOON + 4 * STEP
    assert enter(session, settings, hanh, old.at(later), later).account is None
    assert enter(session, settings, hanh, TOTP(offered).at(later), later).account is hanh


def test_another_secret_key_opens_nothing(
    session: Session, settings: Settings, hanh: Account
) -> None:
    set_up(session, settings, hanh)
    sealed = session.get_one(SecondFactor, hanh.id).sealed_secret
    other = make_account(session, Role.LEADER)
    assert queries.read_secret(settings, other, sealed) is None


def test_who_takes_it_off(session: Session, settings: Settings, hanh: Account) -> None:
    admin = make_account(session, Role.ADMIN)
    for account in (hanh, admin):
        set_up(session, settings, account)
    with pytest.raises(Refusal):
        factor.reset(session, admin, admin.id, NOON)
    factor.reset(session, hanh, admin.id, NOON)
    assert (hanh.second_factor_at, hanh.session_version) == (None, 3)
    assert session.get(SecondFactor, hanh.id) is None
    assert session.scalar(select(func.count()).select_from(RecoveryCode)) == 10  # admin's
    change = session.scalars(select(AccountChange).order_by(AccountChange.id.desc())).first()
    assert change is not None
    assert (change.by_id, change.what) == (admin.id, {"second_factor": [True, False]})
    factor.switch_off(session, settings, admin, NOON)
    assert admin.second_factor_at is None
