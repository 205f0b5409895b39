"""Pages of notices: an account's own, and in the demo the mails that were sent."""

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts.guard import me
from dossiers.queries import is_reader_staff
from notices import actions, queries
from notices.blueprint import bp
from notices.links import dossier_path
from store.clock import today, utc_now
from store.db import db
from workflow.refusal import Missing
from workflow.roles import Role


@bp.get("/thong-bao")
def inbox() -> ResponseReturnValue:
    """Show what this account was told, unread first."""
    number = request.args.get("trang", 1, type=int)
    box = queries.list_inbox(db.session(), me(), today(), number)
    is_dense = is_reader_staff(me()) or me().role == Role.ADMIN
    layout = "dense.html" if is_dense else "base.html"
    return render_template("notices/inbox.html", box=box, layout=layout, dossier_path=dossier_path)


@bp.post("/thong-bao/<int:notice_id>/mo")
def open_notice(notice_id: int) -> ResponseReturnValue:
    """Mark a notice as read and go to its dossier."""
    notice = queries.access_notice(db.session(), me(), notice_id, today())
    actions.mark_read(notice, utc_now())
    db.session.commit()
    return redirect(dossier_path(notice.dossier), code=303)


@bp.post("/thong-bao/da-doc")
def read_all() -> ResponseReturnValue:
    """Mark all notices of this account as read."""
    actions.mark_all_read(db.session(), me().id, utc_now())
    db.session.commit()
    flash("Đã đánh dấu đọc tất cả thông báo.")
    return redirect(url_for("notices.inbox"), code=303)


def _only_in_the_demo() -> None:
    if not current_app.extensions["settings"].is_demo:
        raise Missing("demo")


@bp.get("/demo/thu")
def demo_mail() -> ResponseReturnValue:
    """List the mails that the demo has sent into its folder."""
    _only_in_the_demo()
    return render_template("notices/demo_mail.html", mails=queries.list_mails(db.session()))


@bp.get("/demo/thu/<int:mail_id>")
def demo_mail_message(mail_id: int) -> ResponseReturnValue:
    """Show one mail of the demo as its receiver would read it."""
    _only_in_the_demo()
    mail = queries.access_mail(db.session(), mail_id)
    return render_template("notices/demo_mail_message.html", mail=mail)


@bp.get("/demo/tin-nhan")
def demo_sms() -> ResponseReturnValue:
    """List the text messages of the demo, which go to no telephone."""
    _only_in_the_demo()
    return render_template("notices/demo_sms.html", messages=queries.list_sms(db.session()))
