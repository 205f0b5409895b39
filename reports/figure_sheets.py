"""The figures on petitions as a workbook: a sheet for each split, and how everything is counted."""

from collections.abc import Mapping, Sequence
from datetime import date
from io import BytesIO

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from feedback.process import RESOLUTIONS
from reports.figure_pages import month_name
from reports.period import Period
from reports.petition_rules import Tally
from reports.words import DEFINITIONS
from workflow.cells import harmless

HEADS = (
    "Nhận", "Đến hạn", "Đúng hạn", "Tỷ lệ đúng hạn (%)", "Không thụ lý", "Trễ", "Đang mở",
    "Mở quá hạn", "Mở lâu nhất (ngày)", "Trung vị (ngày)", "Trả lại", "Xem xét lại",
    "Hài lòng", "Hài lòng một phần", "Chưa hài lòng", *RESOLUTIONS.values(),
)  # fmt: skip
NAME_WIDTH, NUMBER_WIDTH, WORDS_WIDTH = 38, 13, 110


def workbook(sheets: Mapping[str, Sequence[Tally]], period: Period, today: date) -> bytes:
    """Return the workbook as bytes."""
    book = Workbook()
    book.remove(book.active)
    for label, tallies in sheets.items():
        _fill(book.create_sheet(label), label, tallies, period)
    _explain(book.create_sheet("Cách tính"), today)
    kept = BytesIO()
    book.save(kept)
    return kept.getvalue()


def _fill(sheet: Worksheet, label: str, tallies: Sequence[Tally], period: Period) -> None:
    sheet.append([f"Kiến nghị từ {period.first:%d/%m/%Y} đến {period.last:%d/%m/%Y}"])
    sheet["A1"].font = Font(bold=True, size=13)
    sheet.append([harmless(label), *HEADS])
    for cell in sheet[2]:
        cell.font, cell.alignment = Font(bold=True), Alignment(wrap_text=True, vertical="top")
    for one in tallies:
        sheet.append([harmless(month_name(one.name)), *_cells(one)])
    sheet.column_dimensions["A"].width = NAME_WIDTH
    for number in range(2, len(HEADS) + 2):
        sheet.column_dimensions[get_column_letter(number)].width = NUMBER_WIDTH
    sheet.freeze_panes = "B3"


def _cells(one: Tally) -> list[float | int | None]:
    share = one.in_time_percent
    return [
        one.received, one.due, one.in_time, None if share is None else float(share),
        one.declined_in_time, one.late, one.open, one.open_overdue, one.oldest_days,
        one.median_days, one.returned, one.reopened,
        *(one.verdicts.get(verdict, 0) for verdict in ("satisfied", "partly", "unsatisfied")),
        *(one.resolutions.get(code, 0) for code in RESOLUTIONS),
    ]  # fmt: skip


def _explain(sheet: Worksheet, today: date) -> None:
    sheet.append([f"Số liệu lập ngày {today:%d/%m/%Y}, theo những gì người lập được xem."])
    for name, text in DEFINITIONS.items():
        sheet.append([name, text])
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 24, WORDS_WIDTH
    for row in sheet.iter_rows(min_row=2):
        row[0].font, row[1].alignment = Font(bold=True), Alignment(wrap_text=True, vertical="top")
