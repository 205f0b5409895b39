"""The page of loans for everybody: what the Fund lends for, what it lends, and what comes back.

It stands here and not in `loans` because the months to come are those of the contracts.
"""

from flask import render_template
from flask.typing import ResponseReturnValue

from fund.queries import limits_on
from loans.figures_queries import lending
from loans.figures_rules import figures_of
from loans.programme_queries import versions_on
from loans.words import PROGRAMME_WORDS
from rulebook.queries import days_on
from servicing.blueprint import bp
from servicing.forecast import coming_months
from servicing.forecast_pages import coming_by_borrower
from store.clock import today
from store.db import db


@bp.get("/vay-von")
def about() -> ResponseReturnValue:
    """What the Fund is for, its programmes and conditions in plain words, how to apply."""
    session, on = db.session(), today()
    return render_template(
        "loans/about.html",
        versions=versions_on(session, on),
        words=PROGRAMME_WORDS,
        limits=limits_on(session, on),
        own_share_percent=days_on(session, "fund.own_share_percent_min", on),
        figures=figures_of(lending(session, on)),
        months=coming_months(on, coming_by_borrower(session, on)),
    )
