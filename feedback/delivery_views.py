"""Pages of how answers reach people: the cooperative's two buttons, the list to call from."""

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts.guard import me
from dossiers.queries import list_papers
from feedback import delivery_actions, delivery_queries
from feedback.blueprint import bp
from feedback.delivery_forms import RESULTS, DeliveryForm
from feedback.models import Answer, Petition
from feedback.process import OUTCOMES
from feedback.queries import access_handled, access_petition, find_issued_answer
from store.clock import today, utc_now
from store.db import db
from web.filters import day
from workflow.numbers import number
from workflow.refusal import Missing

FROM_LIST = "danh-sach"


def _issued(petition: Petition) -> Answer:
    answer = find_issued_answer(db.session(), petition)
    if answer is None:
        raise Missing("answer")
    return answer


@bp.post("/kien-nghi/<code>/da-doc")
def confirm_read(code: str) -> ResponseReturnValue:
    """Record that the cooperative has read the answer: only this button says so."""
    petition = access_petition(db.session(), me(), code, today())
    answer, now = _issued(petition), utc_now()
    delivery_actions.note_by_owner(db.session(), answer, "read", me(), now)
    db.session.commit()
    flash("Đã ghi nhận hợp tác xã đã đọc văn bản. Xin cảm ơn.", "success")
    return redirect(url_for("feedback.show", code=petition.dossier.code, _anchor="tra-loi"), 303)


@bp.post("/kien-nghi/<code>/mo-van-ban")
def open_answer(code: str) -> ResponseReturnValue:
    """Record that the signed file was opened, then hand it out from its own address."""
    petition = access_petition(db.session(), me(), code, today())
    answer, now = _issued(petition), utc_now()
    papers = list_papers(db.session(), me(), petition.dossier)
    sealed = [paper.document_id for paper in papers if paper.role == "answer"]
    if not sealed:
        raise Missing("document")
    delivery_actions.note_by_owner(db.session(), answer, "opened", me(), now)
    db.session.commit()
    code = petition.dossier.code
    return redirect(url_for("dossiers.paper", code=code, document_id=sealed[0]), 303)


@bp.get("/chua-den-tay")
def unreached() -> ResponseReturnValue:
    """The answers that nobody confirmed in time: a page to call from."""
    found = delivery_queries.list_unreached(db.session(), me(), today())
    return render_template(
        "feedback/staff/unreached.html",
        found=found,
        outcomes=OUTCOMES,
        results=RESULTS,
        on=day(today()),
        from_list=FROM_LIST,
    )


@bp.route("/kien-nghi/<code>/giao-tra-loi", methods=["GET", "POST"])
def deliver(code: str) -> ResponseReturnValue:
    """Record a call or a signed paper about an answer."""
    petition = access_handled(db.session(), me(), code, today())
    answer, form = _issued(petition), DeliveryForm(request.form)
    if request.method != "POST":
        return _deliver_page(petition, answer, DeliveryForm(data={"on": day(today())}), 200)
    seen, now = number(request.form.get("seen")), utc_now()
    seen = -1 if seen is None else seen
    note = delivery_actions.note_by_staff
    if form.accepted(lambda: note(db.session(), answer, form.said, seen, me(), now)) is None:
        return _deliver_page(petition, answer, form, 422)
    db.session.commit()
    flash("Đã ghi. Dòng này được giữ lại và không sửa được.", "success")
    return _after(petition)


def _after(petition: Petition) -> ResponseReturnValue:
    if request.form.get("from") == FROM_LIST:
        return redirect(url_for("feedback.unreached"), 303)
    code = petition.dossier.code
    return redirect(url_for("feedback.show", code=code, _anchor="den-tay"), 303)


def _deliver_page(
    petition: Petition, answer: Answer, form: DeliveryForm, status: int
) -> ResponseReturnValue:
    delivery = delivery_queries.delivery_of(db.session(), petition, answer)
    page = render_template(
        "feedback/staff/deliver.html",
        petition=petition,
        delivery=delivery,
        form=form,
        outcomes=OUTCOMES,
        alliance=current_app.extensions["settings"].alliance_name,
        came_from=request.form.get("from", ""),
    )
    return page, status
