"""Tasks about loans under repayment."""

from celery import shared_task
from flask import current_app

from letters.signing import load_signer
from servicing import letter_actions, telling
from servicing.night import run
from store.clock import utc_now
from store.db import db


@shared_task(name="servicing.night")
def night() -> None:
    """Do every day up to today that was not done: what is due, late, groups, provisions."""
    run(db.session(), current_app.extensions["settings"], utc_now())


@shared_task(name="servicing.seal_letter")
def seal_letter(loan_id: int, letter_id: int, role: str) -> None:
    """Make and sign the file of a letter about a loan."""
    kept = current_app.extensions
    made = (kept["vault"], load_signer(kept["settings"]))
    letter_actions.seal_letter(db.session(), *made, loan_id, letter_id, role, utc_now())


@shared_task(name="servicing.tell_borrower")
def tell_borrower(event_id: int) -> None:
    """Mail what happened to a loan to who speaks for its borrower."""
    telling.tell_borrower(db.session(), current_app.extensions["settings"], event_id, utc_now())
