"""When a supplement does not come: a reminder, then the end. No commit.

Source: docs/rules/supplement.md.
"""

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from dossiers.actions import Say, advance
from dossiers.models import Dossier, DossierEvent
from dossiers.queries import last_events
from dossiers.supplement_rules import supplement_ends_on
from rulebook.queries import days_on, working_calendar
from workflow.localtime import local_day
from workflow.machine import SYSTEM_ACTOR, Machine
from workflow.workdays import ONE

WAITING = "supplement_requested"
REQUEST, REMIND, LAPSE = "request_supplement", "remind_supplement", "lapse"


def watch_supplements(
    session: Session, machine: Machine, more_days: str, now: datetime
) -> list[Dossier]:
    """Remind once after the day that was named; end once after the days that follow.

    Both are dated on their true day, however late this runs. `more_days` names the setting of how
    many follow. Return those that ended: their clocks are for whoever knows what they are about.
    """
    asked = Dossier.kind == machine.kind, Dossier.state == WAITING
    waiting = session.scalars(select(Dossier).where(*asked).order_by(Dossier.id)).all()
    last = last_events(session, [dossier.id for dossier in waiting], (REQUEST, REMIND))
    for dossier in waiting:
        request, reminder = (last.get((dossier.id, action)) for action in (REQUEST, REMIND))
        if request is not None:
            is_of_it = reminder is not None and reminder.seq > request.seq
            found = _find_due(session, request, reminder if is_of_it else None, more_days, now)
            if found is not None:
                advance(session, machine, dossier, found[0], SYSTEM_ACTOR, now, found[1])
    return [dossier for dossier in waiting if dossier.state != WAITING]


def _find_due(
    session: Session,
    request: DossierEvent,
    reminder: DossierEvent | None,
    more_days: str,
    now: datetime,
) -> tuple[str, Say] | None:
    """Return what is to be done about a request, None before its time.

    The last day that a reminder named holds, whatever is counted since.
    """
    today, until = local_day(now), date.fromisoformat(request.data["until"])
    reminded_on = today if reminder is None else local_day(reminder.at)
    more = days_on(session, more_days, reminded_on)
    ends_on = supplement_ends_on(working_calendar(session), until, reminded_on, more)
    if reminder is not None:
        ends_on = max(ends_on, date.fromisoformat(reminder.data["ends"]))
    last_day = until if reminder is None else ends_on
    if today <= last_day:
        return None
    action, word = (REMIND, "remind") if reminder is None else (LAPSE, "lapse")
    data = {"until": until.isoformat(), "ends": ends_on.isoformat()}
    key = f"supplement:{request.id}:{word}"
    return action, Say(data=data, effective_on=last_day + ONE, once_key=key)
