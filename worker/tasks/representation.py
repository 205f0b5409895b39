"""Tasks about requests for accounts."""

from celery import shared_task
from flask import current_app

from notices.actions import send
from notices.texts import VIETNAMESE, render_in
from representation.models import AccountRequest
from store.clock import utc_now
from store.db import db


@shared_task(name="representation.tell_decision")
def tell_decision(request_id: int) -> None:
    """Mail what was decided about a request for an account."""
    asked = db.session.get_one(AccountRequest, request_id)
    settings = current_app.extensions["settings"]
    values = {"asked": asked, "settings": settings}
    language = asked.account.language if asked.account else VIETNAMESE
    text = render_in(language, f"mail/request_{asked.decision}", values)
    send(db.session(), f"request-{asked.id}", asked.recipient, text, utc_now())
