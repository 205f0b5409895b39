"""What time does to applications: no supplement comes, a decision falls due. No commit.

Everything is dated on its true day, however late this runs, and happens once.
Source: docs/rules/loan-application.md, sections 5 and 7; docs/rules/supplement.md.
"""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from dossiers.actions import Say, advance
from dossiers.models import Dossier
from dossiers.queries import once_keys
from dossiers.supplement_actions import watch_supplements
from loans.actions import reset_clock
from loans.process import LOAN_APPLICATION, WITH_FUND
from rulebook.queries import setting_on, working_calendar
from workflow.localtime import local_day
from workflow.machine import SYSTEM_ACTOR
from workflow.workdays import ONE

MORE_DAYS = "loan.supplement_more_days"


def watch(session: Session, now: datetime) -> None:
    """Remind of supplements and close what stays without; remind before a decision is due."""
    for dossier in watch_supplements(session, LOAN_APPLICATION, MORE_DAYS, now):
        reset_clock(session, dossier)
    _watch_decisions(session, now)


def _watch_decisions(session: Session, now: datetime) -> None:
    today, calendar = local_day(now), working_calendar(session)
    named = setting_on(session, "loan.remind_before_days", today)
    before = sorted(int(days) for days in named.split(","))
    due = (
        select(Dossier)
        .where(Dossier.kind == LOAN_APPLICATION.kind, Dossier.state.in_(WITH_FUND.split()))
        .where(Dossier.due_on <= calendar.add_workdays(today, before[-1]))
        .order_by(Dossier.due_on, Dossier.id)
    )
    waiting = session.scalars(due).all()
    done = once_keys(session, [dossier.id for dossier in waiting])
    for dossier in waiting:
        is_late = dossier.due_on < today
        key = f"overdue:{dossier.due_on}"
        if not is_late:
            left = calendar.working_days_between(today, dossier.due_on)
            key = f"remind:{dossier.due_on}:{next(days for days in before if left <= days)}"
        if (dossier.id, key) not in done:
            _tell(session, dossier, "escalate" if is_late else "remind", key, now)


def _tell(session: Session, dossier: Dossier, action: str, key: str, now: datetime) -> None:
    say = Say(
        data={"due_on": dossier.due_on.isoformat()},
        effective_on=dossier.due_on + ONE if action == "escalate" else None,
        once_key=key,
    )
    advance(session, LOAN_APPLICATION, dossier, action, SYSTEM_ACTOR, now, say)
