"""What an appraiser saw and weighed: visits, the scorecard, values of collateral, the proposal."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models import Account
from documents.models import Document
from letters.models import Letter
from loans.models import LoanApplication
from store.db import Model


class LoanVisit(Model):
    """One visit at the place of the project: when, where, whom, what was seen."""

    __tablename__ = "loan_visit"

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(
        ForeignKey("loan_application.dossier_id"), index=True
    )
    visited_on: Mapped[date]
    place: Mapped[str]
    met: Mapped[str]
    seen: Mapped[str]
    created_at: Mapped[datetime]
    created_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))

    created_by: Mapped[Account] = relationship()
    photos: Mapped[list["LoanVisitPhoto"]] = relationship(order_by="LoanVisitPhoto.document_id")


class LoanVisitPhoto(Model):
    """A picture taken at a visit; it is a paper of the dossier too."""

    __tablename__ = "loan_visit_photo"

    visit_id: Mapped[int] = mapped_column(ForeignKey("loan_visit.id"), primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), primary_key=True)

    document: Mapped[Document] = relationship(lazy="joined")


class LoanAppraisal(Model):
    """One round of appraisal. It is written until it is proposed and frozen from then on: what is
    returned, and a second look, begin another round with the same figures.

    `parts` is the scorecard as scored (criteria, weights, scores, remarks); points are in tenths.
    `opening_vnd` is the cash at hand when the money comes; `conclusion` is "approve" or "reject".
    """

    __tablename__ = "loan_appraisal"
    __table_args__ = (
        UniqueConstraint("application_id", "round_no"),
        CheckConstraint("conclusion IN ('', 'approve', 'reject')", name="conclusion"),
        CheckConstraint("amount_vnd > 0 AND months > 0 AND opening_vnd >= 0", name="amounts"),
        CheckConstraint("total_tenths BETWEEN 0 AND 1000", name="points"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("loan_application.dossier_id"))
    round_no: Mapped[int]
    appraiser_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    opening_vnd: Mapped[int] = mapped_column(default=0)
    parts: Mapped[list[Any]]
    total_tenths: Mapped[int] = mapped_column(default=0)
    needed_tenths: Mapped[int]
    amount_vnd: Mapped[int]
    months: Mapped[int]
    conclusion: Mapped[str] = mapped_column(default="")
    conditions: Mapped[str] = mapped_column(default="")
    opinion: Mapped[str] = mapped_column(default="")
    saved_at: Mapped[datetime]
    version: Mapped[int] = mapped_column()
    proposed_at: Mapped[datetime | None]
    memo_id: Mapped[int | None] = mapped_column(ForeignKey("letter.id"))

    appraiser: Mapped[Account] = relationship()
    application: Mapped[LoanApplication] = relationship()
    memo: Mapped[Letter | None] = relationship()
    values: Mapped[list["LoanValuation"]] = relationship(order_by="LoanValuation.position")

    __mapper_args__ = {"version_id_col": version}


class LoanValuation(Model):
    """What one piece of collateral is worth, by the appraiser, and on what ground."""

    __tablename__ = "loan_valuation"
    __table_args__ = (CheckConstraint("value_vnd >= 0", name="value"),)

    appraisal_id: Mapped[int] = mapped_column(ForeignKey("loan_appraisal.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    value_vnd: Mapped[int]
    basis: Mapped[str]
