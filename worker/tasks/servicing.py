"""Tasks about loans under repayment."""

from celery import shared_task
from flask import current_app

from servicing.night import run
from store.clock import utc_now
from store.db import db


@shared_task(name="servicing.night")
def night() -> None:
    """Do every day up to today that was not done: what is due, late, groups, provisions."""
    run(db.session(), current_app.extensions["settings"], utc_now())
