"""Amounts of money as people write them, and as we write them back. Pure.

Understood: 500.000.000; 500,000,000; 500 000 000 đ; 500 triệu; 1,2 tỷ; 1 tỷ 200 triệu; 1 tỷ 2;
2 tỷ rưỡi; 500tr; năm trăm triệu. What could mean two things is refused with an example.
Source: docs/rules/loan-application.md, section 2.
"""

import re
from fractions import Fraction

from workflow.text import fold

MONEY_VND_MAX = 10**15
TYPED_LENGTH_MAX = 200
BARE_VND_MIN = 1000  # "500" alone is no amount that anybody means
EXAMPLE = "Ví dụ: 500.000.000 hoặc 500 triệu hoặc 1,2 tỷ."
UNITS = {
    "ty": 10**9, "ti": 10**9, "t": 10**9,
    "trieu": 10**6, "tr": 10**6,
    "nghin": 10**3, "ngan": 10**3, "k": 10**3,
}  # fmt: skip
CURRENCY = re.compile(r"\s*(dong|vnd|d)\.?$")
PIECE = re.compile(r"(\d[\d.,]*)\s*(ty|ti|trieu|tr|nghin|ngan|k|t)?(?![a-z])\s*(ruoi)?\s*")
GROUPED = re.compile(r"\d{1,3}([.,])\d{3}(\1\d{3})*")
DECIMAL = re.compile(r"(\d+)[.,](\d+)")
DIGITS = {
    "khong": 0, "mot": 1, "hai": 2, "ba": 3, "bon": 4, "tu": 4, "nam": 5, "lam": 5, "sau": 6,
    "bay": 7, "tam": 8, "chin": 9,
}  # fmt: skip
FILLERS = frozenset({"linh", "le", "va", "chan"})


class MoneyError(ValueError):
    """What was typed is no amount; `text` says what to do."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


def read_money(typed: str) -> int:
    """Return whole đồng from what somebody typed. Raises MoneyError with an example."""
    plain = CURRENCY.sub("", " ".join(fold(typed).replace("\u00a0", " ").split()))
    if not plain:
        raise MoneyError(f"Nhập số tiền. {EXAMPLE}")
    if len(plain) > TYPED_LENGTH_MAX:
        raise MoneyError(f"Viết số tiền ngắn hơn. {EXAMPLE}")
    if plain.startswith("-"):
        raise MoneyError(f"Số tiền không được âm. {EXAMPLE}")
    amount = _from_figures(plain) if plain[0].isdigit() else _from_words(plain)
    if amount > MONEY_VND_MAX:
        raise MoneyError(f"Số tiền lớn quá. Hãy xem lại đơn vị. {EXAMPLE}")
    if 0 < amount < BARE_VND_MIN:
        raise MoneyError(f"“{typed.strip()}” là bao nhiêu đồng? Hãy viết cả đơn vị. {EXAMPLE}")
    if amount.denominator != 1:
        raise MoneyError(f"Số tiền phải tròn đồng. {EXAMPLE}")
    return int(amount)


def _from_figures(plain: str) -> Fraction:
    spaced = re.fullmatch(r"\d{1,3}( \d{3})+", plain)
    pieces = [] if spaced else list(PIECE.finditer(plain))
    if spaced:
        return Fraction(plain.replace(" ", ""))
    if not pieces or "".join(piece[0] for piece in pieces) != plain:
        raise MoneyError(f"Chưa hiểu số tiền này. {EXAMPLE}")
    total, before = Fraction(0), 0
    for piece in pieces:
        unit = UNITS.get(piece[2] or "", 0)
        if before and unit >= before:
            raise MoneyError(f"Đơn vị lớn phải đứng trước. {EXAMPLE}")
        total += _piece(piece[1], unit, before)
        if piece[3]:
            total += Fraction(unit, 2) if unit else _confused()
        before = unit or 1
    return total


def _piece(digits: str, unit: int, before: int) -> Fraction:
    """Return what one number means: with its unit, after a unit ("1 tỷ 2"), or alone."""
    if unit:
        return _number(digits, has_unit=True) * unit
    if before == 1:
        return _confused()
    if before:  # "1 tỷ 2" is 1,2 tỷ; "1 tỷ 250" is 1,25 tỷ
        if not digits.isdigit() or len(digits) > 3:
            return _confused()
        return Fraction(int(digits) * before, 10 ** len(digits))
    return _number(digits, has_unit=False)


def _number(digits: str, has_unit: bool) -> Fraction:
    """Return a number whose points and commas mean groups of three, or a decimal."""
    if digits.isdigit():
        return Fraction(digits)
    grouped, decimal = GROUPED.fullmatch(digits), DECIMAL.fullmatch(digits)
    if has_unit and decimal and (not grouped or digits[0] == "0"):
        return Fraction(f"{decimal[1]}.{decimal[2]}")
    if has_unit and grouped and "," in digits:
        raise MoneyError(f"“{digits}” hiểu được hai cách. {EXAMPLE}")
    if grouped:
        return Fraction(re.sub("[.,]", "", digits))
    return _confused()


def _confused() -> Fraction:
    raise MoneyError(f"Chưa hiểu số tiền này. {EXAMPLE}")


def _from_words(plain: str) -> Fraction:
    """Return what words say: năm trăm triệu; một tỷ hai trăm năm mươi triệu."""
    total, group = 0, 0
    digit: int | None = None
    last_unit = 10**12
    for word in plain.split():
        if word in DIGITS and digit is None:
            digit = DIGITS[word]
        elif word == "tram" and digit is not None and not group:
            group, digit = digit * 100, None
        elif word == "muoi" and not group % 100:
            group, digit = group + (digit if digit is not None else 1) * 10, None
        elif word == "ruoi" and total and digit is None and not group:
            total += last_unit // 2
        elif word in UNITS and len(word) > 1 and (group or digit) and UNITS[word] < last_unit:
            last_unit = UNITS[word]
            total += (group + (digit or 0)) * last_unit
            group, digit = 0, None
        elif word not in FILLERS:
            _confused()
    return Fraction(total + group + (digit or 0)) if total or group or digit else _confused()


def number(value: int) -> str:
    """1.250.000"""
    return f"{value:,}".replace(",", ".")


def dong(value: int) -> str:
    """1.250.000.000 đ"""
    return f"{number(value)}\u00a0đ"


def short_money(value: int) -> str:
    """500 triệu đồng, 1,25 tỷ đồng; whole đồng where that would not be exact."""
    for size, name in ((10**9, "tỷ"), (10**6, "triệu")):
        if value >= size and value * 100 % size == 0:
            whole, rest = divmod(value * 100 // size, 100)
            decimals = f",{rest:02d}".rstrip("0") if rest else ""
            return f"{number(whole)}{decimals}\u00a0{name} đồng"
    return dong(value)


def percent(ppm: int) -> str:
    """6,84 % from 68_400 parts per million"""
    return f"{percent_number(ppm)}\u00a0%"


def percent_number(ppm: int) -> str:
    """6,84 from 68_400 parts per million: as many decimals as it has, at most four"""
    whole, rest = divmod(ppm, 10_000)
    decimals = f",{rest:04d}".rstrip("0") if rest else ""
    return f"{whole}{decimals}"
