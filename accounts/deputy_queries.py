"""Reads of who stands in for whom."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import BindParameter, ColumnElement, Date, and_, bindparam, func, or_, select
from sqlalchemy.orm import Session, joinedload

from accounts.deputy_models import Deputy
from accounts.models import Account
from workflow.machine import StandIn
from workflow.roles import Role

STOOD_FOR = frozenset({Role.OFFICER, Role.HEAD})  # records officers and leaders see everything
SHOWN_MAX = 100


def _holds(on: date | BindParameter[date]) -> ColumnElement[bool]:
    last_on = func.coalesce(Deputy.ended_on, Deputy.ends_on)
    return and_(Deputy.starts_on <= on, on <= last_on)


# Asked by every page of who may stand in, so it is put together once.
STOOD = (
    select(Account.id, Account.unit_id, Account.full_name, Account.role)
    .join(Deputy, Deputy.account_id == Account.id)
    .where(Deputy.deputy_id == bindparam("deputy_id"), Account.role == bindparam("role"))
    .where(_holds(bindparam("day", type_=Date)))
    .order_by(Account.id)
)


def stand_in(session: Session, account: Account, on: date) -> Account:
    """Let `account` know for whom it stands in on a day: what it sees and may do follows."""
    if Role(account.role) in STOOD_FOR:
        sought = {"deputy_id": account.id, "role": account.role, "day": on}
        account.stands_for = tuple(
            StandIn(account_id, unit_id, name, role == Role.HEAD)
            for account_id, unit_id, name, role in session.execute(STOOD, sought)
        )
    return account


def deputies_of(session: Session, account_ids: Iterable[int], on: date) -> list[Account]:
    """Return who stands in for any of the accounts on a day, each knowing it."""
    found = (
        select(Account)
        .join(Deputy, Deputy.deputy_id == Account.id)
        .where(Deputy.account_id.in_(list(account_ids)), _holds(on), Account.is_active)
        .order_by(Account.id)
    )
    return [stand_in(session, one, on) for one in session.scalars(found).unique()]


def list_deputies(session: Session, account: Account) -> list[Deputy]:
    """Return who stands in for whom, the latest first: a head reads of the own unit."""
    found = select(Deputy).join(Account, Account.id == Deputy.account_id)
    if Role(account.role) is Role.HEAD:
        mine = or_(Account.unit_id == account.unit_id, Deputy.deputy_id == account.id)
        found = found.where(mine)
    order = (func.coalesce(Deputy.ended_on, Deputy.ends_on).desc(), Deputy.id.desc())
    return list(
        session.scalars(
            found.order_by(*order)
            .options(joinedload(Deputy.account), joinedload(Deputy.deputy))
            .limit(SHOWN_MAX)
        )
    )


def staff_choices(session: Session, account: Account) -> tuple[dict[str, str], dict[str, str]]:
    """Return who may be away, as far as `account` says it, and who may stand in: names by id."""
    found = select(Account).where(
        Account.is_active, Account.role.in_([str(role) for role in STOOD_FOR])
    )
    everybody = list(session.scalars(found.order_by(Account.full_name, Account.id)))
    names = {str(one.id): _named(one) for one in everybody}
    if Role(account.role) is not Role.HEAD:
        return names, names
    own = {str(one.id): _named(one) for one in everybody if one.unit_id == account.unit_id}
    return own, names


def _named(account: Account) -> str:
    place = account.unit.short_name if account.unit else ""
    return f"{account.full_name} ({account.position or place}, {place})"
