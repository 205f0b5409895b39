"""Integrations are called about what cooperatives read: signed, once, and with patience."""

import hmac
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from accounts.models import Account
from config import Settings
from feedback import actions as petitions
from notices import outcall, webhook_actions
from notices.models import MailMessage
from notices.webhook_actions import WebhookDraft
from notices.webhook_models import Webhook, WebhookDelivery
from notices.webhook_rules import FAILURES_MAX, signature, wait_after
from store.models import OutboxMessage
from tests.http_server import Server, http_server
from tests.make import MORNING, make_account
from tests.world import World, sign_in
from workflow.refusal import Refusal
from workflow.roles import Role

EVENTS = ("petition.accept", "petition.note", "petition.sign")
HIDDEN = "Chuyện nội bộ"
AGE_SECONDS = 300


def is_signed(secret: str, header: str, body: bytes, now: datetime) -> bool:
    """Return whether a call is ours and young: what docs/rules/webhooks.md asks of a receiver."""
    parts = dict(one.split("=", 1) for one in header.split(",") if "=" in one)
    seconds = parts.get("t", "")
    if not seconds.isdecimal() or abs(now.timestamp() - int(seconds)) > AGE_SECONDS:
        return False
    wanted = hmac.digest(secret.encode(), f"{seconds}.".encode() + body, "sha256").hex()
    return hmac.compare_digest(wanted, parts.get("v1", ""))


@pytest.fixture
def server() -> Iterator[Server]:
    with http_server() as listening:
        yield listening


@pytest.fixture
def free(world: World) -> Settings:
    """Settings that allow this machine."""
    return replace(world.settings, webhooks_may_be_private=True)


@pytest.fixture
def admin(session: Session) -> Account:
    return make_account(session, Role.ADMIN)


@pytest.fixture
def hook(world: World, free: Settings, server: Server, admin: Account) -> tuple[Webhook, str]:
    draft = WebhookDraft("Kế toán", f"{server.url}/hook?a=1", EVENTS, is_on=True)
    return webhook_actions.open_webhook(world.session, free, draft, admin, MORNING)


def deliveries(session: Session) -> list[WebhookDelivery]:
    return list(session.scalars(select(WebhookDelivery).order_by(WebhookDelivery.id)))


def told(server: Server) -> list[dict[str, Any]]:
    return [json.loads(one.body) for one in server.heard]


def test_what_cooperatives_read_is_told_signed_and_once(
    world: World, free: Settings, server: Server, hook: tuple[Webhook, str]
) -> None:
    petition, session = world.accepted(), world.session
    petitions.note(session, petition, HIDDEN, world.officer.actor, MORNING)
    for _ in range(2):
        webhook_actions.spread(session, MORNING)
    (one,) = deliveries(session)
    for _ in range(2):
        webhook_actions.call_webhook(session, free, one.id, MORNING)
    (heard,) = server.heard
    assert (heard.method, heard.path) == ("POST", "/hook?a=1")
    assert heard.headers["X-DongHanh-Delivery"] == str(one.id)
    signed = heard.headers["X-DongHanh-Signature"]
    assert is_signed(hook[1], signed, heard.body, MORNING)
    assert not is_signed(hook[1], signed, heard.body + b" ", MORNING)
    assert not is_signed(hook[1] + "x", signed, heard.body, MORNING)
    assert not is_signed(hook[1], signed, heard.body, MORNING + timedelta(minutes=6))
    said = told(server)[0]
    assert (said["event"], said["dossier"]["state"]) == ("petition.accept", "accepted")
    assert said["dossier"]["code"] == petition.dossier.code
    whole = heard.body.decode()
    for hidden in (petition.dossier.subject, world.cooperative.name, HIDDEN, "Thắng"):
        assert hidden not in whole
    assert one.done_at == MORNING


def test_nothing_of_the_time_before_or_while_it_is_off(
    world: World, free: Settings, server: Server, admin: Account
) -> None:
    session = world.session
    world.accepted(MORNING - timedelta(days=1))
    draft = WebhookDraft("Kế toán", server.url, EVENTS, is_on=False)
    webhook, _ = webhook_actions.open_webhook(session, free, draft, admin, MORNING)
    world.accepted(MORNING)
    assert webhook_actions.spread(session, MORNING) == 0
    later = MORNING + timedelta(hours=1)
    webhook_actions.edit_webhook(session, free, webhook, replace(draft, is_on=True), later)
    assert webhook_actions.spread(session, later) == 0
    world.accepted(later)
    assert webhook_actions.spread(session, later) == 1


def test_a_failure_waits_longer_each_time_and_is_given_up(
    world: World, free: Settings, server: Server, hook: tuple[Webhook, str]
) -> None:
    session, server.status = world.session, 500
    one = webhook_actions.send_test(session, hook[0], MORNING)
    now, waits = MORNING, []
    while one.given_up_at is None:
        webhook_actions.call_webhook(session, free, one.id, now)
        if one.next_at is not None:
            waits.append((one.next_at - now) // timedelta(minutes=1))
            now = one.next_at
    assert waits == [1, 5, 30, 120, 360, 720, 1440]
    assert (one.attempts, one.status) == (8, 500)
    due = session.scalars(
        select(OutboxMessage.due_at).where(OutboxMessage.task == "notices.call_webhook")
    ).all()
    assert len(set(due)) == 8
    webhook_actions.call_webhook(session, free, one.id, now)
    assert len(server.heard) == 8
    server.status = 204
    webhook_actions.retry(session, one, now)
    webhook_actions.call_webhook(session, free, one.id, now)
    assert (one.done_at, hook[0].failures) == (now, 0)
    assert {said["delivery"] for said in told(server)} == {one.id}
    with pytest.raises(Refusal):
        webhook_actions.retry(session, one, now)


def test_who_takes_nothing_any_more_is_switched_off_and_admins_told_once(
    world: World, free: Settings, server: Server, hook: tuple[Webhook, str], admin: Account
) -> None:
    session, server.status = world.session, 503
    webhook = hook[0]
    webhook.failures = FAILURES_MAX - 1
    for _ in range(2):
        one = webhook_actions.send_test(session, webhook, MORNING)
        webhook_actions.call_webhook(session, free, one.id, MORNING)
    assert (webhook.on_since, webhook.stopped_at) == (None, MORNING)
    mail = session.scalars(select(MailMessage)).one()
    assert mail.recipient == admin.email
    assert "Kế toán" in mail.subject


def test_a_redirect_is_not_followed(
    world: World, free: Settings, server: Server, hook: tuple[Webhook, str]
) -> None:
    server.status, server.location = 302, f"{server.url}/elsewhere"
    one = webhook_actions.send_test(world.session, hook[0], MORNING)
    webhook_actions.call_webhook(world.session, free, one.id, MORNING)
    assert len(server.heard) == 1
    assert "302" in one.error


def test_the_own_network_is_never_called(
    world: World, server: Server, hook: tuple[Webhook, str]
) -> None:
    one = webhook_actions.send_test(world.session, hook[0], MORNING)
    webhook_actions.call_webhook(world.session, world.settings, one.id, MORNING)
    assert server.heard == []
    assert "mạng nội bộ" in one.error


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.0.0.1", "192.168.1.1", "172.16.0.9", "169.254.169.254", "0.0.0.9",
        "100.64.0.1", "224.0.0.1", "::1", "fe80::1%eth0", "fd00::1", "::ffff:127.0.0.1", "::",
    ],
)  # fmt: skip
def test_what_is_not_public(address: str) -> None:
    assert not outcall.is_public(address)


def test_what_is_public() -> None:
    assert outcall.is_public("203.113.131.1")
    assert outcall.is_public("2001:ee0::1")


@pytest.mark.parametrize(
    "address",
    [
        "", "ftp://a.example/", "https://", "https://user:x@a.example/", "https://a.example/#x",
        "https://a.example:99999/", "https://a.example/a b", "http://a.example/", "https://10.0.0.1/",
        "https://[::1]/", "https://localhost/", "javascript:alert(1)", "https://a.example/\r\nX: y",
    ],
)  # fmt: skip
def test_an_address_that_is_refused(world: World, address: str) -> None:
    with pytest.raises(Refusal) as refused:
        webhook_actions.check_address(world.settings, address)
    assert refused.value.field == "address"


def test_the_secret_is_not_kept_readable(
    world: World, free: Settings, server: Server, hook: tuple[Webhook, str]
) -> None:
    webhook, secret = hook
    assert secret not in webhook.sealed_secret
    renewed = webhook_actions.renew_secret(world.session, free, webhook)
    assert renewed != secret
    one = webhook_actions.send_test(world.session, webhook, MORNING)
    webhook_actions.call_webhook(world.session, free, one.id, MORNING)
    heard = server.heard[0]
    assert is_signed(renewed, heard.headers["X-DongHanh-Signature"], heard.body, MORNING)
    other = replace(free, secret_key="another-secret-of-this-house")
    again = webhook_actions.send_test(world.session, webhook, MORNING)
    webhook_actions.call_webhook(world.session, other, again.id, MORNING)
    assert "tạo lại" in again.error
    assert len(server.heard) == 1


def test_a_signature_is_what_the_page_says() -> None:
    said = signature("geheim", MORNING, b"{}")
    assert said.startswith(f"t={int(MORNING.timestamp())},v1=")
    assert is_signed("geheim", said, b"{}", MORNING)
    assert wait_after(8) is None


@pytest.fixture
def allowed(app: Flask, free: Settings) -> Iterator[None]:
    before = app.extensions["settings"]
    app.extensions["settings"] = free
    yield
    app.extensions["settings"] = before


def test_the_pages(
    world: World, client: FlaskClient, server: Server, admin: Account, allowed: None
) -> None:
    session = world.session
    session.commit()
    sign_in(client, admin)
    assert "Chưa có kết nối nào" in client.get("/quan-tri/ket-noi").text
    typed = {"name": "Kế toán", "address": server.url, "events": ["petition.accept"], "is_on": "y"}
    wrong = client.post("/quan-tri/ket-noi/moi", data=typed | {"address": "ftp://a", "name": ""})
    assert wrong.status_code == 422
    assert "Địa chỉ chưa đúng" in client.post(
        "/quan-tri/ket-noi/moi", data=typed | {"address": "ftp://a"}
    ).text  # fmt: skip
    assert client.post("/quan-tri/ket-noi/moi", data=typed | {"events": ["x"]}).status_code == 422
    shown = client.post("/quan-tri/ket-noi/moi", data=typed).text
    webhook = session.scalars(select(Webhook)).one()
    path = f"/quan-tri/ket-noi/{webhook.id}"
    assert client.post(f"{path}/thu").status_code == 303
    (one,) = deliveries(session)
    webhook_actions.call_webhook(
        session, client.application.extensions["settings"], one.id, MORNING
    )
    heard = server.heard[0]
    secret = shown.split('class="fact">', 1)[-1].split("<", 1)[0].strip()
    assert is_signed(secret, heard.headers["X-DongHanh-Signature"], heard.body, MORNING)
    page = client.get(path).text
    assert "Đã nhận" in page
    assert secret not in page
    one.done_at, one.given_up_at = None, MORNING
    session.commit()
    assert client.post(f"/quan-tri/ket-noi/lan-goi/{one.id}/gui-lai").status_code == 303
    assert client.post(f"/quan-tri/ket-noi/lan-goi/{one.id}/gui-lai").status_code == 409
    assert client.post(path, data=typed | {"is_on": ""}).status_code == 303
    assert webhook.on_since is None
    assert secret not in client.post(f"{path}/khoa-moi").text
