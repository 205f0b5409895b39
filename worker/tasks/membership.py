"""Tasks of membership."""

from celery import shared_task
from flask import current_app

from letters.signing import load_signer
from membership import decision_actions
from store.clock import utc_now
from store.db import db


@shared_task(name="membership.seal")
def seal(letter_id: int, dossier_id: int) -> None:
    """Make and sign the file of a decision about a member."""
    kept = current_app.extensions
    made = (kept["vault"], load_signer(kept["settings"]))
    decision_actions.seal_letter(db.session(), *made, letter_id, dossier_id, utc_now())
