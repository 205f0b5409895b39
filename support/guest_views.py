"""Pages of those who are invited: the list, who came; and a cooperative's own page by its link."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from cooperatives.named_queries import meant_by, unclear_text
from store.clock import today, utc_now
from store.db import db
from support import actions, queries
from support.blueprint import bp
from support.forms import EvaluateForm, ListForm, ReplyForm
from support.models import SupportActivity, SupportGuest
from support.plan_views import WORDS, activity_page, back
from support.rules import PEOPLE_MAX, Came
from web.forms import Form
from workflow.numbers import number
from workflow.refusal import Refusal
from workflow.text import clean

NAMES_LENGTH_MAX = 300


def _unclear_form(lines: list[str]) -> ListForm:
    form = ListForm(data={"cooperatives": "\n".join(lines)})
    form.cooperatives.errors = [unclear_text(lines)]
    return form


@bp.post("/<int:activity_id>/moi")
def invite(activity_id: int) -> ResponseReturnValue:
    """Invite cooperatives; lines that are not clear stay to be mended."""
    activity, form = queries.access_activity(db.session(), activity_id), ListForm(request.form)
    if not form.validate():
        return activity_page(activity, form, 422)
    found, unclear = meant_by(db.session(), form.cooperatives.data or "")
    count = actions.invite(db.session(), activity, found, utc_now())
    db.session.commit()
    if unclear or not found:
        return activity_page(activity, _unclear_form(unclear) if unclear else _nobody(form), 422)
    flash(f"Đã mời {count} hợp tác xã.", "success")
    return back(activity)


def _nobody(form: ListForm) -> ListForm:
    form.cooperatives.errors = ["Nhập ít nhất một hợp tác xã."]
    return form


@bp.post("/<int:activity_id>/moi/<int:guest_id>/xoa")
def drop_guest(activity_id: int, guest_id: int) -> ResponseReturnValue:
    """Take a cooperative off the list."""
    guest = queries.access_guest(db.session(), activity_id, guest_id)
    activity = guest.activity
    actions.drop_guest(db.session(), guest)
    db.session.commit()
    flash("Đã xóa khỏi danh sách.", "success")
    return back(activity)


@bp.route("/<int:activity_id>/diem-danh", methods=["GET", "POST"])
def attendance(activity_id: int) -> ResponseReturnValue:
    """Who came: how many people of each cooperative, and those who came without an invitation."""
    activity, form = queries.access_activity(db.session(), activity_id), ListForm(request.form)
    if request.method != "POST":
        return _attendance_page(activity, form)
    unclear = form.accepted(lambda: _record(activity, form))
    if unclear is None:
        return _attendance_page(activity, form, 422)
    db.session.commit()
    if unclear:
        return _attendance_page(activity, _unclear_form(unclear), 422)
    flash("Đã ghi điểm danh.", "success")
    return back(activity)


def _record(activity: SupportActivity, form: ListForm) -> list[str]:
    """Record who came; return the lines that are not clear."""
    session = db.session()
    found, unclear = meant_by(session, form.cooperatives.data or "")
    actions.record(session, activity, _typed_came())
    actions.add_comers(session, activity, found, utc_now())
    return unclear


def _typed_came() -> dict[int, Came]:
    """Return what was typed, by guest; a line without a number is not recorded yet."""
    found = {}
    for name, typed in request.form.items():
        kind, _, of = name.partition("-")
        guest_id, people = number(of), number(typed, PEOPLE_MAX)
        if kind != "people" or guest_id is None or not typed.strip():
            continue
        if people is None:
            raise Refusal("people", f"Số người là một số từ 0 đến {PEOPLE_MAX}.")
        names = clean(request.form.get(f"names-{of}", ""))[:NAMES_LENGTH_MAX]
        found[guest_id] = Came(people, names.replace("\n", ", "))
    return found


def _attendance_page(
    activity: SupportActivity, form: Form, status: int = 200
) -> ResponseReturnValue:
    if activity.status != "planned":
        raise Refusal("closed", actions.CLOSED)
    guests = queries.list_guests(db.session(), activity.id)
    page = {"activity": activity, "guests": guests, "form": form, "typed": request.form}
    return render_template("support/attendance.html", **page, **WORDS), status


@bp.route("/thu/<token>", methods=["GET", "POST"])
def letter(token: str) -> ResponseReturnValue:
    """A cooperative's own page: before it the invitation, after it the evaluation."""
    guest = queries.find_by_token(db.session(), token)
    form = _form_of(guest)
    if request.method != "POST":
        return _letter_page(guest, form)
    if form.accepted(lambda: _answered(guest, form)) is None:
        return _letter_page(guest, form, 422)
    db.session.commit()
    flash("Đã ghi. Cảm ơn quý vị đã trả lời.", "success")
    return redirect(url_for("support.letter", token=token), code=303)


def _form_of(guest: SupportGuest) -> Form:
    kind = EvaluateForm if guest.activity.status == "held" else ReplyForm
    return kind(request.form) if request.method == "POST" else kind(obj=guest)


def _answered(guest: SupportGuest, form: Form) -> bool:
    session, now = db.session(), utc_now()
    if isinstance(form, EvaluateForm):
        actions.evaluate(session, guest, form.rating.data, form.comment.data or "", now)
    elif isinstance(form, ReplyForm):
        actions.reply_to(session, guest, form.reply.data, now)
    return True


def _letter_page(guest: SupportGuest, form: Form, status: int = 200) -> ResponseReturnValue:
    page = {"guest": guest, "activity": guest.activity, "form": form, "on": today()}
    return render_template("support/letter.html", **page, **WORDS), status
