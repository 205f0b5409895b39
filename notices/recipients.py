"""Whom to tell: who stands in which relation to a dossier on a day. Active accounts only."""

from collections.abc import Callable
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from accounts.deputy_queries import deputies_of
from accounts.models import Account
from cooperatives.queries import representatives_of
from dossiers.models import Dossier, DossierEvent, DossierParty
from dossiers.queries import FUND_KINDS, is_visible
from units.models import Unit
from workflow.roles import Role

OUTSIDE = frozenset({"owner", "body", "parties"})
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
    """Return the head of the dossier's unit; where there is none, the records officers.

    What the Fund decides has the Fund's director as its head.
    """
    if dossier.kind in FUND_KINDS:
        return _active(session, Role.FUND_DIRECTOR) or records(session, dossier, on)
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


def inspection(session: Session, _dossier: Dossier, _on: date) -> list[Account]:
    """Return the officers and heads of the inspection committee."""
    found = select(Account).join(Unit, Unit.id == Account.unit_id)
    held = found.where(Unit.kind == "inspection", Account.is_active)
    return list(session.scalars(held.order_by(Account.id)))


def body(session: Session, dossier: Dossier, _on: date) -> list[Account]:
    """Return the people of the body that a dossier was passed on to last."""
    passed = select(DossierEvent.data["body_id"].as_integer()).where(
        DossierEvent.dossier_id == dossier.id, DossierEvent.action == "forward"
    )
    body_id = session.scalar(passed.order_by(DossierEvent.seq.desc()).limit(1))
    return _active(session, Role.EXTERNAL, body_id) if body_id is not None else []


def parties(session: Session, dossier: Dossier, _on: date) -> list[Account]:
    """Return the heads of the units that take part beside the holder, and the people of bodies."""
    units = select(DossierParty.unit_id).where(DossierParty.dossier_id == dossier.id)
    found = select(Account).where(
        Account.unit_id.in_(units),
        Account.role.in_((str(Role.HEAD), str(Role.EXTERNAL))),
        Account.is_active,
    )
    return list(session.scalars(found.order_by(Account.id)))


def named(session: Session, event: DossierEvent) -> list[Account]:
    """Return the one whom an event names as the person to be told."""
    account = session.get(Account, event.data.get("told_id", 0))
    return [account] if account is not None and account.is_active else []


RECIPIENTS: dict[str, Find] = {
    "owner": owner,
    "officer": officer,
    "records": records,
    "head": head,
    "leaders": leaders,
    "superiors": superiors,
    "body": body,
    "parties": parties,
}


def find_recipients(
    session: Session, whom: str, dossier: Dossier, on: date, actor_id: int | None
) -> list[Account]:
    """Return who is told: never the person who acted, and only those who may see the dossier.

    Where nobody of the staff asked for may see it, the records officers are told; where they may
    not either, the inspection committee.
    """
    asked = RECIPIENTS[whom](session, dossier, on)
    if whom not in OUTSIDE:
        known = {one.id for one in asked}
        deputies = deputies_of(session, known, on)
        asked = [*asked, *(one for one in deputies if one.id not in known)]
    seeing = [a for a in asked if is_visible(session, a, dossier, on)]
    for stand_in in (records, inspection):
        if seeing or whom in OUTSIDE:
            break
        seeing = [a for a in stand_in(session, dossier, on) if is_visible(session, a, dossier, on)]
    return [a for a in seeing if a.id != actor_id]
