"""Reads of what a published answer promised: its public words, and where each commitment stands."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from commitments.queries import list_of_letters
from commitments.rules import Facts
from feedback.models import Publication
from units.models import Unit


@dataclass(frozen=True, slots=True)
class PublicCommitment:
    """A commitment as everybody reads it: words of the public copy, state and dates of today."""

    what: str
    sign: str
    unit: Unit
    facts: Facts

    @property
    def unit_called(self) -> str:
        return self.unit.called(self.facts.ended_on)

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
    letter_id = publication.answer.letter_id
    if not publication.promises or letter_id is None:
        return []
    words = {one["position"]: one for one in publication.promises}
    return [
        PublicCommitment(
            words[one.position]["what"], words[one.position]["sign"], one.unit, one.facts
        )
        for one in list_of_letters(session, [letter_id])
        if one.position in words
    ]
