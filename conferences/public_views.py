"""What everybody reads: the next conference and how to take part, those of the past."""

from flask import render_template
from flask.typing import ResponseReturnValue

from accounts.guard import find_me
from conferences.blueprint import bp
from conferences.paper_queries import lines_of, public_lines
from conferences.process import CONFERENCE
from conferences.queries import (
    access_public,
    is_open_to_questions,
    next_public,
    past_public,
)
from store.clock import today, utc_now
from store.db import db
from workflow.roles import STAFF_ROLES


@bp.get("/hoi-nghi")
def public_list() -> ResponseReturnValue:
    """The next conference, and those of the past."""
    coming = next_public(db.session(), today())
    page = {
        "coming": coming,
        "past": past_public(db.session(), today()),
        "states": CONFERENCE.states,
        "is_open": coming is not None and is_open_to_questions(coming, utc_now()),
    }
    return render_template("conferences/public_list.html", **page)


@bp.get("/hoi-nghi/<code>")
def public_show(code: str) -> ResponseReturnValue:
    """One conference as everybody may read about it."""
    conference = access_public(db.session(), code)
    account = find_me()
    page = {
        "conference": conference,
        "state": CONFERENCE.states[conference.dossier.state],
        "is_open": is_open_to_questions(conference, utc_now()),
        "lines": public_lines(lines_of(db.session(), conference)),
        "is_staff": account is not None and account.role in STAFF_ROLES,
    }
    return render_template("conferences/public_show.html", **page)
