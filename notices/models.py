"""Telling people: notices in the product, and the mails that carry them."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models import Account
from dossiers.models import Dossier, DossierEvent
from store.db import Model


class Notice(Model):
    """One thing told to one person: unique per event and account, so that twice is once.

    `opened_at` is set by opening this very notice, `read_at` also by "all read" at once.
    """

    __tablename__ = "notice"
    __table_args__ = (
        UniqueConstraint("event_id", "account_id"),
        Index("ix_notice_account_id", "account_id", "created_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("dossier_event.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    dossier_id: Mapped[int] = mapped_column(ForeignKey("dossier.id"))
    subject: Mapped[str]
    body: Mapped[str]
    created_at: Mapped[datetime]
    read_at: Mapped[datetime | None]
    opened_at: Mapped[datetime | None]

    event: Mapped[DossierEvent] = relationship()
    account: Mapped[Account] = relationship()
    dossier: Mapped[Dossier] = relationship()


class MailMessage(Model):
    """A mail to send: of a notice, or of an account's one-time link. Sent at most once per row.

    `message_key` makes the Message-ID, so that a receiver sees a second delivery as the same mail.
    """

    __tablename__ = "mail_message"

    id: Mapped[int] = mapped_column(primary_key=True)
    message_key: Mapped[str] = mapped_column(unique=True)
    recipient: Mapped[str]
    subject: Mapped[str]
    body: Mapped[str]
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
