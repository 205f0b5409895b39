"""Pages of units and bodies: what each is called and when, what follows it, who changed what."""

from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from accounts.guard import me
from administration import unit_actions as actions
from administration import unit_queries as reads
from administration.unit_forms import (
    KIND_NAMES,
    ChangeForm,
    CorrectForm,
    EndForm,
    UnitForm,
)
from store.clock import today, utc_now
from store.db import db
from units.actions import said_of
from units.models import Unit
from units.queries import access_unit
from units.queries import list_units as every_unit
from web.filters import day

bp = Blueprint("units", __name__)


@bp.get("/quan-tri/don-vi")
def list_units() -> ResponseReturnValue:
    """Show the Alliance's own units, then the bodies outside; those that ended are marked."""
    units = every_unit(db.session())
    groups = (
        ("Đơn vị của Liên minh", [unit for unit in units if unit.kind != "body"]),
        ("Cơ quan ngoài Liên minh", [unit for unit in units if unit.kind == "body"]),
    )
    return render_template("administration/units.html", groups=groups, kinds=KIND_NAMES, on=today())


@bp.route("/quan-tri/don-vi/moi", methods=["GET", "POST"])
def new_unit() -> ResponseReturnValue:
    """Add a unit or body."""
    form = UnitForm(request.form).offer_units(every_unit(db.session()))
    if request.method != "POST":
        return render_template("administration/unit_new.html", form=form)
    unit = form.accepted(lambda: actions.add(db.session(), form.draft(), me().actor, utc_now()))
    if unit is None:
        return render_template("administration/unit_new.html", form=form), 422
    db.session.commit()
    flash(f"Đã thêm {unit.name}.")
    return _to(unit)


@bp.get("/quan-tri/don-vi/<int:unit_id>")
def show_unit(unit_id: int) -> ResponseReturnValue:
    """Show a unit: what it is called, what it was called, what it has in hand, who changed what."""
    session, on = db.session(), today()
    unit = access_unit(session, unit_id)
    return render_template(
        "administration/unit.html",
        unit=unit, on=on, kinds=KIND_NAMES, in_hand=reads.touched(session, unit, on),
        versions=reads.list_versions(unit),
        changes=reads.list_changes_of(session, unit),
        is_used=reads.is_used(session, unit),
    )  # fmt: skip


@bp.route("/quan-tri/don-vi/<int:unit_id>/doi", methods=["GET", "POST"])
def change_unit(unit_id: int) -> ResponseReturnValue:
    """Let a unit be called otherwise from a day on: the form, what it touches, then the change."""
    unit = access_unit(db.session(), unit_id)
    form = ChangeForm(request.form, data=said_of(unit) | {"valid_from": day(today())})
    if request.method != "POST":
        return render_template("administration/unit_change.html", form=form, unit=unit)
    why = form.reason.data
    version = form.accepted(
        lambda: actions.change(db.session(), unit, form.draft(), why, me().actor, utc_now())
    )
    if version is None:
        return render_template("administration/unit_change.html", form=form, unit=unit), 422
    if "chac" not in request.form:
        return _preview_change(unit, form, version.valid_from)
    db.session.commit()
    flash(f"Đã ghi. Tên và liên hệ mới dùng từ {day(version.valid_from)}.")
    return _to(unit)


@bp.route("/quan-tri/don-vi/<int:unit_id>/ket-thuc", methods=["GET", "POST"])
def end_unit(unit_id: int) -> ResponseReturnValue:
    """Let a unit end and another take its place: the form, what moves, then the end."""
    session = db.session()
    unit = access_unit(session, unit_id)
    form = EndForm(request.form).offer_units(every_unit(session), unit)
    if request.method != "POST":
        return render_template("administration/unit_end.html", form=form, unit=unit)
    if form.accepted(lambda: _end(unit, form)) is None:
        return render_template("administration/unit_end.html", form=form, unit=unit), 422
    if "chac" not in request.form:
        return _preview_end(unit, form)
    session.commit()
    flash(f"Đã ghi ngày kết thúc của {unit.name}.")
    return _to(unit)


def _end(unit: Unit, form: EndForm) -> Unit:
    why, by = form.reason.data, me().actor
    return actions.end(db.session(), unit, form.draft(), why, by, utc_now())


def _preview_end(unit: Unit, form: EndForm) -> ResponseReturnValue:
    """Show what an end moves; what was tried to find that out is taken back."""
    heir, last = unit.successor.name if unit.successor else "", unit.valid_to
    db.session.rollback()
    seen = {"seen": reads.touched(db.session(), unit, today()), "heir": heir, "last": last}
    return render_template("administration/unit_end.html", form=form, unit=unit, **seen)


def _preview_change(unit: Unit, form: ChangeForm, since: date) -> ResponseReturnValue:
    """Show what a change touches; what was tried to find that out is taken back."""
    db.session.rollback()
    seen = {"seen": reads.touched(db.session(), unit, today()), "since": since}
    seen |= {"before": unit.said_on(since)}
    return render_template("administration/unit_change.html", form=form, unit=unit, **seen)


@bp.route("/quan-tri/don-vi/<int:unit_id>/sua", methods=["GET", "POST"])
def correct_unit(unit_id: int) -> ResponseReturnValue:
    """Correct what was typed of a unit that nothing uses yet."""
    unit = access_unit(db.session(), unit_id)
    form = CorrectForm(request.form, data=said_of(unit))
    if request.method != "POST":
        return render_template("administration/unit_correct.html", form=form, unit=unit)
    fixed = form.accepted(
        lambda: actions.correct(db.session(), unit, form.draft(unit), me().actor, utc_now())
    )
    if fixed is None:
        return render_template("administration/unit_correct.html", form=form, unit=unit), 422
    db.session.commit()
    flash(f"Đã sửa {unit.name}.")
    return _to(unit)


@bp.post("/quan-tri/don-vi/<int:unit_id>/bo")
def remove_unit(unit_id: int) -> ResponseReturnValue:
    """Take out a unit that nothing uses yet."""
    unit = access_unit(db.session(), unit_id)
    name = unit.name
    actions.remove(db.session(), unit, me().actor, utc_now())
    db.session.commit()
    flash(f"Đã bỏ {name}.")
    return redirect(url_for("units.list_units"), 303)


@bp.post("/quan-tri/don-vi/<int:unit_id>/bo-thay-doi/<int:version_id>")
def drop_version(unit_id: int, version_id: int) -> ResponseReturnValue:
    """Take out a change that has not begun."""
    unit = access_unit(db.session(), unit_id)
    actions.drop(db.session(), unit, version_id, me().actor, utc_now())
    db.session.commit()
    flash("Đã bỏ thay đổi chưa bắt đầu.")
    return _to(unit)


def _to(unit: Unit) -> Response:
    return redirect(url_for("units.show_unit", unit_id=unit.id), 303)
