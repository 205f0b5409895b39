"""A balance that a borrower is asked to confirm, and what he says to it."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models import Account
from feedback.models import PetitionDraft
from servicing.models import Loan
from store.db import Model


class LoanConfirmation(Model):
    """A loan at the end of a half-year: what is owed in principal, and what was due then.

    `is_agreed` None: nobody answered. An objection has words, and the petition that it began.
    """

    __tablename__ = "loan_confirmation"
    __table_args__ = (
        UniqueConstraint("loan_id", "as_of"),
        CheckConstraint("(answered_at IS NULL) = (is_agreed IS NULL)", name="answered"),
        Index("ix_loan_confirmation_as_of", "as_of"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    loan_id: Mapped[int] = mapped_column(ForeignKey("loan.id"))
    as_of: Mapped[date]
    principal_vnd: Mapped[int]
    due_vnd: Mapped[int]
    asked_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    is_agreed: Mapped[bool | None]
    words: Mapped[str] = mapped_column(default="")
    draft_id: Mapped[int | None] = mapped_column(
        ForeignKey("petition_draft.id", ondelete="SET NULL")  # a draft may be thrown away
    )

    loan: Mapped[Loan] = relationship()
    answered_by: Mapped[Account | None] = relationship()
    draft: Mapped[PetitionDraft | None] = relationship()
