"""Legal bases as rows with the days they hold on, which answers rest on them, and the reviews."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models import Account
from feedback.models import Answer
from store.db import Model


class LegalBasis(Model):
    """A law, decree or rule that answers rest on. Once one does, only its end may be set."""

    __tablename__ = "legal_basis"
    __table_args__ = (
        CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="order"),
        CheckConstraint("successor_id <> id", name="successor"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    symbol: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    successor_id: Mapped[int | None] = mapped_column(ForeignKey("legal_basis.id"))
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    changed_at: Mapped[datetime | None]

    successor: Mapped["LegalBasis | None"] = relationship(remote_side="LegalBasis.id")
    changed_by: Mapped[Account | None] = relationship()

    @property
    def name(self) -> str:
        return f"{self.title} số {self.symbol}"

    def is_valid_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


class AnswerBasis(Model):
    """The answer to a demand rests on a legal basis. Frozen with the answer."""

    __tablename__ = "answer_basis"
    __table_args__ = (
        ForeignKeyConstraint(
            ["answer_id", "demand_id"],
            ["answer_item.answer_id", "answer_item.demand_id"],
            name="fk_answer_basis_answer_id_demand_id_answer_item",
        ),
    )

    answer_id: Mapped[int] = mapped_column(primary_key=True)
    demand_id: Mapped[int] = mapped_column(primary_key=True)
    basis_id: Mapped[int] = mapped_column(
        ForeignKey("legal_basis.id"), primary_key=True, index=True
    )

    basis: Mapped[LegalBasis] = relationship()


class BasisReview(Model):
    """A basis of a published answer ended: its unit was told, and a person reviews the answer."""

    __tablename__ = "basis_review"

    answer_id: Mapped[int] = mapped_column(ForeignKey("answer.id"), primary_key=True)
    basis_id: Mapped[int] = mapped_column(ForeignKey("legal_basis.id"), primary_key=True)
    noticed_at: Mapped[datetime]
    reviewed_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    reviewed_at: Mapped[datetime | None]
    note: Mapped[str] = mapped_column(default="")

    answer: Mapped[Answer] = relationship()
    basis: Mapped[LegalBasis] = relationship()
