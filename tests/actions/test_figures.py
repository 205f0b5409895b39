"""The figures on petitions: counted right, for whom, and not bettered by tricks."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from accounts.models import Account
from feedback import actions, answer_actions, automatic_actions, reopen_actions
from feedback.models import Petition
from feedback.split_actions import Part, split
from reports.period import Period
from reports.petition_queries import DIMENSIONS, Asked, count_missing, petition_figures
from reports.petition_rules import Tally, total_of
from tests.make import make_account, make_unit
from tests.world import TEXT, World
from workflow.roles import Role

YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))
START = datetime(2026, 3, 2, 2, tzinfo=UTC)
ONE_DAY = timedelta(days=1)
LATER = START + 60 * ONE_DAY
TODAY = LATER.date()


def figures(session: Session, who: Account, by: str = "don-vi", on: date = TODAY) -> list[Tally]:
    return petition_figures(session, Asked(who, DIMENSIONS[by], YEAR, on))


def total(world: World, on: date = TODAY) -> Tally:
    return total_of(figures(world.session, world.leader, on=on))


def answered_after(world: World, days: int) -> Petition:
    petition = world.to_sign(START)
    at = START + days * ONE_DAY
    answer_actions.sign(world.session, world.settings, petition, world.leader, at)
    world.session.flush()
    return petition


def test_each_is_counted_where_it_belongs(world: World, session: Session) -> None:
    answered_after(world, 3)
    answered_after(world, 40)
    world.accepted(START)
    withdrawn = world.accepted(START)
    actions.withdraw(session, withdrawn, "", world.owner.actor, START + ONE_DAY)
    declined = world.accepted(START)
    actions.decline(session, declined, "out_of_scope", "Ngoài.", world.officer.actor, START)
    session.flush()
    (one,) = figures(session, world.leader)
    assert (one.name, one.received, one.due) == ("Ban Chính sách – Phát triển", 5, 4)
    assert (one.in_time, one.declined_in_time, one.late) == (1, 1, 2)
    assert (one.open, one.open_overdue, one.oldest_days) == (1, 1, 60)
    assert one.answered_days == {3: 1, 40: 1}
    assert one.waiting_days == {60: 3}


def test_by_month_topic_officer_and_not_of_others(world: World, session: Session) -> None:
    answered_after(world, 3)
    (month,) = [one for one in figures(session, world.leader, "thang") if one.received]
    assert (month.name, month.due) == ("2026-03", 1)
    assert figures(session, world.leader, "linh-vuc")[0].name == "Vốn vay của Quỹ"
    assert figures(session, world.head, "can-bo")[0].name == world.officer.full_name
    stranger = make_account(session, Role.HEAD, make_unit(session))
    assert figures(session, stranger) == []
    assert figures(session, stranger, "can-bo") == []


def test_what_names_me_is_not_in_my_figures(world: World, session: Session) -> None:
    petition = answered_after(world, 3)
    row = {"dossier": petition.dossier_id, "account": world.leader.id}
    bar = (
        "INSERT INTO dossier_bar (dossier_id, account_id, reason, created_at, lift_reason)"
        " VALUES (:dossier, :account, 'x', now(), '')"
    )
    session.execute(text(bar), row)
    assert figures(session, world.leader) == []
    assert figures(session, world.records)[0].received == 1


def test_declining_and_withdrawing_better_nothing(world: World, session: Session) -> None:
    for _ in range(5):
        answered_after(world, 10)
    stuck = [world.accepted(START) for _ in range(6)]
    before = total(world)
    for petition in stuck[:3]:
        now = LATER - ONE_DAY
        actions.decline(session, petition, "out_of_scope", "Ngoài.", world.officer.actor, now)
    for petition in stuck[3:]:
        actions.withdraw(session, petition, "", world.owner.actor, LATER - ONE_DAY)
    after = total(world)
    assert (after.due, after.in_time, after.late) == (before.due, before.in_time, before.late)
    assert before.median_days is None
    assert after.median_days is None, "half never got an answer"
    assert after.open == 0


def test_declining_in_time_raises_no_share(world: World, session: Session) -> None:
    for _ in range(6):
        answered_after(world, 10)
    slow = [world.accepted(START) for _ in range(6)]
    before = total(world)
    for petition in slow:
        actions.decline(session, petition, "out_of_scope", "Ngoài.", world.officer.actor, START)
    after = total(world)
    assert (before.in_time_percent, after.in_time_percent) == ("50.0", "50.0")
    assert (before.median_days, after.median_days) == (10, 10)


@pytest.mark.parametrize(("first", "second", "in_time"), [(3, 5, 1), (3, 40, 0), (40, 41, 0)])
def test_the_first_answer_stays_what_it_was(
    world: World, session: Session, first: int, second: int, in_time: int
) -> None:
    """An answer that came late stays late, and a quick one that had to be done again is not yet."""
    petition = answered_after(world, first)
    owner, at = world.owner.actor, START + first * ONE_DAY
    reopen_actions.reopen(session, petition, "Chưa đúng ý.", owner, at + timedelta(hours=1))
    due_on = petition.dossier.due_on
    again = petition.dossier.first_settled_at
    assert again is not None
    petition.dossier.settled_at = at + second * ONE_DAY
    session.execute(text("UPDATE dossier SET state = 'answered'"))
    session.flush()
    one = total(world, on=max(TODAY, due_on + 40 * ONE_DAY))
    assert (one.due, one.in_time, one.reopened) == (1, in_time, 1)
    assert one.answered_days == {first: 1}


def test_a_closed_one_counts_by_its_answer(world: World, session: Session) -> None:
    answered_after(world, 40)
    before = total(world)
    session.execute(text("UPDATE dossier SET state = 'closed'"))
    session.expire_all()
    assert total(world) == before


def test_splitting_betters_nothing(world: World, session: Session) -> None:
    """Two demands, one answered in time: late, whether it was split or not, and counted once."""
    petition = world.accepted(START)
    part = Part((petition.demands[1].id,), "Cho vay tín chấp", "credit_fund", "Hai việc khác nhau.")
    made = split(session, world.settings, petition, part, world.officer, START)
    event = world.last(made)
    automatic_actions.screen_petition(session, made.dossier_id, event.id, START)
    actions.accept(session, made, world.officer, START)
    draft = world.draft(petition)
    answer_actions.save_answer(session, petition, draft, 0, world.officer, START)
    for action, who in (("submit_draft", world.officer), ("approve", world.head)):
        answer_actions.move_answer(session, petition, action, "", who.actor, START)
    at = START + 3 * ONE_DAY
    answer_actions.sign(session, world.settings, petition, world.leader, at)
    session.flush()
    one = total(world)
    assert (one.received, one.due, one.in_time, one.late, one.open) == (1, 1, 0, 1, 0)
    assert (one.answered_days, one.waiting_days) == ({}, {60: 1})


def test_deleting_shows(world: World, session: Session) -> None:
    world.accepted(START)
    assert count_missing(session) == 0
    session.execute(text("UPDATE dossier_series SET last_serial = last_serial + 1"))
    assert count_missing(session) == 1


def test_the_statements_do_not_grow(world: World, session: Session, counted: list[str]) -> None:
    answered_after(world, 3)
    counted.clear()
    figures(session, world.leader)
    few = len(counted)
    for _ in range(4):
        world.accepted(START, TEXT)
    counted.clear()
    figures(session, world.leader)
    assert len(counted) == few == 7
