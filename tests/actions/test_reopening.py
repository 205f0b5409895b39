"""An answer is sent back once, in time, with a reason; the first one stays in every figure."""

from datetime import date, datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from dossiers.models import DossierEvent
from feedback import answer_actions, automatic_actions
from feedback.models import Petition
from feedback.public_queries import count_figures
from feedback.reopen_actions import reopen
from feedback.reopen_queries import find_window
from rulebook.models import DatedSetting
from store.clock import utc_now
from tests.make import MORNING, tasks_waiting
from tests.world import World, sign_in
from web.filters import weekday_day
from workflow.refusal import Refusal

WHY = "Văn bản chưa trả lời việc cho vay tín chấp."
LAST_DAY = datetime.fromisoformat("2026-03-03T16:30:00Z")  # 23:30 in Viet Nam
DAY_AFTER = datetime.fromisoformat("2026-03-03T17:30:00Z")  # 00:30 on the day after


def refused(world: World, petition: Petition, now: datetime, why: str = WHY) -> str:
    state = petition.dossier.state
    with pytest.raises(Refusal) as caught:
        reopen(world.session, petition, why, world.owner.actor, now)
    assert petition.dossier.state == state
    return caught.value.reason


def answer_again(world: World, petition: Petition, now: datetime) -> None:
    session = world.session
    answer_actions.save_answer(session, petition, world.draft(petition), 0, world.officer, now)
    for action, who in (("submit_draft", world.officer), ("approve", world.head)):
        answer_actions.move_answer(session, petition, action, "", who.actor, now)
    answer_actions.sign(session, world.settings, petition, world.leader, now)


def test_it_starts_a_clock_of_its_own_and_tells_the_holder(world: World) -> None:
    petition = world.answered()  # on 10/02/2026, Tết 16-20/02
    dossier = petition.dossier
    window = find_window(world.session, dossier)
    assert window is not None
    assert (window.answered_on, window.until) == (date(2026, 2, 10), date(2026, 3, 3))
    before = (dossier.due_on, dossier.settled_at)
    reopen(world.session, petition, WHY, world.owner.actor, LAST_DAY)
    assert (dossier.state, dossier.settled_at) == ("accepted", None)
    assert dossier.due_on == date(2026, 3, 24)  # fifteen working days after 03/03
    assert (dossier.first_due_on, dossier.first_settled_at) == before
    assert tasks_waiting(world.session)[-1] == "notices.tell_officer"
    assert dossier.officer == world.officer


def test_the_window_closes_by_the_servers_day(world: World) -> None:
    petition = world.answered()
    assert refused(world, petition, LAST_DAY, " ") == "note"
    assert refused(world, petition, DAY_AFTER) == "window"
    reopen(world.session, petition, WHY, world.owner.actor, LAST_DAY)


def test_a_new_answer_follows_and_a_second_return_is_refused(world: World) -> None:
    petition = world.answered()
    reopen(world.session, petition, WHY, world.owner.actor, LAST_DAY)
    assert answer_actions.current_answer(petition) is None
    with pytest.raises(Refusal):
        answer_actions.sign(world.session, world.settings, petition, world.leader, LAST_DAY)
    answer_again(world, petition, LAST_DAY)
    assert petition.dossier.state == "answered"
    numbers = [one.letter.number for one in petition.answers if one.letter]
    assert numbers == [1, 2]
    assert refused(world, petition, LAST_DAY) == "reopened"


def test_figures_keep_the_first_answer(world: World) -> None:
    petition = world.answered()
    on = date(2026, 4, 20)
    before = count_figures(world.session, on)
    counted = (before.answered_of_these, before.due_in_twelve_months, before.answered_in_time)
    assert counted == (1, 1, 1)
    reopen(world.session, petition, WHY, world.owner.actor, LAST_DAY)
    answer_again(world, petition, datetime.fromisoformat("2026-04-10T02:00:00Z"))  # late
    after = count_figures(world.session, on)
    assert counted == (after.answered_of_these, after.due_in_twelve_months, after.answered_in_time)


def test_closing_waits_for_the_window(world: World) -> None:
    petition = world.answered()
    setting = world.session.scalars(
        select(DatedSetting).where(DatedSetting.key == "petition.close_after_days")
    ).one()
    setting.value = "3"
    world.session.flush()
    automatic_actions.close_settled(world.session, LAST_DAY)
    assert petition.dossier.state == "answered"
    automatic_actions.close_settled(world.session, DAY_AFTER + timedelta(hours=6))
    assert petition.dossier.state == "closed"
    assert world.last(petition).effective_on == date(2026, 3, 4)


def test_the_page_asks_and_the_button_does_it(world: World, client: FlaskClient) -> None:
    petition = world.answered(utc_now() - timedelta(days=1))
    address = f"/kien-nghi/{petition.dossier.code}/xem-xet-lai"
    sign_in(client, world.owner)
    assert "Đề nghị xem xét lại" in client.get(f"/kien-nghi/{petition.dossier.code}").text
    for method in (client.get, client.head):
        assert method(address).status_code == 200
    assert client.post(address, data={"note": ""}).status_code == 422
    assert world.last(petition).action == "sign"
    assert client.post(address, data={"note": WHY}).status_code == 303
    assert WHY in client.get(f"/kien-nghi/{petition.dossier.code}").text
    sign_in(client, world.officer)
    page = client.get(f"/kien-nghi/{petition.dossier.code}").text
    assert WHY in page
    assert "Chưa có dự thảo" in page or "Dự thảo trả lời" in page
    answer_again(world, petition, utc_now())
    sign_in(client, world.owner)
    assert "đã được xem xét lại một lần" in client.get(address).text
    assert client.post(address, data={"note": WHY}).status_code == 409
    reopened = select(DossierEvent).where(DossierEvent.action == "reopen")
    assert len(world.session.scalars(reopened).all()) == 1


def test_a_late_look_reads_what_to_do(world: World, client: FlaskClient) -> None:
    petition = world.answered(MORNING)
    sign_in(client, world.owner)
    page = client.get(f"/kien-nghi/{petition.dossier.code}/xem-xet-lai").text
    assert weekday_day(date(2026, 3, 3)) in page
    assert "Gửi kiến nghị mới" in page


def test_a_process_that_has_read_nothing_reopens(world: World, client: FlaskClient) -> None:
    code = world.answered(utc_now() - timedelta(days=1)).dossier.code
    sign_in(client, world.owner)
    world.session.expunge_all()
    answer = client.post(f"/kien-nghi/{code}/xem-xet-lai", data={"note": WHY})
    assert answer.status_code == 303
