"""A loan after its contract: its plans, what was paid out and back, its story, its nights."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models import Account
from cooperatives.models import Cooperative
from servicing.process import STATES
from servicing.replay import CHOICES
from store.db import Model


def _listed(words: Any) -> str:
    return ", ".join(f"'{word}'" for word in words)


class Loan(Model):
    """One credit contract. What it owes is replayed; the columns from `synced_on` on are a copy
    of that on that day, kept for lists and for the night.

    `terms` is how the schedule is made (servicing.plans), `pay_order` the order in which a payment
    is used: both are fixed by the contract. `due_vnd` could be paid then, `overdue_vnd` is the part
    of it that is late, since `overdue_since`. Nobody pays out who appraised or decided: the
    database refuses it.
    """

    __tablename__ = "loan"
    __table_args__ = (
        CheckConstraint(f"status IN ({_listed(STATES)})", name="status"),
        CheckConstraint("amount_vnd > 0 AND principal_vnd >= 0", name="amounts"),
        CheckConstraint("debt_group BETWEEN 1 AND 5", name="debt_group"),
        CheckConstraint(
            "appraiser_id IS DISTINCT FROM decider_id OR appraiser_id IS NULL", name="four_eyes"
        ),
        Index("ix_loan_cooperative_id", "cooperative_id"),
        Index("ix_loan_night", "next_due_on", postgresql_where=text("principal_vnd > 0")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    contract_no: Mapped[str] = mapped_column(unique=True)
    dossier_id: Mapped[int | None] = mapped_column(ForeignKey("dossier.id"), unique=True)
    cooperative_id: Mapped[int] = mapped_column(ForeignKey("cooperative.id"))
    programme: Mapped[str]
    purpose: Mapped[str]
    amount_vnd: Mapped[int]
    rate_ppm: Mapped[int]
    overdue_rate_ppm: Mapped[int]
    late_rate_ppm: Mapped[int]
    method: Mapped[str]
    day_count: Mapped[str]
    rounding: Mapped[str]
    pay_order: Mapped[str]
    terms: Mapped[dict[str, Any]]
    signed_on: Mapped[date]
    ends_on: Mapped[date]
    appraiser_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    decider_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    version: Mapped[int] = mapped_column(default=0)
    status: Mapped[str]
    synced_on: Mapped[date]
    drawn_vnd: Mapped[int] = mapped_column(default=0)
    principal_vnd: Mapped[int] = mapped_column(default=0)
    due_vnd: Mapped[int] = mapped_column(default=0)
    overdue_vnd: Mapped[int] = mapped_column(default=0)
    overdue_since: Mapped[date | None]
    next_due_on: Mapped[date | None]
    restructured: Mapped[int] = mapped_column(default=0)
    debt_group: Mapped[int] = mapped_column(default=1)
    provision_vnd: Mapped[int] = mapped_column(default=0)
    written_off_on: Mapped[date | None]

    cooperative: Mapped[Cooperative] = relationship(lazy="joined")
    appraiser: Mapped[Account | None] = relationship(foreign_keys=[appraiser_id])
    decider: Mapped[Account | None] = relationship(foreign_keys=[decider_id])

    __mapper_args__ = {"version_id_col": version}


class LoanPlan(Model):
    """A version of the schedule: `parts` lists [number, day, principal]. The old ones stay.

    `kind`: contract, tranche, restructure or relief. `undone_at`: it counts no more.
    """

    __tablename__ = "loan_plan"
    __table_args__ = (
        UniqueConstraint("loan_id", "n"),
        CheckConstraint("kind IN ('contract', 'tranche', 'restructure', 'relief')", name="kind"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    loan_id: Mapped[int] = mapped_column(ForeignKey("loan.id"))
    n: Mapped[int]
    kind: Mapped[str]
    from_on: Mapped[date]
    parts: Mapped[list[Any]]
    reason: Mapped[str] = mapped_column(default="")
    decision_no: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    relief_id: Mapped[int | None] = mapped_column(ForeignKey("loan_relief.id"))
    undone_at: Mapped[datetime | None]

    by: Mapped[Account | None] = relationship()


class LoanDisbursement(Model):
    """Money paid out: one bank reference, one tranche. `conditions` lists [what, evidence]."""

    __tablename__ = "loan_disbursement"
    __table_args__ = (
        UniqueConstraint("loan_id", "n"),
        CheckConstraint("amount_vnd > 0", name="amount"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    loan_id: Mapped[int] = mapped_column(ForeignKey("loan.id"))
    n: Mapped[int]
    amount_vnd: Mapped[int]
    paid_on: Mapped[date]
    bank_reference: Mapped[str] = mapped_column(unique=True)
    payer_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    conditions: Mapped[list[Any]]
    at: Mapped[datetime]

    payer: Mapped[Account] = relationship()


class LoanPayment(Model):
    """Money paid back. `told` is how it was used, as the receipt said then.

    `source`: "hand" or "statement". The row never changes; a mistake has a reversal.
    """

    __tablename__ = "loan_payment"
    __table_args__ = (
        CheckConstraint("amount_vnd > 0", name="amount"),
        CheckConstraint(f"choice IN ({_listed(CHOICES)})", name="choice"),
        CheckConstraint("source IN ('hand', 'statement')", name="source"),
        Index("ix_loan_payment_loan_id", "loan_id", "paid_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    loan_id: Mapped[int] = mapped_column(ForeignKey("loan.id"))
    paid_on: Mapped[date]
    amount_vnd: Mapped[int]
    choice: Mapped[str]
    bank_reference: Mapped[str] = mapped_column(unique=True)
    source: Mapped[str]
    by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime]
    told: Mapped[dict[str, Any]]

    by: Mapped[Account] = relationship()
    loan: Mapped[Loan] = relationship()
    reversal: Mapped["LoanReversal | None"] = relationship(lazy="joined", viewonly=True)


class LoanReversal(Model):
    """A payment that was entered by mistake: who says so, and why. Never the one who entered it."""

    __tablename__ = "loan_reversal"

    payment_id: Mapped[int] = mapped_column(ForeignKey("loan_payment.id"), primary_key=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime]
    reason: Mapped[str]

    by: Mapped[Account] = relationship()


class LoanEvent(Model):
    """One thing that happened to a loan, in words. Append-only. `by_id` None: by itself."""

    __tablename__ = "loan_event"
    __table_args__ = (Index("ix_loan_event_loan_id", "loan_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    loan_id: Mapped[int] = mapped_column(ForeignKey("loan.id"))
    action: Mapped[str]
    happened_on: Mapped[date]
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    note: Mapped[str]

    by: Mapped[Account | None] = relationship()


class LoanNight(Model):
    """A day that the nightly run has done, and what it did: counts by word."""

    __tablename__ = "loan_night"

    day: Mapped[date] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    counts: Mapped[dict[str, Any]]


class LoanSnapshot(Model):
    """A loan at the end of a month, as it was known then."""

    __tablename__ = "loan_snapshot"

    taken_on: Mapped[date] = mapped_column(primary_key=True)
    loan_id: Mapped[int] = mapped_column(ForeignKey("loan.id"), primary_key=True)
    principal_vnd: Mapped[int]
    overdue_vnd: Mapped[int]
    debt_group: Mapped[int]
    provision_vnd: Mapped[int]
