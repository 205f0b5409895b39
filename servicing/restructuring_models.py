"""What a borrower asks for where the schedule cannot be kept; the signed notes of tranches."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models import Account
from letters.models import Letter
from servicing.models import Loan, LoanDisbursement
from servicing.restructuring_process import KINDS, STATES
from store.db import Model


class LoanRestructuring(Model):
    """One request: the wish, the appraiser's finding and proposal, the director's decision.

    Days and counts come in threes: first day, months between two, how many. Who appraises does not
    decide: the database refuses it. A loan has one request that waits, at most.
    """

    __tablename__ = "loan_restructuring"
    __table_args__ = (
        CheckConstraint("status IN ({})".format(", ".join(map(repr, STATES))), name="status"),
        CheckConstraint("kind IN ({})".format(", ".join(map(repr, KINDS))), name="kind"),
        CheckConstraint(
            "decided_by_id IS NULL OR decided_by_id IS DISTINCT FROM appraised_by_id",
            name="four_eyes",
        ),
        Index(
            "uq_loan_restructuring_waiting",
            "loan_id",
            unique=True,
            postgresql_where=text("status IN ('asked', 'appraised')"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    loan_id: Mapped[int] = mapped_column(ForeignKey("loan.id"))
    status: Mapped[str]
    kind: Mapped[str]
    reason: Mapped[str]
    first_on: Mapped[date]
    every_months: Mapped[int]
    instalments: Mapped[int]
    asked_at: Mapped[datetime]
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    finding: Mapped[str] = mapped_column(default="")
    is_supported: Mapped[bool | None]
    proposed_first_on: Mapped[date | None]
    proposed_every_months: Mapped[int | None]
    proposed_instalments: Mapped[int | None]
    appraised_at: Mapped[datetime | None]
    appraised_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    answer: Mapped[str] = mapped_column(default="")
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    letter_id: Mapped[int | None] = mapped_column(ForeignKey("letter.id"))
    plan_id: Mapped[int | None] = mapped_column(ForeignKey("loan_plan.id"))

    loan: Mapped[Loan] = relationship()
    asked_by: Mapped[Account] = relationship(foreign_keys=[asked_by_id])
    appraised_by: Mapped[Account | None] = relationship(foreign_keys=[appraised_by_id])
    decided_by: Mapped[Account | None] = relationship(foreign_keys=[decided_by_id])
    letter: Mapped[Letter | None] = relationship()

    @property
    def is_waiting(self) -> bool:
        return self.status in ("asked", "appraised")


class LoanDebtNote(Model):
    """The official note by which a tranche is acknowledged: one letter a tranche."""

    __tablename__ = "loan_debt_note"

    disbursement_id: Mapped[int] = mapped_column(
        ForeignKey("loan_disbursement.id"), primary_key=True
    )
    letter_id: Mapped[int] = mapped_column(ForeignKey("letter.id"), unique=True)

    disbursement: Mapped[LoanDisbursement] = relationship()
    letter: Mapped[Letter] = relationship()
