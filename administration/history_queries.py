"""Reads for auditors: events, one dossier's whole history, its chain, who looked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import literal, or_, select, tuple_
from sqlalchemy.orm import Session, contains_eager, joinedload

from accounts.models import Account
from dossiers.actions import entry_of
from dossiers.models import AuditSeal, Dossier, DossierEvent, SealHead, ViewLog
from dossiers.numbering import parse_code
from dossiers.queries import visible_to
from dossiers.redaction import first_fault
from workflow.localtime import start_of
from workflow.roles import FUND_READERS, Role

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for among the events; "" and None look for anything."""

    first: date
    last: date
    action: str = ""
    text: str = ""
    before_id: int | None = None


@dataclass(frozen=True, slots=True)
class Chain:
    """How one history stands: the first bad entry, and the last seal that covers it."""

    broken: tuple[int, str] | None
    seal: AuditSeal | None
    sealed_seq: int


def list_found(
    session: Session, account: Account, wanted: Wanted, on: date, limit: int = PAGE_SIZE
) -> list[DossierEvent]:
    """Return the events that are looked for, the latest first, of dossiers one may see."""
    until = start_of(wanted.last + timedelta(days=1))
    found = (
        select(DossierEvent)
        .join(Dossier, Dossier.id == DossierEvent.dossier_id)
        .where(visible_to(account, on))
        .where(DossierEvent.at >= start_of(wanted.first), DossierEvent.at < until)
        .options(contains_eager(DossierEvent.dossier))
        .order_by(DossierEvent.at.desc(), DossierEvent.id.desc())
        .limit(limit)
    )
    if wanted.action:
        found = found.where(DossierEvent.action == wanted.action)
    if wanted.before_id is not None:
        last = select(DossierEvent.at).where(DossierEvent.id == wanted.before_id).scalar_subquery()
        place = tuple_(DossierEvent.at, DossierEvent.id)
        found = found.where(place < tuple_(last, literal(wanted.before_id)))
    if code := parse_code(wanted.text):
        found = found.where(Dossier.code == code)
    elif wanted.text:
        columns = (DossierEvent.actor_name, DossierEvent.note, Dossier.subject)
        found = found.where(or_(*(c.icontains(wanted.text, autoescape=True) for c in columns)))
    return list(session.scalars(found))


def whole_history(session: Session, dossier: Dossier) -> Sequence[DossierEvent]:
    """Return every event of a dossier, oldest first."""
    found = select(DossierEvent).where(DossierEvent.dossier_id == dossier.id)
    return session.scalars(found.order_by(DossierEvent.seq)).all()


def chain_of(session: Session, dossier: Dossier, events: Sequence[DossierEvent]) -> Chain:
    """Check one history, from its first entry to the head that the dossier names."""
    entries = [(entry_of(one), one.prev_hash, one.hash) for one in events]
    broken = first_fault(entries)
    last = events[-1] if events else None
    if broken is None and (last is None or last.hash != dossier.head_hash):
        broken = dossier.head_seq, "khác với mã băm ghi trong hồ sơ"
    sealed = (
        select(AuditSeal, SealHead.seq)
        .join(SealHead, SealHead.seal_id == AuditSeal.id)
        .where(SealHead.dossier_id == dossier.id)
        .order_by(AuditSeal.id.desc())
        .limit(1)
    )
    row = session.execute(sealed).first()
    return Chain(broken, row[0] if row else None, row[1] if row else 0)


def list_views(
    session: Session, account: Account, on: date, text: str = "", before_id: int | None = None
) -> list[ViewLog]:
    """Return who looked at confidential dossiers that `account` may see, the latest first.

    Loans that have no dossier are among them for whoever reads the fund's.
    """
    is_open = visible_to(account, on)
    if Role(account.role) in FUND_READERS:
        is_open |= ViewLog.dossier_id.is_(None)
    found = (
        select(ViewLog)
        .outerjoin(Dossier, Dossier.id == ViewLog.dossier_id)
        .where(is_open)
        .options(joinedload(ViewLog.dossier))
        .order_by(ViewLog.id.desc())
        .limit(PAGE_SIZE)
    )
    if before_id is not None:
        found = found.where(ViewLog.id < before_id)
    if code := parse_code(text):
        found = found.where(Dossier.code == code)
    elif text:
        columns = (ViewLog.account_name, ViewLog.loan_no)
        found = found.where(or_(*(c.icontains(text, autoescape=True) for c in columns)))
    return list(session.scalars(found))
