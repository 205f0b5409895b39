"""After a page or paper of a loan was given: keep who of the staff looked."""

from flask import Flask, Response, request

from accounts.guard import find_me
from dossiers.queries import is_reader_staff
from servicing.blueprint import bp
from servicing.view_log_actions import note_loan_view
from store.clock import utc_now
from store.db import db


def _note(response: Response) -> Response:
    loan_id = (request.view_args or {}).get("loan_id")
    if request.blueprint != bp.name or request.method != "GET" or response.status_code != 200:
        return response
    account = find_me()
    if loan_id is None or account is None or not is_reader_staff(account):
        return response
    what = "page" if response.mimetype == "text/html" else "paper"
    if note_loan_view(db.session(), account, int(loan_id), what, utc_now()):
        db.session.commit()
    return response


def init_app(app: Flask) -> None:
    """Keep looks at loans, whichever page or file shows one."""
    app.after_request(_note)
