"""The commitments of the demo's answers, and what became of them."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from accounts.models import Account
from commitments.actions import report
from commitments.models import Commitment
from commitments.rules import Move, PromiseDraft
from demo.story import Pledge
from documents.models import Document
from feedback.process import PETITION
from units.queries import find_by_code
from workflow.localtime import local_day


def promised(session: Session, pledge: Pledge, due: str) -> PromiseDraft:
    """Return a commitment as the officer types it into the draft."""
    unit = find_by_code(session, pledge.by)
    if unit is None:
        raise ValueError(f"no unit {pledge.by}")
    return PromiseDraft(unit.id, unit.name, pledge.what, due, pledge.sign)


def report_commitment(
    session: Session,
    made: Sequence[Commitment],
    code: str,
    text: str,
    paper: Document | None,
    actor: Account,
    now: datetime,
) -> None:
    """Report what became of a commitment. `code`: "keep:1", "change:2:2026-04-30", "change:1:+30"
    for thirty days from then.
    """
    verb, number, *day = code.split(":")
    commitment, on = made[int(number) - 1], local_day(now)
    if day and day[0].startswith("+"):
        on += timedelta(days=int(day[0]))
    elif day:
        on = date.fromisoformat(day[0])
    move = Move(f"commitment_{verb}", text, on if verb in ("keep", "change") else None)
    report(session, PETITION, commitment, move, paper, actor.actor, now)
