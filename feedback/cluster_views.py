"""Saying that petitions ask the same, and taking it back."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from accounts.guard import me
from feedback import cluster_actions
from feedback.blueprint import bp
from feedback.queries import access_handled, access_petition
from store.clock import today, utc_now
from store.db import db


@bp.post("/kien-nghi/<code>/cung-hoi/<other>")
def join_cluster(code: str, other: str) -> ResponseReturnValue:
    """Confirm that another petition asks the same."""
    petition = access_handled(db.session(), me(), code, today())
    alike = access_petition(db.session(), me(), other, today())
    cluster_actions.join_cluster(db.session(), petition, alike, me(), utc_now())
    db.session.commit()
    flash("Đã ghi hai kiến nghị cùng hỏi một việc.", "success")
    return _back(code)


@bp.post("/kien-nghi/<code>/roi-cum")
def leave_cluster(code: str) -> ResponseReturnValue:
    """Take the petition out of its cluster."""
    petition = access_handled(db.session(), me(), code, today())
    cluster_actions.leave_cluster(db.session(), petition, me(), utc_now())
    db.session.commit()
    flash("Đã đưa kiến nghị này ra khỏi cụm.", "success")
    return _back(code)


def _back(code: str) -> Response:
    return redirect(url_for("feedback.show", code=code), code=303)
