"""The page of programmes and their budget lines: what each may cost, and what it has paid."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts.guard import me
from store.clock import today, utc_now
from store.db import db
from support import actions, queries
from support.blueprint import bp
from support.forms import LineForm
from support.plan_views import asked_number, may_organise


@bp.route("/kinh-phi", methods=["GET", "POST"])
def budget() -> ResponseReturnValue:
    """The budget lines of a year; add one."""
    year = asked_number("nam", today().year)
    if request.method != "POST":
        return _page(year, LineForm(data={"year": year}))
    form = LineForm(request.form)
    if form.accepted(lambda: _added(form)) is None:
        return _page(year, form, 422)
    db.session.commit()
    flash("Đã thêm mục chi.", "success")
    return redirect(url_for("support.budget", nam=form.year.data), code=303)


def _added(form: LineForm) -> Any:
    said = (form.programme.data, form.basis.data, form.line())
    return actions.add_line(db.session(), *said, me(), utc_now())


def _page(year: int, form: LineForm, status: int = 200) -> ResponseReturnValue:
    lines = queries.list_lines(db.session(), year)
    totals = {
        name: sum(getattr(line, name) for _, line in lines)
        for name in ("amount_vnd", "planned_vnd", "spent_vnd", "left_vnd")
    }
    page = {"year": year, "years": queries.years_of(db.session(), today().year), "form": form}
    return render_template(
        "support/budget.html", lines=lines, totals=totals, may_add=may_organise(), **page
    ), status
