"""Reads for handing over a whole desk: what lies on it, and who would take each dossier."""

from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from accounts.models import Account
from dossiers.models import Dossier
from feedback.conflict_queries import free_for
from feedback.process import PETITION, UNDER_WAY
from workflow.roles import Role


@dataclass(frozen=True, slots=True)
class Handed:
    """One open petition of the desk, and who would take it; None where nobody may."""

    dossier: Dossier
    taker: Account | None


@dataclass(frozen=True, slots=True)
class Plan:
    """What handing over a desk would do. `seen` tells this plan from a later one."""

    rows: list[Handed]

    @property
    def stuck(self) -> list[Handed]:
        return [one for one in self.rows if one.taker is None]

    @property
    def seen(self) -> str:
        said = ";".join(
            f"{one.dossier.id}:{one.dossier.version}:{one.taker.id if one.taker else 0}"
            for one in self.rows
        )
        return sha256(said.encode()).hexdigest()[:32]


def list_desk_of(session: Session, officer_id: int) -> list[Dossier]:
    """Return the open petitions that somebody holds, by date owed."""
    held = select(Dossier).where(
        Dossier.kind == PETITION.kind,
        Dossier.officer_id == officer_id,
        Dossier.settled_at.is_(None),
        Dossier.state.in_(UNDER_WAY.split()),
    )
    order = held.order_by(Dossier.next_due_on, Dossier.id)
    return list(session.scalars(order.options(joinedload(Dossier.cooperative))))


def plan(session: Session, officer: Account, taker: Account | None) -> Plan:
    """Return who would take what. Without `taker`: each goes to whoever of the unit holds least.

    Nobody gets a dossier that names him.
    """
    dossiers = list_desk_of(session, officer.id)
    ids = [one.id for one in dossiers]
    if taker is not None:
        fits = free_for(session, ids, [taker.id])
        return Plan([Handed(one, taker if fits[one.id] else None) for one in dossiers])
    loads = _loads(session, officer)
    found = select(Account).where(Account.id.in_(loads))
    people = {one.id: one for one in session.scalars(found).unique()}
    fits = free_for(session, ids, loads)
    rows = []
    for dossier in dossiers:
        free = [people[one] for one in fits[dossier.id]]
        chosen = min(free, key=lambda one: (loads[one.id], one.id)) if free else None
        if chosen is not None:
            loads[chosen.id] += 1
        rows.append(Handed(dossier, chosen))
    return Plan(rows)


def _loads(session: Session, officer: Account) -> dict[int, int]:
    """Return how many open dossiers each other officer of the unit holds."""
    found = (
        select(Account.id, func.count(Dossier.id))
        .outerjoin(Dossier, (Dossier.officer_id == Account.id) & Dossier.settled_at.is_(None))
        .where(Account.unit_id == officer.unit_id, Account.id != officer.id, Account.is_active)
        .where(Account.role == str(Role.OFFICER))
        .group_by(Account.id)
    )
    return {row[0]: row[1] for row in session.execute(found)}


def desk_choices(session: Session, account: Account) -> tuple[dict[str, str], dict[str, str]]:
    """Return whose desk may be handed over (with how much lies there), and who may take it."""
    found = (
        select(Account, func.count(Dossier.id))
        .outerjoin(Dossier, (Dossier.officer_id == Account.id) & Dossier.settled_at.is_(None))
        .where(Account.role.in_((str(Role.OFFICER), str(Role.HEAD))))
        .group_by(Account.id)
        .order_by(Account.full_name)
    )
    if Role(account.role) is Role.HEAD:
        found = found.where(Account.unit_id == account.unit_id)
    rows = session.execute(found).unique().all()
    names = {one.id: f"{one.full_name} (đang giữ {count})" for one, count in rows}
    desks = {str(one.id): names[one.id] for one, count in rows if count}
    return desks, {str(one.id): names[one.id] for one, _ in rows if one.is_active}
