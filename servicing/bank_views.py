"""Pages of bank statements: bring a file in, say of each line which loan it is for."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from accounts.guard import me
from servicing import bank_actions, queries
from servicing.actions import Act
from servicing.bank_rules import Fault
from servicing.blueprint import bp
from servicing.forms import AssignForm, SetAsideForm, StatementForm
from store.clock import today, utc_now
from store.db import db


def _act() -> Act:
    return Act(me().actor, utc_now())


def _page(form: StatementForm, faults: list[Fault], status: int = 200) -> ResponseReturnValue:
    kept = db.session()
    lines = bank_actions.waiting(kept)
    found = bank_actions.candidates(kept, _act()) if lines else []
    page = {"lines": lines, "candidates": found, "settled": bank_actions.settled(kept)}
    guesses = bank_actions.suggested(lines, found)
    shown = {"form": form, "faults": faults, "guesses": guesses}
    return render_template("servicing/bank.html", **page, **shown), status


@bp.get("/quy/sao-ke")
def bank() -> ResponseReturnValue:
    """What the bank told, and which loan each line is for."""
    return _page(StatementForm(), [])


@bp.post("/quy/sao-ke")
def bring_statement() -> ResponseReturnValue:
    """Bring a file of the bank in, whole or not at all."""
    form = StatementForm(request.files)
    what = form.accepted(lambda: bank_actions.bring_in(db.session(), *form.content(), _act()))
    if what is None or what[1]:
        return _page(form, what[1] if what else [], 422)
    db.session.commit()
    flash("Đã nhập sao kê. Chọn khoản vay cho từng dòng.", "success")
    return redirect(url_for("servicing.bank"), code=303)


def _back(words: str) -> Response:
    db.session.commit()
    flash(words, "success")
    return redirect(url_for("servicing.bank"), code=303)


@bp.post("/quy/sao-ke/<int:line_id>/khoan-vay")
def assign_line(line_id: int) -> ResponseReturnValue:
    """Record a line as a payment of a loan."""
    form, kept = AssignForm(request.form), db.session()
    line = bank_actions.access_line(kept, line_id)
    if not form.validate():
        flash("Chọn khoản vay cho dòng này.", "error")
        return redirect(url_for("servicing.bank"), code=303)
    loan = queries.access_loan(kept, me(), int(form.loan_id.data), today())
    bank_actions.assign(kept, line, loan, form.choice.data, _act())
    return _back(queries.last_note(kept, loan))


@bp.post("/quy/sao-ke/<int:line_id>/bo-qua")
def set_line_aside(line_id: int) -> ResponseReturnValue:
    """Note that a line is for no loan."""
    form = SetAsideForm(request.form)
    line = bank_actions.access_line(db.session(), line_id)
    if not form.validate():
        flash("Viết lý do khi để dòng này ra ngoài.", "error")
        return redirect(url_for("servicing.bank"), code=303)
    bank_actions.set_aside(db.session(), line, form.reason.data)
    return _back("Đã để dòng này ra ngoài các khoản vay.")
