"""Conflicts of interest: for whoever a petition names it does not exist, in no byte of any page."""

from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from accounts.models import Account, ApiToken
from accounts.tokens import token_hash
from documents.actions import keep
from documents.rules import Upload
from dossiers.actions import attach
from dossiers.models import Dossier, DossierBar, DossierEvent
from dossiers.queries import list_bars, visible_to
from feedback import actions, answer_actions, conflict_actions
from feedback.conflict_queries import find_committee, may_sign
from feedback.models import Petition
from notices.actions import send_mail, tell
from notices.models import MailMessage, Notice
from notices.recipients import find_recipients
from tests.make import MORNING, make_account, make_unit
from tests.world import TEXT, World, sign_in
from workflow.localtime import local_day
from workflow.refusal import Refusal
from workflow.roles import Role

CANARY = "cò lửa bay ngang đập Nà Pàn"
TODAY = local_day(MORNING)
NAMING = replace(
    TEXT,
    subject="Đề nghị xem lại mức vay của bảy hộ ở Nà Pàn",
    situation=f"{TEXT.situation} Bà Lương Thị Hạnh đã hẹn ba lần. {CANARY}.",
)


def colleague(world: World, name: str = "Nông Văn Dũng") -> Account:
    return make_account(world.session, Role.OFFICER, world.officer.unit, full_name=name)


def event_of(petition: Petition, action: str) -> DossierEvent:
    return next(event for event in petition.dossier.events if event.action == action)


def named(world: World) -> Petition:
    """A petition that names the officer, in the hands of a colleague."""
    other = colleague(world)
    petition = world.file(NAMING)
    world.screen_and_route(petition)
    actions.accept(world.session, petition, other, MORNING)
    world.session.commit()
    return petition


def test_the_check_bars_whom_it_finds_named(world: World) -> None:
    petition = named(world)
    assert [bar.account_id for bar in list_bars(world.session, petition.dossier_id)] == [
        world.officer.id
    ]
    assert petition.dossier.officer_id != world.officer.id


def test_no_byte_reaches_the_named_person(app: Flask, world: World, client: FlaskClient) -> None:
    """Every route that he may call, with every number there is, before the canary is searched."""
    petition = named(world)
    other = petition.dossier.officer
    assert other is not None
    answer_actions.save_answer(world.session, petition, world.draft(petition), 0, other, MORNING)
    actions.note(world.session, petition, CANARY, other.actor, MORNING)
    told = event_of(petition, "route")
    tell(world.session, world.settings, "officer", petition.dossier_id, told.id, MORNING)
    upload = Upload(CANARY.encode(), "chung-cu.txt", "text/plain")
    document = keep(world.session, app.extensions["vault"], upload, None, MORNING)
    attach(world.session, petition.dossier, document, "internal", audience="staff")
    token = ApiToken(
        account_id=world.officer.id, name="x", token_hash=token_hash("t" * 40),
        scopes=["petitions:read"], created_at=MORNING,
    )  # fmt: skip
    world.session.add(token)
    world.session.commit()
    seen = crawl(app, client, world.officer, petition, document.id)
    hidden = (CANARY, petition.dossier.code, petition.dossier.subject)
    assert {path for path, body in seen.items() if any(word in body for word in hidden)} == set()
    found = crawl(app, client, other, petition, document.id)
    assert CANARY in found[f"/ho-so/{petition.dossier.code}/giay-to/{document.id}"]
    assert sum(petition.dossier.code in body for body in found.values()) >= 3


def crawl(
    app: Flask, client: FlaskClient, account: Account, petition: Petition, document_id: int
) -> dict[str, str]:
    """Return what every GET route answers to `account`, by path; the path itself is taken out."""
    sign_in(client, account)
    code = petition.dossier.code
    numbers = {"document_id": document_id}
    paths = ["/tim-ho-so?q=co+lua+bay", "/tim-ho-so?q=bay+ho+na+pan", "/ban-lam-viec?loc=tat-ca"]
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            if "GET" not in (rule.methods or set()) or rule.endpoint == "accounts.sign_out":
                continue
            values = {name: numbers.get(name, 1) for name in rule.arguments} | {"code": code}
            built = rule.build(values, append_unknown=False)
            if built is not None:
                paths.append(built[1])
    seen = {}
    for path in paths:
        headers = {"Authorization": f"Bearer {'t' * 40}"} if path.startswith("/api/") else {}
        answer = client.get(path, headers=headers)
        if path == f"/kien-nghi/{code}" and account is not petition.dossier.officer:
            assert answer.status_code == 404
        seen[path] = answer.data.decode(errors="replace").replace(path, "")
        answer.close()
    return seen


def test_what_is_barred_and_what_never_was_look_alike(world: World, client: FlaskClient) -> None:
    petition = named(world)
    sign_in(client, world.officer)
    barred = client.get(f"/kien-nghi/{petition.dossier.code}")
    never = client.get("/kien-nghi/KN-2026-000999-X")
    assert (barred.status_code, barred.data) == (never.status_code, never.data)
    assert barred.status_code == 404


def test_he_is_not_told_and_not_mailed(world: World) -> None:
    petition = world.accepted()
    event = event_of(petition, "route")
    tell(world.session, world.settings, "officer", petition.dossier_id, event.id, MORNING)
    mail = world.session.scalars(select(MailMessage)).one()
    assert world.session.scalars(select(Notice)).one().account_id == world.officer.id
    conflict_actions.declare(
        world.session, petition, world.officer, "Người nhà", world.records.actor, MORNING
    )
    world.session.flush()
    send_mail(world.session, world.settings, mail.id, MORNING)
    world.session.flush()
    assert world.session.scalars(select(MailMessage)).all() == []
    people = find_recipients(world.session, "officer", petition.dossier, TODAY, None)
    assert people == [world.head]


def test_a_holder_who_is_declared_gives_it_up(world: World) -> None:
    petition = world.accepted()
    other = colleague(world)
    conflict_actions.declare(
        world.session, petition, world.officer, "Người nhà", world.head.actor, MORNING
    )
    dossier = petition.dossier
    assert (dossier.officer_id, dossier.unit_id, dossier.state) == (None, other.unit_id, "accepted")
    with pytest.raises(Refusal, match="nêu tên mình"):
        actions.hand_over(
            world.session, petition, "reassign", world.officer, "x", world.head.actor, MORNING
        )


def test_twice_is_refused_and_a_reason_takes_it_back(world: World) -> None:
    petition = world.accepted()
    act = (world.session, petition, world.officer, "Người nhà", world.records.actor, MORNING)
    conflict_actions.declare(*act)
    with pytest.raises(Refusal, match="đã được khai báo"):
        conflict_actions.declare(*act)
    bar = list_bars(world.session, petition.dossier_id)[0]
    conflict_actions.lift(world.session, petition, bar.id, "Trùng tên", world.head.actor, MORNING)
    world.session.flush()
    kept = select(DossierBar.id).where(DossierBar.dossier_id == petition.dossier_id)
    assert world.session.scalars(kept).all() == [bar.id]
    assert list_bars(world.session, petition.dossier_id) == []
    assert [event.action for event in petition.dossier.events][-2:] == ["bar", "unbar"]


def test_under_a_named_head_nobody_is_free(world: World) -> None:
    text = replace(TEXT, situation=f"{TEXT.situation} Bà Nông Thị Bích hẹn mãi.")
    petition = world.file(text)
    world.screen_and_route(petition)
    assert (petition.dossier.state, world.last(petition).action) == ("submitted", "hold")


def committee(world: World) -> tuple[Account, Account]:
    unit = make_unit(world.session, kind="inspection", name="Ban Kiểm tra Liên minh", symbol="BKT")
    officer = make_account(world.session, Role.OFFICER, unit, full_name="Phùng Trung Kiên")
    head = make_account(
        world.session, Role.HEAD, unit, full_name="Ngô Kim Thoa", position="Trưởng Ban Kiểm tra"
    )
    return officer, head


def test_when_everybody_is_named_the_committee_handles_and_signs(world: World) -> None:
    """No leader is free: the committee's officer drafts, its head reviews and signs by order."""
    officer, head = committee(world)
    text = replace(TEXT, situation=f"{TEXT.situation} Ông Hoàng Văn Thái hẹn mãi.")
    petition = world.file(text)
    world.screen_and_route(petition)
    dossier = petition.dossier
    assert (dossier.state, dossier.officer_id, dossier.unit_id) == (
        "routed", officer.id, officer.unit_id,
    )  # fmt: skip
    actions.accept(world.session, petition, officer, MORNING)
    answer_actions.save_answer(world.session, petition, world.draft(petition), 0, officer, MORNING)
    for action, who in (("submit_draft", officer), ("approve", head)):
        answer_actions.move_answer(world.session, petition, action, "", who.actor, MORNING)
    with pytest.raises(Refusal, match="Chỉ lãnh đạo"):
        answer_actions.sign(world.session, world.settings, petition, world.head, MORNING)
    letter = answer_actions.sign(world.session, world.settings, petition, head, MORNING)
    assert letter.content["body"]["authority"][0] == "TL. CHỦ TỊCH"


def test_a_head_signs_nothing_while_a_leader_is_free(world: World) -> None:
    _, head = committee(world)
    petition = world.to_sign()
    assert not may_sign(world.session, world.head, petition.dossier)
    assert not may_sign(world.session, head, petition.dossier)
    assert may_sign(world.session, world.leader, petition.dossier)
    with pytest.raises(Refusal, match="Chỉ lãnh đạo"):
        answer_actions.sign(world.session, world.settings, petition, world.head, MORNING)


def test_later_on_everybody_is_named_too(world: World) -> None:
    officer, _ = committee(world)
    petition = world.accepted()
    assert find_committee(world.session, petition.dossier_id) is None
    for one in (world.officer, world.head):
        conflict_actions.declare(
            world.session, petition, one, "Người nhà", world.records.actor, MORNING
        )
    assert world.records.unit_id is not None
    assert list_bars(world.session, petition.dossier_id)[-1].account_id == world.head.id
    conflict_actions.declare(
        world.session, petition, world.records, "Người nhà", world.head.actor, MORNING
    )
    assert petition.dossier.officer_id == officer.id
    assert petition.dossier.events[-1].action == "entrust"
    people = find_recipients(world.session, "superiors", petition.dossier, TODAY, None)
    assert world.head not in people
    assert world.leader in people


def test_pages_declare_and_take_back(world: World, client: FlaskClient) -> None:
    petition = world.accepted()
    path = f"/kien-nghi/{petition.dossier.code}/xung-dot"
    assert sign_in(client, world.officer).get(path).status_code == 403
    sign_in(client, world.records)
    assert client.get(path).status_code == 200
    assert client.post(path, data={"target": "unit-999999", "note": "x"}).status_code == 422
    data = {"target": f"unit-{world.officer.unit_id}", "note": "Nói về Ban này"}
    assert client.post(path, data=data).status_code == 303
    assert petition.dossier.unit_id is None
    assert sign_in(client, world.head).get(f"/kien-nghi/{petition.dossier.code}").status_code == 404
    bar = list_bars(world.session, petition.dossier_id)[0]
    sign_in(client, world.records).post(f"{path}/{bar.id}/bo", data={"note": ""})
    assert list_bars(world.session, petition.dossier_id) == [bar]
    client.post(f"{path}/{bar.id}/bo", data={"note": "Nhầm đơn vị"})
    assert list_bars(world.session, petition.dossier_id) == []


def test_a_bar_costs_no_statement(world: World, counted: list[str]) -> None:
    petition = named(world)
    other = petition.dossier.officer
    assert other is not None
    for account, there in ((world.officer, []), (other, [petition.dossier.id])):
        seen = select(Dossier.id).where(visible_to(account, TODAY))
        counted.clear()
        assert world.session.scalars(seen).all() == there
        assert len(counted) == 1
