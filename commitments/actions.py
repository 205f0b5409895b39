"""Writes of commitments: made with a letter, moved by reports, late by date. No commit.

Source: docs/rules/commitments.md.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, literal, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from commitments.models import Commitment, CommitmentFollower, CommitmentMove
from commitments.process import MOVES, SAID
from commitments.queries import late_key, list_late
from commitments.rules import Move, Promise, check_move
from documents.models import Document
from dossiers.actions import Say, advance, attach
from dossiers.models import Dossier, DossierEvent, DossierParty
from letters.models import Letter
from units.models import Unit
from workflow.localtime import local_day
from workflow.machine import SYSTEM_ACTOR, Actor, Machine
from workflow.refusal import Refusal

ONE_DAY = timedelta(days=1)


def make_commitments(
    session: Session,
    dossier: Dossier,
    letter: Letter,
    promises: Sequence[Promise],
    now: datetime,
    *,
    first_position: int = 1,
) -> list[Commitment]:
    """Let the promises of a letter bind, and let the units of the Alliance that promise take part.

    A letter about several dossiers counts on: `first_position` is the number of the first promise.

    Raises: Refusal where a date has passed before the letter is signed.
    """
    today = local_day(now)
    made = []
    for position, one in enumerate(promises, start=first_position):
        if one.due_on < today:
            text = f"Cam kết {position} có hạn {one.due_on:%d/%m/%Y} đã qua. Trả lại để sửa hạn."
            raise Refusal("commitment", text)
        row = Commitment(
            dossier_id=dossier.id, letter_id=letter.id, position=position, unit_id=one.unit_id,
            what=one.what, sign=one.sign, made_on=today, first_due_on=one.due_on,
            due_on=one.due_on, status="open",
        )  # fmt: skip
        session.add(row)
        made.append(row)
    session.flush()
    _let_take_part(session, dossier, {one.unit_id for one in promises})
    return made


def _let_take_part(session: Session, dossier: Dossier, unit_ids: set[int]) -> None:
    """Let units of the Alliance read what they promised; a body outside is not let in by this."""
    for unit_id in unit_ids - {dossier.unit_id}:
        if session.get_one(Unit, unit_id).kind == "body":
            continue
        party = insert(DossierParty).values(dossier_id=dossier.id, unit_id=unit_id)
        session.execute(party.on_conflict_do_nothing())
        session.expire(dossier, ["parties"])


def report(
    session: Session,
    machine: Machine,
    commitment: Commitment,
    move: Move,
    document: Document | None,
    actor: Actor,
    now: datetime,
) -> CommitmentMove:
    """Write down what became of a commitment: progress, kept, a new date with a reason, broken.

    Raises: Refusal where it has ended, or the day does not fit. A second click finds it ended.
    """
    session.refresh(commitment, ["status", "due_on", "ended_on"], with_for_update=True)
    today, old_due_on = local_day(now), commitment.due_on
    status = check_move(move, commitment.facts, commitment.made_on, today)
    new_due_on = move.day if move.action == "commitment_change" else None
    if document is not None:
        title = f"Minh chứng cam kết: {document.name}"
        attach(session, commitment.dossier, document, "evidence", title=title)
    data = _data(commitment) | _days(move, old_due_on, new_due_on) | _file(document)
    say = Say(note=move.note, data=data)
    event = advance(session, machine, commitment.dossier, move.action, actor, now, say)
    commitment.status, commitment.due_on = status, new_due_on or old_due_on
    commitment.ended_on = _ended_on(move, status, now)
    _spread(session, machine, commitment, event, actor)
    return _write(session, commitment, event, move.note, (old_due_on, new_due_on), document)


def follow(session: Session, lead_id: int, dossier: Dossier) -> None:
    """Let a dossier stand behind what a lead's letters promised; a second time is nothing."""
    made = select(Commitment.id, literal(dossier.id)).where(Commitment.dossier_id == lead_id)
    row = insert(CommitmentFollower).from_select(["commitment_id", "dossier_id"], made)
    session.execute(row.on_conflict_do_nothing())


def unfollow(session: Session, lead_id: int, dossier: Dossier) -> None:
    """Let a dossier stand behind what a lead's letters promised no longer."""
    made = select(Commitment.id).where(Commitment.dossier_id == lead_id)
    session.execute(
        delete(CommitmentFollower).where(
            CommitmentFollower.dossier_id == dossier.id, CommitmentFollower.commitment_id.in_(made)
        )
    )


def _spread(
    session: Session, machine: Machine, commitment: Commitment, event: DossierEvent, actor: Actor
) -> None:
    """Write what moved into the history of every dossier that stands behind it."""
    held = select(Dossier).join(CommitmentFollower, CommitmentFollower.dossier_id == Dossier.id)
    for dossier in session.scalars(
        held.where(CommitmentFollower.commitment_id == commitment.id).order_by(Dossier.id)
    ).all():
        data = {name: value for name, value in event.data.items() if name != "files"}
        say = Say(event.note, data | {"said": SAID[event.action]}, effective_on=event.effective_on)
        advance(session, machine, dossier, "commitment_news", actor, event.at, say)


def _days(move: Move, old: object, new: object) -> dict[str, Any]:
    if move.action == "commitment_change":
        return {"from": str(old), "to": str(new)}
    return {"kept_on": str(move.day)} if move.action == "commitment_keep" else {}


def _file(document: Document | None) -> dict[str, Any]:
    if document is None:
        return {}
    return {"files": [{"name": document.name, "sha256": document.sha256}]}


def _ended_on(move: Move, status: str, now: datetime) -> Any:
    if status == "open":
        return None
    return move.day if move.action == "commitment_keep" else local_day(now)


def _write(
    session: Session,
    commitment: Commitment,
    event: DossierEvent,
    note: str,
    days: tuple[Any, Any],
    document: Document | None,
) -> CommitmentMove:
    old_due_on, new_due_on = days
    row = CommitmentMove(
        commitment_id=commitment.id, event_id=event.id, action=event.action, at=event.at,
        account_id=event.actor_id, note=note, new_due_on=new_due_on,
        old_due_on=old_due_on if new_due_on else None,
        document_id=document.id if document else None,
    )  # fmt: skip
    session.add(row)
    session.flush()
    session.expire(commitment, ["moves"])
    return row


def _data(commitment: Commitment) -> dict[str, Any]:
    return {
        "commitment_id": commitment.id,
        "number": commitment.position,
        "unit": commitment.unit.name,
        "what": commitment.what,
        "due_on": commitment.due_on.isoformat(),
    }


def watch_commitments(session: Session, machines: Mapping[str, Machine], now: datetime) -> None:
    """Tell of each missed date once, dated on the first late day, however late this runs."""
    for one in list_late(session, local_day(now)):
        machine = machines[one.dossier.kind]
        say = Say(data=_data(one), effective_on=one.due_on + ONE_DAY, once_key=late_key(one))
        event = advance(session, machine, one.dossier, "commitment_late", SYSTEM_ACTOR, now, say)
        _spread(session, machine, one, event, SYSTEM_ACTOR)
        _write(session, one, event, "", (None, None), None)


def can_end(commitment: Commitment) -> bool:
    """Return whether anything may still be reported of a commitment."""
    return any(commitment.status in sources for sources, _ in MOVES.values())
