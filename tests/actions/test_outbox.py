"""The outbox on its own: what is due, what is counted, what gets stuck."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from store import outbox
from store.heartbeats import beat
from store.models import OutboxMessage
from store.outbox import ATTEMPTS_MAX, KEEP_DONE, LOST, RESEND_AFTER, SENDS_MAX, WAIT_MAX
from tests.make import MORNING

LATER = MORNING + timedelta(minutes=30)


def ask(session: Session, name: str = "notices.send_mail") -> OutboxMessage:
    outbox.enqueue(session, name, MORNING, mail_id=1)
    session.flush()
    return session.scalars(select(OutboxMessage).order_by(OutboxMessage.id.desc()).limit(1)).one()


def fresh(session: Session, message: OutboxMessage) -> OutboxMessage:
    session.refresh(message)
    return message


def test_a_rollback_asks_for_nothing(session: Session) -> None:
    with session.begin_nested() as inner:
        ask(session)
        inner.rollback()
    assert outbox.take(session, 10, LATER) == []


def test_taking_marks_and_giving_back_undoes(session: Session) -> None:
    first, second = ask(session), ask(session, "feedback.screen")
    parcels = outbox.take(session, 10, MORNING)
    assert parcels == [
        outbox.Parcel(first.id, "notices.send_mail"),
        outbox.Parcel(second.id, "feedback.screen"),
    ]
    assert (fresh(session, first).sends, first.due_at) == (1, MORNING + RESEND_AFTER)
    assert outbox.take(session, 10, MORNING) == []
    outbox.give_back(session, parcels[1:], MORNING)
    assert outbox.take(session, 10, MORNING) == parcels[1:]
    assert (fresh(session, first).sends, fresh(session, second).sends) == (1, 1)


def test_oldest_first_and_no_more_than_asked(session: Session) -> None:
    messages = [ask(session) for _ in range(5)]
    assert [p.id for p in outbox.take(session, 3, LATER)] == [m.id for m in messages[:3]]
    assert [p.id for p in outbox.take(session, 3, LATER)] == [m.id for m in messages[3:]]


def test_what_was_sent_waits_for_a_living_worker(session: Session) -> None:
    ask(session)
    outbox.take(session, 1, MORNING)
    beat(session, "worker", MORNING)
    assert outbox.take(session, 1, LATER) == []
    beat(session, "worker", LATER)
    assert len(outbox.take(session, 1, LATER)) == 1


def test_it_is_sent_again_after_longer_and_longer_and_given_up(session: Session) -> None:
    message, now, waits = ask(session), MORNING, []
    for _ in range(SENDS_MAX):
        beat(session, "worker", now)
        assert len(outbox.take(session, 1, now)) == 1
        waits.append(fresh(session, message).due_at - now)
        outbox.give_up(session, now)
        assert fresh(session, message).stuck_at is None
        now = message.due_at
    assert waits == sorted(waits)
    assert (waits[0], waits[-1]) == (RESEND_AFTER, RESEND_AFTER * 15)
    assert outbox.take(session, 1, now) == []
    outbox.give_up(session, now)
    assert outbox.list_stuck(session) == [fresh(session, message)]
    assert (message.stuck_at, message.last_error) == (now, LOST)


def test_failures_wait_and_get_stuck_and_a_retry_starts_anew(session: Session) -> None:
    message = ask(session)
    for attempt in range(1, ATTEMPTS_MAX + 1):
        outbox.mark_failed(session, message.id, f"ValueError {attempt} {'x' * 300}", MORNING)
        assert message.due_at == MORNING + outbox.wait_after(attempt)
    assert (message.stuck_at, len(message.last_error)) == (MORNING, 200)
    assert outbox.take(session, 1, LATER) == []
    assert outbox.retry(session, message.id, LATER)
    assert (message.attempts, message.sends, message.stuck_at) == (0, 0, None)
    assert not outbox.retry(session, message.id, LATER)
    session.flush()
    assert len(outbox.take(session, 1, LATER)) == 1


@pytest.mark.parametrize(("attempts", "seconds"), [(1, 2), (2, 4), (7, 128), (60, 3600)])
def test_waits_double_up_to_an_hour(attempts: int, seconds: int) -> None:
    assert outbox.wait_after(attempts) == timedelta(seconds=seconds) <= WAIT_MAX


def test_what_is_done_is_done(session: Session) -> None:
    message = ask(session)
    outbox.mark_failed(session, message.id, "ValueError", MORNING)
    message.stuck_at = MORNING
    begun = outbox.begin(session, message.id)
    assert begun is message
    outbox.mark_done(begun, LATER)
    session.flush()
    assert outbox.begin(session, message.id) is None
    assert outbox.list_stuck(session) == []
    assert not outbox.retry(session, message.id, LATER)
    outbox.mark_failed(session, message.id, "late", LATER)
    assert message.attempts == 1
    assert outbox.count_waiting(session, LATER) == 0


def test_only_what_was_done_long_ago_is_forgotten(session: Session) -> None:
    old, stuck, recent = ask(session), ask(session), ask(session)
    outbox.mark_done(old, MORNING)
    outbox.mark_done(recent, MORNING + timedelta(hours=1))
    stuck.stuck_at = MORNING
    session.flush()
    outbox.purge(session, MORNING + KEEP_DONE + timedelta(minutes=1))
    left = session.scalars(select(OutboxMessage.id).order_by(OutboxMessage.id)).all()
    assert left == [stuck.id, recent.id]


def test_a_schedule_asks_once_for_a_period(session: Session) -> None:
    assert outbox.enqueue_once(session, "dossiers.seal", MORNING, "dossiers.seal:2026-02-10")
    assert not outbox.enqueue_once(session, "dossiers.seal", LATER, "dossiers.seal:2026-02-10")
    assert len(outbox.take(session, 10, LATER)) == 1
