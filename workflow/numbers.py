"""Numbers that people and programs type, and how they are written."""

NUMBER_MAX = 2**63 - 1
DIGITS_MAX = len(str(NUMBER_MAX))


def number(typed: str | None, most: int = NUMBER_MAX) -> int | None:
    """Return a typed whole number from 0 to `most`; None where it is none, or a larger one."""
    text = (typed or "").strip()
    if not (text.isascii() and text.isdecimal() and len(text) <= DIGITS_MAX):
        return None
    found = int(text)
    return found if found <= most else None


def dotted(value: int) -> str:
    """Return a whole number as it is written in Viet Nam: 4.000."""
    return f"{value:,}".replace(",", ".")
