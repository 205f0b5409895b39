"""Reads of the floor: what was said, in order; numbers; what the projector shows."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from conferences.floor_rules import Block, Entry, counts, floor_order
from conferences.models import Conference, ConferenceBlock, ConferenceIssue
from feedback.models import Petition, RoutingRule
from rulebook.queries import days_on, working_calendar
from units.models import Unit
from workflow.refusal import Missing

LAST_MAX = 3


def blocks_of(session: Session, conference_id: int, device: str) -> list[Block]:
    """Return the numbers that a device reserved, in their order."""
    found = session.execute(
        select(ConferenceBlock.first_number, ConferenceBlock.last_number)
        .where(ConferenceBlock.conference_id == conference_id, ConferenceBlock.device == device)
        .order_by(ConferenceBlock.first_number)
    )
    return [Block(row[0], row[1]) for row in found]


def used_numbers(session: Session, conference_id: int) -> set[int]:
    """Return the numbers of all issues that arrived."""
    found = select(ConferenceIssue.number).where(ConferenceIssue.conference_id == conference_id)
    return set(session.scalars(found))


def list_issues(session: Session, conference_id: int) -> list[ConferenceIssue]:
    """Return what was raised, in the floor's order."""
    found = session.scalars(
        select(ConferenceIssue)
        .where(ConferenceIssue.conference_id == conference_id)
        .options(
            joinedload(ConferenceIssue.cooperative),
            joinedload(ConferenceIssue.topic),
            joinedload(ConferenceIssue.owed_by).selectinload(Unit.versions),
            joinedload(ConferenceIssue.lead).selectinload(Unit.versions),
            joinedload(ConferenceIssue.petition).joinedload(Petition.dossier),
        )
    ).all()
    by_key = {issue.entry_key: issue for issue in found}
    placed = floor_order(
        Entry(i.entry_key, i.device, i.sequence, i.revision, i.number, i.raised_at) for i in found
    )
    return [by_key[entry.key] for entry in placed]


def find_slip(session: Session, token: str) -> ConferenceIssue:
    """Return the issue whose slip this is. Raises Missing."""
    found = session.scalars(
        select(ConferenceIssue).where(ConferenceIssue.slip_token == token)
    ).one_or_none()
    if found is None:
        raise Missing("slip")
    return found


def default_owed_on(session: Session, said_on: date) -> date:
    """Return by when what was said on a day is confirmed in writing, unless a day was named."""
    days = days_on(session, "conference.confirm_days", said_on)
    return working_calendar(session).add_workdays(said_on, days)


def usual_units(session: Session, on: date) -> dict[str, int]:
    """Return which unit handles each field on a day."""
    rows = session.scalars(select(RoutingRule).where(RoutingRule.valid_from <= on))
    return {
        rule.topic_code: rule.unit_id
        for rule in rows
        if rule.valid_to is None or on <= rule.valid_to
    }


@dataclass(frozen=True, slots=True)
class Board:
    """What the projector shows: one issue, three before it, the counts."""

    shown: ConferenceIssue | None
    last: list[ConferenceIssue]
    counts: dict[str, int]


def board_of(session: Session, conference: Conference) -> Board:
    """Return what the projector shows now: the chosen issue, else the latest."""
    issues = list_issues(session, conference.dossier_id)
    chosen = [one for one in issues if one.number == conference.shown_number]
    shown = chosen[0] if chosen else issues[-1] if issues else None
    last = [one for one in reversed(issues) if one is not shown][:LAST_MAX]
    return Board(shown, last, counts(Counter(one.outcome for one in issues)))
