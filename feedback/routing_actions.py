"""Writes of the rules that route topics: a rule begins, the one before it ends. No commit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from feedback.models import RoutingRule, Topic
from rulebook.actions import note_change
from rulebook.setting_rules import ONE_DAY, end_of_new, last_before
from units.models import Unit
from workflow.localtime import local_day
from workflow.machine import Actor
from workflow.refusal import Missing, Refusal

LOCK = text("SELECT pg_advisory_xact_lock(7005)")


@dataclass(frozen=True, slots=True)
class RuleDraft:
    """Which unit handles a topic from a day on, and which bodies take part."""

    topic_code: str
    unit_id: int
    body_ids: tuple[int, ...]
    valid_from: date
    basis: str


def set_rule(session: Session, draft: RuleDraft, actor: Actor, now: datetime) -> RoutingRule:
    """Let a rule hold from a day on. What was routed stays where it is. Raises Refusal."""
    session.execute(LOCK)
    _check(session, draft, local_day(now))
    rows = _rows(session, draft.topic_code)
    valid_to, before = end_of_new(rows, draft.valid_from), last_before(rows, draft.valid_from)
    if before is not None:
        before.valid_to = draft.valid_from - ONE_DAY
    made = RoutingRule(
        topic_code=draft.topic_code, unit_id=draft.unit_id, body_ids=list(draft.body_ids),
        valid_from=draft.valid_from, valid_to=valid_to, basis=draft.basis,
    )  # fmt: skip
    session.add(made)
    session.flush()
    _note(session, draft.basis, before, made, actor, now)
    return made


def drop_rule(session: Session, rule_id: int, actor: Actor, now: datetime) -> RoutingRule:
    """Take out a rule that has not begun; the one before it goes on. Raises Missing, Refusal."""
    session.execute(LOCK)
    gone = session.get(RoutingRule, rule_id)
    if gone is None:
        raise Missing("rule")
    if gone.valid_from <= local_day(now):
        raise Refusal("begun", "Quy tắc này đã bắt đầu nên không bỏ được. Hãy đặt quy tắc mới.")
    last = gone.valid_from - ONE_DAY
    before = next((r for r in _rows(session, gone.topic_code) if r.valid_to == last), None)
    if before is not None:
        before.valid_to = gone.valid_to
    _note(session, "Bỏ quy tắc chưa bắt đầu.", gone, None, actor, now)
    session.delete(gone)
    session.flush()
    return gone


def _check(session: Session, draft: RuleDraft, today: date) -> None:
    if draft.valid_from < today:
        raise Refusal("past", "Chọn ngày từ hôm nay trở đi.", "tu")
    if session.get(Topic, draft.topic_code) is None:
        raise Refusal("topic", "Chọn một lĩnh vực trong danh sách.", "linh_vuc")
    unit = session.get(Unit, draft.unit_id)
    if unit is None or unit.kind == "body":
        raise Refusal("unit", "Chọn một đơn vị của Liên minh.", "don_vi")
    if unit.valid_to is not None and unit.valid_to < draft.valid_from:
        raise Refusal("unit", f"{unit.name} không còn vào ngày bắt đầu.", "don_vi")
    bodies = session.scalars(select(Unit).where(Unit.id.in_(draft.body_ids))).all()
    ended = [b for b in bodies if b.valid_to is not None and b.valid_to < draft.valid_from]
    if ended:
        raise Refusal("body", f"{ended[0].name} không còn vào ngày bắt đầu.", "co_quan")


def _rows(session: Session, topic_code: str) -> Sequence[RoutingRule]:
    found = select(RoutingRule).where(RoutingRule.topic_code == topic_code)
    return session.scalars(found.order_by(RoutingRule.valid_from)).all()


def _note(
    session: Session,
    why: str,
    before: RoutingRule | None,
    after: RoutingRule | None,
    actor: Actor,
    now: datetime,
) -> None:
    record = {"before": _record(before), "after": _record(after)}
    note_change(session, "routing", why, [record], actor, now)


def _record(rule: RoutingRule | None) -> dict[str, Any] | None:
    if rule is None:
        return None
    days = {"valid_from": rule.valid_from.isoformat()}
    days |= {"valid_to": rule.valid_to.isoformat()} if rule.valid_to else {}
    kept = {"topic_code": rule.topic_code, "unit_id": rule.unit_id, "basis": rule.basis}
    return kept | {"body_ids": list(rule.body_ids)} | days
