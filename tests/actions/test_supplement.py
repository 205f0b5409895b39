"""A supplement that does not come: reminded once, closed once, on the true days."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from dossiers.models import DossierEvent
from dossiers.supplement_rules import supplement_ends_on
from feedback import actions, supplement_actions
from feedback.models import Petition
from rulebook.models import DatedSetting
from rulebook.queries import forget
from tests.make import MORNING, tasks_waiting
from tests.world import World
from workflow.localtime import local_day
from workflow.workdays import Calendar

DAY = timedelta(days=1)


def asked(world: World) -> Petition:
    petition = world.accepted()
    actions.request_supplement(world.session, petition, "Gửi báo cáo", world.officer.actor, MORNING)
    return petition


def run(world: World, petition: Petition, *days: str) -> list[tuple[str, str]]:
    for day in days:
        late = MORNING + (date.fromisoformat(day) - local_day(MORNING)).days * DAY
        supplement_actions.watch_supplements(world.session, late)
    world.session.expire(petition.dossier, ["events"])
    wanted: list[DossierEvent] = [
        one for one in petition.dossier.events if one.action in ("remind_supplement", "lapse")
    ]
    return [(one.action, str(one.effective_on)) for one in wanted]


@pytest.mark.parametrize(
    ("days", "told"),
    [
        (["2026-03-03"], []),
        (["2026-03-04", "2026-03-04", "2026-03-10"], ["2026-03-04"]),
        (["2026-03-04", "2026-03-11", "2026-03-12"], ["2026-03-04", "2026-03-11"]),
        (["2026-03-04", "2026-04-20"], ["2026-03-04", "2026-03-11"]),
        (["2026-04-20", "2026-04-20"], ["2026-03-04"]),
        (["2026-03-06", "2026-03-12", "2026-03-13"], ["2026-03-04", "2026-03-13"]),
    ],
)
def test_each_comes_once_on_its_true_day(world: World, days: list[str], told: list[str]) -> None:
    petition = asked(world)
    assert world.last(petition).data["until"] == "2026-03-03"
    found = run(world, petition, *days)
    assert [on for _, on in found] == told
    is_closed = len(told) == 2
    assert petition.dossier.state == ("withdrawn" if is_closed else "supplement_requested")
    assert (petition.dossier.settled_at is not None) == is_closed


def test_what_was_supplied_is_not_closed_and_a_new_request_begins_anew(world: World) -> None:
    petition = asked(world)
    run(world, petition, "2026-03-04")
    supplied = MORNING + 23 * DAY
    actions.supply(world.session, petition, "Đây ạ", [], world.owner.actor, supplied)
    actions.request_supplement(world.session, petition, "Còn thiếu", world.officer.actor, supplied)
    run(world, petition, "2026-03-12")
    assert petition.dossier.state == "supplement_requested"
    assert run(world, petition, "2026-03-20")[-1] == ("remind_supplement", "2026-03-20")
    assert tasks_waiting(world.session).count("notices.tell_owner") >= 2


def test_the_last_day_that_a_reminder_named_holds(world: World) -> None:
    petition = asked(world)
    run(world, petition, "2026-03-04")
    assert world.last(petition).data["ends"] == "2026-03-10"
    more = select(DatedSetting).where(DatedSetting.key == "petition.supplement_more_days")
    world.session.scalars(more).one().value = "1"
    world.session.flush()
    forget(world.session)
    run(world, petition, "2026-03-10")
    assert petition.dossier.state == "supplement_requested"
    assert run(world, petition, "2026-03-11")[-1] == ("lapse", "2026-03-11")


def test_a_morning_asks_as_often_for_many_as_for_one(world: World, counted: list[str]) -> None:
    def asks() -> int:
        counted.clear()
        supplement_actions.watch_supplements(world.session, MORNING + 22 * DAY)
        world.session.commit()
        return len(counted)

    asked(world)
    asks()  # reminds of it
    once = asks()
    for _ in range(2):
        asked(world)
    asks()
    assert asks() == once


@given(late=st.integers(0, 60), more=st.integers(1, 10))
def test_a_late_reminder_takes_no_day_away(late: int, more: int) -> None:
    calendar = Calendar({}, date(2027, 12, 31), date(2024, 1, 1))
    until = date(2026, 3, 3)
    reminded_on = until + (1 + late) * DAY
    ends_on = supplement_ends_on(calendar, until, reminded_on, more)
    assert ends_on >= supplement_ends_on(calendar, until, until + DAY, more)
    assert calendar.working_days_between(reminded_on - DAY, ends_on) >= more
