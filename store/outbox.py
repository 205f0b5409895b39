"""The outbox: work asked for by a change is a row of the same transaction.

Promises: a task exists if and only if the change committed; a message that is not done in time is
sent again; twice is once, for the work and its mark commit together under a lock on the row;
attempts are limited with growing waits, and what is stuck is a list that an administrator retries.
"""

from datetime import datetime, timedelta

from sqlalchemy import func, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from store.models import OutboxMessage

CHANNEL = "outbox"
ATTEMPTS_MAX = 8
SENDS_MAX = 40
RESEND_AFTER = timedelta(seconds=60)
FIRST_WAIT = timedelta(seconds=2)
WAIT_MAX = timedelta(hours=1)
KEEP_DONE = timedelta(days=31)


def enqueue(session: Session, task: str, now: datetime, **payload: int | str) -> None:
    """Ask for `task` in the caller's transaction.

    A trigger of the table notifies CHANNEL, so the relay wakes when the transaction commits.
    """
    session.add(OutboxMessage(task=task, payload=payload, created_at=now, due_at=now))


def enqueue_once(session: Session, task: str, now: datetime, period_key: str) -> bool:
    """Ask for a scheduled task under a unique key; return False where somebody already asked."""
    row = {"task": task, "payload": {}, "period_key": period_key, "created_at": now}
    made = session.execute(
        insert(OutboxMessage)
        .values(**row, due_at=now, sends=0, attempts=0, last_error="")
        .on_conflict_do_nothing(index_elements=["period_key"])
        .returning(OutboxMessage.id)
    )
    return made.scalar() is not None


def claim(session: Session, limit: int, now: datetime) -> list[OutboxMessage]:
    """Lock and return up to `limit` messages that are due, oldest first, skipping locked ones."""
    waiting = (
        select(OutboxMessage)
        .where(OutboxMessage.done_at.is_(None), OutboxMessage.stuck_at.is_(None))
        .where(OutboxMessage.due_at <= now)
        .order_by(OutboxMessage.due_at, OutboxMessage.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return list(session.scalars(waiting))


def mark_sent(message: OutboxMessage, now: datetime) -> None:
    """Note a sending; the message comes up again later, unless it is done by then."""
    message.sent_at = now
    message.sends += 1
    message.due_at = now + RESEND_AFTER * min(message.sends, 10)
    if message.sends >= SENDS_MAX:
        message.stuck_at = now
        message.last_error = message.last_error or "sent too often"


def begin(session: Session, message_id: int) -> OutboxMessage | None:
    """Lock a message to work on it; None where it is done, gone, or in other hands now."""
    return session.scalars(
        select(OutboxMessage)
        .where(OutboxMessage.id == message_id, OutboxMessage.done_at.is_(None))
        .with_for_update(skip_locked=True)
    ).one_or_none()


def wait_after(attempts: int) -> timedelta:
    """Return how long to wait after the `attempts`-th failure: 2 s, 4 s, 8 s … at most an hour."""
    return min(FIRST_WAIT * 2 ** (attempts - 1), WAIT_MAX)


def mark_failed(session: Session, message_id: int, error: str, now: datetime) -> None:
    """Note a failure by its kind (never its contents) and plan the next attempt, or give up."""
    message = begin(session, message_id)
    if message is None:
        return
    message.attempts += 1
    message.last_error = error[:200]
    message.due_at = now + wait_after(message.attempts)
    if message.attempts >= ATTEMPTS_MAX:
        message.stuck_at = now


def list_stuck(session: Session, limit: int = 100) -> list[OutboxMessage]:
    """Return the messages that need an administrator, oldest first."""
    stuck = select(OutboxMessage).where(OutboxMessage.stuck_at.is_not(None))
    return list(session.scalars(stuck.order_by(OutboxMessage.id).limit(limit)))


def count_waiting(session: Session, now: datetime) -> int:
    """Return how many messages are due and not done: the length of the queue."""
    waiting = select(func.count()).where(
        OutboxMessage.done_at.is_(None), OutboxMessage.due_at <= now
    )
    return session.scalar(waiting) or 0


def retry(session: Session, message_id: int, now: datetime) -> bool:
    """Give a stuck message back to the relay; False where there is no such stuck message."""
    message = session.get(OutboxMessage, message_id, with_for_update=True)
    if message is None or message.stuck_at is None:
        return False
    message.stuck_at, message.attempts, message.sends, message.due_at = None, 0, 0, now
    session.execute(select(func.pg_notify(CHANNEL, "")))
    return True


def purge(session: Session, now: datetime) -> None:
    """Delete messages that were done more than a month ago."""
    session.execute(
        text("DELETE FROM outbox_message WHERE done_at < :before"), {"before": now - KEEP_DONE}
    )
