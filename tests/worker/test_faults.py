"""Broker, worker, relay and database fail in every way; each effect still comes exactly once."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from store.clock import utc_now
from store.heartbeats import list_alive
from store.outbox import ATTEMPTS_MAX, list_stuck, retry, wait_after
from tests.worker.machine import Machine, running_machine

IN_THE_MIDDLE = """SELECT 1 FROM pg_stat_activity
    WHERE state = 'idle in transaction' AND query LIKE 'INSERT INTO probe%'"""

RELAY_BEAT = "SELECT at FROM heartbeat WHERE name = 'relay'"


@pytest.fixture(scope="module")
def whole() -> Iterator[Machine]:
    with running_machine() as machine:
        yield machine


@pytest.fixture
def machine(whole: Machine) -> Iterator[Machine]:
    """The machine with everything running and nothing to do."""
    names = [n for n in ("postgres", "valkey", "worker", "relay") if n not in whole.processes]
    whole.start(*names)
    whole.until(lambda: all(_alive(whole).values()), "everything is alive")
    whole.execute("UPDATE outbox_message SET done_at = now() WHERE period_key IS NOT NULL")
    yield whole
    if "relay_2" in whole.processes:
        whole.kill("relay_2")
    whole.execute("TRUNCATE probe, probe_gate")
    whole.execute("UPDATE outbox_message SET done_at = now() WHERE done_at IS NULL")
    whole.execute("DELETE FROM outbox_message WHERE period_key IS NULL")


def _alive(machine: Machine) -> dict[str, bool]:
    with machine.session() as session:
        return list_alive(session, utc_now())


def _once(*marks: str) -> Counter[str]:
    return Counter(dict.fromkeys(marks, 1))


def _sends(machine: Machine) -> list[int]:
    return machine.read("SELECT sends FROM outbox_message WHERE period_key IS NULL ORDER BY id")


def _attempts(machine: Machine) -> tuple[int, float]:
    """Return how often a gated task failed, and how many seconds it waits now."""
    query = "SELECT attempts, extract(epoch FROM due_at - now()) FROM outbox_message"
    ((attempts, wait),) = machine.read(f"{query} WHERE task = 'probe.gated'")
    return attempts, float(wait)


def test_what_is_asked_for_while_the_broker_is_away_follows_once(machine: Machine) -> None:
    machine.kill("valkey")
    for n in range(20):
        machine.ask("probe.note", mark=f"note {n}")
    assert machine.marks() == Counter()
    machine.start("valkey")
    machine.until(machine.is_done, "all twenty done")
    assert machine.marks() == _once(*(f"note {n}" for n in range(20)))


def test_what_a_broker_forgot_is_sent_again(machine: Machine) -> None:
    machine.kill("worker")
    for n in range(5):
        machine.ask("probe.note", mark=f"note {n}")
    machine.until(lambda: _sends(machine) == [1] * 5, "all sent")
    machine.kill("valkey")
    for left in machine.folder.glob("appendonlydir/*"):
        left.unlink()
    machine.start("valkey", "worker")
    machine.until(lambda: _alive(machine)["worker"], "the worker is back")
    machine.hurry()
    machine.until(machine.is_done, "all five done")
    assert machine.marks() == _once(*(f"note {n}" for n in range(5)))
    assert _sends(machine) == [2] * 5


def test_nothing_is_sent_twice_while_no_worker_lives(machine: Machine) -> None:
    machine.kill("worker")
    machine.ask("probe.note", mark="patient")
    machine.until(lambda: _sends(machine) == [1], "sent")
    machine.execute("UPDATE heartbeat SET at = at - interval '1 hour' WHERE name = 'worker'")
    machine.hurry()
    machine.ask("probe.note", mark="second")
    machine.until(lambda: _sends(machine) == [1, 1], "the relay went round again")
    machine.start("worker")
    machine.until(machine.is_done, "both done")
    assert machine.marks() == _once("patient", "second")


def test_two_relays_send_everything_once(machine: Machine) -> None:
    machine.start("relay_2")
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda n: machine.ask("probe.note", mark=f"note {n}"), range(200)))
    machine.until(machine.is_done, "all two hundred done")
    assert machine.marks() == _once(*(f"note {n}" for n in range(200)))
    assert _sends(machine) == [1] * 200


def test_a_worker_killed_in_the_middle_leaves_no_half_work(machine: Machine) -> None:
    """Nor anything of what it was about to ask for."""
    machine.ask("probe.chain", mark="a", seconds=2)
    machine.until(lambda: bool(machine.read(IN_THE_MIDDLE)), "in the middle of it")
    machine.kill("worker")
    assert (machine.marks(), _sends(machine)) == (Counter(), [1])
    machine.start("worker")
    machine.until(lambda: _alive(machine)["worker"], "the worker is back")
    machine.hurry()
    machine.until(machine.is_done, "done by the next worker")
    assert machine.marks() == _once("a", "a next")
    assert _sends(machine) == [2, 1]


def test_what_work_asks_for_later_stays_for_the_relay(machine: Machine) -> None:
    machine.ask("probe.later", mark="a")
    machine.until(lambda: machine.marks()["a"] == 1, "the work is done")
    assert _sends(machine) == [1, 0]
    machine.ask("probe.note", mark="beside it")
    machine.until(lambda: machine.marks()["beside it"] == 1, "others go on")
    assert machine.marks() == _once("a", "beside it")
    assert _sends(machine) == [1, 0, 1]
    machine.hurry()
    machine.until(machine.is_done, "its time has come")
    assert machine.marks() == _once("a", "a later", "beside it")
    assert _sends(machine) == [1, 1, 1]


def test_what_is_delivered_again_and_again_is_done_once(machine: Machine) -> None:
    machine.ask("probe.slow", mark="slow", seconds=2)
    machine.until(lambda: bool(machine.read(IN_THE_MIDDLE)), "in the middle of it")
    machine.deliver_again()
    machine.ask("probe.note", mark="beside it")
    machine.until(lambda: machine.marks()["beside it"] == 1, "others go on")
    assert machine.read(IN_THE_MIDDLE)
    machine.until(machine.is_done, "done")
    machine.deliver_again()
    machine.ask("probe.note", mark="after")
    machine.until(machine.is_done, "the queue is empty")
    assert machine.marks() == _once("slow", "beside it", "after")


def test_failures_wait_longer_get_stuck_and_can_be_retried(machine: Machine) -> None:
    machine.execute("INSERT INTO probe_gate VALUES (true)")
    machine.ask("probe.gated", mark="at last")
    waits: list[float] = []
    for _ in range(ATTEMPTS_MAX):
        machine.until(lambda: _attempts(machine)[0] > len(waits), "one more attempt")
        waits.append(_attempts(machine)[1])
        machine.hurry()
    for attempt, wait in enumerate(waits, start=1):  # read up to 2 s after it was planned
        assert wait_after(attempt).total_seconds() - 2 < wait <= wait_after(attempt).total_seconds()
    with machine.session() as session:
        (stuck,) = list_stuck(session)
        assert stuck.last_error.startswith("ValueError (tests/worker/probe.py:")
        machine.execute("TRUNCATE probe_gate")
        assert retry(session, stuck.id, utc_now())
    machine.until(machine.is_done, "done after the retry")
    assert machine.marks() == _once("at last")
    said = (machine.folder / "worker.log").read_text()
    assert "a secret" not in said
    assert "[queues]" not in said  # Celery draws nothing between the lines of the log


def test_relay_and_worker_outlive_the_database(machine: Machine) -> None:
    machine.ask("probe.slow", mark="under way", seconds=1)
    machine.until(lambda: _sends(machine) == [1], "sent")
    machine.kill("postgres")
    machine.start("postgres")
    machine.ask("probe.note", mark="afterwards")
    machine.hurry()
    machine.until(lambda: machine.marks()["afterwards"] == 1, "new work is done")
    machine.until(machine.is_done, "the interrupted work is done")
    assert machine.marks() == _once("under way", "afterwards")


def test_a_relay_killed_at_any_point_is_made_good_by_the_next(machine: Machine) -> None:
    with ThreadPoolExecutor(2) as pool:
        asked = [pool.submit(machine.ask, "probe.note", mark=f"note {n}") for n in range(100)]
        for _ in range(3):
            machine.kill("relay")
            machine.start("relay")
        for one in asked:
            one.result()
    machine.until(lambda: not machine.read("SELECT 1 FROM outbox_message WHERE sends = 0"), "sent")
    machine.hurry()
    machine.until(machine.is_done, "all hundred done")
    assert machine.marks() == _once(*(f"note {n}" for n in range(100)))


def test_signs_of_life_are_each_ones_own(machine: Machine) -> None:
    machine.kill("valkey")
    # What the broker took just before counts in the relay's next sign of life; wait for that one.
    last = machine.read(RELAY_BEAT)
    machine.until(lambda: machine.read(RELAY_BEAT) != last, "the relay has given a sign since")
    machine.execute("UPDATE heartbeat SET at = at - interval '1 hour'")
    machine.until(lambda: _alive(machine)["relay"] and _alive(machine)["worker"], "two live")
    assert _alive(machine) == {"broker": False, "worker": True, "relay": True}
    machine.start("valkey")
    machine.until(lambda: _alive(machine)["broker"], "the broker is seen again")


def test_both_stop_soon_when_asked(machine: Machine) -> None:
    assert machine.stop("relay") < 10
    assert machine.stop("worker") < 10


def test_a_stopping_worker_finishes_what_it_began(machine: Machine) -> None:
    machine.ask("probe.slow", mark="to the end", seconds=1)
    machine.until(lambda: bool(machine.read(IN_THE_MIDDLE)), "in the middle of it")
    machine.stop("worker")
    assert machine.marks() == _once("to the end")
    assert machine.is_done()
