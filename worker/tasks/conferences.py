"""Tasks of conferences: one action each. A late or repeated call does nothing."""

from celery import shared_task
from flask import current_app

from conferences import guest_actions
from letters.signing import load_signer
from store.clock import utc_now
from store.db import db


@shared_task(name="conferences.seal_letter")
def seal_letter(letter_id: int, dossier_id: int) -> None:
    """Make and sign the file of an invitation, of minutes or of a conclusion notice."""
    kept = current_app.extensions
    made = (kept["vault"], load_signer(kept["settings"]))
    guest_actions.seal_letter(db.session(), *made, letter_id, dossier_id, utc_now())


@shared_task(name="conferences.mail_invitation")
def mail_invitation(guest_id: int) -> None:
    """Mail a guest the invitation with the link to answer."""
    settings = current_app.extensions["settings"]
    guest_actions.mail_invitation(db.session(), settings, guest_id, utc_now())
