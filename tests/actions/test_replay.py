"""All recorded events taken again on an empty database: the same states, dates and hashes."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from administration import calendar_actions
from administration.replay_actions import record, replay
from dossiers import audit
from factory import MACHINES, create_app
from feedback import actions, reopen_actions, retention_actions
from rulebook.data import Day
from rulebook.rules import Plan
from store.db import db
from tests import servers
from tests.conftest import make_settings, migrate_database
from tests.make import MORNING, make_account
from tests.world import TEXT, World
from workflow.roles import Role

ONE_DAY = timedelta(days=1)


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Flask]:
    """An application on an empty, migrated database."""
    template = servers.template_database("migrated", migrate_database)
    app = create_app(make_settings(servers.create_database("replayed", template), tmp_path))
    yield app
    with app.app_context():
        db.engine.dispose()


def play(world: World, session: Session) -> None:
    """Let everything happen that moves a clock, and a storm in the middle."""
    answered = world.answered()
    paused, extended, supplied = world.accepted(), world.accepted(), world.accepted()
    for petition in (paused, supplied):
        actions.request_supplement(session, petition, "Sổ.", world.officer.actor, MORNING + ONE_DAY)
    actions.extend(session, world.settings, extended, 5, "Chờ.", world.leader, MORNING + ONE_DAY)
    declined = world.accepted()
    actions.decline(session, declined, "out_of_scope", "Ngoài.", world.officer.actor, MORNING)
    withdrawn = world.file()
    actions.withdraw(session, withdrawn, "Thôi.", world.owner.actor, MORNING)
    again = world.answered(text=replace(TEXT, subject="Lần nữa về vốn vay của Quỹ hỗ trợ"))
    reopen_actions.reopen(session, again, "Chưa.", world.owner.actor, MORNING + 2 * ONE_DAY)
    session.commit()
    storm = Plan((Day(date(2026, 3, 3), "holiday", "Bão", "Công điện"),))
    admin = make_account(session, Role.ADMIN).actor
    seen = calendar_actions.preview(session, storm)
    calendar_actions.save(session, storm, seen.mark, admin, MORNING + 15 * ONE_DAY)
    actions.supply(session, supplied, "Đây.", [], world.owner.actor, MORNING + 16 * ONE_DAY)
    assert answered.dossier.due_on == date(2026, 3, 10)
    assert extended.dossier.due_on == date(2026, 3, 18)
    session.commit()


def test_states_and_dates_come_out_the_same(world: World, session: Session, empty: Flask) -> None:
    play(world, session)
    years_later = MORNING.replace(year=2031) + 30 * ONE_DAY
    assert retention_actions.anonymise_due(session, years_later).done == 2
    session.commit()
    lines = list(record(session))
    assert len(lines) == 1 + 7
    with empty.app_context():
        found = replay(db.session(), MACHINES, lines)
        assert found.wrong == {}
        assert (found.dossiers, found.events) == (
            7,
            sum(len(json.loads(x)["events"]) for x in lines[1:]),
        )
        db.session.commit()
        report = audit.verify(db.session())
        assert report.event_count == found.events


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda line: line["wanted"].update(due_on="2026-03-09"), "due_on: 2026-03-09 đã ghi"),
        (lambda line: line["wanted"].update(state="closed"), "state: closed đã ghi"),
        (lambda line: line["events"][-1].update(note="khác"), "mã băm không khớp"),
        (lambda line: line["events"].pop(1), "does not follow"),
    ],
)
def test_a_record_that_was_touched_shows(
    world: World, session: Session, empty: Flask, change: object, said: str
) -> None:
    petition = world.accepted()
    rules, line = list(record(session))
    touched = json.loads(line)
    change(touched)  # type: ignore[operator]
    with empty.app_context():
        found = replay(db.session(), MACHINES, [rules, json.dumps(touched)])
        assert said in "; ".join(found.wrong[petition.dossier.code])
        db.session.rollback()


def test_only_on_an_empty_database(
    app: Flask, world: World, session: Session, tmp_path: Path
) -> None:
    world.file()
    place = tmp_path / "ban-ghi.jsonl"
    runner = app.test_cli_runner()
    assert "Đã ghi 1 hồ sơ" in runner.invoke(args=["dossiers", "record", str(place)]).output
    assert place.stat().st_mode & 0o077 == 0
    done = runner.invoke(args=["dossiers", "replay", str(place)])
    assert (done.exit_code, "trống" in done.output) == (1, True)
