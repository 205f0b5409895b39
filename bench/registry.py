"""The registry grown large: an import of 10,000 rows, searches, and the report."""

import time
from datetime import date
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from accounts.models import Account
from bench.figures import Figure, Took, grown, took
from bench.pages import end
from bench.stack import Stack
from cooperatives.list_queries import Wanted, list_page
from documents.vault import Vault
from imports import actions, apply_actions
from reports.period import Period
from reports.registry_queries import Asked
from reports.report_queries import figures_of
from store.clock import today, utc_now
from store.db import db

IMPORTED, IMPORT_MS_MAX = 10_000, 60_000
ROUNDS = 7
SEARCHED = (1_000, 100_000)
REPORTED = (539, 50_000)
WORDS = ("na chi lang", "htx nong nghiep 77", "0912000077")
HEADINGS = "Tên HTX;MST;Xã, phường;Lĩnh vực;Ngày thành lập;Số thành viên;Vốn điều lệ"
MORE = text(
    """
    INSERT INTO cooperative (kind, name, name_fold, trade_name, foreign_name, tax_code_reason,
        registration_no, change_no, issuing_office, commune_code, address, former_address, phone,
        email, representative_name, representative_position, representative_id_no, chair_name,
        director_name, accountant_name, supervisor_name, sector, main_line_code, main_line,
        other_lines, products, charter_capital_vnd, contribution_vnd, official_members,
        associate_members, employees, founded_on, status, version)
    SELECT 'cooperative', 'Hợp tác xã Nông nghiệp ' || n, 'hop tac xa nong nghiep ' || n, '', '',
        '', '', 0, '', codes[1 + n % cardinality(codes)], '', '',
        '0912' || lpad(n::text, 6, '0'), '', 'Nông Văn ' || n, '', '', '', '', '', '',
        CASE WHEN n % 3 = 0 THEN 'trade_service' ELSE 'agriculture' END, '', '', '', '',
        1000000000 + n, 0, 7 + n % 20, 0, 0, DATE '2015-01-01' + n % 3600, 'active', 1
    FROM generate_series(1, :count) AS n,
        (SELECT array_agg(code ORDER BY code) AS codes FROM commune) AS places
    """
)
FIGURES = text(
    """INSERT INTO year_figures (cooperative_id, year, revenue_vnd, members, source)
       SELECT id, :year, 1000000000 + id, 9, 'Báo cáo năm' FROM cooperative
       ON CONFLICT DO NOTHING"""
)


def measure(stack: Stack) -> list[Figure]:
    """Measure each on copies of the demo's database."""
    return [*_import(stack), *_searches(stack), _reports(stack)]


def filled(stack: Stack, name: str, count: int) -> Flask:
    """Return the application on a copy whose registry has `count` rows at least."""
    app = stack.app(stack.copy_database(name))
    with app.app_context():
        session = db.session()
        there = session.scalar(text("SELECT count(*) FROM cooperative")) or 0
        session.execute(MORE, {"count": max(0, count - there)})
        session.execute(FIGURES, {"year": today().year - 1})
        session.commit()
        session.execute(text("ANALYZE"))
        session.commit()
    return app


def _table() -> bytes:
    rows = [
        f"Hợp tác xã Nhập {n};;Hữu Lũng;Nông nghiệp;14/05/2024;{7 + n % 9};1.800.000.000"
        for n in range(IMPORTED)
    ]
    return "\n".join([HEADINGS, *rows]).encode("utf-8-sig")


def _import(stack: Stack) -> list[Figure]:
    app = stack.app(stack.copy_database("bench_import"))
    with app.app_context(), TemporaryDirectory() as folder:
        session, vault = db.session(), Vault(Path(folder))
        clerk = session.scalars(select(Account).where(Account.role == "records").limit(1)).one()
        began = time.perf_counter()
        brought = actions.take_in(session, vault, "bench.csv", _table(), clerk, utc_now())
        actions.read(session, vault, brought.id, utc_now())
        while brought.status == "checking":
            actions.check_more(session, brought.id, utc_now())
            session.commit()
        checked = time.perf_counter()
        actions.ask(session, brought.id, "apply", clerk, utc_now())
        apply_actions.apply(session, brought.id, utc_now())
        session.commit()
        done = time.perf_counter()
        if brought.status != "applied":
            raise RuntimeError(f"the import is {brought.status}: {brought.fault}")
    end(app)
    name, ms = f"import of {IMPORTED:,} rows", 1000
    return [
        Took((checked - began) * ms, 0).figure(f"{name}: read and checked"),
        Took((done - checked) * ms, 0).figure(f"{name}: written"),
        Took((done - began) * ms, 0).figure(f"{name}: in all", IMPORT_MS_MAX),
    ]


def _searches(stack: Stack) -> list[Figure]:
    small, large = (_looked(stack, size) for size in SEARCHED)
    named = " → ".join(f"{size:,}" for size in SEARCHED)
    return [
        grown(f"registry search “{words}”, {named} rows", one, other)
        for words, one, other in zip(WORDS, small, large, strict=True)
    ]


def _looked(stack: Stack, size: int) -> list[Took]:
    app = filled(stack, f"bench_search_{size}", size)
    with app.app_context():
        session = db.session()
        found = [took(session, partial(_look, session, words), ROUNDS) for words in WORDS]
    end(app)
    return found


def _look(session: Session, words: str) -> None:
    list_page(session, Wanted(text=words), None, None)


def _reports(stack: Stack) -> Figure:
    small, large = (_reported(stack, size) for size in REPORTED)
    named = " → ".join(f"{size:,}" for size in REPORTED)
    return grown(f"report, {named} cooperatives", small, large)


def _reported(stack: Stack, size: int) -> Took:
    app = filled(stack, f"bench_report_{size}", size)
    with app.app_context():
        session = db.session()
        head = session.scalars(select(Account).where(Account.role == "head").limit(1)).one()
        asked = Asked(Period(date(today().year, 1, 1), today()), utc_now())
        found = took(session, partial(figures_of, session, head, asked), 3)
    end(app)
    return found
