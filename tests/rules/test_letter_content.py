"""A content keeps everything as JSON, and is laid out as plain drawable strings."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st

from letters.content import LetterBody, LetterContent, Point
from letters.sheet import NOT_DRAWN, OTHER, lay_out, printable
from letters.typesetter import FONTS
from tests.letters import (
    BODY,
    HEAD,
    RECEIPT,
    STAMP,
    minutes,
    official_letter,
    receipt,
    transfer_slip,
)

TEXT = st.text(max_size=40)


@pytest.mark.parametrize("content", [official_letter(), transfer_slip(), receipt(), minutes()])
def test_json_gives_the_same_content_back(content: LetterContent) -> None:
    for one in (content, content.stamped(STAMP)):
        assert LetterContent.from_json(json.loads(json.dumps(one.to_json()))) == one


@given(TEXT, st.lists(st.tuples(TEXT, TEXT, TEXT), max_size=3))
def test_any_text_survives_json(opening: str, points: list[tuple[str, str, str]]) -> None:
    body = replace(BODY, opening=opening, points=tuple(Point(*point) for point in points))
    content = official_letter(body)
    assert LetterContent.from_json(content.to_json()) == content


def test_a_body_fits_its_kind() -> None:
    with pytest.raises(ValueError, match="ReceiptBody is no official_letter"):
        LetterContent("official_letter", HEAD, "LMHTX", RECEIPT)
    with pytest.raises(ValueError, match="LetterBody is no receipt"):
        LetterContent("receipt", HEAD, "GBN-LMHTX", BODY)


def test_before_issue_month_and_year_are_those_of_the_day() -> None:
    printed = lay_out(official_letter(), date(2026, 2, 3))
    assert printed["month"] == "tháng 02 năm 2026"
    assert not {"number", "dated", "signed_at", "check_token"} & set(printed)
    with pytest.raises(ValueError, match="no date"):
        lay_out(official_letter())


def test_at_issue_everything_is_filled_in() -> None:
    printed = lay_out(official_letter().stamped(STAMP))
    assert printed["number"] == "05/LMHTX-CSPT"
    assert printed["dated"] == "Lạng Sơn, ngày 05 tháng 12 năm 2024"
    assert printed["signed_at"] == "Thời gian ký: 05/12/2024 09:14:00 +07:00"
    assert printed["check_token"] == "7K3M-Q2RT-9XAB-04WE"
    assert printed["title"].startswith("Công văn số 05/LMHTX-CSPT: trả lời")


def test_points_are_numbered_and_end_as_sentences() -> None:
    points = lay_out(official_letter().stamped(STAMP))["points"]
    assert [point["heading"] for point in points] == [
        "1. Về mức vay tối đa.",
        "2. Về hồ sơ đã nộp.",
    ]
    assert [point["basis"] for point in points] == ["Căn cứ: Điều\xa023 Nghị định 45.", ""]


@pytest.mark.parametrize("body", [replace(BODY, closing=""), replace(BODY, points=())])
def test_missing_parts_are_no_fault(body: LetterBody) -> None:
    assert lay_out(official_letter(body).stamped(STAMP))["closing"][-1].endswith("./.")


def test_several_addressees_are_a_list() -> None:
    body = replace(BODY, addressees=("Sở Tài chính.", "Sở Công Thương;"))
    printed = lay_out(transfer_slip(body).stamped(STAMP))
    assert printed["addressees"] == ["Sở Tài chính;", "Sở Công Thương."]


def test_a_title_begins_with_a_capital() -> None:
    assert lay_out(transfer_slip().stamped(STAMP))["subject"].startswith("Trả lời kiến nghị")
    assert lay_out(official_letter().stamped(STAMP))["subject"].startswith("trả lời kiến nghị")


def test_a_number_stays_with_its_word() -> None:
    said = "Điều 23, khoản 2, Phụ lục III, 15 % của ngày 5"
    assert printable(said) == "Điều\xa023, khoản\xa02, Phụ lục\xa0III, 15\xa0% của ngày 5"


def test_what_has_no_glyph_becomes_a_square() -> None:
    assert printable("Cảm ơn 🙏 và 你好\u202e\x00") == f"Cảm ơn {NOT_DRAWN} và {NOT_DRAWN * 2}"
    assert printable("Ngu\u031bo\u031b\u0300i") == "Người"  # marks apart from their letters


@pytest.mark.parametrize("face", sorted(FONTS.glob("*.ttf")), ids=lambda face: face.stem)
def test_every_face_draws_all_that_is_let_through(face: Path) -> None:
    drawn = set(TTFont(face).getBestCmap())
    let_through = {point for point in range(0x20, 0x30000) if not OTHER.match(chr(point))}
    assert len(let_through) > 1000
    assert not {hex(point) for point in let_through - drawn}


def test_there_are_four_faces() -> None:
    assert len(list(FONTS.glob("*.ttf"))) == 4


@pytest.mark.parametrize(
    "wrong", [{"aligns": "lc"}, {"aligns": "lcx"}, {"heads": ()}, {"foot": ("Cộng",)}]
)
def test_a_table_whose_rows_differ_is_refused(wrong: dict[str, str]) -> None:
    (table,) = minutes().body.tables  # type: ignore[union-attr]
    with pytest.raises(ValueError, match=r"."):
        replace(table, **wrong)


def test_a_letter_kept_before_there_were_tables_is_read() -> None:
    kept = official_letter().stamped(STAMP).to_json()
    del kept["body"]["tables"], kept["body"]["co_signer"], kept["body"]["annexes"]
    assert LetterContent.from_json(kept) == official_letter().stamped(STAMP)
