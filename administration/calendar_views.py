"""Pages that change the calendar: every change is shown with what it moves before it is saved."""

from datetime import date

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import CombinedMultiDict

from accounts.guard import me
from administration import calendar_actions as actions
from administration.calendar_forms import DayForm, DropForm, ImportForm, SaveForm
from rulebook import ical
from rulebook.queries import known_days
from rulebook.rules import Plan, check_day
from store.clock import utc_now
from store.db import db
from web.filters import number
from web.forms import Form
from workflow.refusal import Refusal

bp = Blueprint("calendar", __name__)
MOVES_SHOWN = 200
NOT_TEXT = "Tệp không phải tệp lịch (.ics)."


def _shown(plan: Plan, *, is_changed: bool = False) -> ResponseReturnValue:
    """Show what a plan changes and moves, with the button that saves it."""
    seen = actions.preview(db.session(), plan)
    return render_template(
        "administration/calendar_preview.html",
        seen=seen,
        shown=seen.told[:MOVES_SHOWN],
        text=ical.write(plan.wanted, utc_now(), plan.removed),
        is_changed=is_changed,
    ), 409 if is_changed else 200


def _page(form: Form, name: str, status: int = 200, **values: object) -> ResponseReturnValue:
    return render_template(f"administration/{name}.html", form=form, **values), status


@bp.route("/quan-tri/lich/ngay", methods=["GET", "POST"])
def edit_day() -> ResponseReturnValue:
    """Add a day or change one: the form, then what it moves."""
    asked = DropForm(request.args)
    known = known_days(db.session()).get(asked.ngay.day or date.min) if asked.validate() else None
    form = DayForm(request.form, data=DayForm.values_of(known) if known else None)
    if request.method != "POST":
        return _page(form, "calendar_day", known=known)
    shown = form.accepted(lambda: _shown(Plan((check_day(form.draft()),))))
    return shown or _page(form, "calendar_day", 422, known=known)


@bp.post("/quan-tri/lich/bo-ngay")
def drop_day() -> ResponseReturnValue:
    """Show what taking a day out moves."""
    form = DropForm(request.form)
    if not form.validate() or form.ngay.day is None:
        raise Refusal("day", "Ngày chưa đúng. Hãy chọn lại trong lịch.")
    return _shown(Plan((), (form.ngay.day,)))


def _read(form: ImportForm) -> ResponseReturnValue:
    upload = request.files.get("tep")
    if upload is None or not upload.filename:
        raise Refusal("file", "Chọn tệp lịch.", "tep")
    try:
        text = upload.stream.read(ical.SIZE_BYTES_MAX + 1).decode()
    except UnicodeDecodeError as error:
        raise Refusal("file", NOT_TEXT, "tep") from error
    return _shown(ical.read(text, form.can_cu.data))


@bp.route("/quan-tri/lich/nhap", methods=["GET", "POST"])
def bring_in() -> ResponseReturnValue:
    """Read a file of the calendar: all of it is understood and shown, or nothing is taken."""
    form = ImportForm(CombinedMultiDict([request.files, request.form]))
    if request.method != "POST":
        return _page(form, "calendar_import")
    return form.accepted(lambda: _read(form)) or _page(form, "calendar_import", 422)


@bp.post("/quan-tri/lich/luu")
def save() -> ResponseReturnValue:
    """Save what was shown, and move exactly what was shown."""
    form = SaveForm(request.form)
    if not form.validate():
        raise Refusal("form", "Hãy mở lại trang lịch và làm lại từ đầu.")
    plan = ical.read(form.lich.data)
    try:
        seen = actions.save(db.session(), plan, form.dau.data, me().actor, utc_now())
    except Refusal as refusal:
        if refusal.reason != "moved_on":
            raise
        db.session.rollback()
        return _shown(plan, is_changed=True)
    db.session.commit()
    flash(f"Đã lưu lịch. {number(len(seen.told))} hồ sơ đổi hạn, mọi người liên quan được báo.")
    return redirect(url_for("administration.calendar", nam=seen.changes[0].day.year), 303)


@bp.get("/quan-tri/lich.ics")
def export() -> ResponseReturnValue:
    """Give the whole calendar as a file for other programs."""
    text = ical.write(known_days(db.session()).values(), utc_now())
    response = Response(text, content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="lich-lam-viec.ics"'
    return response
