"""How a letter spells number, symbol, date and authority: the examples of docs/rules/letters.md."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letters import rules
from letters.rules import Authority


@pytest.mark.parametrize(
    ("kind", "unit", "symbol"),
    [
        ("official_letter", "CSPT", "LMHTX-CSPT"),
        ("official_letter", "", "LMHTX"),
        ("receipt", "CSPT", "GBN-LMHTX"),
        ("transfer_slip", "CSPT", "PC-LMHTX"),
    ],
)
def test_symbol(kind: str, unit: str, symbol: str) -> None:
    assert rules.letter_symbol(kind, "LMHTX", unit) == symbol


@pytest.mark.parametrize(("number", "spelled"), [(1, "01"), (9, "09"), (10, "10"), (125, "125")])
def test_numbers_under_ten_have_a_zero(number: int, spelled: str) -> None:
    assert rules.full_number(number, "LMHTX-CSPT") == f"{spelled}/LMHTX-CSPT"


def test_there_is_no_number_nought() -> None:
    with pytest.raises(ValueError, match="no number"):
        rules.full_number(0, "LMHTX")


@pytest.mark.parametrize(
    ("day", "line"),
    [
        (date(2024, 12, 5), "Lạng Sơn, ngày 05 tháng 12 năm 2024"),
        (date(2026, 1, 31), "Lạng Sơn, ngày 31 tháng 01 năm 2026"),
        (date(2026, 2, 10), "Lạng Sơn, ngày 10 tháng 02 năm 2026"),
        (date(2026, 3, 7), "Lạng Sơn, ngày 07 tháng 3 năm 2026"),
        (date(2026, 10, 9), "Lạng Sơn, ngày 09 tháng 10 năm 2026"),
    ],
)
def test_a_zero_before_days_under_ten_and_months_one_and_two(day: date, line: str) -> None:
    assert rules.place_and_date("Lạng Sơn", day) == line


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("Liên minh Hợp tác xã tỉnh Lạng Sơn", ("LIÊN MINH HỢP TÁC XÃ", "TỈNH LẠNG SƠN")),
        ("Liên minh HTX thành phố Huế", ("LIÊN MINH HTX", "THÀNH PHỐ HUẾ")),
        ("Quỹ hỗ trợ", ("QUỸ HỖ TRỢ",)),
    ],
)
def test_issuing_body(name: str, lines: tuple[str, ...]) -> None:
    assert rules.issuer_lines(name) == lines


def test_a_long_parent_body_is_shortened_to_one_line() -> None:
    assert rules.parent_line("Liên minh Hợp tác xã Việt Nam") == "LIÊN MINH HTX VIỆT NAM"
    assert rules.parent_line("UBND tỉnh Lạng Sơn") == "UBND TỈNH LẠNG SƠN"


@pytest.mark.parametrize(
    ("position", "authority", "lines"),
    [
        ("Chủ tịch", Authority.HEAD, ("CHỦ TỊCH",)),
        ("Phó Chủ tịch", Authority.DEPUTY, ("KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH")),
        ("Trưởng ban Tổ chức", Authority.ORDER, ("TL. CHỦ TỊCH", "TRƯỞNG BAN TỔ CHỨC")),
        ("Quyền Chủ tịch", Authority.ACTING, ("Q. CHỦ TỊCH",)),
    ],
)
def test_usual_authority(position: str, authority: Authority, lines: tuple[str, ...]) -> None:
    assert rules.usual_authority(position) is authority
    assert rules.authority_lines(authority, position) == lines


@pytest.mark.parametrize(
    ("position", "authority", "lines"),
    [
        ("Chủ tịch", Authority.BOARD, ("TM. BAN THƯỜNG VỤ", "CHỦ TỊCH")),
        (
            "Phó Chủ tịch",
            Authority.BOARD,
            ("TM. BAN THƯỜNG VỤ", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"),
        ),
        ("Giám đốc Quỹ", Authority.AUTHORISED, ("TUQ. CHỦ TỊCH", "GIÁM ĐỐC QUỸ")),
        ("", Authority.HEAD, ("CHỦ TỊCH",)),
    ],
)
def test_other_authority(position: str, authority: Authority, lines: tuple[str, ...]) -> None:
    assert rules.authority_lines(authority, position) == lines


def test_recipients_end_with_the_archive() -> None:
    assert rules.recipient_lines(("Chủ tịch (để báo cáo);", " - ", "Quỹ."), "CSPT") == (
        "- Như trên;",
        "- Chủ tịch (để báo cáo);",
        "- Quỹ;",
        "- Lưu: VT, CSPT.",
    )
    assert rules.recipient_lines((), "")[-1] == "- Lưu: VT."


@pytest.mark.parametrize("text", ["xin cảm ơn", "xin cảm ơn.", "xin cảm ơn./.", "xin cảm ơn ;\n"])
def test_the_body_ends_once(text: str) -> None:
    assert rules.ended(text) == "xin cảm ơn./."


@given(st.text(alphabet=rules.TOKEN_ALPHABET, min_size=16, max_size=16))
def test_a_printed_token_reads_back(token: str) -> None:
    printed = rules.format_token(token)
    assert rules.parse_token(printed) == token
    assert rules.parse_token(printed.lower().replace("-", " ")) == token


def test_letters_that_look_like_digits_are_forgiven() -> None:
    assert rules.parse_token("oil0-1111-2222-3333") == "0110111122223333"


@pytest.mark.parametrize("typed", ["", "7K3M", "7K3M-Q2RT-9XAB-04WU", "7K3M-Q2RT-9XAB-04WE-0"])
def test_what_is_no_token(typed: str) -> None:
    assert rules.parse_token(typed) is None


@pytest.mark.parametrize("typed", ["05/LMHTX-CSPT", "Số: 5/lmhtx-cspt", " số 005 / LMHTX-CSPT "])
def test_a_number_as_people_type_it(typed: str) -> None:
    assert rules.parse_number(typed) == (5, "LMHTX-CSPT")


@pytest.mark.parametrize("typed", ["", "5", "0/LMHTX", "năm/LMHTX", "5/", "99999999/LMHTX"])
def test_what_is_no_number(typed: str) -> None:
    assert rules.parse_number(typed) is None


@pytest.mark.parametrize(
    ("found", "asked", "verdict"),
    [(7, 7, "genuine"), (7, None, "genuine"), (8, 7, "other"), (None, 7, "unknown")],
)
def test_a_copy_is_judged(found: int | None, asked: int | None, verdict: str) -> None:
    assert rules.judge(found, asked) == verdict
