"""What the store itself keeps: work asked for, who is alive, and how often someone came."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column

from store.db import Model


class OutboxMessage(Model):
    """One piece of work asked for by a change, in the change's own transaction.

    `due_at` is when the relay may send it (again); `sends` counts sendings, `attempts` counts
    failures; `stuck_at` takes it out of the relay's hands until someone retries it.
    """

    __tablename__ = "outbox_message"
    __table_args__ = (
        Index(
            "ix_outbox_message_waiting",
            "due_at",
            postgresql_where=text("done_at IS NULL AND stuck_at IS NULL"),
        ),
        Index("ix_outbox_message_done_at", "done_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    task: Mapped[str]
    payload: Mapped[dict[str, Any]]
    period_key: Mapped[str | None] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    sends: Mapped[int] = mapped_column(default=0)
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str] = mapped_column(default="")
    done_at: Mapped[datetime | None]
    stuck_at: Mapped[datetime | None]


class Heartbeat(Model):
    """The last sign of life of a process ("relay", "worker"), or of the broker as relays see it."""

    __tablename__ = "heartbeat"

    name: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    detail: Mapped[str] = mapped_column(default="")


class RateWindow(Model):
    """How often one caller did one thing in one window of time."""

    __tablename__ = "rate_window"

    bucket: Mapped[str] = mapped_column(primary_key=True)
    window_start: Mapped[datetime] = mapped_column(primary_key=True)
    count: Mapped[int]
