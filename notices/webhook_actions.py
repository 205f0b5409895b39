"""Writes of integrations: who is called about what, and the calls, each until it is taken."""

import json
import secrets
from dataclasses import dataclass
from datetime import datetime
from ipaddress import ip_address

from sqlalchemy import any_, func, literal, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from accounts.models import Account
from accounts.sealing import Unreadable, derive_key, seal, unseal
from config import Settings
from dossiers.models import Dossier, DossierEvent
from notices.actions import send
from notices.links import dossier_path
from notices.outcall import CallFailed, ForbiddenAddress, call, is_public, split
from notices.texts import render_in
from notices.webhook_models import Webhook, WebhookDelivery
from notices.webhook_rules import (
    DELIVERY_HEADER,
    FAILURES_MAX,
    SIGNATURE_HEADER,
    TEST,
    signature,
    wait_after,
)
from store.outbox import enqueue
from workflow.refusal import Refusal
from workflow.roles import Role

PURPOSE = "webhook"
SECRET_BYTES = 32
LOOK_BACK = 500  # numbers of events are given before they commit: some appear late
SPREAD_MAX = 500


@dataclass(frozen=True, slots=True)
class WebhookDraft:
    """What an administrator enters about an integration."""

    name: str
    address: str
    events: tuple[str, ...]
    is_on: bool


def check_address(settings: Settings, address: str) -> None:
    """Refuse an address that would never be called. Names are looked up at each call only."""
    try:
        parts = split(address)
    except ForbiddenAddress:
        raise Refusal(
            "address", "Địa chỉ chưa đúng. Ví dụ: https://ketoan.htx.vn/donghanh", "address"
        ) from None
    if settings.webhooks_may_be_private:
        return
    if parts.scheme != "https":
        raise Refusal("address", "Địa chỉ phải bắt đầu bằng https://", "address")
    try:
        is_private = not is_public(str(ip_address(parts.hostname or "")))
    except ValueError:
        is_private = parts.hostname == "localhost"
    if is_private:
        raise Refusal("address", "Không gọi được địa chỉ trong mạng nội bộ.", "address")


def open_webhook(
    session: Session, settings: Settings, draft: WebhookDraft, by: Account, now: datetime
) -> tuple[Webhook, str]:
    """Make an integration; return it with its secret, which is told this once. Raises Refusal."""
    check_address(settings, draft.address)
    webhook = Webhook(
        name=draft.name,
        address=draft.address,
        events=list(draft.events),
        created_at=now,
        created_by_id=by.id,
    )
    session.add(webhook)
    session.flush()
    _switch(session, webhook, draft.is_on, now)
    return webhook, renew_secret(session, settings, webhook)


def renew_secret(session: Session, settings: Settings, webhook: Webhook) -> str:
    """Give an integration a new secret; the old one ends at once."""
    secret = secrets.token_urlsafe(SECRET_BYTES)
    key = derive_key(settings.secret_key, PURPOSE)
    webhook.sealed_secret = seal(key, webhook.id, secret)
    session.flush()
    return secret


def edit_webhook(
    session: Session, settings: Settings, webhook: Webhook, draft: WebhookDraft, now: datetime
) -> Webhook:
    """Change an integration. Raises Refusal."""
    check_address(settings, draft.address)
    webhook.name, webhook.address = draft.name, draft.address
    webhook.events = list(draft.events)
    _switch(session, webhook, draft.is_on, now)
    return webhook


def _switch(session: Session, webhook: Webhook, is_on: bool, now: datetime) -> None:
    """Switch on (from now, nothing of the time before is told) or off."""
    if is_on and webhook.on_since is None:
        webhook.on_since, webhook.failures, webhook.stopped_at = now, 0, None
        webhook.last_event_id = session.scalar(select(func.max(DossierEvent.id))) or 0
    elif not is_on:
        webhook.on_since = None
    session.flush()


def spread(session: Session, now: datetime) -> int:
    """Write a call for each event since the last time that an integration wants to hear of.

    Only what a cooperative may read is told. Whoever runs it twice writes nothing twice.
    """
    hooks = select(Webhook).where(Webhook.on_since.is_not(None)).order_by(Webhook.id)
    written = 0
    for webhook in session.scalars(hooks.with_for_update(skip_locked=True)).all():
        written += _spread_to(session, webhook, now)
    return written


def _spread_to(session: Session, webhook: Webhook, now: datetime) -> int:
    name = Dossier.kind + "." + DossierEvent.action
    wanted = (
        select(literal(webhook.id), DossierEvent.id, literal(now), literal(0), literal(""))
        .join(Dossier, Dossier.id == DossierEvent.dossier_id)
        .where(DossierEvent.id > webhook.last_event_id - LOOK_BACK)
        .where(DossierEvent.at >= webhook.on_since, DossierEvent.audience == "owner")
        .where(name == any_(literal(webhook.events, Webhook.events.type)))
        .where(
            ~select(WebhookDelivery.id)
            .where(
                WebhookDelivery.webhook_id == webhook.id,
                WebhookDelivery.event_id == DossierEvent.id,
            )
            .exists()
        )
        .order_by(DossierEvent.id)
        .limit(SPREAD_MAX)
    )
    columns = ["webhook_id", "event_id", "created_at", "attempts", "error"]
    row = insert(WebhookDelivery).from_select(columns, wanted).on_conflict_do_nothing()
    made = session.execute(row.returning(WebhookDelivery.id, WebhookDelivery.event_id)).all()
    for one in made:
        enqueue(session, "notices.call_webhook", now, delivery_id=one.id)
    if len(made) == SPREAD_MAX:
        webhook.last_event_id = max(one.event_id for one in made)
    else:
        webhook.last_event_id = session.scalar(select(func.max(DossierEvent.id))) or 0
    return len(made)


def send_test(session: Session, webhook: Webhook, now: datetime) -> WebhookDelivery:
    """Ask for a call that tells of nothing."""
    delivery = WebhookDelivery(webhook_id=webhook.id, created_at=now)
    session.add(delivery)
    session.flush()
    enqueue(session, "notices.call_webhook", now, delivery_id=delivery.id)
    return delivery


def retry(session: Session, delivery: WebhookDelivery, now: datetime) -> None:
    """Try a call again that was given up. Raises Refusal where it was not."""
    session.refresh(delivery, with_for_update=True)
    if delivery.given_up_at is None:
        raise Refusal("state", "Lần gọi này đang được thử, hoặc đã xong.")
    delivery.given_up_at, delivery.attempts = None, 0
    enqueue(session, "notices.call_webhook", now, delivery_id=delivery.id)


def body_of(settings: Settings, delivery: WebhookDelivery) -> bytes:
    """Return what is told: numbers, state and days; never what somebody wrote."""
    event = delivery.event
    told: dict[str, object] = {"delivery": delivery.id, "event": TEST}
    if event is not None:
        dossier = event.dossier
        told |= {
            "event": f"{dossier.kind}.{event.action}",
            "event_id": event.id,
            "at": event.at.isoformat(),
            "dossier": {
                "code": dossier.code,
                "kind": dossier.kind,
                "sequence": event.seq,
                "state": event.target,
                "received_on": dossier.received_on.isoformat(),
                "due_on": dossier.due_on.isoformat(),
                "url": settings.base_url + dossier_path(dossier),
            },
        }
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def call_webhook(session: Session, settings: Settings, delivery_id: int, now: datetime) -> None:
    """Call an integration once. A failure is counted and waits longer each time.

    The call is the last step but one: after a crash right here it goes out again, with the same
    number of delivery, by which the receiver knows it.
    """
    found = select(WebhookDelivery).where(WebhookDelivery.id == delivery_id)
    delivery = session.scalars(found.with_for_update(of=WebhookDelivery)).one()
    if delivery.done_at is not None or delivery.given_up_at is not None:
        return
    delivery.attempts += 1
    delivery.tried_at, delivery.next_at = now, None
    fault = _fault(settings, delivery, now)
    webhook = session.get_one(Webhook, delivery.webhook_id, with_for_update=True)
    if not fault:
        delivery.done_at, delivery.error, webhook.failures = now, "", 0
        return
    delivery.error = fault
    webhook.failures += 1
    _plan(session, delivery, webhook, now)
    if webhook.failures >= FAILURES_MAX and webhook.on_since is not None:
        _stop(session, settings, webhook, now)


def _fault(settings: Settings, delivery: WebhookDelivery, now: datetime) -> str:
    """Call; return what went wrong in a few words, "" where the call was taken."""
    webhook = delivery.webhook
    if webhook.on_since is None and delivery.event_id is not None:
        return "kết nối đang tắt"
    try:
        secret = unseal(derive_key(settings.secret_key, PURPOSE), webhook.id, webhook.sealed_secret)
        body = body_of(settings, delivery)
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "DongHanh-Webhook/1",
            SIGNATURE_HEADER: signature(secret, now, body),
            DELIVERY_HEADER: str(delivery.id),
        }
        is_free = settings.webhooks_may_be_private
        answer = call("POST", webhook.address, headers, body, may_be_private=is_free)
    except Unreadable:
        return "khóa bí mật không đọc được, hãy tạo lại"
    except ForbiddenAddress:
        return "địa chỉ trong mạng nội bộ, không được gọi"
    except CallFailed as error:
        delivery.status = None
        return f"không nối được ({error})"
    delivery.status = answer.status
    return "" if 200 <= answer.status < 300 else f"bên nhận trả lời {answer.status}"


def _plan(session: Session, delivery: WebhookDelivery, webhook: Webhook, now: datetime) -> None:
    """Ask for the next attempt, or give the call up."""
    wait = wait_after(delivery.attempts)
    if wait is None or webhook.on_since is None:
        delivery.given_up_at = now
        return
    delivery.next_at = now + wait
    enqueue(session, "notices.call_webhook", delivery.next_at, delivery_id=delivery.id)


def _stop(session: Session, settings: Settings, webhook: Webhook, now: datetime) -> None:
    """Switch an integration off that takes nothing any more, and tell the administrators once."""
    webhook.on_since, webhook.stopped_at = None, now
    link = f"{settings.base_url}/quan-tri/ket-noi/{webhook.id}"
    admins = select(Account).where(Account.role == str(Role.ADMIN), Account.is_active)
    for account in session.scalars(admins.order_by(Account.id)):
        if account.email:
            values = {"account": account, "webhook": webhook, "link": link, "settings": settings}
            text = render_in(account.language, "mail/webhook_stopped", values)
            key = f"webhook-{webhook.id}-{account.id}-{now:%Y%m%d%H%M%S%f}"
            send(session, key, account.email, text, now)
