"""What a cooperative does with its application: receipt, supplement, message, withdrawal."""

from functools import partial
from typing import Any

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from accounts.guard import me
from documents.uploads import keep_one, keeping
from dossiers.chain import short
from dossiers.queries import list_events
from loans import owner_actions, queries
from loans.application_pages import ApplicationPage, application_page, last_event
from loans.application_rules import Paper
from loans.application_views import WORDS
from loans.blueprint import bp
from loans.draft_actions import check_day
from loans.eligibility_rules import Given
from loans.forms import MessageForm, SupplyForm, WithdrawForm
from loans.mine_pages import mine_page
from loans.models import LoanApplication
from loans.programme_queries import terms_of
from loans.supply_forms import Corrections, corrections_of
from store.clock import today, utc_now
from store.db import db
from web.forms import DayField
from web.qr import qr_svg
from workflow.refusal import Missing, Refusal

SUPPLIED = "Đã gửi bổ sung. Hồ sơ được kiểm tra lại ngay."


def _access(code: str) -> LoanApplication:
    return queries.access_application(db.session(), me(), code, today())


def _back(application: LoanApplication) -> Response:
    return redirect(url_for("loans.show", code=application.dossier.code), code=303)


@bp.get("/vay-von/cua-toi")
def mine() -> ResponseReturnValue:
    """All that an account's cooperatives borrow or want to: what needs them first."""
    page = mine_page(db.session(), me(), today())
    return render_template("loans/mine.html", page=page)


@bp.get("/vay-von/ho-so/<code>/bien-nhan")
def receipt(code: str) -> ResponseReturnValue:
    """The slip: number, date owed, what happens next."""
    application = _access(code)
    filed = last_event(list_events(db.session(), me(), application.dossier), "file")
    if filed is None:
        raise Missing("receipt")
    base_url = current_app.extensions["settings"].base_url
    address = base_url + url_for("loans.show", code=application.dossier.code)
    page = application_page(db.session(), me(), application, today())
    return render_template(
        "loans/receipt.html",
        page=page,
        qr=qr_svg(address, f"Mã QR của hồ sơ {application.dossier.code}"),
        short_hash=short(filed.hash),
    )


@bp.route("/vay-von/ho-so/<code>/bo-sung", methods=["GET", "POST"])
def supply(code: str) -> ResponseReturnValue:
    """Give what was asked for: each paper by name, each value where it is corrected."""
    application = _access(code)
    page = application_page(db.session(), me(), application, today())
    if page.asked is None:
        return _back(application)
    sent = request.form if request.method == "POST" else None
    corrections = corrections_of(application, page.asked.data.get("rules", ()), sent)
    form = SupplyForm(sent)
    if request.method != "POST" or not corrections.validate(today()):
        return _supply_page(page, form, corrections, 200 if sent is None else 422)
    act = partial(_supply, page, corrections, form)
    if form.accepted(act) is None:
        return _supply_page(page, form, corrections, 422)
    db.session.commit()
    flash(SUPPLIED, "success")
    return _back(application)


def _supply_page(
    page: ApplicationPage, form: SupplyForm, corrections: Corrections, status: int
) -> ResponseReturnValue:
    asked = set(page.asked.data.get("papers", ())) if page.asked else set()
    html = render_template(
        "loans/supply.html",
        page=page,
        form=form,
        corrections=corrections,
        asked=[one for one in page.papers if one.code in asked or _is_lacking(one)],
        typed=request.form,
        words=WORDS,
    )
    return html, status


def _is_lacking(paper: Given) -> bool:
    return paper.is_required and paper.state != "given"


def _supply(page: ApplicationPage, corrections: Corrections, form: SupplyForm) -> bool:
    papers = _papers(page.application)
    owner_actions.supply(
        db.session(),
        page.application,
        papers,
        corrections.changes(),
        form.note.data or "",
        me(),
        utc_now(),
    )
    return True


def _papers(application: LoanApplication) -> list[Paper]:
    """Keep the files of this request. Raises Refusal that names the paper."""
    found = []
    for item in terms_of(application.version).items:
        sent = request.files.get(f"file-{item.code}")
        if sent is None or not sent.filename:
            continue
        try:
            day = _day(request.form.get(f"day-{item.code}", ""))
            issued_on = check_day(item, day, today())
            document = keep_one(keeping(me().id, utc_now()), sent)
        except Refusal as refusal:
            raise Refusal(refusal.reason, f"{item.name}: {refusal.text}") from refusal
        found.append(Paper(item.code, document.id, issued_on))
    return found


def _day(typed: str) -> Any:
    """Return a typed day, None where it is empty. Raises Refusal where it is none."""
    field = DayField().bind(SupplyForm(), "day")
    try:
        field.process_formdata([typed])
    except ValueError as error:
        raise Refusal("day", str(error)) from error
    return field.day


@bp.route("/vay-von/ho-so/<code>/nhan-tin", methods=["GET", "POST"])
def message(code: str) -> ResponseReturnValue:
    """Write to whoever holds the application."""
    application, form = _access(code), MessageForm(request.form)
    act = partial(owner_actions.message, db.session(), application)
    if request.method == "POST" and form.accepted(lambda: _done(act, form.note.data)):
        db.session.commit()
        flash("Đã gửi lời nhắn cho cán bộ Quỹ.", "success")
        return _back(application)
    status = 422 if request.method == "POST" else 200
    return render_template("loans/message.html", application=application, form=form), status


def _done(act: Any, note: str) -> bool:
    act(note, me(), utc_now())
    return True


@bp.route("/vay-von/ho-so/<code>/rut", methods=["GET", "POST"])
def withdraw(code: str) -> ResponseReturnValue:
    """Take an application back, after a question."""
    application, form = _access(code), WithdrawForm(request.form)
    act = partial(owner_actions.withdraw, db.session(), application)
    if request.method == "POST" and form.accepted(lambda: _done(act, form.note.data or "")):
        db.session.commit()
        flash("Đã rút hồ sơ vay.", "success")
        return _back(application)
    status = 422 if request.method == "POST" else 200
    return render_template("loans/withdraw.html", application=application, form=form), status
