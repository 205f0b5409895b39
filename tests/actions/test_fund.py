"""The fund's book on a real PostgreSQL: what it refuses, and who wins when all want money."""

import os
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from factory import create_app
from fund import actions
from fund.chart import BANK_INTEREST, CAPITAL, CASH, PRINCIPAL, RESERVED, SURPLUS
from fund.models import FundEntry
from fund.queries import (
    JournalSearch,
    access_entry,
    find_reservation,
    list_entries,
    position,
    trial_balance,
)
from fund.rules import Entry, Line, moved
from store.db import db
from tests import servers
from tests.checks import check_now
from tests.conftest import make_settings, migrate_database
from tests.make import make_account, make_cooperative
from tests.world import World, make_world
from workflow.machine import SYSTEM_ACTOR
from workflow.refusal import Refusal
from workflow.roles import Role

NOW = datetime(2026, 3, 10, 2, 0, tzinfo=UTC)
TODAY = date(2026, 3, 10)
BILLION = 10**9
MILLION = 10**6


def put_in(session: Session, amount_vnd: int) -> int:
    lines = moved(CASH, CAPITAL, amount_vnd)
    return actions.post(session, Entry("capital", TODAY, "Vốn", lines), SYSTEM_ACTOR, NOW)


def lend(session: Session, cooperative_id: int, amount_vnd: int) -> None:
    lines = moved(PRINCIPAL[0], CASH, amount_vnd, cooperative_id, "HĐ 1")
    actions.post(session, Entry("disburse", TODAY, "Giải ngân", lines), SYSTEM_ACTOR, NOW)


def dossier_id(world: World, number: int = 0) -> int:
    return world.file(now=NOW.replace(minute=number)).dossier_id


def test_an_entry_that_does_not_sum_to_zero_is_no_entry() -> None:
    with pytest.raises(ValueError, match="zero"):
        Entry("capital", TODAY, "", (Line(CASH, 5), Line(CAPITAL, -4)))


@pytest.mark.parametrize(
    "lines", [[(CASH, 5), (CAPITAL, -4)], [(CASH, 5)], [(CASH, 5), (CAPITAL, -4), (SURPLUS, -1)]]
)
def test_the_database_refuses_what_does_not_sum(
    session: Session, lines: list[tuple[str, int]]
) -> None:
    entry = {"kind": "capital", "text": "x", "line_count": 2}
    row = FundEntry(**entry, booked_on=TODAY, at=NOW)
    session.add(row)
    session.flush()
    for account, amount in lines:
        session.execute(
            text("INSERT INTO fund_line (entry_id, account, amount_vnd, loan_ref)"
                 " VALUES (:entry, :account, :amount, '')"),
            {"entry": row.id, "account": account, "amount": amount},
        )  # fmt: skip
    with pytest.raises(DBAPIError, match="sums to"):
        check_now(session)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE fund_line SET amount_vnd = 1",
        "DELETE FROM fund_line",
        "UPDATE fund_entry SET text = 'y'",
        "DELETE FROM fund_entry",
        "TRUNCATE fund_line CASCADE",
        "UPDATE fund_total SET balance_vnd = 1",
        "DELETE FROM fund_total",
    ],
)
def test_the_book_is_never_changed(session: Session, change: str) -> None:
    put_in(session, BILLION)
    check_now(session)
    with pytest.raises(DBAPIError, match=r"append-only|follows"):
        session.execute(text(change))


def test_lines_are_not_added_to_an_old_entry(session: Session) -> None:
    number = put_in(session, BILLION)
    check_now(session)
    session.execute(
        text("INSERT INTO fund_line (entry_id, account, amount_vnd, loan_ref)"
             " VALUES (:n, '112', 7, ''), (:n, '411', -7, '')"),
        {"n": number},
    )  # fmt: skip
    with pytest.raises(DBAPIError, match="4 lines of 2"):
        check_now(session)


def test_an_act_is_posted_once(session: Session) -> None:
    entry = Entry("bank_interest", TODAY, "Lãi", moved(CASH, BANK_INTEREST, 9), once_key="x")
    actions.post(session, entry, SYSTEM_ACTOR, NOW)
    with pytest.raises(Refusal) as refused:
        actions.post(session, entry, SYSTEM_ACTOR, NOW)
    assert refused.value.reason == "posted"


def test_many_entries_are_two_statements(session: Session, counted: list[str]) -> None:
    entries = [Entry("capital", TODAY, "Vốn", moved(CASH, CAPITAL, n + 1)) for n in range(300)]
    counted.clear()
    ids = actions.post_many(session, entries, SYSTEM_ACTOR, NOW)
    assert len([one for one in counted if "INSERT" in one]) == 2
    check_now(session)
    assert [access_entry(session, n).lines[0].amount_vnd for n in (ids[0], ids[-1])] == [1, 300]
    assert position(session).cash_vnd == sum(range(1, 301))


def test_a_promise_moves_nothing_but_what_is_free(session: Session, world: World) -> None:
    put_in(session, 20 * BILLION)
    number = dossier_id(world)
    actions.reserve(session, number, world.cooperative.id, (), BILLION, world.leader.actor, NOW)
    check_now(session)
    now = position(session)
    assert (now.free_vnd, now.reserved_vnd, now.whole_vnd) == (19 * BILLION, BILLION, 20 * BILLION)
    with pytest.raises(Refusal) as refused:
        actions.reserve(session, number, world.cooperative.id, (), 5, world.leader.actor, NOW)
    assert refused.value.reason == "reserved"
    lines = actions.commit_reservation(session, number, 400 * MILLION, NOW)
    paid = moved(PRINCIPAL[0], CASH, 400 * MILLION, world.cooperative.id, "HĐ 1")
    actions.post(session, Entry("disburse", TODAY, "x", paid + lines), SYSTEM_ACTOR, NOW)
    with pytest.raises(Refusal, match=r"600\.000\.000"):
        actions.commit_reservation(session, number, 601 * MILLION, NOW)
    assert actions.release(session, number, SYSTEM_ACTOR, NOW) == 600 * MILLION
    assert actions.release(session, number, SYSTEM_ACTOR, NOW) == 0
    check_now(session)
    now = position(session)
    assert (now.reserved_vnd, now.lent_vnd[0]) == (0, 400 * MILLION)
    assert now.free_vnd + now.reserved_vnd + sum(now.lent_vnd) == now.capital_vnd


@pytest.mark.parametrize(
    ("owed", "of_others", "asked", "reason"),
    [
        (0, 0, 3 * BILLION, None),
        (0, 0, 3 * BILLION + 1, "one_customer"),
        (2 * BILLION, 0, BILLION, None),
        (2 * BILLION, 0, BILLION + 1, "one_customer"),
        (BILLION, 3 * BILLION, BILLION, None),
        (BILLION, 3 * BILLION, BILLION + 1, "related"),
        (0, 0, 21 * BILLION, "free_money"),
    ],
)
def test_the_limits(
    session: Session, world: World, owed: int, of_others: int, asked: int, reason: str | None
) -> None:
    put_in(session, 20 * BILLION)
    other = make_cooperative(session)
    for cooperative, amount in ((world.cooperative, owed), (other, of_others)):
        if amount:
            lend(session, cooperative.id, amount)
    promise = (world.cooperative.id, [other.id], asked, world.leader.actor, NOW)
    if reason is None:
        actions.reserve(session, dossier_id(world), *promise)
        return
    with pytest.raises(Refusal) as refused:
        actions.reserve(session, dossier_id(world), *promise)
    assert refused.value.reason == reason
    assert "đồng" in refused.value.text


def test_the_database_holds_the_limit_of_money_by_itself(session: Session) -> None:
    put_in(session, BILLION)
    lines = moved(RESERVED, "902", BILLION + 1)
    actions.post(session, Entry("reserve", TODAY, "x", lines), SYSTEM_ACTOR, NOW)
    with pytest.raises(DBAPIError, match="promised 1 more"):
        check_now(session)


def test_a_mistake_is_reversed_by_somebody_else(session: Session) -> None:
    one, other = (make_account(session, Role.FUND_ACCOUNTANT) for _ in range(2))
    number = actions.post_by_hand(session, "capital", 7, TODAY, "Vốn", one.actor, NOW)
    entry = access_entry(session, number)
    with pytest.raises(Refusal, match="Nhờ người khác"):
        actions.reverse(session, entry, "nhầm", one.actor, NOW)
    actions.reverse(session, entry, "nhầm", other.actor, NOW)
    check_now(session)
    assert position(session).cash_vnd == 0
    with pytest.raises(Refusal, match="đã được đảo"):
        actions.reverse(session, entry, "nhầm", other.actor, NOW)
    found, total = list_entries(session, JournalSearch(words="nhầm"))
    assert (total, found[0].reverses_id) == (1, number)


def test_the_trial_balance_and_the_end_of_a_year(session: Session) -> None:
    put_in(session, BILLION)
    interest = moved(CASH, BANK_INTEREST, 500)
    last_year = date(2025, 12, 20)
    entry = Entry("bank_interest", last_year, "Lãi", interest)
    actions.post(session, entry, SYSTEM_ACTOR, NOW)
    rows = {row.account.code: row for row in trial_balance(session, date(2026, 1, 1), TODAY)}
    cash = rows[CASH]
    assert (cash.opening_vnd, cash.debit_vnd, cash.closing_vnd) == (500, BILLION, BILLION + 500)
    assert sum(row.closing_vnd for row in rows.values()) == 0
    actions.close_year(session, 2025, SYSTEM_ACTOR, NOW)
    check_now(session)
    assert position(session).capital_vnd == BILLION + 500
    for year, reason in ((2025, "empty"), (2026, "year")):
        with pytest.raises(Refusal) as refused:
            actions.close_year(session, year, SYSTEM_ACTOR, NOW)
        assert refused.value.reason == reason


# --- all at once -------------------------------------------------------------------------------

PROCESSES, EACH, LOAN = 40, 5, 2_800 * MILLION


@pytest.fixture
def own_app(tmp_path: Path) -> Iterator[Flask]:
    """An application on a database of its own, which several processes may commit to."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    template = servers.template_database("migrated", migrate_database)
    url = servers.create_database(f"fund_{worker}", template)
    app = create_app(make_settings(url, tmp_path, DEMO="1"))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def _approve(dossiers: list[tuple[int, int]], start: Any, told: Any) -> None:
    """Approve as one process among many; tell what came of each."""
    db.engine.dispose(close=False)
    start.wait()
    for number, cooperative_id in dossiers:
        try:
            promise = (number, cooperative_id, (), LOAN, SYSTEM_ACTOR, NOW)
            actions.reserve(db.session(), *promise)
            db.session.commit()
            told.put("approved")
        except Refusal as refusal:
            db.session.rollback()
            told.put(refusal.reason)
    db.session.remove()
    os._exit(0)


def test_two_hundred_approvals_against_money_for_seven(own_app: Flask) -> None:
    session = db.session()
    world = make_world(session, own_app.extensions["settings"])
    put_in(session, 7 * LOAN + 400 * MILLION)
    pairs = []
    for _ in range(PROCESSES * EACH):
        world.cooperative = make_cooperative(session)
        pairs.append((world.file().dossier_id, world.cooperative.id))
    session.commit()
    db.session.remove()
    db.engine.dispose()
    context = get_context("fork")
    start, told = context.Barrier(PROCESSES), context.SimpleQueue()
    jobs = [
        context.Process(target=_approve, args=(pairs[n::PROCESSES], start, told))
        for n in range(PROCESSES)
    ]
    for job in jobs:
        job.start()
    outcomes = Counter(told.get() for _ in pairs)
    for job in jobs:
        job.join()
    assert outcomes == {"approved": 7, "free_money": len(pairs) - 7}
    now = position(db.session())
    assert (now.reserved_vnd, now.free_vnd) == (7 * LOAN, 400 * MILLION)
    assert now.free_vnd + now.reserved_vnd + sum(now.lent_vnd) == now.capital_vnd
    kept = [find_reservation(db.session(), number) for number, _ in pairs]
    assert sum(one is not None for one in kept) == 7
    booked = db.session().scalars(select(FundEntry).where(FundEntry.kind == "reserve")).all()
    assert len(booked) == 7
