"""Pages of the pieces of text for answers: all of them, one of them with its versions."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts.guard import me
from feedback import canned_actions, canned_queries
from feedback.blueprint import bp
from feedback.canned_forms import CannedForm
from feedback.canned_models import CannedAnswer
from feedback.queries import list_topics
from store.clock import today, utc_now
from store.db import db
from web.errors import undo
from web.filters import day
from workflow.refusal import Refusal


@bp.get("/doan-mau")
def canned() -> ResponseReturnValue:
    """Show every piece, by topic."""
    page = {"rows": canned_queries.list_canned(db.session()), "on": today()}
    return render_template("feedback/staff/canned.html", **page)


def _form(row: CannedAnswer | None) -> CannedForm:
    values = CannedForm.values_of(row) if row else {"valid_from": day(today())}
    topics = {topic.code: topic.name for topic in list_topics(db.session())}
    return CannedForm(request.form, data=values).offer(topics)


def _page(
    form: CannedForm, row: CannedAnswer | None, status: int = 200, is_stale: bool = False
) -> ResponseReturnValue:
    versions = canned_queries.list_versions(db.session(), row.id) if row else []
    page: dict[str, Any] = {"form": form, "row": row, "versions": versions, "parts": []}
    if row is not None and is_stale:
        mine, theirs = form.data, CannedForm.values_of(row)
        names = {"title": "Tên", "body": "Nội dung", "valid_from": "Từ ngày", "valid_to": "Đến hết"}
        page["parts"] = [
            {"label": label, "mine": mine[name], "theirs": theirs[name]}
            for name, label in names.items()
            if mine[name] != theirs[name]
        ]
        form.seen.data = str(row.version)
    return render_template("feedback/staff/canned_one.html", is_stale=is_stale, **page), status


@bp.route("/doan-mau/moi", methods=["GET", "POST"])
def new_canned() -> ResponseReturnValue:
    """Add a piece."""
    form = _form(None)
    if request.method != "POST":
        return _page(form, None)
    add = canned_actions.add_canned
    row = form.accepted(lambda: add(db.session(), form.draft(), me(), utc_now()))
    if row is None:
        return _page(form, None, 422)
    db.session.commit()
    flash(f"Đã thêm “{row.title}”. Cán bộ chèn được khi soạn trả lời.", "success")
    return redirect(url_for("feedback.canned"), code=303)


@bp.route("/doan-mau/<int:canned_id>", methods=["GET", "POST"])
def edit_canned(canned_id: int) -> ResponseReturnValue:
    """Show a piece with its versions; save a new one, or show it beside a newer one."""
    row = canned_queries.access_canned(db.session(), canned_id)
    form = _form(row)
    if request.method != "POST":
        return _page(form, row)
    if not form.validate():
        return _page(form, row, 422)
    return _save(form, row)


def _save(form: CannedForm, row: CannedAnswer) -> ResponseReturnValue:
    canned_id, save = row.id, canned_actions.save_canned
    try:
        saved = save(db.session(), row, form.draft(), form.seen_version, me(), utc_now())
    except Refusal as refusal:
        return _refused(form, canned_id, refusal)
    db.session.commit()
    flash(f"Đã lưu “{saved.title}”.", "success")
    return redirect(url_for("feedback.canned"), code=303)


def _refused(form: CannedForm, canned_id: int, refusal: Refusal) -> ResponseReturnValue:
    undo()
    row = canned_queries.access_canned(db.session(), canned_id)
    if refusal.reason == "stale":
        return _page(form, row, 409, is_stale=True)
    if refusal.reason == "role":
        raise refusal
    form.refuse(refusal)
    return _page(form, row, 422)
