"""Pages of loans for everybody: what the Fund lends for, on which conditions."""

from flask import render_template
from flask.typing import ResponseReturnValue

from loans.blueprint import bp


@bp.get("/vay-von")
def about() -> ResponseReturnValue:
    """What the Fund is for, its conditions in plain words, and how to apply today."""
    return render_template("loans/about.html")
