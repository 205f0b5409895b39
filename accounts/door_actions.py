"""At the door: tries are counted and kept, whatever their end. No commit."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from accounts import passwords, queries
from accounts.models import Account, SignInAttempt


@dataclass(frozen=True, slots=True)
class SignIn:
    """How an attempt ended: the account, or None; `opens_at`: the door stays shut until then.

    `needs_code`: the password was right, and a code of the second factor has to follow.
    """

    account: Account | None
    opens_at: datetime | None = None
    needs_code: bool = False


@dataclass(frozen=True, slots=True)
class Knock:
    """Somebody tries: at which login (as `rules.normalise_login` writes it), from where, when."""

    login: str
    address: str
    at: datetime


def knock_of(account: Account, address: str, now: datetime) -> Knock:
    """Return a try at an account, under the one login that its tries are counted by."""
    return Knock(account.login, address, now)


def shut_until(session: Session, knock: Knock) -> datetime | None:
    """Return when the door opens again, None where it is open. Tries at a login wait in a row."""
    lock = func.pg_advisory_xact_lock(func.hashtextextended(f"sign_in:{knock.login}", 0))
    session.execute(select(lock))
    return queries.shut_until(session, knock.login, knock.address, knock.at)


def keep(
    session: Session, knock: Knock, account: Account | None, step: str, *, is_success: bool
) -> SignIn:
    """Keep an attempt and return how it ended."""
    session.add(
        SignInAttempt(
            login=knock.login,
            address=knock.address,
            at=knock.at,
            is_success=is_success,
            account_id=account.id if account is not None else None,
            step=step,
        )
    )
    session.flush()
    if account is None or not is_success:
        again = queries.shut_until(session, knock.login, knock.address, knock.at)
        return SignIn(None, again)
    account.signed_in_at = knock.at
    return SignIn(account)


def try_password(session: Session, knock: Knock, account: Account | None, password: str) -> SignIn:
    """Check a password. An unknown account, a closed one and a wrong password look the same."""
    opens_at = shut_until(session, knock)
    if opens_at is not None:
        return SignIn(None, opens_at)
    is_right = passwords.is_right(account.password_hash if account else "", password)
    if account is None or not account.is_active or not is_right:
        return keep(session, knock, account, "password", is_success=False)
    if passwords.is_outdated(account.password_hash):
        account.password_hash = passwords.hash_password(password)
    if account.second_factor_at is not None:
        return SignIn(account, needs_code=True)  # half of the way is no success yet
    return keep(session, knock, account, "password", is_success=True)
