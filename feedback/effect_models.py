"""The question four weeks after an answer: whether the matter is settled. One for each petition."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from feedback.models import Petition
from store.db import Model


class EffectQuestion(Model):
    """Asked once, by mail or, without a `token_hash`, by telephone; replied once.

    reply: "done", "partly" or "not_yet"; what was said stands in the history.
    """

    __tablename__ = "effect_question"
    __table_args__ = (
        CheckConstraint("reply IN ('done', 'partly', 'not_yet')", name="reply"),
        Index("ix_effect_question_open", "asked_at", postgresql_where=text("replied_at IS NULL")),
    )

    petition_id: Mapped[int] = mapped_column(ForeignKey("petition.dossier_id"), primary_key=True)
    asked_at: Mapped[datetime]
    token_hash: Mapped[str | None] = mapped_column(unique=True)
    reply: Mapped[str | None]
    replied_at: Mapped[datetime | None]

    petition: Mapped[Petition] = relationship()
