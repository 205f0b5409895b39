"""The fund's book: entries and lines that never change, their totals, promises of money."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models import Account
from cooperatives.models import Cooperative
from fund.chart import CODES, ENTRY_KINDS
from store.db import Model


def _listed(words: tuple[str, ...]) -> str:
    return ", ".join(f"'{word}'" for word in words)


class FundEntry(Model):
    """One journal entry. `booked_on` is the day it counts for, `at` when it was written.

    `line_count` lines belong to it and sum to zero: the database refuses a commit where they do
    not, and UPDATE and DELETE always. `once_key` is the act, posted once.
    """

    __tablename__ = "fund_entry"
    __table_args__ = (
        CheckConstraint(f"kind IN ({_listed(tuple(ENTRY_KINDS))})", name="kind"),
        CheckConstraint("line_count >= 2", name="line_count"),
        Index("ix_fund_entry_booked_on", "booked_on", "id"),
        Index("ix_fund_entry_dossier_id", "dossier_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    booked_on: Mapped[date]
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    text: Mapped[str]
    line_count: Mapped[int]
    dossier_id: Mapped[int | None] = mapped_column(ForeignKey("dossier.id"))
    reverses_id: Mapped[int | None] = mapped_column(ForeignKey("fund_entry.id"), unique=True)
    once_key: Mapped[str | None] = mapped_column(unique=True)

    lines: Mapped[list["FundLine"]] = relationship(order_by="FundLine.id", viewonly=True)
    by: Mapped[Account | None] = relationship()


class FundLine(Model):
    """One side of an entry: đồng, debit positive and credit negative."""

    __tablename__ = "fund_line"
    __table_args__ = (
        CheckConstraint(f"account IN ({_listed(CODES)})", name="account"),
        CheckConstraint("amount_vnd <> 0", name="amount"),
        Index("ix_fund_line_entry_id", "entry_id"),
        Index("ix_fund_line_cooperative", "cooperative_id", "account"),
        Index("ix_fund_line_loan_ref", "loan_ref", postgresql_where=text("loan_ref <> ''")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("fund_entry.id"))
    account: Mapped[str]
    amount_vnd: Mapped[int]
    cooperative_id: Mapped[int | None] = mapped_column(ForeignKey("cooperative.id"))
    loan_ref: Mapped[str] = mapped_column(default="")

    cooperative: Mapped[Cooperative | None] = relationship()


class FundTotal(Model):
    """The balance of an account: kept by the database with each line, and by nothing else."""

    __tablename__ = "fund_total"

    account: Mapped[str] = mapped_column(primary_key=True)
    balance_vnd: Mapped[int]


class FundReservation(Model):
    """Money promised to a dossier: `left_vnd` of `amount_vnd` is neither paid out nor released."""

    __tablename__ = "fund_reservation"
    __table_args__ = (
        CheckConstraint("amount_vnd > 0 AND left_vnd BETWEEN 0 AND amount_vnd", name="amounts"),
        CheckConstraint("ended_on IS NULL OR left_vnd = 0", name="ended"),
        Index("ix_fund_reservation_cooperative_id", "cooperative_id"),
    )

    dossier_id: Mapped[int] = mapped_column(ForeignKey("dossier.id"), primary_key=True)
    cooperative_id: Mapped[int] = mapped_column(ForeignKey("cooperative.id"))
    amount_vnd: Mapped[int]
    left_vnd: Mapped[int]
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    ended_on: Mapped[date | None]
