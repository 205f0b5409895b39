"""Pages of merging and splitting: choose the lead, say what is the same, take it back, split."""

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts.guard import me
from dossiers.actions import check_seen
from dossiers.numbering import parse_code
from feedback import merge_actions
from feedback.blueprint import bp
from feedback.forms import NoteForm
from feedback.merge_forms import MergeForm, SplitForm
from feedback.merge_queries import find_merge, list_leads
from feedback.merge_rules import suggest_same
from feedback.models import Petition
from feedback.process import PETITION
from feedback.queries import access_handled, access_petition, list_topics
from feedback.split_actions import Part
from feedback.split_actions import split as split_petition
from store.clock import today, utc_now
from store.db import db
from workflow.refusal import Missing, Refusal


def _handled(code: str, action: str) -> Petition:
    petition = access_handled(db.session(), me(), code, today())
    check_seen(petition.dossier, request.form.get("version"))
    if request.method == "GET":
        PETITION.step(petition.dossier.state, action, me().actor.role)
    return petition


@bp.route("/kien-nghi/<code>/gop", methods=["GET", "POST"])
def merge(code: str) -> ResponseReturnValue:
    """Choose the lead (by a list, or by its code), then say which demand is the same as which."""
    petition = _handled(code, "merge")
    form = MergeForm(request.form) if request.method == "POST" else MergeForm()
    if request.method == "POST" and form.accepted(lambda: _merge(petition, form)) is not None:
        db.session.commit()
        flash("Đã gộp. Mỗi hợp tác xã vẫn giữ mã hồ sơ và nhận văn bản riêng.", "success")
        return redirect(url_for("feedback.show", code=code), code=303)
    return _merge_page(petition, form)


def _merge(petition: Petition, form: MergeForm) -> object:
    same = form.same(request.form, [one.id for one in petition.demands])
    try:
        lead = access_handled(db.session(), me(), form.lead_code, today())
    except Missing as error:
        raise Refusal("lead", "Không có kiến nghị nào mang mã này.", "lead") from error
    note, now = form.note.data, utc_now()
    return merge_actions.merge(db.session(), petition, lead, same, note, me(), now)


def _merge_page(petition: Petition, form: MergeForm) -> ResponseReturnValue:
    session, typed = db.session(), form.lead.data or request.args.get("vao", "")
    lead = _find_lead(typed)
    offered = {one.id: one.text for one in lead.demands} if lead else {}
    mine = {one.id: one.text for one in petition.demands}
    chosen = form.same(request.form, list(mine)) or suggest_same(mine, offered)
    html = render_template(
        "feedback/staff/merge.html",
        petition=petition,
        form=form,
        lead=lead,
        typed=typed,
        chosen=chosen,
        leads=[] if lead else list_leads(session, me(), petition, today()),
    )
    return html, 422 if request.method == "POST" else 200


def _find_lead(typed: str) -> Petition | None:
    code = parse_code(typed)
    try:
        return access_petition(db.session(), me(), code, today()) if code else None
    except Missing:
        return None


@bp.route("/kien-nghi/<code>/bo-gop", methods=["GET", "POST"])
def unmerge(code: str) -> ResponseReturnValue:
    """Take a merge back, with a reason."""
    petition, form = _handled(code, "unmerge"), NoteForm(request.form)
    row = find_merge(db.session(), petition.dossier_id)
    if row is None:
        raise Refusal("state", "Kiến nghị này không còn gộp với kiến nghị nào.")
    if request.method == "POST" and form.validate():
        merge_actions.unmerge(db.session(), petition, form.note.data, me().actor, utc_now())
        db.session.commit()
        flash("Đã bỏ gộp. Hồ sơ trở lại như trước khi gộp.", "success")
        return redirect(url_for("feedback.show", code=code), code=303)
    status = 422 if request.method == "POST" else 200
    page = {"petition": petition, "row": row, "form": form}
    return render_template("feedback/staff/unmerge.html", **page), status


@bp.route("/kien-nghi/<code>/tach", methods=["GET", "POST"])
def split(code: str) -> ResponseReturnValue:
    """Give some demands a number of their own."""
    petition = _handled(code, "split")
    form = SplitForm(request.form, data={"topic": petition.topic_code})
    form.set_choices(petition.demands, list_topics(db.session()))
    made = form.accepted(lambda: _split(petition, form)) if request.method == "POST" else None
    if made is not None:
        db.session.commit()
        flash(f"Đã tách thành {made.dossier.code}. Hợp tác xã được báo.", "success")
        return redirect(url_for("feedback.show", code=code), code=303)
    status = 422 if request.method == "POST" else 200
    page = {"petition": petition, "form": form}
    return render_template("feedback/staff/split.html", **page), status


def _split(petition: Petition, form: SplitForm) -> Petition:
    part = Part(form.demand_ids, form.subject.data, form.topic.data, form.note.data)
    settings = current_app.extensions["settings"]
    return split_petition(db.session(), settings, petition, part, me(), utc_now())
