"""Reads for recording: whom for, what one recorded oneself."""

from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from accounts.models import Account
from cooperatives.models import Cooperative
from cooperatives.queries import find_cooperatives
from dossiers.models import Dossier
from dossiers.numbering import parse_code
from dossiers.queries import is_reader_staff, visible_to
from feedback.models import Petition
from workflow.refusal import Missing
from workflow.text import words

FOUND_MAX = 6
RECENT_MAX = 8


def access_receipt(session: Session, account: Account, code: str, on: date) -> Petition:
    """Return a petition whose receipt `account` may hand over. Raises Missing.

    Staff who recorded it have its receipt, even where the dossier is another unit's business.
    """
    stored = parse_code(code)
    may = visible_to(account, on)
    if account.is_active and is_reader_staff(account):
        may = or_(may, Dossier.filed_by_id == account.id)
    found = session.scalars(
        select(Petition)
        .join(Dossier, Dossier.id == Petition.dossier_id)
        .where(Dossier.code == (stored or ""), may)
    ).one_or_none()
    if found is None:
        raise Missing("petition")
    return found


def may_open(session: Session, account: Account, dossier: Dossier, on: date) -> bool:
    """Return whether `account` may see a dossier, beside its receipt."""
    seen = select(Dossier.id).where(Dossier.id == dossier.id, visible_to(account, on))
    return session.scalar(seen) is not None


def find_askers(session: Session, typed: str, chosen_id: int | None) -> list[Cooperative]:
    """Return the cooperatives that a typed name or tax code fits, the chosen one first."""
    found = find_cooperatives(session, typed, FOUND_MAX) if words(typed) else []
    chosen = session.get(Cooperative, chosen_id) if chosen_id else None
    rest = [one for one in found if one.id != chosen_id]
    return [chosen, *rest][:FOUND_MAX] if chosen else rest


def list_recorded(session: Session, account: Account) -> list[Dossier]:
    """Return what this account recorded last, latest first."""
    found = (
        select(Dossier)
        .where(Dossier.filed_by_id == account.id, Dossier.kind == "petition")
        .order_by(Dossier.id.desc())
        .limit(RECENT_MAX)
        .options(joinedload(Dossier.cooperative))
    )
    return list(session.scalars(found))
