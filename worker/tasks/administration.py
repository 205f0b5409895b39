"""Tasks that tell administrators."""

from celery import shared_task
from flask import current_app

from administration import calendar_actions
from store.clock import utc_now
from store.db import db


@shared_task(name="administration.warn_coverage")
def warn_coverage() -> None:
    """Tell administrators, once, that the calendar's certain years end soon."""
    calendar_actions.warn_coverage(db.session(), current_app.extensions["settings"], utc_now())
