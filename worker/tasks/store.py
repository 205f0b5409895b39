"""Tasks that keep the store small."""

from celery import shared_task

from store import outbox, rates
from store.clock import utc_now
from store.db import db


@shared_task(name="store.purge")
def purge() -> None:
    """Forget work that was done a month ago, and yesterday's rate windows."""
    outbox.purge(db.session(), utc_now())
    rates.purge(db.session(), utc_now())
