"""Reads of petitions, drafts, answers and publications."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from dossiers.models import Dossier


def count_awaiting_signature(session: Session) -> int:
    """Return how many letters wait for a leader."""
    waiting = select(func.count()).where(
        Dossier.kind == "petition",
        Dossier.state == "awaiting_signature",
        Dossier.settled_at.is_(None),
    )
    return session.scalar(waiting) or 0
