"""Which column of a table is which field of the registry, by its heading. Pure.

Source: docs/rules/registry-import.md, "Columns".
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from cooperatives.fields import FIELDS
from workflow.text import fold

NEEDED = ("name",)
UNITS = (("ty", 10**9), ("trieu", 10**6), ("nghin", 10**3), ("ngan", 10**3))
LOOKED_AT = 20


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its place from 0, its heading, its field ("" where none), what money counts in."""

    index: int
    heading: str
    field: str
    unit_vnd: int = 1

    @property
    def letter(self) -> str:
        """Return the letters that a spreadsheet shows above the column: A, Z, AA."""
        letters, rest = "", self.index + 1
        while rest:
            rest, place = divmod(rest - 1, 26)
            letters = chr(ord("A") + place) + letters
        return letters


def plain_heading(heading: str) -> str:
    """Return a heading without marks, units, stars and line ends: "vốn điều lệ (triệu đồng)*"."""
    bare = re.sub(r"\(.*?\)|\[.*?\]", " ", fold(heading))
    return " ".join(re.sub(r"[*:.;\"'_]+", " ", bare).split()).strip(" -")


def _meanings() -> dict[str, str]:
    found = {}
    for field in FIELDS:
        for words in (field.label, *field.headings, field.key):
            found[plain_heading(words)] = field.key
    return found


MEANINGS = _meanings()


def unit_of(heading: str) -> int:
    """Return what a column of money counts in, from its heading: (triệu đồng) is a million."""
    plain = fold(heading)
    found = re.search(r"\b(ty|trieu|nghin|ngan)\s*(dong|d|vnd)?\b", plain)
    if found is None:
        return 1
    return dict(UNITS)[found[1]]


def match(headings: Sequence[str]) -> list[Column]:
    """Return the columns of a heading row. Of two columns with one meaning the first has it."""
    found, taken = [], set()
    for index, heading in enumerate(headings):
        shown = " ".join(str(heading).split())
        key = MEANINGS.get(plain_heading(shown), "")
        if not key:
            key = MEANINGS.get(re.sub(r"\b(ty|trieu|nghin|ngan)?\s*(dong|vnd)$", "",
                                      plain_heading(shown)).strip(" -,"), "")  # fmt: skip
        if key in taken:
            key = ""
        taken |= {key} - {""}
        if shown:
            found.append(Column(index, shown, key, unit_of(shown) if key else 1))
    return found


def find_heading_row(rows: Sequence[Sequence[str]]) -> int | None:
    """Return which of the first rows is the heading row: the one that most fields are named in.

    None where no row names at least two fields, a name among them.
    """
    best, best_count = None, 1
    for number, row in enumerate(rows[:LOOKED_AT]):
        fields = {column.field for column in match(row)} - {""}
        if "name" in fields and len(fields) > best_count:
            best, best_count = number, len(fields)
    return best
