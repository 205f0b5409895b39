"""Writes: a table is taken in, read and checked by the worker, a thousand rows at a time."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Row, insert, select, update
from sqlalchemy.orm import Session

from accounts.models import Account
from cooperatives.actions import values_of
from cooperatives.models import Cooperative
from cooperatives.queries import commune_names
from cooperatives.values import commune_codes, plain_value
from documents.actions import keep
from documents.rules import Upload, safe_name
from documents.vault import Vault
from imports import bulk_sql
from imports.headings import Column
from imports.models import RegistryImport, RegistryImportRow
from imports.queries import access_import
from imports.rules import STATUSES, Judgement, Reading, judge, key_of, read_row
from imports.tables import check_file, read_table
from store.outbox import enqueue
from web.xlsx import MEDIA_TYPE
from workflow.localtime import local_day
from workflow.refusal import Refusal
from workflow.text import fold

ROWS_AT_ONCE = 1000
NOT_NOW = "Tệp này đang ở bước khác: {status}. Hãy xem lại trang."

STEPS = {
    "apply": ("checked", "applying"),
    "undo": ("applied", "undoing"),
    "drop": ("checked", "dropped"),
    "recheck": ("checked", "checking"),
}


def take_in(
    session: Session, vault: Vault, name: str, content: bytes, by: Account, now: datetime
) -> RegistryImport:
    """Keep a table and ask the worker to read it. Raises Refusal, OSError (the vault is full)."""
    check_file(content)
    ending, media_type = ("xlsx", MEDIA_TYPE) if content.startswith(b"PK") else ("csv", "text/csv")
    upload = Upload(content, safe_name(name, ending), media_type)
    document = keep(session, vault, upload, by.id, now)
    brought = RegistryImport(
        document_id=document.id,
        file_name=document.name,
        sha256=document.sha256,
        status="reading",
        columns=[],
        notes=[],
        made_by_id=by.id,
        made_at=now,
    )
    session.add(brought)
    session.flush()
    enqueue(session, "imports.read", now, import_id=brought.id)
    return brought


def read(session: Session, vault: Vault, import_id: int, now: datetime) -> None:
    """Read the file into rows; then they are checked. What cannot be read is said once."""
    brought = access_import(session, import_id, is_locked=True)
    if brought.status != "reading":
        return
    try:
        table = read_table(vault.get(brought.sha256))
    except Refusal as refusal:
        brought.status, brought.fault = "failed", refusal.text
        return
    brought.sheet, brought.notes = table.sheet, table.notes
    brought.columns = [asdict(column) for column in table.columns]
    brought.rows_total, brought.status = len(table.rows), "checking"
    rows = [
        {
            "import_id": brought.id,
            "row_no": number,
            "cells": cells,
            "merged": table.merged.get(number, ""),
            "what": {},
            "faults": [],
            "warnings": [],
        }
        for number, cells in table.rows
    ]
    session.execute(insert(RegistryImportRow), rows)
    enqueue(session, "imports.check", now, import_id=brought.id)


def check_more(session: Session, import_id: int, now: datetime) -> None:
    """Check the next rows; ask for the ones after them, until all are done."""
    brought = access_import(session, import_id, is_locked=True)
    if brought.status != "checking":
        return
    row = RegistryImportRow
    found = select(row.row_no, row.cells, row.merged).where(
        row.import_id == brought.id, row.outcome == ""
    )
    rows = session.execute(found.order_by(row.row_no).limit(ROWS_AT_ONCE)).all()
    if rows:
        _check(session, brought, rows, now)
    brought.rows_done += len(rows)
    if brought.rows_done < brought.rows_total:
        enqueue(session, "imports.check", now, import_id=brought.id)
    else:
        brought.status = "checked"


def _check(
    session: Session, brought: RegistryImport, rows: Sequence[Row[Any]], now: datetime
) -> None:
    columns = [Column(**column) for column in brought.columns]
    codes, today = commune_codes(commune_names(session)), local_day(now)
    readings = [read_row(row.cells, columns, codes) for row in rows]
    known = _known(session, readings)
    seen = _seen_before(session, brought.id)
    report = []
    for row, reading in zip(rows, readings, strict=True):
        held = _held_by(known, reading)
        mark = f"#{held.id}" if held is not None else key_of(reading.values)
        kept, twin = values_of(held) if held is not None else None, seen.get(mark)
        found = judge(reading, kept, today, twin, row.merged)
        seen.setdefault(mark, row.row_no)
        report.append(_reported(row.row_no, mark, held, reading, found))
    session.execute(bulk_sql.REPORT, {"rows": report, "import_id": brought.id})


def _reported(
    row_no: int, mark: str, held: Cooperative | None, reading: Reading, found: Judgement
) -> dict[str, Any]:
    return {
        "row_no": row_no,
        "row_key": mark,
        "outcome": found.outcome,
        "name": str(reading.values.get("name") or (held.name if held is not None else "")),
        "cooperative_id": held.id if held is not None else None,
        "what": {k: [plain_value(one) for one in both] for k, both in found.what.items()},
        "faults": [asdict(fault) for fault in found.faults],
        "warnings": found.warnings,
    }


def _known(session: Session, readings: Sequence[Reading]) -> dict[str, Cooperative | None]:
    """Return the rows of the registry by tax code and by key; None where a key is not unique."""
    codes = {r.values["tax_code"] for r in readings if r.values.get("tax_code")}
    names = {fold(r.values["name"]) for r in readings if r.values.get("name")}
    found = session.scalars(
        select(Cooperative).where(
            Cooperative.tax_code.in_(codes) | Cooperative.name_fold.in_(names)
        )
    )
    known: dict[str, Cooperative | None] = {}
    for one in found:
        for key in (one.tax_code, f"{one.name_fold}|{one.commune_code}", one.name_fold):
            if key:
                known[key] = None if key in known else one
    return known


def _held_by(known: dict[str, Cooperative | None], reading: Reading) -> Cooperative | None:
    """Return the row of the registry that is meant: by code; by name and commune; by name alone.

    A row with a tax code is never taken for one that has another code.
    """
    code = reading.values.get("tax_code")
    if code and known.get(code) is not None:
        return known[code]
    name = fold(reading.values.get("name") or "")
    commune = reading.values.get("commune_code")
    held = known.get(f"{name}|{commune}" if commune else name)
    if held is None or (code and held.tax_code and held.tax_code != code):
        return None
    return held


def _seen_before(session: Session, import_id: int) -> dict[str, int]:
    """Return the first row of each mark that this file had before."""
    found = select(RegistryImportRow.row_key, RegistryImportRow.row_no).where(
        RegistryImportRow.import_id == import_id, RegistryImportRow.row_key != ""
    )
    latest_first = found.order_by(RegistryImportRow.row_no.desc())
    return {row[0]: row[1] for row in session.execute(latest_first)}


def ask(session: Session, import_id: int, step: str, by: Account, now: datetime) -> RegistryImport:
    """Ask the worker to write an import into the registry ("apply") or to take it back ("undo").

    "drop" ends one that was only checked; "recheck" looks again. Twice is refused. Raises Refusal.
    """
    brought = access_import(session, import_id, is_locked=True)
    source, target = STEPS[step]
    if brought.status != source:
        raise Refusal("status", NOT_NOW.format(status=STATUSES[brought.status][1].lower()))
    brought.status, brought.fault = target, ""
    if step == "apply":
        brought.applied_by_id = by.id
        enqueue(session, "imports.apply", now, import_id=brought.id)
    elif step == "undo":
        brought.undone_by_id = by.id
        enqueue(session, "imports.undo", now, import_id=brought.id)
    elif step == "recheck":
        brought.rows_done = 0
        rows = update(RegistryImportRow).where(RegistryImportRow.import_id == import_id)
        session.execute(rows.values(outcome="", row_key=""))
        enqueue(session, "imports.check", now, import_id=brought.id)
    return brought
