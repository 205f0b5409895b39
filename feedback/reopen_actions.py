"""Writes of reopening: a cooperative sends an answer back, once. No commit."""

from datetime import datetime

from sqlalchemy.orm import Session

from dossiers.actions import Say, advance
from feedback.actions import reset_clock
from feedback.limit_queries import scope_of
from feedback.models import Petition
from feedback.process import PETITION
from feedback.reopen_queries import find_window
from feedback.rules import answer_key
from rulebook.queries import days_on
from workflow.localtime import local_day
from workflow.machine import Actor
from workflow.refusal import Refusal


def reopen(session: Session, petition: Petition, note: str, actor: Actor, now: datetime) -> None:
    """Take an answered petition up again: its holder is told, a clock of its own starts.

    What was promised and kept for the first answer stays beside it, for every figure.
    Raises: Refusal where it was reopened before, or the days for it are over.
    """
    dossier = petition.dossier
    session.refresh(dossier, ["version", "state", "settled_at", "due_on"], with_for_update=True)
    PETITION.step(dossier.state, "reopen", actor.role)
    window = find_window(session, dossier)
    if window is None or dossier.settled_at is None:
        raise Refusal("state", "Hồ sơ chưa có câu trả lời để xem xét lại.")
    today = local_day(now)
    data = {
        "limit_days": days_on(
            session, answer_key(petition.is_multi_body), today, scope_of(petition)
        ),
        "answered_on": window.answered_on.isoformat(),
        "until": window.until.isoformat(),
    }
    facts = {"is_reopened": window.is_used, "is_in_window": window.is_open(today)}
    first_due_on, first_settled_at = dossier.due_on, dossier.settled_at
    say = Say(note=note, data=data, facts=facts, on_behalf_of_id=dossier.cooperative_id)
    advance(session, PETITION, dossier, "reopen", actor, now, say)
    dossier.first_due_on, dossier.first_settled_at = first_due_on, first_settled_at
    reset_clock(session, dossier)
