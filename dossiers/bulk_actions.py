"""The same step on many dossiers at once, in a number of statements that hardly grows with them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, insert, select, text
from sqlalchemy.orm import Session

from dossiers.actions import Say
from dossiers.chain import Entry, entry_hash
from dossiers.models import Dossier, DossierEvent
from store.outbox import enqueue_each
from workflow.machine import Actor, Machine, Step

HEADS = text(
    "UPDATE dossier SET head_seq = head_seq + 1, head_hash = said.hash, updated_at = :now,"
    " version = version + 1"
    " FROM unnest(CAST(:ids AS bigint[]), CAST(:hashes AS text[])) AS said(id, hash)"
    " WHERE dossier.id = said.id"
)


@dataclass(frozen=True, slots=True)
class Head:
    """What a step needs of a dossier that is locked."""

    id: int
    state: str
    seq: int
    hash: str


def lock_heads(session: Session, ids: Iterable[int]) -> list[Head]:
    """Lock dossiers in the order of their ids, and return their heads."""
    columns = (Dossier.id, Dossier.state, Dossier.head_seq, Dossier.head_hash)
    wanted = select(*columns).where(Dossier.id.in_(list(ids))).order_by(Dossier.id)
    return [Head(*row) for row in session.execute(wanted.with_for_update())]


def log_each(
    session: Session,
    machine: Machine,
    action: str,
    heads: Sequence[Head],
    sayings: Mapping[int, Say],
    actor: Actor,
    now: datetime,
) -> None:
    """Take a step that leaves every dossier in its state: history and tasks as `advance` writes.

    `heads` are locked by the caller. Raises: Refusal where one of them does not allow the step.
    """
    if not heads:
        return
    steps = {head.state: machine.step(head.state, action, actor.role) for head in heads}
    for step in steps.values():
        if step.target is not None:
            raise ValueError(f"{action} moves a dossier: only advance may")
    rows = [_row(head, steps[head.state], sayings[head.id], actor, now) for head in heads]
    made = session.execute(
        insert(DossierEvent).returning(DossierEvent.id, DossierEvent.dossier_id), rows
    ).all()
    values = {"now": now, "ids": [row["dossier_id"] for row in rows]}
    session.execute(HEADS, values | {"hashes": [row["hash"] for row in rows]})
    _ask_for_tasks(session, heads, steps, made, now)
    session.expire_all()


def _row(head: Head, step: Step, say: Say, actor: Actor, now: datetime) -> dict[str, Any]:
    said: dict[str, Any] = {
        "dossier_id": head.id,
        "seq": head.seq + 1,
        "action": step.action,
        "source": head.state,
        "target": head.state,
        "actor_id": actor.id,
        "actor_role": str(actor.role),
        "actor_name": actor.name,
        "on_behalf_of_id": say.on_behalf_of_id,
        "at": now,
        "effective_on": say.effective_on,
        "audience": step.audience,
        "note": say.note,
        "data": dict(say.data),
        "once_key": say.once_key,
    }
    return said | {"prev_hash": head.hash, "hash": entry_hash(Entry(**said), head.hash)}


def _ask_for_tasks(
    session: Session,
    heads: Sequence[Head],
    steps: Mapping[str, Step],
    made: Sequence[Row[int, int]],
    now: datetime,
) -> None:
    events = {row.dossier_id: row.id for row in made}
    wanted: dict[str, list[dict[str, int | str]]] = {}
    for head in heads:
        for task in steps[head.state].then:
            payload: dict[str, int | str] = {"dossier_id": head.id, "event_id": events[head.id]}
            wanted.setdefault(task, []).append(payload)
    for task, payloads in wanted.items():
        enqueue_each(session, task, now, payloads)
