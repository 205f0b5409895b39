"""The page by which a complaint or a denunciation goes its lawful way."""

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts.guard import me
from dossiers.actions import check_seen
from feedback.blueprint import bp
from feedback.forward_queries import body_choices
from feedback.models import Petition
from feedback.process import PETITION
from feedback.queries import access_handled
from feedback.redirect_actions import redirect_petition
from feedback.redirect_forms import RedirectForm
from letters.models import Letter
from store.clock import today, utc_now
from store.db import db
from units.models import Unit


@bp.route("/kien-nghi/<code>/khieu-nai-to-cao", methods=["GET", "POST"])
def redirect_complaint(code: str) -> ResponseReturnValue:
    """Sign the letter that sends it on."""
    petition = access_handled(db.session(), me(), code, today())
    form = RedirectForm(request.form)
    form.body_id.choices = {"": "Chọn cơ quan"} | body_choices(db.session(), today())
    if request.method == "GET":
        PETITION.step(petition.dossier.state, "redirect", me().actor.role)
        return render_template("feedback/staff/redirect.html", petition=petition, form=form)
    letter = form.accepted(lambda: _redirect(petition, form))
    if letter is None:
        return render_template("feedback/staff/redirect.html", petition=petition, form=form), 422
    db.session.commit()
    flash(f"Đã ký văn bản {letter.full_number}. Hồ sơ kết thúc ở Liên minh.", "success")
    return redirect(url_for("feedback.show", code=code), code=303)


def _redirect(petition: Petition, form: RedirectForm) -> Letter:
    check_seen(petition.dossier, form.version.data)
    settings, body = (
        current_app.extensions["settings"],
        db.session.get_one(Unit, int(form.body_id.data)),
    )
    matter, note = form.matter.data, form.note.data
    return redirect_petition(db.session(), settings, petition, matter, body, note, me(), utc_now())
