"""The calculator, for everybody: a schedule as page, CSV and XLSX, from what the address says."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from io import StringIO

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from werkzeug.datastructures import MultiDict

from loans.blueprint import bp
from loans.calculator_forms import FIELD_OF, CalculatorForm
from loans.calculator_rules import Totals, YearSum, by_year, share_words, totals
from loans.chart import Bar, schedule_chart
from loans.money_text import percent_number
from loans.programme_queries import versions_on
from loans.schedule import Row, ScheduleError, Terms, repayment_schedule
from loans.words import METHOD_HINTS, METHODS
from store.clock import today
from store.db import db
from web.xlsx import MEDIA_TYPE, write_xlsx
from workflow.refusal import Missing, Refusal

HEADS = (
    ("Kỳ", 6), ("Ngày trả", 14), ("Số ngày", 9), ("Gốc (đồng)", 18), ("Lãi (đồng)", 18),
    ("Cộng (đồng)", 18), ("Còn nợ (đồng)", 18),
)  # fmt: skip
BOM = "\ufeff"  # without it Excel reads Vietnamese as something else
BARS_MAX = 24
USUAL = {"so_tien": "500 triệu", "lai_suat": "6,84", "thang": "24", "ky": "3"}
USUAL |= {"cach": "equal_principal", "dem_ngay": "actual/365", "lam_tron": "half_up"}


@dataclass(frozen=True, slots=True)
class Result:
    """A schedule as the page shows it."""

    terms: Terms
    rows: list[Row]
    years: list[YearSum]
    totals: Totals
    chart: Markup

    def share(self, n: int) -> str:
        return share_words(self.rows[n].segments[0], self.terms.day_count)


def _asked() -> MultiDict[str, str]:
    """Return what the address says; without anything, a usual loan of the first programme."""
    if "so_tien" in request.args:
        asked = MultiDict(request.args)
        for name in ("dem_ngay", "lam_tron"):
            asked.setdefault(name, USUAL[name])
        return asked
    usual = USUAL | {"ngay": f"{today() + timedelta(days=30):%d/%m/%Y}"}
    for version in versions_on(db.session(), today())[:1]:
        usual["lai_suat"] = percent_number(version.rate_ppm)
    return MultiDict(usual)


def _calculated(form: CalculatorForm) -> Result | None:
    """Return the schedule of a form, None where the form says what is wrong."""
    if not form.validate():
        return None
    try:
        terms = form.terms()
        rows = repayment_schedule(terms)
    except ScheduleError as error:
        form.refuse(Refusal("schedule", error.text, FIELD_OF.get(error.field)))
        return None
    years = by_year(rows)
    return Result(terms, rows, years, totals(rows), Markup(_chart(rows, years)))  # noqa: S704


def _chart(rows: list[Row], years: list[YearSum]) -> str:
    if len(rows) <= BARS_MAX and len(years) < 4:
        bars = [Bar(f"{r.due_on:%m/%y}", r.principal_vnd, r.interest_vnd) for r in rows]
    else:
        bars = [Bar(str(y.year), y.principal_vnd, y.interest_vnd) for y in years]
    return schedule_chart(bars)


@bp.get("/vay-von/tinh-lich")
def calculator() -> ResponseReturnValue:
    """What a loan costs and when it is paid back."""
    form = CalculatorForm(_asked())
    result = _calculated(form)
    page = render_template(
        "loans/calculator.html",
        form=form,
        result=result,
        share_words=share_words,
        methods=METHODS,
        hints=METHOD_HINTS,
        versions=versions_on(db.session(), today()),
        query=request.query_string.decode("ascii", "replace"),
        is_example="so_tien" not in request.args,
    )
    return page, 200 if result is not None else 422


def _table(result: Result) -> Iterator[tuple[object, ...]]:
    for row in result.rows:
        yield (
            row.n, row.due_on, row.days, row.principal_vnd, row.interest_vnd, row.total_vnd,
            row.balance_vnd,
        )  # fmt: skip
    for year in result.years:
        sums = (year.principal_vnd, year.interest_vnd, year.total_vnd, year.balance_vnd)
        yield (f"Năm {year.year}", "", "", *sums)
    held = result.totals
    yield ("Cộng", "", "", held.principal_vnd, held.interest_vnd, held.total_vnd, 0)


@bp.get("/vay-von/tinh-lich.<ending>")
def calculator_file(ending: str) -> ResponseReturnValue:
    """The same as a file: csv or xlsx."""
    form = CalculatorForm(_asked())
    result = _calculated(form)
    if result is None or ending not in FILES:
        raise Missing("schedule")
    make, media_type = FILES[ending]
    headers = {"Content-Disposition": f'attachment; filename="lich-tra-no.{ending}"'}
    return Response(make(result), mimetype=media_type, headers=headers)


def _csv(result: Result) -> Iterator[bytes]:
    yield (BOM + _line([name for name, _ in HEADS])).encode()
    for row in _table(result):
        yield _line([_plain(value) for value in row]).encode()


def _line(cells: list[object]) -> str:
    out = StringIO()
    csv.writer(out).writerow(cells)
    return out.getvalue()


def _plain(value: object) -> object:
    return f"{value:%d/%m/%Y}" if isinstance(value, date) else value


def _xlsx(result: Result) -> Iterator[bytes]:
    return write_xlsx("Lịch trả nợ", HEADS, _table(result))


FILES = {"csv": (_csv, "text/csv"), "xlsx": (_xlsx, MEDIA_TYPE)}
