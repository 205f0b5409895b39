"""Pages of loans for everybody: what the Fund lends for, on which conditions."""

from flask import render_template
from flask.typing import ResponseReturnValue

from fund.queries import limits_on
from loans.blueprint import bp
from loans.programme_queries import versions_on
from loans.words import APPLIES, BORROWER_KINDS, COLLATERAL_RULES, METHODS, SECTOR_GROUPS
from store.clock import today
from store.db import db

WORDS = {
    "methods": METHODS,
    "kinds": BORROWER_KINDS,
    "groups": SECTOR_GROUPS,
    "rules": COLLATERAL_RULES,
    "applies": APPLIES,
}


@bp.get("/vay-von")
def about() -> ResponseReturnValue:
    """What the Fund is for, its programmes and conditions in plain words, how to apply."""
    session, on = db.session(), today()
    return render_template(
        "loans/about.html",
        versions=versions_on(session, on),
        words=WORDS,
        limits=limits_on(session, on),
    )
