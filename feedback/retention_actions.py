"""When the years of keeping are over: an ended petition becomes anonymous. No commit.

Source: docs/rules/retention.md.
"""

import logging
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, delete, exists, or_, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session, aliased

from documents.actions import discard
from documents.models import Document
from documents.queries import is_held
from documents.vault import Vault
from dossiers.actions import Say, advance
from dossiers.models import Dossier, DossierDocument
from dossiers.redaction import REMOVED
from dossiers.redaction_actions import gone, redact, redacting
from feedback.delivery_models import AnswerDelivery
from feedback.merge_models import PetitionMerge, PetitionSplit
from feedback.models import Answer, Finding, Petition, PetitionDraft
from feedback.process import ENDED, PETITION
from notices.actions import forget_dossier
from rulebook.queries import days_on
from store.outbox import enqueue
from workflow.localtime import local_day, start_of
from workflow.machine import SYSTEM_ACTOR, Actor
from workflow.months import months_after
from workflow.refusal import Refusal

AT_ONCE_MAX = 200
SENT_ROLES = ("attachment", "supplement")
log = logging.getLogger("donghanh.feedback")


@dataclass(frozen=True, slots=True)
class Retention:
    """What a night did: made anonymous, left because something holds it, failed."""

    done: int
    held: int
    failed: int


def retain(session: Session, petition: Petition, note: str, actor: Actor, now: datetime) -> None:
    """Keep a petition beyond its years, for a reason."""
    if petition.anonymised_at is not None:
        raise Refusal("gone", "Hồ sơ này đã được ẩn danh.")
    advance(session, PETITION, petition.dossier, "retain", actor, now, Say(note=note))
    petition.kept_reason = note


def unretain(session: Session, petition: Petition, note: str, actor: Actor, now: datetime) -> None:
    """Let a petition go the way of all others again."""
    if not petition.kept_reason:
        raise Refusal("free", "Hồ sơ này không bị giữ lại.")
    advance(session, PETITION, petition.dossier, "unretain", actor, now, Say(note=note))
    petition.kept_reason = ""


def anonymise_due(session: Session, now: datetime) -> Retention:
    """Make every petition anonymous whose years are over and that nothing holds.

    One that fails stays as it is and stops no other; it is tried again the next night.
    """
    years = days_on(session, "petition.retention_years", local_day(now))
    if not years:
        return Retention(0, 0, 0)
    ids, held = _due(session, now, years)
    done = failed = 0
    for dossier_id in ids:
        try:
            with session.begin_nested():
                anonymise(session, session.get_one(Petition, dossier_id), years, now)
            done += 1
        except (Refusal, SQLAlchemyError):
            failed += 1
            log.exception("not made anonymous", extra={"dossier_id": dossier_id})
    found = Retention(done, held, failed)
    log.info("retention", extra={"done": done, "held": held, "failed": failed})
    return found


def _due(session: Session, now: datetime, years: int) -> tuple[list[int], int]:
    """Return the petitions whose years are over, and how many of these something holds."""
    until = start_of(months_after(local_day(now), -12 * years))
    late = (
        select(Petition.dossier_id, Petition.kept_reason, _is_named_by_open().label("is_named"))
        .join(Dossier, Dossier.id == Petition.dossier_id)
        .where(Petition.anonymised_at.is_(None), Dossier.state.in_(ENDED.split()))
        .where(Dossier.settled_at < until)
        .order_by(Petition.dossier_id)
    )
    rows = session.execute(late).all()
    free = [row.dossier_id for row in rows if not row.kept_reason and not row.is_named]
    return free[:AT_ONCE_MAX], len(rows) - len(free)


def _is_named_by_open() -> ColumnElement[bool]:
    """Return the condition that what was noticed of an open petition names this one."""
    other = aliased(Dossier)
    return exists().where(
        Finding.data["codes"].op("?")(Dossier.code),
        Finding.petition_id == other.id,
        other.settled_at.is_(None),
    )


def anonymise(session: Session, petition: Petition, years: int, now: datetime) -> None:
    """Take every name, contact, text and paper out of a petition; the history says that it did."""
    dossier = petition.dossier
    told = redact(session, dossier)
    note = f"Tự động: đã qua {years} năm kể từ khi kết thúc."
    say = Say(note=note, data={"redacted": told, "years": years}, once_key="anonymise")
    advance(session, PETITION, dossier, "anonymise", SYSTEM_ACTOR, now, say)
    _forget_words(session, petition)
    drafts = update(PetitionDraft).where(PetitionDraft.filed_dossier_id == dossier.id)
    session.execute(drafts.values(data={}, document_ids=[]))
    _forget_papers(session, dossier, now)
    forget_dossier(session, dossier.id)
    petition.anonymised_at = now
    session.flush()


def _forget_words(session: Session, petition: Petition) -> None:
    dossier = petition.dossier
    dossier.subject = f"Kiến nghị về {petition.topic.name.lower()} {REMOVED}"
    dossier.search_fold = ""
    dossier.asker_name = REMOVED if dossier.asker_name else ""
    petition.situation = REMOVED
    petition.contact_name = petition.contact_phone = petition.contact_email = ""
    petition.commune_code, petition.fingerprint = None, ""
    petition.verdict_note = REMOVED if petition.verdict_note else ""
    for demand in petition.demands:
        demand.text = REMOVED
    session.execute(delete(Finding).where(Finding.petition_id == petition.dossier_id))
    _forget_notes(session, petition.dossier_id)
    session.flush()
    session.expire(petition, ["findings"])


def _forget_notes(session: Session, petition_id: int) -> None:
    """Take out why it was merged or split, and who was told of its answers."""
    for row, others in (
        (PetitionMerge, PetitionMerge.lead_id),
        (PetitionSplit, PetitionSplit.source_id),
    ):
        of_it = or_(row.petition_id == petition_id, others == petition_id)
        session.execute(update(row).where(of_it).values(note=gone(row.note)))
    answers = select(Answer.id).where(Answer.petition_id == petition_id)
    told = update(AnswerDelivery).where(AnswerDelivery.answer_id.in_(answers))
    words = {"person": gone(AnswerDelivery.person), "note": gone(AnswerDelivery.note)}
    with redacting(session):
        session.execute(told.values(words))


def _forget_papers(session: Session, dossier: Dossier, now: datetime) -> None:
    """Take out what was sent in; the bytes go after the commit, where nobody else has them."""
    papers = select(DossierDocument).where(
        DossierDocument.dossier_id == dossier.id, DossierDocument.role.in_(SENT_ROLES)
    )
    for paper in session.scalars(papers).all():
        document = paper.document
        session.delete(paper)
        session.flush()
        if is_held(session, document.sha256):
            continue
        document.name = REMOVED
        enqueue(session, "feedback.discard_file", now, document_id=document.id)
    session.flush()
    session.expire(dossier, ["papers"])


def discard_file(session: Session, vault: Vault, document_id: int) -> None:
    """Remove the bytes of a paper, unless anything else has them; twice is once."""
    discard(session, vault, session.get_one(Document, document_id))
