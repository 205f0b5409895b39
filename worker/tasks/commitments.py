"""Tasks of commitments. A late or repeated call does nothing."""

from celery import shared_task
from flask import current_app

from commitments import actions
from store.clock import utc_now
from store.db import db


@shared_task(name="commitments.watch")
def watch() -> None:
    """Tell of each commitment whose date has passed, once for each date."""
    actions.watch_commitments(db.session(), current_app.extensions["machines"], utc_now())
