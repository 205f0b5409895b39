"""Pages of the Fund's people on an application: choose an appraiser, ask for more, note."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from accounts.guard import me
from accounts.models import Account
from loans import queries, staff_actions
from loans.application_pages import open_acts
from loans.blueprint import bp
from loans.eligibility_rules import checks
from loans.models import LoanApplication
from loans.queries import case_of
from loans.staff_forms import AskForm, GiveForm, NoteForm
from loans.staff_queries import Chair, is_held, list_appraisers
from store.clock import today, utc_now
from store.db import db
from workflow.refusal import Missing


def _access(code: str) -> LoanApplication:
    return queries.access_application(db.session(), me(), code, today())


def _back(application: LoanApplication, words: str) -> Response:
    db.session.commit()
    flash(words, "success")
    return redirect(url_for("loans.show", code=application.dossier.code), code=303)


def _status() -> int:
    return 422 if request.method == "POST" else 200


@bp.route("/vay-von/ho-so/<code>/giao-tham-dinh", methods=["GET", "POST"])
def give(code: str) -> ResponseReturnValue:
    """The director chooses who appraises."""
    application, session = _access(code), db.session()
    is_new = is_held(session, application.dossier)
    if request.method != "POST" and not is_new and application.dossier.state != "in_appraisal":
        raise Missing("choice")
    chairs, form = list_appraisers(session, application, today()), GiveForm(request.form)
    form.offer(chairs)
    if request.method == "POST" and form.accepted(lambda: _give(application, form)) is not None:
        return _back(application, "Đã giao hồ sơ. Người thẩm định được báo.")
    return _give_page(application, form, chairs)


def _give(application: LoanApplication, form: GiveForm) -> bool:
    chosen = db.session.get_one(Account, int(form.officer_id.data))
    staff_actions.give_to(db.session(), application, chosen, form.note.data, me(), utc_now())
    return True


def _give_page(
    application: LoanApplication, form: GiveForm, chairs: list[Chair]
) -> ResponseReturnValue:
    shown = {"application": application, "form": form, "chairs": chairs}
    return render_template("loans/staff/give.html", **shown), _status()


@bp.route("/vay-von/ho-so/<code>/yeu-cau-bo-sung", methods=["GET", "POST"])
def ask_for_more(code: str) -> ResponseReturnValue:
    """The appraiser asks for papers, values and words."""
    application, form = _access(code), AskForm(request.form)
    dossier, is_sent = application.dossier, request.method == "POST"
    if dossier.officer_id != me().id:
        raise Missing("request")
    if not is_sent and "request_supplement" not in open_acts(me(), dossier):
        raise Missing("request")
    case = case_of(db.session(), application, today())
    form.offer(case.papers, checks(case))
    if is_sent and form.accepted(lambda: _ask(application, form)) is not None:
        return _back(application, "Đã gửi yêu cầu bổ sung. Thời hạn tạm dừng cho đến khi có.")
    shown = {"application": application, "form": form}
    return render_template("loans/staff/ask.html", **shown), _status()


def _ask(application: LoanApplication, form: AskForm) -> bool:
    codes, rules = form.papers.data or (), form.rules.data or ()
    staff_actions.ask_for_more(
        db.session(), application, codes, rules, form.note.data, me(), utc_now()
    )
    return True


@bp.route("/vay-von/ho-so/<code>/ghi-chu", methods=["GET", "POST"])
def note(code: str) -> ResponseReturnValue:
    """A note that only the staff reads."""
    application, form = _access(code), NoteForm(request.form)
    if "note" not in open_acts(me(), application.dossier):
        raise Missing("note")
    if request.method == "POST" and form.accepted(lambda: _note(application, form)) is not None:
        return _back(application, "Đã ghi chú.")
    shown = {"application": application, "form": form}
    return render_template("loans/staff/note.html", **shown), _status()


def _note(application: LoanApplication, form: NoteForm) -> bool:
    staff_actions.add_note(db.session(), application, form.note.data, me(), utc_now())
    return True
