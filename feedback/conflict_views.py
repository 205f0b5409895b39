"""Pages of conflicts of interest: declare by hand, take back with a reason."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from accounts.guard import me
from accounts.models import Account
from dossiers.queries import is_visible, list_bars
from feedback import conflict_actions
from feedback.blueprint import bp
from feedback.conflict_forms import ConflictForm
from feedback.conflict_queries import bar_choices
from feedback.forms import NoteForm
from feedback.models import Petition
from feedback.queries import access_handled
from store.clock import today, utc_now
from store.db import db
from units.models import Unit


@bp.route("/kien-nghi/<code>/xung-dot", methods=["GET", "POST"])
def conflict(code: str) -> ResponseReturnValue:
    """Who does not see this petition, and a form to declare one more."""
    petition = access_handled(db.session(), me(), code, today())
    form = _form(petition)
    if request.method == "POST" and form.accepted(lambda: _declare(petition, form)):
        db.session.commit()
        flash(f"Đã khai báo. Với người được nêu, hồ sơ {code} không còn tồn tại.", "success")
        return _back(petition)
    return _page(petition, form, 422 if request.method == "POST" else 200)


def _form(petition: Petition) -> ConflictForm:
    return ConflictForm(request.form).offer(*bar_choices(db.session(), petition.dossier_id))


def _page(petition: Petition, form: ConflictForm, status: int) -> ResponseReturnValue:
    bars = list_bars(db.session(), petition.dossier_id)
    page = {"petition": petition, "form": form, "bars": bars}
    return render_template("feedback/staff/conflict.html", **page), status


def _declare(petition: Petition, form: ConflictForm) -> bool:
    target: Account | Unit
    if form.target_kind == "unit":
        target = db.session.get_one(Unit, form.target_id)
    else:
        target = db.session.get_one(Account, form.target_id)
    reason, now = form.note.data, utc_now()
    conflict_actions.declare(db.session(), petition, target, reason, me().actor, now)
    return True


def _back(petition: Petition) -> Response:
    """Back to the page, or to the desk where it no longer exists for this account."""
    if not is_visible(db.session(), me(), petition.dossier, today()):
        return redirect(url_for("dossiers.desk"), code=303)
    return redirect(url_for("feedback.conflict", code=petition.dossier.code), code=303)


@bp.post("/kien-nghi/<code>/xung-dot/<int:bar_id>/bo")
def lift_bar(code: str, bar_id: int) -> ResponseReturnValue:
    """Take a declaration back."""
    petition, form = access_handled(db.session(), me(), code, today()), NoteForm(request.form)
    if not form.validate():
        flash("Chưa bỏ khai báo: hãy ghi lý do.")
        return _back(petition)
    reason, now = form.note.data, utc_now()
    conflict_actions.lift(db.session(), petition, bar_id, reason, me().actor, now)
    db.session.commit()
    flash("Đã bỏ khai báo.", "success")
    return _back(petition)
