"""What an address of a report asks for: the days, or a saved report."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from flask import request, url_for

from reports.forms import PeriodForm
from reports.models import SavedReport
from reports.period import Period
from reports.registry_queries import Asked
from reports.report_queries import access_saved
from store.clock import today, utc_now
from store.db import db
from web.filters import day
from workflow.localtime import local_day, start_of
from workflow.numbers import number
from workflow.refusal import Missing

ONE = timedelta(days=1)
ENDPOINTS = {"kn": "reports.petition_rows", "them": "reports.further"}


def known_at(until: date | None, now: datetime) -> datetime:
    """Return the last moment that counts: the end of a day, never later than now."""
    return now if until is None else min(start_of(until + ONE) - timedelta(microseconds=1), now)


def asked_by(form: PeriodForm, now: datetime) -> Asked:
    """Return what a checked form asks for at a moment, which counts as now for all of it."""
    return Asked(form.period(local_day(now)), known_at(form.biet.day, now))


def days_of(form: PeriodForm, period: Period) -> dict[str, str]:
    """Return the days that a form asked for as addresses carry them."""
    until = form.biet.day
    known = {"biet": day(until)} if until else {}
    return {"tu": day(period.first), "den": day(period.last)} | known


def asked_for_rows() -> tuple[Asked, dict[str, str]]:
    """Return what a saved report or the days of the address ask for, and how to ask again.

    Raises: Missing where they ask for nothing.
    """
    saved = request.args.get("bao-cao", "")
    if saved:
        report = access_saved(db.session(), number(saved) or 0)  # none has number 0
        return asked_of(report), {"bao-cao": str(report.id)}
    form = PeriodForm.asked(request.args, today())
    asked = form.accepted(lambda: asked_by(form, utc_now()))
    if asked is None:
        raise Missing("period")
    return asked, days_of(form, asked.period)


def asked_of(report: SavedReport) -> Asked:
    """Return what a saved report asked for."""
    return Asked(Period(report.first_on, report.last_on), report.known_at)


def rows_address(**kept: str) -> Callable[..., str]:
    """Return what gives the address of the rows behind a figure; `ENDPOINTS` has its prefix."""

    def address(figure: str, **more: str) -> str:
        kind, _, name = figure.rpartition(":")
        endpoint = ENDPOINTS.get(kind, "reports.rows")
        values: dict[str, Any] = {**kept, **more, "figure": name}
        return url_for(endpoint, **values)

    return address


def page_number(most: int) -> int:
    """Return which page of a list is asked for. Raises Missing where there is no such page."""
    asked = request.args.get("trang", 1, type=int)
    if not 0 < asked <= most:
        raise Missing("page")
    return asked
