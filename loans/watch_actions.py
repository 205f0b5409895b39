"""What time does to applications: no supplement comes, a decision falls due. No commit.

Everything is dated on its true day, however late this runs, and happens once.
Source: docs/rules/loan-application.md, sections 5 and 7.
"""

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from dossiers.actions import Say, advance
from dossiers.models import Dossier, DossierEvent
from loans.actions import reset_clock
from loans.process import LOAN_APPLICATION, WITH_FUND
from rulebook.queries import days_on, setting_on, working_calendar
from workflow.localtime import local_day
from workflow.machine import SYSTEM_ACTOR
from workflow.workdays import ONE


def watch(session: Session, now: datetime) -> None:
    """Remind of supplements and close what stays without; remind before a decision is due."""
    _watch_supplements(session, now)
    _watch_decisions(session, now)


def _watch_supplements(session: Session, now: datetime) -> None:
    waiting = select(Dossier).where(
        Dossier.kind == LOAN_APPLICATION.kind, Dossier.state == "supplement_requested"
    )
    for dossier in session.scalars(waiting.order_by(Dossier.id)).all():
        request = _last(session, dossier, "request_supplement")
        if request is not None:
            _watch_supplement(session, dossier, request, now)


def _watch_supplement(
    session: Session, dossier: Dossier, request: DossierEvent, now: datetime
) -> None:
    today, until = local_day(now), date.fromisoformat(request.data["until"])
    if today <= until:
        return
    reminder = _last(session, dossier, "remind_supplement")
    is_reminded = reminder is not None and reminder.seq > request.seq
    reminded_on = local_day(reminder.at) if reminder is not None and is_reminded else today
    more = days_on(session, "loan.supplement_more_days", reminded_on)
    ends_on = working_calendar(session).add_workdays(max(until, reminded_on), more)
    data = {"until": until.isoformat(), "ends": ends_on.isoformat()}
    key = f"supplement:{request.id}"
    if not is_reminded:
        say = Say(data=data, effective_on=until + ONE, once_key=f"{key}:remind")
        advance(session, LOAN_APPLICATION, dossier, "remind_supplement", SYSTEM_ACTOR, now, say)
    elif today > ends_on:
        say = Say(data=data, effective_on=ends_on + ONE, once_key=f"{key}:lapse")
        advance(session, LOAN_APPLICATION, dossier, "lapse", SYSTEM_ACTOR, now, say)
        reset_clock(session, dossier)


def _last(session: Session, dossier: Dossier, action: str) -> DossierEvent | None:
    found = select(DossierEvent).where(
        DossierEvent.dossier_id == dossier.id, DossierEvent.action == action
    )
    return session.scalars(found.order_by(DossierEvent.seq.desc()).limit(1)).first()


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
    for dossier in session.scalars(due).all():
        if dossier.due_on < today:
            _once(session, dossier, "escalate", f"overdue:{dossier.due_on}", now)
        else:
            left = calendar.working_days_between(today, dossier.due_on)
            step = next(days for days in before if left <= days)
            _once(session, dossier, "remind", f"remind:{dossier.due_on}:{step}", now)


def _once(session: Session, dossier: Dossier, action: str, key: str, now: datetime) -> None:
    taken = select(DossierEvent.id).where(
        DossierEvent.dossier_id == dossier.id, DossierEvent.once_key == key
    )
    if session.scalar(taken) is not None:
        return
    is_late = action == "escalate"
    say = Say(
        data={"due_on": dossier.due_on.isoformat()},
        effective_on=dossier.due_on + ONE if is_late else None,
        once_key=key,
    )
    advance(session, LOAN_APPLICATION, dossier, action, SYSTEM_ACTOR, now, say)
