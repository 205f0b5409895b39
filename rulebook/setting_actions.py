"""Writes of dated settings: a value begins, the one before it ends. No commit.

What was received keeps its limit, so nothing begins, ends or goes in the past. The history keeps
before and after.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from rulebook.actions import note_change
from rulebook.models import DatedSetting, RulebookChange
from rulebook.queries import forget, setting_on
from rulebook.setting_rules import (
    EVERYWHERE,
    ONE_DAY,
    Scope,
    SettingDraft,
    check_draft,
    end_of_new,
    last_before,
)
from workflow.localtime import local_day
from workflow.machine import Actor
from workflow.refusal import Missing, Refusal

LOCK = text("SELECT pg_advisory_xact_lock(7004)")


def set_value(session: Session, draft: SettingDraft, actor: Actor, now: datetime) -> DatedSetting:
    """Let a value hold from a day on. Raises Refusal with the field that is wrong."""
    rows = _rows(session, draft.key, draft.scope)
    check_draft(draft, setting_on(session, draft.key, local_day(now)), local_day(now))
    valid_to = end_of_new(rows, draft.valid_from)
    before = last_before(rows, draft.valid_from)
    if before is not None:
        before.valid_to = draft.valid_from - ONE_DAY
    made = DatedSetting(
        key=draft.key, topic_code=draft.scope.topic_code, channel=draft.scope.channel,
        value=draft.value, legal_basis=draft.legal_basis,
        valid_from=draft.valid_from, valid_to=valid_to,
    )  # fmt: skip
    session.add(made)
    _note(session, draft.legal_basis, before, made, actor, now)
    return made


def drop_value(
    session: Session, key: str, scope: Scope, valid_from: date, actor: Actor, now: datetime
) -> DatedSetting:
    """Take out a value that has not begun; the one before it goes on, unless somebody ended it.

    Raises: Missing, Refusal.
    """
    rows = _rows(session, key, scope)
    gone = _found(rows, valid_from)
    if gone.valid_from <= local_day(now):
        raise Refusal("begun", "Giá trị này đã bắt đầu nên không bỏ được. Hãy đặt giá trị mới.")
    before = next((row for row in rows if row.valid_to == valid_from - ONE_DAY), None)
    if before is not None and not _was_ended(session, before):
        before.valid_to = gone.valid_to
    session.delete(gone)
    _note(session, "Bỏ giá trị chưa bắt đầu.", gone, None, actor, now)
    return gone


def end_special(
    session: Session, key: str, scope: Scope, valid_from: date, actor: Actor, now: datetime
) -> DatedSetting:
    """Let a value of its own end today: from tomorrow the general one holds again.

    Raises: Missing; Refusal for a general value, which must always hold, and for an ended one.
    """
    today = local_day(now)
    row = _found(_rows(session, key, scope), valid_from)
    if scope == EVERYWHERE:
        raise Refusal("general", "Giá trị chung luôn phải có. Hãy đặt giá trị mới.")
    if row.valid_to is not None or row.valid_from > today:
        raise Refusal("ended", "Giá trị này chưa bắt đầu hoặc đã có ngày kết thúc.")
    row.valid_to = today
    _note(session, "Trở về giá trị chung.", row, None, actor, now)
    return row


def _rows(session: Session, key: str, scope: Scope) -> Sequence[DatedSetting]:
    """Return the rows of a key and scope, while nobody else changes a setting."""
    session.execute(LOCK)
    forget(session)
    of_scope = (DatedSetting.topic_code == scope.topic_code, DatedSetting.channel == scope.channel)
    found = select(DatedSetting).where(DatedSetting.key == key, *of_scope)
    return session.scalars(found.order_by(DatedSetting.valid_from)).all()


def _was_ended(session: Session, row: DatedSetting) -> bool:
    """Return whether the history names the last day of a value as one that somebody chose."""
    ended = [{"before": _record(row), "after": None}]
    told = (RulebookChange.subject == "setting", RulebookChange.what.contains(ended))
    return session.scalar(select(RulebookChange.id).where(*told).limit(1)) is not None


def _found(rows: Sequence[DatedSetting], valid_from: date) -> DatedSetting:
    for row in rows:
        if row.valid_from == valid_from:
            return row
    raise Missing("setting")


def _note(
    session: Session,
    why: str,
    before: DatedSetting | None,
    after: DatedSetting | None,
    actor: Actor,
    now: datetime,
) -> None:
    record = {"before": _record(before), "after": _record(after)}
    note_change(session, "setting", why, [record], actor, now)
    forget(session)


def _record(row: DatedSetting | None) -> dict[str, Any] | None:
    if row is None:
        return None
    days = {"valid_from": row.valid_from.isoformat()}
    days |= {"valid_to": row.valid_to.isoformat()} if row.valid_to else {}
    kept = ("key", "topic_code", "channel", "value", "legal_basis")
    return {name: getattr(row, name) for name in kept} | days
