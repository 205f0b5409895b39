"""The registry: communes, cooperatives, unions and groups, who speaks for them, yearly figures."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models import Account
from store.db import Model

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
        Index("ix_cooperative_tax_code", "tax_code"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    name: Mapped[str]
    name_fold: Mapped[str] = mapped_column(index=True)
    tax_code: Mapped[str | None]
    commune_code: Mapped[str] = mapped_column(ForeignKey("commune.code"), index=True)
    address: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    email: Mapped[str] = mapped_column(default="")
    representative_name: Mapped[str] = mapped_column(default="")
    sector: Mapped[str]
    charter_capital_vnd: Mapped[int] = mapped_column(default=0)
    official_members: Mapped[int] = mapped_column(default=0)
    founded_on: Mapped[date]
    status: Mapped[str] = mapped_column(default="active")
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


class YearFigures(Model):
    """A cooperative's figures of one year."""

    __tablename__ = "year_figures"

    cooperative_id: Mapped[int] = mapped_column(ForeignKey("cooperative.id"), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    revenue_vnd: Mapped[int | None]
    profit_vnd: Mapped[int | None]
    members: Mapped[int | None]
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
    begun_by: Mapped[Account | None] = relationship(foreign_keys=[begun_by_id])
    ended_by: Mapped[Account | None] = relationship(foreign_keys=[ended_by_id])
    cooperative: Mapped[Cooperative] = relationship()
