"""Tasks of the public face."""

from celery import shared_task
from flask import current_app

from front.data_actions import refresh
from store.clock import utc_now
from store.db import db


@shared_task(name="front.refresh_open_data")
def refresh_open_data() -> None:
    """Make the files of open data anew."""
    kept = current_app.extensions
    refresh(db.session(), kept["vault"], kept["settings"].base_url, utc_now())
