"""Pages of reports: a period's figures, the rows behind them, saved reports, the plan."""

from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts.guard import me
from reports import actions, plan_rules
from reports.forms import PeriodForm, SaveForm, TargetForm, WordingForm
from reports.models import SavedReport
from reports.pages import ROW_TITLES, ReportPage, report_page
from reports.period import YEAR_MAX, YEAR_MIN, Period, choices
from reports.registry_queries import PAGE_SIZE, Asked, list_rows, select_rows
from reports.report_queries import (
    access_saved,
    figures_of,
    list_saved,
    list_target_changes,
    list_targets,
)
from reports.report_rules import differences, drafted, from_kept
from store.clock import today, utc_now
from store.db import db
from web.filters import day
from workflow.localtime import start_of
from workflow.refusal import Missing, Refusal

bp = Blueprint("reports", __name__)
PAGES_MAX = 100_000
ONE = timedelta(days=1)


def _known_at(until: date | None, now: datetime) -> datetime:
    """Return the last moment that counts: the end of a day, never later than now."""
    return now if until is None else min(start_of(until + ONE) - timedelta(microseconds=1), now)


def _asked(form: PeriodForm) -> Asked:
    return Asked(form.period(today()), _known_at(form.biet.day, utc_now()))


def _days(form: PeriodForm) -> dict[str, str]:
    """Return the form's days as addresses carry them."""
    period, until = form.period(today()), form.biet.day
    known = {"biet": day(until)} if until else {}
    return {"tu": day(period.first), "den": day(period.last)} | known


@bp.get("/bao-cao")
def home() -> ResponseReturnValue:
    """The saved reports, and the periods to make one of."""
    return render_template(
        "reports/home.html",
        saved=list_saved(db.session()),
        periods=choices(today()),
        year=today().year,
    )


@bp.get("/bao-cao/xem")
def show() -> ResponseReturnValue:
    """A period's figures as they are known now, or were on an earlier day."""
    form = PeriodForm.asked(request.args, today())
    if not form.validate():
        return render_template("reports/period.html", form=form, page=None), 422
    asked = _asked(form)
    found = figures_of(db.session(), asked)
    rows_url = partial(_rows_url, **_days(form))
    page = report_page(found, asked.period, drafted(found, asked.period), rows_url)
    return _period_page(form, page, asked)


def _rows_url(figure: str, **more: Any) -> str:
    return url_for("reports.rows", figure=figure, **more)


def _period_page(form: PeriodForm, page: ReportPage, asked: Asked) -> ResponseReturnValue:
    title = f"Báo cáo kinh tế tập thể {asked.period.name}"
    return render_template(
        "reports/period.html",
        form=form,
        page=page,
        days=_days(form),
        known_at=asked.known_at,
        save=SaveForm(data={**_days(form), "title": title}),
        rows_url=partial(_rows_url, **_days(form)),
    )


@bp.get("/bao-cao/dong/<figure>")
def rows(figure: str) -> ResponseReturnValue:
    """The rows behind a figure: the same rows that it counted."""
    if figure not in ROW_TITLES:
        raise Missing("figure")
    asked, kept = _asked_for_rows()
    narrowed = {name: request.args.get(name, "")[:60] for name in ("linh-vuc", "dia-ban")}
    number = request.args.get("trang", 1, type=int)
    if not 0 < number <= PAGES_MAX:
        raise Missing("page")
    found = figures_of(db.session(), asked).registry
    sector, place = narrowed["linh-vuc"], narrowed["dia-ban"]
    wanted = select_rows(asked, figure, sector, place, found.revenue_year)
    listed = list_rows(db.session(), wanted, number)
    return _rows_page(figure, asked, kept | narrowed, number, listed, found.revenue_year)


def _rows_page(
    figure: str, asked: Asked, kept: dict[str, str], number: int, listed: object, year: int | None
) -> ResponseReturnValue:
    return render_template(
        "reports/rows.html",
        title=ROW_TITLES[figure],
        figure=figure,
        asked=asked,
        kept={name: value for name, value in kept.items() if value},
        number=number,
        page_size=PAGE_SIZE,
        listed=listed,
        year=year,
    )


def _asked_for_rows() -> tuple[Asked, dict[str, str]]:
    """Return what a saved report or the days of the address ask for, and how to ask again.

    Raises: Missing where they ask for nothing.
    """
    saved = request.args.get("bao-cao", "")
    if saved:
        report = access_saved(db.session(), int(saved) if saved.isdecimal() else 0)
        return _asked_of(report), {"bao-cao": str(report.id)}
    form = PeriodForm.asked(request.args, today())
    if not form.validate():
        raise Missing("period")
    return _asked(form), _days(form)


def _asked_of(report: SavedReport) -> Asked:
    return Asked(Period(report.first_on, report.last_on), report.known_at)


@bp.post("/bao-cao/luu")
def save() -> ResponseReturnValue:
    """Keep the figures of a period, with words drafted from them."""
    form = SaveForm(request.form)
    if not form.validate():
        return render_template("reports/period.html", form=form, page=None, save=form), 422
    asked, now = _asked(form), utc_now()
    report = actions.save_report(
        db.session(), form.title.data, asked.period, asked.known_at, me(), now
    )
    db.session.commit()
    flash("Đã lưu báo cáo. Số liệu giữ nguyên như lúc này; lời văn còn sửa được.", "success")
    return redirect(url_for("reports.saved", report_id=report.id), code=303)


@bp.get("/bao-cao/<int:report_id>")
def saved(report_id: int) -> ResponseReturnValue:
    """A saved report, beside what its question would be answered with now."""
    report = access_saved(db.session(), report_id)
    kept, asked = from_kept(report.figures), _asked_of(report)
    rows_url = partial(_rows_url, **{"bao-cao": str(report.id)})
    return render_template(
        "reports/saved.html",
        report=report,
        page=report_page(kept, asked.period, report.wording, rows_url),
        again=differences(kept, figures_of(db.session(), asked)),
        since=differences(kept, figures_of(db.session(), Asked(asked.period, utc_now()))),
        rows_url=rows_url,
        days={"tu": day(report.first_on), "den": day(report.last_on)},
    )


@bp.route("/bao-cao/<int:report_id>/loi-van", methods=["GET", "POST"])
def words(report_id: int) -> ResponseReturnValue:
    """Write on the words of a saved report."""
    report = access_saved(db.session(), report_id)
    if report.settled_at is not None:
        raise Refusal("settled", "Báo cáo này đã chốt. Lời văn không sửa được nữa.")
    kept = {"title": report.title, "wording": report.wording, "version": str(report.version)}
    form = WordingForm(request.form, data=kept)
    if request.method != "POST":
        return render_template("reports/words.html", report=report, form=form, theirs=None)
    if form.accepted(lambda: _written(report, form)) is None:
        return _words_again(report_id, form)
    db.session.commit()
    flash("Đã lưu lời văn.", "success")
    return redirect(url_for("reports.saved", report_id=report_id), code=303)


def _written(report: SavedReport, form: WordingForm) -> SavedReport:
    said = (form.title.data, form.wording.data, form.read_version)
    actions.write_words(db.session(), report, *said, me(), utc_now())
    return report


def _words_again(report_id: int, form: WordingForm) -> ResponseReturnValue:
    """Show what was typed; where somebody was faster, beside what they wrote."""
    report = access_saved(db.session(), report_id)
    is_stale = form.read_version != report.version
    form.version.data = str(report.version)
    theirs = report if is_stale else None
    return render_template("reports/words.html", report=report, form=form, theirs=theirs), 422


@bp.post("/bao-cao/<int:report_id>/chot")
def settle(report_id: int) -> ResponseReturnValue:
    """Close a report: neither figures nor words change from here on."""
    report = access_saved(db.session(), report_id)
    actions.settle(db.session(), report, me(), utc_now())
    db.session.commit()
    flash("Đã chốt báo cáo.", "success")
    return redirect(url_for("reports.saved", report_id=report_id), code=303)


@bp.get("/bao-cao/ke-hoach/<int:year>")
def plan(year: int) -> ResponseReturnValue:
    """The targets of a year, what was reached, and what they were before."""
    if not YEAR_MIN <= year <= YEAR_MAX:
        raise Missing("year")
    period = Period(date(year, 1, 1), date(year, 12, 31))
    found = figures_of(db.session(), Asked(period, utc_now())).registry
    return render_template(
        "reports/plan.html",
        year=year,
        targets=plan_rules.TARGETS,
        found=found,
        rows=list_targets(db.session(), year),
        measured={one.target.key: one for one in plan_rules.measured(found)},
        changes=list_target_changes(db.session(), year),
        names=plan_rules.BY_KEY,
    )


@bp.route("/bao-cao/ke-hoach/<int:year>/<key>", methods=["GET", "POST"])
def target(year: int, key: str) -> ResponseReturnValue:
    """Set one target of a year's plan, or take it out."""
    if key not in plan_rules.BY_KEY or not YEAR_MIN <= year <= YEAR_MAX:
        raise Missing("target")
    row = list_targets(db.session(), year).get(key)
    form = TargetForm(request.form, obj=row)
    shown = {"year": year, "target": plan_rules.BY_KEY[key], "row": row, "form": form}
    if request.method != "POST":
        return render_template("reports/target.html", **shown)
    if request.form.get("viec") == "bo":
        actions.drop_target(db.session(), year, key)
    elif form.validate():
        said = (form.value.data, form.source.data)
        actions.set_target(db.session(), year, key, *said, me())
    else:
        return render_template("reports/target.html", **shown), 422
    return _plan_saved(year)


def _plan_saved(year: int) -> ResponseReturnValue:
    db.session.commit()
    flash("Đã lưu chỉ tiêu.", "success")
    return redirect(url_for("reports.plan", year=year), code=303)
