"""Writes of who stands in for whom. No commit. Source: docs/rules/deputies.md."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from accounts.deputy_models import Deputy
from accounts.deputy_queries import STOOD_FOR
from accounts.models import Account
from workflow.localtime import local_day
from workflow.refusal import Refusal
from workflow.roles import Role

DAYS_MAX = 366


@dataclass(frozen=True, slots=True)
class Absence:
    """Who is away, who stands in, from which day to which, and why."""

    account_id: int
    deputy_id: int
    starts_on: date
    ends_on: date
    reason: str


def make_deputy(session: Session, absence: Absence, maker: Account, now: datetime) -> Deputy:
    """Let somebody stand in for somebody of the same role. A head says it for the own unit."""
    locked = select(Account.id).where(Account.id == absence.account_id).with_for_update()
    away = session.get(Account, session.scalar(locked) or 0)
    deputy = session.get(Account, absence.deputy_id)
    if away is None or deputy is None or not deputy.is_active:
        raise Refusal("deputy", "Hãy chọn hai người đang có tài khoản.", "deputy_id")
    if Role(maker.role) is Role.HEAD and away.unit_id != maker.unit_id:
        raise Refusal("role", "Đồng chí chỉ cử người trực thay trong đơn vị mình.", "account_id")
    _check(absence, away, deputy, local_day(now))
    if _meets(session, absence):
        text = "Người này đã có người trực thay trong những ngày đó."
        raise Refusal("taken", text, "starts_on")
    row = Deputy(
        account_id=away.id, deputy_id=deputy.id, starts_on=absence.starts_on,
        ends_on=absence.ends_on, reason=absence.reason, made_by_id=maker.id, made_at=now,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def _check(absence: Absence, away: Account, deputy: Account, today: date) -> None:
    if away.id == deputy.id:
        raise Refusal("oneself", "Không tự trực thay chính mình.", "deputy_id")
    if away.role != deputy.role or Role(away.role) not in STOOD_FOR:
        text = "Người trực thay phải cùng vai trò: cán bộ thay cán bộ, trưởng thay trưởng."
        raise Refusal("same_role", text, "deputy_id")
    if absence.ends_on < absence.starts_on:
        raise Refusal("order", "Ngày cuối phải sau ngày đầu.", "ends_on")
    if absence.ends_on < today:
        raise Refusal("past", "Những ngày này đã qua.", "ends_on")
    if (absence.ends_on - absence.starts_on).days > DAYS_MAX:
        text = "Nhiều nhất một năm. Nghỉ hẳn thì bàn giao cả bàn làm việc."
        raise Refusal("long", text, "ends_on")


def _meets(session: Session, absence: Absence) -> bool:
    last_on = func.coalesce(Deputy.ended_on, Deputy.ends_on)
    found = select(Deputy.id).where(
        Deputy.account_id == absence.account_id,
        Deputy.starts_on <= last_on,  # one that was ended before it began holds no day
        Deputy.starts_on <= absence.ends_on,
        last_on >= absence.starts_on,
    )
    return session.scalars(found.limit(1)).first() is not None


def end_deputy(session: Session, row: Deputy, maker: Account, now: datetime) -> None:
    """End it before its time: today is the last day no more. What was never begun goes with it."""
    if Role(maker.role) is Role.HEAD and row.account.unit_id != maker.unit_id:
        raise Refusal("role", "Đồng chí chỉ kết thúc việc trực thay trong đơn vị mình.")
    yesterday = local_day(now) - timedelta(days=1)
    if row.last_on <= yesterday:
        raise Refusal("state", "Việc trực thay này đã kết thúc.")
    row.ended_on = yesterday
    session.flush()
