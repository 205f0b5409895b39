"""Writes of the second factor: offered, confirmed by a first code, used, renewed, taken off."""

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from accounts import codes, sealing
from accounts.actions import OWN_ACCOUNT, note
from accounts.door_actions import SignIn, keep, knock_of, shut_until, try_password
from accounts.models import Account, RecoveryCode, SecondFactor
from accounts.second_factor_queries import (
    RECOVERY_KEY,
    SECRET_KEY,
    find_factor,
    list_unused_codes,
    must_have,
    offered_secret,
    read_secret,
)
from accounts.session_actions import end_all
from config import Settings
from workflow.refusal import Refusal

WRONG_FIRST = (
    "Mã chưa khớp. Hãy nhập 6 số đang hiện trong ứng dụng; đồng hồ điện thoại cần đúng giờ."
)
TOO_OLD = "Mã QR đã quá một giờ. Hãy tạo mã mới rồi quét lại."
REQUIRED = "Vai trò này bắt buộc xác thực hai bước nên không tắt được. Có thể đổi điện thoại."


def offer(session: Session, settings: Settings, account: Account, now: datetime) -> None:
    """Draw a secret for a telephone. It counts for nothing before its first code."""
    factor = find_factor(session, account)
    if factor is None:
        factor = SecondFactor(account_id=account.id)
        session.add(factor)
    key = sealing.derive_key(settings.secret_key, SECRET_KEY)
    factor.offered_secret = sealing.seal(key, account.id, codes.new_secret())
    factor.offered_at = now
    session.flush()


def offer_first(session: Session, settings: Settings, account: Account, now: datetime) -> None:
    """Offer a secret to who has none. Raises Refusal: another telephone wants the password."""
    if account.second_factor_at is not None:
        raise Refusal("factor", "Tài khoản đã bật xác thực hai bước.")
    offer(session, settings, account, now)


def confirm(
    session: Session, settings: Settings, account: Account, typed: str, now: datetime
) -> list[str]:
    """Take up the offered secret by its first code; return the recovery codes, kept nowhere.

    Sessions that were begun without it end. Raises Refusal at the field `code`.
    """
    factor = find_factor(session, account)
    secret = offered_secret(session, settings, account, now)
    if factor is None or secret is None:
        raise Refusal("offer", TOO_OLD, "code")
    step = codes.matching_step(secret, codes.plain_code(typed), now, 0)
    if step is None:
        raise Refusal("code", WRONG_FIRST, "code")
    factor.sealed_secret, factor.offered_secret = factor.offered_secret, ""
    factor.last_step = step
    had = account.second_factor_at is not None
    account.second_factor_at = now
    end_all(session, account, now)
    note(session, account, account.id, now, {"second_factor": [had, True]})
    return _draw_codes(session, settings, account)


def _draw_codes(session: Session, settings: Settings, account: Account) -> list[str]:
    """Put ten new recovery codes in the place of those that are left."""
    session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account.id))
    key = sealing.derive_key(settings.secret_key, RECOVERY_KEY)
    drawn = codes.new_recovery_codes()
    for code in drawn:
        kept = codes.recovery_hash(key, codes.plain_code(code))
        session.add(RecoveryCode(account_id=account.id, code_hash=kept))
    session.flush()
    return drawn


def enter_code(
    session: Session, settings: Settings, account: Account, typed: str, address: str, now: datetime
) -> SignIn:
    """Try a code after the right password: of the app, or a recovery code, each good for once.

    Wrong ones are counted like wrong passwords. The caller commits either way.
    """
    knock = knock_of(account, address, now)
    opens_at = shut_until(session, knock)
    if opens_at is not None:
        return SignIn(None, opens_at)
    plain = codes.plain_code(typed)
    is_from_app = codes.is_from_app(plain)
    use = _use_app_code if is_from_app else _use_recovery_code
    is_right = account.is_active and use(session, settings, account, plain, now)
    step = "code" if is_from_app else "recovery"
    return keep(session, knock, account, step, is_success=is_right)


def _use_app_code(
    session: Session, settings: Settings, account: Account, plain: str, now: datetime
) -> bool:
    factor = find_factor(session, account)
    secret = read_secret(settings, account, factor.sealed_secret) if factor is not None else None
    if factor is None or secret is None:
        return False
    step = codes.matching_step(secret, plain, now, factor.last_step)
    if step is None:
        return False
    factor.last_step = step
    return True


def _use_recovery_code(
    session: Session, settings: Settings, account: Account, plain: str, now: datetime
) -> bool:
    unused = list_unused_codes(session, account)
    key = sealing.derive_key(settings.secret_key, RECOVERY_KEY)
    hashes = (code.code_hash for code in unused)
    number = codes.index_of_hash(hashes, codes.recovery_hash(key, plain))
    if number is None:
        return False
    unused[number].used_at = now
    return True


def check_password(
    session: Session, account: Account, password: str, address: str, now: datetime
) -> SignIn:
    """Check the present password of who is signed in, before something is changed with it."""
    tried = try_password(session, knock_of(account, address, now), account, password)
    return SignIn(tried.account, tried.opens_at)


def renew_codes(session: Session, settings: Settings, account: Account, now: datetime) -> list[str]:
    """Return ten new recovery codes; the old ones are void. Raises Refusal where none are due."""
    if account.second_factor_at is None:
        raise Refusal("factor", "Tài khoản chưa bật xác thực hai bước.")
    note(session, account, account.id, now, {"recovery_codes": ["", "mới"]})
    return _draw_codes(session, settings, account)


def switch_off(session: Session, settings: Settings, account: Account, now: datetime) -> None:
    """Go back to the password alone. Raises Refusal where the role has to have a second factor."""
    if must_have(settings, account):
        raise Refusal("required", REQUIRED)
    _take_off(session, account, account.id, now)


def reset(session: Session, account: Account, by_id: int | None, now: datetime) -> None:
    """Take the second factor off for somebody who lost telephone and paper; sessions end.

    Raises: Refusal where an administrator resets the own account.
    """
    if by_id == account.id:
        raise Refusal("own_account", OWN_ACCOUNT)
    end_all(session, account, now)
    _take_off(session, account, by_id, now)


def _take_off(session: Session, account: Account, by_id: int | None, now: datetime) -> None:
    had = account.second_factor_at is not None
    for table in (SecondFactor, RecoveryCode):
        session.execute(delete(table).where(table.account_id == account.id))
    account.second_factor_at = None
    if had:
        note(session, account, by_id, now, {"second_factor": [True, False]})
