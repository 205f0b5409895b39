"""Tasks of administration: warnings, and units that change or end."""

from celery import shared_task
from flask import current_app

from administration import calendar_actions, unit_actions
from store.clock import utc_now
from store.db import db


@shared_task(name="administration.warn_coverage")
def warn_coverage() -> None:
    """Tell administrators, once, that the calendar's certain years end soon."""
    calendar_actions.warn_coverage(db.session(), current_app.extensions["settings"], utc_now())


@shared_task(name="administration.settle_units")
def settle_units() -> None:
    """Let new names of units begin, and hand on what ended units had in hand."""
    unit_actions.settle_units(db.session(), utc_now())
