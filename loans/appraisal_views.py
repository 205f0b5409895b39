"""Pages of the appraiser: the round as it is written, visits, the proposal."""

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from accounts.guard import me
from documents.actions import keep
from documents.rules import check_upload
from documents.uploads import keep_uploads
from loans import appraisal_actions, queries
from loans.appraisal_actions import check_appraiser
from loans.appraisal_forms import AppraisalForm, VisitForm
from loans.appraisal_pages import SCORES, review_page
from loans.appraisal_queries import current_round, scorecard_on
from loans.blueprint import bp
from loans.models import LoanApplication
from loans.words import COLLATERAL_KINDS
from store.clock import today, utc_now
from store.db import db
from workflow.refusal import Refusal


def _held(code: str) -> LoanApplication:
    application = queries.access_application(db.session(), me(), code, today())
    check_appraiser(db.session(), application, me(), today())
    return application


def _back(application: LoanApplication) -> Response:
    return redirect(url_for("loans.appraisal", code=application.dossier.code), code=303)


@bp.route("/vay-von/ho-so/<code>/tham-dinh", methods=["GET", "POST"])
def appraisal(code: str) -> ResponseReturnValue:
    """The round that is being written: scores, values, cash, the conclusion."""
    application = _held(code)
    if request.method != "POST":
        return _page(application, _form_of(application), 200)
    form = AppraisalForm(request.form)
    if form.accepted(lambda: _save(application, form)) is None:
        return _page(application, form, 422)
    db.session.commit()
    if "trinh" in request.form:
        return _propose(application)
    flash("Đã lưu kết quả thẩm định.", "success")
    return _back(application)


def _save(application: LoanApplication, form: AppraisalForm) -> object:
    positions = [piece.position for piece in application.collateral]
    draft = form.draft(request.form, scorecard_on(db.session(), today()), positions)
    seen = form.seen_version()
    return appraisal_actions.save(db.session(), application, draft, seen, me(), utc_now())


def _propose(application: LoanApplication) -> ResponseReturnValue:
    form, settings = AppraisalForm(request.form), current_app.extensions["settings"]

    def act() -> object:
        return appraisal_actions.propose(db.session(), settings, application, me(), utc_now())

    if form.accepted(act) is None:
        row = current_round(db.session(), application.dossier_id)
        form.version.data = str(row.version) if row else "0"
        return _page(application, form, 422)
    db.session.commit()
    flash("Đã gửi tờ trình. Người quyết định được báo.", "success")
    return redirect(url_for("loans.show", code=application.dossier.code), code=303)


def _form_of(application: LoanApplication) -> AppraisalForm:
    row = current_round(db.session(), application.dossier_id)
    if row is None:
        asked = {"amount_vnd": _money(application.amount_vnd), "months": application.months}
        return AppraisalForm(data=asked)
    names = ("months", "conclusion", "conditions", "opinion")
    kept = {name: getattr(row, name) for name in names}
    amounts = {name: _money(getattr(row, name)) for name in ("amount_vnd", "opening_vnd")}
    version = str(row.version) if row.proposed_at is None else "0"
    return AppraisalForm(data=kept | amounts | {"version": version})


def _money(amount_vnd: int) -> str:
    return f"{amount_vnd:,}".replace(",", ".") if amount_vnd else ""


def _page(application: LoanApplication, form: AppraisalForm, status: int) -> ResponseReturnValue:
    typed = request.form if status == 422 else None
    page = review_page(db.session(), application, today(), typed)
    words = {"kinds": COLLATERAL_KINDS, "scores": SCORES}
    return render_template("loans/staff/appraisal.html", page=page, form=form, **words), status


@bp.route("/vay-von/ho-so/<code>/kiem-tra-thuc-te", methods=["GET", "POST"])
def visit(code: str) -> ResponseReturnValue:
    """Write a visit down, with photos."""
    application, form = _held(code), VisitForm(request.form)
    if request.method == "POST" and form.accepted(lambda: _write(application, form)) is not None:
        db.session.commit()
        flash("Đã ghi lần kiểm tra thực tế.", "success")
        return _back(application)
    status = 422 if request.method == "POST" else 200
    return render_template("loans/staff/visit.html", application=application, form=form), status


def _write(application: LoanApplication, form: VisitForm) -> object:
    vault, account, now = current_app.extensions["vault"], me(), utc_now()
    photos, problems = keep_uploads(
        lambda name, content: keep(
            db.session(), vault, check_upload(name, content), account.id, now
        )
    )
    if problems:
        raise Refusal("file", " ".join(problems), "files")
    return appraisal_actions.visit(db.session(), application, form.draft(), photos, account, now)
