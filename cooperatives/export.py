"""A list of the registry as a file: CSV or XLSX, a row at a time."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO
from typing import Any

from cooperatives.fields import BY_KEY, STANDINGS, Field
from cooperatives.values import show
from web.xlsx import write_xlsx

FURTHER = (
    ("Năm số liệu", 12),
    ("Doanh thu năm", 20),
    ("Lợi nhuận năm", 20),
    ("Số thẻ thành viên", 14),
    ("Thành viên Liên minh", 18),
)
WIDTHS = {"name": 44, "line": 26, "text": 40, "money": 20, "day": 14, "email": 28}
RISKY = ("=", "+", "-", "@", "\t", "\r")
BOM = "\ufeff"  # without it Excel reads Vietnamese as something else


def headings(keys: Sequence[str]) -> list[tuple[str, int]]:
    """Return the headings of an exported list with their widths."""
    fields = [BY_KEY[key] for key in keys]
    own = [(f.label, 44 if f.key == "name" else WIDTHS.get(f.kind, 18)) for f in fields]
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
    yield (BOM + _line([name for name, _ in headings(keys)])).encode()
    for row in rows:
        yield _line([_safe(value) for value in _cells(fields, row, communes)]).encode()


def _line(cells: Sequence[object]) -> str:
    out = StringIO()
    csv.writer(out).writerow(cells)
    return out.getvalue()


def _safe(value: object) -> object:
    if value is None:
        return ""
    if isinstance(value, int):
        return value
    text = f"{value:%d/%m/%Y}" if hasattr(value, "strftime") else str(value)
    return f"'{text}" if text.startswith(RISKY) else text
