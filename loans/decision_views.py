"""Pages of the decision: the director's, and what the applicant reads and answers afterwards."""

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from accounts.guard import me
from dossiers.actions import check_version
from loans import decision_actions, offer_actions, queries
from loans.appraisal_pages import ReviewPage, review_page
from loans.blueprint import bp
from loans.council_queries import list_meetings, open_item_of
from loans.decision_actions import Decider
from loans.decision_forms import AnswerForm, DecideForm, SecondLookForm
from loans.decision_pages import outcome_page
from loans.models import LoanApplication
from loans.words import COLLATERAL_KINDS
from store.clock import today, utc_now
from store.db import db

OFFER_ANSWERS = {"nhan": "accepted", "khong-nhan": "declined"}


def _application(code: str) -> LoanApplication:
    application = queries.access_application(db.session(), me(), code, today())
    seen = request.form.get("version", "")
    if seen.isascii() and seen.isdecimal() and len(seen) < 10:
        check_version(application.dossier, int(seen))
    return application


def _decider() -> Decider:
    return Decider(me(), me().position or "Giám đốc Quỹ")


def _to_show(application: LoanApplication) -> Response:
    return redirect(url_for("loans.show", code=application.dossier.code), code=303)


def _page(application: LoanApplication, form: DecideForm, status: int = 200) -> ResponseReturnValue:
    session = db.session()
    page: ReviewPage = review_page(session, application, today())
    item = open_item_of(session, application.dossier_id)
    meetings = [one for one in list_meetings(session) if one.closed_at is None]
    shown = {"page": page, "form": form, "item": item, "meetings": meetings}
    return render_template("loans/staff/decide.html", kinds=COLLATERAL_KINDS, **shown), status


@bp.get("/vay-von/ho-so/<code>/quyet-dinh")
def decide(code: str) -> ResponseReturnValue:
    """The proposal with the figures of today; the director decides or calls the council."""
    return _page(_application(code), DecideForm())


@bp.post("/vay-von/ho-so/<code>/quyet-dinh/duyet")
def approve(code: str) -> ResponseReturnValue:
    """Approve within the director's limit: the money is reserved, the letter issued."""
    application, settings = _application(code), current_app.extensions["settings"]
    decision_actions.approve(db.session(), settings, application, _decider(), utc_now())
    db.session.commit()
    flash("Đã duyệt cho vay. Tiền được giữ, thông báo được gửi cho hợp tác xã.", "success")
    return _to_show(application)


@bp.post("/vay-von/ho-so/<code>/quyet-dinh/khong-cho-vay")
def reject(code: str) -> ResponseReturnValue:
    """Refuse with reasons; the letter names the smallest change that would pass."""
    application, form = _application(code), DecideForm(request.form)
    if not form.validate() or not form.need_note():
        return _page(application, form, 422)
    settings, note = current_app.extensions["settings"], form.note.data
    decision_actions.reject(db.session(), settings, application, note, _decider(), utc_now())
    db.session.commit()
    flash("Đã gửi văn bản chưa cho vay kèm lý do.", "success")
    return _to_show(application)


@bp.post("/vay-von/ho-so/<code>/quyet-dinh/tra-lai")
def return_proposal(code: str) -> ResponseReturnValue:
    """Give the proposal back to its appraiser."""
    application, form = _application(code), DecideForm(request.form)
    if not form.validate() or not form.need_note():
        return _page(application, form, 422)
    decision_actions.return_proposal(db.session(), application, form.note.data, me(), utc_now())
    db.session.commit()
    flash("Đã trả lại tờ trình cho thẩm định viên.", "success")
    return _to_show(application)


@bp.get("/vay-von/ho-so/<code>/ket-qua")
def outcome(code: str) -> ResponseReturnValue:
    """What was decided and why: for the applicant, with what can be done now."""
    return _outcome(_application(code), AnswerForm(), SecondLookForm())


def _outcome(
    application: LoanApplication, answer: AnswerForm, look: SecondLookForm, status: int = 200
) -> ResponseReturnValue:
    page = outcome_page(db.session(), me(), application, today())
    html = render_template("loans/outcome.html", page=page, answer=answer, look=look)
    return html, status


@bp.post("/vay-von/ho-so/<code>/ket-qua/<choice>")
def answer_offer(code: str, choice: str) -> ResponseReturnValue:
    """Accept or decline the offer, once."""
    application, form = _application(code), AnswerForm(request.form)
    answer = OFFER_ANSWERS.get(choice)
    if answer is None or not form.validate():
        return _outcome(application, form, SecondLookForm(), 422)
    note, now = form.note.data or "", utc_now()
    offer_actions.answer_offer(db.session(), application, answer, note, me(), now)
    db.session.commit()
    words = "Đã nhận khoản vay. Quỹ sẽ mời ký hợp đồng." if answer == "accepted" else "Đã trả lời."
    flash(words, "success")
    return _to_show(application)


@bp.post("/vay-von/ho-so/<code>/xem-xet-lai")
def second_look(code: str) -> ResponseReturnValue:
    """Ask once to look again at a refusal."""
    application, form = _application(code), SecondLookForm(request.form)
    if not form.validate():
        return _outcome(application, AnswerForm(), form, 422)
    decision_actions.ask_second_look(db.session(), application, form.note.data, me(), utc_now())
    db.session.commit()
    flash("Đã gửi đề nghị xem xét lại. Thời hạn mới bắt đầu tính.", "success")
    return _to_show(application)
