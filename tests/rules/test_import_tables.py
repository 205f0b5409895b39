"""Tables as people send them: understood, or refused with what to do; never a surprise."""

import zipfile
from contextlib import suppress
from datetime import date, datetime
from io import BytesIO
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from cooperatives.fields import FIELDS
from cooperatives.values import commune_codes, empty_value
from imports.headings import match, unit_of
from imports.rules import Reading, judge, read_row
from imports.tables import COLUMNS_MAX, ROWS_MAX, SIZE_BYTES_MAX, read_table
from workflow.refusal import Refusal

CODES = commune_codes({"06463": "Chi Lăng"})
TODAY = date(2026, 2, 10)
HEAD = ("STT", "Tên HTX (*)", "MST", "Xã, phường", "Lĩnh vực", "Ngày thành lập",
        "VỐN ĐIỀU LỆ (triệu đồng)", "So thanh vien")  # fmt: skip
ROW = (1, "HTX Na Chi Lăng", 4900912345, "xã Chi Lăng", "Nông nghiệp", datetime(2020, 5, 5),  # noqa: DTZ001
       1250.5, "12")  # fmt: skip


def book(*sheets: tuple[str, Any], merged: str = "") -> bytes:
    made = Workbook()
    made.remove(made.active)
    for title, rows in sheets:
        sheet = made.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
        if merged:
            sheet.merge_cells(merged)
    out = BytesIO()
    made.save(out)
    return out.getvalue()


def values(content: bytes, number: int = 0) -> Reading:
    table = read_table(content)
    return read_row(table.rows[number][1], table.columns, CODES)


def said(content: bytes) -> str:
    with pytest.raises(Refusal) as refused:
        read_table(content)
    assert refused.value.field == "files"
    return refused.value.text


def test_a_table_as_people_make_it() -> None:
    rows = [("DANH SÁCH HỢP TÁC XÃ",), (), HEAD, ROW, (), ROW]
    table = read_table(book(("Sheet1", [("ghi chú",)]), ("Danh sách", rows)))
    assert table.sheet == "Danh sách"
    assert table.notes == ["Đã đọc trang tính “Danh sách”, bỏ qua “Sheet1”."]
    assert [number for number, _ in table.rows] == [4, 6]
    reading = read_row(table.rows[0][1], table.columns, CODES)
    assert reading.faults == []
    assert reading.values == {
        "name": "HTX Na Chi Lăng", "tax_code": "4900912345", "commune_code": "06463",
        "sector": "agriculture", "founded_on": date(2020, 5, 5),
        "charter_capital_vnd": 1_250_500_000, "official_members": 12,
    }  # fmt: skip


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_csv_in_any_manner(mark: str, encoding: str) -> None:
    lines = [
        mark.join(("Tên HTX", "MST", "Ngày thành lập")),
        mark.join(("Na", "4900912345", "5/5/2020")),
    ]
    reading = values("\r\n".join(lines).encode(encoding))
    assert reading.values["founded_on"] == date(2020, 5, 5)


def test_formulas_are_refused_by_cell() -> None:
    reading = values(book(("x", [HEAD, ("=A1+1", "HTX Na", "=1+1")])))
    assert [(f.column, f.reason) for f in reading.faults] == [
        ("C (MST)", "ô là công thức; hãy chép rồi dán giá trị")
    ]


def test_merged_cells_in_rows_are_seen_and_titles_are_not() -> None:
    table = read_table(book(("x", [("TIÊU ĐỀ",), HEAD, ROW, ROW, ROW]), merged="B3:B4"))
    assert table.merged == {3: "B3:B4", 4: "B3:B4"}
    assert read_table(book(("x", [("TIÊU ĐỀ",), HEAD, ROW]), merged="A1:H1")).merged == {}
    found = judge(Reading(), None, TODAY, None, "B3:B4")
    assert (found.outcome, found.faults[0].column) == ("refused", "cả dòng")


def test_columns_without_end_and_rows_without_end() -> None:
    wide = [[*HEAD, *("x" for _ in range(COLUMNS_MAX))], [*ROW, *("y" for _ in range(COLUMNS_MAX))]]
    assert "120 cột" in said(book(("x", wide)))
    assert "20.000 dòng" in said(("Tên HTX,MST\n" + "a,\n" * (ROWS_MAX + 1)).encode())


def bomb() -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (201 * 1024 * 1024))
    return out.getvalue()


def other_archive() -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "không có nội dung"), (b"%PDF-1.7", "không phải bảng"), (b"PK\x03\x04rest", "hỏng"),
        (b"\xd0\xcf\x11\xe0rest", "kiểu cũ"), (b"a\x00b", "không phải bảng"),
        (b"<html>", "không phải bảng"), (b"x" * (SIZE_BYTES_MAX + 1), "12 MB"),
        ("chỉ có chữ\nkhông có cột".encode(), "tiêu đề"), (b"Ten HTX,MST\n", "dòng dữ liệu"),
        (book(("x", [])), "dòng dữ liệu"), (book(("x", [("a", "b"), (1, 2)])), "tiêu đề"),
    ],
)  # fmt: skip
def test_what_is_no_table(content: bytes, words: str) -> None:
    assert words in said(content)


def test_bombs_and_other_archives() -> None:
    assert "nén quá nhiều" in said(bomb())
    assert "không phải bảng" in said(other_archive())
    whole = book(("x", [HEAD, ROW]))
    assert "hỏng" in said(whole[: len(whole) // 2])


@settings(max_examples=60, deadline=None)
@given(content=st.binary(max_size=400), where=st.integers(0, 5000))
@example(content=b"\xff\xfea", where=0)
def test_noise_never_surprises(content: bytes, where: int) -> None:
    whole = bytearray(book(("x", [HEAD, ROW])))
    where %= len(whole)
    whole[where : where + len(content)] = content
    for sent in (content, bytes(whole)):
        with suppress(Refusal):
            assert read_table(sent).rows


def test_of_two_columns_with_one_meaning_the_first_has_it() -> None:
    columns = match(("Tên HTX", "ten hop tac xa", "Vốn điều lệ", "Ghi chú"))
    assert [column.field for column in columns] == ["name", "", "charter_capital_vnd", ""]
    assert [column.letter for column in match(("",) * 27 + ("Tên",))] == ["AB"]
    assert [unit_of(h) for h in ("Vốn (tỷ đồng)", "Vốn (triệu đ)", "Vốn")] == [10**9, 10**6, 1]


def held() -> dict[str, Any]:
    return {field.key: empty_value(field) for field in FIELDS} | {
        "name": "HTX Na", "kind": "cooperative", "sector": "agriculture", "status": "active",
        "commune_code": "06463", "founded_on": date(2020, 5, 5), "tax_code": "0100109106",
        "official_members": 12,
    }  # fmt: skip


def test_what_becomes_of_a_row() -> None:
    same = judge(Reading({"tax_code": "0100109106"}), held(), TODAY, None, "")
    more = judge(Reading({"official_members": 15}), held(), TODAY, None, "")
    late = judge(Reading({"status": "dissolved"}), held(), TODAY, None, "")
    twice = judge(Reading({"official_members": 15}), held(), TODAY, 2, "")
    new = judge(Reading({"name": "THT Chè"}), None, TODAY, None, "")
    assert (same.outcome, more.outcome, more.what) == (
        "same",
        "changed",
        {"official_members": [12, 15]},
    )
    assert (late.outcome, late.faults[0].column) == ("refused", "Ngày giải thể, chuyển đổi")
    assert twice.faults[0].reason == "trùng với dòng 2 của tệp"
    assert new.faults[0].column == "Lĩnh vực"
    doubtful = judge(Reading({"tax_code": "0100109107"}), held(), TODAY, None, "")
    assert doubtful.outcome == "changed"
    assert "chờ đối chiếu" in doubtful.what["tax_code_reason"][1]
    assert doubtful.warnings
