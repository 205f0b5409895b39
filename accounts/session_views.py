"""Pages of one's own sessions and of what was tried at one's own door."""

from flask import flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from accounts import session_actions as actions
from accounts import session_queries as queries
from accounts.blueprint import bp
from accounts.guard import leave, me
from store.clock import utc_now
from store.db import db


@bp.post("/tai-khoan-cua-toi/phien/<int:session_id>/thoat")
def end_session(session_id: int) -> ResponseReturnValue:
    """End one of the own sessions; this browser's own is a signing out."""
    one = queries.access_session(db.session(), me(), session_id, utc_now())
    if one.id == g.sign_in_session.id:
        leave()
        return redirect(url_for("front.home"), 303)
    actions.end(one, utc_now())
    db.session.commit()
    flash(f"Đã thoát khỏi {one.device}.")
    return redirect(url_for("accounts.profile"), 303)


@bp.post("/tai-khoan-cua-toi/phien/thoat-noi-khac")
def end_other_sessions() -> ResponseReturnValue:
    """End all of the own sessions but this one."""
    ended = actions.end_others(db.session(), me(), g.sign_in_session.id, utc_now())
    db.session.commit()
    flash(f"Đã thoát khỏi {ended} nơi khác." if ended else "Không có nơi nào khác đang đăng nhập.")
    return redirect(url_for("accounts.profile"), 303)


@bp.get("/tai-khoan-cua-toi/lich-su-dang-nhap")
def sign_ins() -> ResponseReturnValue:
    """Show what was tried at the own door, successes and failures."""
    attempts = queries.list_history(db.session(), me())
    return render_template("accounts/sign_ins.html", account=me(), attempts=attempts)
