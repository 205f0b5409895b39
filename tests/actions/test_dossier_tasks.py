"""Tasks for colleagues: told, on their desk, and no signature before they ended."""

from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from accounts.models import Account
from dossiers.models import DossierBar, DossierParty
from dossiers.task_actions import Request, ask_colleague, end_task
from dossiers.task_models import DossierTask
from dossiers.task_queries import list_asked_of
from feedback import answer_actions
from feedback.models import Petition
from feedback.process import PETITION
from notices.actions import tell
from notices.models import Notice
from tests.make import MORNING, make_account, make_unit
from tests.world import World, sign_in
from workflow.localtime import local_day
from workflow.refusal import Refusal
from workflow.roles import Role

DUE = date(2026, 2, 20)


def colleague(world: World) -> Account:
    return make_account(world.session, Role.OFFICER, make_unit(world.session), full_name="Lan")


def ask(world: World, petition: Petition, whom: Account, due_on: date = DUE) -> DossierTask:
    asked = Request(whom.id, "Cho biết đơn giá máy sấy.", due_on)
    session, dossier = world.session, petition.dossier
    task = ask_colleague(session, PETITION, dossier, asked, world.officer, MORNING)
    session.commit()
    return task


def test_no_review_and_no_signature_before_it_ended(world: World) -> None:
    petition, session = world.to_sign(), world.session
    task = ask(world, petition, colleague(world))
    act = (session, world.settings, petition, world.leader, MORNING)
    with pytest.raises(Refusal, match="chưa xong"):
        answer_actions.sign(*act)
    end_task(session, PETITION, task, "finish_task", "310 triệu", task.asked_of.actor, MORNING)
    answer_actions.sign(*act)
    assert petition.dossier.state == "answered"


def test_told_once_and_seen_on_the_desk(world: World) -> None:
    petition, session, whom = world.accepted(), world.session, colleague(world)
    task = ask(world, petition, whom)
    event = world.last(petition)
    for _ in range(2):
        tell(session, world.settings, "named", event.dossier_id, event.id, MORNING)
    told = session.scalars(select(Notice).where(Notice.event_id == event.id)).all()
    assert [one.account_id for one in told] == [whom.id]
    assert "đơn giá máy sấy" in told[0].body
    assert list_asked_of(session, whom, local_day(MORNING)) == [task]
    assert session.scalars(select(DossierParty.unit_id)).all() == [whom.unit_id]
    end_task(session, PETITION, task, "waive_task", "Đã có", world.officer.actor, MORNING)
    assert list_asked_of(session, whom, local_day(MORNING)) == []
    with pytest.raises(Refusal, match="đã kết thúc"):
        end_task(session, PETITION, task, "finish_task", "x", whom.actor, MORNING)


def test_whom_the_dossier_bars_is_not_asked(world: World) -> None:
    petition, whom = world.accepted(), colleague(world)
    bar = {"account_id": whom.id, "reason": "Nêu tên", "created_at": MORNING}
    world.session.add(DossierBar(dossier_id=petition.dossier_id, **bar))
    world.session.flush()
    with pytest.raises(Refusal, match="nhận được việc"):
        ask(world, petition, whom)
    with pytest.raises(Refusal, match="từ hôm nay"):
        ask(world, petition, world.head, DUE - timedelta(days=30))


def test_by_pages(world: World, client: FlaskClient) -> None:
    petition, whom = world.accepted(), colleague(world)
    page = f"/ho-so/{petition.dossier.code}/viec"
    sign_in(client, world.officer)
    data = {"asked_of": str(whom.id), "what": "Xem sổ sách", "due_on": "31/12/2099"}
    wrong = client.post(page, data=data | {"due_on": "31/02/2099"})
    assert wrong.status_code == 422
    assert "Xem sổ sách" in wrong.text
    assert client.post(page, data=data).status_code == 303
    task = world.session.scalars(select(DossierTask)).one()
    assert "Xem sổ sách" in client.get(f"/kien-nghi/{petition.dossier.code}").text
    assert "Việc được nhờ (1)" in sign_in(client, whom).get("/ban-lam-viec").text
    assert client.post(f"{page}/{task.id}", data={"action": "finish_task"}).status_code == 422
    done = {"action": "finish_task", "reply": "Đã xem"}
    assert client.post(f"{page}/{task.id}", data=done).status_code == 303
    assert client.post(page, data=data).status_code == 409, "not his dossier to ask about"
    stranger = colleague(world)
    assert sign_in(client, stranger).get(page).status_code == 404
    assert client.post(f"{page}/{task.id}", data=done).status_code == 404
    owner = sign_in(client, world.owner)
    assert owner.get(page).status_code == 403
    assert "Xem sổ sách" not in owner.get(f"/kien-nghi/{petition.dossier.code}").text


def test_pages_do_not_offer_what_waits_for_a_colleague(world: World, client: FlaskClient) -> None:
    ask(world, world.to_sign(), colleague(world))
    queue = sign_in(client, world.leader).get("/ky-duyet").text
    assert "Còn 1 việc nhờ đồng nghiệp chưa xong" in queue
    assert "Ký và ban hành" not in queue
    petition, session = world.accepted(), world.session
    task = ask(world, petition, colleague(world))
    act = (world.officer, MORNING)
    answer_actions.save_answer(session, petition, world.draft(petition), 0, *act)
    answer_actions.move_answer(session, petition, "submit_draft", "", act[0].actor, MORNING)
    session.commit()
    page = f"/kien-nghi/{petition.dossier.code}"
    waiting = sign_in(client, world.head).get(page).text
    assert "Còn 1 việc nhờ đồng nghiệp chưa xong" in waiting
    assert "Duyệt, trình ký" not in waiting
    end_task(session, PETITION, task, "finish_task", "310 triệu", task.asked_of.actor, MORNING)
    session.commit()
    assert "Duyệt, trình ký" in client.get(page).text
