"""The legal bases that a new installation starts with. No commit."""

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from feedback.basis_models import LegalBasis
from feedback.data import BASES


def load_base(session: Session) -> None:
    """Insert the bases that are missing; what an administrator changed stays."""
    for symbol, title, valid_from, valid_to in BASES:
        row = {"symbol": symbol, "title": title, "valid_from": valid_from, "valid_to": valid_to}
        session.execute(insert(LegalBasis).values(**row).on_conflict_do_nothing())
    session.flush()
