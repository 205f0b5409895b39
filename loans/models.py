"""An application for a loan: what is asked, for what, with which papers. State and history lie in
the dossier; what the Fund decides (amount, months, conditions) lies in the tables of the decision.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from cooperatives.models import Cooperative
from documents.models import Document
from dossiers.models import Dossier
from loans.programme_models import LoanProgrammeVersion
from store.db import Model


class LoanApplication(Model):
    """What a cooperative asks the Fund for. Written once, when it is filed; a supplement may change
    the amounts and the plan, and says so in the history.

    `version_id` holds the rules it was filed under; `wished_on` is when the money is needed;
    instalments fall every `every_months`, with the method "custom" in the harvests of `income`.
    """

    __tablename__ = "loan_application"
    __table_args__ = (
        CheckConstraint("borrower_kind IN ('cooperative', 'union', 'member')", name="borrower"),
        CheckConstraint("amount_vnd > 0 AND total_vnd > 0 AND own_vnd >= 0", name="amounts"),
        CheckConstraint("months > 0 AND grace_months >= 0 AND every_months > 0", name="months"),
        Index("ix_loan_application_cooperative_id", "cooperative_id"),
    )

    dossier_id: Mapped[int] = mapped_column(ForeignKey("dossier.id"), primary_key=True)
    cooperative_id: Mapped[int] = mapped_column(ForeignKey("cooperative.id"))
    version_id: Mapped[int] = mapped_column(ForeignKey("loan_programme_version.id"), index=True)
    borrower_kind: Mapped[str]
    sector_group: Mapped[str]
    purpose: Mapped[str]
    project: Mapped[str]
    place: Mapped[str] = mapped_column(default="")
    total_vnd: Mapped[int]
    own_vnd: Mapped[int]
    amount_vnd: Mapped[int]
    months: Mapped[int]
    method: Mapped[str]
    every_months: Mapped[int]
    grace_months: Mapped[int] = mapped_column(default=0)
    wished_on: Mapped[date]
    is_secured: Mapped[bool]
    unsecured_reason: Mapped[str] = mapped_column(default="")
    contact_name: Mapped[str]
    contact_phone: Mapped[str]
    contact_email: Mapped[str] = mapped_column(default="")

    dossier: Mapped[Dossier] = relationship(lazy="joined")
    cooperative: Mapped[Cooperative] = relationship()
    version: Mapped[LoanProgrammeVersion] = relationship(lazy="joined")
    sources: Mapped[list["LoanSource"]] = relationship(
        order_by="LoanSource.position", cascade="all, delete-orphan"
    )
    income: Mapped[list["LoanIncome"]] = relationship(
        order_by="LoanIncome.month", cascade="all, delete-orphan"
    )
    collateral: Mapped[list["LoanCollateral"]] = relationship(
        order_by="LoanCollateral.position", cascade="all, delete-orphan"
    )
    related: Mapped[list["LoanRelated"]] = relationship(
        order_by="LoanRelated.position", cascade="all, delete-orphan"
    )
    papers: Mapped[list["LoanPaper"]] = relationship(
        order_by="LoanPaper.id", foreign_keys="LoanPaper.application_id"
    )
    findings: Mapped[list["LoanFinding"]] = relationship(order_by="LoanFinding.id")


class LoanSource(Model):
    """Money of the plan that is not the loan. kind: see `loans.words.SOURCES`."""

    __tablename__ = "loan_source"
    __table_args__ = (CheckConstraint("amount_vnd > 0", name="amount"),)

    application_id: Mapped[int] = mapped_column(
        ForeignKey("loan_application.dossier_id"), primary_key=True
    )
    position: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    label: Mapped[str]
    amount_vnd: Mapped[int]


class LoanIncome(Model):
    """What the plan brings in and costs in a month (`month` is its first day)."""

    __tablename__ = "loan_income"
    __table_args__ = (
        CheckConstraint("EXTRACT(day FROM month) = 1", name="first_day"),
        CheckConstraint("income_vnd >= 0 AND cost_vnd >= 0", name="amounts"),
    )

    application_id: Mapped[int] = mapped_column(
        ForeignKey("loan_application.dossier_id"), primary_key=True
    )
    month: Mapped[date] = mapped_column(primary_key=True)
    income_vnd: Mapped[int]
    cost_vnd: Mapped[int]
    is_harvest: Mapped[bool] = mapped_column(default=False)


class LoanCollateral(Model):
    """What is offered as security, at the value that the borrower names."""

    __tablename__ = "loan_collateral"
    __table_args__ = (CheckConstraint("value_vnd > 0", name="value"),)

    application_id: Mapped[int] = mapped_column(
        ForeignKey("loan_application.dossier_id"), primary_key=True
    )
    position: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    description: Mapped[str]
    owner_name: Mapped[str]
    value_vnd: Mapped[int]


class LoanRelated(Model):
    """A person or body related to the borrower, whose debts count with the borrower's.

    `cooperative_id`: where it is one of the registry.
    """

    __tablename__ = "loan_related"

    application_id: Mapped[int] = mapped_column(
        ForeignKey("loan_application.dossier_id"), primary_key=True
    )
    position: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    relation: Mapped[str]
    number: Mapped[str]
    cooperative_id: Mapped[int | None] = mapped_column(ForeignKey("cooperative.id"), index=True)


class LoanPaper(Model):
    """A paper given for a line of the checklist. `reused_from_id`: the application it was given
    to first. What a later one replaces stays."""

    __tablename__ = "loan_paper"
    __table_args__ = (
        UniqueConstraint("application_id", "item_code", "document_id"),
        Index("ix_loan_paper_document_id", "document_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("loan_application.dossier_id"))
    item_code: Mapped[str]
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"))
    issued_on: Mapped[date | None]
    reused_from_id: Mapped[int | None] = mapped_column(ForeignKey("loan_application.dossier_id"))
    added_at: Mapped[datetime]

    document: Mapped[Document] = relationship(lazy="joined")


class LoanFinding(Model):
    """What the automatic check found: a rule, what it found, what it needs, whether it is met.

    `round_no` counts the checks of one application; `is_met` None: a person has to look.
    """

    __tablename__ = "loan_finding"
    __table_args__ = (Index("ix_loan_finding_application_id", "application_id", "round_no"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("loan_application.dossier_id"))
    round_no: Mapped[int]
    rule: Mapped[str]
    name: Mapped[str]
    found: Mapped[str]
    needed: Mapped[str]
    is_met: Mapped[bool | None]
    basis: Mapped[str]
    created_at: Mapped[datetime]


class LoanDraft(Model):
    """What somebody is about to file, section by section, as typed; no dossier yet.

    `papers`: by line of the checklist, a list of {document_id, issued_on, reused_from_id}.
    """

    __tablename__ = "loan_draft"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    cooperative_id: Mapped[int] = mapped_column(ForeignKey("cooperative.id"))
    programme_id: Mapped[int] = mapped_column(ForeignKey("loan_programme.id"))
    data: Mapped[dict[str, Any]]
    papers: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    filed_dossier_id: Mapped[int | None] = mapped_column(ForeignKey("dossier.id"), unique=True)

    cooperative: Mapped[Cooperative] = relationship()
