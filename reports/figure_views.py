"""The figures on petitions, for staff: a page, and the same as a workbook."""

from dataclasses import replace
from datetime import date

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from accounts.guard import me
from feedback.process import RESOLUTIONS
from reports import figure_pages as pages
from reports.figure_forms import PeriodForm
from reports.figure_sheets import workbook
from reports.period import Period
from reports.petition_queries import DIMENSIONS, Asked, count_missing, petition_figures
from reports.petition_rules import Tally, total_of
from reports.words import DEFINITIONS
from store.clock import today
from store.db import db
from web.xlsx import MEDIA_TYPE

bp = Blueprint("figures", __name__)


def _split() -> str:
    """Return what the figures are split by: what the address asks for, where one may."""
    asked = request.args.get("theo", pages.USUAL)
    return asked if asked in pages.offered(me()) else pages.USUAL


def _count(by: str, period: Period, on: date) -> list[Tally]:
    found = petition_figures(db.session(), Asked(me(), DIMENSIONS[by], period, on))
    return pages.filled_months(found, period) if by == "thang" else found


def _shown(by: str, form: PeriodForm, period: Period, on: date) -> str:
    months, tallies = _count("thang", period, on), _count(by, period, on)
    named = [replace(one, name=pages.month_name(one.name)) for one in tallies]
    return render_template(
        "reports/petitions.html",
        form=form, period=period, by=by, label=DIMENSIONS[by].label, rows=named,
        total=total_of(months), foot=total_of(tallies), missing=count_missing(db.session()),
        flow=pages.flow_chart(months, period), owed=pages.owed_chart(DIMENSIONS[by].label, named),
        definitions=DEFINITIONS, resolutions=RESOLUTIONS,
        chips=[pages.splits(me(), by, period), pages.presets(by, period, on)],
    )  # fmt: skip


def _form(on: date) -> PeriodForm:
    is_asked = request.args.keys() & {"tu", "den"}
    return PeriodForm(request.args if is_asked else MultiDict(PeriodForm.usual(on)))


@bp.get("/thong-ke")
def petitions() -> ResponseReturnValue:
    """Show the figures of a period, split by what was asked for."""
    on, by = today(), _split()
    form = _form(on)
    shown = form.accepted(lambda: _shown(by, form, form.period(), on))
    return shown or (render_template("reports/petitions.html", form=form, by=by), 422)


@bp.get("/thong-ke.xlsx")
def petitions_sheet() -> ResponseReturnValue:
    """Give the figures of a period, split in every way, as a workbook."""
    on = today()
    form = _form(on)
    made = form.accepted(form.period)
    if made is None:
        return render_template("reports/petitions.html", form=form, by=_split()), 422
    sheets = {DIMENSIONS[by].label: _count(by, made, on) for by in pages.offered(me())}
    response = Response(workbook(sheets, made, on), content_type=MEDIA_TYPE)
    name = f"thong-ke-{made.first:%Y%m%d}-{made.last:%Y%m%d}.xlsx"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
