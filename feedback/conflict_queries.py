"""Who may handle what names people: nobody who is named, and nobody under a head who is."""

from collections.abc import Iterable, Sequence

from sqlalchemy import (
    BigInteger,
    BindParameter,
    ColumnElement,
    Select,
    and_,
    bindparam,
    exists,
    func,
    not_,
    or_,
    select,
)
from sqlalchemy.orm import Session, aliased

from accounts.models import Account
from dossiers.models import Dossier, DossierBar
from dossiers.queries import is_barred, list_bars
from feedback.rules import choose_officer, is_everybody_named
from units.models import Unit
from workflow.roles import HANDLING_ROLES, STAFF_ROLES, Role

NO_DOSSIER = 0
HANDLERS = [str(role) for role in HANDLING_ROLES - {Role.LEADER}]


def select_free(dossier_id: int | BindParameter[int]) -> Select[Account]:
    """Return the query of whom a dossier may be given to."""
    return (
        select(Account)
        .join(Unit, Unit.id == Account.unit_id)
        .where(Account.is_active, Account.role.in_(HANDLERS), Unit.kind != "body")
        .where(not_(is_barred(dossier_id)), not_(_every_head_is_barred(dossier_id)))
    )


def _every_head_is_barred(dossier_id: int | BindParameter[int]) -> ColumnElement[bool]:
    boss = aliased(Account)
    head = and_(boss.unit_id == Account.unit_id, boss.role == str(Role.HEAD), boss.is_active)
    free = exists().where(head, not_(is_barred(dossier_id, boss))).correlate(Account)
    return and_(exists().where(head).correlate(Account), not_(free))


def is_free(session: Session, dossier_id: int, account: Account) -> bool:
    """Return whether a dossier may be given to `account`."""
    free = select_free(dossier_id).with_only_columns(Account.id).where(Account.id == account.id)
    return session.scalar(free) is not None


def free_for(
    session: Session, dossier_ids: Sequence[int], account_ids: Iterable[int]
) -> dict[int, set[int]]:
    """Return who of the accounts each dossier may be given to: two statements, and one for each
    dossier that names somebody.
    """
    wanted = Account.id.in_(list(account_ids))
    held = select(DossierBar.dossier_id).where(DossierBar.lifted_at.is_(None))
    naming = set(session.scalars(held.where(DossierBar.dossier_id.in_(dossier_ids))))

    def free(dossier_id: int) -> set[int]:
        found = select_free(dossier_id).with_only_columns(Account.id).where(wanted)
        return set(session.scalars(found))

    anywhere = free(NO_DOSSIER)
    return {one: free(one) if one in naming else anywhere for one in dossier_ids}


def _select_loads() -> Select[Account, int]:
    """Return the query of a unit's officers who may be given a dossier, with how many each holds.

    Takes: dossier_id, unit_id.
    """
    held = select(func.count()).where(
        Dossier.officer_id == Account.id, Dossier.settled_at.is_(None)
    )
    return (
        select_free(bindparam("dossier_id", type_=BigInteger))
        .add_columns(held.correlate(Account).scalar_subquery())
        .where(Account.unit_id == bindparam("unit_id"), Account.role == str(Role.OFFICER))
    )


LOADS = _select_loads()  # put together once: it lies in the way of every petition


def lightest(session: Session, dossier_id: int, unit_id: int) -> Account | None:
    """Return the officer of a unit with the fewest open dossiers who may be given this one."""
    rows = session.execute(LOADS, {"dossier_id": dossier_id, "unit_id": unit_id}).all()
    chosen = choose_officer({row[0].id: row[1] for row in rows}, frozenset())
    return next((row[0] for row in rows if row[0].id == chosen), None)


def find_committee(session: Session, dossier_id: int) -> Account | None:
    """Return who of the inspection committee takes a dossier that names everybody else.

    None where somebody else is left, or where nobody of the committee is.
    """
    if not list_bars(session, dossier_id):
        return None
    if not is_everybody_named(*_counts(session, dossier_id)):
        return None
    committee = select(Unit.id).where(Unit.kind == "inspection").order_by(Unit.id)
    for unit_id in session.scalars(committee):
        officer = lightest(session, dossier_id, unit_id)
        if officer is not None:
            return officer
    return None


def _counts(session: Session, dossier_id: int) -> tuple[int, dict[str, tuple[int, int]]]:
    """Return how many may handle a dossier, and of records officers and leaders all and free."""
    outside = select_free(dossier_id).where(Unit.kind != "inspection")
    handlers = session.scalar(outside.with_only_columns(func.count(Account.id))) or 0
    free = func.count().filter(not_(is_barred(dossier_id)))
    deciding = select(Account.role, func.count(), free).where(
        Account.is_active, or_(Account.role == str(Role.RECORDS), Account.role == str(Role.LEADER))
    )
    rows = session.execute(deciding.group_by(Account.role))
    return handlers, {row[0]: (row[1], row[2]) for row in rows}


def may_sign(session: Session, account: Account, dossier: Dossier) -> bool:
    """Return whether `account` signs the answer of a dossier.

    A leader does. Where every leader is named, the head of the inspection committee does by order.
    """
    if account.role != Role.HEAD:
        return account.role == Role.LEADER
    unit = dossier.unit
    if unit is None or unit.kind != "inspection" or account.unit_id != unit.id:
        return False
    all_leaders, free = _counts(session, dossier.id)[1].get(str(Role.LEADER), (0, 0))
    return all_leaders > 0 and free == 0


def bar_choices(session: Session, dossier_id: int) -> tuple[dict[int, str], dict[int, str]]:
    """Return the people and the units that may still be declared: names by id."""
    barred = list_bars(session, dossier_id)
    staff = (
        select(Account.id, Account.full_name, Unit.short_name)
        .outerjoin(Unit, Unit.id == Account.unit_id)
        .where(Account.is_active, Account.role.in_([str(role) for role in STAFF_ROLES]))
        .where(Account.id.not_in([bar.account_id for bar in barred if bar.account_id]))
        .order_by(Account.full_name, Account.id)
    )
    people = {
        row[0]: f"{row[1]} ({row[2]})" if row[2] else row[1] for row in session.execute(staff)
    }
    units = select(Unit.id, Unit.name).where(
        Unit.valid_to.is_(None),
        Unit.id.not_in([bar.unit_id for bar in barred if bar.unit_id]),
    )
    order = (Unit.kind == "body", Unit.name)
    return people, {row[0]: f"Cả {row[1]}" for row in session.execute(units.order_by(*order))}
