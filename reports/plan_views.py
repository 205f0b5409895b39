"""Pages of the plan: the targets of a year and what was reached."""

from datetime import date

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts.guard import me
from reports import actions, plan_rules
from reports.blueprint import bp
from reports.forms import TargetForm
from reports.period import YEAR_MAX, YEAR_MIN, Period
from reports.registry_queries import Asked
from reports.report_queries import figures_of_plan, list_target_changes, list_targets
from store.clock import utc_now
from store.db import db
from workflow.refusal import Missing


@bp.get("/bao-cao/ke-hoach/<int:year>")
def plan(year: int) -> ResponseReturnValue:
    """The targets of a year, what was reached, and what they were before."""
    if not YEAR_MIN <= year <= YEAR_MAX:
        raise Missing("year")
    period = Period(date(year, 1, 1), date(year, 12, 31))
    found = figures_of_plan(db.session(), Asked(period, utc_now()))
    return render_template(
        "reports/plan.html",
        year=year,
        targets=plan_rules.TARGETS,
        reached={one.key: plan_rules.reached(found, one) for one in plan_rules.TARGETS},
        rows=list_targets(db.session(), year),
        measured={one.target.key: one for one in plan_rules.measured(found, period)},
        changes=list_target_changes(db.session(), year),
        names=plan_rules.BY_KEY,
    )


@bp.route("/bao-cao/ke-hoach/<int:year>/<key>", methods=["GET", "POST"])
def target(year: int, key: str) -> ResponseReturnValue:
    """Set one target of a year's plan, or take it out."""
    if key not in plan_rules.BY_KEY or not YEAR_MIN <= year <= YEAR_MAX:
        raise Missing("target")
    row = list_targets(db.session(), year).get(key)
    form = TargetForm(request.form, obj=row)
    shown = {"year": year, "target": plan_rules.BY_KEY[key], "row": row, "form": form}
    if request.method != "POST":
        return render_template("reports/target.html", **shown)
    if request.form.get("viec") == "bo":
        actions.drop_target(db.session(), year, key)
    elif form.validate():
        said = (form.value.data, form.source.data)
        actions.set_target(db.session(), year, key, *said, me())
    else:
        return render_template("reports/target.html", **shown), 422
    return _plan_saved(year)


def _plan_saved(year: int) -> ResponseReturnValue:
    db.session.commit()
    flash("Đã lưu chỉ tiêu.", "success")
    return redirect(url_for("reports.plan", year=year), code=303)
