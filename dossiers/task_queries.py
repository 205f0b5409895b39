"""Reads of what colleagues are asked to do."""

from datetime import date

from sqlalchemy import func, not_, select
from sqlalchemy.orm import Session, joinedload

from accounts.models import Account
from dossiers.models import Dossier
from dossiers.queries import is_barred, may_handle, visible_to
from dossiers.task_models import DossierTask
from units.models import Unit
from workflow.refusal import Missing
from workflow.roles import Role

ASKED = [str(role) for role in (Role.RECORDS, Role.OFFICER, Role.HEAD)]
SHOWN_MAX = 20


def list_tasks(session: Session, dossier_id: int) -> list[DossierTask]:
    """Return what was asked on a dossier: open ones first, by date."""
    found = select(DossierTask).where(DossierTask.dossier_id == dossier_id)
    order = (DossierTask.status != "open", DossierTask.due_on, DossierTask.id)
    return list(
        session.scalars(
            found.order_by(*order).options(
                joinedload(DossierTask.asked_by), joinedload(DossierTask.asked_of)
            )
        )
    )


def count_open_tasks(session: Session, dossier_id: int) -> int:
    """Return how many tasks of a dossier are still to be done."""
    found = select(func.count(DossierTask.id)).where(
        DossierTask.dossier_id == dossier_id, DossierTask.status == "open"
    )
    return session.scalar(found) or 0


def list_asked_of(session: Session, account: Account, on: date) -> list[DossierTask]:
    """Return what an account is asked to do, by date, of dossiers that it may see."""
    found = (
        select(DossierTask)
        .join(Dossier, Dossier.id == DossierTask.dossier_id)
        .where(DossierTask.asked_of_id == account.id, DossierTask.status == "open")
        .where(visible_to(account, on))
        .order_by(DossierTask.due_on, DossierTask.id)
        .options(joinedload(DossierTask.dossier), joinedload(DossierTask.asked_by))
        .limit(SHOWN_MAX)
    )
    return list(session.scalars(found))


def access_task(session: Session, account: Account, dossier: Dossier, task_id: int) -> DossierTask:
    """Return a task of a dossier that `account` may end: its own, or of a dossier it handles."""
    task = session.get(DossierTask, task_id)
    if task is None or task.dossier_id != dossier.id:
        raise Missing("task")
    if task.asked_of_id != account.id and not may_handle(account, dossier):
        raise Missing("task")
    return task


def colleague_choices(session: Session, dossier_id: int, but_id: int) -> dict[str, str]:
    """Return whom somebody may ask on a dossier: names with units by id. Nobody whom it bars."""
    found = (
        select(Account.id, Account.full_name, Unit.short_name)
        .join(Unit, Unit.id == Account.unit_id)
        .where(Account.is_active, Account.role.in_(ASKED), Account.id != but_id)
        .where(not_(is_barred(dossier_id)))
        .order_by(Unit.short_name, Account.full_name)
    )
    return {str(row[0]): f"{row[1]} ({row[2]})" for row in session.execute(found)}
