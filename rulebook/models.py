"""Dated rows: the calendar of working days, and settings with their legal basis."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from store.db import Model


class CalendarDayRow(Model):
    """A day that differs from its weekday. `status` is "decided", "provisional" or "to_confirm"."""

    __tablename__ = "calendar_day"
    __table_args__ = (
        CheckConstraint(
            "kind IN ('holiday', 'compensatory', 'swapped_off', 'makeup_working')", name="kind"
        ),
        CheckConstraint("status IN ('decided', 'provisional', 'to_confirm')", name="status"),
    )

    day: Mapped[date] = mapped_column(primary_key=True)
    kind: Mapped[str]
    name: Mapped[str]
    source: Mapped[str]
    status: Mapped[str] = mapped_column(default="decided")


class DatedSetting(Model):
    """A number or text that law or the Alliance decides, with the days it holds on.

    "" as `topic_code` or `channel` is every one; which row wins: `rulebook.setting_rules.Scope`.
    """

    __tablename__ = "dated_setting"

    key: Mapped[str] = mapped_column(primary_key=True)
    topic_code: Mapped[str] = mapped_column(primary_key=True, default="", server_default="")
    channel: Mapped[str] = mapped_column(primary_key=True, default="", server_default="")
    valid_from: Mapped[date] = mapped_column(primary_key=True)
    valid_to: Mapped[date | None]
    value: Mapped[str]
    legal_basis: Mapped[str]


class RulebookChange(Model):
    """What an administrator changed in the rules: `what` holds before and after, `reason` why.

    `subject` is "calendar", "setting", "routing", "notice", "signer" or "unit". The database
    refuses UPDATE and DELETE.
    """

    __tablename__ = "rulebook_change"
    __table_args__ = (Index("ix_rulebook_change_subject", "subject", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    subject: Mapped[str]
    by_id: Mapped[int]
    by_name: Mapped[str]
    at: Mapped[datetime]
    reason: Mapped[str]
    what: Mapped[list[Any]]
