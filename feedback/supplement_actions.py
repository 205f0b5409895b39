"""When a supplement does not come: a reminder, then closed as withdrawn. No commit.

Source: docs/rules/supplement.md.
"""

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from dossiers.actions import Say, advance
from dossiers.models import Dossier, DossierEvent
from feedback.actions import reset_clock
from feedback.process import PETITION
from feedback.rules import supplement_ends_on
from rulebook.queries import days_on, working_calendar
from workflow.localtime import local_day
from workflow.machine import SYSTEM_ACTOR
from workflow.workdays import ONE


def watch_supplements(session: Session, now: datetime) -> None:
    """Remind once after the day that was named; close once after the days that follow.

    Both are dated on their true day, however late this runs.
    """
    waiting = select(Dossier).where(
        Dossier.kind == PETITION.kind, Dossier.state == "supplement_requested"
    )
    for dossier in session.scalars(waiting.order_by(Dossier.id)).all():
        request = _last(session, dossier, "request_supplement")
        if request is not None:
            _watch(session, dossier, request, now)


def _watch(session: Session, dossier: Dossier, request: DossierEvent, now: datetime) -> None:
    today, until = local_day(now), date.fromisoformat(request.data["until"])
    if today <= until:
        return
    reminder = _last(session, dossier, "remind_supplement")
    is_reminded = reminder is not None and reminder.seq > request.seq
    reminded_on = local_day(reminder.at) if reminder and is_reminded else today
    more = days_on(session, "petition.supplement_more_days", reminded_on)
    ends_on = supplement_ends_on(working_calendar(session), until, reminded_on, more)
    data = {"until": until.isoformat(), "ends": ends_on.isoformat()}
    key = f"supplement:{request.id}"
    if not is_reminded:
        say = Say(data=data, effective_on=until + ONE, once_key=f"{key}:remind")
        advance(session, PETITION, dossier, "remind_supplement", SYSTEM_ACTOR, now, say)
    elif today > ends_on:
        say = Say(data=data, effective_on=ends_on + ONE, once_key=f"{key}:lapse")
        advance(session, PETITION, dossier, "lapse", SYSTEM_ACTOR, now, say)
        reset_clock(session, dossier)


def _last(session: Session, dossier: Dossier, action: str) -> DossierEvent | None:
    found = select(DossierEvent).where(
        DossierEvent.dossier_id == dossier.id, DossierEvent.action == action
    )
    return session.scalars(found.order_by(DossierEvent.seq.desc()).limit(1)).first()
