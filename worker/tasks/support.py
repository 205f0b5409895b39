"""Tasks of support activities: one action each. A late or repeated call does nothing."""

from celery import shared_task
from flask import current_app

from letters.signing import load_signer
from store.clock import utc_now
from store.db import db
from support import letter_actions


@shared_task(name="support.seal_letter")
def seal_letter(letter_id: int) -> None:
    """Make and sign the file of a letter that invites."""
    kept = current_app.extensions
    made = (kept["vault"], load_signer(kept["settings"]))
    letter_actions.seal_letter(db.session(), *made, letter_id, utc_now())


@shared_task(name="support.mail_invitation")
def mail_invitation(guest_id: int) -> None:
    """Mail a cooperative the invitation with the link to answer."""
    settings = current_app.extensions["settings"]
    letter_actions.mail_invitation(db.session(), settings, guest_id, utc_now())


@shared_task(name="support.mail_cancellation")
def mail_cancellation(guest_id: int) -> None:
    """Tell a cooperative that what it is invited to does not take place."""
    settings = current_app.extensions["settings"]
    letter_actions.mail_cancellation(db.session(), settings, guest_id, utc_now())


@shared_task(name="support.mail_evaluation")
def mail_evaluation(guest_id: int) -> None:
    """Ask a cooperative that came what it was good for."""
    settings = current_app.extensions["settings"]
    letter_actions.mail_evaluation(db.session(), settings, guest_id, utc_now())
