"""Which legal bases an answer names, and whether they still hold. Pure.

Source: docs/rules/legal-bases.md.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from workflow.text import words


@dataclass(frozen=True, slots=True)
class BasisDraft:
    """A legal basis as it was typed: its symbol ("45/2021/NĐ-CP"), its title, the days it holds."""

    symbol: str
    title: str
    valid_from: date
    valid_to: date | None = None
    successor_id: int | None = None


def _held(padded: str, symbol: str) -> bool:
    return bool(words(symbol)) and f" {' '.join(words(symbol))} " in padded


def named_bases(text: str, symbols: Iterable[tuple[int, str]]) -> list[int]:
    """Return the ids of the bases whose symbol stands in a text, tone marks or not, in any case.

    "điều 22 nghi dinh 45/2021/nđ-cp" names 45/2021/NĐ-CP; "145/2021/NĐ-CP" does not.
    """
    padded = f" {' '.join(words(text))} "
    return [basis_id for basis_id, symbol in symbols if _held(padded, symbol)]


def matches(wanted: str, symbol: str, title: str) -> bool:
    """Return whether every typed word begins a word of a basis: what is offered while drafting."""
    there = words(f"{title} {symbol}")
    return all(any(one.startswith(word) for one in there) for word in words(wanted))


def is_changed(issued_on: date, valid_to: date | None, today: date) -> bool:
    """Return whether a basis ended after an answer was issued on it: it may not hold any more."""
    return valid_to is not None and valid_to < today and issued_on <= valid_to
