"""Pages of units and bodies, for administrators."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from store.clock import today
from store.db import db
from units import actions, queries
from units.forms import KIND_NAMES, UnitForm
from units.models import Unit

bp = Blueprint("units", __name__)


@bp.get("/quan-tri/don-vi")
def list_units() -> ResponseReturnValue:
    """Show the Alliance's own units, then the bodies outside; those that ended are marked."""
    units = queries.list_units(db.session())
    groups = (
        ("Đơn vị của Liên minh", [unit for unit in units if unit.kind != "body"]),
        ("Cơ quan ngoài Liên minh", [unit for unit in units if unit.kind == "body"]),
    )
    return render_template("units/list.html", groups=groups, kinds=KIND_NAMES, on=today())


def _form(unit: Unit | None) -> UnitForm:
    """Return the form, filled from the request or else from the unit."""
    form = UnitForm(request.form, data=UnitForm.values_of(unit) if unit else None)
    return form.offer_units(queries.list_units(db.session()), unit)


def _page(form: UnitForm, unit: Unit | None, status: int) -> ResponseReturnValue:
    return render_template("units/edit.html", form=form, unit=unit), status


@bp.route("/quan-tri/don-vi/moi", methods=["GET", "POST"])
def new_unit() -> ResponseReturnValue:
    """Add a unit or body."""
    form = _form(None)
    if request.method != "POST":
        return _page(form, None, 200)
    unit = form.accepted(lambda: actions.add_unit(db.session(), form.draft()))
    if unit is None:
        return _page(form, None, 422)
    db.session.commit()
    flash(f"Đã thêm {unit.name}.")
    return redirect(url_for("units.list_units"), 303)


@bp.route("/quan-tri/don-vi/<int:unit_id>", methods=["GET", "POST"])
def edit_unit(unit_id: int) -> ResponseReturnValue:
    """Change a unit or body."""
    unit = queries.access_unit(db.session(), unit_id)
    form = _form(unit)
    if request.method != "POST":
        return _page(form, unit, 200)
    if form.accepted(lambda: actions.edit_unit(db.session(), unit, form.draft())) is None:
        return _page(form, unit, 422)
    db.session.commit()
    flash(f"Đã lưu {unit.name}.")
    return redirect(url_for("units.list_units"), 303)
