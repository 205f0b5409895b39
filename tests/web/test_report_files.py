"""A report as files: the workbook's formulas say what the report says; the PDF holds its words."""

import re
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any

import pytest
from flask.testing import FlaskClient
from openpyxl import Workbook, load_workbook
from sqlalchemy.orm import Session

from cooperatives.models import PlanTarget, YearFigures
from tests.make import make_account, make_cooperative
from tests.pdf import reader
from tests.world import sign_in
from workflow.roles import Role

DAYS = {"tu": "01/01/2024", "den": "30/11/2024"}
RECORDED = {"recorded_at": datetime(2024, 11, 30, 2, tzinfo=UTC)}
EVIL = '=HYPERLINK("http://x","Hợp tác xã")'


class Sheets:
    """Reckons the formulas that the workbook uses: COUNTIFS, SUMIFS, ROUND and four operations."""

    def __init__(self, book: Workbook) -> None:
        self.book, self.report = book, book["Báo cáo"]

    def value(self, formula: str) -> Any:
        source = formula.removeprefix("=")
        source = re.sub(r"'Danh bạ'!\$([A-J])\$(\d+):\$[A-J]\$(\d+)", r'column("\1",\2,\3)', source)
        source = re.sub(r'("[<>=]*")&\$B\$(\d)', r"(\1, here(\2))", source)
        source = re.sub(r"\$B\$(\d)", r"here(\1)", source)
        names = {"column": self.column, "here": self.here, "ROUND": self.round}
        return eval(source, {**names, "COUNTIFS": self.count, "SUMIFS": self.sum})  # noqa: S307

    def column(self, letter: str, first: int, last: int) -> list[Any]:
        return [self.book["Danh bạ"][f"{letter}{row}"].value for row in range(first, last + 1)]

    def here(self, row: int) -> Any:
        return self.report[f"B{row}"].value

    def round(self, value: float, places: int) -> float:
        return int(value * 10**places + 0.5) / 10**places

    def count(self, *pairs: Any) -> int:
        return len(self.rows(pairs))

    def sum(self, column: list[Any], *pairs: Any) -> int:
        return sum(column[row] or 0 for row in self.rows(pairs))

    def rows(self, pairs: tuple[Any, ...]) -> list[int]:
        return [
            row
            for row in range(len(pairs[0]))
            if all(
                holds(column[row], wanted)
                for column, wanted in zip(pairs[::2], pairs[1::2], strict=True)
            )
        ]


def holds(value: Any, wanted: Any) -> bool:
    if wanted == "":
        return value is None
    if wanted == ">=0":
        return value is not None and value >= 0
    if isinstance(wanted, str):
        return bool(value == wanted)
    sign, bound = wanted
    if value is None:
        return False
    return {">=": value >= bound, "<=": value <= bound, ">": value > bound}[sign]


@pytest.fixture
def officer(client: FlaskClient, session: Session) -> FlaskClient:
    shown = {"charter_capital_vnd": 7_000_000_000, "official_members": 9, **RECORDED}
    for number, (day, sector) in enumerate(
        (
            (date(2020, 1, 5), "agriculture"),
            (date(2024, 3, 5), "agriculture"),
            (date(2024, 9, 9), "finance"),
        )
    ):
        row = make_cooperative(
            session, name=EVIL if number == 1 else f"Hợp tác xã {number}", sector=sector,
            founded_on=day, **shown,
        )  # fmt: skip
        figures = {"year": 2024, "profit_vnd": None, "members": None, **RECORDED}
        session.add(YearFigures(cooperative_id=row.id, revenue_vnd=100 + number, **figures))
    gone = make_cooperative(session, founded_on=date(2021, 5, 5), **RECORDED)
    gone.status, gone.recorded_at = "dissolved", datetime(2024, 10, 2, 2, tzinfo=UTC)
    make_cooperative(session, kind="group", founded_on=date(2022, 5, 5), **RECORDED)
    session.add(PlanTarget(year=2024, key="new_cooperatives", value=3, source="KH", **RECORDED))
    session.commit()
    return sign_in(client, make_account(session, Role.OFFICER))


def test_every_formula_says_what_the_report_says(officer: FlaskClient) -> None:
    answer = officer.get("/bao-cao/so-lieu.xlsx", query_string=DAYS)
    assert answer.status_code == 200
    book = load_workbook(BytesIO(answer.data))
    sheets, checked = Sheets(book), {}
    for row in book["Báo cáo"].iter_rows(min_row=8):
        for column in (1, 4):
            made, said = row[column], row[column + 1]
            if made.data_type == "f":
                checked[f"{row[0].value}.{column}"] = said.value
                assert sheets.value(made.value) == said.value, row[0].value
    assert checked["HTX thành lập mới.1"] == 2
    assert checked["HTX giải thể, chuyển đổi.1"] == 1
    assert checked["Đạt kế hoạch (%).1"] == 66.7
    assert checked["Vốn đăng ký (đ).1"] == 21_000_000_000
    assert checked["Doanh thu bình quân một HTX (đ).1"] == 101
    assert checked["Chi Lăng.4"] == 2


def test_a_name_is_never_a_formula(officer: FlaskClient) -> None:
    book = load_workbook(BytesIO(officer.get("/bao-cao/so-lieu.xlsx", query_string=DAYS).data))
    (cell,) = [c for c in book["Danh bạ"]["A"] if c.value == EVIL]
    assert cell.data_type == "s"


def test_the_paper_holds_the_words_and_the_figures(officer: FlaskClient, session: Session) -> None:
    answer = officer.get("/bao-cao/bao-cao.pdf", query_string=DAYS)
    assert answer.data.startswith(b"%PDF")
    said = " ".join(page.extract_text() for page in reader(answer.data).pages)
    said = re.sub(r"\s+", " ", said)
    assert "toàn tỉnh thành lập mới 2 HTX, đạt 66,7 % kế hoạch" in said
    assert "Theo địa bàn" in said
    assert "Kế hoạch năm: 3" in said
    saved = officer.post("/bao-cao/luu", data={**DAYS, "title": "Báo cáo □ #strong[x]"})
    number = saved.headers["Location"].rsplit("/", 1)[1]
    again = officer.get("/bao-cao/bao-cao.pdf", query_string={"bao-cao": number})
    assert "#STRONG[X]" in "".join(page.extract_text() for page in reader(again.data).pages)
    assert officer.get("/bao-cao/bao-cao.pdf?bao-cao=0").status_code == 404


def test_the_plan_of_training_stands_in_the_files(officer: FlaskClient, session: Session) -> None:
    values = {"year": 2024, "value": 4, "source": "KH 178", **RECORDED}
    session.add_all(PlanTarget(key=key, **values) for key in ("trained", "members"))
    session.commit()
    book = load_workbook(BytesIO(officer.get("/bao-cao/so-lieu.xlsx", query_string=DAYS).data))
    lines = [[cell.value for cell in row] for row in book["Kế hoạch"].iter_rows()]
    assert [line[1:4] for line in lines[1:]] == [
        ["HTX", 3, 2], ["người", 4, 27], ["lượt người", 4, 0],
    ]  # fmt: skip
    assert lines[3][4] == '=IF(C4=0,"",ROUND(100*D4/C4,1))'
    printed = reader(officer.get("/bao-cao/bao-cao.pdf", query_string=DAYS).data)
    words = " ".join(page.extract_text() for page in printed.pages)
    assert "Thành viên được tập huấn, đào tạo trong năm" in " ".join(words.split())
