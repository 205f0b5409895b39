"""Tasks about accounts."""

from celery import shared_task
from flask import current_app

from accounts.actions import forget_old, make_link
from accounts.models import Account
from notices import actions
from store.clock import utc_now
from store.db import db


@shared_task(name="accounts.mail_link")
def mail_link(account_id: int, purpose: str) -> None:
    """Mail a one-time link to activate an account or to set a new password."""
    account = db.session.get_one(Account, account_id)
    token = make_link(db.session(), account, purpose, utc_now())
    settings = current_app.extensions["settings"]
    actions.mail_link(db.session(), settings, account, purpose, token, utc_now())


@shared_task(name="accounts.purge")
def purge() -> None:
    """Forget attempts to sign in that count no more, and links long past their end."""
    forget_old(db.session(), utc_now())
