"""Tasks that keep the store small."""

from celery import shared_task

from api.actions import forget_old_keys
from store import outbox, rates
from store.clock import utc_now
from store.db import db


@shared_task(name="store.purge")
def purge() -> None:
    """Forget work done a month ago, yesterday's rate windows, keys that programs gave last week."""
    outbox.purge(db.session(), utc_now())
    rates.purge(db.session(), utc_now())
    forget_old_keys(db.session(), utc_now())
