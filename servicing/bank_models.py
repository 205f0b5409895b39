"""Bank statements that were brought in: each line once, for one loan or for none."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models import Account
from servicing.models import LoanPayment
from store.db import Model


class BankStatement(Model):
    """A file of the bank, brought in once: `sha256` is of its bytes."""

    __tablename__ = "bank_statement"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    sha256: Mapped[str] = mapped_column(unique=True)
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))

    by: Mapped[Account] = relationship()


class BankStatementLine(Model):
    """Money that came in, as the bank tells it. `payment_id`: what it became; `set_aside`: why it
    is for no loan, "" while nobody decided."""

    __tablename__ = "bank_statement_line"
    __table_args__ = (
        CheckConstraint("amount_vnd > 0", name="amount"),
        CheckConstraint("payment_id IS NULL OR set_aside = ''", name="decided"),
        Index(
            "ix_bank_statement_line_waiting",
            "statement_id",
            postgresql_where=text("payment_id IS NULL AND set_aside = ''"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    statement_id: Mapped[int] = mapped_column(ForeignKey("bank_statement.id"))
    number: Mapped[int]
    paid_on: Mapped[date]
    amount_vnd: Mapped[int]
    reference: Mapped[str] = mapped_column(unique=True)
    text: Mapped[str]
    payment_id: Mapped[int | None] = mapped_column(ForeignKey("loan_payment.id"), unique=True)
    set_aside: Mapped[str] = mapped_column(default="")

    payment: Mapped[LoanPayment | None] = relationship()
    statement: Mapped[BankStatement] = relationship()
