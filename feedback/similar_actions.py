"""Writes of what spares a petition: an answer that was there already. No commit."""

from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from feedback.models import Publication
from feedback.similar_models import AnswerFit


def count_fit(session: Session, publication: Publication, account_id: int, now: datetime) -> bool:
    """Count that an answer was all this account needed, once; return whether it is new."""
    row = insert(AnswerFit).values(answer_id=publication.answer_id, account_id=account_id, at=now)
    once = row.on_conflict_do_nothing().returning(AnswerFit.answer_id)
    if session.scalar(once) is None:
        return False
    counted = select(func.count()).where(AnswerFit.answer_id == publication.answer_id)
    one = update(Publication).where(Publication.id == publication.id)
    session.execute(one.values(fit_count=counted.scalar_subquery()))
    return True
