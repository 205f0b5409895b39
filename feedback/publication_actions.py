"""Writes of published answers by everybody: whether one was useful. No commit."""

from sqlalchemy import update
from sqlalchemy.orm import Session

from feedback.models import Publication

OPINIONS = {"co-ich": Publication.useful_count, "chua-ro": Publication.unclear_count}


def count_opinion(session: Session, publication_id: int, opinion: str) -> None:
    """Count one reader's opinion: "co-ich" or "chua-ro". Raises KeyError on anything else."""
    column = OPINIONS[opinion]
    one = update(Publication).where(Publication.id == publication_id)
    session.execute(one.values({column: column + 1}))
