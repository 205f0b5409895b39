"""Writes of legal bases: rows, what answers rest on, and what follows when one ends. No commit."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import delete, exists, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from accounts.models import Account
from dossiers.actions import Say, advance
from feedback.basis_models import AnswerBasis, BasisReview, LegalBasis
from feedback.basis_queries import find_named, select_changed
from feedback.basis_rules import BasisDraft
from feedback.models import Answer
from feedback.process import PETITION
from store.outbox import enqueue
from workflow.localtime import local_day
from workflow.machine import SYSTEM_ACTOR
from workflow.refusal import Refusal


def _check(session: Session, draft: BasisDraft, own: LegalBasis | None) -> None:
    if draft.valid_to is not None and draft.valid_to < draft.valid_from:
        raise Refusal("order", "Ngày hết hiệu lực phải sau ngày có hiệu lực.", "valid_to")
    same = session.scalars(select(LegalBasis).where(LegalBasis.symbol == draft.symbol)).first()
    if same is not None and same is not own:
        raise Refusal("symbol", "Số, ký hiệu này đã có trong danh mục.", "symbol")
    if own is not None and draft.successor_id == own.id:
        raise Refusal("successor", "Chọn văn bản khác để thay thế.", "successor_id")


def add_basis(session: Session, draft: BasisDraft, account: Account, now: datetime) -> LegalBasis:
    """Add a basis. Raises Refusal where its symbol is there, or it ends before it begins."""
    _check(session, draft, None)
    basis = LegalBasis(changed_by_id=account.id, changed_at=now)
    _write(basis, draft)
    session.add(basis)
    session.flush()
    enqueue(session, "feedback.watch_bases", now)
    return basis


def edit_basis(
    session: Session, basis: LegalBasis, draft: BasisDraft, account: Account, now: datetime
) -> None:
    """Change a basis; once an answer rests on it, only its end and successor.

    Raises: Refusal: "used" where it would say something else under an answer.
    """
    _check(session, draft, basis)
    before = (basis.symbol, basis.title, basis.valid_from)
    is_same = before == (draft.symbol, draft.title, draft.valid_from)
    if not is_same and is_used(session, basis):
        text = "Đã có câu trả lời dẫn văn bản này. Chỉ ghi được ngày hết hiệu lực và văn bản thay."
        raise Refusal("used", text, "symbol")
    _write(basis, draft)
    basis.changed_by_id, basis.changed_at = account.id, now
    session.flush()
    enqueue(session, "feedback.watch_bases", now)


def _write(basis: LegalBasis, draft: BasisDraft) -> None:
    basis.symbol, basis.title = draft.symbol, draft.title
    basis.valid_from, basis.valid_to = draft.valid_from, draft.valid_to
    basis.successor_id = draft.successor_id


def is_used(session: Session, basis: LegalBasis) -> bool:
    """Return whether an answer rests on a basis."""
    used = select(exists().where(AnswerBasis.basis_id == basis.id))
    return bool(session.scalar(used))


def rest_on(
    session: Session, answer: Answer, texts: Mapping[int, str], *, is_first: bool = False
) -> None:
    """Note which bases a draft rests on: those that its texts name. `texts` by the demand's id.

    `is_first`: nothing was noted before.
    """
    if not is_first:
        session.execute(delete(AnswerBasis).where(AnswerBasis.answer_id == answer.id))
    rows = [
        {"answer_id": answer.id, "demand_id": demand_id, "basis_id": basis_id}
        for demand_id, basis_id in find_named(session, texts)
    ]
    if rows:
        session.execute(insert(AnswerBasis).values(rows))


def watch_bases(session: Session, now: datetime) -> None:
    """Tell the unit of every published answer whose basis ended, once. Twice is once."""
    pairs = session.execute(select_changed(local_day(now))).all()
    for answer_id, basis_id in sorted((pair[0], pair[1]) for pair in pairs):
        row = {"answer_id": answer_id, "basis_id": basis_id, "noticed_at": now, "note": ""}
        new = insert(BasisReview).values(**row).on_conflict_do_nothing()
        if session.scalar(new.returning(BasisReview.answer_id)) is not None:
            _notice(session, answer_id, session.get_one(LegalBasis, basis_id), now)


def _notice(session: Session, answer_id: int, basis: LegalBasis, now: datetime) -> None:
    answer = session.get_one(Answer, answer_id)
    ended = f"{basis.name} hết hiệu lực sau ngày {basis.valid_to:%d/%m/%Y}"
    data = {"answer_id": answer_id, "basis_id": basis.id, "basis": basis.name}
    say = Say(note=f"Tự động: {ended}.", data=data, once_key=f"basis:{answer_id}:{basis.id}")
    advance(session, PETITION, answer.petition.dossier, "basis_ended", SYSTEM_ACTOR, now, say)


def review_basis(
    session: Session, answer: Answer, basis: LegalBasis, note: str, account: Account, now: datetime
) -> None:
    """Record that a person looked at a published answer again, and what was found."""
    row = {"answer_id": answer.id, "basis_id": basis.id, "noticed_at": now, "note": ""}
    session.execute(insert(BasisReview).values(**row).on_conflict_do_nothing())
    key = (answer.id, basis.id)
    review = session.get_one(BasisReview, key, with_for_update=True, populate_existing=True)
    if review.reviewed_at is not None:
        raise Refusal("state", "Người khác vừa xem lại câu trả lời này.")
    data = {"answer_id": answer.id, "basis_id": basis.id, "basis": basis.name}
    say = Say(note=note, data=data)
    advance(session, PETITION, answer.petition.dossier, "review_basis", account.actor, now, say)
    review.reviewed_by_id, review.reviewed_at, review.note = account.id, now, note
    session.flush()
