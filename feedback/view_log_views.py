"""After a page of a dossier was given: keep who of the staff looked, where it is confidential."""

from flask import Flask, Response, request

from accounts.guard import find_me
from dossiers.numbering import parse_code
from dossiers.queries import is_reader_staff
from feedback.view_log_actions import note_view
from store.clock import utc_now
from store.db import db


def _what(document_id: int) -> str:
    if request.path.startswith("/api/"):
        return "program"
    return "paper" if document_id else "page"


def _note(response: Response) -> Response:
    given = request.view_args or {}
    code = parse_code(str(given.get("code", "")))
    if request.method != "GET" or response.status_code != 200 or code is None:
        return response
    account, document_id = find_me(), int(given.get("document_id", 0))
    if account is None or not is_reader_staff(account):
        return response
    if note_view(db.session(), account, code, _what(document_id), document_id, utc_now()):
        db.session.commit()
    return response


def init_app(app: Flask) -> None:
    """Keep looks at confidential dossiers, whichever page shows one."""
    app.after_request(_note)
