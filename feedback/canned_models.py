"""Pieces of text that answers of a topic may begin from, and every version of each."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models import Account
from feedback.models import Topic
from store.db import Model


class CannedAnswer(Model):
    """A piece of text for answers of one topic, as it reads now. Drafts hold a copy of it.

    `version` refuses who saves over what he has not seen.
    """

    __tablename__ = "canned_answer"
    __table_args__ = (
        CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="order"),
        UniqueConstraint("topic_code", "title"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    topic_code: Mapped[str] = mapped_column(ForeignKey("topic.code"))
    title: Mapped[str]
    body: Mapped[str]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    version: Mapped[int]
    written_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    written_at: Mapped[datetime]

    topic: Mapped[Topic] = relationship()
    written_by: Mapped[Account] = relationship()

    def is_valid_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


class CannedVersion(Model):
    """What a piece said from one saving to the next. Append-only."""

    __tablename__ = "canned_version"

    canned_id: Mapped[int] = mapped_column(ForeignKey("canned_answer.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    body: Mapped[str]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    written_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    written_at: Mapped[datetime]

    written_by: Mapped[Account] = relationship()
