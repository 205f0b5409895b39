"""Reads for the queue: the histories of what is not decided, and of what was."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from dossiers.models import Dossier, DossierEvent
from loans.models import LoanApplication
from loans.process import BEFORE_DECISION, LOAN_APPLICATION
from loans.queue_rules import queue, stage_days, typical_days
from workflow.workdays import Calendar

PAST_MAX = 200


def open_histories(session: Session) -> dict[int, list[DossierEvent]]:
    """Return the events of every application that is not decided: one statement."""
    found = (
        select(DossierEvent)
        .join(Dossier, Dossier.id == DossierEvent.dossier_id)
        .where(Dossier.kind == LOAN_APPLICATION.kind)
        .where(Dossier.state.in_(BEFORE_DECISION.split()))
        .order_by(DossierEvent.dossier_id, DossierEvent.seq)
    )
    return _by_dossier(session.scalars(found))


def _by_dossier(events: Iterable[DossierEvent]) -> dict[int, list[DossierEvent]]:
    histories: dict[int, list[DossierEvent]] = {}
    for event in events:
        histories.setdefault(event.dossier_id, []).append(event)
    return histories


def money_ahead(session: Session, place: int, histories: dict[int, list[DossierEvent]]) -> int:
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
    found = (
        select(DossierEvent)
        .where(DossierEvent.dossier_id.in_(settled))
        .order_by(DossierEvent.dossier_id, DossierEvent.seq)
    )
    histories = _by_dossier(session.scalars(found))
    return typical_days(stage_days(events, until, calendar) for events in histories.values())
