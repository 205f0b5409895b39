"""One application: as the cooperative reads it, or as the Fund works on it."""

from flask import render_template
from flask.typing import ResponseReturnValue

from accounts.guard import me
from loans import queries
from loans.application_pages import application_page, progress_of
from loans.blueprint import bp
from loans.words import APPLIES, COLLATERAL_KINDS, EVERY_MONTHS, METHODS, SOURCES
from store.clock import today
from store.db import db
from workflow.roles import Role

WORDS = {
    "methods": METHODS,
    "sources": SOURCES,
    "collateral_kinds": COLLATERAL_KINDS,
    "every_months": EVERY_MONTHS,
    "applies": APPLIES,
}


@bp.get("/vay-von/ho-so/<code>")
def show(code: str) -> ResponseReturnValue:
    """One application: for its cooperative, or for staff."""
    application = queries.access_application(db.session(), me(), code, today())
    page = application_page(db.session(), me(), application, today())
    is_owner = Role(me().role) is Role.REPRESENTATIVE
    if not is_owner:
        return render_template("loans/staff/show.html", page=page, words=WORDS)
    progress = progress_of(db.session(), page)
    return render_template("loans/show.html", page=page, progress=progress, words=WORDS)
