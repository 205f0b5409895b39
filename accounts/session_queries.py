"""Reads of sessions: who comes with a cookie, and where one is signed in."""

from datetime import datetime, timedelta

from sqlalchemy import BindParameter, ColumnElement, DateTime, bindparam, select
from sqlalchemy.orm import Session

from accounts.models import Account, SignInAttempt, SignInSession
from accounts.tokens import token_hash
from workflow.refusal import Missing

SESSION_LIFETIME = timedelta(hours=12)  # from the last page
HISTORY_SHOWN = 200


def _is_open(now: datetime | BindParameter[datetime]) -> ColumnElement[bool]:
    return SignInSession.ended_at.is_(None) & (SignInSession.seen_at > now - SESSION_LIFETIME)


# Asked by every page, so it is put together once.
FOUND = (
    select(Account, SignInSession)
    .join(SignInSession, SignInSession.account_id == Account.id)
    .where(SignInSession.token_hash == bindparam("token"), Account.id == bindparam("account_id"))
    .where(_is_open(bindparam("now", type_=DateTime(timezone=True))), Account.is_active)
)


def find_session(
    session: Session, account_id: int, token: str, now: datetime
) -> tuple[Account, SignInSession] | None:
    """Return the account and the session of a cookie, in one statement; None where it ended."""
    sought = {"token": token_hash(token), "account_id": account_id, "now": now}
    row = session.execute(FOUND, sought).one_or_none()
    return (row[0], row[1]) if row is not None else None


def list_sessions(session: Session, account: Account, now: datetime) -> list[SignInSession]:
    """Return where an account is signed in, the last used first."""
    found = select(SignInSession).where(SignInSession.account_id == account.id, _is_open(now))
    return list(session.scalars(found.order_by(SignInSession.seen_at.desc(), SignInSession.id)))


def access_session(
    session: Session, account: Account, session_id: int, now: datetime
) -> SignInSession:
    """Return an open session of one's own. Raises Missing."""
    found = select(SignInSession).where(SignInSession.id == session_id, _is_open(now))
    one = session.scalars(found.where(SignInSession.account_id == account.id)).one_or_none()
    if one is None:
        raise Missing("session")
    return one


def list_history(session: Session, account: Account) -> list[SignInAttempt]:
    """Return the attempts at an account that are still kept, newest first."""
    found = select(SignInAttempt).where(SignInAttempt.account_id == account.id)
    return list(session.scalars(found.order_by(SignInAttempt.id.desc()).limit(HISTORY_SHOWN)))
