"""Reads a table that somebody sent, XLSX or CSV, whatever is in it. Nothing here trusts the file.

Source: docs/rules/registry-import.md, "Files".
"""

import csv
import re
import struct
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from io import BytesIO, StringIO
from typing import Any

from openpyxl import load_workbook

from imports.headings import LOOKED_AT, Column, find_heading_row, match
from workflow.refusal import Refusal

SIZE_BYTES_MAX = 12 * 1024 * 1024
UNPACKED_BYTES_MAX = 200 * 1024 * 1024
PARTS_MAX = 400
ROWS_MAX = 20_000
COLUMNS_MAX = 120
CELL_LENGTH_MAX = 2_000
OLD_EXCEL = b"\xd0\xcf\x11\xe0"
MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*ref="([A-Z]+)(\d+):([A-Z]+)(\d+)"')
FORMULA = "f"
UTF16 = (b"\xff\xfe", b"\xfe\xff")
OTHERS = (b"%PDF", b"{\\rtf", b"<", b"\x89PNG", b"\xff\xd8\xff", b"GIF8")
ANY_BREAK = (  # what the readers of archives and of XML raise on bytes that somebody damaged
    ArithmeticError, AssertionError, AttributeError, EOFError, LookupError, OSError, RuntimeError,
    SyntaxError, TypeError, ValueError, struct.error, zipfile.BadZipFile, zlib.error,
)  # fmt: skip
ENCODINGS = ("utf-8-sig", "cp1258")

NOT_A_TABLE = "Tệp này không phải bảng Excel (.xlsx) hay CSV. Hãy tải tệp mẫu rồi điền vào đó."
BROKEN = "Tệp Excel này bị hỏng nên không đọc được. Hãy mở bằng Excel, lưu lại rồi gửi lại."
OLD = "Tệp Excel kiểu cũ hoặc có mật khẩu. Hãy mở, lưu thành .xlsx không mật khẩu rồi gửi lại."
TOO_LARGE = "Tệp lớn hơn 12 MB. Hãy chia thành nhiều tệp."
BOMB = "Tệp nén quá nhiều dữ liệu nên không được mở. Hãy lưu lại chỉ một trang tính rồi gửi lại."
EMPTY = "Tệp không có dòng dữ liệu nào dưới dòng tiêu đề."
TOO_MANY_ROWS = f"Tệp có hơn {ROWS_MAX:,} dòng. Hãy chia thành nhiều tệp.".replace(",", ".")
TOO_MANY_COLUMNS = f"Tệp có hơn {COLUMNS_MAX} cột. Hãy xóa các cột thừa rồi gửi lại."
NO_HEADINGS = (
    "Không tìm thấy dòng tiêu đề trong 20 dòng đầu: cần cột “Tên đầy đủ” và ít nhất một cột khác "
    "của tệp mẫu."
)
ENCODING = "Không đọc được chữ trong tệp CSV. Hãy lưu lại với bảng mã UTF-8."


@dataclass(frozen=True, slots=True)
class Table:
    """A table: the columns, the rows below the heading row with their numbers, what was noticed.

    A cell is text, a number, None, or {"f": "=A1+1"} where the file holds a formula. `merged` gives
    the rows that hold merged cells, with the cells as a spreadsheet names them.
    """

    sheet: str
    columns: list[Column]
    rows: list[tuple[int, list[Any]]]
    notes: list[str] = field(default_factory=list)
    merged: dict[int, str] = field(default_factory=dict)


def read_table(content: bytes) -> Table:
    """Return the table in a file. Raises Refusal at `files`: what is wrong and what to do."""
    check_file(content)
    if content.startswith(b"PK"):
        return _read_workbook(content)
    return _table("", list(enumerate(_csv_rows(content), start=1)))


def check_file(content: bytes) -> None:
    """Refuse what cannot be a table, or would not fit, without reading it."""
    if not content:
        raise _refused("Tệp không có nội dung. Hãy chọn lại tệp.")
    if len(content) > SIZE_BYTES_MAX:
        raise _refused(TOO_LARGE)
    if content.startswith(OLD_EXCEL):
        raise _refused(OLD)
    if content.startswith(b"PK"):
        _check_archive(content)
    elif _is_no_text(content):
        raise _refused(NOT_A_TABLE)


def _is_no_text(content: bytes) -> bool:
    if content.startswith(OTHERS):
        return True
    return b"\x00" in content[:4096] and not content.startswith(UTF16)


def _refused(text: str) -> Refusal:
    return Refusal("file", text, "files")


def _check_archive(content: bytes) -> None:
    """What an archive says of its sizes bounds what is read: a lie ends in a broken part."""
    try:
        parts = zipfile.ZipFile(BytesIO(content)).infolist()
    except ANY_BREAK as error:
        raise _refused(BROKEN) from error
    if len(parts) > PARTS_MAX or sum(part.file_size for part in parts) > UNPACKED_BYTES_MAX:
        raise _refused(BOMB)
    if "xl/workbook.xml" not in {part.filename for part in parts}:
        raise _refused(NOT_A_TABLE)


def _read_workbook(content: bytes) -> Table:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and extensions that do not concern us
            return _best_sheet(content)
    except Refusal:
        raise
    except ANY_BREAK as error:
        raise _refused(BROKEN) from error


def _best_sheet(content: bytes) -> Table:
    """Return the sheet that names most fields; the others are mentioned."""
    book = load_workbook(BytesIO(content), read_only=True, data_only=False, keep_links=False)
    sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    named = []
    for sheet in sheets:
        sheet.reset_dimensions()  # what a file says of its size is not asked
        head = [[_shown(c) for c in row] for _, row in _sheet_rows(sheet, LOOKED_AT)]
        number = find_heading_row(head)
        count = len({c.field for c in match(head[number])}) if number is not None else 0
        named.append((count, sheet, bool(head)))
    best = max(named, key=lambda one: one[0], default=None)
    if best is None or best[0] == 0:
        raise _refused(NO_HEADINGS if any(one[2] for one in named) else EMPTY)
    table = _table(best[1].title, list(_sheet_rows(best[1], ROWS_MAX + LOOKED_AT)))
    others = [sheet.title for _, sheet, has_rows in named if sheet is not best[1] and has_rows]
    if others:
        read, left = f"Đã đọc trang tính “{table.sheet}”", ", ".join(f"“{name}”" for name in others)
        table.notes.append(f"{read}, bỏ qua {left}.")
    first_row = table.rows[0][0]
    table.merged.update(_merged_rows(content, best[1], first_row))
    return table


def _sheet_rows(sheet: Any, count_max: int) -> Iterator[tuple[int, list[Any]]]:
    for number, row in enumerate(sheet.iter_rows(max_col=COLUMNS_MAX + 1), start=1):
        if number > count_max + 1:
            return
        cells = [_cell(cell.value, cell.data_type) for cell in row]
        if any(cell is not None for cell in cells):
            yield number, cells


def _cell(value: Any, data_type: str) -> Any:
    if value is None or value == "":
        return None
    if data_type == FORMULA:
        return {"f": str(getattr(value, "text", value))[:100]}
    if isinstance(value, bool):
        return "có" if value else "không"
    if isinstance(value, datetime | date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, int):
        return value
    if isinstance(value, float):
        return int(value) if value.is_integer() else value
    return str(value).replace("\x00", "")[:CELL_LENGTH_MAX]


def _shown(cell: Any) -> str:
    return "" if cell is None or isinstance(cell, dict) else str(cell)


def _merged_rows(content: bytes, sheet: Any, first_row: int) -> dict[int, str]:
    """Return the rows from `first_row` on that merged cells lie in."""
    found: dict[int, str] = {}
    path = str(sheet._worksheet_path).lstrip("/")  # the reader keeps it, and has no other name
    source = zipfile.ZipFile(BytesIO(content)).read(path)
    for left, top, right, bottom in MERGED.findall(source):
        words = f"{left.decode()}{top.decode()}:{right.decode()}{bottom.decode()}"
        for row in range(max(int(top), first_row), min(int(bottom), ROWS_MAX) + 1):
            found[row] = words
    return found


def _csv_rows(content: bytes) -> list[list[Any]]:
    text = _decoded(content)
    head = "\n".join(text.splitlines()[:LOOKED_AT])
    mark = max(",;\t|", key=head.count)
    try:
        rows = csv.reader(StringIO(text, newline=""), delimiter=mark)
        return [[_cell(cell.strip(), "s") for cell in row] for row in rows]
    except csv.Error as error:
        raise _refused(NOT_A_TABLE) from error


def _decoded(content: bytes) -> str:
    if content.startswith(UTF16):
        try:
            return content.decode("utf-16")
        except UnicodeDecodeError as error:
            raise _refused(ENCODING) from error
    for encoding in ENCODINGS:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return text.replace("\x00", "")
    raise _refused(ENCODING)


def _table(sheet: str, rows: list[tuple[int, list[Any]]]) -> Table:
    place = find_heading_row([[_shown(cell) for cell in row] for _, row in rows[:LOOKED_AT]])
    if place is None:
        raise _refused(NO_HEADINGS if any(any(row) for _, row in rows) else EMPTY)
    width = max((_width(row) for _, row in rows), default=0)
    if width > COLUMNS_MAX:
        raise _refused(TOO_MANY_COLUMNS)
    below = [(number, row) for number, row in rows[place + 1 :] if any(c is not None for c in row)]
    if not below:
        raise _refused(EMPTY)
    if len(below) > ROWS_MAX:
        raise _refused(TOO_MANY_ROWS)
    return Table(sheet, match([_shown(cell) for cell in rows[place][1]]), below)


def _width(row: Sequence[Any]) -> int:
    return max((n for n, cell in enumerate(row, start=1) if cell is not None), default=0)
