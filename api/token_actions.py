"""Writes of bearer tokens: given once, kept as a hash, taken back. No commit."""

import secrets
from collections.abc import Collection
from datetime import datetime

from sqlalchemy.orm import Session

from accounts.access import ACCESS, scopes_of
from accounts.models import Account, AccountChange, ApiToken
from accounts.tokens import token_hash
from api.token_queries import count_working
from workflow.refusal import Missing, Refusal
from workflow.roles import Role

SCOPES = sorted({access.scope for access in ACCESS.values() if access.scope})
TOKEN_BYTES = 32
WORKING_MAX = 10
TOO_MANY = f"Đã có {WORKING_MAX} mã đang dùng. Hãy thu hồi mã không còn cần."


def give_own_token(
    session: Session, account: Account, name: str, scopes: Collection[str], now: datetime
) -> str:
    """Return a new token for a program of one's own, of the scopes that the role can use.

    Raises: Refusal: as below, or ten tokens work already.
    """
    if not set(scopes) <= set(scopes_of(Role(account.role))):
        raise Refusal("scope", "Chọn trong các việc mà tài khoản này làm được.", "scopes")
    if count_working(session, account) >= WORKING_MAX:
        raise Refusal("many", TOO_MANY, "name")
    return give_token(session, account, name, scopes, now, by_id=account.id)


def give_token(
    session: Session,
    account: Account,
    name: str,
    scopes: Collection[str],
    now: datetime,
    *,
    by_id: int | None = None,
) -> str:
    """Return a new token of an account, which nobody can read again. `by_id` None: a command.

    Raises: Refusal: no scope or one that there is not, or an account that is closed.
    """
    if not scopes or not set(scopes) <= set(SCOPES):
        raise Refusal("scope", f"Chọn quyền trong: {', '.join(SCOPES)}.", "scope")
    if not account.is_active:
        raise Refusal("account", "Tài khoản đang bị khóa.")
    token = secrets.token_urlsafe(TOKEN_BYTES)
    session.add(
        ApiToken(
            account_id=account.id,
            name=name,
            token_hash=token_hash(token),
            scopes=sorted(set(scopes)),
            created_at=now,
        )
    )
    _note(session, account.id, ["", name], now, by_id)
    return token


def revoke_token(
    session: Session, token_id: int, now: datetime, *, by_id: int | None = None
) -> ApiToken:
    """Take a token back for good. Raises Missing: none, or taken back before."""
    token = session.get(ApiToken, token_id)
    if token is None or token.revoked_at is not None:
        raise Missing("token")
    token.revoked_at = now
    _note(session, token.account_id, [token.name, ""], now, by_id)
    return token


def _note(
    session: Session, account_id: int, change: list[str], now: datetime, by_id: int | None
) -> None:
    """Keep among the account's changes which token came or went, never the token itself."""
    session.add(AccountChange(account_id=account_id, by_id=by_id, at=now, what={"token": change}))
    session.flush()
