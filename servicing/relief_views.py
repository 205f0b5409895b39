"""Pages of relief: choose communes and months, look, decide, take back."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from accounts.guard import me
from servicing import relief_actions
from servicing.actions import Act
from servicing.blueprint import bp
from servicing.forms import ReliefForm
from servicing.relief_actions import Eased
from store.clock import today, utc_now
from store.db import db


def _form() -> ReliefForm:
    form = ReliefForm(request.form)
    form.communes.choices = relief_actions.communes_with_loans(db.session())
    return form


def _page(form: ReliefForm, found: list[Eased] | None, status: int = 200) -> ResponseReturnValue:
    reliefs = relief_actions.list_reliefs(db.session())
    page = {"form": form, "found": found, "reliefs": reliefs}
    return render_template("servicing/relief.html", **page), status


@bp.get("/quy/thien-tai")
def reliefs() -> ResponseReturnValue:
    """What was decided, and the form for the next decision."""
    return _page(_form(), None)


@bp.post("/quy/thien-tai")
def give_relief() -> ResponseReturnValue:
    """Look at what relief would do, or decide it."""
    form, kept = _form(), db.session()
    if "xem" in request.form:
        found = form.accepted(lambda: relief_actions.preview(kept, form.draft(), today()))
        return _page(form, found, 200 if found else 422)
    act = Act(me().actor, utc_now())
    relief = form.accepted(lambda: relief_actions.apply(kept, form.draft(), act))
    if relief is None:
        return _page(form, None, 422)
    return _back(f"Đã giãn {relief.loan_count} khoản vay thêm {relief.months} tháng.")


def _back(words: str) -> Response:
    db.session.commit()
    flash(words, "success")
    return redirect(url_for("servicing.reliefs"), code=303)


@bp.post("/quy/thien-tai/<int:relief_id>/thoi")
def undo_relief(relief_id: int) -> ResponseReturnValue:
    """Take relief back."""
    relief = relief_actions.access_relief(db.session(), relief_id)
    count = relief_actions.undo(db.session(), relief, Act(me().actor, utc_now()))
    return _back(f"Đã thôi giãn nợ cho {count} khoản vay, như chưa từng quyết định.")
