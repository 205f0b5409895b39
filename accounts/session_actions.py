"""Writes of sessions: begun at the door, seen now and then, ended. No commit."""

import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from accounts.devices import device_name
from accounts.models import Account, SignInSession
from accounts.session_queries import SESSION_LIFETIME
from accounts.tokens import token_hash

TOKEN_BYTES = 32
SEEN_EVERY = timedelta(minutes=1)
ENDED_KEPT = timedelta(days=30)


def begin(session: Session, account: Account, user_agent: str, address: str, now: datetime) -> str:
    """Begin a session and return its token, which only the browser keeps."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    session.add(
        SignInSession(
            account_id=account.id,
            token_hash=token_hash(token),
            device=device_name(user_agent),
            address=address,
            since_at=now,
            seen_at=now,
        )
    )
    session.flush()
    return token


def is_seen_due(one: SignInSession, now: datetime) -> bool:
    """Return whether a minute has passed since the session was last seen."""
    return now - one.seen_at >= SEEN_EVERY


def see(session: Session, one: SignInSession, address: str, now: datetime) -> None:
    """Note that a session is used; of pages asked for at once only one writes."""
    seen = update(SignInSession).where(SignInSession.id == one.id)
    unseen = seen.where(SignInSession.seen_at <= now - SEEN_EVERY)
    session.execute(unseen.values(seen_at=now, address=address))


def end(one: SignInSession, now: datetime) -> None:
    """End a session: its cookie opens nothing from now on."""
    one.ended_at = now


def end_others(session: Session, account: Account, kept_id: int | None, now: datetime) -> int:
    """End all sessions of an account but one; return how many were ended."""
    open_ones = update(SignInSession).where(SignInSession.account_id == account.id)
    open_ones = open_ones.where(SignInSession.ended_at.is_(None))
    if kept_id is not None:
        open_ones = open_ones.where(SignInSession.id != kept_id)
    ended = session.execute(open_ones.values(ended_at=now).returning(SignInSession.id))
    return len(ended.all())


def end_all(session: Session, account: Account, now: datetime) -> None:
    """End every session of an account, and every sign-in that waits for its code."""
    account.session_version += 1
    end_others(session, account, None, now)


def forget_ended(session: Session, now: datetime) -> None:
    """Delete sessions a month after their end."""
    last = now - SESSION_LIFETIME - ENDED_KEPT
    session.execute(delete(SignInSession).where(SignInSession.seen_at < last))
