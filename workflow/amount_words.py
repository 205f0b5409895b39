"""Đồng written out in Vietnamese words, as contracts and letters need them.

Source: docs/rules/amount-words.md. Bare numbers: "1.250.000.000 đồng" is for the eye, the words
are what holds where the two differ.
"""

from workflow.refusal import Refusal

AMOUNT_VND_MAX = 10**18 - 1
BILLION = 10**9
GROUP = 1_000
DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
EMPTY_TENS = "linh"  # the word of the north
SCALES = ((10**6, "triệu"), (10**3, "nghìn"), (1, ""))


def amount_words(amount_vnd: int) -> str:
    """Return an amount in words: 1_250_000_000 is "Một tỷ hai trăm năm mươi triệu đồng".

    Units: whole đồng, from 0 to 10^18 - 1.
    Raises: Refusal where the amount is negative or larger.
    """
    if not 0 <= amount_vnd <= AMOUNT_VND_MAX:
        raise Refusal("amount", "Số tiền bằng chữ từ 0 đồng đến dưới 1 tỷ tỷ đồng.", "amount_vnd")
    words = " ".join([*number_words(amount_vnd), "đồng"])
    return words[0].upper() + words[1:]


def number_words(number: int) -> list[str]:
    """Return a whole number from 0 in words. What comes after a larger unit keeps its zeros:
    1_005 is "một nghìn không trăm linh năm", never "một nghìn năm"."""
    return _spoken(number, is_led=False) or [DIGITS[0]]


def _spoken(number: int, *, is_led: bool) -> list[str]:
    """Return the words of a number; none for 0. `is_led`: something larger was said before it."""
    billions, rest = divmod(number, BILLION)
    words: list[str] = []
    if billions:
        words += [*_spoken(billions, is_led=is_led), "tỷ"]
    for unit, name in SCALES:
        group = rest // unit % GROUP
        if group:
            words += _group(group, is_led=is_led or bool(words))
            words += [name] if name else []
    return words


def _group(group: int, *, is_led: bool) -> list[str]:
    """Return the words of 1 to 999; `is_led` says the hundreds even where there are none."""
    hundreds, rest = divmod(group, 100)
    tens, ones = divmod(rest, 10)
    has_hundreds = is_led or hundreds > 0
    words = [DIGITS[hundreds], "trăm"] if has_hundreds else []
    if tens > 1:
        words += [DIGITS[tens], "mươi"]
    elif tens == 1:
        words += ["mười"]
    elif ones and has_hundreds:
        words += [EMPTY_TENS]
    return words + ([_ones(tens, ones)] if ones else [])


def _ones(tens: int, ones: int) -> str:
    """Return the last digit, which changes its sound after tens: mốt, tư, lăm."""
    if tens > 1 and ones in (1, 4):
        return "mốt" if ones == 1 else "tư"
    return "lăm" if tens and ones == 5 else DIGITS[ones]
