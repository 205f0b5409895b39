"""Papers of the fund that are no official letters: receipts, statements, reports; PDF, XLSX."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from io import BytesIO
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from letters.typesetter import compiler
from workflow.cells import harmless

TEMPLATE = Path(__file__).parent / "typst" / "paper.typ"
MONEY_FORMAT = "#,##0"
WIDTH_MAX, WIDTH_MIN = 48, 11
TITLE, HEAD = Font(bold=True, size=13), Font(bold=True)
HEAD_PLACE = Alignment(wrap_text=True, vertical="top")

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
    book = Workbook(write_only=True)  # a row at a time: a statement may have thousands
    for number, one in enumerate(paper.tables, start=1):
        sheet = book.create_sheet((one.title or f"Bảng {number}")[:31].replace("/", "-"))
        for column, width in enumerate(_widths(one), start=1):
            sheet.column_dimensions[get_column_letter(column)].width = width
        sheet.append([_cell(sheet, paper.title, font=TITLE)])
        sheet.append([harmless(paper.subtitle)])
        for what, value in paper.facts:
            sheet.append([harmless(what), harmless(value)])
        sheet.append([])
        sheet.append([_cell(sheet, head, font=HEAD, alignment=HEAD_PLACE) for head in one.heads])
        for row in (*one.rows, *([one.foot] if one.foot else [])):
            sheet.append([_cell(sheet, cell) for cell in row])
    kept = BytesIO()
    book.save(kept)
    return kept.getvalue()


def _cell(sheet: object, value: Cell, **look: object) -> object:
    if isinstance(value, int):
        look["number_format"] = MONEY_FORMAT
    elif not look:
        return harmless(value)
    cell = WriteOnlyCell(sheet, harmless(value))
    for name, one in look.items():
        setattr(cell, name, one)
    return cell


def _widths(table: PaperTable) -> Iterator[int]:
    for number, head in enumerate(table.heads):
        longest = max([len(head) // 2, *(len(written(row[number])) for row in table.rows)])
        yield min(WIDTH_MAX, max(WIDTH_MIN, longest + 2))
