"""Tasks of imports: read the file, check its rows, write them, take them back."""

from celery import shared_task
from flask import current_app

from imports import actions, apply_actions
from store.clock import utc_now
from store.db import db


@shared_task(name="imports.read")
def read(import_id: int) -> None:
    """Read a table into rows."""
    actions.read(db.session(), current_app.extensions["vault"], import_id, utc_now())


@shared_task(name="imports.check")
def check(import_id: int) -> None:
    """Check the next thousand rows against the registry."""
    actions.check_more(db.session(), import_id, utc_now())


@shared_task(name="imports.apply")
def apply(import_id: int) -> None:
    """Write a checked table into the registry, whole or not at all."""
    apply_actions.apply(db.session(), import_id, utc_now())


@shared_task(name="imports.undo")
def undo(import_id: int) -> None:
    """Take a whole import back, unless something of it is in use."""
    apply_actions.undo(db.session(), import_id, utc_now())
