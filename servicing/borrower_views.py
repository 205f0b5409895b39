"""Pages of loans for whoever speaks for the borrower."""

from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue

from accounts.guard import me
from loans.money_text import percent_number as percent
from servicing import queries
from servicing.blueprint import bp
from servicing.confirmation_actions import find_open
from servicing.forms import DayForm
from servicing.letter_actions import debt_notes
from servicing.models import Loan
from servicing.pages import formula, loan_page
from servicing.process import CREDIT
from servicing.replay import BUCKET_NAMES, BUCKETS, replay
from servicing.restructuring_actions import asked_for, list_of
from servicing.restructuring_process import RESTRUCTURING
from servicing.write_off_actions import find_write_off
from store.clock import today
from store.db import db

WORDS: dict[str, Any] = {
    "buckets": BUCKET_NAMES,
    "percent": percent,
    "formula": formula,
    "order": BUCKETS,
    "answers": RESTRUCTURING.states,
    "asked_for": asked_for,
}


@bp.get("/khoan-vay")
def mine() -> ResponseReturnValue:
    """The loans of one's cooperatives."""
    loans = queries.list_mine(db.session(), me(), today())
    return render_template("servicing/mine.html", loans=loans, states=CREDIT.states, on=today())


@bp.get("/khoan-vay/<int:loan_id>")
def my_loan(loan_id: int) -> ResponseReturnValue:
    """One loan: what is owed, when, and what settles it on a day."""
    loan, form = queries.access_loan(db.session(), me(), loan_id, today()), DayForm(request.args)
    facts = queries.facts_of(db.session(), [loan])[loan.id]
    page = loan_page(loan, facts, today())
    form.validate()
    on = max(form.ngay.day or today(), today())
    quote = replay(facts, on) if facts.plans else None
    shown = {"loan": loan, "page": page, "form": form, "quote": quote, "quote_on": on}
    return render_template("servicing/my_loan.html", **shown, **_papers(loan), **WORDS)


def _papers(loan: Loan) -> dict[str, Any]:
    """Return what was paid, signed and asked for."""
    kept = db.session()
    return {
        "payments": queries.list_payments(kept, loan),
        "notes": debt_notes(kept, loan),
        "asked": list_of(kept, loan),
        "confirm": find_open(kept, loan),
        "written_off": find_write_off(kept, loan),
    }
