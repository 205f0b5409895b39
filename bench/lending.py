"""Lending: the nightly run over many loans, a long statement, a policy trial."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from flask import Flask
from sqlalchemy import text
from sqlalchemy.orm import Session

from bench.figures import Figure, Took, duration, grown, took
from bench.stack import Stack
from loans.trial_pages import trial_page
from loans.trial_queries import subjects
from loans.trial_rules import Policy
from servicing import night, queries
from servicing.models import Loan
from servicing.pages import loan_page
from servicing.paper import Paper, pdf, xlsx
from servicing.statements import statement
from store.clock import today
from store.db import db
from workflow.months import months_after

LOANS = (5_000, 50_000)
EVENTS, STATEMENT_MS_MAX = (30, 3_000), 200
TRIED, TRIAL_MS_MAX = 2_000, 10_000
FIRST = date(2026, 3, 2)  # the first loans; the others in the 29 days after it
DAYS, PARTS, PART_VND = 30, 12, 10_000_000
NIGHT = FIRST + timedelta(days=45)
MONTH_BEGINS = date(2026, 4, 1)
COOPERATIVES = """
    INSERT INTO cooperative ({columns}) SELECT {values}
    FROM generate_series(1, :count) AS n CROSS JOIN (SELECT * FROM cooperative ORDER BY id LIMIT 1)
    AS one RETURNING id
"""
ADD = (
    """INSERT INTO loan (contract_no, cooperative_id, programme, purpose, amount_vnd, rate_ppm,
        overdue_rate_ppm, late_rate_ppm, method, day_count, rounding, pay_order, terms, signed_on,
        ends_on, version, status, synced_on, drawn_vnd, principal_vnd, due_vnd, overdue_vnd,
        next_due_on, restructured, debt_group, provision_vnd)
    SELECT 'bench-' || n, cooperative_id, 'Nông nghiệp', 'Máy sấy', :amount, 60000, 90000, 100000,
        'equal_principal', 'actual/365', 'half_up', 'overdue_principal,overdue_interest,penalty,'
        || 'late,due_principal,due_interest', '{}', CAST(:first AS date) + CAST(n % 30 AS integer),
        CAST(:first AS date) + 400, 0, 'active', CAST(:synced AS date), :amount, :amount, 0, 0,
        CAST(firsts[1 + n % 30] AS date), 0, 1, 0
    FROM unnest(CAST(:cooperatives AS bigint[])) WITH ORDINALITY AS made(cooperative_id, n),
        (SELECT CAST(:firsts AS text[]) AS firsts) AS days""",
    """INSERT INTO loan_plan (loan_id, n, kind, from_on, parts, reason, decision_no, at)
    SELECT id, 1, 'contract', signed_on,
        (CAST(:parts AS jsonb[]))[1 + signed_on - CAST(:first AS date)], '', '', now()
    FROM loan WHERE contract_no LIKE 'bench-%'""",
    """INSERT INTO loan_disbursement (loan_id, n, amount_vnd, paid_on, bank_reference, payer_id,
        conditions, at)
    SELECT id, 1, :amount, signed_on, 'GN-' || contract_no, (SELECT min(id) FROM account
        WHERE role = 'fund_accountant'), '[]', now() FROM loan WHERE contract_no LIKE 'bench-%'""",
    """INSERT INTO fund_entry (kind, booked_on, at, text, line_count)
    VALUES ('disburse', CAST(:first AS date), now(), 'bench', 2)""",
    """INSERT INTO fund_line (entry_id, account, amount_vnd, cooperative_id, loan_ref)
    SELECT (SELECT max(id) FROM fund_entry), side.account, side.sign * :amount, cooperative_id,
        contract_no FROM loan, (VALUES ('211', 1), ('112', -1)) AS side(account, sign)
    WHERE contract_no LIKE 'bench-%'""",
    "ANALYZE loan, loan_plan, loan_disbursement, fund_line",
)
TOUCHED = """UPDATE loan SET due_vnd = due_vnd + 1, principal_vnd = principal_vnd - 1,
    synced_on = CAST(:day AS date) WHERE contract_no LIKE 'bench-%' AND next_due_on IN
    (CAST(:day AS date), CAST(:day AS date) + 3, CAST(:day AS date) + 10)"""
ALL = """UPDATE loan SET due_vnd = due_vnd + 1, principal_vnd = principal_vnd - 1,
    synced_on = CAST(:day AS date) WHERE contract_no LIKE 'bench-%'"""
PAYMENTS = """
    INSERT INTO loan_payment (loan_id, paid_on, amount_vnd, choice, bank_reference, source, by_id,
        at, told)
    SELECT :loan, CAST(:on AS date) + n / 100, 1000, 'hold', 'bench-' || n, 'hand',
        (SELECT min(id) FROM account WHERE role = 'fund_accountant'), now(),
        '{"due_interest": 1000}' FROM generate_series(1, :count) AS n
"""


@dataclass(frozen=True, slots=True)
class Night:
    """A nightly run: how many loans a bare UPDATE touches, how long both took."""

    brought: int
    ours: Took
    bare_ms: float


def measure(stack: Stack) -> list[Figure]:
    """Measure nights over few and many loans, a long statement, a policy trial."""
    return [*nights(stack), *long_statement(stack), *policy_trial(stack)]


# --- many loans --------------------------------------------------------------------------------


@contextmanager
def _undone(app: Flask) -> Iterator[Session]:
    """A session whose work is taken back at the end."""
    with app.app_context():
        try:
            yield db.session()
        finally:
            db.session.rollback()


NIGHTS = (("an ordinary night", NIGHT, TOUCHED), ("a night that ends a month", MONTH_BEGINS, ALL))


def nights(stack: Stack) -> list[Figure]:
    """Measure an ordinary night and one that ends a month, on few loans and on many."""
    found = []
    for name, day, bare in NIGHTS:
        few, many = (_night(stack.app(), count, day, bare) for count in LOANS)
        named, times = " → ".join(f"{count:,}" for count in LOANS), LOANS[1] // LOANS[0]
        found.append(grown(f"{name}, {named} loans", few.ours, many.ours, times))
        for count, night_ in zip(LOANS, (few, many), strict=True):
            what = f"{name}, {count:,} loans, against a bare UPDATE of {night_.brought:,}"
            ratio = night_.ours.ms / night_.bare_ms
            value = f"{duration(night_.ours.ms)} against {duration(night_.bare_ms)}: {ratio:.0f}×"
            found.append(Figure(what, value, str(night_.ours.statements)))
    return found


def _night(app: Flask, count: int, day: date, bare: str) -> Night:
    now = datetime(day.year, day.month, day.day, tzinfo=UTC)
    settings = app.extensions["settings"]
    with _undone(app) as session:
        lend(session, count, day - timedelta(days=1))
        with session.begin_nested() as part:
            began = time.perf_counter()
            touched = session.execute(text(bare), {"day": day})
            bare_ms = (time.perf_counter() - began) * 1000
            brought = touched.rowcount  # type: ignore[attr-defined]
            part.rollback()
        return Night(
            brought, took(session, lambda: night.run_day(session, settings, day, now)), bare_ms
        )


def lend(session: Session, count: int, synced: date) -> None:
    """Add so many loans, each of a customer of its own, nothing due yet, and nothing else lent."""
    session.execute(
        text("UPDATE loan SET status = 'settled', principal_vnd = 0, next_due_on = NULL")
    )
    session.execute(text("DELETE FROM loan_night"))
    starts = [FIRST + timedelta(days=n) for n in range(DAYS)]
    plans = [[[n, f"{months_after(on, n):%Y-%m-%d}", PART_VND] for n in range(1, PARTS + 1)]
             for on in starts]  # fmt: skip
    told = {
        "first": FIRST, "amount": PARTS * PART_VND, "synced": synced,
        "firsts": [plan[0][1] for plan in plans],
        "parts": [json.dumps(plan) for plan in plans],
        "cooperatives": _cooperatives(session, count),
    }  # fmt: skip
    for statement_ in ADD:
        needed = {key: value for key, value in told.items() if f":{key}" in statement_}
        session.execute(text(statement_), needed)


def _cooperatives(session: Session, count: int) -> list[int]:
    """Add customers like the first one; what must differ, differs."""
    rows = session.execute(
        text(
            "SELECT column_name, column_name IN (SELECT a.attname FROM pg_index i JOIN pg_attribute"
            " a ON a.attrelid = i.indrelid AND a.attnum = ANY(i.indkey) WHERE i.indisunique AND"
            " i.indrelid = 'cooperative'::regclass) FROM information_schema.columns WHERE"
            " table_name = 'cooperative' AND column_name <> 'id' AND is_generated = 'NEVER'"
        )
    ).all()
    names = [name for name, _ in rows]
    values = [
        f"'B' || lpad(n::text, 9, '0') AS {name}" if own else f"one.{name}" for name, own in rows
    ]
    made = COOPERATIVES.format(columns=", ".join(names), values=", ".join(values))
    return list(session.scalars(text(made), {"count": count}))


# --- one long loan, one trial ------------------------------------------------------------------


def long_statement(stack: Stack) -> list[Figure]:
    """Measure the statement of a loan with few payments and with thousands: as values, as files."""
    few, many = (_statements(stack.app(), count) for count in EVENTS)
    name = f"statement of a loan with {EVENTS[1]:,} payments"
    return [
        many[0].figure(name, STATEMENT_MS_MAX),
        grown(f"statement, {EVENTS[0]} → {EVENTS[1]:,} payments", few[0], many[0]),
        many[1].figure(f"{name}, with its workbook"),
        many[2].figure(f"{name}, with its PDF"),
    ]


def _statements(app: Flask, count: int) -> list[Took]:
    with _undone(app) as session:
        wanted = text("SELECT min(id) FROM loan WHERE status = 'active' AND overdue_vnd = 0")
        loan = session.get_one(Loan, session.scalar(wanted))
        on = loan.signed_on + timedelta(days=5)
        session.execute(text(PAYMENTS), {"loan": loan.id, "on": on, "count": count})

        def read() -> Paper:
            session.expire_all()
            return _read_statement(session, loan)

        _read_statement(session, loan)
        ways = (read, lambda: xlsx(read()), lambda: pdf(read()))
        return [took(session, way, rounds) for way, rounds in zip(ways, (7, 1, 1), strict=True)]


def _read_statement(session: Session, loan: Loan) -> Paper:
    page = loan_page(loan, queries.facts_of(session, [loan])[loan.id], today())
    if page is None:
        raise ValueError("a loan without a schedule")
    payments = queries.list_payment_lines(session, loan)
    return statement(loan, page, payments, "Quỹ", "hôm nay")


def policy_trial(stack: Stack) -> list[Figure]:
    """Measure reading what is tried on, and trying another rate on 2,000 of them."""
    with _undone(stack.app()) as session:
        read = took(session, lambda: subjects(session, today()))
        some = subjects(session, today())
        many = [replace(some[n % len(some)], code=f"bench-{n}") for n in range(TRIED)]
        policy = Policy(rate_ppm=80_000, cap_vnd=300_000_000)
        tried = took(session, lambda: trial_page(many, policy))
    return [
        read.figure(f"policy trial: reading {len(some)} applications"),
        tried.figure(f"policy trial: another rate and cap on {TRIED:,}", TRIAL_MS_MAX),
    ]
