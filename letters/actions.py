"""Writes of letters: a number at issue, then a file once. Never commits."""

import secrets
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from documents.actions import keep
from documents.models import Document
from documents.rules import Upload
from documents.vault import Vault
from letters import render
from letters.content import LetterContent, Stamp
from letters.models import Letter, LetterSeries
from letters.rules import KIND_NAMES, SIGNED_KINDS, TOKEN_ALPHABET, TOKEN_LENGTH
from letters.signer_queries import to_issue
from workflow.localtime import local_day

Sign = Callable[[bytes, LetterContent], bytes]
"""Returns the signed file of an unsigned one: `letters.signing.load_signer(settings)`."""

PDF = "application/pdf"


class Guest(Protocol):
    """A row of a list of invited: the letter that invites it, and when it was signed."""

    letter: Any
    sent_at: Any


def issue(
    session: Session,
    content: LetterContent,
    now: datetime,
    *,
    unit_id: int | None = None,
    signer_id: int | None = None,
    series_unit_id: int = 0,
    is_by_office: bool = True,
) -> Letter:
    """Give a letter its number, date and check token, and freeze it, in the caller's transaction.

    The series is of the year, the kind and `series_unit_id` (0: the whole Alliance). Its row stays
    locked until the transaction ends: a rollback gives the number back, so there is no gap.
    `is_by_office`: signed as the signer's rows of authority say, not as the chair of a council.

    Raises: ValueError where it was issued before; Refusal where the signer's authority is over.
    """
    if content.stamp is not None:
        raise ValueError("this content was issued before")
    content = to_issue(session, content, signer_id if is_by_office else None, local_day(now))
    year = local_day(now).year
    number = _next_number(session, year, content.kind, series_unit_id)
    stamp = Stamp(number, now, new_token())
    letter = Letter(
        kind=content.kind,
        year=year, series_unit_id=series_unit_id, number=number, symbol=content.symbol,
        unit_id=unit_id, signer_id=signer_id, issued_on=local_day(now), issued_at=now,
        addressee=content.addressee, subject=content.body.subject,
        content=content.stamped(stamp).to_json(), check_token=stamp.check_token,
    )  # fmt: skip
    session.add(letter)
    session.flush()
    return letter


def issue_to(
    session: Session,
    content: LetterContent,
    guests: Iterable[Guest],
    signer_id: int,
    now: datetime,
) -> Letter:
    """Issue one letter of invitation, and write it down for each of those whom it invites."""
    letter = issue(session, content, now, signer_id=signer_id)
    for guest in guests:
        guest.letter, guest.sent_at = letter, now
    session.flush()
    return letter


def _next_number(session: Session, year: int, kind: str, series_unit_id: int) -> int:
    first = insert(LetterSeries).values(year=year, kind=kind, unit_id=series_unit_id, last_number=1)
    counted = session.execute(
        first.on_conflict_do_update(
            index_elements=["year", "kind", "unit_id"],
            set_={"last_number": LetterSeries.last_number + 1},
        ).returning(LetterSeries.last_number)
    )
    return counted.scalar_one()


def new_token() -> str:
    """Return a check token that nobody can guess."""
    return "".join(secrets.choice(TOKEN_ALPHABET) for _ in range(TOKEN_LENGTH))


def seal(
    session: Session, vault: Vault, letter: Letter, sign: Sign | None, now: datetime
) -> Document:
    """Make the file of an issued letter: render, sign, keep by hash. Twice is once.

    A công văn and a phiếu chuyển are signed; a receipt never is, and needs no `sign`.

    Raises: ValueError where a letter that is to be signed comes without `sign`; OSError where the
    vault cannot take the file.
    """
    session.refresh(letter, ["document_id"], with_for_update=True)
    if letter.document_id is not None:
        session.expire(letter, ["document"])
        return session.get_one(Document, letter.document_id)
    content = LetterContent.from_json(letter.content)
    file = render.render(content)
    if letter.kind in SIGNED_KINDS:
        if sign is None:
            raise ValueError(f"a {letter.kind} is signed")
        file = sign(file, content)
    document = keep(session, vault, Upload(file, file_name(letter), PDF), letter.signer_id, now)
    letter.document = document
    session.flush()
    return document


def file_name(letter: Letter) -> str:
    """Return the name that a letter's file is kept under: "Công văn 05-LMHTX-CSPT.pdf"."""
    return f"{KIND_NAMES[letter.kind]} {letter.full_number.replace('/', '-')}.pdf"
