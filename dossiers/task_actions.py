"""Writes of what colleagues are asked to do. No commit. Source: docs/rules/subtasks.md."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from accounts.models import Account
from dossiers.actions import Say, advance
from dossiers.models import Dossier, DossierParty
from dossiers.task_models import DossierTask
from dossiers.task_queries import colleague_choices
from workflow.localtime import local_day
from workflow.machine import Actor, Machine
from workflow.refusal import Refusal


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked of whom, by when."""

    asked_of_id: int
    what: str
    due_on: date


def ask_colleague(
    session: Session,
    machine: Machine,
    dossier: Dossier,
    request: Request,
    account: Account,
    now: datetime,
) -> DossierTask:
    """Ask a colleague to do something by a day. His unit takes part from then on, and reads it."""
    if request.due_on < local_day(now):
        raise Refusal("due_on", "Hạn phải từ hôm nay trở đi.", "due_on")
    if str(request.asked_of_id) not in colleague_choices(session, dossier.id, account.id):
        raise Refusal("asked_of", "Hãy chọn một đồng nghiệp nhận được việc này.", "asked_of")
    colleague = session.get_one(Account, request.asked_of_id)
    if colleague.unit_id != dossier.unit_id and colleague.unit_id is not None:
        party = insert(DossierParty).values(dossier_id=dossier.id, unit_id=colleague.unit_id)
        session.execute(party.on_conflict_do_nothing())
        session.expire(dossier, ["parties"])
    task = DossierTask(
        dossier_id=dossier.id, asked_by_id=account.id, asked_of_id=colleague.id,
        what=request.what, due_on=request.due_on, status="open", asked_at=now,
    )  # fmt: skip
    session.add(task)
    session.flush()
    say = Say(note=request.what, data=_data(task, colleague, colleague.id))
    advance(session, machine, dossier, "ask_colleague", account.actor, now, say)
    return task


def _data(task: DossierTask, colleague: Account, told_id: int) -> dict[str, object]:
    return {
        "task_id": task.id,
        "what": task.what,
        "colleague": colleague.full_name,
        "due_on": task.due_on.isoformat(),
        "told_id": told_id,
    }


def end_task(
    session: Session,
    machine: Machine,
    task: DossierTask,
    action: str,
    reply: str,
    actor: Actor,
    now: datetime,
) -> None:
    """End a task: "finish_task" with what was done, "waive_task" with why it is not needed."""
    session.refresh(task, ["status"], with_for_update=True)
    if task.status != "open":
        raise Refusal("state", "Việc này đã kết thúc.")
    told_id = task.asked_by_id if actor.id == task.asked_of_id else task.asked_of_id
    say = Say(note=reply, data=_data(task, task.asked_of, told_id))
    advance(session, machine, task.dossier, action, actor, now, say)
    task.status = "done" if action == "finish_task" else "waived"
    task.reply, task.ended_at, task.ended_by_id = reply, now, actor.id
    session.flush()
