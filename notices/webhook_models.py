"""Integrations: programs that are called when something happens, and each call."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.types import Text

from dossiers.models import DossierEvent
from store.db import Model


class Webhook(Model):
    """One integration. Its secret is kept encrypted (accounts/sealing.py) and shown once.

    `events` holds names like "petition.sign". It is called about events from `on_since` on, None
    while it is off. `last_event_id` is how far events were looked through; `failures` counts
    failed calls in a row.
    """

    __tablename__ = "webhook"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    address: Mapped[str]
    sealed_secret: Mapped[str] = mapped_column(default="")
    events: Mapped[list[str]] = mapped_column(ARRAY(Text))
    on_since: Mapped[datetime | None]
    last_event_id: Mapped[int] = mapped_column(default=0)
    failures: Mapped[int] = mapped_column(default=0)
    stopped_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    created_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))


class WebhookDelivery(Model):
    """One event told to one integration, or a test (no event). Unique, so that twice is once.

    `done_at` when it was taken; `given_up_at` when no attempt is left, until somebody retries.
    """

    __tablename__ = "webhook_delivery"
    __table_args__ = (
        UniqueConstraint("webhook_id", "event_id"),
        Index("ix_webhook_delivery_webhook_id", "webhook_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    webhook_id: Mapped[int] = mapped_column(ForeignKey("webhook.id"))
    event_id: Mapped[int | None] = mapped_column(ForeignKey("dossier_event.id"))
    created_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    tried_at: Mapped[datetime | None]
    next_at: Mapped[datetime | None]
    status: Mapped[int | None]
    error: Mapped[str] = mapped_column(default="")
    done_at: Mapped[datetime | None]
    given_up_at: Mapped[datetime | None]

    webhook: Mapped[Webhook] = relationship()
    event: Mapped[DossierEvent | None] = relationship()
