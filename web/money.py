"""Amounts as people in Viet Nam write them, and the field that takes them."""

import re
from collections.abc import Iterable
from fractions import Fraction

from wtforms import StringField

from web.filters import number

EXAMPLE = "Viết số tiền bằng đồng. Ví dụ: 500.000.000 hoặc 500 triệu"
THOUSAND, MILLION, BILLION = 10**3, 10**6, 10**9
SCALES = {
    "": 1,
    "nghìn": THOUSAND,
    "ngàn": THOUSAND,
    "triệu": MILLION,
    "tr": MILLION,
    "tỷ": BILLION,
    "tỉ": BILLION,
}
WRITTEN = re.compile(r"([\d.,\s]*\d)\s*(nghìn|ngàn|triệu|tr|tỷ|tỉ)?\s*(?:đồng|đ|vnđ|vnd)?")
GROUPED = re.compile(r"\d{1,3}([.,\s])\d{3}(?:\1\d{3})*")
DECIMAL = re.compile(r"\d+[.,]\d{1,3}")
AMOUNT_VND_MAX = 10**15
TYPED_LENGTH_MAX = 60


def parse_money(typed: str) -> int:
    """Return whole đồng of what was typed: "500.000.000", "500 triệu", "1,2 tỷ", "1 250 000 đ".

    Raises: ValueError with an example where it could mean something else, or nothing.
    """
    plain = " ".join(typed.lower().split())
    found = WRITTEN.fullmatch(plain) if len(plain) <= TYPED_LENGTH_MAX else None
    if found is None:
        raise ValueError(EXAMPLE)
    digits, scale = found[1].strip(), SCALES[found[2] or ""]
    if digits.isdecimal():
        amount = Fraction(int(digits))
    elif GROUPED.fullmatch(digits) and (scale == 1 or digits.count(",") == 0):
        amount = Fraction(int(re.sub(r"\D", "", digits)))
    elif DECIMAL.fullmatch(digits) and scale > 1:
        amount = Fraction(digits.replace(",", "."))
    else:
        raise ValueError(EXAMPLE)
    whole = amount * scale
    if whole.denominator != 1 or not 1 <= whole <= AMOUNT_VND_MAX:
        raise ValueError(EXAMPLE)
    return int(whole)


class MoneyField(StringField):
    """An amount. `vnd` is whole đồng, None where nothing was typed."""

    data: str
    vnd: int | None = None

    def process_formdata(self, valuelist: Iterable[str]) -> None:
        valuelist = self.raw_data = [one.strip() for one in valuelist]
        super().process_formdata(valuelist)
        self.vnd = None
        typed = str(self.data or "")
        if typed:
            self.vnd = parse_money(typed)
            self.data = number(self.vnd)
