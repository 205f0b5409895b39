"""Pages of administration, and the deadline calculator that is open to everybody."""

from datetime import date
from time import perf_counter

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from administration import names, queries
from administration.forms import DeadlineForm
from dossiers import audit as audits
from dossiers.chain import short
from feedback.limit_queries import whose_words
from rulebook.queries import (
    days_on,
    list_calendar,
    list_changes,
    list_settings,
    working_calendar,
)
from rulebook.rules import is_coverage_ending
from rulebook.setting_rules import NOT_TYPED, Scope
from store import outbox
from store.clock import today, utc_now
from store.db import db
from web.derivation import explanation, weeks
from web.filters import day
from workflow.refusal import Missing
from workflow.workdays import count_days

bp = Blueprint("administration", __name__)
WEEKS_OPEN_MAX = 8
CHANGES_SHOWN = 10


@bp.get("/quan-tri")
def home() -> ResponseReturnValue:
    """Show how the installation is, and what needs somebody."""
    return render_template("administration/home.html", at=queries.overview(db.session(), utc_now()))


@bp.get("/quan-tri/viec-ket")
def stuck() -> ResponseReturnValue:
    """Show the work that is stuck, and the work that has waited long."""
    return render_template(
        "administration/stuck.html",
        stuck=outbox.list_stuck(db.session()),
        waiting=queries.list_waiting_long(db.session(), utc_now()),
        names=names.TASK_NAMES,
    )


@bp.post("/quan-tri/viec-ket/<int:message_id>/gui-lai")
def retry(message_id: int) -> ResponseReturnValue:
    """Give a stuck message back to the relay. Raises Missing where there is no such message."""
    if not outbox.retry(db.session(), message_id, utc_now()):
        raise Missing("message")
    db.session.commit()
    flash("Đã gửi lại. Việc sẽ được làm trong vài giây.")
    return redirect(url_for("administration.stuck"), 303)


def _audit_page(report: audits.Report | None, seconds: float) -> str:
    seals = audits.list_seals(db.session())
    return render_template(
        "administration/audit.html",
        seals=seals,
        report=report,
        seconds=seconds,
        checked_at=utc_now(),
        short=short,
    )


@bp.get("/quan-tri/kiem-chung")
def audit() -> ResponseReturnValue:
    """Show the last seals and offer the check."""
    return _audit_page(None, 0)


@bp.post("/quan-tri/kiem-chung")
def verify_audit() -> ResponseReturnValue:
    """Walk all histories and seals now, and show what was found. Changes nothing."""
    started = perf_counter()
    further = current_app.extensions["audit_checks"](utc_now())
    report = audits.verify(db.session(), further)
    return _audit_page(report, perf_counter() - started)


@bp.get("/quan-tri/lich")
def calendar() -> ResponseReturnValue:
    """Show the special days of a year."""
    session = db.session()
    years = queries.list_years(session) or [today().year]
    year = request.args.get("nam", today().year, type=int)
    shown = year if year in years else years[-1]
    return render_template(
        "administration/calendar.html",
        year=shown,
        years=years,
        rows=list_calendar(session, shown),
        covered_until=working_calendar(session).covered_until,
        is_ending=is_coverage_ending(working_calendar(session).covered_until, today()),
        changes=list_changes(session, "calendar", CHANGES_SHOWN),
        kinds=names.DAY_KINDS,
        statuses=names.DAY_STATUSES,
    )


@bp.get("/quan-tri/quy-dinh")
def settings() -> ResponseReturnValue:
    """Show the dated settings with their legal basis."""
    session = db.session()
    rows = list_settings(session)
    scopes = {row: Scope(row.topic_code, row.channel) for row in rows}
    return render_template(
        "administration/settings.html",
        in_words=names.value_in_words,
        rows=rows,
        whose={row: whose_words(session, scope) for row, scope in scopes.items()},
        changes=list_changes(session, "setting", CHANGES_SHOWN),
        names=names.SETTING_NAMES,
        not_typed=NOT_TYPED,
        on=today(),
    )


def _usual_form(session: Session) -> DeadlineForm:
    """Return the calculator as a visitor meets it: today, and the usual limit."""
    usual = days_on(session, "petition.answer_days", today())
    return DeadlineForm(data={"ngay": day(today()), "so_ngay": usual})


def _counted(session: Session, received_on: date, working_days: int) -> dict[str, object]:
    """Return what the page shows of a count."""
    known = working_calendar(session)
    count = count_days(known, received_on, working_days)
    drawn = weeks(received_on, count, known)
    return {
        "count": count,
        "received_on": received_on,
        "weeks": drawn,
        "is_open": len(drawn) <= WEEKS_OPEN_MAX,
        "explanation": explanation(received_on, count),
    }


@bp.get("/tinh-han")
def deadline() -> ResponseReturnValue:
    """Count working days from a day of receipt, and show the count day by day."""
    session = db.session()
    if not request.args.keys() & {"ngay", "so_ngay"}:
        return render_template("administration/deadline.html", form=_usual_form(session))
    form = DeadlineForm(request.args)
    if not form.validate() or form.ngay.day is None:
        return render_template("administration/deadline.html", form=form), 422
    counted = _counted(session, form.ngay.day, form.working_days)
    return render_template("administration/deadline.html", form=form, **counted)
