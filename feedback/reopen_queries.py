"""Reads of reopening: until when, and whether it was done. Source: docs/rules/reopening.md."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from dossiers.models import Dossier, DossierEvent
from feedback.process import SIGNED
from rulebook.queries import days_on, working_calendar
from workflow.localtime import local_day


@dataclass(frozen=True, slots=True)
class Window:
    """The days on which an answer may be sent back, by the server's own dates."""

    answered_on: date
    until: date
    is_used: bool

    def is_open(self, today: date) -> bool:
        return today <= self.until


def reopen_until(session: Session, answered_on: date) -> date:
    """Return the last day on which an answer of a day may be sent back."""
    days = days_on(session, "petition.reopen_days", answered_on)
    return working_calendar(session).add_workdays(answered_on, days)


def find_window(session: Session, dossier: Dossier) -> Window | None:
    """Return the window of the last answer, None where none was issued yet."""
    found = select(DossierEvent.action, DossierEvent.at).where(
        DossierEvent.dossier_id == dossier.id, DossierEvent.action.in_((*SIGNED, "reopen"))
    )
    rows = session.execute(found.order_by(DossierEvent.seq)).all()
    signed = [row.at for row in rows if row.action in SIGNED]
    if not signed:
        return None
    answered_on = local_day(signed[-1])
    is_used = any(row.action == "reopen" for row in rows)
    return Window(answered_on, reopen_until(session, answered_on), is_used)
