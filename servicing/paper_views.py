"""Files of a loan: statement as PDF and workbook, receipt of a payment."""

from flask import current_app
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from accounts.guard import me
from servicing import queries
from servicing.blueprint import bp
from servicing.models import Loan
from servicing.pages import loan_page
from servicing.paper import Paper, pdf, xlsx
from servicing.replay import replay
from servicing.statements import day_words, debt_note, receipt, statement
from store.clock import today
from store.db import db
from web.xlsx import MEDIA_TYPE
from workflow.refusal import Missing


def file_answer(content: bytes, media_type: str, name: str) -> Response:
    """Return a file to keep."""
    answer = Response(content, mimetype=media_type)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _statement(loan_id: int) -> tuple[Loan, Paper]:
    kept, settings = db.session(), current_app.extensions["settings"]
    loan = queries.access_loan(kept, me(), loan_id, today())
    page = loan_page(loan, queries.facts_of(kept, [loan])[loan.id], today())
    if page is None:
        raise Missing("statement")
    payments = queries.list_payment_lines(kept, loan)
    made = day_words(today(), settings.alliance_place)
    return loan, statement(loan, page, payments, settings.alliance_name, made)


@bp.get("/khoan-vay/<int:loan_id>/sao-ke.pdf")
def statement_pdf(loan_id: int) -> ResponseReturnValue:
    """The statement of a loan today, to print."""
    loan, paper = _statement(loan_id)
    return file_answer(pdf(paper), "application/pdf", f"sao-ke-{loan.id}.pdf")


@bp.get("/khoan-vay/<int:loan_id>/sao-ke.xlsx")
def statement_xlsx(loan_id: int) -> ResponseReturnValue:
    """The statement of a loan today, to reckon with."""
    loan, paper = _statement(loan_id)
    return file_answer(xlsx(paper), MEDIA_TYPE, f"sao-ke-{loan.id}.xlsx")


@bp.get("/khoan-vay/<int:loan_id>/bien-nhan/<int:payment_id>.pdf")
def receipt_pdf(loan_id: int, payment_id: int) -> ResponseReturnValue:
    """The receipt of a payment."""
    kept, settings = db.session(), current_app.extensions["settings"]
    loan = queries.access_loan(kept, me(), loan_id, today())
    payment = queries.access_payment(kept, loan, payment_id)
    facts = queries.facts_of(kept, [loan])[loan.id]
    owed = replay(facts, payment.paid_on).principal_vnd
    made = day_words(payment.paid_on, settings.alliance_place)
    paper = receipt(loan, payment, owed, settings.alliance_name, made)
    return file_answer(pdf(paper), "application/pdf", f"bien-nhan-{payment.id}.pdf")


@bp.get("/khoan-vay/<int:loan_id>/nhan-no/<int:tranche>.pdf")
def debt_note_pdf(loan_id: int, tranche: int) -> ResponseReturnValue:
    """The note by which the borrower acknowledges a tranche."""
    kept, settings = db.session(), current_app.extensions["settings"]
    loan = queries.access_loan(kept, me(), loan_id, today())
    paid = next((one for one in queries.list_disbursements(kept, loan) if one.n == tranche), None)
    if paid is None:
        raise Missing("loan_disbursement")
    made = day_words(paid.paid_on, settings.alliance_place)
    paper = debt_note(loan, paid, settings.alliance_name, made)
    return file_answer(pdf(paper), "application/pdf", f"nhan-no-{loan.id}-{tranche}.pdf")
