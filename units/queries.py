"""Reads of units and bodies."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from units.models import Unit, UnitVersion
from units.names import Names
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


def names_by_day(session: Session, unit_ids: Iterable[int] | None = None) -> Names:
    """Return what units (every unit where none is named) were called and are called, by day."""
    found = select(UnitVersion.unit_id, UnitVersion.valid_from, UnitVersion.name)
    if unit_ids is not None:
        found = found.where(UnitVersion.unit_id.in_(list(unit_ids)))
    rows: dict[int, list[tuple[date, str]]] = {}
    for row in session.execute(found.order_by(UnitVersion.valid_from, UnitVersion.id)):
        rows.setdefault(row.unit_id, []).append((row.valid_from, row.name))
    return Names(rows)
