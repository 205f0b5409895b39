"""Reads of the second factor."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from accounts import sealing
from accounts.models import Account, RecoveryCode, SecondFactor
from accounts.rules import DECIDING_ROLES, OFFER_LIFETIME
from config import Settings
from workflow.roles import Role

SECRET_KEY, RECOVERY_KEY = "second factor", "recovery codes"


def must_have(settings: Settings, account: Account) -> bool:
    """Return whether a code has to be asked for at this account's door."""
    return settings.requires_second_factor and Role(account.role) in DECIDING_ROLES


def find_factor(session: Session, account: Account) -> SecondFactor | None:
    """Return the row of an account, locked: a code that comes twice is used once."""
    found = select(SecondFactor).where(SecondFactor.account_id == account.id)
    locked = found.with_for_update().execution_options(populate_existing=True)
    return session.scalars(locked).one_or_none()


def offered_secret(
    session: Session, settings: Settings, account: Account, now: datetime
) -> str | None:
    """Return the secret that waits for its first code; None: none, too old, or unreadable."""
    factor = session.get(SecondFactor, account.id)
    if factor is None or not factor.offered_secret or factor.offered_at + OFFER_LIFETIME <= now:
        return None
    return read_secret(settings, account, factor.offered_secret)


def read_secret(settings: Settings, account: Account, sealed: str) -> str | None:
    """Return a sealed secret, None where it cannot be read with the present SECRET_KEY."""
    try:
        key = sealing.derive_key(settings.secret_key, SECRET_KEY)
        return sealing.unseal(key, account.id, sealed)
    except sealing.Unreadable:
        return None


def list_unused_codes(session: Session, account: Account) -> list[RecoveryCode]:
    """Return the recovery codes of an account that were not used, locked."""
    found = select(RecoveryCode).where(RecoveryCode.account_id == account.id)
    unused = found.where(RecoveryCode.used_at.is_(None)).order_by(RecoveryCode.id)
    return list(session.scalars(unused.with_for_update()))


def count_unused_codes(session: Session, account: Account) -> int:
    """Return how many recovery codes are left."""
    mine = (RecoveryCode.account_id == account.id, RecoveryCode.used_at.is_(None))
    return session.scalar(select(func.count()).select_from(RecoveryCode).where(*mine)) or 0
