"""Reads of what published answers promise: the masked words, and where each promise stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from commitments.models import Commitment
from feedback.models import Answer, Publication


@dataclass(frozen=True, slots=True)
class Promised:
    """A commitment as everybody may read it: the words of the public copy, the dates of its row."""

    id: int
    publication_id: int
    unit: str
    what: str
    sign: str
    made_on: date
    first_due_on: date
    due_on: date
    status: str
    ended_on: date | None


def list_promised(
    session: Session, *conditions: ColumnElement[bool], limit: int | None = None
) -> Sequence[Promised]:
    """Return the commitments of published answers, the earliest date first."""
    rows = session.execute(
        select(Commitment, Publication.id, Publication.promises)
        .join(Answer, Answer.letter_id == Commitment.letter_id)
        .join(Publication, Publication.answer_id == Answer.id)
        .where(*conditions)
        .order_by(Commitment.due_on, Commitment.id)
        .limit(limit)
    )
    found = []
    for one, publication_id, promises in rows:
        said = next((part for part in promises if part["position"] == one.position), None)
        if said is not None:
            found.append(
                Promised(
                    one.id,
                    publication_id,
                    said["unit"],
                    said["what"],
                    said.get("sign", ""),
                    one.made_on,
                    one.first_due_on,
                    one.due_on,
                    one.status,
                    one.ended_on,
                )
            )
    return found
