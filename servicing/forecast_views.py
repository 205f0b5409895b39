"""The fund's money to come, and its report for a period."""

from datetime import date, timedelta

from flask import current_app, render_template, request
from flask.typing import ResponseReturnValue

from fund.pages import period_of
from fund.queries import position
from servicing.blueprint import bp
from servicing.forecast import earliest_for
from servicing.forecast_pages import coming_rows, forecast_page
from servicing.forms import AmountForm, ReportForm
from servicing.paper import Paper, PaperTable, pdf, xlsx
from servicing.paper_views import file_answer
from servicing.report import Report, report
from servicing.statements import HOUSE, day_words
from store.clock import today
from store.db import db
from web.xlsx import MEDIA_TYPE
from workflow.localtime import start_of

ONE_DAY = timedelta(days=1)


@bp.get("/quy/dong-tien")
def forecast() -> ResponseReturnValue:
    """What comes back, what is promised, what is free, month by month."""
    form, on = AmountForm(request.args), today()
    form.validate()
    rows = coming_rows(db.session(), on)
    page = forecast_page(db.session(), rows, on)
    amount = form.so_tien.vnd
    earliest = earliest_for(on, position(db.session()).free_vnd, rows, amount) if amount else None
    shown = {"form": form, "amount": amount, "earliest": earliest, "on": on}
    return render_template("servicing/forecast.html", page=page, **shown)


def _report() -> tuple[ReportForm, Report, date | None]:
    """Return the report that is asked for, and the last day whose entries it knows (None: all)."""
    form = ReportForm(request.args)
    since, until = period_of(form, today())
    known_on = form.biet.day
    known_at = start_of(known_on + ONE_DAY) if known_on else None
    return form, report(db.session(), since, until, known_at), known_on


@bp.get("/quy/bao-cao")
def period_report() -> ResponseReturnValue:
    """The usual figures of a period."""
    form, found, known_on = _report()
    return render_template("servicing/report.html", form=form, report=found, known_on=known_on)


def _paper(found: Report, known_on: date | None) -> Paper:
    settings = current_app.extensions["settings"]
    groups = tuple((str(n), name, vnd, f"{share} %") for n, name, vnd, share in found.group_rows())
    heads = ("Nhóm", "Tên", "Dư nợ gốc (đồng)", "Tỷ trọng")
    table = PaperTable("Dư nợ theo nhóm", heads, "clrr", groups)
    period = f"Từ {found.since:%d/%m/%Y} đến {found.until:%d/%m/%Y}"
    if known_on is not None:
        period += f", như sổ đã ghi đến hết ngày {known_on:%d/%m/%Y}"
    made = day_words(today(), settings.alliance_place)
    signers = (("Kế toán Quỹ", ""), ("Giám đốc Quỹ", ""))
    return Paper(
        HOUSE, settings.alliance_name, "BÁO CÁO HOẠT ĐỘNG CHO VAY", period, made,
        tuple(found.rows()), (table,), (), signers, period,
    )  # fmt: skip


@bp.get("/quy/bao-cao.pdf")
def report_pdf() -> ResponseReturnValue:
    """The report to print and sign."""
    _, found, known_on = _report()
    content = pdf(_paper(found, known_on))
    return file_answer(content, "application/pdf", f"{_name(found)}.pdf")


def _name(found: Report) -> str:
    return f"bao-cao-quy-{found.since:%Y%m%d}-{found.until:%Y%m%d}"


@bp.get("/quy/bao-cao.xlsx")
def report_xlsx() -> ResponseReturnValue:
    """The report to reckon with."""
    _, found, known_on = _report()
    return file_answer(xlsx(_paper(found, known_on)), MEDIA_TYPE, f"{_name(found)}.xlsx")
