"""Pages of loans. For now: what the Fund lends for, on which conditions, how to apply in person."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

bp = Blueprint("loans", __name__)


@bp.get("/vay-von")
def about() -> ResponseReturnValue:
    """What the Fund is for, its conditions in plain words, and how to apply today."""
    return render_template("loans/about.html")
