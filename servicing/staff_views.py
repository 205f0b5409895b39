"""Pages of loans for the fund: the portfolio, one loan, and what is done with it."""

from collections.abc import Callable

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from accounts.guard import me
from loans.money_text import percent_number as percent
from servicing import actions, queries
from servicing.actions import Act
from servicing.blueprint import bp
from servicing.drafts import CONDITIONS, changes_in_words
from servicing.forms import (
    DisburseForm,
    PayForm,
    PortfolioForm,
    ReasonForm,
    RestructureForm,
)
from servicing.groups import GROUP_NAMES
from servicing.letter_actions import debt_notes
from servicing.models import Loan
from servicing.pages import LoanPage, formula, loan_page
from servicing.process import CREDIT
from servicing.queries import find_waiting
from servicing.replay import BUCKET_NAMES, CHOICES
from servicing.write_off_actions import find_write_off
from store.clock import today, utc_now
from store.db import db
from web.filters import day
from web.forms import Form
from workflow.roles import Role

FILTERS = {
    "open": "Đang vay",
    "late": "Quá hạn",
    "waiting": "Chờ giải ngân",
    "restructured": "Đã cơ cấu",
    "settled": "Đã tất toán",
    "written_off": "Đã xử lý rủi ro",
}

SHOWN = frozenset({*FILTERS, "all"})


@bp.get("/quy/khoan-vay")
def portfolio() -> ResponseReturnValue:
    """All loans, the worst first."""
    form = PortfolioForm(request.args)
    form.validate()
    state = request.args.get("loc", "open")
    group = int(form.nhom.data) if form.nhom.data and not form.nhom.errors else 0
    wanted = queries.LoanSearch(form.q.data or "", state if state in SHOWN else "open", group)
    page = {"loans": queries.list_loans(db.session(), wanted), "wanted": wanted, "form": form}
    page |= {"counts": queries.count_states(db.session()), "filters": FILTERS, "on": today()}
    return render_template("servicing/portfolio.html", **page, states=CREDIT.states)


def _loan(loan_id: int) -> Loan:
    return queries.access_loan(db.session(), me(), loan_id, today())


def page_of(loan: Loan) -> LoanPage | None:
    """Return a loan as its page shows it today."""
    return loan_page(loan, queries.facts_of(db.session(), [loan])[loan.id], today())


@bp.get("/quy/khoan-vay/<int:loan_id>")
def show(loan_id: int) -> ResponseReturnValue:
    """One loan with its whole story."""
    loan, kept = _loan(loan_id), db.session()
    page: dict[str, object] = {"loan": loan, "page": page_of(loan)}
    page["state"] = CREDIT.states[loan.status]
    page |= {"payments": queries.list_payments(kept, loan), "conditions": CONDITIONS}
    page |= {"disbursements": queries.list_disbursements(kept, loan)}
    page |= {"plans": queries.list_plans(kept, loan), "events": queries.list_events(kept, loan)}
    page |= {"notes": debt_notes(kept, loan), "asked": find_waiting(kept, loan)}
    page |= {"written_off": find_write_off(kept, loan)}
    page |= {"acts": CREDIT.open_to(loan.status, Role(me().role)), "groups": GROUP_NAMES}
    words = {"buckets": BUCKET_NAMES, "choices": CHOICES, "percent": percent, "formula": formula}
    return render_template("servicing/show.html", **page, **words, verbs=CREDIT.verbs)


def _act() -> Act:
    return Act(me().actor, utc_now())


def _done(form: Form, act: Callable[[], object]) -> bool:
    """Return whether the form was sent, fits, and `act` was done."""
    return request.method == "POST" and form.accepted(act) is not None


def _back(loan: Loan, words: str) -> Response:
    db.session.commit()
    flash(words, "success")
    return redirect(url_for("servicing.show", loan_id=loan.id), code=303)


@bp.route("/quy/khoan-vay/<int:loan_id>/giai-ngan", methods=["GET", "POST"])
def disburse(loan_id: int) -> ResponseReturnValue:
    """Pay out a tranche."""
    loan = _loan(loan_id)
    rest = loan.amount_vnd - loan.drawn_vnd
    form = DisburseForm(request.form, data={"amount": f"{rest:,}".replace(",", "."),
                                            "on": day(today())})  # fmt: skip
    done = _done(form, lambda: actions.disburse(db.session(), loan, form.draft(), _act()))
    if done:
        return _back(loan, "Đã ghi giải ngân. Lịch trả nợ được lập theo ngày tiền ra.")
    status = 422 if request.method == "POST" else 200
    return render_template("servicing/disburse.html", loan=_loan(loan_id), form=form), status


@bp.route("/quy/khoan-vay/<int:loan_id>/thu-no", methods=["GET", "POST"])
def pay(loan_id: int) -> ResponseReturnValue:
    """Record money that came in."""
    loan = _loan(loan_id)
    form = PayForm(request.form, data={"on": day(today()), "choice": "hold"})
    done = _done(form, lambda: actions.pay(db.session(), loan, form.draft(), _act()))
    if done:
        return _back(loan, queries.last_note(db.session(), loan))
    status = 422 if request.method == "POST" else 200
    loan = _loan(loan_id)
    return render_template("servicing/pay.html", loan=loan, page=page_of(loan), form=form), status


@bp.route("/quy/khoan-vay/<int:loan_id>/thu-no/<int:payment_id>/huy", methods=["GET", "POST"])
def reverse_payment(loan_id: int, payment_id: int) -> ResponseReturnValue:
    """Take a payment back that was entered by mistake."""
    loan, form = _loan(loan_id), ReasonForm(request.form)
    payment = queries.access_payment(db.session(), loan, payment_id)
    if request.method == "POST":
        what = (db.session(), loan, payment)
        changes = form.accepted(lambda: actions.reverse_payment(*what, form.reason.data, _act()))
        if changes is not None:
            return _back(loan, f"Đã hủy khoản thu. {changes_in_words(changes)}.")
    page = {"loan": _loan(loan_id), "payment": payment, "buckets": BUCKET_NAMES, "form": form}
    status = 422 if request.method == "POST" else 200
    return render_template("servicing/reverse.html", **page), status


@bp.route("/quy/khoan-vay/<int:loan_id>/co-cau", methods=["GET", "POST"])
def restructure(loan_id: int) -> ResponseReturnValue:
    """Give a loan a new plan: look at it first, then decide."""
    loan, form = _loan(loan_id), RestructureForm(request.form)
    looks = "xem" in request.form
    parts = form.accepted(lambda: _new_parts(loan, form)) if looks else None
    done = not looks and _done(
        form, lambda: actions.restructure(db.session(), loan, form.draft(), _act())
    )
    if done:
        return _back(loan, "Đã cơ cấu lại thời hạn trả nợ.")
    page = {"loan": _loan(loan_id), "form": form, "parts": parts}
    page |= {"page": page_of(loan), "group": min(5, 2 * loan.restructured + 2)}
    status = 422 if request.method == "POST" and not parts else 200
    return render_template("servicing/restructure.html", **page, groups=GROUP_NAMES), status


def _new_parts(loan: Loan, form: RestructureForm) -> object:
    page = page_of(loan)
    return actions.new_parts(loan, page.position, form.draft()) if page else None
