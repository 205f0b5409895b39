"""Petitions that ask the same over the years: counted together, each with its own answer."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from feedback.models import Petition
from store.db import Model


class Cluster(Model):
    """One question, however often it was asked. Its members say which petitions asked it."""

    __tablename__ = "cluster"

    id: Mapped[int] = mapped_column(primary_key=True)
    created_at: Mapped[datetime]
    created_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))


class ClusterMember(Model):
    """A petition of a cluster, confirmed by a person; taken out again it stays as a row.

    A petition is in one cluster at a time.
    """

    __tablename__ = "cluster_member"
    __table_args__ = (
        Index(
            "uq_cluster_member_held", "petition_id", unique=True,
            postgresql_where=text("removed_at IS NULL"),
        ),
        Index("ix_cluster_member_cluster_id", "cluster_id"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    cluster_id: Mapped[int] = mapped_column(ForeignKey("cluster.id"))
    petition_id: Mapped[int] = mapped_column(ForeignKey("petition.dossier_id"))
    added_at: Mapped[datetime]
    added_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    removed_at: Mapped[datetime | None]
    removed_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))

    petition: Mapped[Petition] = relationship()
