"""Đồng in words: known readings, and an own reader that gives every amount back."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from workflow.amount_words import AMOUNT_VND_MAX, amount_words
from workflow.refusal import Refusal

KNOWN = {
    0: "Không đồng",
    1: "Một đồng",
    5: "Năm đồng",
    10: "Mười đồng",
    11: "Mười một đồng",
    14: "Mười bốn đồng",
    15: "Mười lăm đồng",
    20: "Hai mươi đồng",
    21: "Hai mươi mốt đồng",
    24: "Hai mươi tư đồng",
    25: "Hai mươi lăm đồng",
    95: "Chín mươi lăm đồng",
    100: "Một trăm đồng",
    101: "Một trăm linh một đồng",
    104: "Một trăm linh bốn đồng",
    105: "Một trăm linh năm đồng",
    110: "Một trăm mười đồng",
    115: "Một trăm mười lăm đồng",
    121: "Một trăm hai mươi mốt đồng",
    1_000: "Một nghìn đồng",
    1_001: "Một nghìn không trăm linh một đồng",
    1_010: "Một nghìn không trăm mười đồng",
    21_000: "Hai mươi mốt nghìn đồng",
    105_000: "Một trăm linh năm nghìn đồng",
    1_000_005: "Một triệu không trăm linh năm đồng",
    1_005_000: "Một triệu không trăm linh năm nghìn đồng",
    500_000_000: "Năm trăm triệu đồng",
    1_250_000_000: "Một tỷ hai trăm năm mươi triệu đồng",
    1_000_000_001: "Một tỷ không trăm linh một đồng",
    10_015_000_000: "Mười tỷ không trăm mười lăm triệu đồng",
    1_000_000_000_000: "Một nghìn tỷ đồng",
    1_005_000_000_000: "Một nghìn không trăm linh năm tỷ đồng",
    10**15: "Một triệu tỷ đồng",
    10**15 + 24: "Một triệu tỷ không trăm hai mươi tư đồng",
}


@pytest.mark.parametrize(("amount", "words"), KNOWN.items())
def test_known_readings(amount: int, words: str) -> None:
    assert amount_words(amount) == words


DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
ONES = {word: value for value, word in enumerate(DIGITS)}
ONES |= {"mốt": 1, "tư": 4, "lăm": 5}
UNITS = {"tỷ": 10**9, "triệu": 10**6, "nghìn": 10**3}


def read(words: str) -> int:
    """Read an amount back, by a stack of units: nothing of the writer is used here."""
    total = below_billion = group = digit = 0
    *said, last = words.lower().split()
    assert last == "đồng"
    for word in said:
        if word in ONES:
            digit = ONES[word]
        elif word == "trăm":
            group, digit = digit * 100, 0
        elif word == "mươi":
            group, digit = group + digit * 10, 0
        elif word == "mười":
            group += 10
        elif word == "linh":
            assert digit == 0
        elif word == "tỷ":
            total = (total + below_billion + group + digit) * UNITS[word]
            below_billion = group = digit = 0
        else:
            below_billion += (group + digit) * UNITS[word]
            group = digit = 0
    return total + below_billion + group + digit


@given(st.integers(0, 10**15) | st.integers(0, 10**6) | st.integers(0, AMOUNT_VND_MAX))
@example(10**15)
@example(AMOUNT_VND_MAX)
def test_every_amount_can_be_read_back(amount: int) -> None:
    words = amount_words(amount)
    assert read(words) == amount
    assert words[0].isupper()
    assert "  " not in words


def test_every_amount_under_a_hundred_thousand_is_read_back_and_said_once() -> None:
    said = [amount_words(amount) for amount in range(100_000)]
    assert [read(words) for words in said] == list(range(100_000))
    assert len(set(said)) == len(said)


@given(st.integers(0, 10**15))
def test_sounds_change_only_after_tens(amount: int) -> None:
    words = amount_words(amount).lower().split()
    for before, word in zip(["", *words], words, strict=False):
        if word in ("mốt", "tư"):
            assert before == "mươi"
        if word == "lăm":
            assert before in ("mươi", "mười")
        if before in ("mươi", "mười"):
            assert word != "năm"


@pytest.mark.parametrize("amount", [-1, AMOUNT_VND_MAX + 1])
def test_what_has_no_words_is_refused(amount: int) -> None:
    with pytest.raises(Refusal):
        amount_words(amount)
