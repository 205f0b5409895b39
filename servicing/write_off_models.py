"""The decision that takes a loan off the balance, with its letter."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models import Account
from letters.models import Letter
from servicing.models import Loan
from store.db import Model


class LoanWriteOff(Model):
    """What was written off, on which basis; the letter says the same. One a loan, append-only.

    `basis`: the papers of the risk council that propose it. Whole đồng: principal, unpaid interest,
    and what was provided for the loan before.
    """

    __tablename__ = "loan_write_off"
    __table_args__ = (CheckConstraint("principal_vnd > 0 AND interest_vnd >= 0", name="amounts"),)

    loan_id: Mapped[int] = mapped_column(ForeignKey("loan.id"), primary_key=True)
    letter_id: Mapped[int] = mapped_column(ForeignKey("letter.id"), unique=True)
    basis: Mapped[str]
    reason: Mapped[str]
    principal_vnd: Mapped[int]
    interest_vnd: Mapped[int]
    provision_vnd: Mapped[int]
    decided_on: Mapped[date]
    at: Mapped[datetime]
    decided_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))

    loan: Mapped[Loan] = relationship()
    letter: Mapped[Letter] = relationship(lazy="joined")
    decided_by: Mapped[Account] = relationship()
