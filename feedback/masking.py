"""What of an answer is hidden before everybody reads it. Pure. Source: docs/rules/publication.md.

A span says where something lies and of which kind it is, never what it is.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from workflow.text import fold, words

KINDS = {
    "cooperative": "tên hợp tác xã",
    "person": "tên người",
    "phone": "số điện thoại",
    "identity": "số định danh",
    "account": "số tài khoản",
    "email": "thư điện tử",
    "tax_code": "mã số thuế",
    "hand": "đã che",
}
PREFIXES = (
    "lien hiep hop tac xa", "lien hiep htx", "hop tac xa", "htx", "to hop tac", "tht",
    "quy tin dung nhan dan", "qtdnd",
)  # fmt: skip
TELLING_WORDS_MIN = 3  # a shorter name without "hợp tác xã" before it may be that of a place
NAME_WORDS_MIN, NAME_WORDS_MAX = 2, 5
PASSAGES_MAX, PASSAGE_LENGTH_MAX = 50, 500
TITLE = re.compile(r"(?<!\w)(?:ông|bà|anh|chị|cô|chú|bác|đồng chí|đ/c)\s+", re.IGNORECASE)
WORD = re.compile(r"[^\W\d_]+\s?")
MONEY = r"(?!\d|[.,]\d|\s*(?:d|dong|vnd|trieu|ty|nghin|kg|tan|m2|ha)\b)"
ACCOUNT = r"\d(?:[ .-]?\d){5,18}"
# On folded text; the first that finds a place has it. "d": digits, the group that is hidden.
NUMBERS = tuple(
    (kind, is_usual, re.compile(pattern))
    for kind, is_usual, pattern in (
        ("email", True, r"(?P<d>[^\s@<>(),;:]+@[^\s@<>(),;:]+\.[a-z]{2,})"),
        ("tax_code", False, r"\b(?:ma so thue|mst)\D{0,20}(?P<d>\d{10}(?:-\d{3})?)(?!\d)"),
        ("account", True, rf"\b(?:tai khoan|stk|tk)\b\D{{0,40}}?(?P<d>{ACCOUNT}){MONEY}"),
        ("phone", True, r"(?<![\d.,])(?P<d>(?:\+?84|0)(?:[ .-]?\d){9,10})(?!\d|[.,]\d)"),
        ("identity", True, rf"(?<![\d.,])(?P<d>\d{{12}}|\d{{9}}|\d{{3}}(?: \d{{3}}){{3}}){MONEY}"),
        ("account", True, rf"(?<![\d.,])(?P<d>\d{{13,19}}){MONEY}"),
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A passage: the text it lies in ("title", "question", "demand-1" …), from where to where."""

    field: str
    start: int
    end: int
    kind: str

    def meets(self, other: "Span") -> bool:
        return self.field == other.field and self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Something that may be hidden, wherever it stands. `is_usual`: ticked at first."""

    key: str
    kind: str
    passage: str
    spans: tuple[Span, ...]
    is_usual: bool


@dataclass(frozen=True, slots=True)
class Known:
    """Who asked: the cooperative, the people who speak for it, its tax code."""

    cooperative: str
    people: tuple[str, ...]
    tax_code: str = ""


@dataclass(frozen=True, slots=True)
class Folded:
    """A text as it is searched; `places[n]` is where its nth letter stands in the text itself."""

    text: str
    places: tuple[int, ...]
    length: int

    def span(self, field: str, found: re.Match[str], kind: str, group: int | str = 0) -> Span:
        start, end = found.span(group)
        after = self.places[end] if end < len(self.places) else self.length
        return Span(field, self.places[start], after, kind)


@lru_cache(maxsize=4096)
def _bare(char: str) -> str:
    found = unicodedata.normalize("NFD", char.casefold()).replace("đ", "d")
    return "".join(" " if c.isspace() else c for c in found if not unicodedata.combining(c))


def folded(text: str) -> Folded:
    """Return `text` without tone marks, blanks made single, and where each letter came from."""
    letters: list[str] = []
    places: list[int] = []
    for place, char in enumerate(text):
        for letter in _bare(char):
            if letter != " " or not letters or letters[-1] != " ":
                letters.append(letter)
                places.append(place)
    return Folded("".join(letters), tuple(places), len(text))


def _named(name_words: Sequence[str]) -> str:
    return rf"(?<![a-z0-9]){'[^a-z0-9]{1,4}'.join(map(re.escape, name_words))}(?![a-z0-9])"


def _names(known: Known) -> Iterator[tuple[str, bool, list[str]]]:
    """Yield kind, whether it is usually hidden, and the words: the longest names first."""
    whole = " ".join(words(known.cooperative))
    prefix = next((p for p in PREFIXES if whole.startswith(f"{p} ")), "")
    own = whole.removeprefix(prefix).split()
    for start in range(len(own)):
        tail = own[start:]
        if len(tail) >= NAME_WORDS_MIN or tail == own:
            for before in PREFIXES:
                yield "cooperative", True, [*before.split(), *tail]
    if own:
        yield "cooperative", len(own) >= TELLING_WORDS_MIN, own
    for person in known.people:
        if len(words(person)) >= NAME_WORDS_MIN:
            yield "person", True, words(person)
    if known.tax_code:
        yield "tax_code", True, [known.tax_code]


def _titled(field: str, text: str, given: frozenset[str]) -> Iterator[tuple[Span, bool]]:
    """Yield names that follow "ông", "bà" …: hidden on request, those of the askers usually."""
    for title in TITLE.finditer(text):
        end, last = title.end(), ""
        for _ in range(NAME_WORDS_MAX):
            word = WORD.match(text, end)
            if word is None or not word[0][0].isupper():
                break
            end, last = word.end(), word[0].strip()
        if last:
            length = len(text[title.end() : end].rstrip())
            yield (
                Span(field, title.end(), title.end() + length, "person"),
                fold(last) in given,
            )


@lru_cache(maxsize=2000)  # the names of an Alliance's own people return with every text
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _found(texts: Mapping[str, str], known: Known) -> Iterator[tuple[Span, bool]]:
    looked = {field: folded(text) for field, text in texts.items()}
    named = [
        (kind, usual, _compiled(_named(name)))
        for kind, usual, name in _names(known)
        if any(all(word in text.text for word in name) for text in looked.values())
    ]
    for kind, is_usual, pattern in (*named, *NUMBERS):
        group = "d" if "d" in pattern.groupindex else 0
        for field, text in looked.items():
            for match in pattern.finditer(text.text):
                yield text.span(field, match, kind, group), is_usual
    given = frozenset(words(person)[-1] for person in known.people if words(person))
    for field, whole in texts.items():
        yield from _titled(field, whole, given)


def suggest(texts: Mapping[str, str], known: Known) -> list[Suggestion]:
    """Return what may be hidden in `texts` by field: the same words are one suggestion."""
    taken: list[Span] = []
    grouped: dict[tuple[str, str], list[Span]] = {}
    usual: dict[tuple[str, str], bool] = {}
    for span, is_usual in _found(texts, known):
        if any(span.meets(other) for other in taken):
            continue
        taken.append(span)
        same = (span.kind, fold(texts[span.field][span.start : span.end]))
        grouped.setdefault(same, []).append(span)
        usual[same] = usual.get(same, False) or is_usual
    return [
        Suggestion(
            key=f"{kind}-{spans[0].field}-{spans[0].start}",
            kind=kind,
            passage=texts[spans[0].field][spans[0].start : spans[0].end],
            spans=tuple(spans),
            is_usual=usual[kind, same],
        )
        for (kind, same), spans in grouped.items()
    ]


def usual_spans(suggestions: Iterable[Suggestion]) -> list[Span]:
    """Return what is hidden where nobody said otherwise."""
    return sorted(span for one in suggestions if one.is_usual for span in one.spans)


def by_hand(texts: Mapping[str, str], passages: Iterable[str]) -> tuple[list[Span], list[str]]:
    """Return where the passages stand, with or without tone marks, and those that stand nowhere."""
    looked = {field: folded(text) for field, text in texts.items()}
    spans: list[Span] = []
    missing: list[str] = []
    for passage in passages:
        pattern = re.compile(_named(words(passage))) if words(passage) else None
        found = [
            text.span(field, match, "hand")
            for field, text in looked.items()
            for match in (pattern.finditer(text.text) if pattern else ())
        ]
        spans += found
        missing += [] if found else [passage]
    return spans, missing


def mark(kind: str) -> str:
    """Return what everybody reads in the place of something hidden: "[số điện thoại]"."""
    return f"[{KINDS[kind]}]"


def hide(text: str, field: str, spans: Iterable[Span], *, silent: bool = False) -> str:
    """Return `text` with its spans hidden. `silent`: a blank in their place, for the search."""
    out: list[str] = []
    done = 0
    for span in sorted(one for one in spans if one.field == field):
        if span.start >= done:
            out += [text[done : span.start], " " if silent else mark(span.kind)]
        done = max(done, span.end)
    return "".join([*out, text[done:]])
