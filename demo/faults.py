"""Faults that every registry has, a few of each kind, for the page that finds them. Pure.

The figures of the conference stay exactly as they are: capital goes to a neighbour, revenue of 2024
is not touched.
"""

from collections.abc import Sequence
from typing import Any

from cooperatives.rules import tax_check_digit
from demo.registry import Row
from workflow.text import fold

FIRST = 480  # among the invented cooperatives, of which no story tells
THOUSAND = 1000


def spoil(rows: Sequence[Row]) -> None:
    """Write faults into some rows: what is missing, what is doubled, what cannot be."""
    no_code, wrong_code, nobody, nowhere, few, poor, rich, *doubles = rows[FIRST : FIRST + 11]
    no_code["tax_code"] = None
    wrong_code["tax_code"] = _wrong(wrong_code["tax_code"])
    nobody["representative_name"] = ""
    nowhere["phone"] = ""
    few["official_members"] = 3
    rich["charter_capital_vnd"] += poor["charter_capital_vnd"]
    poor["charter_capital_vnd"] = 0
    first, second, third, fourth = doubles
    first["phone"] = second["phone"].replace(" ", ".")
    third["name"] = fourth["name"].upper()  # a second row of the same, out of a table in capitals
    third["name_fold"] = fold(third["name"])


def spoil_figures(figures: Sequence[dict[str, Any]]) -> None:
    """Let the revenue of some years before be in thousands of đồng, as people write it."""
    last_year = [one for one in figures if one["year"] == 2023 and one["revenue_vnd"] > 0]
    for one in last_year[FIRST : FIRST + 2]:
        one["revenue_vnd"] //= 2 * THOUSAND


def _wrong(code: str) -> str:
    """Return a code whose last digit is one too high."""
    right = tax_check_digit(code[:9]) or "0"
    return code[:9] + str((int(right) + 1) % 10)
