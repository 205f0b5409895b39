"""Who stands in for whom, from one day to another."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models import Account
from store.db import Model


class Deputy(Model):
    """`deputy` acts for `account` on the days from `starts_on` to `ends_on`. Kept when it is over.

    `ended_on`: the last day where it was ended before its time.
    """

    __tablename__ = "deputy"
    __table_args__ = (
        CheckConstraint("account_id <> deputy_id", name="not_oneself"),
        CheckConstraint("starts_on <= ends_on", name="order"),
        Index("ix_deputy_deputy_id", "deputy_id", "ends_on"),
        Index("ix_deputy_account_id", "account_id", "ends_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    deputy_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    reason: Mapped[str]
    made_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    made_at: Mapped[datetime]
    ended_on: Mapped[date | None]

    account: Mapped[Account] = relationship(foreign_keys=[account_id])
    deputy: Mapped[Account] = relationship(foreign_keys=[deputy_id])
    made_by: Mapped[Account] = relationship(foreign_keys=[made_by_id])

    @property
    def last_on(self) -> date:
        return self.ended_on or self.ends_on
