"""The search over everything public."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from front.blueprint import bp
from front.search_queries import search as search_all
from store.db import db
from workflow.text import clean

QUERY_LENGTH_MAX = 200


@bp.get("/tim-kiem")
def search() -> ResponseReturnValue:
    """Find in answers, help, the registry, commitments and conferences at once."""
    text = clean(request.args.get("q", ""))[:QUERY_LENGTH_MAX]
    sections = search_all(db.session(), text)
    total = sum(section.total for section in sections)
    return render_template("front/search.html", text=text, sections=sections, total=total)
