"""Writes of documents. The bytes go to the vault first, then the row: a crash between the two
leaves bytes without a row, which is harmless, never a row without bytes."""

from datetime import datetime
from hashlib import sha256

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from documents.models import Document
from documents.queries import is_held
from documents.rules import Upload
from documents.vault import Vault


def keep(
    session: Session, vault: Vault, upload: Upload, account_id: int | None, now: datetime
) -> Document:
    """Keep an upload and return its row. Raises OSError where the vault cannot take it."""
    document = Document(
        sha256=put(session, vault, upload.content),
        name=upload.name,
        media_type=upload.media_type,
        size_bytes=len(upload.content),
        created_at=now,
        created_by_id=account_id,
    )
    session.add(document)
    session.flush()
    return document


def put(session: Session, vault: Vault, content: bytes) -> str:
    """Keep bytes and return their hash: nobody discards them before the commit, which tells what
    they are for. Raises OSError where the vault cannot take them."""
    lock = func.pg_advisory_xact_lock_shared(_key(sha256(content).hexdigest()))
    session.execute(select(lock))
    return vault.put(content)


def discard(session: Session, vault: Vault, document: Document) -> None:
    """Remove the bytes of a document that nothing has any more; twice is once.

    Who is about to keep the same bytes either is waited for, or waits and writes them anew.
    """
    session.execute(select(func.pg_advisory_xact_lock(_key(document.sha256))))
    if not is_held(session, document.sha256):
        vault.remove(document.sha256)


def _key(digest: str) -> ColumnElement[int]:
    return func.hashtextextended(f"vault:{digest}", 0)
