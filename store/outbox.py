"""The outbox: work asked for by a change is a row of the same transaction.

Promises (docs/rules/outbox.md says how each is kept, tests/worker tries to break them):

1. A task exists if and only if the change that asks for it committed.
2. The broker may be down, slow or emptied: what is not done in time is sent again. While no worker
   lives nothing is sent twice, so that a long stop fills no queue and uses up no patience.
3. Twice is once: the work and its mark commit together, under a lock on the row.
4. A failure is counted and waits longer each time. What fails too often, or is sent again and
   again and never comes back, is stuck: a list that an administrator retries from.
5. Order is not promised: an action asks whether its event is still the latest.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import (
    ColumnElement,
    DateTime,
    Interval,
    and_,
    bindparam,
    delete,
    func,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from store.heartbeats import ALIVE_FOR
from store.models import OutboxMessage

CHANNEL = "outbox"
ATTEMPTS_MAX = 16
SENDS_MAX = 30
RESEND_AFTER = timedelta(seconds=20)
RESEND_GROWS_MAX = 15
FIRST_WAIT = timedelta(seconds=2)
WAIT_MAX = timedelta(hours=1)
DOUBLINGS_MAX = 11
KEEP_DONE = timedelta(days=31)
LOST = "sent too often"


@dataclass(frozen=True, slots=True)
class Parcel:
    """A message on its way to the broker: the row's id and the task's name."""

    id: int
    task: str


def enqueue(session: Session, task: str, now: datetime, **payload: int | str) -> None:
    """Ask for `task` in the caller's transaction.

    A trigger of the table notifies CHANNEL, so the relay wakes when the transaction commits.
    """
    session.add(OutboxMessage(task=task, payload=payload, created_at=now, due_at=now))


def enqueue_each(
    session: Session, task: str, now: datetime, payloads: Sequence[dict[str, int | str]]
) -> None:
    """Ask for `task` once for each payload, in as few statements as the number allows."""
    rows = [
        {"task": task, "payload": payload, "created_at": now, "due_at": now} for payload in payloads
    ]
    if rows:
        session.execute(insert(OutboxMessage).values(sends=0, attempts=0, last_error=""), rows)


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


def _is_open() -> ColumnElement[bool]:
    return and_(OutboxMessage.done_at.is_(None), OutboxMessage.stuck_at.is_(None))


TAKE = text(
    """
    WITH due AS MATERIALIZED (
        SELECT id FROM outbox_message
        WHERE done_at IS NULL AND stuck_at IS NULL AND due_at <= :now AND sends < :sends_max
          AND (sends = 0 OR EXISTS (SELECT FROM heartbeat WHERE name = 'worker' AND at >= :alive))
        ORDER BY due_at, id LIMIT :limit FOR UPDATE SKIP LOCKED
    )
    UPDATE outbox_message SET sent_at = :now, sends = sends + 1,
        due_at = :now + :resend_after * least(sends + 1, :grows_max)
    WHERE id IN (SELECT id FROM due) RETURNING id, task
    """
).bindparams(
    bindparam("now", type_=DateTime(timezone=True)),
    bindparam("resend_after", RESEND_AFTER, type_=Interval),
    sends_max=SENDS_MAX,
    grows_max=RESEND_GROWS_MAX,
)  # as text, for it lies in the way of every task: a built statement takes three times as long


def take(session: Session, limit: int, now: datetime) -> list[Parcel]:
    """Return up to `limit` messages that are due, marked as sent; rows in other hands are skipped.

    Commit, then send: a worker must not meet the lock of this transaction. What is then not sent
    goes back by `give_back`; after a crash in between it comes up again by itself.
    """
    taken = session.execute(TAKE, {"now": now, "limit": limit, "alive": now - ALIVE_FOR})
    return sorted((Parcel(*row) for row in taken), key=lambda parcel: parcel.id)


def give_back(session: Session, parcels: Sequence[Parcel], now: datetime) -> None:
    """Undo `take` for messages that the broker did not accept: they are due at once."""
    session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.id.in_([parcel.id for parcel in parcels]), _is_open())
        .values(due_at=now, sends=OutboxMessage.sends - 1)
        .execution_options(synchronize_session=False)
    )


def give_up(session: Session, now: datetime) -> None:
    """Declare stuck what was sent again and again and neither came back done nor failed."""
    session.execute(
        update(OutboxMessage)
        .where(_is_open(), OutboxMessage.due_at <= now, OutboxMessage.sends >= SENDS_MAX)
        .values(
            stuck_at=now, last_error=func.coalesce(func.nullif(OutboxMessage.last_error, ""), LOST)
        )
        .execution_options(synchronize_session=False)
    )


def begin(session: Session, message_id: int) -> OutboxMessage | None:
    """Lock a message to work on it; None where it is done, gone, or in other hands now."""
    return session.scalars(
        select(OutboxMessage)
        .where(OutboxMessage.id == message_id, OutboxMessage.done_at.is_(None))
        .with_for_update(skip_locked=True)
    ).one_or_none()


def mark_done(message: OutboxMessage, now: datetime) -> None:
    """Note in the transaction of the work that it is done."""
    message.done_at, message.stuck_at = now, None


def wait_after(attempts: int) -> timedelta:
    """Return how long to wait after the `attempts`-th failure: 2 s, 4 s, 8 s … at most an hour.

    With ATTEMPTS_MAX of 16, a mail server may be away for six hours before anybody must act.
    """
    return min(FIRST_WAIT * (1 << min(attempts - 1, DOUBLINGS_MAX)), WAIT_MAX)


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
    stuck = select(OutboxMessage).where(
        OutboxMessage.stuck_at.is_not(None), OutboxMessage.done_at.is_(None)
    )
    return list(session.scalars(stuck.order_by(OutboxMessage.id).limit(limit)))


def count_waiting(session: Session, now: datetime) -> int:
    """Return the length of the queue: how many messages are neither done nor stuck."""
    waiting = select(func.count()).where(_is_open(), OutboxMessage.created_at <= now)
    return session.scalar(waiting) or 0


def retry(session: Session, message_id: int, now: datetime) -> bool:
    """Give a stuck message back to the relay; False where there is no such stuck message."""
    message = begin(session, message_id)
    if message is None or message.stuck_at is None:
        return False
    message.stuck_at, message.attempts, message.sends, message.due_at = None, 0, 0, now
    session.execute(select(func.pg_notify(CHANNEL, "")))
    return True


def purge(session: Session, now: datetime) -> None:
    """Delete messages that were done more than a month ago."""
    session.execute(delete(OutboxMessage).where(OutboxMessage.done_at < now - KEEP_DONE))
