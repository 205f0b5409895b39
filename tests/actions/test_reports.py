"""Reports on PostgreSQL: what was known when, saved figures, words, targets."""

from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import delete, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from accounts.models import Account
from cooperatives.models import Cooperative, PlanTarget, YearFigures
from reports import actions
from reports.models import CooperativeVersion, PlanVersion
from reports.period import Period
from reports.registry_queries import (
    OF_GROUPS,
    Asked,
    figures_of_registry,
    list_all,
    list_rows,
    revenue_year,
    revenue_years,
    select_rows,
)
from reports.registry_rules import RegistryFigures
from reports.report_queries import figures_of
from reports.report_rules import differences, from_kept, to_kept
from tests.make import make_account, make_cooperative
from workflow.refusal import Refusal
from workflow.roles import Role

PERIOD = Period(date(2024, 1, 1), date(2024, 11, 30))
LISTED = ("new", "new_before", "gone", "total", "total_before", "agriculture", "other",
          "reported", "missing", *OF_GROUPS, "unions")  # fmt: skip
NOVEMBER, DECEMBER, JANUARY, LATER = (
    datetime(*day, 2, tzinfo=UTC)
    for day in ((2024, 11, 30), (2024, 12, 10), (2025, 1, 10), (2025, 3, 1))
)


@pytest.fixture
def officer(session: Session) -> Account:
    return make_account(session, Role.OFFICER)


def registry(session: Session, known_at: datetime, period: Period = PERIOD) -> RegistryFigures:
    session.flush()
    return figures_of_registry(session, Asked(period, known_at))


def a_cooperative(session: Session, at: datetime = NOVEMBER, **values: object) -> Cooperative:
    return make_cooperative(session, recorded_at=at, **values)


def say(session: Session, row: Cooperative, at: datetime, **values: object) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    row.recorded_at = at
    session.flush()


def test_a_figure_is_what_was_known(session: Session) -> None:
    one = a_cooperative(session, founded_on=date(2024, 5, 5), charter_capital_vnd=100)
    a_cooperative(session, DECEMBER, founded_on=date(2024, 11, 20), charter_capital_vnd=7)
    say(session, one, JANUARY, charter_capital_vnd=300, sector="finance")
    assert [
        (found.new, found.capital_vnd, found.agriculture)
        for found in (registry(session, at) for at in (NOVEMBER, DECEMBER, LATER))
    ] == [(1, 100, 1), (2, 107, 2), (2, 307, 1)]


def test_what_is_deleted_was_there_and_is_missed(session: Session) -> None:
    one = a_cooperative(session, founded_on=date(2024, 5, 5))
    session.execute(delete(Cooperative).where(Cooperative.id == one.id))
    assert registry(session, DECEMBER).new == 1
    assert registry(session, datetime.now(UTC)).new == 0


def test_gone_counts_from_the_day_it_was_recorded(session: Session) -> None:
    one = a_cooperative(session, founded_on=date(2020, 5, 5))
    say(session, one, datetime(2024, 9, 3, 2, tzinfo=UTC), status="dissolved")
    say(session, one, JANUARY, name="Hợp tác xã đổi tên")
    before = registry(session, LATER, Period(date(2024, 1, 1), date(2024, 8, 31)))
    after = registry(session, LATER)
    assert (before.total, before.gone) == (1, 0)
    assert (after.total, after.gone, after.total_before) == (0, 1, 1)


def test_a_row_that_says_the_same_gets_no_version(session: Session) -> None:
    one = a_cooperative(session)
    say(session, one, JANUARY, phone="0912345678", email="x@y.vn")
    kept = select(CooperativeVersion).where(CooperativeVersion.cooperative_id == one.id)
    assert len(session.scalars(kept).all()) == 1


def test_versions_are_never_changed(session: Session) -> None:
    a_cooperative(session)
    for statement in (
        "UPDATE cooperative_version SET name = 'x'",
        "DELETE FROM plan_version",
        "TRUNCATE figures_version",
    ):
        with pytest.raises(DBAPIError), session.begin_nested():
            session.execute(text(statement))


def test_the_average_is_over_those_that_reported(session: Session) -> None:
    rows = [a_cooperative(session, founded_on=date(2020, 1, 1 + n)) for n in range(3)]
    figures = {"year": 2024, "profit_vnd": None, "members": None}
    for row, revenue in zip(rows, (10, 20, None), strict=True):
        session.add(
            YearFigures(cooperative_id=row.id, revenue_vnd=revenue, recorded_at=DECEMBER, **figures)
        )
    assert registry(session, NOVEMBER).revenue_vnd is None
    found = registry(session, LATER)
    assert (found.revenue_vnd, found.revenue_reported, found.revenue_missing) == (15, 2, 1)


def test_groups_have_a_year_of_their_own(session: Session) -> None:
    own, group = a_cooperative(session), a_cooperative(session, kind="group")
    figures = {"profit_vnd": None, "members": None, "recorded_at": NOVEMBER}
    for row, year, revenue in ((own, 2024, 40), (group, 2023, 7), (own, 2023, 30)):
        session.add(YearFigures(cooperative_id=row.id, year=year, revenue_vnd=revenue, **figures))
    found, asked = registry(session, LATER), Asked(PERIOD, LATER)
    assert (found.revenue_vnd, found.revenue_year) == (40, 2024)
    assert (found.groups_revenue_vnd, found.groups_revenue_year) == (7, 2023)
    assert revenue_year(session, asked, "groups_reported") == 2023
    rows = list_rows(session, select_rows(asked, "groups_reported", "", "", 2023), 1)
    assert (rows.total, rows.revenue_vnd) == (1, 7)
    every = list_all(session, asked, revenue_years(session, asked))
    assert {row.kind: row.revenue_vnd for row in every} == {"cooperative": 40, "group": 7}


def test_every_figure_opens_as_many_rows_as_it_counts(session: Session) -> None:
    for day in (date(2019, 1, 5), date(2023, 3, 4), date(2024, 2, 29), date(2024, 11, 30)):
        for kind, sector in (("cooperative", "agriculture"), ("cooperative", "finance")):
            a_cooperative(session, kind=kind, sector=sector, founded_on=day)
        a_cooperative(session, kind="group", founded_on=day)
        a_cooperative(session, kind="union", founded_on=day)
    gone = a_cooperative(session, founded_on=date(2021, 1, 5))
    say(session, gone, datetime(2024, 9, 3, 2, tzinfo=UTC), status="converted")
    figures = {"year": 2024, "profit_vnd": None, "members": None, "recorded_at": NOVEMBER}
    for row in session.scalars(select(Cooperative).order_by(Cooperative.id).limit(3)):
        session.add(YearFigures(cooperative_id=row.id, revenue_vnd=row.id, **figures))
    found = registry(session, LATER)
    counts = {field.name: getattr(found, field.name) for field in fields(found)}
    counts |= {"reported": found.revenue_reported, "missing": found.revenue_missing}
    asked = Asked(PERIOD, LATER)
    for figure in LISTED:
        year = revenue_year(session, asked, figure)
        listed = list_rows(session, select_rows(asked, figure, "", "", year), 1)
        assert (figure, listed.total) == (figure, counts[figure])
        assert len(listed.rows) == listed.total
    assert found.gone == 1
    in_place = select_rows(asked, "total", "finance", "Chi Lăng", None)
    assert list_rows(session, in_place, 1).total == sum(
        share.total for share in found.sectors if share.key == "finance"
    )


def test_shares_add_up(session: Session) -> None:
    for sector in ("agriculture", "finance", "trade_service"):
        a_cooperative(session, sector=sector, charter_capital_vnd=5, official_members=8)
    found = registry(session, LATER)
    for part in (found.sectors, found.places):
        assert sum(share.total for share in part) == found.total
        assert sum(share.capital_vnd for share in part) == found.capital_vnd
        assert sum(share.members for share in part) == found.members


def test_a_saved_report_says_the_same_whatever_comes(session: Session, officer: Account) -> None:
    one = a_cooperative(session, founded_on=date(2024, 5, 5), charter_capital_vnd=100)
    session.add(PlanTarget(year=2024, key="new_cooperatives", value=4, source="Kế hoạch"))
    session.flush()
    now = datetime.now(UTC)
    report = actions.save_report(session, "Báo cáo", PERIOD, now, officer, now)
    assert report.known_at >= now
    kept = from_kept(report.figures)
    assert kept.registry.plan_percent == "25.0"
    assert to_kept(kept) == report.figures
    session.execute(delete(Cooperative).where(Cooperative.id == one.id))
    session.execute(delete(PlanTarget))
    again = figures_of(session, officer, Asked(PERIOD, report.known_at))
    assert differences(kept, again) == []
    since = figures_of(session, officer, Asked(PERIOD, datetime.now(UTC)))
    assert {one.name for one in differences(kept, since)} >= {
        "HTX thành lập mới",
        "Kế hoạch thành lập mới",
        "Vốn đăng ký (đ)",
    }


def test_words_are_written_until_it_is_settled(session: Session, officer: Account) -> None:
    now = NOVEMBER + timedelta(days=1)
    report = actions.save_report(session, "Báo cáo", PERIOD, NOVEMBER, officer, now)
    seen = report.version
    actions.write_words(session, report, "Tên", "Lời mới.", seen, officer, now)
    with pytest.raises(Refusal, match="vừa sửa"):
        actions.write_words(session, report, "Tên", "Lời khác.", seen, officer, now)
    assert report.wording == "Lời mới."
    actions.settle(session, report, officer, now)
    for act in (
        lambda: actions.settle(session, report, officer, now),
        lambda: actions.write_words(session, report, "T", "L", report.version, officer, now),
    ):
        with pytest.raises(Refusal, match="đã chốt"):
            act()


def test_a_target_keeps_its_history(session: Session, officer: Account) -> None:
    actions.set_target(session, 2024, "new_cooperatives", 50, "Kế hoạch 178", officer)
    actions.set_target(session, 2024, "new_cooperatives", 50, "Kế hoạch 178", officer)
    actions.set_target(session, 2024, "new_cooperatives", 60, "Quyết định 9", officer)
    actions.drop_target(session, 2024, "new_cooperatives")
    actions.drop_target(session, 2024, "new_cooperatives")
    with pytest.raises(Refusal):
        actions.set_target(session, 2024, "nothing", 1, "x", officer)
    kept = session.scalars(select(PlanVersion).order_by(PlanVersion.id)).all()
    said = [(row.value, row.is_removed, row.changed_by_id == officer.id) for row in kept]
    assert said == [(50, False, True), (60, False, True), (60, True, True)]


def test_a_part_of_the_year_is_not_measured_by_the_year_s_plan(session: Session) -> None:
    session.add(
        PlanTarget(
            year=2024, key="new_cooperatives", value=4, source="Kế hoạch", recorded_at=NOVEMBER
        )
    )
    assert registry(session, LATER).plan_new == 4
    half = replace(PERIOD, first=date(2024, 7, 1))
    assert registry(session, LATER, half).plan_percent is None
