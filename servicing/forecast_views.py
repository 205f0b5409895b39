"""The fund's money to come, and its report for a period."""

from datetime import date

from flask import current_app, render_template, request
from flask.typing import ResponseReturnValue

from fund.forms import PeriodForm
from fund.pages import period_of
from fund.queries import position
from servicing.blueprint import bp
from servicing.forecast import earliest_for
from servicing.forecast_pages import coming_rows, forecast_page
from servicing.forms import AmountForm
from servicing.paper import Paper, PaperTable, pdf, xlsx
from servicing.paper_views import file_answer
from servicing.report import Report, report
from servicing.statements import HOUSE, day_words
from store.clock import today
from store.db import db
from web.xlsx import MEDIA_TYPE


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


def _period() -> tuple[PeriodForm, date, date]:
    form = PeriodForm(request.args)
    since, until = period_of(form, today())
    return form, since, until


@bp.get("/quy/bao-cao")
def period_report() -> ResponseReturnValue:
    """The usual figures of a period."""
    form, since, until = _period()
    found = report(db.session(), since, until)
    return render_template("servicing/report.html", form=form, report=found)


def _paper(found: Report) -> Paper:
    settings = current_app.extensions["settings"]
    groups = tuple((str(n), name, vnd, f"{share} %") for n, name, vnd, share in found.group_rows())
    heads = ("Nhóm", "Tên", "Dư nợ gốc (đồng)", "Tỷ trọng")
    table = PaperTable("Dư nợ theo nhóm", heads, "clrr", groups)
    period = f"Từ {found.since:%d/%m/%Y} đến {found.until:%d/%m/%Y}"
    made = day_words(today(), settings.alliance_place)
    signers = (("Kế toán Quỹ", ""), ("Giám đốc Quỹ", ""))
    return Paper(
        HOUSE, settings.alliance_name, "BÁO CÁO HOẠT ĐỘNG CHO VAY", period, made,
        tuple(found.rows()), (table,), (), signers, period,
    )  # fmt: skip


@bp.get("/quy/bao-cao.pdf")
def report_pdf() -> ResponseReturnValue:
    """The report to print and sign."""
    _, since, until = _period()
    name = f"bao-cao-quy-{since:%Y%m%d}-{until:%Y%m%d}.pdf"
    return file_answer(pdf(_paper(report(db.session(), since, until))), "application/pdf", name)


@bp.get("/quy/bao-cao.xlsx")
def report_xlsx() -> ResponseReturnValue:
    """The report to reckon with."""
    _, since, until = _period()
    name = f"bao-cao-quy-{since:%Y%m%d}-{until:%Y%m%d}.xlsx"
    return file_answer(xlsx(_paper(report(db.session(), since, until))), MEDIA_TYPE, name)
