"""Reads for the queue: the histories of what is not decided, and of what was."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from dossiers.models import Dossier, DossierEvent
from loans.models import LoanApplication
from loans.process import BEFORE_DECISION, LOAN_APPLICATION
from loans.queue_rules import queue, stage_days, typical_days
from workflow.workdays import Calendar

PAST_MAX = 200
EVENTS = select(
    DossierEvent.dossier_id,
    DossierEvent.action,
    DossierEvent.at,
    DossierEvent.data["until"].as_string(),
)


@dataclass(frozen=True, slots=True)
class Moved:
    """What happened to an application, when, and until when it gave time ("": it did not)."""

    action: str
    at: datetime
    until: str = ""


Histories = dict[int, Sequence[Moved]]


def open_histories(session: Session) -> Histories:
    """Return the events of every application that is not decided: one statement."""
    found = (
        EVENTS.join(Dossier, Dossier.id == DossierEvent.dossier_id)
        .where(Dossier.kind == LOAN_APPLICATION.kind)
        .where(Dossier.state.in_(BEFORE_DECISION.split()))
        .order_by(DossierEvent.dossier_id, DossierEvent.seq)
    )
    return _by_dossier(session, found)


def _by_dossier(session: Session, found: Select[int, str, datetime, str]) -> Histories:
    histories: dict[int, list[Moved]] = {}
    for number, action, at, until in session.execute(found):
        histories.setdefault(number, []).append(Moved(action, at, until))
    return {**histories}


def money_ahead(session: Session, place: int, histories: Histories) -> int:
    """Return what those before a place ask for, in đồng."""
    ahead = queue(histories)[: max(place - 1, 0)]
    asked = select(func.coalesce(func.sum(LoanApplication.amount_vnd), 0))
    return int(session.scalar(asked.where(LoanApplication.dossier_id.in_(ahead))) or 0)


def usual_days(session: Session, until: date, calendar: Calendar) -> dict[str, int]:
    """Return the usual days of each stage, from the latest applications that were settled."""
    settled = (
        select(Dossier.id)
        .where(Dossier.kind == LOAN_APPLICATION.kind, Dossier.settled_at.is_not(None))
        .order_by(Dossier.settled_at.desc())
        .limit(PAST_MAX)
    )
    found = EVENTS.where(DossierEvent.dossier_id.in_(settled))
    histories = _by_dossier(session, found.order_by(DossierEvent.dossier_id, DossierEvent.seq))
    return typical_days(stage_days(events, until, calendar) for events in histories.values())
