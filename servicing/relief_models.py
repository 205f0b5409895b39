"""Relief of a disaster area: one decision over many loans, which can be taken back whole."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models import Account
from store.db import Model


class LoanRelief(Model):
    """All loans of borrowers in `communes` got `months` more. The plans carry its id; undone, they
    count no more, as if they had never been made."""

    __tablename__ = "loan_relief"
    __table_args__ = (
        CheckConstraint("months BETWEEN 1 AND 24", name="months"),
        CheckConstraint("(undone_at IS NULL) = (undone_by_id IS NULL)", name="undone"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    communes: Mapped[list[Any]]
    months: Mapped[int]
    reason: Mapped[str]
    decision_no: Mapped[str]
    from_on: Mapped[date]
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    loan_count: Mapped[int]
    undone_at: Mapped[datetime | None]
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))

    by: Mapped[Account] = relationship(foreign_keys=[by_id])
