"""Reads of the registry and of mandates."""

from datetime import date

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from accounts.models import Account
from cooperatives.models import Commune, Cooperative, Mandate
from workflow.text import fold


def _is_current(on: date) -> ColumnElement[bool]:
    return and_(Mandate.starts_on <= on, or_(Mandate.ends_on.is_(None), Mandate.ends_on >= on))


def cooperatives_of(session: Session, account_id: int, on: date) -> list[Cooperative]:
    """Return the cooperatives that an account speaks for on a day."""
    found = (
        select(Cooperative)
        .join(Mandate, Mandate.cooperative_id == Cooperative.id)
        .where(Mandate.account_id == account_id, _is_current(on))
        .order_by(Cooperative.name)
    )
    return list(session.scalars(found))


def representatives_of(session: Session, cooperative_id: int, on: date) -> list[Account]:
    """Return the active accounts that speak for a cooperative on a day."""
    found = (
        select(Account)
        .join(Mandate, Mandate.account_id == Account.id)
        .where(Mandate.cooperative_id == cooperative_id, _is_current(on), Account.is_active)
        .order_by(Account.id)
    )
    return list(session.scalars(found))


def position_of(session: Session, account_id: int, cooperative_id: int, on: date) -> str:
    """Return the position in which an account speaks for a cooperative, "" where it does not."""
    found = select(Mandate.position).where(
        Mandate.account_id == account_id, Mandate.cooperative_id == cooperative_id, _is_current(on)
    )
    return session.scalars(found.limit(1)).first() or ""


def list_communes(session: Session) -> list[Commune]:
    """Return the 65 communes in Vietnamese order of their names (Đ after D)."""
    communes = session.scalars(select(Commune)).all()
    return sorted(communes, key=lambda c: (fold(c.name.replace("Đ", "Dz")), c.name))


def find_cooperatives(session: Session, text: str, limit: int = 20) -> list[Cooperative]:
    """Return cooperatives by the words of their names, without tone marks, or by tax code."""
    wanted = select(Cooperative).order_by(Cooperative.name_fold).limit(limit)
    for word in fold(text).split():
        held = Cooperative.name_fold.contains(word, autoescape=True)
        wanted = wanted.where(or_(held, Cooperative.tax_code == word))
    return list(session.scalars(wanted))
