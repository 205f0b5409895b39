"""Reads of letters."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from documents.models import Document
from letters.models import Letter
from letters.rules import parse_token

FOUND_MAX = 10


def find_by_token(session: Session, typed: str) -> Letter | None:
    """Return the letter whose check token was typed, in whatever grouping or case."""
    token = parse_token(typed)
    if token is None:
        return None
    return session.scalars(select(Letter).where(Letter.check_token == token)).one_or_none()


def find_by_sha256(session: Session, sha256: str) -> Letter | None:
    """Return the letter whose issued file has this hash."""
    found = select(Letter).join(Document).where(Document.sha256 == sha256)
    return session.scalars(found.order_by(Letter.id).limit(1)).one_or_none()


def list_by_number(session: Session, number: int, symbol: str) -> list[Letter]:
    """Return the letters with this number and symbol, the newest first: one a year at most."""
    found = select(Letter).where(Letter.number == number, func.upper(Letter.symbol) == symbol)
    return list(session.scalars(found.order_by(Letter.issued_at.desc()).limit(FOUND_MAX)))
