"""Whom to tell: who stands in which relation to a dossier on a day. Active accounts only."""

from collections.abc import Callable
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from accounts.models import Account
from cooperatives.queries import representatives_of
from dossiers.models import Dossier
from dossiers.queries import visible_to
from workflow.roles import Role

Find = Callable[[Session, Dossier, date], list[Account]]


def _active(session: Session, role: Role, unit_id: int | None = None) -> list[Account]:
    found = select(Account).where(Account.role == str(role), Account.is_active)
    if unit_id is not None:
        found = found.where(Account.unit_id == unit_id)
    return list(session.scalars(found.order_by(Account.id)))


def owner(session: Session, dossier: Dossier, on: date) -> list[Account]:
    """Return everybody who speaks for the cooperative on that day; nobody for a mere name."""
    if dossier.cooperative_id is None:
        return []
    return representatives_of(session, dossier.cooperative_id, on)


def records(session: Session, _dossier: Dossier, _on: date) -> list[Account]:
    """Return the records officers."""
    return _active(session, Role.RECORDS)


def leaders(session: Session, _dossier: Dossier, _on: date) -> list[Account]:
    """Return the leaders, who sign."""
    return _active(session, Role.LEADER)


def head(session: Session, dossier: Dossier, on: date) -> list[Account]:
    """Return the head of the dossier's unit; where there is none, the records officers."""
    unit_id = dossier.unit_id
    heads = _active(session, Role.HEAD, unit_id) if unit_id is not None else []
    return heads or records(session, dossier, on)


def officer(session: Session, dossier: Dossier, on: date) -> list[Account]:
    """Return the officer who holds the dossier; where there is none, the head of the unit."""
    if dossier.officer is not None and dossier.officer.is_active:
        return [dossier.officer]
    return head(session, dossier, on)


def superiors(session: Session, dossier: Dossier, on: date) -> list[Account]:
    """Return the head of the unit and the leaders."""
    return head(session, dossier, on) + leaders(session, dossier, on)


RECIPIENTS: dict[str, Find] = {
    "owner": owner,
    "officer": officer,
    "records": records,
    "head": head,
    "leaders": leaders,
    "superiors": superiors,
}


def find_recipients(
    session: Session, whom: str, dossier: Dossier, on: date, actor_id: int | None
) -> list[Account]:
    """Return who is told: never the person who acted, and only those who may see the dossier."""
    people = [a for a in RECIPIENTS[whom](session, dossier, on) if a.id != actor_id]
    return [a for a in people if _may_see(session, a, dossier, on)]


def _may_see(session: Session, account: Account, dossier: Dossier, on: date) -> bool:
    seen = select(Dossier.id).where(Dossier.id == dossier.id, visible_to(account, on))
    return session.scalar(seen) is not None
