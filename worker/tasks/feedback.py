"""Tasks of petitions: one action each. A late or repeated call does nothing."""

from celery import shared_task
from flask import current_app

from feedback import answer_actions, automatic_actions, recount_actions
from letters.signing import load_signer
from store.clock import utc_now
from store.db import db


@shared_task(name="feedback.screen")
def screen(dossier_id: int, event_id: int) -> None:
    """Write what the automatic check noticed; then the petition is routed, or held."""
    automatic_actions.screen_petition(db.session(), dossier_id, event_id, utc_now())


@shared_task(name="feedback.route")
def route(dossier_id: int, event_id: int) -> None:
    """Give a screened petition to a unit and an officer."""
    automatic_actions.route(db.session(), dossier_id, event_id, utc_now())


@shared_task(name="feedback.keep_receipt")
def keep_receipt(dossier_id: int, event_id: int) -> None:  # noqa: ARG001 - every step's task is told
    """Keep the file of the receipt, so that its hash can be checked."""
    vault = current_app.extensions["vault"]
    answer_actions.keep_receipt(db.session(), vault, dossier_id, utc_now())


@shared_task(name="feedback.seal_answer")
def seal_answer(dossier_id: int, event_id: int) -> None:
    """Make and sign the letter of an answer; then the cooperative is told."""
    kept = current_app.extensions
    sign, session = load_signer(kept["settings"]), db.session()
    answer_actions.seal_answer(session, kept["vault"], sign, dossier_id, event_id, utc_now())


@shared_task(name="feedback.watch_clocks")
def watch_clocks() -> None:
    """Remind before the limit, report after it."""
    automatic_actions.watch_clocks(db.session(), utc_now())


@shared_task(name="feedback.count_day")
def count_day() -> None:
    """Keep the public figures of the day that ended."""
    automatic_actions.count_day(db.session(), utc_now())


@shared_task(name="feedback.close_settled")
def close_settled() -> None:
    """Close what was answered long enough ago."""
    automatic_actions.close_settled(db.session(), utc_now())


@shared_task(name="feedback.recount")
def recount(why: str) -> None:
    """Move what was filed by the old calendar while it was being changed."""
    recount_actions.recount(db.session(), why, utc_now())
