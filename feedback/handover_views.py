"""The page of handing over a whole desk: choose, see, do."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts.guard import me
from accounts.models import Account
from feedback.blueprint import bp
from feedback.handover_actions import hand_desk as hand_over_desk
from feedback.handover_forms import SHARED, HandDeskForm
from feedback.handover_queries import Plan, desk_choices, plan
from store.clock import utc_now
from store.db import db
from workflow.numbers import number
from workflow.refusal import Missing


@bp.route("/ban-giao", methods=["GET", "POST"])
def hand_desk() -> ResponseReturnValue:
    """Choose whose desk goes to whom (GET shows what would happen), then do it (POST)."""
    form = HandDeskForm(request.form if request.method == "POST" else request.args)
    desks, takers = desk_choices(db.session(), me())
    form.officer_id.choices = {"": "Chọn người"} | desks
    form.taker_id.choices = {"": SHARED} | takers
    if request.method == "POST":
        done = form.accepted(lambda: _hand(form))
        if done is not None:
            db.session.commit()
            flash(f"Đã bàn giao {len(done.rows)} hồ sơ. Người nhận được báo.", "success")
            return redirect(url_for("accounts.deputies"), code=303)
    return _page(form, desks)


def _page(form: HandDeskForm, desks: dict[str, str]) -> ResponseReturnValue:
    chosen = form.officer_id.data if form.officer_id.data in desks else ""
    found = plan(db.session(), *_people(form)) if chosen else None
    status = 422 if request.method == "POST" else 200
    html = render_template("feedback/staff/handover.html", form=form, plan=found, desks=desks)
    return html, status


def _people(form: HandDeskForm) -> tuple[Account, Account | None]:
    officer = db.session.get(Account, number(form.officer_id.data))
    taker_id = number(form.taker_id.data)
    taker = db.session.get(Account, taker_id) if taker_id is not None else None
    if officer is None:
        raise Missing("account")
    return officer, taker


def _hand(form: HandDeskForm) -> Plan:
    officer, taker = _people(form)
    seen, note = form.seen.data or "", form.note.data
    return hand_over_desk(db.session(), officer, taker, seen, note, me(), utc_now())
