"""Applications for membership, later decisions about members, and their yearly fees."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models import Account
from cooperatives.models import Cooperative
from dossiers.models import Dossier
from letters.models import Letter
from store.db import Model


class MembershipApplication(Model):
    """What an application for membership is about. `papers` lists the papers that were received.

    `handed_over_*`: when, where and to whom the decision was handed over.
    """

    __tablename__ = "membership_application"

    dossier_id: Mapped[int] = mapped_column(ForeignKey("dossier.id"), primary_key=True)
    cooperative_id: Mapped[int] = mapped_column(ForeignKey("cooperative.id"), index=True)
    reason: Mapped[str]
    contact_name: Mapped[str]
    contact_phone: Mapped[str]
    papers: Mapped[list[Any]]
    proposed_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    opinion: Mapped[str] = mapped_column(default="")
    letter_id: Mapped[int | None] = mapped_column(ForeignKey("letter.id"))
    member_no: Mapped[int | None]
    handed_over_on: Mapped[date | None]
    handed_over_at_place: Mapped[str] = mapped_column(default="")
    handed_over_to: Mapped[str] = mapped_column(default="")

    dossier: Mapped[Dossier] = relationship(lazy="joined")
    cooperative: Mapped[Cooperative] = relationship()
    proposed_by: Mapped[Account | None] = relationship()
    letter: Mapped[Letter | None] = relationship()


class MemberDecision(Model):
    """A decision about a member: proposed by staff, signed by a leader, or sent back.

    kind: "suspend", "resume", "withdraw", "expel". status: "proposed", "signed", "sent_back".
    """

    __tablename__ = "member_decision"
    __table_args__ = (
        CheckConstraint("kind IN ('suspend', 'resume', 'withdraw', 'expel')", name="kind"),
        CheckConstraint("status IN ('proposed', 'signed', 'sent_back')", name="status"),
        Index(
            "uq_member_decision_open",
            "cooperative_id",
            unique=True,
            postgresql_where=text("status = 'proposed'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    cooperative_id: Mapped[int] = mapped_column(ForeignKey("cooperative.id"))
    kind: Mapped[str]
    status: Mapped[str]
    reason: Mapped[str]
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    proposed_at: Mapped[datetime]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    decided_at: Mapped[datetime | None]
    note: Mapped[str] = mapped_column(default="")
    letter_id: Mapped[int | None] = mapped_column(ForeignKey("letter.id"))

    cooperative: Mapped[Cooperative] = relationship()
    proposed_by: Mapped[Account] = relationship(foreign_keys=[proposed_by_id])
    letter: Mapped[Letter | None] = relationship()


class MemberFee(Model):
    """A payment of the fee of a year, with its receipt. Rows are added, never changed."""

    __tablename__ = "member_fee"
    __table_args__ = (
        CheckConstraint("amount_vnd > 0", name="amount"),
        UniqueConstraint("receipt_year", "receipt_no"),
        Index("ix_member_fee_cooperative_id", "cooperative_id", "year"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    cooperative_id: Mapped[int] = mapped_column(ForeignKey("cooperative.id"))
    year: Mapped[int]
    amount_vnd: Mapped[int]
    paid_on: Mapped[date]
    payer: Mapped[str]
    receipt_year: Mapped[int]
    receipt_no: Mapped[int]
    received_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    received_at: Mapped[datetime]

    cooperative: Mapped[Cooperative] = relationship()
    received_by: Mapped[Account] = relationship()

    @property
    def receipt_code(self) -> str:
        return f"HP-{self.receipt_year}-{self.receipt_no:04d}"
