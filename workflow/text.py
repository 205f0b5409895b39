"""Folding of Vietnamese text: what search, duplicate checks and screening compare."""

import json
import re
import unicodedata
from functools import lru_cache
from hashlib import sha256

MARKS = re.compile("[\u0300-\u036f]+")  # the tone marks of Vietnamese among them
NUMBERED = re.compile(r"^\s*(?:[-–•*]|\d+[.)])\s*")
WORD = re.compile(r"[^\W_]+")
LETTERS_MAX = 200  # longer runs are links and keys; PostgreSQL looks for nothing beyond 2,046 bytes


def fold(text: str) -> str:
    """Return `text` in lower case without tone marks, blanks made single. fold(fold(t)) == fold(t).

    Composed and decomposed Unicode give the same. Source: docs/rules/search.md.
    """
    bare = MARKS.sub("", unicodedata.normalize("NFD", text.casefold()).replace("đ", "d"))
    kept = bare if bare.isascii() else "".join(c for c in bare if not unicodedata.combining(c))
    return " ".join(unicodedata.normalize("NFC", kept).split())


def plain(text: str) -> str:
    """Return `text` in lower case, composed, blanks made single; tone marks stay."""
    return " ".join(unicodedata.normalize("NFC", text.casefold()).split())


def words(text: str) -> list[str]:
    """Return the folded words of `text`: runs of letters and digits, up to LETTERS_MAX of them."""
    return [word for word in WORD.findall(fold(text)) if len(word) <= LETTERS_MAX]


def marked_words(text: str) -> list[str]:
    """Return the words of `text` in lower case with their tone marks."""
    return WORD.findall(plain(text))


def fingerprint(*texts: str) -> str:
    """Return a hash that is equal where texts differ only in blanks, line ends, case or marks form.

    Tone marks count: "má" and "mà" are different words.
    """
    return sha256("\x1f".join(plain(text) for text in texts).encode()).hexdigest()


def version_of(kept: object) -> str:
    """Return what tells one state of what was typed from another. Takes what JSON can hold."""
    written = json.dumps(kept, ensure_ascii=False, sort_keys=True)
    return sha256(written.encode()).hexdigest()[:16]


@lru_cache(maxsize=128)  # whoever compares one text with many, and then the next with the same
def shingles(text: str) -> frozenset[tuple[str, ...]]:
    """Return the sets of three neighbouring folded words (the text itself where it is shorter)."""
    found = words(text)
    if len(found) <= 3:
        return frozenset({tuple(found)}) if found else frozenset()
    return frozenset(zip(found, found[1:], found[2:], strict=False))


def likeness(left: str, right: str) -> float:
    """Return how alike two texts are, 0 to 1: shared shingles over those of the shorter text."""
    a, b = shingles(left), shingles(right)
    if not a or not b:
        return 0.0
    return len(a & b) / min(len(a), len(b))


def listed(text: str) -> list[str]:
    """Return the lines of a list as they stand without numbers, dashes and empty ones."""
    lines = (NUMBERED.sub("", line).strip() for line in clean(text).splitlines())
    return [line for line in lines if line]


def clean(text: str) -> str:
    """Return `text` as it is stored: composed Unicode, plain line ends, no control characters."""
    composed = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    kept = "".join(c for c in composed if c in "\n\t" or unicodedata.category(c)[0] != "C")
    return "\n".join(line.rstrip() for line in kept.split("\n")).strip()
