"""Writes of open data: the files are made anew, and only what changed is kept anew. No commit."""

from datetime import datetime

from sqlalchemy.orm import Session

from documents.actions import put
from documents.vault import Vault
from front.data_queries import rows_of
from front.data_rules import WRITERS
from front.datasets import DATASETS
from front.models import OpenFile
from workflow.localtime import local_day


def refresh(session: Session, vault: Vault, base_url: str, now: datetime) -> None:
    """Make all files of open data. Twice is once: the same rows are the same file."""
    for dataset in DATASETS.values():
        rows = rows_of(session, dataset.key, base_url, local_day(now))
        for ending, write in WRITERS.items():
            content = write(dataset, rows)
            _keep(session, vault, (dataset.key, ending), content, len(rows), now)
    session.flush()


def _keep(
    session: Session,
    vault: Vault,
    key: tuple[str, str],
    content: bytes,
    count: int,
    now: datetime,
) -> None:
    digest = put(session, vault, content)
    row = session.get(OpenFile, key, with_for_update=True)
    if row is None:
        row = OpenFile(dataset=key[0], ending=key[1], sha256="", changed_at=now)
        session.add(row)
    if row.sha256 != digest:
        row.sha256, row.changed_at = digest, now
    row.size_bytes, row.row_count, row.made_at = len(content), count, now
