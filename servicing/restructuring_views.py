"""Pages of restructuring: the borrower asks, the appraiser finds, the director decides."""

from typing import Any

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from accounts.guard import me
from documents.views import attachment
from servicing import queries
from servicing import restructuring_actions as asked
from servicing.actions import Act, new_parts
from servicing.blueprint import bp
from servicing.groups import GROUP_NAMES
from servicing.letter_actions import access_letter, sign_debt_note
from servicing.models import Loan
from servicing.restructuring_forms import AppraiseForm, AskForm, DecideForm
from servicing.restructuring_models import LoanRestructuring
from servicing.restructuring_process import KIND_NAMES, RESTRUCTURING
from store.clock import today, utc_now
from store.db import db
from web.filters import day
from web.forms import Form
from workflow.refusal import Refusal


def _act() -> Act:
    return Act(me().actor, utc_now())


def _loan(loan_id: int) -> Loan:
    return queries.access_loan(db.session(), me(), loan_id, today())


def _done(address: str, words: str) -> Response:
    db.session.commit()
    flash(words, "success")
    return redirect(address, code=303)


@bp.route("/khoan-vay/<int:loan_id>/xin-co-cau", methods=["GET", "POST"])
def ask_restructuring(loan_id: int) -> ResponseReturnValue:
    """Ask for another schedule: look at it first."""
    loan, form, looks = _loan(loan_id), AskForm(request.form), "xem" in request.form
    kept, parts = db.session(), None
    if looks:
        parts = form.accepted(lambda: asked.wished_parts(kept, loan, form.wish(), today()))
    elif request.method == "POST" and _accepts(
        form, lambda: asked.ask(kept, loan, form.wish(), _act())
    ):
        home = url_for("servicing.my_loan", loan_id=loan_id, _anchor="co-cau")
        return _done(home, "Quỹ đã nhận đề nghị. Quỹ thẩm định và trả lời bằng văn bản.")
    page: dict[str, Any] = {"loan": (now := _loan(loan_id)), "parts": parts, "groups": GROUP_NAMES}
    page |= {"waiting": queries.find_waiting(kept, now), "form": form}
    page["group"] = asked.group_after(kept, now, today())
    status = 422 if request.method == "POST" and not parts else 200
    return render_template("servicing/ask_restructuring.html", **page), status


@bp.post("/khoan-vay/<int:loan_id>/xin-co-cau/rut")
def withdraw_restructuring(loan_id: int) -> ResponseReturnValue:
    """Take one's request back."""
    loan = _loan(loan_id)
    row = queries.find_waiting(db.session(), loan)
    if row is None:
        raise Refusal("state", "Không có đề nghị nào đang chờ.")
    asked.withdraw(db.session(), row, _act())
    return _done(url_for("servicing.my_loan", loan_id=loan_id), "Đã rút đề nghị cơ cấu lại.")


@bp.get("/khoan-vay/<int:loan_id>/van-ban/<int:letter_id>.pdf")
def letter_pdf(loan_id: int, letter_id: int) -> ResponseReturnValue:
    """The signed file of a letter about a loan."""
    document = access_letter(db.session(), _loan(loan_id), letter_id)
    return attachment(current_app.extensions["vault"], document)


# --- the fund ----------------------------------------------------------------------------------


@bp.get("/quy/co-cau")
def restructurings() -> ResponseReturnValue:
    """The requests that wait, and what was answered last."""
    kept = db.session()
    page = {"waiting": asked.list_waiting(kept), "answered": asked.list_answered(kept)}
    words = {"states": RESTRUCTURING.states, "kinds": KIND_NAMES}
    return render_template("servicing/restructurings.html", **page, **words)


def _page(
    row: LoanRestructuring,
    form: AppraiseForm | None = None,
    decision: DecideForm | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    kept, plan = db.session(), asked.proposal_of(row)
    then = asked.position_of(kept, row.loan, today())
    page: dict[str, Any] = {"row": row, "loan": row.loan, "now": then, "parts": (), "late": ""}
    page |= {"form": form or _appraise_form(row), "decision": decision or DecideForm()}
    if row.is_waiting:
        try:
            page["parts"] = new_parts(row.loan, then, plan)
        except Refusal as refusal:
            page["late"] = refusal.text
    page |= {"group": asked.group_after(kept, row.loan, today()), "groups": GROUP_NAMES}
    words = {"states": RESTRUCTURING.states, "kinds": KIND_NAMES, "asked_for": asked.asked_for}
    return render_template("servicing/restructuring.html", **page, **words), status


def _appraise_form(row: LoanRestructuring) -> AppraiseForm:
    plan = asked.proposal_of(row)
    data: dict[str, Any] = {"first_on": day(plan.first_on), "every_months": plan.every_months}
    data |= {"instalments": plan.instalments, "finding": row.finding}
    if row.is_supported is not None:
        data["support"] = "co" if row.is_supported else "khong"
    return AppraiseForm(data=data)


@bp.get("/quy/co-cau/<int:restructuring_id>")
def restructuring(restructuring_id: int) -> ResponseReturnValue:
    """One request: the wish, the finding, the decision."""
    return _page(asked.access_restructuring(db.session(), restructuring_id))


def _home(row: LoanRestructuring) -> str:
    return url_for("servicing.restructuring", restructuring_id=row.id)


@bp.post("/quy/co-cau/<int:restructuring_id>/tham-dinh")
def appraise_restructuring(restructuring_id: int) -> ResponseReturnValue:
    """Write down what was found."""
    row = asked.access_restructuring(db.session(), restructuring_id)
    form, kept = AppraiseForm(request.form), db.session()
    if _accepts(form, lambda: asked.appraise(kept, row, form.found(), _act())):
        return _done(_home(row), "Đã ghi kết quả thẩm định. Giám đốc Quỹ quyết định.")
    return _page(asked.access_restructuring(kept, restructuring_id), form=form, status=422)


def _accepts(form: Form, act: Any) -> bool:
    return form.accepted(lambda: (act(), True)) is not None


@bp.post("/quy/co-cau/<int:restructuring_id>/quyet-dinh")
def decide_restructuring(restructuring_id: int) -> ResponseReturnValue:
    """Decide, with a letter."""
    row, kept = asked.access_restructuring(db.session(), restructuring_id), db.session()
    form, settings = DecideForm(request.form), current_app.extensions["settings"]
    is_yes, words, seen = form.outcome.data == "co", form.answer.data or "", form.seen.data or ""
    what = (kept, settings, row, is_yes, words, me(), _act(), seen)
    if _accepts(form, lambda: asked.decide(*what)):
        said = "Đã cơ cấu lại thời hạn trả nợ." if is_yes else "Đã trả lời không cơ cấu."
        return _done(_home(row), f"{said} Văn bản đang được ký số.")
    return _page(asked.access_restructuring(kept, restructuring_id), decision=form, status=422)


@bp.post("/quy/khoan-vay/<int:loan_id>/giai-ngan/<int:tranche>/ky")
def sign_note(loan_id: int, tranche: int) -> ResponseReturnValue:
    """Sign the note of a tranche."""
    settings = current_app.extensions["settings"]
    letter = sign_debt_note(db.session(), settings, _loan(loan_id), tranche, me(), _act())
    home = url_for("servicing.show", loan_id=loan_id)
    return _done(home, f"Đã ký giấy nhận nợ {letter.full_number}. Tệp đang được ký số.")
