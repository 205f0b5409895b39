"""A template as runs of shown words, values and statements. Pure.

What another language needs: whole messages, with the places of their values.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from jinja2.lexer import Token

from language.runs import Scanner, Words, message_of

ENDS = {"variable_begin": "variable_end", "block_begin": "block_end"}


@dataclass(slots=True)
class Value:
    """An expression of a template, without its braces."""

    tokens: list[Token]
    line: int


Part = Words | Value


@dataclass(slots=True)
class Run:
    """Words and values that stand between two tags."""

    parts: list[Part] = field(default_factory=list)
    line: int = 1

    @property
    def message(self) -> str:
        return message_of([one.text if isinstance(one, Words) else None for one in self.parts])

    @property
    def values(self) -> list[Value]:
        return [part for part in self.parts if isinstance(part, Value)]


def segments(tokens: Iterable[Token]) -> Iterator[Run | list[Token]]:
    """Return a template as runs of shown words and values, and all other tokens as they are."""
    scanner, run = Scanner(), Run()
    stream = iter(tokens)
    for token in stream:
        if token.type == "data":
            for piece in scanner.read(token.value):
                if isinstance(piece, Words):
                    run.parts.append(piece)
                    continue
                yield run
                run = Run(line=token.lineno)
                yield [Token(token.lineno, "data", piece.text)]
        elif token.type == "variable_begin" and scanner.is_shown:
            run.parts.append(Value(list(_until(stream, "variable_end"))[:-1], token.lineno))
        elif token.type in ENDS:
            yield run
            run = Run(line=token.lineno)
            yield [token, *_until(stream, ENDS[token.type])]
        else:
            yield [token]
    yield run


def _until(stream: Iterator[Token], end: str) -> Iterator[Token]:
    for token in stream:
        yield token
        if token.type == end:
            return
