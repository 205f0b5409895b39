"""Units of the Alliance and bodies outside it. A name printed in 2024 stays what it was then."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from store.db import Model


class Unit(Model):
    """A unit or body, with the days it existed on and what took its place.

    kind: "leadership" (the standing board), "records" (văn thư), "office" (a professional unit),
    "inspection" (the committee that handles what names everybody else), "body" (outside the
    Alliance). `symbol` is the unit's part of a letter's symbol (CSPT).
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

    def is_valid_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)
