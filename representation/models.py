"""Who asks for an account in the name of a cooperative, and what was decided."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models import Account
from cooperatives.models import Cooperative
from documents.models import Document
from store.db import Model


class AccountRequest(Model):
    """A request for an account, decided once. `decision` is "" while it waits.

    `cooperative_id`: found by tax code when it came, or chosen when it was confirmed.
    """

    __tablename__ = "account_request"
    __table_args__ = (
        CheckConstraint("decision IN ('', 'confirmed', 'refused')", name="decision"),
        CheckConstraint("(decision = '') = (decided_at IS NULL)", name="decided"),
        Index("ix_account_request_decision", "decision", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    tax_code: Mapped[str]
    cooperative_name: Mapped[str]
    cooperative_id: Mapped[int | None] = mapped_column(ForeignKey("cooperative.id"))
    full_name: Mapped[str]
    position: Mapped[str]
    phone: Mapped[str]
    email: Mapped[str]
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"))
    asked_at: Mapped[datetime]
    decision: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(default="")
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))

    cooperative: Mapped[Cooperative | None] = relationship()
    document: Mapped[Document] = relationship()
    decided_by: Mapped[Account | None] = relationship(foreign_keys=[decided_by_id])
    account: Mapped[Account | None] = relationship(foreign_keys=[account_id])

    @property
    def recipient(self) -> str:
        """Return where the decision is mailed to, "" where it is told by telephone."""
        return self.email or (self.account.email if self.account is not None else None) or ""
