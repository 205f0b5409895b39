"""After a page or paper of a loan was given: keep who of the staff looked."""

from flask import Response, request

from accounts.guard import find_me
from dossiers.queries import is_reader_staff
from servicing.blueprint import bp
from servicing.view_log_actions import note_loan_view
from store.clock import utc_now
from store.db import db


@bp.after_request
def note(response: Response) -> Response:
    """Keep a look at a loan, whichever page or file shows one."""
    loan_id = (request.view_args or {}).get("loan_id")
    if loan_id is None or request.method != "GET" or response.status_code != 200:
        return response
    account = find_me()
    if account is None or not is_reader_staff(account):
        return response
    what = "page" if response.mimetype == "text/html" else "paper"
    if note_loan_view(db.session(), account, int(loan_id), what, utc_now()):
        db.session.commit()
    return response
