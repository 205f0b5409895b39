"""What the world of the demo asks the worker for: collected while it is played, written at its end.

Most of it is done on the spot, so a row for each message would be written only to be changed.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import event, insert
from sqlalchemy.orm import Session

from store.models import OutboxMessage

KEY = "asked"


@contextmanager
def held(session: Session) -> Iterator[None]:
    """Collect what is asked for while this lasts, then write it in one statement."""
    messages: list[OutboxMessage] = []

    def hold(_session: Session, row: object) -> None:
        if isinstance(row, OutboxMessage):
            session.expunge(row)
            messages.append(row)

    session.info[KEY] = messages
    event.listen(session, "transient_to_pending", hold)
    try:
        yield
    finally:
        event.remove(session, "transient_to_pending", hold)
        del session.info[KEY]
    if messages:
        rows = [_row(message) for message in messages]
        options = {"render_nulls": True}  # else each kind of row has a statement of its own
        session.scalars(
            insert(OutboxMessage).returning(OutboxMessage.id), rows, execution_options=options
        ).all()


def _row(message: OutboxMessage) -> dict[str, Any]:
    return {
        "task": message.task,
        "payload": message.payload,
        "created_at": message.created_at,
        "due_at": message.due_at,
        "sent_at": message.done_at,
        "done_at": message.done_at,
        "sends": int(message.done_at is not None),
        "attempts": 0,
        "last_error": "",
    }


def asked_since(session: Session, first: int) -> list[OutboxMessage]:
    """Return what was asked for, oldest first, without the `first` messages."""
    messages: list[OutboxMessage] = session.info[KEY]
    return messages[first:]


def asked_of(session: Session, task: str, first: int = 0) -> list[OutboxMessage]:
    """Return what was asked for of one task, or of all that begin like it, oldest first."""
    return [one for one in asked_since(session, first) if one.task.startswith(task)]


def count_asked(session: Session) -> int:
    """Return how much was asked for up to now."""
    return len(session.info[KEY])


def mark_done(messages: Iterable[OutboxMessage], after: timedelta) -> None:
    """Mark messages as sent and done so long after they were asked for."""
    for message in messages:
        message.done_at = message.created_at + after


def mark_done_at(messages: Iterable[OutboxMessage], at: datetime) -> None:
    """Mark messages as sent and done at a moment, but for those that are done already."""
    for message in messages:
        message.done_at = message.done_at or at
