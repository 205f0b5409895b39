"""By which channels people are told, and how text messages leave and are reported."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from config import Settings
from feedback.delivery_queries import delivery_of, list_unreached
from notices import actions, preference_actions, sms_actions
from notices.models import MailMessage, Notice, SmsMessage
from notices.outcall import CallFailed
from notices.preference_actions import keep_choices
from notices.rules import Choice
from notices.sms import NotTaken, Sms, deliver
from store.clock import today, utc_now
from store.models import OutboxMessage
from tests.http_server import Server, http_server
from tests.make import MORNING
from tests.world import TEXT, World, sign_in
from workflow.localtime import VIETNAM


@pytest.fixture
def server() -> Iterator[Server]:
    with http_server() as listening:
        yield listening


def gateway(world: World, server: Server, **values: object) -> Settings:
    usual = {"sms_url": f"{server.url}/send", "is_demo": False} | values
    return replace(world.settings, **usual)  # type: ignore[arg-type]


def with_telephone(world: World) -> World:
    world.owner.phone = "0912345678"
    world.session.commit()
    return world


def tell(world: World, settings: Settings, now: datetime = MORNING) -> None:
    event = world.last(world.answered(now))
    for _ in range(2):
        actions.tell(world.session, settings, "owner", event.dossier_id, event.id, now)
    world.session.commit()


def sent(session: Session) -> tuple[int, int, int]:
    """Return how many notices, mails and text messages were written."""
    tables = (Notice, MailMessage, SmsMessage)
    return tuple(len(session.scalars(select(one)).all()) for one in tables)  # type: ignore[return-value]


def test_an_answer_is_told_by_every_channel_once(world: World) -> None:
    tell(with_telephone(world), world.settings)
    assert sent(world.session) == (1, 1, 1)
    message = world.session.scalars(select(SmsMessage)).one()
    assert message.phone == "+84912345678"
    assert message.text.startswith("Kien nghi KN-2026-000001")
    assert "/kien-nghi/KN-2026-000001" in message.text


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        (Choice("none", sms=False), (1, 0, 0)),
        (Choice("none", sms=True), (1, 0, 1)),
        (Choice("each", sms=False), (1, 1, 0)),
    ],
)
def test_a_choice_is_kept_to(world: World, choice: Choice, expected: tuple[int, int, int]) -> None:
    with_telephone(world)
    keep_choices(world.session, world.owner, {"answer": Choice(), "progress": Choice()}, "vi")
    keep_choices(world.session, world.owner, {"answer": choice}, "vi")
    tell(world, world.settings)
    assert sent(world.session) == expected


def test_without_gateway_or_telephone_there_is_no_message(world: World) -> None:
    tell(world, world.settings)
    tell(with_telephone(world), replace(world.settings, sms_url=""))
    world.owner.phone = "12"
    tell(world, world.settings)
    assert sent(world.session) == (3, 3, 0)


def test_everybody_reads_in_the_chosen_language(world: World) -> None:
    keep_choices(world.session, world.owner, {}, "en")
    keep_choices(world.session, world.records, {}, "en")
    petition = world.answered()
    event = world.last(petition)
    for whom in ("owner", "records"):
        dossier_id, session = petition.dossier_id, world.session
        if whom == "owner":
            actions.tell(session, world.settings, whom, dossier_id, event.id, MORNING)
    notice = world.session.scalars(select(Notice)).one()
    assert notice.subject.endswith("has been answered")
    mail = world.session.scalars(select(MailMessage)).one()
    assert mail.body.startswith(f"To {world.cooperative.name},")
    routed = world.file()
    world.screen_and_route(routed)
    last = world.last(routed)
    actions.tell(world.session, world.settings, "officer", routed.dossier_id, last.id, MORNING)
    newest = world.session.scalars(select(MailMessage).order_by(MailMessage.id.desc())).first()
    assert newest is not None
    assert newest.body.startswith(f"To {world.records.full_name},")


def test_one_mail_in_the_morning(world: World) -> None:
    keep_choices(world.session, world.officer, {"work": Choice("daily")}, "vi")
    other = replace(TEXT, subject="Xin mở chợ phiên bán rau", situation="Rau sạch chưa có chỗ bán.",
                    demands=("Mở chợ phiên",))  # fmt: skip
    for text in (TEXT, other):
        petition = world.file(text)
        world.screen_and_route(petition)
        event, session = world.last(petition), world.session
        actions.tell(session, world.settings, "officer", event.dossier_id, event.id, MORNING)
    assert sent(world.session) == (2, 0, 0)
    seen = world.session.scalars(select(Notice).order_by(Notice.id)).all()
    for _ in range(2):
        preference_actions.send_digests(world.session, world.settings, MORNING)
    mail = world.session.scalars(select(MailMessage)).one()
    assert mail.recipient == world.officer.email
    assert all(notice.subject in mail.body for notice in seen)
    assert not any(notice.is_for_digest for notice in seen)


def test_what_was_read_meanwhile_is_no_mail(world: World) -> None:
    keep_choices(world.session, world.officer, {"work": Choice("daily")}, "vi")
    petition = world.file()
    world.screen_and_route(petition)
    event, session = world.last(petition), world.session
    actions.tell(session, world.settings, "officer", event.dossier_id, event.id, MORNING)
    actions.mark_all_read(session, world.officer.id, MORNING)
    session.expire_all()
    preference_actions.send_digests(session, world.settings, MORNING)
    assert sent(session) == (1, 0, 0)


def test_a_message_waits_for_the_office(world: World, server: Server) -> None:
    evening = datetime(2026, 3, 13, 19, 0, tzinfo=VIETNAM)
    tell(with_telephone(world), gateway(world, server), evening)
    task = world.session.scalars(
        select(OutboxMessage).where(OutboxMessage.task == "notices.send_sms")
    ).one()
    assert task.due_at == datetime(2026, 3, 16, 7, 30, tzinfo=VIETNAM)


SMS = Sms("sms-7", "+84912345678", 'Đã có "trả lời" & hơn')


def test_a_gateway_that_takes_json(world: World, server: Server) -> None:
    server.body = b'{"code": 0, "message_id": "abc-9"}'
    settings = gateway(
        world, server, sms_headers="Content-Type: application/json; Authorization: Bearer x:y",
        sms_success=r'"code": 0.*"message_id": "([^"]+)"',
    )  # fmt: skip
    assert deliver(settings, SMS) == "abc-9"
    (heard,) = server.heard
    told = {"to": SMS.phone, "text": SMS.text, "id": SMS.key}
    assert (heard.method, heard.path, json.loads(heard.body)) == ("POST", "/send", told)
    assert heard.headers["Authorization"] == "Bearer x:y"


def test_a_gateway_that_takes_an_address(world: World, server: Server) -> None:
    url = f"{server.url}/send?to={{phone}}&text={{text}}"
    settings = gateway(world, server, sms_url=url, sms_method="GET", sms_body="")
    assert deliver(settings, SMS) == SMS.key
    asked = parse_qs(urlsplit(server.heard[0].path).query)
    assert asked == {"to": [SMS.phone], "text": [SMS.text]}


def test_a_gateway_that_takes_a_form(world: World, server: Server) -> None:
    form = "application/x-www-form-urlencoded"
    settings = gateway(
        world, server, sms_headers=f"Content-Type: {form}", sms_body="to={phone}&text={text}"
    )
    deliver(settings, SMS)
    assert parse_qs(server.heard[0].body.decode()) == {"to": [SMS.phone], "text": [SMS.text]}


@pytest.mark.parametrize(
    ("status", "body"), [(500, b"code: 0"), (302, b"code: 0"), (200, b"code: 13 no money")]
)
def test_what_a_gateway_does_not_take_is_an_error(
    world: World, server: Server, status: int, body: bytes
) -> None:
    server.status, server.body, server.location = status, body, f"{server.url}/elsewhere"
    with pytest.raises(NotTaken):
        deliver(gateway(world, server, sms_success="code: 0"), SMS)
    assert len(server.heard) == 1


def test_a_message_leaves_once_and_after_a_failure_again(world: World, server: Server) -> None:
    settings, session = gateway(world, server), world.session
    tell(with_telephone(world), settings)
    message = session.scalars(select(SmsMessage)).one()
    server.status = 503
    with pytest.raises(CallFailed), session.begin_nested():
        sms_actions.send_sms(session, settings, message.id, MORNING)
    session.refresh(message)
    unsent: datetime | None = message.sent_at
    assert unsent is None
    server.status = 200
    for _ in range(2):
        sms_actions.send_sms(session, settings, message.id, MORNING)
    assert len(server.heard) == 2
    assert (message.sent_at, message.reference) == (MORNING, message.message_key)


def test_a_minute_holds_so_many(world: World, server: Server) -> None:
    settings, session = gateway(world, server, sms_per_minute=1), world.session
    with_telephone(world)
    for _ in range(2):
        tell(world, settings)
    first, second = session.scalars(select(SmsMessage).order_by(SmsMessage.id)).all()
    sms_actions.send_sms(session, settings, first.id, MORNING)
    with pytest.raises(sms_actions.TooMany), session.begin_nested():
        sms_actions.send_sms(session, settings, second.id, MORNING)
    sms_actions.send_sms(session, settings, second.id, MORNING + timedelta(minutes=1))
    assert len(server.heard) == 2


@pytest.fixture
def reported(world: World, app: Flask) -> Iterator[World]:
    """A world whose gateway may report, and whose answer's message left twelve days ago."""
    before = app.extensions["settings"]
    app.extensions["settings"] = replace(before, sms_report_token="geheim-9")
    now = utc_now() - timedelta(days=12)
    tell(with_telephone(world), world.settings, now)
    message = world.session.scalars(select(SmsMessage)).one()
    sms_actions.send_sms(world.session, world.settings, message.id, now)
    world.session.commit()
    yield world
    app.extensions["settings"] = before


@pytest.mark.parametrize("is_json", [True, False])
def test_a_report_delivers_the_answer(reported: World, client: FlaskClient, is_json: bool) -> None:
    message = reported.session.scalars(select(SmsMessage)).one()

    def report(status: str) -> int:
        told = {"id": message.message_key, "status": status}
        sort = {"json": told} if is_json else {"data": told}
        return client.post("/tin-nhan/bao-cao/geheim-9", **sort).status_code

    assert report("UNDELIV") == 204
    assert list_unreached(reported.session, reported.records, today()).total == 1
    assert report("DELIVRD") == 204
    assert report("EXPIRED") == 204
    reported.session.expire_all()
    assert message.delivered_at is not None
    assert list_unreached(reported.session, reported.records, today()).total == 0
    dossier = message.notice.dossier if message.notice else None
    assert dossier is not None
    page = sign_in(client, reported.officer).get(f"/kien-nghi/{dossier.code}").text
    assert "Tin nhắn đã đến máy" in page


@pytest.mark.parametrize(
    ("token", "told"),
    [
        ("sai", {"id": "sms-1", "status": "DELIVRD"}),
        ("geheim-9", {"id": "sms-999999999", "status": "DELIVRD"}),
        ("geheim-9", {"id": "sms-999999999\0", "status": "DELIVRD"}),
        ("geheim-9", {"status": "DELIVRD"}),
        ("geheim-9", {}),
    ],
)
def test_a_report_that_is_none(
    reported: World, client: FlaskClient, token: str, told: dict[str, str]
) -> None:
    assert client.post(f"/tin-nhan/bao-cao/{token}", data=told).status_code == 404
    assert client.post(f"/tin-nhan/bao-cao/{token}", json=told).status_code == 404
    assert client.post(f"/tin-nhan/bao-cao/{token}", json=[told]).status_code == 404
    message = reported.session.scalars(select(SmsMessage)).one()
    assert message.delivered_at is None


def test_without_a_token_nobody_reports(world: World, client: FlaskClient) -> None:
    assert client.post("/tin-nhan/bao-cao/x", data={"id": "sms-1"}).status_code == 404


def test_the_page_of_choices(world: World, client: FlaskClient) -> None:
    with_telephone(world)
    sign_in(client, world.owner)
    page = client.get("/tai-khoan-cua-toi/thong-bao").text
    assert "đến số 0912" in page
    typed = {"mail_asks": "each", "mail_answer": "none", "mail_progress": "none",
             "sms_answer": "y", "language": "en"}  # fmt: skip
    assert client.post("/tai-khoan-cua-toi/thong-bao", data=typed).status_code == 303
    tell(world, world.settings)
    assert sent(world.session) == (1, 0, 1)
    wrong = client.post("/tai-khoan-cua-toi/thong-bao", data=typed | {"mail_asks": "daily"})
    assert wrong.status_code == 422
    other = sign_in(client.application.test_client(), world.officer)
    staff = other.get("/tai-khoan-cua-toi/thong-bao").text
    assert "Gộp một thư mỗi sáng" in staff
    assert delivery_of(world.session, world.accepted(), None) is None
