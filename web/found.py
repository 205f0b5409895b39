"""Found words in a text: an excerpt round them, and marks on them. Pure.

Words are compared without tone marks, as search does.
"""

import re
from collections.abc import Collection

from markupsafe import Markup, escape

from workflow.text import words

TOKEN = re.compile(r"[^\W_]+")
SENTENCE_END = re.compile(r"[.!?…;]\s+")
EXCERPT_LENGTH = 170
LEAD_LENGTH = 60


def _spans(text: str, wanted: Collection[str]) -> list[tuple[int, int, str]]:
    """Return where the wanted words stand: start, end, and the word without tone marks."""
    found = []
    for token in TOKEN.finditer(text):
        folded = " ".join(words(token.group()))
        if folded in wanted:
            found.append((token.start(), token.end(), folded))
    return found


def mark_found(text: str, wanted: Collection[str]) -> Markup:
    """Return `text` as HTML with the wanted folded words marked; neighbours share one mark."""
    merged: list[list[int]] = []
    for start, end, _ in _spans(text, wanted):
        if merged and text[merged[-1][1] : start].isspace():
            merged[-1][1] = end
        else:
            merged.append([start, end])
    parts, at = [], 0
    for start, end in merged:
        parts += [escape(text[at:start]), Markup("<mark>{}</mark>").format(text[start:end])]
        at = end
    return Markup("").join([*parts, escape(text[at:])])


def richest(texts: Collection[str], wanted: Collection[str]) -> str:
    """Return the text that holds most of the wanted words, the earliest of equals."""
    return max(texts, key=lambda text: len({word for _, _, word in _spans(text, wanted)}))


def excerpt(text: str, wanted: Collection[str], length: int = EXCERPT_LENGTH) -> str:
    """Return about `length` characters of `text` round the place with most of the wanted words."""
    line = " ".join(text.split())
    if len(line) <= length:
        return line
    start = _start(line, wanted, length)
    end = start + length
    if end >= len(line):
        return "…" + line[start:] if start else line
    cut = line[start:end].rsplit(" ", 1)[0].rstrip(" ,;:.–-")
    return f"{'…' if start else ''}{cut}…"


def _start(line: str, wanted: Collection[str], length: int) -> int:
    """Return where to begin: at the sentence of the best place, or a few words before it."""
    spans = _spans(line, wanted)
    if not spans:
        return 0
    best = max(
        spans, key=lambda one: len({w for s, e, w in spans if one[0] <= s and e <= one[0] + length})
    )
    place = best[0]
    if place <= LEAD_LENGTH:
        return 0
    ends = [end.end() for end in SENTENCE_END.finditer(line, 0, place)]
    if ends and place - ends[-1] <= LEAD_LENGTH:
        return ends[-1]
    return line.rfind(" ", 0, place - LEAD_LENGTH // 2) + 1
