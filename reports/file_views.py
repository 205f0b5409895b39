"""A report as files: a workbook that counts again by formulas, and a printed report."""

from flask import Response, current_app
from flask.typing import ResponseReturnValue

from accounts.guard import me
from reports.asking_views import asked_for_rows
from reports.blueprint import bp
from reports.models import SavedReport
from reports.period_pdf import Printed, print_report
from reports.period_sheets import workbook
from reports.registry_queries import Asked, list_all, revenue_years
from reports.report_queries import access_saved, figures_of
from reports.report_rules import drafted, from_kept
from store.db import db
from web.xlsx import MEDIA_TYPE


def _file(content: bytes, kind: str, asked: Asked, ending: str) -> Response:
    response = Response(content, content_type=kind)
    name = f"bao-cao-{asked.period.first:%Y%m%d}-{asked.period.last:%Y%m%d}.{ending}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _saved(kept: dict[str, str]) -> SavedReport | None:
    return access_saved(db.session(), int(kept["bao-cao"])) if "bao-cao" in kept else None


@bp.get("/bao-cao/so-lieu.xlsx")
def sheet() -> ResponseReturnValue:
    """Give the figures as a workbook: its rows, and formulas that count them."""
    asked, kept = asked_for_rows()
    saved = _saved(kept)
    found = from_kept(saved.figures) if saved else figures_of(db.session(), me(), asked)
    rows = list_all(db.session(), asked, revenue_years(db.session(), asked))
    return _file(workbook(found, asked, rows), MEDIA_TYPE, asked, "xlsx")


@bp.get("/bao-cao/bao-cao.pdf")
def paper() -> ResponseReturnValue:
    """Give the report as it is printed: its words first, then figures and tables."""
    asked, kept = asked_for_rows()
    settings = current_app.extensions["settings"]
    saved = _saved(kept)
    if saved is None:
        found = figures_of(db.session(), me(), asked)
        words, title = drafted(found, asked.period), "Báo cáo kinh tế tập thể, hợp tác xã"
        printed = Printed(title, words, asked.known_at, is_settled=False)
    else:
        found, settled = from_kept(saved.figures), saved.settled_at is not None
        printed = Printed(saved.title, saved.wording, saved.known_at, is_settled=settled)
    return _file(print_report(settings, found, asked, printed), "application/pdf", asked, "pdf")
