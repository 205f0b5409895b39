"""Pages of contracts: what waits for one, the terms, signing."""

from flask import current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from accounts.guard import me
from dossiers.queries import access_dossier
from loans.models import LoanApplication
from loans.money_text import percent_number as percent
from servicing import contract_actions
from servicing.actions import Act
from servicing.blueprint import bp
from servicing.contract_texts import METHOD_NAMES
from servicing.letter_actions import unsigned_notes
from store.clock import today, utc_now
from store.db import db
from workflow.amount_words import amount_words
from workflow.refusal import Missing


@bp.get("/quy/hop-dong")
def contracts() -> ResponseReturnValue:
    """Accepted offers that wait for their contract, tranches that wait for their note."""
    waiting, notes = contract_actions.list_to_sign(db.session()), unsigned_notes(db.session())
    return render_template("servicing/contracts.html", waiting=waiting, notes=notes)


def _application(code: str) -> LoanApplication:
    dossier = access_dossier(db.session(), me(), code, today())
    found = db.session.get(LoanApplication, dossier.id)
    if found is None:
        raise Missing("loan_application")
    return found


@bp.get("/quy/hop-dong/<code>")
def contract(code: str) -> ResponseReturnValue:
    """The terms of a contract and its schedule, before it is signed."""
    application = _application(code)
    loan = contract_actions.loan_of(db.session(), application.dossier_id)
    if loan is not None:
        return redirect(url_for("servicing.show", loan_id=loan.id), code=303)
    found = contract_actions.contract_of(db.session(), application, Act(me().actor, utc_now()))
    draft, rows, decision = found
    words = {"percent": percent, "methods": METHOD_NAMES, "amount_words": amount_words}
    page = {"application": application, "draft": draft, "rows": rows, "decision": decision}
    return render_template("servicing/contract.html", **page, **words)


@bp.post("/quy/hop-dong/<code>")
def sign_contract(code: str) -> ResponseReturnValue:
    """Sign the contract."""
    application, settings = _application(code), current_app.extensions["settings"]
    loan = contract_actions.sign_contract(db.session(), settings, application, me(), utc_now())
    db.session.commit()
    flash(f"Đã ký hợp đồng {loan.contract_no}. Kế toán Quỹ giải ngân khi đủ điều kiện.", "success")
    return redirect(url_for("servicing.show", loan_id=loan.id), code=303)
