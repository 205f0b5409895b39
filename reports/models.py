"""What the registry said when, and the reports that were saved.

The three tables of versions are written by triggers of the registry's tables, whoever changes
them; the database refuses UPDATE and DELETE. The latest version up to a moment is what was known.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models import Account
from store.db import Model


class CooperativeVersion(Model):
    """What the registry said of a cooperative from `recorded_at` on.

    `gone_on`: from which day it is dissolved or converted: the day that the registry keeps; where
    it keeps none, the day this was recorded; what came into the registry as gone: from its first.
    """

    __tablename__ = "cooperative_version"
    __table_args__ = (Index("ix_cooperative_version_cooperative_id", "cooperative_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    cooperative_id: Mapped[int]
    recorded_at: Mapped[datetime]
    is_removed: Mapped[bool]
    kind: Mapped[str]
    name: Mapped[str]
    sector: Mapped[str]
    commune_code: Mapped[str]
    charter_capital_vnd: Mapped[int]
    official_members: Mapped[int]
    founded_on: Mapped[date]
    status: Mapped[str]
    gone_on: Mapped[date | None]


class FiguresVersion(Model):
    """What was known of a cooperative's year from `recorded_at` on."""

    __tablename__ = "figures_version"
    __table_args__ = (Index("ix_figures_version_year", "year", "cooperative_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    cooperative_id: Mapped[int]
    year: Mapped[int]
    recorded_at: Mapped[datetime]
    is_removed: Mapped[bool]
    revenue_vnd: Mapped[int | None]
    profit_vnd: Mapped[int | None]
    members: Mapped[int | None]


class PlanVersion(Model):
    """A target of the plan as it stood from `recorded_at` on."""

    __tablename__ = "plan_version"
    __table_args__ = (Index("ix_plan_version_year", "year", "key", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int]
    key: Mapped[str]
    recorded_at: Mapped[datetime]
    is_removed: Mapped[bool]
    value: Mapped[int]
    source: Mapped[str]
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))

    changed_by: Mapped[Account | None] = relationship()


class SavedReport(Model):
    """A report as it was made: the figures frozen, the words open until it is settled.

    `known_at`: the moment up to which the records counted. `figures` holds each figure's raw value
    by its key. `version` counts the saves of the words.
    """

    __tablename__ = "saved_report"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    first_on: Mapped[date]
    last_on: Mapped[date]
    known_at: Mapped[datetime]
    figures: Mapped[dict[str, Any]]
    wording: Mapped[str]
    version: Mapped[int] = mapped_column()
    made_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    made_at: Mapped[datetime]
    changed_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    changed_at: Mapped[datetime]
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    settled_at: Mapped[datetime | None]

    made_by: Mapped[Account] = relationship(foreign_keys=[made_by_id])
    changed_by: Mapped[Account] = relationship(foreign_keys=[changed_by_id])
    settled_by: Mapped[Account | None] = relationship(foreign_keys=[settled_by_id])

    __mapper_args__ = {"version_id_col": version}
