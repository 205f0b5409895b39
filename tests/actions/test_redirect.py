"""Complaints and denunciations: a letter on their lawful way, and never a publication."""

from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.exc import DBAPIError

from feedback import answer_actions
from feedback.models import Finding, Petition
from feedback.redirect_actions import redirect_petition, seal_redirect
from letters.models import Letter
from tests.make import MORNING, make_unit, tasks_waiting
from tests.world import TEXT, World, sign_in
from units.models import Unit
from workflow.refusal import Refusal

WHY = "Đơn cần kèm bản chụp biên bản."


def body(world: World) -> Unit:
    return make_unit(world.session, kind="body", name="Thanh tra tỉnh")


def send(world: World, petition: Petition, matter: str, where: Unit) -> Letter:
    act = (petition, matter, where, WHY, world.leader, MORNING)
    return redirect_petition(world.session, world.settings, *act)


@pytest.mark.parametrize("matter", ["complaint", "denunciation"])
def test_a_letter_to_the_right_one(world: World, matter: str) -> None:
    petition = world.file(replace(TEXT, situation="Cán bộ đòi tiền khi nghiệm thu."))
    letter = send(world, petition, matter, body(world))
    asker = petition.dossier.asker.name
    assert letter.addressee == (asker if matter == "complaint" else "Thanh tra tỉnh")
    assert (asker in str(letter.content)) == (matter == "complaint"), "the law protects the name"
    assert WHY in str(letter.content)
    assert (petition.dossier.state, petition.decline_code) == (
        "declined",
        "complaint_or_denunciation",
    )
    assert petition.dossier.settled_at is not None
    assert "feedback.seal_redirect" in tasks_waiting(world.session)


def test_what_goes_to_the_body_is_not_the_sender_s(world: World, app: Flask) -> None:
    vault = app.extensions["vault"]
    for matter, audience in (("complaint", "owner"), ("denunciation", "staff")):
        petition = world.file()
        send(world, petition, matter, body(world))
        event = world.last(petition)
        act = (petition.dossier_id, event.id, MORNING)
        seal_redirect(world.session, vault, lambda content, _letter: content, *act)
        paper = petition.dossier.papers[-1]
        assert (paper.role, paper.audience) == ("redirect", audience)


def test_not_after_an_answer_and_only_to_a_body(world: World) -> None:
    with pytest.raises(Refusal, match="không thể"):
        send(world, world.answered(), "complaint", body(world))
    with pytest.raises(Refusal, match="cơ quan đang hoạt động"):
        send(world, world.file(), "complaint", make_unit(world.session))


def test_never_published(world: World) -> None:
    petition, session = world.answered(), world.session
    held = {"kind": "complaint", "severity": "stop", "text": "x", "data": {}}
    finding = Finding(petition_id=petition.dossier_id, created_at=MORNING, **held)
    session.add(finding)
    session.flush()
    session.expire(petition, ["findings"])
    with pytest.raises(Refusal, match="không bao giờ được công khai"):
        answer_actions.publish(session, petition, world.leader.actor, MORNING)
    session.rollback()
    petition = world.answered()
    petition.decline_code = "complaint_or_denunciation"
    session.flush()
    with pytest.raises(DBAPIError, match="never published"):
        answer_actions.publish(session, petition, world.leader.actor, MORNING)


def test_by_pages(world: World, client: FlaskClient) -> None:
    petition, where = world.file(), body(world)
    world.session.commit()
    page = f"/kien-nghi/{petition.dossier.code}/khieu-nai-to-cao"
    assert sign_in(client, world.records).get(page).status_code == 403
    sign_in(client, world.leader)
    assert client.get(page).status_code == 200
    data = {"matter": "denunciation", "body_id": str(where.id)}
    wrong = client.post(page, data=data)
    assert wrong.status_code == 422
    assert client.post(page, data=data | {"note": WHY}).status_code == 303
    read = sign_in(client, world.owner).get(f"/kien-nghi/{petition.dossier.code}").text
    assert "Thanh tra tỉnh" in read
    assert client.get(page).status_code == 403
