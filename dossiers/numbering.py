"""The code of a dossier: KN-2026-000123-7. Pure.

The last digit checks the ten before it (Damm): any single wrong digit and any swap of two
neighbours is refused, so a code can be read out on the telephone.
"""

import re

from workflow.checkdigit import check_digit

PREFIXES = {"petition": "KN", "loan_application": "VV", "conference": "HN", "membership": "TV"}
SHAPE = re.compile(r"^\s*([A-Z]{2})[\s-]*(\d{4})[\s-]*(\d{6})[\s-]*(\d)\s*$")


def format_code(kind: str, year: int, serial: int) -> str:
    """Return the code of the `serial`-th dossier of a kind in a year (at most 999,999 a year)."""
    if not 1 <= serial <= 999_999:
        raise ValueError(f"serial {serial} does not fit the code")
    digits = f"{year:04d}{serial:06d}"
    return f"{PREFIXES[kind]}-{digits[:4]}-{digits[4:]}-{check_digit(digits)}"


def kind_of(code: str) -> str:
    """Return the kind of dossier that a code as it is stored belongs to."""
    return next(kind for kind, prefix in PREFIXES.items() if code.startswith(prefix))


def parse_code(text: str) -> str | None:
    """Return the code as it is stored, from what a person typed; None where it cannot be one."""
    found = SHAPE.match(text.upper())
    if found is None or found[1] not in PREFIXES.values():
        return None
    prefix, year, serial, check = found.groups()
    if check_digit(year + serial) != check:
        return None
    return f"{prefix}-{year}-{serial}-{check}"
