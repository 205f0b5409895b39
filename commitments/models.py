"""Commitments: what somebody promised in an official letter, and everything that became of it."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models import Account
from commitments.rules import Facts
from documents.models import Document
from dossiers.models import Dossier
from letters.models import Letter
from store.db import Model
from units.models import Unit


class Commitment(Model):
    """A commitment that binds since its letter was issued. The database lets nobody delete it, nor
    change what was promised: only `due_on`, `status` and `ended_on` move, each with its
    `commitment_move`.

    status: "open", "kept", "broken". Late is no status: it is `due_on` before today.
    """

    __tablename__ = "commitment"
    __table_args__ = (
        UniqueConstraint("letter_id", "position"),
        CheckConstraint("status IN ('open', 'kept', 'broken')", name="status"),
        CheckConstraint("(status = 'open') = (ended_on IS NULL)", name="ended"),
        Index("ix_commitment_dossier_id", "dossier_id"),
        Index("ix_commitment_unit_id", "unit_id", "due_on"),
        Index("ix_commitment_open", "due_on", postgresql_where=text("status = 'open'")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    dossier_id: Mapped[int] = mapped_column(ForeignKey("dossier.id"))
    letter_id: Mapped[int] = mapped_column(ForeignKey("letter.id"))
    position: Mapped[int]
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    what: Mapped[str]
    sign: Mapped[str]
    made_on: Mapped[date]
    first_due_on: Mapped[date]
    due_on: Mapped[date]
    status: Mapped[str] = mapped_column(default="open")
    ended_on: Mapped[date | None]

    dossier: Mapped[Dossier] = relationship()
    letter: Mapped[Letter] = relationship()
    unit: Mapped[Unit] = relationship(lazy="joined")
    moves: Mapped[list["CommitmentMove"]] = relationship(
        back_populates="commitment", order_by="CommitmentMove.id"
    )

    @property
    def unit_called(self) -> str:
        """The full name of who promised, as on the day of the promise."""
        return self.unit.called(self.made_on)

    @property
    def unit_called_short(self) -> str:
        """The short name of who promised, of the same day."""
        return self.unit.called_short(self.made_on)

    @property
    def unit_renamed(self) -> str:
        """What who promised is called today, where an open promise names it otherwise; else ""."""
        return self.unit.renamed_since(self.made_on) if self.status == "open" else ""

    @property
    def facts(self) -> Facts:
        return Facts(self.first_due_on, self.due_on, self.status, self.ended_on)


class CommitmentFollower(Model):
    """A dossier behind a commitment beside the one that made it: its owner reads of it too."""

    __tablename__ = "commitment_follower"

    commitment_id: Mapped[int] = mapped_column(ForeignKey("commitment.id"), primary_key=True)
    dossier_id: Mapped[int] = mapped_column(ForeignKey("dossier.id"), primary_key=True, index=True)

    dossier: Mapped[Dossier] = relationship()


class CommitmentMove(Model):
    """One thing that became of a commitment, with its entry in the dossier's history. Append-only.

    `old_due_on` and `new_due_on` are set where the date changed; `document_id` is the evidence.
    """

    __tablename__ = "commitment_move"
    __table_args__ = (Index("ix_commitment_move_commitment_id", "commitment_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    commitment_id: Mapped[int] = mapped_column(ForeignKey("commitment.id"))
    event_id: Mapped[int] = mapped_column(ForeignKey("dossier_event.id"))
    action: Mapped[str]
    at: Mapped[datetime]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    note: Mapped[str]
    old_due_on: Mapped[date | None]
    new_due_on: Mapped[date | None]
    document_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"))

    commitment: Mapped[Commitment] = relationship(back_populates="moves")
    account: Mapped[Account | None] = relationship()
    document: Mapped[Document | None] = relationship()
