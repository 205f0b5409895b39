"""Pages of legal bases: the rows, what is offered while drafting, the answers to review."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts.guard import me
from feedback import basis_actions
from feedback.basis_forms import BasisForm
from feedback.basis_models import LegalBasis
from feedback.basis_queries import (
    access_basis,
    count_uses,
    list_bases,
    list_to_review,
    offer_bases,
)
from feedback.blueprint import bp
from feedback.forms import NoteForm
from store.clock import today, utc_now
from store.db import db
from workflow.refusal import Missing

QUERY_LENGTH_MAX = 200


@bp.get("/can-cu")
def bases() -> ResponseReturnValue:
    """The legal bases that answers rest on."""
    session = db.session()
    shown = {"bases": list_bases(session), "uses": count_uses(session), "on": today()}
    return render_template("feedback/staff/bases.html", **shown)


@bp.get("/can-cu/goi-y")
def offered_bases() -> ResponseReturnValue:
    """What the typed words may mean, for the field of a draft: no tone marks needed."""
    typed = next((v for k, v in request.args.items() if k.startswith("basis-")), "")
    wanted, field = typed[-QUERY_LENGTH_MAX:], request.args.get("o", "")
    found = offer_bases(db.session(), wanted.rpartition(";")[2], today())
    page = {"found": found, "before": typed.rpartition(";")[0], "field": field, "on": today()}
    return render_template("feedback/staff/_offered_bases.html", **page)


def _edit(basis: LegalBasis | None, form: BasisForm, status: int) -> ResponseReturnValue:
    used = basis is not None and basis_actions.is_used(db.session(), basis)
    shown = {"basis": basis, "form": form, "is_used": used}
    return render_template("feedback/staff/basis.html", **shown), status


def _form(basis: LegalBasis | None) -> BasisForm:
    form = BasisForm(request.form, data=BasisForm.values_of(basis) if basis else None)
    return form.offer(list_bases(db.session()), basis)


@bp.route("/can-cu/moi", methods=["GET", "POST"])
def new_basis() -> ResponseReturnValue:
    """Add a legal basis."""
    form, session = _form(None), db.session()
    if request.method != "POST":
        return _edit(None, form, 200)
    saved = form.accepted(lambda: basis_actions.add_basis(session, form.draft(), me(), utc_now()))
    if saved is None:
        return _edit(None, form, 422)
    db.session.commit()
    flash(f"Đã thêm {saved.symbol}.", "success")
    return redirect(url_for("feedback.bases"), code=303)


@bp.route("/can-cu/<int:basis_id>", methods=["GET", "POST"])
def edit_basis(basis_id: int) -> ResponseReturnValue:
    """Change a legal basis, or set its end."""
    session, basis = db.session(), access_basis(db.session(), basis_id)
    form = _form(basis)
    if request.method != "POST":
        return _edit(basis, form, 200)
    if form.accepted(lambda: _changed(basis, form)) is None:
        return _edit(access_basis(session, basis_id), form, 422)
    db.session.commit()
    flash(f"Đã lưu {basis.symbol}. Đơn vị có câu trả lời liên quan được báo nếu cần.", "success")
    return redirect(url_for("feedback.bases"), code=303)


def _changed(basis: LegalBasis, form: BasisForm) -> LegalBasis:
    basis_actions.edit_basis(db.session(), basis, form.draft(), me(), utc_now())
    return basis


@bp.get("/can-cu/xem-lai")
def bases_to_review() -> ResponseReturnValue:
    """The published answers whose basis ended, until somebody looked at them again."""
    return _to_review(NoteForm(), "")


def _to_review(form: NoteForm, wrong: str) -> ResponseReturnValue:
    rows = list_to_review(db.session(), me(), today())
    page = {"rows": rows, "form": form, "wrong": wrong}
    return render_template("feedback/staff/bases_review.html", **page), 422 if wrong else 200


@bp.post("/can-cu/xem-lai/<int:answer_id>/<int:basis_id>")
def review_basis(answer_id: int, basis_id: int) -> ResponseReturnValue:
    """Record that a published answer was looked at again."""
    session, form = db.session(), NoteForm(request.form)
    rows = list_to_review(session, me(), today())
    row = next((r for r in rows if (r.answer.id, r.basis.id) == (answer_id, basis_id)), None)
    if row is None:
        raise Missing("answer")
    if not form.validate():
        return _to_review(form, f"{answer_id}-{basis_id}")
    basis_actions.review_basis(session, row.answer, row.basis, form.note.data, me(), utc_now())
    db.session.commit()
    flash("Đã ghi kết quả xem lại.", "success")
    return redirect(url_for("feedback.bases_to_review"), code=303)
