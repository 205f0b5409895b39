"""Four weeks after an answer: asked once, a look says nothing, a reply is recorded once."""

import re
from dataclasses import replace
from datetime import datetime, timedelta

from flask.testing import FlaskClient
from sqlalchemy import select

from feedback.effect_actions import ask_effects
from feedback.effect_models import EffectQuestion
from feedback.models import Petition
from notices.models import MailMessage
from store.clock import utc_now
from tests.make import MORNING, tasks_waiting
from tests.world import TEXT, World, sign_in

WEEKS = timedelta(weeks=4)
MAILED = replace(TEXT, contact_email="htx.na@langson.example")


def asked(world: World, now: datetime) -> list[EffectQuestion]:
    ask_effects(world.session, world.settings, now)
    world.session.commit()
    return list(world.session.scalars(select(EffectQuestion)))


def link(world: World) -> str:
    (mail,) = world.session.scalars(select(MailMessage)).all()
    found = re.search(r"/viec-da-xong/[\w-]+", mail.body)
    assert found is not None
    return found[0]


def mailed(world: World) -> Petition:
    petition = world.answered(utc_now() - WEEKS - timedelta(hours=1), MAILED)
    asked(world, utc_now())
    return petition


def test_it_is_asked_once_and_not_too_early(world: World) -> None:
    world.answered(MORNING, MAILED)
    assert asked(world, MORNING + WEEKS - timedelta(minutes=1)) == []
    for _ in range(2):
        assert len(asked(world, MORNING + WEEKS)) == 1
    assert tasks_waiting(world.session).count("notices.send_mail") == 1
    assert link(world)


def test_what_is_long_past_is_let_be(world: World) -> None:
    world.answered(MORNING, MAILED)
    assert asked(world, MORNING + WEEKS * 5) == []


def test_looking_says_nothing_and_one_reply_counts(world: World, client: FlaskClient) -> None:
    petition = mailed(world)
    address = link(world)
    for look in (client.get, client.head, client.get):
        assert look(address).status_code == 200
    assert world.last(petition).action == "sign"
    page = client.get(address).text
    assert petition.contact_name not in page
    assert client.post(address, data={}).status_code == 422
    said = {"reply": "not_yet", "words": "Ngân hàng chưa giải ngân."}
    assert client.post(address, data=said).status_code == 303
    event = world.last(petition)
    assert (event.action, event.data["effect"], event.note) == (
        "report_effect", "not_yet", said["words"],
    )  # fmt: skip
    assert tasks_waiting(world.session)[-1] == "notices.tell_officer"
    assert client.post(address, data={"reply": "done"}).status_code == 422
    assert world.last(petition).id == event.id
    assert "chưa xong" in client.get(address).text
    assert client.get("/viec-da-xong/k7qm-2xwp-9d4t-hh3c").status_code == 404


def test_who_has_no_mail_stands_on_the_list_to_call(world: World, client: FlaskClient) -> None:
    world.owner.email, world.owner.phone = None, "0900000001"
    petition = world.answered(utc_now() - WEEKS - timedelta(hours=1))
    (question,) = asked(world, utc_now())
    assert question.token_hash is None
    code = petition.dossier.code
    sign_in(client, world.officer)
    assert code in client.get("/hoi-ket-qua").text
    address = f"/kien-nghi/{code}/ket-qua-sau-tra-loi"
    assert "Chọn một câu trả lời" in client.post(address, data={}).text
    assert client.post(address, data={"reply": "done", "words": ""}).status_code == 303
    event = world.last(petition)
    assert (event.actor_id, event.data["way"]) == (world.officer.id, "telephone")
    client.get("/hoi-ket-qua")  # what was just done is said once
    assert code not in client.get("/hoi-ket-qua").text
    assert client.post(address, data={"reply": "partly"}).status_code == 422
    sign_in(client, world.owner)
    assert "cho biết qua điện thoại: việc đã xong" in client.get(f"/kien-nghi/{code}").text


def test_silence_after_a_mail_leads_to_the_list(world: World, client: FlaskClient) -> None:
    petition = mailed(world)
    code = petition.dossier.code
    sign_in(client, world.officer)
    assert code not in client.get("/hoi-ket-qua").text
    question = world.session.scalars(select(EffectQuestion)).one()
    question.asked_at -= timedelta(days=15)
    world.session.commit()
    assert code in client.get("/hoi-ket-qua").text
