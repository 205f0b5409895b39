"""Pages of routing: which unit handles what from when, and a trial of a text."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts.guard import me
from administration.queries import list_rules, topic_names
from administration.routing_forms import RuleForm, TrialForm
from feedback import routing_actions as actions
from feedback.screening_queries import find_rule
from feedback.trial_queries import Trial, try_text
from rulebook.queries import list_changes
from store.clock import today, utc_now
from store.db import db
from units.queries import list_units
from web.filters import day

bp = Blueprint("routing", __name__)
CHANGES_SHOWN = 10


@bp.get("/quan-tri/phan-cong")
def rules() -> ResponseReturnValue:
    """Show which unit handles each topic, with which bodies, from when to when."""
    session = db.session()
    units = {unit.id: unit for unit in list_units(session)}
    shown = {"rules": list_rules(session), "units": units, "topics": topic_names(session)}
    changes = list_changes(session, "routing", CHANGES_SHOWN)
    return render_template("administration/routing.html", changes=changes, on=today(), **shown)


def _asked() -> dict[str, Any]:
    """Return what a rule begins from: the one that holds today for the topic in the address."""
    topic = request.args.get("linh_vuc", "")
    asked: dict[str, Any] = {"linh_vuc": topic, "tu": day(today())}
    if (held := find_rule(db.session(), topic, today())) is not None:
        asked |= {"don_vi": str(held.unit_id), "co_quan": [str(one) for one in held.body_ids]}
    return asked


def _rule_form() -> RuleForm:
    session = db.session()
    form = RuleForm(request.form) if request.method == "POST" else RuleForm(data=_asked())
    return form.offer(topic_names(session), list_units(session), today())


@bp.route("/quan-tri/phan-cong/moi", methods=["GET", "POST"])
def new_rule() -> ResponseReturnValue:
    """Let a rule hold from a day on."""
    form, session = _rule_form(), db.session()
    if request.method != "POST":
        return render_template("administration/routing_rule.html", form=form)
    made = form.accepted(lambda: actions.set_rule(session, form.draft(), me().actor, utc_now()))
    if made is None:
        return render_template("administration/routing_rule.html", form=form), 422
    session.commit()
    flash(f"Đã lưu. Quy tắc áp dụng từ {day(made.valid_from)}.")
    return redirect(url_for("routing.rules"), 303)


@bp.post("/quan-tri/phan-cong/<int:rule_id>/bo")
def drop_rule(rule_id: int) -> ResponseReturnValue:
    """Take out a rule that has not begun."""
    actions.drop_rule(db.session(), rule_id, me().actor, utc_now())
    db.session.commit()
    flash("Đã bỏ quy tắc chưa bắt đầu.")
    return redirect(url_for("routing.rules"), 303)


def _tried(form: TrialForm) -> Trial:
    received_on = form.ngay.day or today()
    return try_text(db.session(), me(), form.text(), form.cach_gui.data, received_on)


@bp.route("/quan-tri/thu-van-ban", methods=["GET", "POST"])
def trial() -> ResponseReturnValue:
    """Show what would happen to a text, and why. Nothing is kept."""
    form = TrialForm(request.form, data={"ngay": day(today()), "cach_gui": "portal"})
    form.offer(topic_names(db.session()))
    if request.method != "POST":
        return render_template("administration/trial.html", form=form)
    found = form.accepted(lambda: _tried(form))
    status = 422 if found is None else 200
    return render_template("administration/trial.html", form=form, found=found), status
