"""Pages of support activities for staff: the list, one activity, its plan, its papers."""

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from accounts.guard import me
from documents.uploads import keep_one, keeping
from documents.views import attachment
from store.clock import today, utc_now
from store.db import db
from support import actions, queries
from support.blueprint import bp
from support.forms import CancelForm, FinishForm, ListForm, PlanForm, SignForm, typed_of
from support.models import SupportActivity
from support.rules import (
    KINDS,
    LETTER_KINDS,
    RATINGS,
    REPLIES,
    STATUSES,
    TONES,
    Plan,
    mark_of,
    rated,
)
from web.forms import Form
from workflow.numbers import number
from workflow.refusal import Missing, Refusal
from workflow.roles import ORGANISERS, Role
from workflow.text import clean

WORDS = {"kinds": KINDS, "statuses": STATUSES, "tones": TONES, "replies": REPLIES,
         "letter_kinds": LETTER_KINDS}  # fmt: skip
ASKED_MAX = 9_999


def may_organise() -> bool:
    return Role(me().role) in ORGANISERS


def back(activity: SupportActivity) -> Response:
    """Lead back to the page of an activity."""
    return redirect(url_for("support.show", activity_id=activity.id), code=303)


def asked_number(name: str, usual: int) -> int:
    """Return a number of the address; `usual` where there is none or it is no number."""
    return number(request.args.get(name), ASKED_MAX) or usual


def _status() -> str:
    asked = request.args.get("loc", "")
    if asked and asked not in STATUSES:
        raise Missing("status")
    return asked


@bp.get("")
def list_all() -> ResponseReturnValue:
    """The activities of a year."""
    session, year = db.session(), asked_number("nam", today().year)
    page_number = asked_number("trang", 1)
    status = _status()
    found, total = queries.list_activities(session, year, status, page_number)
    page = {
        "year": year, "years": queries.years_of(session, today().year), "status": status,
        "activities": found, "total": total, "number": page_number, "size": queries.PAGE_SIZE,
        "counts": queries.count_guests(session, [one.id for one in found]),
        "by_status": queries.count_by_status(session, year), "nobody": queries.NOBODY,
    }  # fmt: skip
    return render_template("support/list.html", may_plan=may_organise(), **page, **WORDS)


def _with_lines(form: PlanForm, of: SupportActivity | None = None) -> PlanForm:
    """Offer the budget lines of this year and its neighbours, and the one that is chosen."""
    year = today().year
    years = {year - 1, year, year + 1} | ({of.budget.year} if of and of.budget else set())
    lines = queries.list_budgets(db.session(), sorted(years))
    named = {str(one.id): f"{one.year} · {one.programme.name} · {one.name}" for one in lines}
    form.budget_id.choices = {"": "Không thuộc mục chi nào"} | named
    return form


@bp.route("/lap-ke-hoach", methods=["GET", "POST"])
def plan() -> ResponseReturnValue:
    """Plan an activity."""
    form = _with_lines(PlanForm(request.form))
    if request.method != "POST":
        return render_template("support/plan.html", form=form, activity=None)
    made = form.accepted(lambda: actions.plan(db.session(), form.draft(), me(), utc_now()))
    if made is None:
        return render_template("support/plan.html", form=form, activity=None), 422
    db.session.commit()
    flash("Đã lập kế hoạch. Việc tiếp theo: mời hợp tác xã.", "success")
    return back(made)


@bp.route("/<int:activity_id>/sua", methods=["GET", "POST"])
def change(activity_id: int) -> ResponseReturnValue:
    """Change a plan."""
    activity = queries.access_activity(db.session(), activity_id)
    if request.method != "POST":
        form = _with_lines(PlanForm(data=typed_of(_plan_of(activity))), activity)
        return render_template("support/plan.html", form=form, activity=activity)
    form = _with_lines(PlanForm(request.form), activity)
    if form.accepted(lambda: _changed(activity, form)) is None:
        return render_template("support/plan.html", form=form, activity=activity), 422
    db.session.commit()
    flash("Đã lưu kế hoạch.", "success")
    return back(activity)


def _changed(activity: SupportActivity, form: PlanForm) -> bool:
    actions.change(db.session(), activity, form.draft(), request.form.get("version", ""))
    return True


def _plan_of(activity: SupportActivity) -> Plan:
    return Plan(**{name: getattr(activity, name) for name in Plan.__dataclass_fields__})


@bp.get("/<int:activity_id>")
def show(activity_id: int) -> ResponseReturnValue:
    """One activity: its plan, who is invited and came, its papers, what was said of it."""
    return activity_page(queries.access_activity(db.session(), activity_id))


def activity_page(
    activity: SupportActivity, faulty: Form | None = None, status: int = 200
) -> ResponseReturnValue:
    """Return the page of an activity, with the form that was refused in its place."""
    session = db.session()
    forms: dict[str, Form] = {
        "invite_form": ListForm(),
        "sign_form": SignForm(),
        "finish_form": FinishForm(),
        "cancel_form": CancelForm(),
    }
    if faulty is not None:
        name = next(name for name, form in forms.items() if isinstance(faulty, type(form)))
        forms[name] = faulty
    guests = queries.list_guests(session, activity.id)
    came = [guest for guest in guests if guest.people]
    page = {
        "activity": activity, "guests": guests, "came": came, "faulty": faulty,
        "count": queries.count_guests(session, [activity.id]).get(activity.id, queries.NOBODY),
        "papers": queries.list_papers(session, activity.id), "ratings": RATINGS,
        "letters": queries.list_letters(session, activity.id),
        "waiting": mark_of(guest.id for guest in guests if guest.is_unsent),
        "may_sign": activity.status == "planned" and me().role == Role.LEADER,
        "rated": rated([guest.rating for guest in came], len(came)), "on": today(),
        "is_open": activity.status == "planned" and may_organise(), "may_add": may_organise(),
    }  # fmt: skip
    return render_template("support/show.html", **page, **forms, **WORDS), status


@bp.post("/<int:activity_id>/xong")
def finish(activity_id: int) -> ResponseReturnValue:
    """Close what was held."""
    activity, form = queries.access_activity(db.session(), activity_id), FinishForm(request.form)
    if form.accepted(lambda: _finished(activity, form)) is None:
        return activity_page(activity, form, 422)
    db.session.commit()
    flash("Đã chốt. Các hợp tác xã đã dự nhận thư xin ý kiến đánh giá.", "success")
    return back(activity)


def _finished(activity: SupportActivity, form: FinishForm) -> bool:
    said = (form.spent.vnd or 0, form.result.data or "")
    actions.finish(db.session(), activity, *said, me(), utc_now())
    return True


@bp.post("/<int:activity_id>/huy")
def cancel(activity_id: int) -> ResponseReturnValue:
    """Cancel a plan."""
    activity, form = queries.access_activity(db.session(), activity_id), CancelForm(request.form)
    if form.accepted(lambda: _cancelled(activity, form)) is None:
        return activity_page(activity, form, 422)
    db.session.commit()
    flash("Đã hủy hoạt động.", "success")
    return back(activity)


def _cancelled(activity: SupportActivity, form: CancelForm) -> bool:
    actions.cancel(db.session(), activity, form.reason.data, me(), utc_now())
    return True


@bp.post("/<int:activity_id>/giay-to")
def add_paper(activity_id: int) -> ResponseReturnValue:
    """Join a paper."""
    session, activity = db.session(), queries.access_activity(db.session(), activity_id)
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        raise Refusal("file", "Chọn một tệp: PDF, ảnh, Word hoặc Excel.")
    kept = keep_one(keeping(me().id, utc_now()), sent)
    title = clean(request.form.get("title", "")).replace("\n", " ")[:200] or kept.name
    actions.add_paper(session, activity, kept, title)
    session.commit()
    flash("Đã thêm giấy tờ.", "success")
    return back(activity)


@bp.get("/<int:activity_id>/giay-to/<int:document_id>")
def paper(activity_id: int, document_id: int) -> ResponseReturnValue:
    """Hand out a paper of an activity."""
    found = queries.access_paper(db.session(), activity_id, document_id)
    return attachment(current_app.extensions["vault"], found.document)
