"""Typesetting: a content becomes a PDF/A file, or pictures of its pages before it is signed."""

import io
import json
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import segno

from letters.content import LetterContent
from letters.sheet import lay_out
from letters.typesetter import compiler

LETTER = Path(__file__).parent / "typst" / "letter.typ"
STANDARD: Final = "a-2b"
PREVIEW_PPI = 169.33  # the sheet of the leader's desk is 700 px wide, shown at two px each
PREVIEWS_KEPT = 8  # the page of the queue and its pictures ask for the same one


def render(content: LetterContent) -> bytes:
    """Return the PDF of an issued letter: PDF/A-2b, tagged, the same bytes for the same content.

    Raises: ValueError where it was not issued.
    """
    if content.stamp is None or content.check_url is None:
        raise ValueError("only an issued letter has a file")
    inputs = _inputs(lay_out(content), _qr(content.check_url))
    file = compiler(LETTER).compile(
        format="pdf",
        sys_inputs=inputs,
        pdf_standards=STANDARD,
        timestamp=int(content.stamp.issued_at.timestamp()),
    )
    return _one(file)


def preview_pages(content: LetterContent, on: date) -> list[bytes]:
    """Return the pages of a letter before its issue, as PNG, 1400 px wide.

    Number and day are dotted blanks, month and year are those of `on`; the place of the signature
    is a dashed frame. An issued letter looks as it was issued.
    """
    return list(_pictures(content, on))


@lru_cache(maxsize=PREVIEWS_KEPT)
def _pictures(content: LetterContent, on: date) -> tuple[bytes, ...]:
    qr = _qr(content.check_url) if content.check_url else ""
    pages = compiler(LETTER).compile(
        format="png", sys_inputs=_inputs(lay_out(content, on), qr), ppi=PREVIEW_PPI
    )
    return tuple(pages) if isinstance(pages, list) else (_one(pages),)


def _inputs(printed: dict[str, Any], qr: str) -> dict[str, str]:
    return {"letter": json.dumps(printed, ensure_ascii=False), "qr": qr}


def _qr(url: str) -> str:
    out = io.BytesIO()
    segno.make(url, error="m", micro=False).save(out, kind="svg", border=0, xmldecl=False)
    return out.getvalue().decode()


def _one(file: bytes | list[bytes] | None) -> bytes:
    if not isinstance(file, bytes):
        raise TypeError("the typesetter gave no single file")
    return file
