"""Where the gateway of text messages reports: no person, no token of a form, one secret address."""

from collections.abc import Mapping
from hmac import compare_digest

from flask import Blueprint, Response, current_app, request
from flask.typing import ResponseReturnValue

from notices.sms_actions import note_report
from store.clock import utc_now
from store.db import db
from workflow.refusal import Missing
from workflow.text import clean

bp = Blueprint("gateway", __name__)
REFERENCE_LENGTH_MAX = 200


@bp.post("/tin-nhan/bao-cao/<token>")
def sms_report(token: str) -> ResponseReturnValue:
    """Keep what the gateway says about a message; a wrong token finds nothing here."""
    settings = current_app.extensions["settings"]
    secret = settings.sms_report_token
    if not secret or not compare_digest(secret.encode(), token.encode()):
        raise Missing("gateway")
    told = _told()
    reference = clean(str(told.get(settings.sms_report_reference, "")))[:REFERENCE_LENGTH_MAX]
    status = clean(str(told.get(settings.sms_report_status, "")))
    if not reference or not note_report(db.session(), settings, reference, status, utc_now()):
        raise Missing("message")
    db.session.commit()
    return Response(status=204)


def _told() -> Mapping[str, object]:
    """Return what the gateway sent, as a form or as a JSON object."""
    if not request.is_json:
        return request.form
    told = request.get_json(silent=True)
    return told if isinstance(told, dict) else {}
