"""Reads of imports and of their rows."""

from collections.abc import Iterator

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from imports.models import RegistryImport, RegistryImportRow
from workflow.refusal import Missing

IMPORTS_SHOWN = 30
ROWS_SHOWN = 100


def list_imports(session: Session) -> list[RegistryImport]:
    """Return the latest imports, newest first."""
    found = select(RegistryImport).order_by(RegistryImport.id.desc()).limit(IMPORTS_SHOWN)
    return list(session.scalars(found.options(joinedload(RegistryImport.made_by))))


def access_import(session: Session, import_id: int, *, is_locked: bool = False) -> RegistryImport:
    """Return an import. Raises Missing."""
    found = select(RegistryImport).where(RegistryImport.id == import_id)
    if is_locked:
        found = found.with_for_update().execution_options(populate_existing=True)
    one = session.scalars(found).one_or_none()
    if one is None:
        raise Missing("import")
    return one


def counts_of(session: Session, import_id: int) -> dict[str, int]:
    """Return how many rows have which outcome."""
    counted = (
        select(RegistryImportRow.outcome, func.count())
        .where(RegistryImportRow.import_id == import_id)
        .group_by(RegistryImportRow.outcome)
    )
    return {row[0]: row[1] for row in session.execute(counted)}


def list_rows(
    session: Session, import_id: int, outcome: str, after: int = 0
) -> tuple[list[RegistryImportRow], bool]:
    """Return a page of the rows with an outcome after a row, and whether there are more."""
    found = select(RegistryImportRow).where(
        RegistryImportRow.import_id == import_id,
        RegistryImportRow.outcome == outcome,
        RegistryImportRow.row_no > after,
    )
    rows = list(session.scalars(found.order_by(RegistryImportRow.row_no).limit(ROWS_SHOWN + 1)))
    return rows[:ROWS_SHOWN], len(rows) > ROWS_SHOWN


def stream_refused(session: Session, import_id: int) -> Iterator[RegistryImportRow]:
    """Yield all rows that are refused."""
    found = select(RegistryImportRow).where(
        RegistryImportRow.import_id == import_id, RegistryImportRow.outcome == "refused"
    )
    ordered = found.order_by(RegistryImportRow.row_no)
    yield from session.scalars(ordered.execution_options(yield_per=500))
