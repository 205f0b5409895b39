"""Typesetting: a content becomes a PDF/A file, or pictures of its pages before it is signed."""

from datetime import date

from letters.content import LetterContent


def render(content: LetterContent) -> bytes:
    """Return the PDF of an issued letter: the same bytes for the same content."""
    raise NotImplementedError


def preview_pages(content: LetterContent, on: date) -> list[bytes]:
    """Return the pages of a letter before its issue, as PNG, 2 px per px of the leader's desk.

    Number and day are dotted blanks, month and year are those of `on`; the place of the signature
    is a dashed frame.
    """
    raise NotImplementedError
