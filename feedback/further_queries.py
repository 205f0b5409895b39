"""Reads of letters beside the final answer, and of which letter was corrected by which."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from accounts.models import Account
from dossiers.models import Dossier
from dossiers.queries import visible_to
from feedback.models import Answer, Petition, Publication
from feedback.process import ANSWER_KINDS
from workflow.refusal import Missing


@dataclass(frozen=True, slots=True)
class IssuedLetter:
    """An issued answer in the list of all versions: its kind in words, number, date, text.

    `corrected_by` are number and date of the letters that correct it, oldest first.
    """

    answer: Answer
    kind_name: str
    number: str
    issued_on: date
    document_id: int | None
    corrects: str
    corrected_by: tuple[str, ...]


def access_further(session: Session, petition: Petition, answer_id: int) -> Answer:
    """Return a further letter of a petition, draft or issued. Raises Missing."""
    answer = session.get(Answer, answer_id)
    if answer is None or answer.petition_id != petition.dossier_id or answer.kind == "final":
        raise Missing("answer")
    return answer


def may_correct(session: Session, petition: Petition, answer_id: int | None) -> bool:
    """Return whether there is an issued letter of this petition to correct."""
    found = session.get(Answer, answer_id) if answer_id is not None else None
    return (
        found is not None
        and found.petition_id == petition.dossier_id
        and found.letter_id is not None
    )


def last_final(petition: Petition) -> Answer | None:
    """Return the last final answer that was issued."""
    issued = [one for one in petition.answers if one.kind == "final" and one.letter_id]
    return issued[-1] if issued else None


def named(answer: Answer) -> str:
    """Return how a letter is referred to: "số 05/LMHTX-CSPT ngày 12/11/2026"."""
    letter = answer.letter
    if letter is None:
        raise ValueError("a draft has no number")
    return f"số {letter.full_number} ngày {letter.issued_on:%d/%m/%Y}"


def list_letters(session: Session, petition: Petition) -> list[IssuedLetter]:
    """Return all issued answers of a petition, oldest first: nothing that was signed is hidden."""
    found = (
        select(Answer)
        .where(Answer.petition_id == petition.dossier_id, Answer.letter_id.is_not(None))
        .order_by(Answer.issued_at, Answer.id)
        .options(joinedload(Answer.letter), selectinload(Answer.items))
    )
    return issued_letters(list(session.scalars(found)))


def issued_letters(answers: Sequence[Answer]) -> list[IssuedLetter]:
    """Return the versions of one petition's answers, each with what corrects it."""
    by_id = {answer.id: answer for answer in answers}
    return [
        IssuedLetter(
            answer=answer,
            kind_name=ANSWER_KINDS[answer.kind],
            number=answer.letter.full_number,
            issued_on=answer.letter.issued_on,
            document_id=answer.letter.document_id,
            corrects=named(by_id[answer.corrects_id]) if answer.corrects_id in by_id else "",
            corrected_by=tuple(named(one) for one in answers if one.corrects_id == answer.id),
        )
        for answer in answers
        if answer.letter is not None
    ]


def corrections_of(session: Session, answer_ids: Sequence[int]) -> dict[int, list[str]]:
    """Return for each answer the number and date of the letters that correct it."""
    found = (
        select(Answer)
        .where(Answer.corrects_id.in_(answer_ids), Answer.letter_id.is_not(None))
        .order_by(Answer.issued_at)
        .options(joinedload(Answer.letter))
    )
    corrections: dict[int, list[str]] = {}
    for answer in session.scalars(found):
        if answer.corrects_id is not None:
            corrections.setdefault(answer.corrects_id, []).append(named(answer))
    return corrections


def list_drafts_of(petition: Petition) -> list[Answer]:
    """Return the further letters that are not signed yet, oldest first."""
    return [one for one in petition.answers if one.kind != "final" and one.letter_id is None]


def list_further_to_sign(session: Session, account: Account, on: date) -> list[Answer]:
    """Return the further letters that wait for a leader, oldest first."""
    found = (
        select(Answer)
        .join(Dossier, Dossier.id == Answer.petition_id)
        .where(Answer.stage == "awaiting_signature", visible_to(account, on))
        .order_by(Answer.saved_at, Answer.id)
        .options(
            joinedload(Answer.drafter),
            joinedload(Answer.petition)
            .joinedload(Petition.dossier)
            .joinedload(Dossier.cooperative),
        )
        .limit(100)
    )
    return list(session.scalars(found))


def count_further_to_sign(session: Session, account: Account, on: date) -> int:
    """Return how many further letters wait for a leader, of those that `account` may see."""
    waiting = (
        select(func.count())
        .select_from(Answer)
        .join(Dossier, Dossier.id == Answer.petition_id)
        .where(Answer.stage == "awaiting_signature", visible_to(account, on))
    )
    return session.scalar(waiting) or 0


def list_sibling_publications(session: Session, one: Publication) -> list[Publication]:
    """Return everything that is public of the same petition, oldest first, `one` included."""
    petition_id = select(Answer.petition_id).where(Answer.id == one.answer_id).scalar_subquery()
    found = (
        select(Publication)
        .join(Answer, Answer.id == Publication.answer_id)
        .where(Answer.petition_id == petition_id)
        .order_by(Publication.answered_on, Publication.id)
    )
    return list(session.scalars(found))
