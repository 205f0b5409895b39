"""Reads for the Fund's people: who may take an application, what waits for the director."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from accounts.models import Account
from dossiers.models import Dossier, DossierEvent
from dossiers.queries import is_barred
from loans.models import LoanApplication
from loans.process import LOAN_APPLICATION
from loans.programme_queries import tied_accounts
from workflow.roles import Role


@dataclass(frozen=True, slots=True)
class Chair:
    """An appraiser as the director chooses: how many applications he holds, whether he may."""

    account: Account
    held: int
    why_not: str

    @property
    def load(self) -> str:
        return self.why_not or f"đang giữ {self.held} hồ sơ"


def is_held(session: Session, dossier: Dossier) -> bool:
    """Return whether the check ended without an appraiser: the director has to choose one."""
    if dossier.state != "submitted":
        return False
    last = (
        select(DossierEvent.action)
        .where(DossierEvent.dossier_id == dossier.id)
        .where(DossierEvent.action.in_(("file", "supply", "hold")))
        .order_by(DossierEvent.seq.desc())
        .limit(1)
    )
    return session.scalar(last) == "hold"


def list_appraisers(session: Session, application: LoanApplication, on: date) -> list[Chair]:
    """Return the active appraisers, the lightest desk first; those who may not come last."""
    held = (
        select(func.count())
        .where(Dossier.officer_id == Account.id, Dossier.settled_at.is_(None))
        .where(Dossier.kind == LOAN_APPLICATION.kind)
        .correlate(Account)
        .scalar_subquery()
    )
    found = (
        select(Account, held, is_barred(application.dossier_id))
        .where(Account.role == str(Role.APPRAISER), Account.is_active)
        .order_by(held, Account.id)
    )
    tied = tied_accounts(session, application.cooperative_id, on)
    chairs = [
        Chair(account, count, _why_not(application, account, tied, barred))
        for account, count, barred in session.execute(found)
    ]
    return sorted(chairs, key=lambda one: bool(one.why_not))


def _why_not(application: LoanApplication, account: Account, tied: set[int], barred: bool) -> str:
    if account.id in tied:
        return "đã khai có liên quan"
    if barred:
        return "không được xem hồ sơ này"
    return "đang giữ hồ sơ này" if application.dossier.officer_id == account.id else ""
