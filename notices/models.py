"""Telling people: notices in the product, and the mails that carry them."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models import Account
from dossiers.models import Dossier, DossierEvent
from store.db import Model


class Notice(Model):
    """One thing told to one person: unique per event and account, so that twice is once.

    `opened_at` is set by opening this very notice, `read_at` also by "all read" at once.
    `is_for_digest` while it waits for the mail of the next morning.
    """

    __tablename__ = "notice"
    __table_args__ = (
        UniqueConstraint("event_id", "account_id"),
        Index("ix_notice_account_id", "account_id", "created_at"),
        Index("ix_notice_digest", "account_id", postgresql_where=text("is_for_digest")),
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
    is_for_digest: Mapped[bool] = mapped_column(default=False)

    event: Mapped[DossierEvent] = relationship()
    account: Mapped[Account] = relationship()
    dossier: Mapped[Dossier] = relationship()


class NoticeText(Model):
    """One version of the edited text of a notice; `source` "" is the shipped text again.

    `name` is its path below templates/ ("notices/petition/owner/sign"). Append-only.
    """

    __tablename__ = "notice_text"

    name: Mapped[str] = mapped_column(primary_key=True)
    language: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str]
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    by_name: Mapped[str]


class MailMessage(Model):
    """A mail to send: of a notice, or of an account's one-time link. Sent at most once per row.

    `message_key` makes the Message-ID, so that a receiver sees a second delivery as the same mail.
    `body` may hold a working link: it goes with the mark `sent_at` (but in the demo, whose page
    shows it) or `withdrawn_at`.
    """

    __tablename__ = "mail_message"

    id: Mapped[int] = mapped_column(primary_key=True)
    message_key: Mapped[str] = mapped_column(unique=True)
    recipient: Mapped[str]
    subject: Mapped[str]
    body: Mapped[str]
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]


class SmsMessage(Model):
    """A text message to send. `reference` is the gateway's name for it, which its report brings.

    `delivered_at` is when the gateway reported that it arrived, `report` what it said last.
    """

    __tablename__ = "sms_message"

    id: Mapped[int] = mapped_column(primary_key=True)
    message_key: Mapped[str] = mapped_column(unique=True)
    notice_id: Mapped[int | None] = mapped_column(ForeignKey("notice.id"), index=True)
    phone: Mapped[str]
    text: Mapped[str]
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    reference: Mapped[str | None] = mapped_column(index=True)
    report: Mapped[str] = mapped_column(default="")
    delivered_at: Mapped[datetime | None]

    notice: Mapped[Notice | None] = relationship()


class NoticePreference(Model):
    """How one person wants to hear of one group of events; no row: what is usual holds."""

    __tablename__ = "notice_preference"
    __table_args__ = (CheckConstraint("mail IN ('each', 'daily', 'none')", name="mail"),)

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    event_group: Mapped[str] = mapped_column(primary_key=True)
    mail: Mapped[str]
    sms: Mapped[bool]
