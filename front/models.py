"""Open data: the files that were made last."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from store.db import Model


class OpenFile(Model):
    """The latest file of a set of open data in one format; its bytes lie in the vault.

    `made_at` is when it was last found to be right, `changed_at` when its bytes last changed.
    """

    __tablename__ = "open_file"

    dataset: Mapped[str] = mapped_column(primary_key=True)
    ending: Mapped[str] = mapped_column(primary_key=True)
    sha256: Mapped[str]
    size_bytes: Mapped[int]
    row_count: Mapped[int]
    made_at: Mapped[datetime]
    changed_at: Mapped[datetime]
