"""Pages that change dated settings: a value begins, one that has not begun goes."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts.guard import me
from administration import names
from administration.queries import topic_names
from administration.setting_forms import SettingForm, SettingKeyForm
from rulebook import setting_actions as actions
from rulebook.setting_rules import NOT_TYPED, ONE_DAY
from store.clock import today, utc_now
from store.db import db
from web.filters import day
from workflow.refusal import Missing

bp = Blueprint("settings", __name__)


def _form() -> SettingForm:
    asked = {"ma": request.args.get("ma", ""), "tu": day(today() + ONE_DAY)}
    form = SettingForm(request.form, data=asked)
    offered = {key: name for key, name in names.SETTING_NAMES.items() if key not in NOT_TYPED}
    return form.offer(offered, topic_names(db.session()))


@bp.route("/quan-tri/quy-dinh/moi", methods=["GET", "POST"])
def new_value() -> ResponseReturnValue:
    """Let a value hold from a day on."""
    form, session = _form(), db.session()
    if request.method != "POST":
        return render_template("administration/setting.html", form=form)
    made = form.accepted(lambda: actions.set_value(session, form.draft(), me().actor, utc_now()))
    if made is None:
        return render_template("administration/setting.html", form=form), 422
    session.commit()
    flash(f"Đã lưu. Giá trị {made.value} áp dụng từ {day(made.valid_from)}.")
    return redirect(url_for("administration.settings"), 303)


def _named() -> SettingKeyForm:
    form = SettingKeyForm(request.form)
    if not form.validate() or form.tu.day is None:
        raise Missing("setting")
    return form


@bp.post("/quan-tri/quy-dinh/bo")
def drop_value() -> ResponseReturnValue:
    """Take out a value that has not begun."""
    actions.drop_value(db.session(), **_named().named(), actor=me().actor, now=utc_now())
    db.session.commit()
    flash("Đã bỏ giá trị chưa bắt đầu.")
    return redirect(url_for("administration.settings"), 303)


@bp.post("/quan-tri/quy-dinh/het-rieng")
def end_special() -> ResponseReturnValue:
    """Let a value of its own end today."""
    actions.end_special(db.session(), **_named().named(), actor=me().actor, now=utc_now())
    db.session.commit()
    flash("Từ ngày mai giá trị chung được áp dụng.")
    return redirect(url_for("administration.settings"), 303)
