"""Official letters: number series without gap or double, and the frozen content of each letter."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models import Account
from documents.models import Document
from letters.rules import KIND_NAMES
from store.db import Model
from units.models import Unit


class LetterSeries(Model):
    """The last number given to a kind of letter of a unit in a year.

    `unit_id` is 0 where the whole Alliance shares one series.
    """

    __tablename__ = "letter_series"

    year: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(primary_key=True)
    last_number: Mapped[int]


class Letter(Model):
    """An issued letter: number, symbol, signer, and everything that is printed, frozen.

    The file is made from `content` and kept by hash; until then `document_id` is empty.
    A row never changes but for `document_id`, which is set once.
    """

    __tablename__ = "letter"
    __table_args__ = (
        UniqueConstraint("year", "kind", "series_unit_id", "number"),
        CheckConstraint(f"kind IN ({', '.join(map(repr, KIND_NAMES))})", name="kind"),
        CheckConstraint("number > 0", name="number"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    year: Mapped[int]
    series_unit_id: Mapped[int]
    number: Mapped[int]
    symbol: Mapped[str]
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    signer_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    issued_on: Mapped[date]
    issued_at: Mapped[datetime]
    addressee: Mapped[str]
    subject: Mapped[str]
    content: Mapped[dict[str, Any]]
    check_token: Mapped[str] = mapped_column(unique=True)
    document_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"))

    unit: Mapped[Unit | None] = relationship()
    signer: Mapped[Account | None] = relationship()
    document: Mapped[Document | None] = relationship(lazy="joined")

    @property
    def full_number(self) -> str:
        """Return what is printed after "Số:": 05/LMHTX-CSPT, numbers under ten with a zero."""
        return f"{self.number:02d}/{self.symbol}"
