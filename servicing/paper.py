"""Papers of the fund that are no official letters: receipts, statements, reports; PDF, XLSX."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from io import BytesIO
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from letters.typesetter import compiler
from workflow.cells import harmless

TEMPLATE = Path(__file__).parent / "typst" / "paper.typ"
MONEY_FORMAT = "#,##0"
WIDTH_MAX, WIDTH_MIN = 48, 11

Cell = str | int


@dataclass(frozen=True, slots=True)
class PaperTable:
    """A table: `aligns` has a letter a column (l, r, c); numbers are whole đồng."""

    title: str
    heads: tuple[str, ...]
    aligns: str
    rows: tuple[tuple[Cell, ...], ...]
    foot: tuple[Cell, ...] = ()


@dataclass(frozen=True, slots=True)
class Paper:
    """What a paper says. `facts`: pairs of what and how much; `signers`: of office and name."""

    house: str
    place: str
    title: str
    subtitle: str
    made: str
    facts: tuple[tuple[str, str], ...]
    tables: tuple[PaperTable, ...] = ()
    closing: tuple[str, ...] = ()
    signers: tuple[tuple[str, str], ...] = ()
    foot: str = ""
    wide: bool = False


def written(cell: Cell) -> str:
    """Return a cell as people read it: 1.250.000"""
    return f"{cell:,}".replace(",", ".") if isinstance(cell, int) else cell


def pdf(paper: Paper) -> bytes:
    """Return a paper as PDF. Raises: FileNotFoundError where the fonts were not built."""
    data = asdict(paper)
    for one in data["tables"]:
        one["rows"] = [[written(cell) for cell in row] for row in one["rows"]]
        one["foot"] = [written(cell) for cell in one["foot"]]
    inputs = {"paper": json.dumps(data, ensure_ascii=False)}
    made = compiler(TEMPLATE).compile(format="pdf", sys_inputs=inputs)
    if not isinstance(made, bytes):
        raise TypeError("the typesetter gave no single file")
    return made


def xlsx(paper: Paper) -> bytes:
    """Return a paper as a workbook: one sheet a table, numbers as numbers."""
    book = Workbook()
    book.remove(book.active)
    for number, one in enumerate(paper.tables, start=1):
        sheet = book.create_sheet((one.title or f"Bảng {number}")[:31].replace("/", "-"))
        sheet.append([harmless(paper.title)])
        sheet["A1"].font = Font(bold=True, size=13)
        sheet.append([harmless(paper.subtitle)])
        for what, value in paper.facts:
            sheet.append([harmless(what), harmless(value)])
        sheet.append([])
        sheet.append([harmless(head) for head in one.heads])
        for cell in sheet[sheet.max_row]:
            cell.font, cell.alignment = Font(bold=True), Alignment(wrap_text=True, vertical="top")
        for row in (*one.rows, *([one.foot] if one.foot else [])):
            sheet.append([harmless(cell) for cell in row])
            for cell in sheet[sheet.max_row]:
                if isinstance(cell.value, int):
                    cell.number_format = MONEY_FORMAT
        _widen(sheet, one.heads, one.rows)
    kept = BytesIO()
    book.save(kept)
    return kept.getvalue()


def _widen(sheet: object, heads: Sequence[str], rows: Sequence[Sequence[Cell]]) -> None:
    for number, head in enumerate(heads):
        longest = max([len(head) // 2, *(len(written(row[number])) for row in rows)])
        width = min(WIDTH_MAX, max(WIDTH_MIN, longest + 2))
        sheet.column_dimensions[get_column_letter(number + 1)].width = width  # type: ignore[attr-defined]
