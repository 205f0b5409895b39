"""What cooperatives ask to have changed in their row of the registry."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models import Account
from cooperatives.models import Cooperative
from documents.models import Document
from store.db import Model


class RegistryRequest(Model):
    """A request for a change: before and after of each field, as the history of the row has them.

    One is open at a time. `note`: why it was refused, or what was said when it was accepted.
    """

    __tablename__ = "registry_request"
    __table_args__ = (
        CheckConstraint("status IN ('open', 'accepted', 'refused', 'withdrawn')", name="status"),
        CheckConstraint("(status = 'open') = (decided_at IS NULL)", name="decided"),
        Index(
            "uq_registry_request_open",
            "cooperative_id",
            unique=True,
            postgresql_where=text("status = 'open'"),
        ),
        Index("ix_registry_request_cooperative_id", "cooperative_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    cooperative_id: Mapped[int] = mapped_column(ForeignKey("cooperative.id"))
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    asked_at: Mapped[datetime]
    what: Mapped[dict[str, Any]]
    reason: Mapped[str]
    status: Mapped[str] = mapped_column(default="open")
    note: Mapped[str] = mapped_column(default="")
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    decided_at: Mapped[datetime | None]

    cooperative: Mapped[Cooperative] = relationship(lazy="joined", innerjoin=True)
    asked_by: Mapped[Account] = relationship(foreign_keys=[asked_by_id])
    decided_by: Mapped[Account | None] = relationship(foreign_keys=[decided_by_id])
    papers: Mapped[list["RegistryRequestPaper"]] = relationship(
        order_by="RegistryRequestPaper.document_id"
    )


class RegistryRequestPaper(Model):
    """A paper that came with a request."""

    __tablename__ = "registry_request_paper"

    request_id: Mapped[int] = mapped_column(ForeignKey("registry_request.id"), primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), primary_key=True)

    document: Mapped[Document] = relationship(lazy="joined")
