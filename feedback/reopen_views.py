"""Reopening: a page that says what it means and asks why, then the act."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts.guard import me
from feedback.blueprint import bp
from feedback.forms import NoteForm
from feedback.process import PETITION
from feedback.queries import access_petition
from feedback.reopen_actions import reopen as reopen_petition
from feedback.reopen_queries import find_window
from store.clock import today, utc_now
from store.db import db


@bp.route("/kien-nghi/<code>/xem-xet-lai", methods=["GET", "POST"])
def reopen(code: str) -> ResponseReturnValue:
    """Send the answer back, once and in time; looking changes nothing."""
    petition, session = access_petition(db.session(), me(), code, today()), db.session()
    PETITION.step(petition.dossier.state, "reopen", me().actor.role)
    form = NoteForm(request.form)
    if request.method == "POST" and form.validate():
        reopen_petition(session, petition, form.note.data, me().actor, utc_now())
        session.commit()
        flash("Đã mở lại hồ sơ. Cán bộ giữ hồ sơ được báo, thời hạn mới bắt đầu.", "success")
        return redirect(url_for("feedback.show", code=petition.dossier.code), code=303)
    status = 422 if request.method == "POST" else 200
    page = {"petition": petition, "form": form, "window": find_window(session, petition.dossier)}
    return render_template("feedback/reopen.html", on=today(), **page), status
