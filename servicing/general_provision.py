"""The general provision: a share of all principal in good and watched groups. No commit.

Source: docs/rules/debt-groups.md. It is booked at the end of each month beside the specific ones.
"""

from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from fund.actions import lock_book, post
from fund.chart import GENERAL_PROVISION, PROVISION_COST
from fund.models import FundEntry, FundLine
from fund.rules import Entry, moved
from rulebook.queries import days_on
from servicing.models import Loan
from workflow.machine import SYSTEM_ACTOR
from workflow.rounding import divide

GROUP_MAX = 4  # group 5 is provided for in whole
THOUSAND = 1000
PER_THOUSAND = "fund.general_provision_per_thousand"


def general_vnd(principal_vnd: int, per_thousand: int) -> int:
    """Return the general provision, whole đồng, rounded half up."""
    return divide(principal_vnd * per_thousand, THOUSAND)


def provide(session: Session, last: date, now: datetime) -> int:
    """Bring the general provision to the end of a month; return what was booked, in đồng.

    The loans were brought to `last` before. Nothing to move: nothing is booked.
    """
    lock_book(session)
    wanted = general_vnd(_principal_vnd(session), days_on(session, PER_THOUSAND, last))
    change = wanted - _booked_vnd(session, last)
    if change:
        words = f"Trích lập dự phòng chung đến {last:%d/%m/%Y}"
        lines = moved(PROVISION_COST, GENERAL_PROVISION, change)
        post(session, Entry("provision", last, words, lines), SYSTEM_ACTOR, now)
    return change


def _principal_vnd(session: Session) -> int:
    owed = select(func.coalesce(func.sum(Loan.principal_vnd), 0))
    return int(session.scalar(owed.where(Loan.debt_group <= GROUP_MAX)) or 0)


def _booked_vnd(session: Session, last: date) -> int:
    held = (
        select(func.coalesce(func.sum(FundLine.amount_vnd), 0))
        .join(FundEntry, FundEntry.id == FundLine.entry_id)
        .where(FundLine.account == GENERAL_PROVISION, FundEntry.booked_on <= last)
    )
    return -int(session.scalar(held) or 0)
