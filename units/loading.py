"""The base rows of units and bodies: inserted where they are missing, never overwritten."""

from dataclasses import asdict

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from units.data import BODIES, UNITS
from units.models import Unit


def load_base(session: Session) -> None:
    """Insert the units and bodies whose code is missing, and name the successors of those."""
    rows = [asdict(row) for row in (*UNITS, *BODIES)]
    successors = {row["code"]: row.pop("successor") for row in rows}
    inserted = session.scalars(
        insert(Unit)
        .values([row | {"email": ""} for row in rows])
        .on_conflict_do_nothing(index_elements=["code"])
        .returning(Unit.code)
    ).all()
    ids = {unit.code: unit.id for unit in session.scalars(select(Unit))}
    for code in inserted:
        if (successor := successors[code]) is not None:
            named = update(Unit).where(Unit.code == code)
            session.execute(named.values(successor_id=ids[successor]))
