"""Tasks of loans: one action each. A late or repeated call does nothing."""

from celery import shared_task
from flask import current_app

from letters.signing import load_signer
from loans import letter_actions, offer_actions, prescreen_actions, watch_actions
from store.clock import utc_now
from store.db import db


@shared_task(name="loans.prescreen")
def prescreen(dossier_id: int, event_id: int) -> None:
    """Check an application; then it goes to an appraiser, or back with what is missing."""
    prescreen_actions.prescreen(db.session(), dossier_id, event_id, utc_now())


@shared_task(name="loans.seal_letter")
def seal_letter(dossier_id: int, letter_id: int, role: str) -> None:
    """Make and sign the file of a letter; it becomes a paper of the dossier."""
    kept = current_app.extensions
    made = (kept["vault"], load_signer(kept["settings"]))
    letter_actions.seal_letter(db.session(), *made, dossier_id, letter_id, role, utc_now())


@shared_task(name="loans.lapse_offers")
def lapse_offers() -> None:
    """Close offers that nobody answered in time; their money goes back to the fund."""
    offer_actions.lapse_offers(db.session(), utc_now())


@shared_task(name="loans.watch")
def watch() -> None:
    """Remind of supplements and decisions; close what was never supplied."""
    watch_actions.watch(db.session(), utc_now())
