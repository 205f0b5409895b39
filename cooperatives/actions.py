"""Writes of the registry."""

from dataclasses import asdict

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from cooperatives.data import COMMUNES
from cooperatives.models import Commune


def load_base(session: Session) -> None:
    """Insert the communes that are missing; what is there stays as it is."""
    rows = [asdict(commune) for commune in COMMUNES]
    session.execute(insert(Commune).values(rows).on_conflict_do_nothing())
