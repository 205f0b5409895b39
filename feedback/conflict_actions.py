"""Writes of conflicts of interest: for whom a dossier does not exist, because it names them.

Source: docs/rules/conflict.md. No commit.
"""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from accounts.models import Account
from dossiers.actions import Say, advance, assign
from dossiers.models import Dossier, DossierBar
from dossiers.queries import list_bars
from feedback.actions import limit_data, reset_clock
from feedback.conflict_queries import find_committee, is_free
from feedback.models import Petition
from feedback.process import PETITION
from units.models import Unit
from workflow.machine import SYSTEM_ACTOR, Actor
from workflow.refusal import Missing, Refusal

EVERYBODY = "Tự động: những người có thể xử lý đều bị nêu tên, hồ sơ giao Ban Kiểm tra."


def bar_named(session: Session, petition: Petition, now: datetime) -> bool:
    """Bar whom the automatic check found named; return whether it named anybody."""
    bars: list[DossierBar] = []
    for finding in petition.findings:
        row = {"dossier_id": petition.dossier_id, "reason": finding.text, "created_at": now}
        people, units = finding.data.get("account_ids", []), finding.data.get("unit_ids", [])
        bars += [DossierBar(account_id=one, **row) for one in people]
        bars += [DossierBar(unit_id=one, **row) for one in units]
    session.add_all(bars)
    session.flush()
    return bool(bars)


def declare(
    session: Session,
    petition: Petition,
    target: Account | Unit,
    reason: str,
    actor: Actor,
    now: datetime,
) -> None:
    """Declare by hand that a petition concerns somebody; who holds it then and may not gives it up.

    Raises: Refusal where this is declared already.
    """
    dossier, is_person = petition.dossier, isinstance(target, Account)
    column = "account_id" if is_person else "unit_id"
    if any(getattr(bar, column) == target.id for bar in list_bars(session, dossier.id)):
        raise Refusal("conflict", "Xung đột này đã được khai báo.", "target")
    bar = DossierBar(
        dossier_id=dossier.id, reason=reason, created_at=now, created_by_id=actor.id,
        **{column: target.id},
    )  # fmt: skip
    session.add(bar)
    session.flush()
    session.refresh(bar)
    _give_up(session, dossier, now)
    data = {column: target.id, "name": bar.name}
    advance(session, PETITION, dossier, "bar", actor, now, Say(note=reason, data=data))
    committee = find_committee(session, dossier.id)
    if committee is not None and dossier.settled_at is None:
        give_to_committee(session, petition, committee, now)


def _give_up(session: Session, dossier: Dossier, now: datetime) -> None:
    """Take a dossier from whoever may no longer hold it."""
    holder = dossier.officer
    if holder is None or is_free(session, dossier.id, holder):
        return
    colleagues = select(Account).where(Account.unit_id == dossier.unit_id, Account.is_active)
    unit_holds = any(is_free(session, dossier.id, one) for one in session.scalars(colleagues))
    assign(dossier, dossier.unit_id if unit_holds else None, None, now)
    session.flush()
    session.expire(dossier, ["officer", "unit"])


def give_to_committee(
    session: Session, petition: Petition, officer: Account, now: datetime
) -> None:
    """Give a petition that names everybody else to the inspection committee."""
    dossier = petition.dossier
    if dossier.unit_id == officer.unit_id:
        return
    assign(dossier, officer.unit_id, officer.id, now)
    data = {"unit_id": officer.unit_id, "officer_id": officer.id, "to": officer.full_name}
    say = Say(note=EVERYBODY, data=data | limit_data(session, petition))
    action = "route" if dossier.state == "submitted" else "entrust"
    advance(session, PETITION, dossier, action, SYSTEM_ACTOR, now, say)
    reset_clock(session, dossier)


def lift(
    session: Session, petition: Petition, bar_id: int, reason: str, actor: Actor, now: datetime
) -> None:
    """Take a declaration back, with a reason: the dossier exists again for whom it named."""
    bar = next((one for one in list_bars(session, petition.dossier_id) if one.id == bar_id), None)
    if bar is None:
        raise Missing("bar")
    bar.lifted_at, bar.lifted_by_id, bar.lift_reason = now, actor.id, reason
    say = Say(note=reason, data={"name": bar.name})
    advance(session, PETITION, petition.dossier, "unbar", actor, now, say)
