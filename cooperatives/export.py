"""A list of the registry as a file: CSV or XLSX, a row at a time."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO
from typing import Any

from cooperatives.fields import BY_KEY, STANDINGS, Field
from cooperatives.values import show
from web.xlsx import write_xlsx
from workflow.cells import harmless

FURTHER = (
    ("Năm số liệu", 12),
    ("Doanh thu năm", 20),
    ("Lợi nhuận năm", 20),
    ("Số thẻ thành viên", 14),
    ("Thành viên Liên minh", 18),
)
WIDTHS = {"name": 44, "line": 26, "text": 40, "money": 20, "day": 14, "email": 28}
BOM = "\ufeff"  # without it Excel reads Vietnamese as something else


def headings(keys: Sequence[str]) -> list[tuple[str, int]]:
    """Return the headings of an exported list with their widths."""
    fields = [BY_KEY[key] for key in keys]
    own = [(field.label, width_of(field)) for field in fields]
    return [*own, *FURTHER]


def _cells(fields: Sequence[Field], row: Sequence[Any], communes: dict[str, str]) -> list[object]:
    own: list[object] = [
        value if field.kind in ("money", "count", "day") else show(field, value, communes)
        for field, value in zip(fields, row, strict=False)
    ]
    year, revenue, profit, member_no, standing = row[len(fields) :]
    return [*own, year and str(year), revenue, profit, member_no, STANDINGS.get(standing, "")]


def xlsx(
    keys: Sequence[str], rows: Iterable[Sequence[Any]], communes: dict[str, str]
) -> Iterator[bytes]:
    """Yield the bytes of an XLSX of a list."""
    fields = [BY_KEY[key] for key in keys]
    shown = (_cells(fields, row, communes) for row in rows)
    return write_xlsx("Hợp tác xã", headings(keys), shown)


def csv_lines(
    keys: Sequence[str], rows: Iterable[Sequence[Any]], communes: dict[str, str]
) -> Iterator[bytes]:
    """Yield the lines of a CSV of a list; no cell can act as a formula in a spreadsheet."""
    fields = [BY_KEY[key] for key in keys]
    yield from csv_head([name for name, _ in headings(keys)])
    for row in rows:
        yield _line([safe(value) for value in _cells(fields, row, communes)]).encode()


def csv_head(names: Sequence[str]) -> Iterator[bytes]:
    """Yield the first line of a CSV."""
    yield (BOM + _line(list(names))).encode()


def width_of(field: Field) -> int:
    """Return how wide the column of a field is."""
    return 44 if field.key == "name" else WIDTHS.get(field.kind, 18)


def _line(cells: Sequence[object]) -> str:
    out = StringIO()
    csv.writer(out).writerow(cells)
    return out.getvalue()


def safe(value: object) -> object:
    """Return a value as a CSV may hold it: no text that a spreadsheet would take for a formula."""
    if value is None:
        return ""
    if isinstance(value, int):
        return value
    text = f"{value:%d/%m/%Y}" if hasattr(value, "strftime") else str(value)
    return harmless(text)
