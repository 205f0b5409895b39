"""Reads of legal bases: what is offered, what is used, what ended under a published answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import Session, joinedload

from accounts.models import Account
from dossiers.models import Dossier
from dossiers.queries import may_handle, visible_to
from feedback.basis_models import AnswerBasis, BasisReview, LegalBasis
from feedback.basis_rules import matches, named_bases
from feedback.models import Answer, Petition, Publication
from letters.models import Letter
from workflow.refusal import Missing

OFFERED_MAX = 6
TO_REVIEW_MAX = 200


@dataclass(frozen=True, slots=True)
class ToReview:
    """A published answer one of whose bases ended after it was issued."""

    answer: Answer
    basis: LegalBasis
    publication: Publication


def list_bases(session: Session) -> list[LegalBasis]:
    """Return all bases by title, those of a title the newest first."""
    order = (LegalBasis.title, LegalBasis.valid_from.desc())
    return list(
        session.scalars(
            select(LegalBasis).options(joinedload(LegalBasis.successor)).order_by(*order)
        )
    )


def access_basis(session: Session, basis_id: int) -> LegalBasis:
    """Return a basis. Raises Missing."""
    found = session.get(LegalBasis, basis_id)
    if found is None:
        raise Missing("basis")
    return found


def count_uses(session: Session) -> dict[int, int]:
    """Return how many answers rest on each basis, drafts included."""
    counted = select(AnswerBasis.basis_id, func.count(func.distinct(AnswerBasis.answer_id)))
    rows = session.execute(counted.group_by(AnswerBasis.basis_id))
    return {row[0]: row[1] for row in rows}


def offer_bases(session: Session, wanted: str, on: date) -> list[LegalBasis]:
    """Return the bases that what is typed may mean, those in force first."""
    if not wanted.strip():
        return []
    found = [one for one in list_bases(session) if matches(wanted, one.symbol, one.title)]
    return sorted(found, key=lambda one: not one.is_valid_on(on))[:OFFERED_MAX]


def find_named(session: Session, texts: Mapping[int, str]) -> list[tuple[int, int]]:
    """Return key and basis for each basis that a text names by its symbol. `texts` by any key."""
    if not any(text.strip() for text in texts.values()):
        return []
    rows = session.execute(select(LegalBasis.id, LegalBasis.symbol).order_by(LegalBasis.id))
    symbols = [(row[0], row[1]) for row in rows]
    return [
        (key, basis_id) for key, text in texts.items() for basis_id in named_bases(text, symbols)
    ]


def bases_of(session: Session, answer: Answer) -> dict[int, list[LegalBasis]]:
    """Return the bases that each demand's answer rests on, by the demand's id."""
    found = (
        select(AnswerBasis)
        .where(AnswerBasis.answer_id == answer.id)
        .options(joinedload(AnswerBasis.basis))
        .order_by(AnswerBasis.basis_id)
    )
    bases: dict[int, list[LegalBasis]] = {}
    for row in session.scalars(found):
        bases.setdefault(row.demand_id, []).append(row.basis)
    return bases


def select_changed(on: date) -> Select[int, int]:
    """Select answer and basis of published answers whose basis ended since, not reviewed yet."""
    return (
        select(Publication.answer_id, AnswerBasis.basis_id)
        .join(AnswerBasis, AnswerBasis.answer_id == Publication.answer_id)
        .join(LegalBasis, LegalBasis.id == AnswerBasis.basis_id)
        .join(Answer, Answer.id == Publication.answer_id)
        .join(Letter, Letter.id == Answer.letter_id)
        .outerjoin(
            BasisReview,
            and_(
                BasisReview.answer_id == Publication.answer_id,
                BasisReview.basis_id == AnswerBasis.basis_id,
            ),
        )
        .where(LegalBasis.valid_to < on, Letter.issued_on <= LegalBasis.valid_to)
        .where(or_(BasisReview.answer_id.is_(None), BasisReview.reviewed_at.is_(None)))
        .distinct()
    )


def changed_bases(
    session: Session, answer_ids: Sequence[int], on: date
) -> dict[int, list[LegalBasis]]:
    """Return for each published answer the bases that ended since, until somebody reviewed it."""
    wanted = select_changed(on).where(Publication.answer_id.in_(answer_ids))
    pairs = session.execute(wanted).all()
    ids = {pair[1] for pair in pairs}
    bases = {one.id: one for one in list_bases(session) if one.id in ids} if ids else {}
    changed: dict[int, list[LegalBasis]] = {}
    for answer_id, basis_id in pairs:
        changed.setdefault(answer_id, []).append(bases[basis_id])
    return changed


def list_to_review(session: Session, account: Account, on: date) -> list[ToReview]:
    """Return the published answers to review that are this account's business, oldest first."""
    pairs = select_changed(on).subquery()
    found = (
        select(Answer, LegalBasis, Publication)
        .join(pairs, pairs.c.answer_id == Answer.id)
        .join(LegalBasis, LegalBasis.id == pairs.c.basis_id)
        .join(Publication, Publication.answer_id == Answer.id)
        .join(Dossier, Dossier.id == Answer.petition_id)
        .where(visible_to(account, on))
        .order_by(LegalBasis.valid_to, Answer.id, LegalBasis.id)
        .options(
            joinedload(Answer.letter),
            joinedload(Answer.petition).joinedload(Petition.dossier).joinedload(Dossier.unit),
            joinedload(LegalBasis.successor),
        )
        .limit(TO_REVIEW_MAX)
    )
    rows = session.execute(found).unique().all()
    return [ToReview(a, b, p) for a, b, p in rows if may_handle(account, a.petition.dossier)]
