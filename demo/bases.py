"""A rule of the invented Fund that answers rest on, and that ends a few days before today."""

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from accounts.models import Account
from feedback.basis_actions import edit_basis
from feedback.basis_models import LegalBasis
from feedback.basis_rules import BasisDraft

TITLE = "Quy chế cho vay của Quỹ"
OLD, NEW = "02/QC-QHT", "05/QC-QHT"
SINCE = date(2023, 1, 1)


def load_bases(session: Session) -> None:
    """Insert the rule as it was at first."""
    session.add(LegalBasis(symbol=OLD, title=TITLE, valid_from=SINCE))
    session.flush()


def end_basis(session: Session, last: date, account: Account, now: datetime) -> None:
    """Let the rule end on a day, and a new one take its place from the day after."""
    new = LegalBasis(symbol=NEW, title=TITLE, valid_from=date.fromordinal(last.toordinal() + 1))
    session.add(new)
    session.flush()
    old = session.scalars(select(LegalBasis).where(LegalBasis.symbol == OLD)).one()
    edit_basis(session, old, BasisDraft(OLD, TITLE, SINCE, last, new.id), account, now)
