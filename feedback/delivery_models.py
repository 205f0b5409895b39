"""How an answer reached the cooperative: what people recorded about it. Append-only."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models import Account
from feedback.models import Answer
from store.db import Model


class AnswerDelivery(Model):
    """One act on the way of an answer to its reader. The database refuses UPDATE and DELETE.

    way: "read" and "opened" by the cooperative, "telephone", "paper", "missed" and "void" by staff;
    `person` is who listened or signed for it, `happened_on` the day it happened on.
    """

    __tablename__ = "answer_delivery"
    __table_args__ = (
        CheckConstraint(
            "way IN ('read', 'opened', 'telephone', 'paper', 'missed', 'void')", name="way"
        ),
        Index(
            "uq_answer_delivery_by_owner",
            "answer_id",
            "recorded_by_id",
            "way",
            unique=True,
            postgresql_where=text("way IN ('read', 'opened')"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    answer_id: Mapped[int] = mapped_column(ForeignKey("answer.id"), index=True)
    way: Mapped[str]
    person: Mapped[str] = mapped_column(default="")
    happened_on: Mapped[date]
    note: Mapped[str] = mapped_column(default="")
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))

    answer: Mapped[Answer] = relationship()
    recorded_by: Mapped[Account] = relationship()
