"""The page on which a loan is taken off the balance."""

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts.guard import me
from servicing import queries
from servicing.actions import Act
from servicing.blueprint import bp
from servicing.forms import WriteOffForm
from servicing.models import Loan
from servicing.replay import replay
from servicing.write_off_actions import decide_write_off
from servicing.write_off_models import LoanWriteOff
from store.clock import today, utc_now
from store.db import db


@bp.route("/quy/khoan-vay/<int:loan_id>/xu-ly", methods=["GET", "POST"])
def write_off(loan_id: int) -> ResponseReturnValue:
    """Take a loan off the balance, with a letter."""
    kept = db.session()
    loan, form = queries.access_loan(kept, me(), loan_id, today()), WriteOffForm(request.form)
    row = form.accepted(lambda: _decide(loan, form)) if request.method == "POST" else None
    if row is None:
        facts = queries.facts_of(kept, [loan])[loan.id]
        then = replay(facts, today()) if facts.plans else None
        status = 422 if request.method == "POST" else 200
        page = {"loan": loan, "form": form, "now": then}
        return render_template("servicing/write_off.html", **page), status
    kept.commit()
    flash(f"Đã ký quyết định {row.letter.full_number}. Văn bản đang được ký số.", "success")
    return redirect(url_for("servicing.show", loan_id=loan.id), code=303)


def _decide(loan: Loan, form: WriteOffForm) -> LoanWriteOff:
    settings = current_app.extensions["settings"]
    act = Act(me().actor, utc_now())
    return decide_write_off(db.session(), settings, loan, form.draft(), me(), act)
