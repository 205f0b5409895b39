"""Petitions that are handled together, and petitions that were split from another."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models import Account
from feedback.models import Petition
from store.db import Model


class PetitionMerge(Model):
    """A petition merged into a lead, whose answer answers it too.

    status: "open", and at its end "answered", "undone", "left" (withdrawn by its owner). `kept` is
    what taking the merge back restores: state, unit_id, officer_id, held_since. One of a petition
    is open at a time.
    """

    __tablename__ = "petition_merge"
    __table_args__ = (
        CheckConstraint("status IN ('open', 'answered', 'undone', 'left')", name="status"),
        CheckConstraint("petition_id <> lead_id", name="not_itself"),
        Index(
            "uq_petition_merge_open", "petition_id", unique=True,
            postgresql_where=text("status = 'open'"),
        ),
        Index("ix_petition_merge_lead_id", "lead_id"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    petition_id: Mapped[int] = mapped_column(ForeignKey("petition.dossier_id"))
    lead_id: Mapped[int] = mapped_column(ForeignKey("petition.dossier_id"))
    status: Mapped[str] = mapped_column(default="open")
    kept: Mapped[dict[str, Any]]
    note: Mapped[str]
    merged_at: Mapped[datetime]
    merged_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    ended_at: Mapped[datetime | None]

    petition: Mapped[Petition] = relationship(foreign_keys=[petition_id])
    lead: Mapped[Petition] = relationship(foreign_keys=[lead_id])
    merged_by: Mapped[Account] = relationship()
    demands: Mapped[list["MergedDemand"]] = relationship(order_by="MergedDemand.demand_id")


class MergedDemand(Model):
    """Which demand of the lead a merged demand is the same as: its answer answers both."""

    __tablename__ = "merged_demand"

    merge_id: Mapped[int] = mapped_column(ForeignKey("petition_merge.id"), primary_key=True)
    demand_id: Mapped[int] = mapped_column(ForeignKey("demand.id"), primary_key=True)
    lead_demand_id: Mapped[int] = mapped_column(ForeignKey("demand.id"))


class PetitionSplit(Model):
    """A petition that was made of demands of another, which both name each other."""

    __tablename__ = "petition_split"
    __table_args__ = (Index("ix_petition_split_source_id", "source_id"),)

    petition_id: Mapped[int] = mapped_column(ForeignKey("petition.dossier_id"), primary_key=True)
    source_id: Mapped[int] = mapped_column(ForeignKey("petition.dossier_id"))
    note: Mapped[str]
    split_at: Mapped[datetime]
    split_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))

    petition: Mapped[Petition] = relationship(foreign_keys=[petition_id])
    source: Mapped[Petition] = relationship(foreign_keys=[source_id])
