"""A table brought into the registry: the file, how far it is, each row with its report."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models import Account
from documents.models import Document
from store.db import Model


class RegistryImport(Model):
    """One import. `status` moves reading, checking, checked, applying, applied; undoing, undone.

    "failed": the file could not be read (`fault` says why); "dropped": somebody thought better of
    it. `rows_done` of `rows_total` is how far the check is.
    """

    __tablename__ = "registry_import"
    __table_args__ = (
        CheckConstraint(
            "status IN ('reading', 'checking', 'checked', 'applying', 'applied', 'undoing', "
            "'undone', 'failed', 'dropped')",
            name="status",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"))
    file_name: Mapped[str]
    sha256: Mapped[str]
    status: Mapped[str]
    sheet: Mapped[str] = mapped_column(default="")
    columns: Mapped[list[Any]]
    notes: Mapped[list[Any]]
    fault: Mapped[str] = mapped_column(default="")
    rows_total: Mapped[int] = mapped_column(default=0)
    rows_done: Mapped[int] = mapped_column(default=0)
    made_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    made_at: Mapped[datetime]
    applied_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    applied_at: Mapped[datetime | None]
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    undone_at: Mapped[datetime | None]

    document: Mapped[Document | None] = relationship()
    made_by: Mapped[Account] = relationship(foreign_keys=[made_by_id])
    applied_by: Mapped[Account | None] = relationship(foreign_keys=[applied_by_id])
    undone_by: Mapped[Account | None] = relationship(foreign_keys=[undone_by_id])


class RegistryImportRow(Model):
    """A row of the table. `what` holds before and after of each field, `faults` why it is refused.

    `version_after` is the version of the registry's row that this one left behind.
    """

    __tablename__ = "registry_import_row"
    __table_args__ = (
        CheckConstraint("outcome IN ('', 'new', 'changed', 'same', 'refused')", name="outcome"),
        Index("ix_registry_import_row_outcome", "import_id", "outcome", "row_no"),
        Index("ix_registry_import_row_row_key", "import_id", "row_key"),
    )

    import_id: Mapped[int] = mapped_column(ForeignKey("registry_import.id"), primary_key=True)
    row_no: Mapped[int] = mapped_column(primary_key=True)
    cells: Mapped[list[Any]]
    merged: Mapped[str] = mapped_column(default="")
    row_key: Mapped[str] = mapped_column(default="")
    outcome: Mapped[str] = mapped_column(default="")
    name: Mapped[str] = mapped_column(default="")
    cooperative_id: Mapped[int | None]
    what: Mapped[dict[str, Any]]
    faults: Mapped[list[Any]]
    warnings: Mapped[list[Any]]
    version_after: Mapped[int | None]
