"""What the check of all histories asks of petitions. Source: docs/rules/audit.md."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import Select, exists, func, select, true
from sqlalchemy.orm import Session, aliased

from dossiers.audit import Check, Fault, stream
from dossiers.chain import REDACTION
from dossiers.models import Dossier, DossierEvent
from feedback.models import Petition
from feedback.process import ENDED, PETITION
from feedback.screening_queries import DEMANDS
from rulebook.queries import days_on
from workflow.localtime import local_day, start_of
from workflow.months import months_after
from workflow.refusal import Missing
from workflow.text import fingerprint

SAYING = ("file", "amend", "split")
SETTLED = [name for name, state in PETITION.states.items() if state.is_settled]


def checks(now: datetime) -> Sequence[Check]:
    """Return what `dossiers.audit.verify` asks beside its own."""
    return partial(check_redactions, now=now), check_words


def check_redactions(session: Session, now: datetime) -> Fault | None:
    """Look for a history that was redacted before the years of keeping were over."""
    with stream(session, _redactions()) as result:
        for row in result:
            why = _why_too_early(session, row, now)
            if why:
                return Fault(row.code, row.seq, why)
    return None


def _redactions() -> Select[Any]:
    """Return what tells of redactions, with when the dossier was settled by its own history."""
    before = aliased(DossierEvent)
    earlier = (before.dossier_id == DossierEvent.dossier_id, before.seq < DossierEvent.seq)
    last_open = aliased(DossierEvent)
    still_open = (
        select(func.coalesce(func.max(last_open.seq), 0))
        .where(last_open.dossier_id == DossierEvent.dossier_id, last_open.seq < DossierEvent.seq)
        .where(last_open.target.not_in(SETTLED))
        .correlate(DossierEvent)
        .scalar_subquery()
    )
    settled = select(func.min(before.at)).where(*earlier, before.seq > still_open)
    return (
        select(
            Dossier.code, Dossier.kind, DossierEvent.seq, DossierEvent.source, DossierEvent.at,
            DossierEvent.data["years"].label("years"),
            settled.correlate(DossierEvent).scalar_subquery().label("settled_at"),
        )
        .join(Dossier, Dossier.id == DossierEvent.dossier_id)
        .where(DossierEvent.action == REDACTION)
        .order_by(DossierEvent.dossier_id, DossierEvent.seq)
    )  # fmt: skip


def _why_too_early(session: Session, row: Any, now: datetime) -> str:
    if row.kind != PETITION.kind or row.source not in ENDED.split():
        return "ẩn danh hồ sơ chưa kết thúc"
    if row.at > now:
        return "ẩn danh vào một thời điểm chưa đến"
    years = _years_on(session, row.at)
    if not years or row.years != years:
        return "ẩn danh không theo thời hạn lưu của ngày đó"
    until = start_of(months_after(local_day(row.at), -12 * years))
    is_over = row.settled_at is not None and row.settled_at < until
    return "" if is_over else "ẩn danh khi chưa hết thời hạn lưu"


def _years_on(session: Session, at: datetime) -> int:
    try:
        return days_on(session, "petition.retention_years", local_day(at))
    except Missing:
        return 0


def check_words(session: Session) -> Fault | None:
    """Look for a petition that says something else than when it was filed, amended or split last.

    Left out: one that was made anonymous, and one whose split is older than the hash in it.
    """
    with stream(session, _words()) as result:
        for row in result:
            words = (row.subject, row.situation, *(row.demands or ()))
            if fingerprint(*words) != row.fingerprint:
                return Fault(row.code, row.seq, "lời kiến nghị khác với mã băm ghi trong sự kiện")
    return None


def _words() -> Select[Any]:
    """Return what each petition says, and the last event that holds the hash of its words."""
    said = (
        select(DossierEvent.seq, DossierEvent.data["fingerprint"].astext.label("fingerprint"))
        .where(DossierEvent.dossier_id == Dossier.id, DossierEvent.action.in_(SAYING))
        .order_by(DossierEvent.seq.desc())
        .limit(1)
        .lateral()
    )
    redaction = aliased(DossierEvent)
    is_redacted = exists().where(redaction.dossier_id == Dossier.id, redaction.action == REDACTION)
    return (
        select(
            Dossier.code, Dossier.subject, Petition.situation, DEMANDS.label("demands"),
            said.c.seq, said.c.fingerprint,
        )
        .join(Petition, Petition.dossier_id == Dossier.id)
        .join(said, true())
        .where(said.c.fingerprint.is_not(None), ~is_redacted)
        .order_by(Dossier.id)
    )  # fmt: skip
