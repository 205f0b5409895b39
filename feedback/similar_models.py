"""Who said of which answer that it answers him: counted once per account and answer."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from store.db import Model


class AnswerFit(Model):
    """An account that was about to file and found this answer instead."""

    __tablename__ = "answer_fit"

    answer_id: Mapped[int] = mapped_column(ForeignKey("answer.id"), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    at: Mapped[datetime]
