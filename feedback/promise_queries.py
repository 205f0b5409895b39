"""Reads of what a published answer promised: its public words, and where each commitment stands."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from commitments.models import Commitment
from commitments.queries import list_of_letters
from commitments.rules import Facts
from feedback.merge_models import PetitionMerge
from feedback.models import Answer, Publication


@dataclass(frozen=True, slots=True)
class PublicCommitment:
    """A commitment as everybody reads it: words of the public copy, state and dates of today."""

    what: str
    sign: str
    unit_called: str
    unit_renamed: str
    facts: Facts

    @property
    def status(self) -> str:
        return self.facts.status

    @property
    def due_on(self) -> date:
        return self.facts.due_on

    @property
    def first_due_on(self) -> date:
        return self.facts.first_due_on

    @property
    def ended_on(self) -> date | None:
        return self.facts.ended_on


def list_public(session: Session, publication: Publication) -> list[PublicCommitment]:
    """Return the commitments of a published answer, in their order."""
    if not publication.promises:
        return []
    words = {one["position"]: one for one in publication.promises}
    return [
        PublicCommitment(
            words[one.position]["what"],
            words[one.position]["sign"],
            one.unit_called,
            one.unit_renamed,
            one.facts,
        )
        for one in _made(session, publication.answer)
        if one.position in words
    ]


def _made(session: Session, answer: Answer) -> list[Commitment]:
    """Return what an answer promised; what it promised with its lead's words, the lead's letter."""
    if answer.letter_id is None:
        return []
    own = list_of_letters(session, [answer.letter_id])
    if own:
        return own
    lead = (
        select(Answer.letter_id)
        .join(PetitionMerge, PetitionMerge.lead_id == Answer.petition_id)
        .where(PetitionMerge.petition_id == answer.petition_id, PetitionMerge.status == "answered")
        .where(Answer.issued_at == answer.issued_at, Answer.letter_id.is_not(None))
    )
    return list_of_letters(session, [one for one in session.scalars(lead) if one is not None])
