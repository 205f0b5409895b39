"""Lines of the scenarios about codes and files that no other test holds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.rules import check_upload, safe_name
from dossiers.numbering import format_code, parse_code
from workflow.refusal import Refusal

PDF = b"%PDF-1.7\n1 0 obj\n"
CODE = format_code("petition", 2026, 123)
DIGITS = [place for place, sign in enumerate(CODE) if sign.isdigit()]


@pytest.mark.parametrize("place", DIGITS)
def test_any_single_wrong_digit_is_refused(place: int) -> None:
    for digit in set("0123456789") - {CODE[place]}:
        assert parse_code(CODE[:place] + digit + CODE[place + 1 :]) is None


@given(st.integers(1, 999_999), st.integers(2020, 2099), st.integers(0, 9))
def test_any_swap_of_neighbours_is_refused(serial: int, year: int, at: int) -> None:
    code = format_code("petition", year, serial)
    digits = [sign for sign in code if sign.isdigit()]
    if digits[at] == digits[at + 1]:
        return
    digits[at], digits[at + 1] = digits[at + 1], digits[at]
    said = "".join(digits)
    assert parse_code(f"KN-{said[:4]}-{said[4:10]}-{said[10]}") is None


def test_a_code_is_read_out_with_blanks_and_small_letters() -> None:
    assert parse_code(f"  {CODE.replace('-', ' ').lower()} ") == CODE


@pytest.mark.parametrize(
    "content",
    [b"<html><script>alert(1)</script>", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"MZ\x90"],
)
def test_a_file_is_what_its_bytes_say(content: bytes) -> None:
    with pytest.raises(Refusal):
        check_upload("giay-to.pdf", content)
    assert check_upload("giay-to.html", PDF).media_type == "application/pdf"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\giấy tờ\\đơn.exe", "đơn.pdf"),
        ('a"b<c>.pdf', "abc.pdf"),
        ("\u202efdp.exe", "fdp.pdf"),
        ("...", "tep.pdf"),
    ],
)
def test_a_name_is_made_safe(typed: str, kept: str) -> None:
    assert safe_name(typed, "pdf") == kept
