"""When the calendar changes: which open petitions move, and moving exactly those. No commit.

Dates are replayed from the events, as everywhere; what is stored and differs is moved, so that
asking twice moves nothing twice.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import or_, select, text
from sqlalchemy.orm import Session

from dossiers.actions import Say
from dossiers.bulk_actions import Head, lock_heads, log_each
from dossiers.models import Dossier, DossierEvent
from feedback.actions import stages_on
from feedback.clock import dates, has_first_answer, petition_clock
from feedback.models import Petition
from feedback.process import PETITION
from rulebook.queries import working_calendar
from rulebook.setting_rules import Scope
from store import sweeps
from workflow.clock import Dates
from workflow.machine import SYSTEM_ACTOR
from workflow.workdays import Calendar

COLUMNS = (
    Dossier.id, Dossier.code, Dossier.state, Dossier.received_on, Dossier.due_on,
    Dossier.limit_days, Dossier.next_due, Dossier.next_due_on, Dossier.is_due_provisional,
    Dossier.paused_on, Petition.topic_code, Petition.channel,
)  # fmt: skip
MOVE = text(
    "UPDATE dossier SET due_on = said.due_on, limit_days = said.limit_days,"
    " next_due = said.next_due, next_due_on = said.next_due_on,"
    " is_due_provisional = said.is_due_provisional, paused_on = said.paused_on"
    " FROM unnest(CAST(:id AS bigint[]), CAST(:due_on AS date[]), CAST(:limit_days AS bigint[]),"
    " CAST(:next_due AS text[]), CAST(:next_due_on AS date[]),"
    " CAST(:is_due_provisional AS boolean[]), CAST(:paused_on AS date[]))"
    " AS said(id, due_on, limit_days, next_due, next_due_on, is_due_provisional, paused_on)"
    " WHERE dossier.id = said.id"
)


@dataclass(frozen=True, slots=True)
class Move:
    """An open petition whose dates are not those that the calendar gives."""

    id: int
    code: str
    before: Dates
    after: Dates

    @property
    def is_told(self) -> bool:
        """Whether the date that people were promised moves; a limit of our own is not told."""
        return self.before.due_on != self.after.due_on


@dataclass(frozen=True, slots=True)
class Reach:
    """Which petitions a change of the calendar can move: those counted over one of its days.

    `certain_until` is the earlier end of the years that are certain, before and after.
    """

    first: date
    last: date
    certain_until: date


EVERYTHING = Reach(date.min, date.max, date.min)


@sweeps.put_off()
def list_moves(
    session: Session, calendar: Calendar, reach: Reach = EVERYTHING, *, is_locking: bool = False
) -> list[Move]:
    """Return the open petitions that `calendar` gives other dates than they have."""
    counted_over = (Dossier.received_on < reach.last) & (Dossier.due_on >= reach.first)
    found = (
        select(*COLUMNS)
        .join(Petition, Petition.dossier_id == Dossier.id)
        .where(Dossier.kind == PETITION.kind, Dossier.settled_at.is_(None))
        .where(or_(counted_over, Dossier.due_on > reach.certain_until))
        .order_by(Dossier.id)
    )
    rows = session.execute(found.with_for_update(of=Dossier) if is_locking else found).all()
    events = _events(session, [row.id for row in rows])
    moves = []
    for row in rows:
        clock = petition_clock(events[row.id], calendar)
        before = Dates(**{name: getattr(row, name) for name in Dates.__slots__})
        has_letter = has_first_answer(events[row.id])
        scope = Scope(row.topic_code, row.channel)
        stages = stages_on(session, clock.started_on, has_letter, scope)
        after = dates(row.state, clock, stages, calendar)
        if before != after:
            moves.append(Move(row.id, row.code, before, after))
    return moves


@dataclass(frozen=True, slots=True)
class _Happened:
    """What the clock reads of an event."""

    action: str
    at: datetime
    data: dict[str, object]


def _events(session: Session, ids: list[int]) -> dict[int, list[_Happened]]:
    columns = (DossierEvent.dossier_id, DossierEvent.action, DossierEvent.at, DossierEvent.data)
    wanted = select(*columns).where(DossierEvent.dossier_id.in_(ids))
    found: dict[int, list[_Happened]] = {each: [] for each in ids}
    for row in session.execute(wanted.order_by(DossierEvent.dossier_id, DossierEvent.seq)):
        found[row.dossier_id].append(_Happened(row.action, row.at, row.data))
    return found


@sweeps.put_off()
def recount(session: Session, why: str, now: datetime, reach: Reach = EVERYTHING) -> list[Move]:
    """Move every open petition whose dates the calendar no longer gives; return the moves.

    Whoever holds it and the cooperative are told from, to and why, once for each move.
    """
    moves = list_moves(session, working_calendar(session), reach, is_locking=True)
    if moves:
        _log(session, [move for move in moves if move.is_told], why, now)
        session.execute(MOVE, _columns(moves))
        session.expire_all()
    return moves


def _log(session: Session, moves: list[Move], why: str, now: datetime) -> None:
    sayings = {move.id: Say(note=why, data=_data(move)) for move in moves}
    heads: Iterable[Head] = lock_heads(session, sayings)
    log_each(session, PETITION, "recount", list(heads), sayings, SYSTEM_ACTOR, now)


def _data(move: Move) -> Mapping[str, str]:
    return {"from": move.before.due_on.isoformat(), "to": move.after.due_on.isoformat()}


def _columns(moves: list[Move]) -> dict[str, list[object]]:
    columns = {name: [getattr(move.after, name) for move in moves] for name in Dates.__slots__}
    return columns | {"id": [move.id for move in moves]}
