"""The registry: communes, cooperatives, unions and groups, who speaks for them, yearly figures."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Computed, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models import Account
from store.db import Model

MARKED = "àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ"
BARE = "aaaaaaaaaaaaaaaaaeeeeeeeeeeeiiiiiooooooooooooooooouuuuuuuuuuuyyyyyd"
SEARCHED = (
    "to_tsvector('simple', name_fold || ' ' || coalesce(tax_code, '') || ' ' || "
    "regexp_replace(phone, '\\D', '', 'g') || ' ' || "
    f"translate(lower(representative_name), '{MARKED}', '{BARE}'))"
)
RECORDED_NOW = text("clock_timestamp()")


class Commune(Model):
    """A commune or ward since 1/7/2025, with the district it lay in before."""

    __tablename__ = "commune"

    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    kind: Mapped[str]
    former_district: Mapped[str]

    @property
    def full_name(self) -> str:
        return f"{'phường' if self.kind == 'ward' else 'xã'} {self.name}"


class Cooperative(Model):
    """A cooperative, a union of them, or a cooperative group (no legal personality).

    `cooperatives.fields` lists what people may enter. `founded_on` of a group is the day of its
    contract. `dissolved_on` is kept with the states that nobody comes back from. `version` grows
    with every change, so that of two officers at once the second is told.

    `recorded_at` is when the row was first written down. A trigger keeps what every row said when
    (`reports.models`), so nobody has to remember to.
    """

    __tablename__ = "cooperative"
    __table_args__ = (
        CheckConstraint("kind IN ('cooperative', 'union', 'group')", name="kind"),
        CheckConstraint(
            "status IN ('active', 'suspended', 'dormant', 'dissolving', 'dissolved', 'converted')",
            name="status",
        ),
        CheckConstraint(
            "dissolved_on IS NULL OR status IN ('dissolved', 'converted')", name="dissolved"
        ),
        Index("ix_cooperative_tax_code", "tax_code"),
        Index("ix_cooperative_list", "name_fold", "id"),
        Index("ix_cooperative_search", "search_tsv", postgresql_using="gin"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    name: Mapped[str]
    name_fold: Mapped[str]
    trade_name: Mapped[str] = mapped_column(default="")
    foreign_name: Mapped[str] = mapped_column(default="")
    tax_code: Mapped[str | None]
    tax_code_reason: Mapped[str] = mapped_column(default="")
    registration_no: Mapped[str] = mapped_column(default="")
    registered_on: Mapped[date | None]
    change_no: Mapped[int] = mapped_column(default=0)
    changed_on: Mapped[date | None]
    issuing_office: Mapped[str] = mapped_column(default="")
    notified_on: Mapped[date | None]
    commune_code: Mapped[str] = mapped_column(ForeignKey("commune.code"), index=True)
    address: Mapped[str] = mapped_column(default="")
    former_address: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    email: Mapped[str] = mapped_column(default="")
    representative_name: Mapped[str] = mapped_column(default="")
    representative_position: Mapped[str] = mapped_column(default="")
    representative_id_no: Mapped[str] = mapped_column(default="")
    chair_name: Mapped[str] = mapped_column(default="")
    director_name: Mapped[str] = mapped_column(default="")
    accountant_name: Mapped[str] = mapped_column(default="")
    supervisor_name: Mapped[str] = mapped_column(default="")
    sector: Mapped[str]
    main_line_code: Mapped[str] = mapped_column(default="")
    main_line: Mapped[str] = mapped_column(default="")
    other_lines: Mapped[str] = mapped_column(default="")
    products: Mapped[str] = mapped_column(default="")
    charter_capital_vnd: Mapped[int] = mapped_column(default=0)
    contribution_vnd: Mapped[int] = mapped_column(default=0)
    official_members: Mapped[int] = mapped_column(default=0)
    associate_members: Mapped[int] = mapped_column(default=0)
    employees: Mapped[int] = mapped_column(default=0)
    founded_on: Mapped[date]
    status: Mapped[str] = mapped_column(default="active")
    dissolved_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)
    search_tsv: Mapped[str] = mapped_column(
        TSVECTOR, Computed(SEARCHED, persisted=True), deferred=True
    )
    recorded_at: Mapped[datetime] = mapped_column(server_default=RECORDED_NOW)

    commune: Mapped[Commune] = relationship(lazy="joined")

    @property
    def short_name(self) -> str:
        """Return the name as lists show it: HTX for hợp tác xã."""
        return self.name.replace("Hợp tác xã", "HTX").replace("Tổ hợp tác", "THT")

    @property
    def full_address(self) -> str:
        start = f"{self.address}, " if self.address else ""
        return f"{start}{self.commune.full_name}, tỉnh Lạng Sơn"


class CooperativeChange(Model):
    """What changed in a row of the registry: before and after of each field. Append-only.

    source: "created", "edit", "import", "undo" or "request". `effective_on` is the day from which
    it holds outside, where that is not the day it was written on.
    """

    __tablename__ = "cooperative_change"
    __table_args__ = (
        CheckConstraint(
            "source IN ('created', 'edit', 'import', 'undo', 'request')", name="source"
        ),
        Index("ix_cooperative_change_cooperative_id", "cooperative_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    cooperative_id: Mapped[int]
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    source: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")
    effective_on: Mapped[date]
    what: Mapped[dict[str, Any]]

    by: Mapped[Account | None] = relationship()


class SizeThreshold(Model):
    """From where on a cooperative of a sector is large, medium or small, and since when."""

    __tablename__ = "size_threshold"
    __table_args__ = (CheckConstraint("size IN ('large', 'medium', 'small')", name="size"),)

    sector: Mapped[str] = mapped_column(primary_key=True)
    size: Mapped[str] = mapped_column(primary_key=True)
    valid_from: Mapped[date] = mapped_column(primary_key=True)
    members: Mapped[int]
    revenue_vnd: Mapped[int]
    capital_vnd: Mapped[int]
    legal_basis: Mapped[str]


class MemberPeriod(Model):
    """A line of the member book: which member number, in which standing, on which days.

    kind: "official" or "associate". status: "active", "suspended", "withdrawn" or "expelled".
    The last line of a cooperative has no end. `decision` is the number of the decision it rests on.
    """

    __tablename__ = "member_period"
    __table_args__ = (
        CheckConstraint("kind IN ('official', 'associate')", name="kind"),
        CheckConstraint(
            "status IN ('active', 'suspended', 'withdrawn', 'expelled')", name="status"
        ),
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="order"),
        UniqueConstraint("cooperative_id", "starts_on"),
        Index(
            "uq_member_period_open",
            "cooperative_id",
            unique=True,
            postgresql_where=text("ends_on IS NULL"),
        ),
        Index("ix_member_period_member_no", "member_no"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    cooperative_id: Mapped[int] = mapped_column(ForeignKey("cooperative.id"))
    member_no: Mapped[int]
    kind: Mapped[str]
    status: Mapped[str]
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    decision: Mapped[str] = mapped_column(default="")

    cooperative: Mapped[Cooperative] = relationship()


class YearFigures(Model):
    """A cooperative's figures of one year: who entered them, from what, and who confirmed them."""

    __tablename__ = "year_figures"

    cooperative_id: Mapped[int] = mapped_column(ForeignKey("cooperative.id"), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    revenue_vnd: Mapped[int | None]
    member_revenue_vnd: Mapped[int | None]
    profit_vnd: Mapped[int | None]
    assets_vnd: Mapped[int | None]
    equity_vnd: Mapped[int | None]
    members: Mapped[int | None]
    labour: Mapped[int | None]
    average_income_vnd: Mapped[int | None]
    source: Mapped[str] = mapped_column(default="")
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    entered_at: Mapped[datetime | None]
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    confirmed_at: Mapped[datetime | None]

    entered_by: Mapped[Account | None] = relationship(foreign_keys=[entered_by_id])
    confirmed_by: Mapped[Account | None] = relationship(foreign_keys=[confirmed_by_id])
    recorded_at: Mapped[datetime] = mapped_column(server_default=RECORDED_NOW)


class PlanTarget(Model):
    """What the province planned for a year: one row a target."""

    __tablename__ = "plan_target"

    year: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[int]
    source: Mapped[str]
    recorded_at: Mapped[datetime] = mapped_column(server_default=RECORDED_NOW)
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


class Mandate(Model):
    """An account speaks for a cooperative from one day to another, or without an end.

    `begun_by_id` is None for what was there before anybody kept it.
    """

    __tablename__ = "mandate"
    __table_args__ = (
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="order"),
        Index("ix_mandate_account_id", "account_id"),
        Index("ix_mandate_cooperative_id", "cooperative_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    cooperative_id: Mapped[int] = mapped_column(ForeignKey("cooperative.id"))
    position: Mapped[str]
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    begun_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    begun_at: Mapped[datetime | None]
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    ended_at: Mapped[datetime | None]
    end_reason: Mapped[str] = mapped_column(default="")

    account: Mapped[Account] = relationship(foreign_keys=[account_id])
    ended_by: Mapped[Account | None] = relationship(foreign_keys=[ended_by_id])
    cooperative: Mapped[Cooperative] = relationship()
