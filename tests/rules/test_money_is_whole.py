"""Money, rates and counts of the loans are whole numbers and fractions: never binary floats."""

import ast
from pathlib import Path

from flask import Flask
from sqlalchemy import BigInteger, Integer

from store.db import db

ROOT = Path(__file__).parents[2]
DRAWN = {"loans/chart.py", "loans/appraisal_pages.py", "servicing/chart.py", "fund/pages.py"}
FILES = sorted(
    str(path.relative_to(ROOT))
    for package in ("loans", "servicing", "fund")
    for path in (ROOT / package).glob("*.py")
    if str(path.relative_to(ROOT)) not in DRAWN  # where on a picture something stands
)


def floats(source: str) -> list[int]:
    """Return the lines that make a binary float: a literal, float(), round(x, n), Decimal too."""
    return [
        node.lineno
        for node in ast.walk(ast.parse(source))
        if (isinstance(node, ast.Constant) and isinstance(node.value, float))
        or (isinstance(node, ast.Name) and node.id in {"float", "Decimal"})
    ]


def test_a_float_is_seen() -> None:
    assert floats("rate = 0.0684\nx = float(3)\ny = 3 // 2") == [1, 2]


def test_no_file_of_the_loans_counts_in_floats() -> None:
    found = {file: floats((ROOT / file).read_text()) for file in FILES}
    assert len(found) > 100
    assert {file: lines for file, lines in found.items() if lines} == {}


def test_every_amount_and_rate_is_kept_as_a_whole_number(app: Flask) -> None:
    kept = [
        (table.name, column.name, column.type)
        for table in db.metadata.tables.values()
        for column in table.columns
        if column.name.endswith(("_vnd", "_ppm", "_percent", "_tenths"))
    ]
    assert len(kept) > 60
    assert [one[:2] for one in kept if not isinstance(one[2], BigInteger | Integer)] == []
