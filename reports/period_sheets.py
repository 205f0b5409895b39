"""A report as a workbook: the rows on one sheet, and formulas on another that count them again.

Whoever changes a day or a row sees the figures follow; beside each formula stands what the report
says, and whether the two agree.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.worksheet import Worksheet

from cooperatives.fields import SECTORS
from reports.answering_rules import Answering
from reports.further_rules import FIGURES
from reports.plan_rules import Measured, measured
from reports.registry_queries import Asked
from reports.registry_rules import RegistryFigures, Share
from reports.report_rules import PETITION_NAMES, Figures
from workflow.localtime import to_local

ROWS, REPORT, PETITIONS = "Danh bạ", "Báo cáo", "Kiến nghị"
FURTHER = "Cam kết, cho vay, hỗ trợ"
PLANS = "Kế hoạch"
KINDS = {"cooperative": "HTX", "group": "THT", "union": "Liên hiệp HTX"}
HEADS = (
    "Tên", "Loại", "Lĩnh vực", "Xã, phường", "Địa bàn trước 01/07/2025", "Ngày thành lập",
    "Thôi hoạt động từ", "Vốn đăng ký (đ)", "Thành viên",
)  # fmt: skip
WIDTHS = (46, 14, 26, 20, 24, 15, 17, 20, 12, 20)
FIRST, LAST, PLAN = "$B$3", "$B$4", "$B$5"
DAY, MONEY = "dd/mm/yyyy", "#,##0"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the report's sheet: a formula, and what the report says."""

    label: str
    formula: str
    said: int | float | None


def _range(column: str, count: int) -> str:
    return f"'{ROWS}'!${column}$2:${column}${count + 1}"


@dataclass(frozen=True, slots=True)
class Formulas:
    """Writes the formulas over `count` rows."""

    count: int

    def counted(self, *pairs: str) -> str:
        """Return COUNTIFS of pairs of a column's letter and a condition."""
        return f"COUNTIFS({self._conditions(pairs)})"

    def summed(self, column: str, *pairs: str) -> str:
        return f"SUMIFS({_range(column, self.count)},{self._conditions(pairs)})"

    def there(self, *pairs: str, column: str = "") -> str:
        """Return what is there at the cut-off: not gone, or gone later."""
        until = (*pairs, "F", f'"<="&{LAST}')
        stays, leaves = (*until, "G", '""'), (*until, "G", f'">"&{LAST}')
        if column:
            return f"{self.summed(column, *stays)}+{self.summed(column, *leaves)}"
        return f"{self.counted(*stays)}+{self.counted(*leaves)}"

    def within(self, column: str, *pairs: str) -> str:
        """Return how many have a day of `column` within the period."""
        return self.counted(*pairs, column, f'">="&{FIRST}', column, f'"<="&{LAST}')

    def _conditions(self, pairs: Sequence[str]) -> str:
        columns, wanted = pairs[::2], pairs[1::2]
        return ",".join(
            f"{_range(column, self.count)},{condition}"
            for column, condition in zip(columns, wanted, strict=True)
        )


def _share(share: str | None) -> float | None:
    return None if share is None else float(share)


def registry_lines(found: RegistryFigures, count: int) -> Iterator[Line]:
    """Yield the lines of the registry's figures."""
    make, own, group = Formulas(count), ("B", '"HTX"'), ("B", '"THT"')
    farming = ("C", f'"{SECTORS["agriculture"]}"')
    total, farms = make.there(*own), make.there(*own, *farming)
    yield Line("HTX thành lập mới", make.within("F", *own), found.new)
    if found.plan_new:
        share = f"ROUND(100*{make.within('F', *own)}/{PLAN},1)"
        yield Line("Đạt kế hoạch (%)", share, _share(found.plan_percent))
    yield Line("HTX giải thể, chuyển đổi", make.within("G", *own), found.gone)
    yield Line("HTX đến ngày chốt", total, found.total)
    yield Line("Vốn đăng ký (đ)", make.there(*own, column="H"), found.capital_vnd)
    if found.total:
        share = f"ROUND(100*({farms})/({total}),1)"
        yield Line("Nông, lâm, ngư nghiệp (%)", share, _share(found.agriculture_percent))
        yield Line("Phi nông nghiệp (%)", f"ROUND(100-{share},1)", _share(found.other_percent))
    yield Line("Thành viên HTX", make.there(*own, column="I"), found.members)
    if found.revenue_vnd is not None:
        yield Line("Doanh thu bình quân một HTX (đ)", _average(make, *own), found.revenue_vnd)
    yield Line("Tổ hợp tác đến ngày chốt", make.there(*group), found.groups)
    if found.groups_revenue_vnd is not None:
        average = _average(make, *group)
        yield Line("Doanh thu bình quân một THT (đ)", average, found.groups_revenue_vnd)


def _average(make: Formulas, *kind: str) -> str:
    reported = make.there(*kind, "J", '">=0"')
    return f"ROUND(({make.there(*kind, column='J')})/({reported}),0)"


def share_lines(shares: Iterable[Share], column: str, count: int) -> Iterator[tuple[Line, Line]]:
    """Yield for each sector or place: all, and new."""
    make = Formulas(count)
    for one in shares:
        where = ("B", '"HTX"', column, f'"{one.name}"')
        yield (
            Line(one.name, make.there(*where), one.total),
            Line(one.name, make.within("F", *where), one.new),
        )


def workbook(found: Figures, asked: Asked, rows: Sequence[Any]) -> bytes:
    """Return the workbook as bytes. `rows`: every row known of the registry, as it was known."""
    book = Workbook()
    _report(book.active, found.registry, asked, len(rows))
    _rows(book.create_sheet(ROWS), rows, _revenue_head(found.registry))
    if found.petitions is not None:
        _petitions(book.create_sheet(PETITIONS), found.petitions.total, found.petitions.topics)
    if found.further:
        _further(book.create_sheet(FURTHER), found.further)
    plans = measured(found, asked.period)
    if plans:
        _plans(book.create_sheet(PLANS), plans)
    kept = BytesIO()
    book.save(kept)
    return kept.getvalue()


def _text(cell: Cell, said: str) -> None:
    """Write a text that is never a formula, whatever it begins with."""
    cell.value = said
    cell.data_type = "s"


def _report(sheet: Worksheet, found: RegistryFigures, asked: Asked, count: int) -> None:
    sheet.title = REPORT
    known = f"Theo danh bạ đã ghi đến {to_local(asked.known_at):%d/%m/%Y %H:%M}"
    for row in (
        [f"Báo cáo kinh tế tập thể, hợp tác xã {asked.period.name}"],
        [known],
        ["Từ ngày", asked.period.first],
        ["Đến hết ngày", asked.period.last],
        ["Kế hoạch HTX thành lập mới", found.plan_new],
        [],
        ["Số liệu", "Tính lại từ danh bạ", "Báo cáo ghi", "Đối chiếu"],
    ):
        sheet.append(row)
    for line in registry_lines(found, count):
        _line(sheet, line)
    for title, shares, column in (
        ("Theo lĩnh vực", found.sectors, "C"), ("Theo địa bàn", found.places, "E"),
    ):  # fmt: skip
        sheet.append([])
        sheet.append([title, "HTX", "Báo cáo ghi", "Đối chiếu", "Mới", "Báo cáo ghi", "Đối chiếu"])
        for both in share_lines(shares, column, count):
            _line(sheet, *both)
    for number, width in enumerate((40, 22, 22, 12, 12, 14, 12)):
        sheet.column_dimensions["ABCDEFG"[number]].width = width
    for cell in (sheet["A1"], *sheet[7]):
        cell.font = Font(bold=True)
    sheet["B3"].number_format = sheet["B4"].number_format = DAY


def _line(sheet: Worksheet, *lines: Line) -> None:
    number = sheet.max_row + 1
    _text(sheet.cell(number, 1), lines[0].label)
    for place, line in enumerate(lines):
        column = 2 + 3 * place
        made, said, same = (sheet.cell(number, column + step) for step in range(3))
        made.value, said.value = f"={line.formula}", line.said
        same.value = f'=IF({made.coordinate}={said.coordinate},"khớp","khác")'
        made.number_format = said.number_format = MONEY if isinstance(line.said, int) else "0.0"


def _revenue_head(found: RegistryFigures) -> str:
    years = {"HTX": found.revenue_year, "THT": found.groups_revenue_year}
    said = ", ".join(f"{name} {year}" for name, year in years.items() if year is not None)
    return f"Doanh thu (đ), {said}" if said else "Doanh thu (đ)"


def _rows(sheet: Worksheet, rows: Sequence[Any], revenue_head: str) -> None:
    sheet.append([*HEADS, revenue_head])
    for number, row in enumerate(rows, start=2):
        _text(sheet.cell(number, 1), row.name)
        values = (
            KINDS[row.kind], SECTORS.get(row.sector, row.sector), row.commune, row.former_district,
            row.founded_on, row.gone_on, row.charter_capital_vnd, row.official_members,
            row.revenue_vnd,
        )  # fmt: skip
        for column, value in enumerate(values, start=2):
            sheet.cell(number, column).value = value
        sheet.cell(number, 6).number_format = sheet.cell(number, 7).number_format = DAY
        sheet.cell(number, 8).number_format = sheet.cell(number, 10).number_format = MONEY
    for number, width in enumerate(WIDTHS):
        sheet.column_dimensions["ABCDEFGHIJ"[number]].width = width
    for cell in sheet[1]:
        cell.font, cell.alignment = Font(bold=True), Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = "B2"


def _further(sheet: Worksheet, found: Mapping[str, int]) -> None:
    sheet.append(["Nhóm", "Số liệu", "Báo cáo ghi"])
    for key, value in found.items():
        sheet.append([FIGURES[key].part, FIGURES[key].name, value])
        sheet.cell(sheet.max_row, 3).number_format = MONEY
    for letter, width in (("A", 22), ("B", 36), ("C", 20)):
        sheet.column_dimensions[letter].width = width
    for cell in sheet[1]:
        cell.font = Font(bold=True)


def _plans(sheet: Worksheet, plans: Sequence[Measured]) -> None:
    sheet.append(["Chỉ tiêu", "Đơn vị", "Kế hoạch năm", "Đạt được", "Tỷ lệ (%)"])
    for number, one in enumerate(plans, start=2):
        sheet.append([one.target.name, one.target.unit, one.planned, one.reached])
        sheet.cell(number, 5).value = f'=IF(C{number}=0,"",ROUND(100*D{number}/C{number},1))'
        sheet.cell(number, 3).number_format = sheet.cell(number, 4).number_format = MONEY
        sheet.cell(number, 5).number_format = "0.0"
    for letter, width in (("A", 46), ("B", 14), ("C", 16), ("D", 16), ("E", 12)):
        sheet.column_dimensions[letter].width = width
    for cell in sheet[1]:
        cell.font = Font(bold=True)


def _petitions(sheet: Worksheet, total: Answering, topics: Sequence[Answering]) -> None:
    sheet.append(["Lĩnh vực", *PETITION_NAMES.values()])
    for one in (*topics, total):
        _text(sheet.cell(sheet.max_row + 1, 1), one.name)
        number = sheet.max_row
        for column, key in enumerate(PETITION_NAMES, start=2):
            sheet.cell(number, column).value = getattr(one, key)
    sheet.column_dimensions["A"].width = 40
    for cell in sheet[1]:
        cell.font, cell.alignment = Font(bold=True), Alignment(wrap_text=True, vertical="top")
    for letter in "BCDEFGHIJ":
        sheet.column_dimensions[letter].width = 16
