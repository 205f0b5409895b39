"""Tasks about requests for accounts."""

from celery import shared_task
from flask import current_app

from notices.actions import send
from notices.texts import render
from representation.models import AccountRequest
from store.clock import utc_now
from store.db import db


@shared_task(name="representation.tell_decision")
def tell_decision(request_id: int) -> None:
    """Mail what was decided about a request for an account."""
    asked = db.session.get_one(AccountRequest, request_id)
    settings = current_app.extensions["settings"]
    text = render(f"mail/request_{asked.decision}", asked=asked, settings=settings)
    send(db.session(), f"request-{asked.id}", asked.recipient, text, utc_now())
