"""Handing over a whole desk in one act. No commit. Source: docs/rules/deputies.md."""

from datetime import datetime

from sqlalchemy.orm import Session

from accounts.models import Account
from dossiers.actions import Say, advance, assign
from feedback.actions import reset_clock
from feedback.handover_queries import Plan, plan
from feedback.process import PETITION
from workflow.refusal import Refusal
from workflow.roles import Role


def hand_desk(
    session: Session,
    officer: Account,
    taker: Account | None,
    seen: str,
    note: str,
    account: Account,
    now: datetime,
) -> Plan:
    """Give every open petition of `officer` to somebody else: all of them, or none.

    `seen` is the plan that the reader saw. Raises: Refusal "stale" where it is another one now,
    "conflict" where somebody would get what names him.
    """
    if Role(account.role) is Role.HEAD and officer.unit_id != account.unit_id:
        raise Refusal("role", "Đồng chí chỉ bàn giao trong đơn vị mình.", "officer_id")
    if taker is not None and (taker.id == officer.id or not taker.is_active):
        raise Refusal("taker", "Hãy chọn người khác đang làm việc để nhận.", "taker_id")
    found = plan(session, officer, taker)
    if not found.rows:
        raise Refusal("empty", "Người này không giữ kiến nghị nào đang mở.", "officer_id")
    if found.stuck:
        text = "Có hồ sơ nêu tên người nhận. Chọn người khác, hoặc giao riêng hồ sơ đó trước."
        raise Refusal("conflict", text, "taker_id")
    if found.seen != seen:
        raise Refusal("stale", "Bàn làm việc vừa thay đổi. Xem lại danh sách rồi bàn giao.")
    for one in found.rows:
        dossier, new = one.dossier, one.taker
        if new is None:
            continue
        assign(dossier, new.unit_id, new.id, now)
        data = {"unit_id": new.unit_id, "officer_id": new.id, "to": new.full_name}
        say = Say(note=note, data=data | {"from": officer.full_name})
        advance(session, PETITION, dossier, "take_over", account.actor, now, say)
        reset_clock(session, dossier)
    return found
