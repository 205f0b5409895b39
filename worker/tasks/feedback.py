"""Tasks of petitions: one action each. A late or repeated call does nothing."""

from celery import shared_task
from flask import current_app

from feedback import (
    answer_actions,
    automatic_actions,
    basis_actions,
    effect_actions,
    forward_actions,
    merge_actions,
    recount_actions,
    redirect_actions,
    retention_actions,
    supplement_actions,
)
from letters.signing import load_signer
from store.clock import utc_now
from store.db import db


@shared_task(name="feedback.screen")
def screen(dossier_id: int, event_id: int) -> None:
    """Write what the automatic check noticed, and route the petition or hold it."""
    automatic_actions.screen_petition(db.session(), dossier_id, event_id, utc_now())


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


@shared_task(name="feedback.seal_forward")
def seal_forward(dossier_id: int, event_id: int) -> None:
    """Make and sign a transfer slip; then the cooperative and the body are told."""
    kept = current_app.extensions
    made = (kept["settings"], kept["vault"], load_signer(kept["settings"]))
    forward_actions.seal_forward(db.session(), *made, dossier_id, event_id, utc_now())


@shared_task(name="feedback.seal_redirect")
def seal_redirect(dossier_id: int, event_id: int) -> None:
    """Make and sign the letter of a complaint or denunciation; then the cooperative is told."""
    kept = current_app.extensions
    made = (kept["vault"], load_signer(kept["settings"]))
    redirect_actions.seal_redirect(db.session(), *made, dossier_id, event_id, utc_now())


@shared_task(name="feedback.mail_body")
def mail_body(dossier_id: int, event_id: int) -> None:
    """Mail the body a fresh link."""
    settings = current_app.extensions["settings"]
    forward_actions.mail_body(db.session(), settings, dossier_id, event_id, utc_now())


@shared_task(name="feedback.watch_supplements")
def watch_supplements() -> None:
    """Remind cooperatives of what was asked for; close what was never supplied."""
    supplement_actions.watch_supplements(db.session(), utc_now())


@shared_task(name="feedback.watch_forwards")
def watch_forwards() -> None:
    """Remind bodies that neither took nor answered what was passed on to them."""
    forward_actions.watch_forwards(db.session(), utc_now())


@shared_task(name="feedback.keep_together")
def keep_together(dossier_id: int, event_id: int) -> None:  # noqa: ARG001 - every step's task is told
    """Let what is merged into a petition follow it, or part from it."""
    merge_actions.keep_together(db.session(), dossier_id, utc_now())


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


@shared_task(name="feedback.watch_bases")
def watch_bases() -> None:
    """Tell the units whose published answers rest on a basis that ended, once."""
    basis_actions.watch_bases(db.session(), utc_now())


@shared_task(name="feedback.recount")
def recount(why: str) -> None:
    """Move what was filed by the old calendar while it was being changed."""
    recount_actions.recount(db.session(), why, utc_now())


@shared_task(name="feedback.ask_effects")
def ask_effects() -> None:
    """Ask whether what was answered four weeks ago is settled."""
    effect_actions.ask_effects(db.session(), current_app.extensions["settings"], utc_now())


@shared_task(name="feedback.anonymise")
def anonymise() -> None:
    """Make anonymous what ended long enough ago and nothing holds."""
    retention_actions.anonymise_due(db.session(), utc_now())


@shared_task(name="feedback.discard_file")
def discard_file(document_id: int) -> None:
    """Remove the bytes of a paper that nothing has any more."""
    vault = current_app.extensions["vault"]
    retention_actions.discard_file(db.session(), vault, document_id)
