"""The page of who stands in for whom."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts.blueprint import bp
from accounts.deputy_actions import Absence, end_deputy, make_deputy
from accounts.deputy_forms import DeputyForm
from accounts.deputy_models import Deputy
from accounts.deputy_queries import list_deputies, staff_choices
from accounts.guard import me
from store.clock import today, utc_now
from store.db import db
from workflow.refusal import Missing


@bp.route("/truc-thay", methods=["GET", "POST"])
def deputies() -> ResponseReturnValue:
    """Who stands in for whom, and the form to say it."""
    form = DeputyForm(request.form)
    away, deputies = staff_choices(db.session(), me())
    form.account_id.choices = {"": "Chọn người"} | away
    form.deputy_id.choices = {"": "Chọn người"} | deputies
    if request.method == "POST" and form.accepted(lambda: _make(form)) is not None:
        db.session.commit()
        flash("Đã ghi. Người trực thay thấy và xử lý được hồ sơ trong những ngày đó.", "success")
        return redirect(url_for("accounts.deputies"), code=303)
    status = 422 if request.method == "POST" else 200
    page = {"form": form, "deputies": list_deputies(db.session(), me()), "on": today()}
    return render_template("accounts/deputies.html", **page), status


def _make(form: DeputyForm) -> Deputy:
    on = today()
    absence = Absence(
        int(form.account_id.data), int(form.deputy_id.data),
        form.starts_on.day or on, form.ends_on.day or on, form.reason.data,
    )  # fmt: skip
    return make_deputy(db.session(), absence, me(), utc_now())


@bp.post("/truc-thay/<int:deputy_id>/ket-thuc")
def end_deputies(deputy_id: int) -> ResponseReturnValue:
    """End it before its time."""
    row = db.session.get(Deputy, deputy_id)
    if row is None:
        raise Missing("deputy")
    end_deputy(db.session(), row, me(), utc_now())
    db.session.commit()
    flash("Đã kết thúc từ hôm nay.", "success")
    return redirect(url_for("accounts.deputies"), code=303)
