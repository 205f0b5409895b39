"""Petitions in a report: as they stood at the cut-off, whatever is done the day before or after."""

from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from dossiers.models import DossierBar
from feedback import actions, answer_actions, automatic_actions, reopen_actions
from feedback.models import Petition
from feedback.retention_actions import anonymise
from feedback.split_actions import Part, split
from reports.answering_queries import answerings, list_facts, list_petitions
from reports.answering_rules import COUNTS, Answering
from reports.period import Period
from reports.registry_queries import Asked
from tests.world import World

START = datetime(2026, 3, 2, 2, tzinfo=UTC)
ONE_DAY = timedelta(days=1)
CUT_OFF = date(2026, 4, 30)
PERIOD = Period(date(2026, 1, 1), CUT_OFF)
KNOWN = datetime(2026, 12, 1, tzinfo=UTC)


def total(world: World, known_at: datetime = KNOWN, period: Period = PERIOD) -> Answering:
    world.session.flush()
    return answerings(world.session, world.leader, Asked(period, known_at)).total


def sign(world: World, petition: Petition, day: int) -> None:
    at = START + day * ONE_DAY
    answer_actions.sign(world.session, world.settings, petition, world.leader, at)
    world.session.flush()


def a_share(one: Answering) -> tuple[int, int, int]:
    return one.due, one.in_time, one.late


def test_each_is_counted_where_it_belongs(world: World, session: Session) -> None:
    sign(world, world.to_sign(START), 3)
    sign(world, world.to_sign(START), 40)
    world.accepted(START)
    actions.withdraw(session, world.accepted(START), "", world.owner.actor, START + ONE_DAY)
    declined = world.accepted(START)
    actions.decline(session, declined, "out_of_scope", "Ngoài.", world.officer.actor, START)
    found = total(world)
    assert (found.received, found.due, found.in_time, found.declined_in_time) == (5, 4, 1, 1)
    assert (found.late, found.late_open, found.open, found.open_overdue) == (2, 1, 1, 1)
    parts = answerings(session, world.leader, Asked(PERIOD, KNOWN))
    for lines in (parts.topics, parts.units):
        for key in COUNTS:
            assert sum(getattr(line, key) for line in lines) == getattr(found, key), key


def test_splitting_betters_nothing(world: World, session: Session) -> None:
    """What was split counts once, and is in time when every part is."""
    petition = world.accepted(START)
    part = Part((petition.demands[1].id,), "Cho vay tín chấp", "credit_fund", "Hai việc khác nhau.")
    made = split(session, world.settings, petition, part, world.officer, START)
    automatic_actions.screen_petition(session, made.dossier_id, world.last(made).id, START)
    actions.accept(session, made, world.officer, START)
    draft = world.draft(petition)
    answer_actions.save_answer(session, petition, draft, 0, world.officer, START)
    for action, who in (("submit_draft", world.officer), ("approve", world.head)):
        answer_actions.move_answer(session, petition, action, "", who.actor, START)
    sign(world, petition, 3)
    late = total(world)
    assert (late.received, late.due, late.in_time, late.late) == (1, 1, 0, 1)
    actions.withdraw(session, made, "", world.owner.actor, START + ONE_DAY)
    whole = total(world)
    assert (whole.received, whole.due, whole.in_time, whole.late) == (1, 1, 1, 0)


def test_nothing_later_changes_it(world: World, session: Session) -> None:
    late, early = world.to_sign(START), world.to_sign(START)
    sign(world, early, 3)
    before = total(world)
    assert (before.late_open, before.open) == (1, 1)
    sign(world, late, 100)
    actions.withdraw(session, world.accepted(START + 110 * ONE_DAY), "", world.owner.actor, KNOWN)
    assert total(world) == before
    then = total(world, datetime(2026, 3, 3, tzinfo=UTC))
    assert (then.received, then.due, then.open) == (2, 0, 2)


def test_closing_everything_the_day_before_betters_nothing(world: World, session: Session) -> None:
    late = [world.to_sign(START) for _ in range(3)]
    before = total(world)
    assert a_share(before) == (3, 0, 3)
    sign(world, late[0], 58)
    actions.withdraw(session, late[1], "", world.owner.actor, START + 58 * ONE_DAY)
    answer_actions.move_answer(
        session, late[2], "return_unsigned", "Sửa.", world.leader.actor, START + 57 * ONE_DAY
    )
    actions.decline(
        session, late[2], "out_of_scope", "Ngoài.", world.officer.actor, START + 58 * ONE_DAY
    )
    after = total(world)
    assert a_share(after) == (3, 0, 3)
    assert (before.open, after.open) == (3, 0)


def test_slow_ones_are_neither_deleted_nor_forgotten(world: World, session: Session) -> None:
    """No row of a petition goes; and what is made anonymous after its years counts as before."""
    slow = world.to_sign(START)
    sign(world, slow, 40)
    automatic_actions.close_settled(session, KNOWN)
    before = total(world)
    assert a_share(before) == (1, 0, 1)
    for table, column in (("dossier_event", "dossier_id"), ("petition", "dossier_id"),
                          ("dossier", "id")):  # fmt: skip
        gone = text(f"DELETE FROM {table} WHERE {column} = :id")
        with pytest.raises(DBAPIError), session.begin_nested():
            session.execute(gone, {"id": slow.dossier_id})
    anonymise(session, slow, 5, KNOWN + 3650 * ONE_DAY)
    assert total(world) == before


def test_close_reopen_close_keeps_the_first_date(world: World, session: Session) -> None:
    petition = world.to_sign(START)
    sign(world, petition, 40)
    assert a_share(total(world)) == (1, 0, 1)
    at = START + 41 * ONE_DAY
    reopen_actions.reopen(session, petition, "Chưa xong.", world.owner.actor, at)
    draft = world.draft(petition)
    answer_actions.save_answer(session, petition, draft, 0, world.officer, at)
    for action, who in (("submit_draft", world.officer), ("approve", world.head)):
        answer_actions.move_answer(session, petition, action, "", who.actor, at)
    sign(world, petition, 42)
    found = total(world)
    assert (a_share(found), found.received) == ((1, 0, 1), 1)


@pytest.mark.parametrize("day", [0, 2, 10, 39, 41, 45, 60])
def test_a_replay_says_what_the_row_said(world: World, session: Session, day: int) -> None:
    """At the end of each day the row says what a replay says when much has happened since."""
    petition, moment = world.to_sign(START), START + day * ONE_DAY + timedelta(hours=10)
    period = Period(date(2026, 1, 1), moment.date())
    steps = [
        (40, lambda: sign(world, petition, 40)),
        (
            44,
            lambda: reopen_actions.reopen(
                session, petition, "Chưa.", world.owner.actor, START + 44 * ONE_DAY
            ),
        ),
        (
            50,
            lambda: actions.withdraw(
                session, petition, "", world.owner.actor, START + 50 * ONE_DAY
            ),
        ),
    ]
    for at, act in steps:
        if at <= day:
            act()
    asked = Asked(period, KNOWN)
    (row,) = list_facts(session, world.leader, asked)
    for at, act in steps:
        if at > day:
            act()
    session.flush()
    (replayed,) = list_facts(session, world.leader, asked)
    assert asdict(replayed) == asdict(row)


def test_what_names_me_is_in_no_figure_and_no_list(world: World, session: Session) -> None:
    petition = world.accepted(START)
    assert total(world).received == 1
    held = {"reason": "Bị nêu tên", "created_at": START}
    session.add(DossierBar(dossier_id=petition.dossier_id, account_id=world.leader.id, **held))
    assert total(world).received == 0
    ids = [petition.dossier_id]
    assert list_petitions(session, world.leader, ids, CUT_OFF) == []
    (shown,) = list_petitions(session, world.head, ids, CUT_OFF)
    assert shown.may_open
