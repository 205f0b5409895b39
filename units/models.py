"""Units of the Alliance and bodies outside it. A name printed in 2024 stays what it was then."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from store.db import Model


class Unit(Model):
    """A unit or body, with the days it existed on and what took its place.

    kind: "leadership" (the standing board), "records" (văn thư), "office" (a professional unit),
    "inspection" (the committee that handles what names everybody else), "body" (outside the
    Alliance). `symbol` is the unit's part of a letter's symbol (CSPT).

    `name`, `short_name`, `symbol`, `phone` and `email` are copies of the version that is in force:
    the database lets them become only what a `UnitVersion` says.
    """

    __tablename__ = "unit"
    __table_args__ = (
        CheckConstraint(
            "kind IN ('leadership', 'records', 'office', 'inspection', 'body')", name="kind"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    name: Mapped[str]
    short_name: Mapped[str]
    symbol: Mapped[str]
    phone: Mapped[str] = mapped_column(default="")
    email: Mapped[str] = mapped_column(default="")
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    successor_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))

    successor: Mapped["Unit | None"] = relationship(remote_side="Unit.id")
    versions: Mapped[list["UnitVersion"]] = relationship(
        order_by="[UnitVersion.valid_from, UnitVersion.id]", viewonly=True
    )

    def is_valid_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    def has_ended(self, day: date) -> bool:
        """Return whether its last day lies before a day."""
        return self.valid_to is not None and self.valid_to < day

    def called(self, day: date | None) -> str:
        """Return the full name as it was on a day; None: as it is now."""
        return self.name if day is None else self.said_on(day).name

    def called_short(self, day: date | None) -> str:
        """Return the short name as it was on a day; None: as it is now."""
        return self.short_name if day is None else self.said_on(day).short_name

    def renamed_since(self, day: date) -> str:
        """Return the full name as it is now, "" where it was the same on a day."""
        return self.name if self.name != self.called(day) else ""

    def said_on(self, day: date) -> "UnitVersion":
        """Return the version of a day; of a day before the unit began, that of its first day."""
        return [one for one in self.versions if one.valid_from <= max(day, self.valid_from)][-1]

    def heir_on(self, day: date) -> "Unit":
        """Return what stands in a unit's place on a day: itself, or the last that followed it."""
        heir = self
        while not heir.is_valid_on(day) and heir.successor is not None:
            heir = heir.successor
        return heir


class UnitVersion(Model):
    """What a unit is called, and where it is reached, from a day on.

    Written once: the database refuses UPDATE, and DELETE of what has begun. Of two versions of one
    day the later row counts. The first one is written by a trigger, with the unit itself.
    """

    __tablename__ = "unit_version"
    __table_args__ = (Index("ix_unit_version_unit_id", "unit_id", "valid_from", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id", ondelete="CASCADE"))
    valid_from: Mapped[date]
    name: Mapped[str]
    short_name: Mapped[str]
    symbol: Mapped[str]
    phone: Mapped[str]
    email: Mapped[str]
