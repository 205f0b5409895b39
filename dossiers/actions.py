"""Writes of dossiers. `advance` is the only writer of state: it moves, logs and enqueues."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import func
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from documents.models import Document
from dossiers.chain import GENESIS, Entry, entry_hash
from dossiers.models import Dossier, DossierDocument, DossierEvent, DossierSeries
from dossiers.numbering import format_code
from store.outbox import enqueue
from workflow.localtime import local_day
from workflow.machine import Actor, Machine, Step
from workflow.numbers import number
from workflow.refusal import Refusal
from workflow.roles import Role


@dataclass(frozen=True, slots=True)
class Say:
    """What an event says beside who and when.

    `facts` are asked by the step's guards and not kept; `data` is kept and hashed (JSON values
    without floats); `once_key` makes the event unique in its dossier.
    """

    note: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)
    facts: Mapping[str, object] = field(default_factory=dict)
    on_behalf_of_id: int | None = None
    effective_on: date | None = None
    once_key: str | None = None


NOTHING = Say()
NEXT_ID = func.nextval("dossier_id_seq").label("id")  # the first event's hash covers it


def open_dossier(
    session: Session, machine: Machine, dossier: Dossier, actor: Actor, now: datetime, say: Say
) -> DossierEvent:
    """Give a new dossier its number and its first event. It needs received_on and due_on.

    Raises: Refusal where the actor's role may not open one.
    """
    step = machine.step(None, "file", actor.role)
    machine.check(step, say.facts, say.note)
    year = local_day(now).year
    series = insert(DossierSeries).values(kind=machine.kind, year=year, last_serial=1)
    counted = session.execute(
        series.on_conflict_do_update(
            index_elements=["kind", "year"], set_={"last_serial": DossierSeries.last_serial + 1}
        ).returning(DossierSeries.last_serial, NEXT_ID)
    ).one()
    dossier.id, dossier.serial = counted.id, counted.last_serial
    dossier.kind, dossier.year = machine.kind, year
    dossier.code = format_code(machine.kind, year, dossier.serial)
    dossier.state, dossier.head_seq, dossier.head_hash = "", 0, GENESIS
    session.add(dossier)
    return _take(session, machine, dossier, step, actor, now, say)


def advance(
    session: Session,
    machine: Machine,
    dossier: Dossier,
    action: str,
    actor: Actor,
    now: datetime,
    say: Say = NOTHING,
) -> DossierEvent:
    """Take one step of `machine`: state, history and tasks, in the caller's transaction.

    Raises:
        Refusal: the dossier's state, the actor's role or a guard does not allow `action`.
    """
    step = machine.step(dossier.state, action, actor.role)
    machine.check(step, say.facts, say.note)
    return _take(session, machine, dossier, step, actor, now, say)


def _take(
    session: Session,
    machine: Machine,
    dossier: Dossier,
    step: Step,
    actor: Actor,
    now: datetime,
    say: Say,
) -> DossierEvent:
    target = step.target or dossier.state
    event = DossierEvent(
        dossier_id=dossier.id,
        seq=dossier.head_seq + 1,
        action=step.action,
        source=dossier.state,
        target=target,
        actor_id=actor.id,
        actor_role=str(actor.role),
        actor_name=actor.name_on(dossier.unit_id, dossier.officer_id),
        on_behalf_of_id=say.on_behalf_of_id,
        at=now,
        effective_on=say.effective_on,
        audience=step.audience,
        note=say.note,
        data=dict(say.data),
        once_key=say.once_key,
        prev_hash=dossier.head_hash,
    )
    event.hash = entry_hash(entry_of(event), event.prev_hash)
    session.add(event)
    _move(machine, dossier, event)
    if step.then:
        session.flush()  # numbers the event, whose id the messages carry
    for task in step.then:
        enqueue(session, task, now, dossier_id=dossier.id, event_id=event.id)
    return event


def _move(machine: Machine, dossier: Dossier, event: DossierEvent) -> None:
    dossier.state, dossier.updated_at = event.target, event.at
    dossier.head_seq, dossier.head_hash = event.seq, event.hash
    is_settled = machine.states[event.target].is_settled
    dossier.settled_at = (dossier.settled_at or event.at) if is_settled else None


def begin_again(kept: Mapping[str, Any]) -> Dossier:
    """Return a dossier as it was before its first event, for a replay."""
    dossier = Dossier(**kept)
    dossier.state, dossier.head_seq, dossier.head_hash = "", 0, GENESIS
    return dossier


def take_again(
    session: Session, machine: Machine, dossier: Dossier, said: Entry, digest: str
) -> DossierEvent:
    """Take a step that was taken before, as its record says: no guard is asked, no task follows.

    `digest`: the recorded hash. Raises: Refusal where the process has no such step; ValueError
    where the record does not follow from what was taken before.
    """
    step = machine.step(dossier.state or None, said.action, Role(said.actor_role))
    target = step.target or dossier.state
    if (said.seq, said.source, said.target) != (dossier.head_seq + 1, dossier.state, target):
        raise ValueError(f"event {said.seq} does not follow")
    event = DossierEvent(**{name: getattr(said, name) for name in Entry.__slots__})
    event.prev_hash, event.hash = dossier.head_hash, digest
    session.add(event)
    _move(machine, dossier, event)
    return event


def entry_of(event: DossierEvent) -> Entry:
    """Return what the hash of an event covers."""
    return Entry(**{name: getattr(event, name) for name in Entry.__slots__})


def check_version(dossier: Dossier, seen_version: int) -> None:
    """Refuse where somebody handled the dossier since the reader saw it."""
    if dossier.version != seen_version:
        raise Refusal("stale", "Người khác vừa xử lý hồ sơ này, nên việc này chưa được ghi.")


def check_seen(dossier: Dossier, typed: str | None) -> None:
    """Refuse where somebody handled the dossier since; `typed`: the version of the page, if any."""
    if typed and typed.isdecimal():
        seen = number(typed)
        check_version(dossier, -1 if seen is None else seen)


def assign(dossier: Dossier, unit_id: int | None, officer_id: int | None, now: datetime) -> None:
    """Put a dossier into the hands of a unit and an officer."""
    if (dossier.unit_id, dossier.officer_id) != (unit_id, officer_id):
        dossier.held_since = now
    dossier.unit_id, dossier.officer_id = unit_id, officer_id


def follow_unit(dossier: Dossier, unit_id: int) -> None:
    """Let a dossier go on in the unit that took its own one's place, in the same hands."""
    dossier.unit_id = unit_id


def attach(
    session: Session,
    dossier: Dossier,
    document: Document,
    role: str,
    audience: str = "owner",
    title: str = "",
) -> None:
    """Join a document to a dossier; a second time changes nothing."""
    session.flush()
    row = {"dossier_id": dossier.id, "document_id": document.id, "role": role}
    session.execute(
        insert(DossierDocument)
        .values(**row, audience=audience, title=title or document.name)
        .on_conflict_do_nothing(index_elements=["dossier_id", "document_id"])
    )
    session.expire(dossier, ["papers"])


def is_latest(dossier: Dossier, event: DossierEvent) -> bool:
    """Return whether nothing moved the dossier since `event`: a late task asks before it acts."""
    return dossier.state == event.target and dossier.head_seq >= event.seq
