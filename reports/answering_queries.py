"""Reads of the petitions of a report: each as it stood at the end of the cut-off.

What nothing has happened to since is read from its row; the rest is replayed from its events.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session, joinedload

from accounts.models import Account
from dossiers.models import Dossier, DossierEvent
from dossiers.queries import unbarred, visible_to
from feedback.clock import petition_clock
from feedback.merge_models import PetitionSplit
from feedback.models import Petition, Topic
from feedback.process import PETITION
from reports.answering_rules import Answerings, Fact, answering, by_name, with_parts
from reports.registry_queries import Asked
from rulebook.queries import working_calendar
from units.queries import names_by_day
from workflow.localtime import local_day, start_of
from workflow.workdays import Calendar

NOBODY = "Chưa phân công"
PAGE_SIZE = 50
A_YEAR = timedelta(days=366)
COLUMNS = (
    Dossier.id, Dossier.unit_id, Dossier.state, Dossier.received_on, Dossier.received_at,
    Dossier.due_on, Dossier.settled_at, Dossier.first_due_on, Dossier.first_settled_at,
    Dossier.paused_on, Dossier.updated_at, Petition.topic_code,
)  # fmt: skip


def stood_at(asked: Asked) -> datetime:
    """Return the moment at which petitions are looked at: the cut-off's end, or what is known."""
    return min(start_of(asked.period.last + timedelta(days=1)), asked.known_at)


def list_facts(session: Session, account: Account, asked: Asked) -> list[Fact]:
    """Return the petitions that a report may count: those of the period and the year before it, and
    whatever was still owed. For whom a petition names it does not exist."""
    at, first = stood_at(asked), asked.period.year_before.first
    rows = session.execute(
        select(*COLUMNS)
        .join(Petition, Petition.dossier_id == Dossier.id)
        .where(Dossier.kind == PETITION.kind, Dossier.received_on <= asked.period.last)
        .where(Dossier.received_at <= asked.known_at, unbarred(account))
        .where(
            or_(
                Dossier.received_on >= first - A_YEAR,
                Dossier.settled_at.is_(None),
                Dossier.settled_at >= start_of(first),
            )
        )
        .order_by(Dossier.id)
    ).all()
    touched = _events(session, [row.id for row in rows if row.updated_at >= at], at)
    calendar = working_calendar(session)
    facts = [
        _replayed(row, touched[row.id], calendar) if row.id in touched else _as_it_is(row)
        for row in rows
    ]
    return with_parts(facts, _splits(session, at))


def _splits(session: Session, at: datetime) -> dict[int, int]:
    """Return by petition the one that it was split from, up to a moment."""
    made = select(PetitionSplit.petition_id, PetitionSplit.source_id)
    found = session.execute(made.where(PetitionSplit.split_at < at))
    return {row.petition_id: row.source_id for row in found}


def _events(session: Session, ids: list[int], at: datetime) -> dict[int, list[Any]]:
    """Return the events up to a moment; of what was written down later, its first."""
    wanted = select(
        DossierEvent.dossier_id,
        DossierEvent.action,
        DossierEvent.target,
        DossierEvent.at,
        DossierEvent.data,
    ).where(DossierEvent.dossier_id.in_(ids), or_(DossierEvent.at < at, DossierEvent.seq == 1))
    found: dict[int, list[Any]] = {}
    for event in session.execute(wanted.order_by(DossierEvent.dossier_id, DossierEvent.seq)):
        found.setdefault(event.dossier_id, []).append(event)
    return found


def _day(moment: datetime | None) -> date | None:
    return local_day(moment) if moment is not None else None


def _as_it_is(row: Any) -> Fact:
    return Fact(
        row.id, row.topic_code, str(row.unit_id or ""), row.state, row.received_on, row.due_on,
        _day(row.settled_at), row.first_due_on, _day(row.first_settled_at), row.paused_on,
    )  # fmt: skip


def _replayed(row: Any, events: list[Any], calendar: Calendar) -> Fact:
    """Return what the row said when these were all its events."""
    settled, first_due, first_settled = None, None, None
    for number, event in enumerate(events):
        if event.action == "reopen" and first_settled is None:
            first_due = petition_clock(events[:number], calendar).due_on
            first_settled = settled
        is_settled = PETITION.states[event.target].is_settled
        settled = (settled or event.at) if is_settled else None
    clock = petition_clock(events, calendar)
    return Fact(
        row.id, row.topic_code, str(row.unit_id or ""), events[-1].target, row.received_on,
        clock.due_on, _day(settled), first_due, _day(first_settled), clock.paused_on,
    )  # fmt: skip


def answerings(session: Session, account: Account, asked: Asked) -> Answerings:
    """Return the petitions' figures of a report."""
    facts = list_facts(session, account, asked)
    topics = session.execute(select(Topic.code, Topic.name).order_by(Topic.sort))
    called = names_by_day(session).all_on(asked.seen.last)
    ordered = sorted(called, key=lambda unit_id: called[unit_id])
    names = {"": NOBODY} | {str(unit_id): called[unit_id] for unit_id in ordered}
    return Answerings(
        answering("Tất cả", facts, asked.seen),
        by_name(facts, "topic", {row.code: row.name for row in topics}, asked.seen),
        by_name(facts, "unit", names, asked.seen),
    )


@dataclass(frozen=True, slots=True)
class PetitionRow:
    """One petition behind a figure. What the reader may not open has no subject and no link."""

    dossier: Dossier
    may_open: bool


def list_petitions(
    session: Session, account: Account, ids: Sequence[int], on: date
) -> list[PetitionRow]:
    """Return petitions by their ids, in the order of their codes."""
    found = (
        select(Dossier)
        .options(joinedload(Dossier.unit), joinedload(Dossier.cooperative))
        .where(Dossier.id.in_(ids), unbarred(account))
        .order_by(Dossier.code)
    )
    may = set(
        session.scalars(
            select(Dossier.id).where(and_(Dossier.id.in_(ids), visible_to(account, on)))
        )
    )
    return [PetitionRow(row, row.id in may) for row in session.scalars(found)]
