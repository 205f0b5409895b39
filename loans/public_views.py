"""Pages of loans for everybody: what the Fund lends for, on which conditions."""

from flask import render_template
from flask.typing import ResponseReturnValue

from fund.queries import limits_on
from loans.blueprint import bp
from loans.figures_queries import lending
from loans.figures_rules import figures_of
from loans.programme_queries import versions_on
from loans.words import APPLIES, BORROWER_KINDS, COLLATERAL_RULES, METHODS, SECTOR_GROUPS
from rulebook.queries import days_on
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
        own_share_percent=days_on(session, "fund.own_share_percent_min", on),
        figures=figures_of(lending(session, on)),
    )
