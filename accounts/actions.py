"""Writes of accounts: at the door, one-time links, and what an administrator changes."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from accounts import passwords, queries, rules
from accounts.door_actions import Knock, SignIn, keep, knock_of, try_password
from accounts.models import Account, AccountChange, OneTimeLink, SecondFactor, SignInAttempt
from accounts.session_actions import end_all, forget_ended
from accounts.tokens import new_token, token_hash
from store.outbox import enqueue
from workflow.refusal import Missing, Refusal
from workflow.roles import Role

LOGINS_LOCK = 7_001
NEEDS_UNIT = frozenset({Role.OFFICER, Role.HEAD, Role.EXTERNAL})
UNREACHABLE = "Nhập e-mail hoặc số điện thoại để đăng nhập."
NO_UNIT = "Chọn đơn vị cho vai trò này."
OWN_ACCOUNT = "Đồng chí không thể tự đổi vai trò hoặc tự khóa tài khoản của mình."


@dataclass(frozen=True, slots=True)
class AccountDraft:
    """What an administrator enters about an account; e-mail and telephone as they are kept."""

    email: str | None
    phone: str | None
    full_name: str
    position: str
    role: Role
    unit_id: int | None


def sign_in(session: Session, typed: str, password: str, address: str, now: datetime) -> SignIn:
    """Try to sign in. The attempt is kept whatever its end, so the caller commits either way.

    An unknown account, a closed one and a wrong password look the same and take the same time.
    """
    login = rules.normalise_login(typed)
    account = queries.find_by_login(session, login)
    knock = Knock(account.login if account is not None else login, address, now)
    return try_password(session, knock, account, password)


def _set_password(session: Session, account: Account, password: str, now: datetime) -> None:
    """Set a password and end every session. Raises Refusal where it may not be used."""
    fault = rules.password_fault(password, (account.email, account.phone))
    if fault is not None:
        raise Refusal("password", fault, field="password")
    account.password_hash = passwords.hash_password(password)
    end_all(session, account, now)


def change_password(
    session: Session, account: Account, old: str, new: str, address: str, now: datetime
) -> SignIn:
    """Change one's own password after the present one was given; every session ends.

    A wrong present password counts like a failed sign-in. Raises Refusal("password").
    """
    tried = try_password(session, knock_of(account, address, now), account, old)
    if tried.account is not None:
        _set_password(session, account, new, now)
        _end_links(session, account, now)
    return tried


def make_link(session: Session, account: Account, purpose: str, now: datetime) -> str:
    """Make a one-time link and return its token, of which the link keeps only the hash.

    A mail that brings it holds it until it is sent or withdrawn.
    purpose: "activate" (7 days) or "reset" (1 hour).
    """
    token = new_token()
    lives = rules.LINK_LIFETIMES[purpose]
    link = {"account_id": account.id, "purpose": purpose, "token_hash": token_hash(token)}
    session.add(OneTimeLink(**link, created_at=now, expires_at=now + lives))
    session.flush()
    return token


def use_link(session: Session, token: str, password: str, address: str, now: datetime) -> Account:
    """Set the password by a one-time link; this link and all others of the account are used up.

    Raises: Missing where the link cannot be used, Refusal("password") where the password may not.
    """
    link = queries.find_link(session, token, now, is_locked=True)
    if link is None:
        raise Missing("link")
    account = link.account
    _set_password(session, account, password, now)
    _end_links(session, account, now)
    if account.second_factor_at is None:
        keep(session, knock_of(account, address, now), account, "link", is_success=True)
    return account


def _end_links(session: Session, account: Account, now: datetime) -> None:
    unused = update(OneTimeLink).where(OneTimeLink.account_id == account.id)
    session.execute(unused.where(OneTimeLink.used_at.is_(None)).values(used_at=now))


def ask_link(session: Session, typed: str, now: datetime) -> None:
    """Mail a link to whoever forgot the password; nothing happens where no mail can be sent."""
    account = queries.find_by_login(session, rules.normalise_login(typed))
    if account is not None and account.is_active and account.email:
        _mail_link(session, account, now)


def send_link(session: Session, account: Account, now: datetime) -> str | None:
    """Mail a link to an account, or return the token to read out where it has no e-mail.

    Raises: Refusal where the account is closed.
    """
    if not account.is_active:
        raise Refusal("closed", "Tài khoản đang bị khóa. Hãy mở khóa trước khi gửi liên kết.")
    if account.email:
        _mail_link(session, account, now)
        return None
    return make_link(session, account, purpose_for(account), now)


def _mail_link(session: Session, account: Account, now: datetime) -> None:
    # The token is drawn when the mail is sent, so that no secret lies in the outbox.
    enqueue(session, "accounts.mail_link", now, account_id=account.id, purpose=purpose_for(account))


def purpose_for(account: Account) -> str:
    """Return what a link to `account` is for: "activate" where it never had a password."""
    return "reset" if account.password_hash else "activate"


def open_account(
    session: Session, draft: AccountDraft, by_id: int | None, now: datetime
) -> Account:
    """Open an account, without a password. Raises Refusal with the field that is wrong."""
    _check(session, draft, None)
    account = Account(**asdict(draft) | {"role": str(draft.role)}, created_at=now)
    session.add(account)
    session.flush()
    session.refresh(account)
    note(session, account, by_id, now, {k: [None, v] for k, v in asdict(draft).items() if v})
    return account


def edit_account(
    session: Session, account: Account, draft: AccountDraft, by_id: int, now: datetime
) -> Account:
    """Change an account. Open links end when the way to reach it changes.

    Raises: Refusal with the field that is wrong, or where somebody changes the own role.
    """
    if by_id == account.id and draft.role != account.role:
        raise Refusal("own_account", OWN_ACCOUNT, field="role")
    _check(session, draft, account.id)
    wanted = asdict(draft) | {"role": str(draft.role)}
    changed = {k: [getattr(account, k), v] for k, v in wanted.items() if getattr(account, k) != v}
    if not changed:
        return account
    if changed.keys() & {"email", "phone"}:
        _end_links(session, account, now)
    for name, (_, value) in changed.items():
        setattr(account, name, value)
    note(session, account, by_id, now, changed)
    return account


def set_active(
    session: Session, account: Account, by_id: int, now: datetime, *, is_active: bool
) -> None:
    """Open or close an account; closing ends its sessions and links at once.

    Raises: Refusal where somebody closes the own account.
    """
    if by_id == account.id:
        raise Refusal("own_account", OWN_ACCOUNT)
    if account.is_active == is_active:
        return
    account.is_active = is_active
    if not is_active:
        end_all(session, account, now)
        _end_links(session, account, now)
    note(session, account, by_id, now, {"is_active": [not is_active, is_active]})


def set_language(account: Account, language: str) -> None:
    """Keep in which language somebody reads pages and notices."""
    account.language = language


def set_hotkeys(account: Account, *, is_on: bool) -> None:
    """Switch single-key shortcuts on or off."""
    account.has_hotkeys = is_on


def _check(session: Session, draft: AccountDraft, account_id: int | None) -> None:
    """Refuse a draft that cannot be an account: no way to reach it, taken, or without a unit."""
    session.execute(select(func.pg_advisory_xact_lock(LOGINS_LOCK)))  # two at once: one waits
    if not (draft.email or draft.phone):
        raise Refusal("reachable", UNREACHABLE, field="email")
    for field, what in (("email", "E-mail"), ("phone", "Số điện thoại")):
        login = getattr(draft, field)
        other = queries.find_by_login(session, login) if login else None
        if other is not None and other.id != account_id:
            raise Refusal("taken", f"{what} này đã có tài khoản của {other.full_name}.", field)
    if draft.role in NEEDS_UNIT and draft.unit_id is None:
        raise Refusal("unit", NO_UNIT, field="unit_id")


def note(
    session: Session, account: Account, by_id: int | None, now: datetime, what: dict[str, Any]
) -> None:
    """Keep what somebody changed: [old, new] by name, never a secret."""
    session.add(AccountChange(account_id=account.id, by_id=by_id, at=now, what=what))
    session.flush()


def forget_old(session: Session, now: datetime) -> None:
    """Delete what counts no more: attempts, links and sessions a month later, vain offers."""
    month_ago = now - 30 * rules.FAILURES_KEPT
    session.execute(delete(SignInAttempt).where(SignInAttempt.at < month_ago))
    session.execute(delete(OneTimeLink).where(OneTimeLink.expires_at < month_ago))
    forget_ended(session, now)
    offers = delete(SecondFactor).where(SecondFactor.offered_at < now - rules.FAILURES_KEPT)
    session.execute(offers.where(SecondFactor.sealed_secret == ""))
