"""Tasks that tell people. Notices are written once; a mail, as the last step, may go twice."""

from celery import shared_task
from flask import current_app

from notices import actions, preference_actions, sms_actions, webhook_actions
from store.clock import utc_now
from store.db import db


def _tell(whom: str, dossier_id: int, event_id: int) -> None:
    settings = current_app.extensions["settings"]
    actions.tell(db.session(), settings, whom, dossier_id, event_id, utc_now())


@shared_task(name="notices.tell_owner")
def tell_owner(dossier_id: int, event_id: int) -> None:
    """Tell everybody who speaks for the cooperative."""
    _tell("owner", dossier_id, event_id)


@shared_task(name="notices.tell_officer")
def tell_officer(dossier_id: int, event_id: int) -> None:
    """Tell the officer who holds the dossier, or who stands in."""
    _tell("officer", dossier_id, event_id)


@shared_task(name="notices.tell_records")
def tell_records(dossier_id: int, event_id: int) -> None:
    """Tell the records officers."""
    _tell("records", dossier_id, event_id)


@shared_task(name="notices.tell_head")
def tell_head(dossier_id: int, event_id: int) -> None:
    """Tell the head of the unit."""
    _tell("head", dossier_id, event_id)


@shared_task(name="notices.tell_leaders")
def tell_leaders(dossier_id: int, event_id: int) -> None:
    """Tell the leaders, who sign."""
    _tell("leaders", dossier_id, event_id)


@shared_task(name="notices.tell_superiors")
def tell_superiors(dossier_id: int, event_id: int) -> None:
    """Tell the head of the unit and the leaders."""
    _tell("superiors", dossier_id, event_id)


@shared_task(name="notices.tell_body")
def tell_body(dossier_id: int, event_id: int) -> None:
    """Tell the people of the body that the matter was passed on to."""
    _tell("body", dossier_id, event_id)


@shared_task(name="notices.tell_parties")
def tell_parties(dossier_id: int, event_id: int) -> None:
    """Tell the heads of the units that take part beside the holder."""
    _tell("parties", dossier_id, event_id)


@shared_task(name="notices.tell_named")
def tell_named(dossier_id: int, event_id: int) -> None:
    """Tell the one whom an event names."""
    _tell("named", dossier_id, event_id)


@shared_task(name="notices.send_mail")
def send_mail(mail_id: int) -> None:
    """Hand one mail over."""
    settings = current_app.extensions["settings"]
    actions.send_mail(db.session(), settings, mail_id, utc_now())


@shared_task(name="notices.send_sms")
def send_sms(sms_id: int) -> None:
    """Hand one text message over."""
    settings = current_app.extensions["settings"]
    sms_actions.send_sms(db.session(), settings, sms_id, utc_now())


@shared_task(name="notices.send_digests")
def send_digests() -> None:
    """Send the mail of the morning to whoever wants one mail a day."""
    settings = current_app.extensions["settings"]
    preference_actions.send_digests(db.session(), settings, utc_now())


@shared_task(name="notices.spread_webhooks")
def spread_webhooks() -> None:
    """Write a call for each new event that an integration wants to hear of."""
    webhook_actions.spread(db.session(), utc_now())


@shared_task(name="notices.call_webhook")
def call_webhook(delivery_id: int) -> None:
    """Call one integration about one event."""
    settings = current_app.extensions["settings"]
    webhook_actions.call_webhook(db.session(), settings, delivery_id, utc_now())
