"""Reads of integrations and their calls."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from dossiers.models import DossierEvent
from notices.webhook_models import Webhook, WebhookDelivery
from workflow.refusal import Missing

LOG_MAX = 50


def list_webhooks(session: Session) -> list[Webhook]:
    """Return all integrations by name."""
    return list(session.scalars(select(Webhook).order_by(Webhook.name, Webhook.id)))


def access_webhook(session: Session, webhook_id: int) -> Webhook:
    """Return an integration. Raises Missing."""
    found = session.get(Webhook, webhook_id)
    if found is None:
        raise Missing("webhook")
    return found


def access_delivery(session: Session, delivery_id: int) -> WebhookDelivery:
    """Return a call. Raises Missing."""
    found = session.get(WebhookDelivery, delivery_id)
    if found is None:
        raise Missing("delivery")
    return found


def list_deliveries(session: Session, webhook_id: int) -> list[WebhookDelivery]:
    """Return the last calls of an integration, newest first."""
    found = (
        select(WebhookDelivery)
        .where(WebhookDelivery.webhook_id == webhook_id)
        .order_by(WebhookDelivery.id.desc())
        .limit(LOG_MAX)
        .options(joinedload(WebhookDelivery.event).joinedload(DossierEvent.dossier))
    )
    return list(session.scalars(found))


def count_given_up(session: Session) -> dict[int, int]:
    """Return how many calls of each integration wait for somebody to retry them."""
    counted = (
        select(WebhookDelivery.webhook_id, func.count())
        .where(WebhookDelivery.given_up_at.is_not(None))
        .group_by(WebhookDelivery.webhook_id)
    )
    return {row[0]: row[1] for row in session.execute(counted)}
