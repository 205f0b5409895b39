"""Rows of open data as bytes of a file: CSV that Excel reads, JSON with its description. Pure."""

import csv
import io
import json
from collections.abc import Iterable
from datetime import date
from typing import Any

from front.datasets import LICENCE, Dataset
from workflow.cells import harmless


def to_csv(dataset: Dataset, rows: Iterable[dict[str, Any]]) -> bytes:
    """Return the rows as CSV in UTF-8 with its mark, days as 2024-11-30, lines ended by CR LF.

    A text that a spreadsheet would take for a formula is led by an apostrophe.
    """
    kept = io.StringIO()
    writer = csv.writer(kept)
    keys = [column.key for column in dataset.columns]
    writer.writerow(keys)
    for row in rows:
        writer.writerow([_cell(row[key]) for key in keys])
    return kept.getvalue().encode("utf-8-sig")


def _cell(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else harmless(value)


def to_json(dataset: Dataset, rows: Iterable[dict[str, Any]]) -> bytes:
    """Return the rows as JSON: what the set is, what its columns mean, and the rows."""
    keys = [column.key for column in dataset.columns]
    said = {
        "name": dataset.key,
        "title": dataset.title,
        "about": dataset.about,
        "licence": LICENCE,
        "columns": {column.key: column.meaning for column in dataset.columns},
        "rows": [{key: _plain(row[key]) for key in keys} for row in rows],
    }
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


WRITERS = {"csv": to_csv, "json": to_json}
