"""Loan programmes (chương trình cho vay): dated versions that are never edited once they hold."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.types import BigInteger, Text

from accounts.models import Account
from store.db import Model


class LoanProgramme(Model):
    """What the Fund lends for. Its conditions are those of the version that holds on a day."""

    __tablename__ = "loan_programme"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    purpose: Mapped[str]
    sort: Mapped[int] = mapped_column(default=0)
    is_example: Mapped[bool] = mapped_column(default=False)

    versions: Mapped[list["LoanProgrammeVersion"]] = relationship(
        back_populates="programme", order_by="LoanProgrammeVersion.valid_from"
    )


class LoanProgrammeVersion(Model):
    """The conditions of a programme from a day on. The database refuses every DELETE and every
    UPDATE but of `valid_to`, which is set once and may then only come earlier, not into the past:
    a loan keeps the rules of its decision date.

    Units: parts per million a year (6.84 % is 68,400); percent; whole đồng; months; working days.
    `every_months`: between two instalments; `collateral`: "required", "or_reasons" or "none";
    `collateral_percent`: the most that is lent on the value of what secures it.
    """

    __tablename__ = "loan_programme_version"
    __table_args__ = (
        UniqueConstraint("programme_id", "valid_from"),
        UniqueConstraint("programme_id", "number"),
        CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="order"),
        CheckConstraint("rate_ppm BETWEEN 0 AND 1000000", name="rate"),
        CheckConstraint("months_min BETWEEN 1 AND months_max", name="months"),
        CheckConstraint("own_share_percent BETWEEN 0 AND 100", name="own_share"),
        CheckConstraint("collateral IN ('required', 'or_reasons', 'none')", name="collateral"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("loan_programme.id"))
    number: Mapped[int]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    own_share_percent: Mapped[int]
    months_min: Mapped[int]
    months_max: Mapped[int]
    rate_ppm: Mapped[int]
    overdue_factor_percent: Mapped[int]
    late_interest_ppm: Mapped[int]
    methods: Mapped[list[str]] = mapped_column(ARRAY(Text))
    every_months: Mapped[list[int]] = mapped_column(ARRAY(BigInteger))
    grace_months_max: Mapped[int]
    day_count: Mapped[str]
    moves_to_working_day: Mapped[bool]
    requires_membership: Mapped[bool]
    collateral: Mapped[str]
    collateral_percent: Mapped[int]
    director_limit_vnd: Mapped[int]
    processing_days: Mapped[int]
    legal_basis: Mapped[str]
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))

    programme: Mapped[LoanProgramme] = relationship(back_populates="versions", lazy="joined")
    created_by: Mapped[Account | None] = relationship()
    caps: Mapped[list["LoanCap"]] = relationship(
        order_by="(LoanCap.borrower_kind, LoanCap.sector_group)"
    )
    items: Mapped[list["LoanChecklistItem"]] = relationship(order_by="LoanChecklistItem.position")


class LoanCap(Model):
    """The most that a kind of borrower of a group of sectors may owe under a version.

    Who has no row may not borrow. Append-only in the database, as the checklist is.
    """

    __tablename__ = "loan_cap"
    __table_args__ = (
        CheckConstraint("borrower_kind IN ('cooperative', 'union', 'member')", name="borrower"),
        CheckConstraint("sector_group IN ('agriculture', 'other')", name="sector"),
        CheckConstraint("cap_vnd > 0", name="cap"),
    )

    version_id: Mapped[int] = mapped_column(
        ForeignKey("loan_programme_version.id"), primary_key=True
    )
    borrower_kind: Mapped[str] = mapped_column(primary_key=True)
    sector_group: Mapped[str] = mapped_column(primary_key=True)
    cap_vnd: Mapped[int]


class LoanChecklistItem(Model):
    """A paper that an application needs. `applies`: "always", "secured" or "unsecured";
    `valid_months`: how old it may be, None where it does not age."""

    __tablename__ = "loan_checklist_item"
    __table_args__ = (
        CheckConstraint("applies IN ('always', 'secured', 'unsecured')", name="applies"),
        CheckConstraint("valid_months > 0", name="valid_months"),
    )

    version_id: Mapped[int] = mapped_column(
        ForeignKey("loan_programme_version.id"), primary_key=True
    )
    code: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int]
    name: Mapped[str]
    hint: Mapped[str]
    is_required: Mapped[bool]
    applies: Mapped[str]
    valid_months: Mapped[int | None]


class DeclaredTie(Model):
    """Somebody of the Fund or its council says what ties him to a cooperative: he neither
    appraises nor votes on its loans while it holds. One that ended stays as a row."""

    __tablename__ = "declared_tie"
    __table_args__ = (
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="order"),
        Index("ix_declared_tie_cooperative_id", "cooperative_id", "account_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    cooperative_id: Mapped[int] = mapped_column(ForeignKey("cooperative.id"))
    relation: Mapped[str]
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    declared_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    declared_at: Mapped[datetime]

    account: Mapped[Account] = relationship(foreign_keys=[account_id])
