"""Reads of documents: who still needs the bytes of one."""

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from documents.models import Document
from store.db import Model
from store.references import references_to


def is_held(session: Session, sha256: str) -> bool:
    """Return whether anything has these bytes, under whatever row: a table that refers to a
    document, or a draft that lists its documents."""
    own = select(Document.id).where(Document.sha256 == sha256)
    ids = session.scalars(own).all()
    listing = [t.c.document_ids for t in Model.metadata.sorted_tables if "document_ids" in t.c]
    held = [exists().where(column.in_(ids)) for column in references_to("document")]
    held += [exists().where(column.overlap(ids)) for column in listing]
    return bool(session.scalar(select(or_(*held))))
