"""Tasks over dossiers of every kind."""

from celery import shared_task

from dossiers.audit import seal as seal_heads
from store.clock import utc_now
from store.db import db


@shared_task(name="dossiers.seal")
def seal() -> None:
    """Seal the heads of all histories, once a night."""
    seal_heads(db.session(), utc_now())
