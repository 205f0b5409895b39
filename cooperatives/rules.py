"""Decisions of the registry over plain values. Source: docs/rules/registry.md."""

WEIGHTS = (31, 29, 23, 19, 17, 13, 7, 5, 3)
AGRICULTURE = "agriculture"
SECTORS = {
    AGRICULTURE: "Nông, lâm, ngư nghiệp",
    "industry_construction": "Công nghiệp – xây dựng",
    "finance": "Tài chính, ngân hàng, bảo hiểm",
    "trade_service": "Thương mại – dịch vụ và khác",
}


def tax_check_digit(nine_digits: str) -> str | None:
    """Return the tenth digit of a tax code, None where the nine before it cannot have one.

    Raises: ValueError where `nine_digits` is not nine decimal digits.
    """
    if len(nine_digits) != len(WEIGHTS) or not nine_digits.isdecimal():
        raise ValueError(f"{nine_digits!r} is not nine digits")
    rest = sum(w * int(d) for w, d in zip(WEIGHTS, nine_digits, strict=True)) % 11
    return str(10 - rest) if rest else None


def is_tax_code(code: str) -> bool:
    """Return whether `code` is ten digits with the right check digit; a warning, no refusal."""
    return len(code) == 10 and code.isdecimal() and tax_check_digit(code[:9]) == code[9]
