"""The page of figures and its workbook."""

from io import BytesIO
from xml.etree import ElementTree as ET

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook

from feedback import actions
from reports.charts import Chart, Row, Series, bars, columns
from tests.make import MORNING
from tests.world import World, sign_in

YEAR = "/thong-ke?tu=01/01/2026&den=31/12/2026"
SVG = "{http://www.w3.org/2000/svg}"


def test_the_page_counts_and_explains(client: FlaskClient, world: World) -> None:
    world.answered()
    page = sign_in(client, world.head).get("/thong-ke?theo=can-bo&tu=01/01/2026&den=31/12/2026")
    said = page.get_data(as_text=True)
    assert page.status_code == 200
    assert world.officer.full_name in said
    assert "Kaplan – Meier" in said
    assert "<title" in said
    assert "<desc" in said


def test_only_a_head_splits_by_officer(client: FlaskClient, world: World) -> None:
    world.answered()
    page = sign_in(client, world.leader).get("/thong-ke?theo=can-bo&tu=01/01/2026&den=31/12/2026")
    assert world.officer.full_name not in page.get_data(as_text=True)
    book = sign_in(client, world.leader).get("/thong-ke.xlsx?tu=01/01/2026&den=31/12/2026")
    assert "Cán bộ" not in load_workbook(BytesIO(book.data)).sheetnames


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("tu=31/12/2026&den=01/01/2026", "Ngày cuối phải từ ngày đầu trở đi."),
        ("tu=32/12/2026&den=01/01/2026", "Ngày chưa đúng."),
        ("tu=&den=01/01/2026", "Nhập ngày đầu."),
    ],
)
def test_a_wrong_period_is_kept_and_explained(
    client: FlaskClient, world: World, asked: str, said: str
) -> None:
    for path in ("/thong-ke", "/thong-ke.xlsx"):
        page = sign_in(client, world.leader).get(f"{path}?{asked}")
        assert page.status_code == 422
        assert said in page.get_data(as_text=True)
        assert 'value="01/01/2026"' in page.get_data(as_text=True)


def test_the_workbook_has_the_same_numbers(client: FlaskClient, world: World) -> None:
    petition = world.answered()
    actions.resolve(world.session, petition, "resolved", "", world.officer.actor, MORNING)
    world.session.commit()
    assert "Đã giải quyết xong <strong>1</strong>" in sign_in(client, world.head).get(YEAR).text
    assert sign_in(client, world.head).get("/thong-ke.xlsx").status_code == 200
    answer = sign_in(client, world.head).get("/thong-ke.xlsx?tu=01/01/2026&den=31/12/2026")
    book = load_workbook(BytesIO(answer.data))
    assert book.sheetnames == ["Đơn vị", "Cán bộ", "Lĩnh vực", "Cơ quan", "Tháng", "Cách tính"]
    row = [cell.value for cell in book["Đơn vị"][3]]
    assert row[:5] == ["Ban Chính sách – Phát triển", 1, 1, 1, None]
    heads = [cell.value for cell in book["Đơn vị"][2]]
    assert dict(zip(heads, row, strict=True))["Đã giải quyết xong"] == 1
    assert book["Tháng"].max_row == 2 + 12


def test_a_chart_says_what_it_shows_and_escapes() -> None:
    series = (Series("Nhận", "pale"), Series("Trễ", "late"))
    rows = (Row("Ban <A>", (3, 0)), Row("Ban & B", (1, 2)))
    chart = Chart("x", "Tên & hình", "Ban <A>: 3", series, rows)
    for draw in (bars, columns):
        drawn = draw(chart).replace("<svg ", f'<svg xmlns="{SVG[1:-1]}" ', 1)
        root = ET.fromstring(drawn)  # noqa: S314  our own markup
        assert root.attrib["role"] == "img"
        ids = {one.attrib.get("id") for one in root}
        assert set(root.attrib["aria-labelledby"].split()) <= ids
        assert root.find(f"{SVG}title").text == "Tên & hình"  # type: ignore[union-attr]
        width = float(root.attrib["viewBox"].split()[2])
        for rect in root.iter(f"{SVG}rect"):
            assert float(rect.attrib["x"]) + float(rect.attrib["width"]) <= width + 0.5
            assert "style" not in rect.attrib
    with pytest.raises(ValueError, match="does not fit"):
        Chart("x", "t", "d", series, (Row("a", (1,)),))
