"""Writes of looks at a loan: the same log as of confidential dossiers. No commit."""

from datetime import datetime

from sqlalchemy.orm import Session

from accounts.models import Account
from feedback.view_log_actions import keep, looked
from servicing.models import Loan


def note_loan_view(
    session: Session, account: Account, loan_id: int, what: str, now: datetime
) -> bool:
    """Keep that `account` looked at a loan, once an hour; return whether a row was written."""
    found = looked([Loan.dossier_id, Loan.contract_no], account, what, 0, now)
    return keep(session, found.where(Loan.id == loan_id))
