"""The English of each Vietnamese message, and how a sentence is found. Pure.

A message may hold values: "Còn {0} ngày". Its English may choose a word by a value, since
Vietnamese knows no plural: "{0} {0?day|days} left".
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

FILE = Path(__file__).parent / "english.json"
VIETNAMESE_LETTER = re.compile(r"[À-ỹđĐ]")
VALUE = re.compile(r"\{(\d+)(?:\?([^{}|]*)\|([^{}|]*))?\}")
WEAK_LETTERS = 8  # a message with fewer letters of its own matches short values only
SHORT = re.compile(r"[\w./:%,+–-]{1,24}( [đ%]|\u00a0[đ%])?")
KNOWN_MAX = 20_000
WEEKDAY = re.compile(r"(Thứ[ \u00a0](?:Hai|Ba|Tư|Năm|Sáu|Bảy)|Chủ[ \u00a0]Nhật)(?=,? \d\d/\d\d)")
WEEKDAYS = {
    "Hai": "Monday", "Ba": "Tuesday", "Tư": "Wednesday", "Năm": "Thursday", "Sáu": "Friday",
    "Bảy": "Saturday", "Nhật": "Sunday",
}  # fmt: skip
SENTENCE_END = re.compile(r"(?<=\.)(?= [^\W\d_])")
JOINED_MAX = 120  # characters
JOINTS: tuple[tuple[str, Callable[[list[bool]], bool]], ...] = (
    (" · ", any),
    (": ", lambda known: known[0]),
    (" – ", any),
    (", ", all),
)
LONG = 600  # characters; whatever is longer was written by a person


@dataclass(frozen=True, slots=True)
class Form:
    """A message with values. `own`: its words around them; `hint`: the longest of these."""

    own: list[str]
    hint: str
    english: str
    is_weak: bool


@dataclass(slots=True)
class Catalogue:
    """Messages and their English, exact ones and those with values."""

    exact: Mapping[str, str]
    forms: list[Form] = field(default_factory=list)
    known: dict[str, str] = field(default_factory=dict)

    def said(self, text: str) -> str:
        """Return a text that is shown, in English where it is a message; else as it is."""
        found = self.exact.get(text)
        if found is not None:
            return found
        if len(text) > LONG or not VIETNAMESE_LETTER.search(text):
            return text
        found = self.known.get(text)
        if found is None:
            found = WEEKDAY.sub(_weekday, self._formed(text))
            if len(self.known) >= KNOWN_MAX:
                self.known.clear()
            self.known[text] = found
        return found

    def _formed(self, text: str) -> str:
        """Return the English of a text that a message with values makes."""
        bare = text.strip()
        if bare != text and bare in self.exact:
            return text.replace(bare, self.exact[bare])
        for form in self.forms:
            if form.hint not in text:
                continue
            found = values_in(form.own, text)
            if found and (not form.is_weak or all(map(self._is_short, found))):
                return filled(form.english, [self.said(one) for one in found])
        if bare != text:
            return text.replace(bare, self.said(bare))
        return self._in_a_row(text) or self._joined(text)

    def _in_a_row(self, text: str) -> str | None:
        """Return the English of messages that follow one another; None where one is not known.

        What somebody wrote in sentences of his own is no message and stays as it is.
        """
        parts = SENTENCE_END.split(text)
        said = [self.said(part) for part in parts] if len(parts) > 1 else []
        return "".join(said) if said and all(map(str.__ne__, said, parts)) else None

    def _joined(self, text: str) -> str:
        """Return a short text that code put together from messages: "Hồ sơ vay: Ký hợp đồng"."""
        if len(text) > JOINED_MAX:
            return text
        for mark, asked in JOINTS:
            parts = text.split(mark)
            known = [part.strip() in self.exact for part in parts]
            if len(parts) > 1 and asked(known):
                return mark.join(map(self.said, parts))
        return text

    def _is_short(self, value: str) -> bool:
        return bool(SHORT.fullmatch(value)) or value in self.exact


def _weekday(found: re.Match[str]) -> str:
    """Return the weekday before a date: its parts are joined by filters, not by messages."""
    return WEEKDAYS[re.split(r"\W", found[1])[1]]


def catalogue_of(messages: Mapping[str, str]) -> Catalogue:
    """Return a catalogue of messages; the ones with values ordered by how much they say."""
    formed = [form_of(text, english) for text, english in messages.items() if VALUE.search(text)]
    forms = [form for form in formed if form is not None]
    forms.sort(key=lambda form: -sum(len(part) + 1 for part in form.own))
    return Catalogue(exact=messages, forms=forms)


def form_of(message: str, english: str) -> Form | None:
    """Return a message with values as a pattern; None where it has no words of its own."""
    own = VALUE.split(message)[::4]
    hint = max((part.strip() for part in own), key=len)
    letters = sum(1 for part in own for letter in part if letter.isalpha())
    if not letters or not VIETNAMESE_LETTER.search("".join(own)):
        return None
    numbers = [int(found[1]) for found in VALUE.finditer(message)]
    if numbers != list(range(len(numbers))):
        return None
    return Form(own, hint, english, letters < WEAK_LETTERS)


def values_in(own: list[str], text: str) -> list[str] | None:
    """Return what stands between the words `own` in a text, each as short as can be; else None.

    One pass from the left: a text that somebody made to be slow costs no more than another.
    """
    if not text.startswith(own[0]):
        return None
    at, found = len(own[0]), []
    for part in own[1:-1]:
        end = text.find(part, at + 1)
        if end < 0:
            return None
        found.append(text[at:end])
        at = end + len(part)
    end = len(text) - len(own[-1])
    return [*found, text[at:end]] if end > at and text.endswith(own[-1]) else None


def filled(english: str, values: list[str]) -> str:
    """Return an English message with its values, and the words that they ask for."""

    def put(found: re.Match[str]) -> str:
        value = values[int(found[1])]
        if found[2] is None:
            return value
        return found[2] if value.strip() == "1" else found[3]

    return VALUE.sub(put, english)


def pieces(english: str) -> Iterator[str | tuple[int, tuple[str, str] | None]]:
    """Return an English message in parts: words, or a value's number with its two words."""
    at = 0
    for found in VALUE.finditer(english):
        if found.start() > at:
            yield english[at : found.start()]
        chosen = None if found[2] is None else (found[2], found[3])
        yield int(found[1]), chosen
        at = found.end()
    if at < len(english):
        yield english[at:]


def read_catalogue() -> Catalogue:
    """Return the catalogue of language/english.json."""
    return catalogue_of(json.loads(FILE.read_text()))
