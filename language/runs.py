"""Which words of a page belong together: the runs of text between its tags.

Pure. A template is read as a line of pieces: words of HTML, values that are put between them, and
statements. A run is what stands between two tags: "Còn {0} ngày" is one message with one value,
so that another language may set the value elsewhere.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

INLINE = re.compile(r"</?(?:strong|em|b|code)(?: [^<>]*)?>")  # stay inside of a message
ATTRIBUTE = re.compile(r"([\w-]+)\s*=\s*$")
SHOWN = frozenset({"aria-label", "title", "alt", "placeholder", "label", "aria-description"})
RAW = ("script", "style", "textarea")  # a textarea holds what somebody typed
LETTER = re.compile(r"[^\W\d_]")
GAP = re.compile(r"[ \t\r\n]+")


@dataclass(frozen=True, slots=True)
class Words:
    """Characters of HTML that are shown, within one run."""

    text: str


@dataclass(frozen=True, slots=True)
class Markup:
    """Characters of HTML that are not shown: a run ends here."""

    text: str


@dataclass(slots=True)
class Scanner:
    """Reads HTML in parts and knows, at each point, whether what comes is shown to people."""

    mode: str = "text"  # text, tag, quoted, raw
    tag: str = ""
    attribute: str = ""
    quote: str = ""
    pending: str = field(default="", repr=False)  # the tag as far as it was read

    @property
    def is_shown(self) -> bool:
        """Return whether a value that stands here is text for people."""
        return self.mode == "text" or (self.mode == "quoted" and self.attribute in SHOWN)

    def read(self, html: str) -> Iterator[Words | Markup]:
        """Return what `html` consists of, in order; nothing is lost."""
        steps: dict[str, Callable[[str], tuple[Words | Markup, str]]] = {
            "text": self._text,
            "tag": self._tag,
            "quoted": self._quoted,
            "raw": self._raw,
        }
        while html:
            piece, html = steps[self.mode](html)
            if piece.text:
                yield piece

    def _text(self, html: str) -> tuple[Words | Markup, str]:
        start = html.find("<")
        if start < 0:
            return Words(html), ""
        inline = INLINE.match(html, start)
        if inline:
            return Words(html[: inline.end()]), html[inline.end() :]
        if start:
            return Words(html[:start]), html[start:]
        if html.startswith("<!--"):
            end = html.find("-->") + 3
            return Markup(html[:end]), html[end:]
        self.mode, self.pending = "tag", ""
        return Markup("<"), html[1:]

    def _tag(self, html: str) -> tuple[Words | Markup, str]:
        found = re.search(r"[>\"']", html)
        if not found:
            self.pending += html
            return Markup(html), ""
        end = found.end()
        self.pending += html[: end - 1]
        if found[0] == ">":
            self._close()
        else:
            named = ATTRIBUTE.search(self.pending)
            self.attribute = named[1].lower() if named else ""
            self.mode, self.quote = "quoted", found[0]
        return Markup(html[:end]), html[end:]

    def _close(self) -> None:
        """End a tag: what follows is text, or what is inside of a script."""
        name = re.match(r"/?[\w-]*", self.pending)
        self.tag = name[0].lower() if name else ""
        self.mode = "raw" if self.tag in RAW else "text"

    def _quoted(self, html: str) -> tuple[Words | Markup, str]:
        end = html.find(self.quote)
        kind = Words if self.attribute in SHOWN else Markup
        if end < 0:
            return kind(html), ""
        if end:
            return kind(html[:end]), html[end:]
        self.mode = "tag"
        return Markup(self.quote), html[1:]

    def _raw(self, html: str) -> tuple[Words | Markup, str]:
        end = html.lower().find(f"</{self.tag}")
        if end < 0:
            return Markup(html), ""
        if end:
            return Markup(html[:end]), html[end:]
        self.mode, self.pending = "tag", ""
        return Markup("<"), html[1:]


def message_of(parts: list[str | None]) -> str:
    """Return the message of a run, whose values (None) are numbered: "Còn {0} ngày".

    White space counts as one blank, as a browser shows it, and none at the ends.
    """
    numbered, at = [], 0
    for part in parts:
        if part is None:
            numbered.append(f"{{{at}}}")
            at += 1
        else:
            numbered.append(part)
    return GAP.sub(" ", "".join(numbered)).strip()


def has_words(message: str) -> bool:
    """Return whether a message holds a letter besides the numbers of its values and its tags."""
    bare = re.sub(r"\{\d+\}|<[^<>]*>|&\w+;", "", message)
    return bool(LETTER.search(bare))
