"""Reads of the Fund's lending for everybody: from the book, and from the decisions."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from fund.queries import lent_between, lent_now
from loans.decision_models import LoanDecision
from loans.figures_rules import Lending
from loans.queue_queries import Moved, histories_of
from loans.queue_rules import stage_days
from rulebook.queries import working_calendar
from workflow.months import MONTHS_A_YEAR, months_after

DECIDED_MAX = 300
BEFORE_DECISION = ("check", "appraisal", "decision")


def lending(session: Session, today: date) -> Lending:
    """Return the figures of a day."""
    since = months_after(today, -MONTHS_A_YEAR)
    now, year = lent_now(session), lent_between(session, since, today)
    return Lending(
        now.vnd, now.loans, now.late_vnd, now.late_loans, year.lent_vnd, year.back_vnd,
        days_to_decide(session, since, today),
    )  # fmt: skip


def days_to_decide(session: Session, since: date, today: date) -> tuple[int, ...]:
    """Return the working days that each decision of a time took; waiting for papers in none."""
    first = func.min(LoanDecision.decided_on)
    decided = (
        select(LoanDecision.application_id)
        .group_by(LoanDecision.application_id)
        .having(first.between(since, today))
        .order_by(first.desc())
        .limit(DECIDED_MAX)
    )
    calendar = working_calendar(session)
    found = []
    for events in histories_of(session, decided).values():
        used = stage_days(until_decided(events), today, calendar)
        found.append(sum(used.get(stage, 0) for stage in BEFORE_DECISION))
    return tuple(found)


def until_decided(events: Sequence[Moved]) -> Sequence[Moved]:
    """Return the events up to the first decision: a second look is another time."""
    ends = (n for n, one in enumerate(events) if one.action in ("approve", "reject"))
    return events[: next(ends, len(events)) + 1]
