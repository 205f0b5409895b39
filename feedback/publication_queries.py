"""Reads of what becomes public: the copy of an answer, what is hidden of it, what waits."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from accounts.models import Account
from dossiers.models import Dossier
from dossiers.queries import may_handle, visible_to
from feedback.masking import Known, Span, Suggestion, suggest, usual_spans
from feedback.models import Answer, Masking, Petition, Publication
from feedback.public_copy import PublicCopy, PublicPoint, PublicPromise
from workflow.refusal import Missing
from workflow.roles import Role

WAITING_MAX = 200


def find_publication(session: Session, answer_id: int) -> Publication | None:
    """Return the public copy of an answer, None where it is not public."""
    return session.scalars(
        select(Publication).where(Publication.answer_id == answer_id)
    ).one_or_none()


def public_ids(session: Session, answer_ids: Iterable[int]) -> set[int]:
    """Return which of some answers are public."""
    found = select(Publication.answer_id).where(Publication.answer_id.in_(list(answer_ids)))
    return set(session.scalars(found))


def written_copy(answer: Answer) -> PublicCopy:
    """Return what the public copy would be with nothing hidden."""
    petition = answer.petition
    items = sorted(answer.items, key=lambda item: item.demand.position)
    points = tuple(
        PublicPoint(i.demand.position, i.demand.text, i.outcome, i.text, i.legal_basis)
        for i in items
    )
    promises = tuple(
        PublicPromise(n, one["unit"], one["what"], one["due"], one["sign"])
        for n, one in enumerate(answer.promises, start=1)
    )
    subject = petition.dossier.subject
    return PublicCopy(subject, petition.situation, points, answer.body, promises)


def suggestions(answer: Answer) -> list[Suggestion]:
    """Return what may be hidden of an answer."""
    petition = answer.petition
    asker, filer = petition.dossier.asker, petition.dossier.filed_by
    people = [petition.contact_name, asker.representative_name]
    if Role(filer.role) is Role.REPRESENTATIVE:
        people.append(filer.full_name)
    known = Known(asker.name, tuple(dict.fromkeys(people)), asker.tax_code or "")
    return suggest(written_copy(answer).texts, known)


def find_masking(session: Session, answer: Answer) -> list[Span] | None:
    """Return what a person chose to hide of an answer, None where nobody looked yet."""
    row = session.get(Masking, answer.id, populate_existing=True)
    return None if row is None else [Span(*span) for span in row.spans]


def kept_spans(session: Session, answer: Answer) -> list[Span]:
    """Return what was chosen to be hidden, else what is usually hidden."""
    chosen = find_masking(session, answer)
    return usual_spans(suggestions(answer)) if chosen is None else chosen


def issued_answer(session: Session, petition: Petition, answer_id: int | None) -> Answer:
    """Return an issued answer of a petition: the one asked for, else the last. Raises Missing."""
    issued = [one for one in petition.answers if one.letter_id is not None]
    if answer_id is not None:
        issued = [one for one in issued if one.id == answer_id]
    unpublished = [one for one in issued if find_publication(session, one.id) is None]
    if not issued:
        raise Missing("answer")
    return (unpublished or issued)[-1]


def list_to_publish(session: Session, account: Account, on: date) -> list[Answer]:
    """Return the issued answers that may become public and are not, the oldest first."""
    is_public = select(Publication.id).where(Publication.answer_id == Answer.id).exists()
    found = (
        select(Answer)
        .join(Petition, Petition.dossier_id == Answer.petition_id)
        .join(Dossier, Dossier.id == Petition.dossier_id)
        .where(visible_to(account, on), Dossier.state.in_(("answered", "closed")))
        .where(Answer.letter_id.is_not(None), Petition.may_publish, ~is_public)
        .order_by(Answer.issued_at, Answer.id)
        .options(
            joinedload(Answer.letter),
            selectinload(Answer.items),
            joinedload(Answer.petition).joinedload(Petition.dossier).joinedload(Dossier.filed_by),
            joinedload(Answer.petition)
            .joinedload(Petition.dossier)
            .joinedload(Dossier.cooperative),
        )
        .limit(WAITING_MAX)
    )
    answers = session.scalars(found).unique()
    return [one for one in answers if may_handle(account, one.petition.dossier)]
