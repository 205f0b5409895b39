"""The calculator for everybody: figures of the engine, files with the same, faults by name."""

import csv
import io
from datetime import date

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy.orm import Session

from loans.calculator_rules import by_year, totals
from loans.schedule import Terms, regular_dates, repayment_schedule

ASKED = "so_tien=500+triệu&lai_suat=6,84&ngay=15/03/2024&thang=36&ky=1&cach=equal_principal&an_han="
ROWS = repayment_schedule(
    Terms(500_000_000, 68_400, date(2024, 3, 15), "equal_principal",
          regular_dates(date(2024, 3, 15), 36, 1))
)  # fmt: skip


def test_the_page_shows_what_the_engine_says(client: FlaskClient, session: Session) -> None:
    page = client.get(f"/vay-von/tinh-lich?{ASKED}").text
    assert "2.904.658" in page
    assert "500.000.000 × 6,84\u00a0% × 31/365" in page
    held = totals(ROWS)
    assert f"{held.interest_vnd:,}".replace(",", ".") in page
    for year in by_year(ROWS):
        assert f"{year.interest_vnd:,}".replace(",", ".") in page
    assert '<svg class="chart"' in page


def test_years_and_columns_add_up() -> None:
    years, held = by_year(ROWS), totals(ROWS)
    assert [year.year for year in years] == [2024, 2025, 2026, 2027]
    assert sum(year.interest_vnd for year in years) == held.interest_vnd
    assert held.principal_vnd == 500_000_000
    assert years[-1].balance_vnd == 0


def test_files_hold_the_same(client: FlaskClient, session: Session) -> None:
    text = client.get(f"/vay-von/tinh-lich.csv?{ASKED}").data.decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(text)))
    assert lines[1][:5] == ["1", "15/04/2024", "31", "13888889", "2904658"]
    assert lines[-1][3] == "500000000"
    book = load_workbook(io.BytesIO(client.get(f"/vay-von/tinh-lich.xlsx?{ASKED}").data))
    rows = list(book.active.iter_rows(values_only=True))
    first = rows[1]
    assert (first[0], f"{first[1]:%d/%m/%Y}") == (1, "15/04/2024")
    assert first[2:] == (31, 13_888_889, 2_904_658, 16_793_547, 486_111_111)
    assert len(rows) == 1 + 36 + 4 + 1


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ("so_tien=500", "bao nhiêu đồng"),
        ("so_tien=-5+triệu", "không được âm"),
        ("lai_suat=101", "từ 0 đến 100"),
        ("lai_suat=6,84321", "bốn số lẻ"),
        ("lai_suat=1e99999999999", "Lãi suất chưa đúng"),
        ("lai_suat=" + "9" * 60, "Lãi suất chưa đúng"),
        ("lai_suat=1/3", "bốn số lẻ"),
        ("ngay=31/02/2026", "Ngày chưa đúng"),
        ("ngay=01/01/1950", "Năm từ 1990"),
        ("thang=601", "từ 1 đến 600"),
        ("an_han=36", "ân hạn"),
        ("cach=custom", "tháng thu hoạch"),
        ("cach=weekly", "Chọn một mục"),
    ],
)
def test_a_fault_names_its_field(
    client: FlaskClient, session: Session, changed: str, said: str
) -> None:
    name = changed.partition("=")[0]
    kept = "&".join(part for part in ASKED.split("&") if not part.startswith(f"{name}="))
    answer = client.get(f"/vay-von/tinh-lich?{kept}&{changed}")
    assert answer.status_code == 422
    assert said in answer.text
    assert client.get(f"/vay-von/tinh-lich.csv?{kept}&{changed}").status_code == 404


def test_without_anything_it_shows_an_example(client: FlaskClient, session: Session) -> None:
    page = client.get("/vay-von/tinh-lich")
    assert page.status_code == 200
    assert "Ví dụ: vay 500.000.000" in page.text
