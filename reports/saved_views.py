"""Pages of saved reports: figures that stay, words that are written on until it is settled."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts.guard import me
from reports import actions
from reports.asking_views import asked_of, rows_address
from reports.blueprint import bp
from reports.forms import WordingForm
from reports.models import SavedReport
from reports.pages import report_page
from reports.registry_queries import Asked
from reports.report_queries import access_saved, figures_of
from reports.report_rules import differences, from_kept
from store.clock import utc_now
from store.db import db
from web.filters import day
from workflow.refusal import Refusal


@bp.get("/bao-cao/<int:report_id>")
def saved(report_id: int) -> ResponseReturnValue:
    """A saved report, beside what its question would be answered with now."""
    session, report = db.session(), access_saved(db.session(), report_id)
    kept, asked, maker = from_kept(report.figures), asked_of(report), report.made_by
    rows_url = rows_address(**{"bao-cao": str(report.id)})
    now = Asked(asked.period, utc_now())
    return render_template(
        "reports/saved.html",
        report=report,
        page=report_page(kept, asked.period, report.wording, rows_url),
        again=differences(kept, figures_of(session, maker, asked)),
        since=differences(kept, figures_of(session, maker, now)),
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
