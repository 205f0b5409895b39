"""Reads of units and bodies."""

from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from units.models import Unit
from workflow.refusal import Missing


def list_units(session: Session) -> list[Unit]:
    """Return every unit there is or was, own ones first."""
    return list(session.scalars(select(Unit).order_by(Unit.kind == "body", Unit.name)))


def list_valid(session: Session, on: date, *kinds: str) -> list[Unit]:
    """Return the units of `kinds` (all kinds where none is named) that exist on a day."""
    found = (
        select(Unit)
        .where(Unit.valid_from <= on, or_(Unit.valid_to.is_(None), Unit.valid_to >= on))
        .order_by(Unit.name)
    )
    if kinds:
        found = found.where(Unit.kind.in_(kinds))
    return list(session.scalars(found))


def access_unit(session: Session, unit_id: int) -> Unit:
    """Return a unit. Raises Missing."""
    unit = session.get(Unit, unit_id)
    if unit is None:
        raise Missing("unit")
    return unit


def find_by_code(session: Session, code: str) -> Unit | None:
    return session.scalars(select(Unit).where(Unit.code == code)).one_or_none()
