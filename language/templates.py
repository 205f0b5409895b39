"""Templates in English: their messages are looked up once, when a template is compiled.

The Vietnamese environment knows nothing of this. The English one is its overlay: the same files,
filters and globals, with one extension that sets the English words into the stream of tokens.
"""

from collections.abc import Callable, Iterator
from functools import cached_property
from html import unescape
from typing import Any

from flask.app import Flask
from flask.templating import Environment as FlaskEnvironment
from jinja2 import Template
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream
from markupsafe import Markup as Safe
from markupsafe import escape

from language.catalogue import VIETNAMESE_LETTER, Catalogue, pieces
from language.runs import Scanner, Words
from language.segments import Run, Value, segments

SAID = "said_in_english"
DRAWN = ("<svg", "<select")  # markup that code makes, with words in it


class English(Extension):
    """Sets English words into a template. Its environment has a `catalogue`."""

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        """Return the tokens of a template with its messages in English."""
        catalogue: Catalogue = self.environment.catalogue  # type: ignore[attr-defined]
        before = ""
        for one in segments(stream):
            for token in _english(one, catalogue) if isinstance(one, Run) else one:
                is_compared = before in ("eq", "ne")  # with a value of the code, which stays
                yield token if is_compared else _with_english_string(token, catalogue)
                before = token.type


def _with_english_string(token: Token, catalogue: Catalogue) -> Token:
    """Return a token; a string of Vietnamese in English."""
    if token.type != "string" or not VIETNAMESE_LETTER.search(token.value):
        return token
    return Token(token.lineno, "string", catalogue.said(token.value))


def _english(run: Run, catalogue: Catalogue) -> Iterator[Token]:
    """Return the tokens of a run: its English where there is one, else what it was."""
    english = catalogue.exact.get(run.message)
    if english is None:
        for part in run.parts:
            if isinstance(part, Words):
                yield Token(run.line, "data", part.text)
            else:
                yield from _shown(part)
        return
    before, after = _edges(run)
    values = run.values
    yield Token(run.line, "data", before)
    for piece in pieces(english):
        if isinstance(piece, str):
            yield Token(run.line, "data", piece)
            continue
        number, words = piece
        yield from _shown(values[number]) if words is None else _chosen(values[number], words)
    yield Token(run.line, "data", after)


def _edges(run: Run) -> tuple[str, str]:
    """Return the white space before and after the words of a run."""
    first, last = run.parts[0], run.parts[-1]
    before = first.text if isinstance(first, Words) else ""
    after = last.text if isinstance(last, Words) else ""
    return (
        before[: len(before) - len(before.lstrip())],
        after[len(after.rstrip()) :] if after.strip() or len(run.parts) > 1 else "",
    )


def _shown(value: Value) -> Iterator[Token]:
    """{{ value }}, looked up when it is shown."""
    line = value.line
    yield Token(line, "variable_begin", "{{")
    yield from _call(SAID, value.tokens, line)
    yield Token(line, "variable_end", "}}")


def _call(name: str, tokens: list[Token], line: int) -> Iterator[Token]:
    yield Token(line, "name", name)
    yield Token(line, "lparen", "(")
    yield from tokens
    yield Token(line, "rparen", ")")


def _chosen(value: Value, words: tuple[str, str]) -> Iterator[Token]:
    """{{ "day" if is_one(value) else "days" }}"""
    line = value.line
    yield Token(line, "variable_begin", "{{")
    yield Token(line, "string", words[0])
    yield Token(line, "name", "if")
    yield from _call("is_one", value.tokens, line)
    yield Token(line, "name", "else")
    yield Token(line, "string", words[1])
    yield Token(line, "variable_end", "}}")


def is_one(value: object) -> bool:
    """Return whether a value is counted as one."""
    return str(value).strip() == "1"


class BilingualEnvironment(FlaskEnvironment):
    """Gives a page in the language that `chosen` says, "vi" or "en"."""

    def __init__(self, app: Flask, **options: Any) -> None:
        super().__init__(app, **options)
        self.catalogue = Catalogue({})
        self.chosen: Callable[[], str] = lambda: "vi"
        self.load_catalogue: Callable[[], Catalogue] = lambda: Catalogue({})

    @cached_property
    def english(self) -> "BilingualEnvironment":
        """Return the overlay that speaks English; it is made when somebody first asks for it."""
        found = self.overlay(extensions=[English])
        found.chosen = lambda: "vi"  # it is English itself: its templates name each other
        found.catalogue = self.load_catalogue()
        found.globals = self.globals | {SAID: _sayer(found.catalogue), "is_one": is_one}
        return found

    def get_template(self, name: Any, *args: Any, **options: Any) -> Template:
        """Return a template in the language of the request."""
        if self.chosen() == "en":
            return self.english.get_template(name, *args, **options)
        return super().get_template(name, *args, **options)


def _drawn(svg: str, catalogue: Catalogue) -> str:
    """Return a drawing with the words on it in English."""
    pieces_read = Scanner().read(svg)
    return "".join(
        str(escape(catalogue.said(unescape(one.text)))) if isinstance(one, Words) else one.text
        for one in pieces_read
    )


def _sayer(catalogue: Catalogue) -> Callable[[Any], Any]:
    """Return the function that looks up what a template shows; markup and numbers stay."""

    def said(value: Any) -> Any:
        if type(value) is str:
            return catalogue.said(value)
        is_drawing = isinstance(value, Safe) and value.startswith(DRAWN)
        return Safe(_drawn(value, catalogue)) if is_drawing else value  # noqa: S704

    return said
