"""Writes of documents. The bytes go to the vault first, then the row: a crash between the two
leaves bytes without a row, which is harmless, never a row without bytes."""

from datetime import datetime

from sqlalchemy.orm import Session

from documents.models import Document
from documents.rules import Upload
from documents.vault import Vault


def keep(
    session: Session, vault: Vault, upload: Upload, account_id: int | None, now: datetime
) -> Document:
    """Keep an upload and return its row. Raises OSError where the vault cannot take it."""
    document = Document(
        sha256=vault.put(upload.content),
        name=upload.name,
        media_type=upload.media_type,
        size_bytes=len(upload.content),
        created_at=now,
        created_by_id=account_id,
    )
    session.add(document)
    session.flush()
    return document
