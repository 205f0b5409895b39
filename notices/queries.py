"""Reads of notices."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from notices.models import Notice


def count_unread(session: Session, account_id: int) -> int:
    """Return how many notices an account has not opened."""
    unread = select(func.count()).where(Notice.account_id == account_id, Notice.read_at.is_(None))
    return session.scalar(unread) or 0
