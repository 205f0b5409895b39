"""Tasks of loans: one action each. A late or repeated call does nothing."""

from celery import shared_task

from loans import prescreen_actions
from store.clock import utc_now
from store.db import db


@shared_task(name="loans.prescreen")
def prescreen(dossier_id: int, event_id: int) -> None:
    """Check an application; then it goes to an appraiser, or back with what is missing."""
    prescreen_actions.prescreen(db.session(), dossier_id, event_id, utc_now())
