"""Reads of bearer tokens; the tokens themselves are nowhere."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from accounts.models import Account, ApiToken
from workflow.refusal import Missing

REVOKED_SHOWN = 30


def list_tokens(session: Session, account: Account) -> list[ApiToken]:
    """Return the tokens of an account, those that work first, then the newest."""
    found = select(ApiToken).where(ApiToken.account_id == account.id)
    order = (ApiToken.revoked_at.is_not(None), ApiToken.id.desc())
    return list(session.scalars(found.order_by(*order)))


def list_all_tokens(session: Session) -> tuple[list[ApiToken], list[ApiToken]]:
    """Return all tokens that work, newest first, and those taken back last."""
    working = select(ApiToken).where(ApiToken.revoked_at.is_(None)).order_by(ApiToken.id.desc())
    revoked = select(ApiToken).where(ApiToken.revoked_at.is_not(None))
    revoked = revoked.order_by(ApiToken.revoked_at.desc()).limit(REVOKED_SHOWN)
    return list(session.scalars(working)), list(session.scalars(revoked))


def count_working(session: Session, account: Account) -> int:
    """Return how many tokens of an account work."""
    mine = (ApiToken.account_id == account.id, ApiToken.revoked_at.is_(None))
    return session.scalar(select(func.count()).select_from(ApiToken).where(*mine)) or 0


def access_own_token(session: Session, account: Account, token_id: int) -> ApiToken:
    """Return a token of one's own. Raises Missing."""
    token = session.get(ApiToken, token_id)
    if token is None or token.account_id != account.id:
        raise Missing("token")
    return token
