"""Pages of a period's figures: the periods to choose from, and one of them."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts.guard import me
from reports import actions
from reports.asking_views import asked_by, days_of, rows_address
from reports.blueprint import bp
from reports.forms import PeriodForm, SaveForm
from reports.pages import report_page
from reports.period import choices
from reports.registry_queries import Asked
from reports.report_queries import figures_of, list_saved
from reports.report_rules import drafted
from store.clock import today, utc_now
from store.db import db


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
    asked = form.accepted(lambda: asked_by(form, utc_now()))
    if asked is None:
        return render_template("reports/period.html", form=form, page=None), 422
    return _period_page(form, asked)


def _period_page(form: PeriodForm, asked: Asked) -> str:
    title = f"Báo cáo kinh tế tập thể {asked.period.name}"
    kept = days_of(form, asked.period)
    found = figures_of(db.session(), me(), asked)
    words = drafted(found, asked.period)
    page = report_page(found, asked.period, words, rows_address(**kept))
    return render_template(
        "reports/period.html",
        form=form,
        page=page,
        days=kept,
        known_at=asked.known_at,
        save=form if isinstance(form, SaveForm) else SaveForm(data={**kept, "title": title}),
        rows_url=rows_address(**kept),
    )


@bp.post("/bao-cao/luu")
def save() -> ResponseReturnValue:
    """Keep the figures of a period, with words drafted from them."""
    form, now = SaveForm(request.form), utc_now()
    is_titled = form.validate()
    asked = PeriodForm(request.form).accepted(lambda: asked_by(form, now))
    if asked is not None and not is_titled:
        return _period_page(form, asked), 422
    if form.accepted(lambda: asked_by(form, now)) is None or asked is None:
        return render_template("reports/period.html", form=form, page=None, save=form), 422
    kept = (form.title.data, asked.period, asked.known_at, me(), now)
    report = actions.save_report(db.session(), *kept)
    db.session.commit()
    flash("Đã lưu báo cáo. Số liệu giữ nguyên như lúc này; lời văn còn sửa được.", "success")
    return redirect(url_for("reports.saved", report_id=report.id), code=303)
