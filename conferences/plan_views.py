"""Pages of planning and running: the list, one conference, its plan, its steps."""

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from accounts.guard import me
from conferences import actions
from conferences.blueprint import bp
from conferences.forms import MoveForm, PlanForm
from conferences.models import Conference
from conferences.pages import open_moves, progress_of
from conferences.paper_queries import has_minutes
from conferences.process import CONFERENCE, HINTS, MOVES
from conferences.queries import (
    access_conference,
    agenda_of,
    count_guests,
    list_chairs,
    list_conferences,
    list_history,
    list_secretaries,
)
from conferences.question_actions import file_leftovers
from conferences.rules import agenda_text
from dossiers.actions import check_seen
from store.clock import today, utc_now
from store.db import db
from web.filters import clock_time, day
from workflow.refusal import Missing
from workflow.roles import ORGANISERS, Role


def opened(code: str) -> Conference:
    """Return the conference of an address; what was typed over an older version is refused."""
    conference = access_conference(db.session(), code)
    check_seen(conference.dossier, request.form.get("version"))
    return conference


def back(conference: Conference, endpoint: str = "conferences.show") -> Response:
    """Lead back to a page of the conference."""
    return redirect(url_for(endpoint, code=conference.dossier.code), code=303)


@bp.get("/hoi-nghi/quan-ly")
def manage() -> ResponseReturnValue:
    """All conferences, for staff."""
    found = list_conferences(db.session())
    counts = {one.dossier_id: count_guests(db.session(), one.dossier_id) for one in found}
    may_plan = Role(me().role) in ORGANISERS
    page = {"conferences": found, "counts": counts, "may_plan": may_plan}
    return render_template("conferences/manage.html", on=today(), **page)


@bp.route("/hoi-nghi/lap-ke-hoach", methods=["GET", "POST"])
def plan() -> ResponseReturnValue:
    """Plan a conference."""
    form = _choices(PlanForm(request.form))
    if request.method != "POST":
        return render_template("conferences/plan.html", form=form, conference=None)
    settings, now = current_app.extensions["settings"], utc_now()
    made = form.accepted(lambda: actions.plan(db.session(), settings, form.draft(), me(), now))
    if made is None:
        return render_template("conferences/plan.html", form=form, conference=None), 422
    db.session.commit()
    flash("Đã lập kế hoạch. Việc tiếp theo: lập danh sách mời.", "success")
    return back(made)


@bp.route("/hoi-nghi/<code>/ke-hoach", methods=["GET", "POST"])
def change(code: str) -> ResponseReturnValue:
    """Change a plan."""
    conference = opened(code)
    if request.method != "POST":
        form = _choices(PlanForm(data=_typed(conference)))
        return render_template("conferences/plan.html", form=form, conference=conference)
    form = _choices(PlanForm(request.form))
    if form.accepted(lambda: _change(conference, form)) is None:
        return render_template("conferences/plan.html", form=form, conference=conference), 422
    db.session.commit()
    flash("Đã lưu kế hoạch.", "success")
    return back(conference)


def _change(conference: Conference, form: PlanForm) -> bool:
    actions.change(db.session(), conference, form.draft(), me(), utc_now())
    return True


def _choices(form: PlanForm) -> PlanForm:
    session = db.session()
    chairs = {str(one.id): f"{one.full_name}, {one.position}" for one in list_chairs(session)}
    form.chair_id.choices = {"": "Chọn sau"} | chairs
    keepers = {str(one.id): one.full_name for one in list_secretaries(session)}
    form.secretary_id.choices = {"": "Chọn sau"} | keepers
    return form


def _typed(conference: Conference) -> dict[str, object]:
    return {
        "name": conference.dossier.subject,
        "theme": conference.theme,
        "place": conference.place,
        "day": day(conference.begins_at),
        "begins": clock_time(conference.begins_at),
        "ends": clock_time(conference.ends_at),
        "questions_until_on": day(conference.questions_until_on),
        "chair_id": str(conference.chair_id or ""),
        "secretary_id": str(conference.secretary_id or ""),
        "agenda": agenda_text(agenda_of(conference)),
        "how_to_take_part": conference.how_to_take_part,
        "is_public": "1" if conference.is_public else "0",
    }


@bp.get("/hoi-nghi/<code>/to-chuc")
def show(code: str) -> ResponseReturnValue:
    """One conference: where it stands, what is next."""
    return _page(opened(code), MoveForm())


@bp.post("/hoi-nghi/<code>/buoc/<action>")
def move(code: str, action: str) -> ResponseReturnValue:
    """Take the next step."""
    conference, form = opened(code), MoveForm(request.form)
    if action not in MOVES:
        raise Missing("step")
    if form.accepted(lambda: _move(conference, action, form)) is None:
        return _page(conference, form, 422)
    db.session.commit()
    flash(f"Đã ghi: {CONFERENCE.verbs[action].lower()}.", "success")
    return back(conference)


def _move(conference: Conference, action: str, form: MoveForm) -> bool:
    session, now = db.session(), utc_now()
    facts: dict[str, object] = {"has_minutes": has_minutes(session, conference)}
    actions.move(session, conference, action, form.note.data or "", me(), now, facts)
    if action == "adjourn":
        settings = current_app.extensions["settings"]
        file_leftovers(session, settings, conference, me(), now)
    return True


def _page(conference: Conference, form: MoveForm, status: int = 200) -> ResponseReturnValue:
    page = {
        "conference": conference,
        "state": CONFERENCE.states[conference.dossier.state],
        "moves": open_moves(conference, me()),
        "verbs": CONFERENCE.verbs,
        "hints": HINTS,
        "form": form,
        "steps": progress_of(conference),
        "counts": count_guests(db.session(), conference.dossier_id),
        "history": list_history(db.session(), conference),
        "may_change": "change" in CONFERENCE.open_to(conference.dossier.state, Role(me().role)),
    }
    return render_template("conferences/show.html", **page), status
