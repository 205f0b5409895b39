"""Files. The bytes lie in the vault under their hash; a row gives them a name."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from store.db import Model


class Document(Model):
    """A file that somebody sent or the Alliance issued. The bytes never change.

    When the years of keeping are over, the name and the bytes of what was sent go.
    """

    __tablename__ = "document"
    __table_args__ = (CheckConstraint("size_bytes > 0", name="size"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(index=True)
    name: Mapped[str]
    media_type: Mapped[str]
    size_bytes: Mapped[int]
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
