"""The database itself refuses to change history."""

from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from documents.actions import keep
from documents.models import Document
from documents.rules import Upload
from documents.vault import Vault
from tests.make import MORNING


@pytest.mark.parametrize(
    "table", ["dossier_event", "audit_seal", "seal_head", "view_log", "notice_text"]
)
@pytest.mark.parametrize("verb", ["DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_append_only(session: Session, table: str, verb: str) -> None:
    with pytest.raises(DBAPIError, match="append-only"):
        session.execute(text(verb.format(table)))


@pytest.fixture
def document(session: Session, tmp_path: Path) -> Document:
    upload = Upload(b"%PDF-1.7", "Kết luận.pdf", "application/pdf")
    return keep(session, Vault(tmp_path), upload, None, MORNING)


@pytest.mark.parametrize(
    "change",
    [
        "sha256 = repeat('a', 64)", "size_bytes = size_bytes + 1", "media_type = 'text/html'",
        "created_at = now()", "name = 'khác.pdf'",
    ],
)  # fmt: skip
def test_a_document_never_changes(session: Session, document: Document, change: str) -> None:
    with pytest.raises(DBAPIError, match="a document never changes"):
        session.execute(text(f"UPDATE document SET {change} WHERE id = {document.id}"))


def test_bytes_that_were_damaged_are_mended_by_the_same_file(tmp_path: Path) -> None:
    vault = Vault(tmp_path)
    digest = vault.put(b"one")
    vault.path(digest).write_bytes(b"two")
    assert not vault.is_whole(digest)
    assert vault.put(b"one") == digest
    assert vault.get(digest) == b"one"
