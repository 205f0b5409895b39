"""Commitments, loans and support in a report: as they stood at the cut-off, each with its rows."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from commitments.actions import make_commitments, report
from commitments.rules import Move, Promise
from cooperatives.models import PlanTarget
from dossiers.models import DossierBar
from feedback import answer_actions
from feedback.process import PETITION
from fund.actions import post
from fund.chart import CASH, PREPAID, PRINCIPAL
from fund.queries import lent_between
from fund.rules import Entry, Line
from letters.models import Letter
from reports.further_queries import further_rows
from reports.further_rules import FIGURES, Lent, Rows, Supported, further_figures, rows_of
from reports.period import Period
from reports.plan_rules import measured
from reports.registry_queries import Asked
from reports.report_queries import figures_of, figures_of_plan
from reports.report_rules import differences, drafted, from_kept, to_kept
from support import actions
from support.queries import list_guests
from support.rules import Came, Plan
from tests.make import make_cooperative
from tests.world import World

START = datetime(2026, 3, 2, 2, tzinfo=UTC)
ONE_DAY = timedelta(days=1)
KNOWN = datetime(2026, 12, 1, tzinfo=UTC)
YEAR = date(2026, 1, 1)


def counted(world: World, last: date, known_at: datetime = KNOWN) -> dict[str, int]:
    world.session.flush()
    asked = Asked(Period(YEAR, last), known_at)
    rows = further_rows(world.session, world.leader, asked, last)
    found = further_figures(rows, asked.seen)
    for key in FIGURES:
        if not FIGURES[key].is_money and key not in ("people", "trained", "served"):
            assert len(rows_of(rows, key, asked.seen)) == found[key], key
    return found


def test_a_promise_stands_as_it_stood(world: World, session: Session) -> None:
    """The worked example of docs/rules/report.md."""
    petition = world.to_sign(START)
    answer_actions.sign(session, world.settings, petition, world.leader, START)
    letter = session.scalars(select(Letter)).first()
    assert letter is not None
    promise = Promise(petition.dossier.unit_id or 0, "Mở lớp", date(2026, 3, 12), "Danh sách")
    [one] = make_commitments(session, petition.dossier, letter, [promise], START)
    for move, days in (
        (Move("commitment_change", "Giảng viên ốm", date(2026, 4, 30)), 14),
        (Move("commitment_keep", "Đã mở", date(2026, 4, 28)), 57),
    ):
        at = START + days * ONE_DAY
        report(session, PETITION, one, move, None, world.officer.actor, at)
    stood = {
        last: [key for key, count in counted(world, last).items() if count]
        for last in (date(2026, 3, 1), date(2026, 3, 14), date(2026, 3, 31), date(2026, 4, 30))
    }
    assert stood == {
        date(2026, 3, 1): [],
        date(2026, 3, 14): ["promised", "promises_open", "promises_late"],
        date(2026, 3, 31): ["promised", "promises_open"],
        date(2026, 4, 30): ["promised", "kept"],
    }
    known = counted(world, date(2026, 4, 30), START + 13 * ONE_DAY)
    assert (known["promises_open"], known["kept"]) == (1, 0)
    bar = {"account_id": world.leader.id, "reason": "named", "created_at": START}
    session.add(DossierBar(dossier_id=petition.dossier_id, **bar))
    assert counted(world, date(2026, 4, 30))["promised"] == 0


def _book(world: World, kind: str, on: date, amount_vnd: int, at: datetime) -> None:
    borrower, ref = world.cooperative.id, "01/2026/HĐTD"
    lines = (
        Line(PRINCIPAL[0], amount_vnd, borrower, ref),
        Line(CASH, -amount_vnd, borrower, ref),
    )
    post(world.session, Entry(kind, on, "Sổ", lines), world.officer.actor, at)


def test_loans_are_what_the_book_says(world: World, session: Session) -> None:
    _book(world, "disburse", date(2025, 12, 30), 500, START)
    _book(world, "disburse", date(2026, 1, 5), 200, START)
    _book(world, "pay", date(2026, 2, 5), -150, START)
    _book(world, "pay", date(2026, 2, 6), -50, KNOWN + ONE_DAY)
    _book(world, "pay", date(2026, 6, 1), -100, START)
    found = counted(world, date(2026, 3, 31))
    assert [found[key] for key in ("lent", "lent_vnd", "paid_back_vnd", "owing", "owed_vnd")] == [
        1, 200, 150, 1, 550,
    ]  # fmt: skip


def test_principal_that_was_prepaid_comes_back_when_it_is_due(world: World) -> None:
    _book(world, "disburse", date(2026, 1, 5), 500, START)
    of = (world.cooperative.id, "01/2026/HĐTD")
    one, two = PRINCIPAL[:2]
    for number, (kind, moves) in enumerate((
        ("pay", ((CASH, 70), (PREPAID, -70))),
        ("accrue", ((PREPAID, 40), (one, -40))),
        ("classify", ((PREPAID, 30), (one, -460), (two, 430))),
        ("write_off", ((two, -430), (CASH, 430))),
    )):  # fmt: skip
        lines = tuple(Line(account, amount, *of) for account, amount in moves)
        entry = Entry(kind, date(2026, 2, 1 + number), "Sổ", lines)
        post(world.session, entry, world.officer.actor, START)
    found, moved = (
        counted(world, date(2026, 3, 31)),
        lent_between(world.session, YEAR, START.date()),
    )
    assert (moved.lent_vnd, moved.back_vnd) == (500, 70)
    assert (found["lent_vnd"], found["paid_back_vnd"], found["owed_vnd"]) == (500, 70, 0)


def test_support_counts_once_it_is_closed(world: World, session: Session) -> None:
    plan = Plan(
        "training", "Kế toán", "", date(2026, 3, 2), date(2026, 3, 2), "", "", "", "", 0, None
    )
    other = make_cooperative(session)
    for number in (1, 2):
        one = actions.plan(session, plan, world.officer, START)
        actions.invite(session, one, [world.cooperative, other], START)
        guests = list_guests(session, one.id)
        came = {guest.id: Came(place * number, "") for place, guest in enumerate(guests)}
        actions.record(session, one, came)
        actions.finish(session, one, 70, "", world.officer, START + number * ONE_DAY)
    found = counted(world, date(2026, 3, 31))
    keys = ("held", "courses", "people", "served", "spent_vnd")
    assert [found[key] for key in keys] == [2, 2, 3, 1, 140]
    early = counted(world, date(2026, 3, 31), START + ONE_DAY)
    assert [early[key] for key in keys] == [1, 1, 1, 1, 70]
    assert counted(world, date(2026, 3, 1))["held"] == 0
    _check_plan_of_training(world, asked_at=START + ONE_DAY)


def _check_plan_of_training(world: World, asked_at: datetime) -> None:
    """The target of training is measured by who came to courses, as known at a moment."""
    session, set_on = world.session, asked_at - ONE_DAY
    values = {"year": 2026, "key": "trained", "value": 4, "source": "KH 178"}
    session.add(PlanTarget(**values, recorded_at=set_on))
    session.flush()
    for at, reached, share in ((asked_at, 1, "25.0"), (KNOWN, 3, "75.0")):
        asked = Asked(Period(YEAR, date(2026, 12, 31)), at)
        [one] = measured(figures_of_plan(session, asked), asked.period)
        assert (one.target.key, one.planned, one.reached, one.share) == (
            "trained",
            4,
            reached,
            share,
        )
        whole = figures_of(session, world.leader, asked)
        assert measured(whole, asked.period) == [one]
        assert f"cho {reached}" in drafted(whole, asked.period)


def test_a_saved_report_keeps_and_compares_them(world: World, session: Session) -> None:
    asked = Asked(Period(YEAR, date(2026, 3, 31)), KNOWN)
    found = figures_of(session, world.leader, asked)
    kept = from_kept(to_kept(found))
    assert kept.further == found.further
    assert set(kept.further) == set(FIGURES)
    moved = replace(found, further={**found.further, "held": 3})
    assert [(one.name, one.kept, one.found) for one in differences(kept, moved)] == [
        (FIGURES["held"].name, "0", "3")
    ]
    before = to_kept(found)
    del before["further"]
    assert from_kept(before).further == {}


def test_each_cooperative_is_served_once() -> None:
    rows = [
        Supported(number, "advice", "", date(2026, 1, 1), 1, 0, frozenset(served))
        for number, served in enumerate(({1, 2}, {2}, ()))
    ]
    loans = (Lent("1", None, "", 0, 0, 0),)
    found = further_figures(Rows((), loans, tuple(rows)), Period(YEAR, date(2026, 3, 31)))
    assert (found["served"], found["held"], found["owing"]) == (2, 3, 0)
