"""Working papers of a conference as workbooks."""

from collections.abc import Sequence
from io import BytesIO

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

from conferences.models import Conference, ConferenceQuestion
from conferences.paper_queries import Line
from conferences.tables import (
    CONSOLIDATED,
    PREPARED,
    consolidated_rows,
    heading_of,
    preparation_rows,
)
from units.models import Unit
from workflow.cells import harmless

HEAD_ROW = 3
LINE = Side(style="thin", color="BFC9C3")
MIST = PatternFill("solid", fgColor="F3F6F4")


def sheet(
    title: str, subtitle: str, heads: Sequence[str], widths: Sequence[int],
    rows: Sequence[Sequence[str]],
) -> bytes:  # fmt: skip
    """Return a workbook with one table: heads that stay, text that wraps, no formula of others."""
    book = Workbook()
    page = book.active
    page.title = "Bảng"
    page["A1"], page["A2"] = title, subtitle
    page["A1"].font = Font(bold=True, size=14)
    page.append([])
    for column, (head, width) in enumerate(zip(heads, widths, strict=True), start=1):
        cell = page.cell(HEAD_ROW, column, head)
        cell.font, cell.fill = Font(bold=True), MIST
        page.column_dimensions[get_column_letter(column)].width = width
    for number, row in enumerate(rows, start=HEAD_ROW + 1):
        for column, value in enumerate(row, start=1):
            page.cell(number, column, _plain(value))
    for line in page.iter_rows(min_row=HEAD_ROW):
        for cell in line:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.border = Border(top=LINE, bottom=LINE, left=LINE, right=LINE)
    page.freeze_panes = f"A{HEAD_ROW + 1}"
    page.page_setup.orientation, page.page_setup.fitToHeight = "landscape", 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
    kept = BytesIO()
    book.save(kept)
    return kept.getvalue()


def _plain(value: str) -> str | int:
    """Return a number as a number, and what a spreadsheet would run as text."""
    if value.isascii() and value.isdecimal() and len(value) < 10:
        return int(value)
    return harmless(value)


def preparation_sheet(
    conference: Conference, unit: Unit, asked: Sequence[ConferenceQuestion]
) -> bytes:
    """Return the preparation paper of one body."""
    name, _ = heading_of(conference)
    title = f"Phiếu chuẩn bị trả lời của {unit.called(conference.held_on)}"
    return sheet(title, name, PREPARED, (6, 28, 44, 60, 18, 60), preparation_rows(asked))


def table_sheet(conference: Conference, lines: Sequence[Line]) -> bytes:
    """Return the consolidated table."""
    name, _ = heading_of(conference)
    title = "Bảng tổng hợp ý kiến, kiến nghị và kết quả trả lời"
    return sheet(title, name, CONSOLIDATED, (6, 28, 44, 28, 70, 22, 18), consolidated_rows(lines))
