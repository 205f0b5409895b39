"""Who asks to speak for a cooperative: codes, names that are the same, last days."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cooperatives.rules import tax_check_digit
from representation import rules

RIGHT = "0100109106"


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        (" 0100 109 106 ", RIGHT),
        ("0100109106-001", RIGHT),
        ("0100109106001", RIGHT),
        ("020085001234", "020085001234"),
        ("", ""),
    ],
)
def test_a_code_is_kept_plain(typed: str, plain: str) -> None:
    assert rules.plain_tax_code(typed) == plain


@given(st.from_regex(r"[0-9]{9}", fullmatch=True), st.sampled_from("0123456789"))
def test_the_check_digit_warns_and_does_not_forbid(nine: str, last: str) -> None:
    fault = rules.tax_code_fault(nine + last, is_sure=False)
    assert (fault is None) == (tax_check_digit(nine) == last)
    assert rules.tax_code_fault(nine + last, is_sure=True) is None


@given(st.text(max_size=20))
def test_what_is_no_code_is_refused_however_sure(typed: str) -> None:
    plain = rules.plain_tax_code(typed)
    is_shaped = plain.isascii() and plain.isdecimal() and len(plain) in (10, 12)
    assert (rules.tax_code_fault(plain, is_sure=True) is None) == (is_shaped or not plain)


def test_what_differs_is_marked() -> None:
    lines = rules.compare(
        (
            ("Tên", "HTX Na Chi Lăng", "Hợp tác xã na Chi Lăng"),
            ("Đại diện", "Hoàng Văn Thắng", "Hoàng Văn Thành"),
            ("Điện thoại", "0912345678", "0912 345 678"),
            ("E-mail", "a@htx.vn", ""),
            ("Mã", "", "4900123451"),
        )
    )
    assert [line.is_different for line in lines] == [False, True, False, False, True]


@given(st.integers(-5, 5), st.one_of(st.none(), st.integers(-5, 5)))
def test_a_mandate_ends_once_and_not_before_it_began(last: int, held: int | None) -> None:
    start = date(2026, 3, 1)
    ends_on = start + timedelta(days=held) if held is not None else None
    fault = rules.end_fault(start, ends_on, start + timedelta(days=last))
    assert (fault is None) == (last >= 0 and (held is None or last < held))
