"""What stands on the sheet: a content as the strings that the templates set. Pure."""

import re
from dataclasses import asdict
from datetime import date
from typing import Any

from letters.content import LetterBody, LetterContent, ReceiptBody
from letters.rules import (
    CHECK_PATH,
    KIND_NAMES,
    NAMED_SYMBOLS,
    ended,
    format_token,
    full_number,
    issuer_lines,
    month_name,
    parent_line,
    place_and_date,
    sentence,
)
from workflow.localtime import to_local
from workflow.text import clean

# What all four faces of Tinos can draw (a test compares): Latin with every Vietnamese mark, Greek,
# Cyrillic, punctuation, currencies, common signs. Anything else would fail as PDF/A.
DRAWN = (
    " -~\xa0-\u0377\u03a3-\u052f\u1e00-\u1eff\u2000-\u200a\u2010-\u2027\u2030-\u205e"
    "\u2070\u2071\u2074-\u208e\u20a0-\u20be\u2100-\u214f\u2190-\u2195\u2211\u2212\u221a"
    "\u221e\u2248\u2260\u2261\u2264\u2265\u25a0\u25a1\u25cf"
)
OTHER = re.compile(f"[^{DRAWN}\n]")
NOT_DRAWN = "□"
TIED = re.compile(r"\b(Điều|[Kk]hoản|Chương|Mục|Phụ lục) (?=[\dIVX])|(?<=\d) (?=%)")
NO_BREAK = "\N{NO-BREAK SPACE}"
CLOSING_LENGTH_KEPT = 700  # a closing up to here stays on one page with the signature
WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ Nhật")
RECEIPT_END = (
    "Giấy này được lập tự động khi kiến nghị được tiếp nhận, có giá trị mà không cần chữ ký và "
    "con dấu. Quý hợp tác xã giữ mã hồ sơ để tra cứu; khi cần giúp, xin gọi {phone}."
)


def lay_out(content: LetterContent, on: date | None = None) -> dict[str, Any]:
    """Return what the template of `content` prints; every text is drawable and plain.

    Before issue, `on` gives month and year of the date line. Raises: ValueError without either.
    """
    common = {
        "kind": content.kind,
        "is_named": content.kind in NAMED_SYMBOLS,
        "kind_name": KIND_NAMES[content.kind].upper(),
        "kind_label": KIND_NAMES[content.kind],
        "parent": parent_line(content.letterhead.parent),
        "issuer": issuer_lines(content.letterhead.name),
        "author": content.letterhead.name,
        "symbol": content.symbol,
        "place": content.letterhead.place,
        **_stamp(content, on),
    }
    if isinstance(content.body, ReceiptBody):
        special = _receipt(content.body, content.letterhead.phone)
    else:
        special = _letter(content.body)
    if content.kind in NAMED_SYMBOLS:  # a title begins with a capital, what follows "V/v" does not
        special["subject"] = special["subject"][:1].upper() + special["subject"][1:]
    return {key: _drawable(value) for key, value in (common | special).items()}


def title(content: LetterContent) -> str:
    """Return the title of the file: "Công văn số 05/LMHTX-CSPT: trả lời kiến nghị …"."""
    number = f" số {content.full_number}" if content.full_number else ""
    return f"{KIND_NAMES[content.kind]}{number}: {content.body.subject}"


def printable(text: str) -> str:
    """Return `text` as it can be typeset: composed, an empty square for what has no glyph.

    "Điều 23" and "15 %" stay on one line.
    """
    drawn = OTHER.sub(NOT_DRAWN, clean(text).replace("\t", " "))
    return TIED.sub(lambda found: (found[1] or "") + NO_BREAK, drawn)


def _drawable(value: Any) -> Any:
    match value:
        case str():
            return printable(value)
        case dict():
            return {key: _drawable(inner) for key, inner in value.items()}
        case list() | tuple():
            return [_drawable(inner) for inner in value]
        case _:
            return value


def _stamp(content: LetterContent, on: date | None) -> dict[str, Any]:
    stamp = content.stamp
    if stamp is None:
        if on is None:
            raise ValueError("a letter without a number has no date to print")
        return {
            "is_issued": False,
            "title": title(content),
            "month": f"tháng {month_name(on)} năm {on.year}",
        }
    at = to_local(stamp.issued_at)
    return {
        "is_issued": True,
        "title": title(content),
        "number": full_number(stamp.number, content.symbol),
        "dated": place_and_date(content.letterhead.place, at.date()),
        "signed_by": f"Ký bởi: {content.letterhead.name}",
        "signed_at": f"Thời gian ký: {at:%d/%m/%Y %H:%M:%S} +07:00",
        "check_page": (content.letterhead.base_url.split("://", 1)[-1], CHECK_PATH),
        "check_token": format_token(stamp.check_token),
        "qr_alt": f"Mã QR dẫn tới trang kiểm tra văn bản, mã {format_token(stamp.check_token)}",
    }


def _letter(body: LetterBody) -> dict[str, Any]:
    return {
        "subject": body.subject,
        "addressees": _listed(body.addressees),
        "opening": _paragraphs(body.opening),
        "points": [
            {
                "heading": sentence(f"{number}. {point.heading}")
                if point.heading
                else f"{number}.",
                "texts": _paragraphs(point.text) or [""],
                "basis": sentence(f"Căn cứ: {point.legal_basis}") if point.legal_basis else "",
            }
            for number, point in enumerate(body.points, start=1)
        ],
        "tables": [asdict(table) for table in body.tables],
        "enclosures": _listed(body.enclosures),
        "closing": _paragraphs(ended(body.closing)),
        "is_closing_kept": len(body.closing) <= CLOSING_LENGTH_KEPT,
        "recipients": body.recipients,
        "authority": body.authority,
        "signer_name": body.signer_name,
        "co_signer": body.co_signer,
        "annexes": [asdict(table) for table in body.annexes],
    }


def _receipt(body: ReceiptBody, phone: str) -> dict[str, Any]:
    at = to_local(body.received_at)
    due = body.due_on
    return {
        "subject": f"Tiếp nhận kiến nghị của {body.cooperative}",
        "code": body.code,
        "petition": body.subject,
        "cooperative": body.cooperative,
        "filed_by": body.filed_by,
        "received_at": f"{at:%H:%M}, {WEEKDAYS[at.weekday()]}, {at:%d/%m/%Y}",
        "demands": body.demands,
        "papers": body.papers,
        "due_on": f"{WEEKDAYS[due.weekday()]}, {due:%d/%m/%Y}",
        "derivation": body.derivation,
        "short_hash": body.short_hash,
        "recorded": body.recorded,
        "end": RECEIPT_END.format(phone=phone),
    }


def _listed(items: tuple[str, ...]) -> list[str]:
    """Return a list's lines: each ends with ";", the last with "."; a lone one has no mark."""
    names = [item.strip(" ;.") for item in items]
    if len(names) < 2:
        return names
    return [*(f"{name};" for name in names[:-1]), f"{names[-1]}."]


def _paragraphs(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]
