"""Pages of imports: take a table in, read its report, write it, take it back."""

import csv
import logging
from collections.abc import Iterator
from functools import partial
from io import StringIO

from flask import (
    Blueprint,
    Response,
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    stream_with_context,
    url_for,
)
from flask.typing import ResponseReturnValue

from accounts.guard import me
from cooperatives import export
from cooperatives.fields import FIELDS
from imports import actions, pages, queries
from imports.forms import TableForm
from imports.models import RegistryImport
from imports.rules import RUNNING
from imports.tables import SIZE_BYTES_MAX
from store.clock import utc_now
from store.db import db
from web.xlsx import MEDIA_TYPE, write_xlsx
from workflow.numbers import number
from workflow.refusal import Missing, Refusal

bp = Blueprint("imports", __name__, url_prefix="/hop-tac-xa/nhap")
log = logging.getLogger("donghanh.imports")
NO_FILE = "Chọn tệp Excel hoặc CSV."
NO_ROOM = "Chưa lưu được tệp vì kho lưu trữ đang gặp sự cố. Hãy thử lại sau ít phút."
REFRESH_SECONDS = 2
ASKED = {"apply": "Đang ghi vào sổ.", "undo": "Đang hoàn tác.", "drop": "Đã bỏ tệp này.",
         "recheck": "Đang kiểm tra lại."}  # fmt: skip
STEPS = {"ghi": "apply", "hoan-tac": "undo", "bo": "drop", "kiem-tra-lai": "recheck"}


def _list_page(form: TableForm, status: int = 200) -> ResponseReturnValue:
    found = queries.list_imports(db.session())
    page = render_template(
        "imports/list.html", form=form, imports=[(one, pages.status_of(one)) for one in found]
    )
    return page, status


@bp.get("")
def list_imports() -> ResponseReturnValue:
    """Show the imports so far, and where to bring in another table."""
    return _list_page(TableForm())


@bp.post("")
def take_in() -> ResponseReturnValue:
    """Take a table in; the worker reads and checks it."""
    form = TableForm(request.form)
    brought = form.accepted(_take_in)
    if brought is None:
        return _list_page(form, 422)
    db.session.commit()
    return redirect(url_for("imports.show", import_id=brought.id), 303)


def _take_in() -> RegistryImport:
    sent = request.files.get("files")
    if sent is None or not sent.filename:
        raise Refusal("file", NO_FILE, "files")
    content = sent.stream.read(SIZE_BYTES_MAX + 1)
    take = partial(actions.take_in, db.session(), current_app.extensions["vault"])
    try:
        return take(sent.filename, content, me(), utc_now())
    except OSError as error:
        log.error("file_not_kept", extra={"error": type(error).__name__})
        raise Refusal("file", NO_ROOM, "files") from error


@bp.get("/<int:import_id>")
def show(import_id: int) -> ResponseReturnValue:
    """Show how far an import is, and its report; while it runs the page comes again by itself."""
    session, brought = db.session(), queries.access_import(db.session(), import_id)
    counts = queries.counts_of(session, import_id)
    chosen = pages.chosen_outcome(counts, request.args.get("loai", ""))
    rows, has_more = queries.list_rows(session, import_id, chosen, _after())
    is_running = brought.status in RUNNING
    report = {"tabs": pages.tabs(counts, chosen), "rows": pages.rows_shown(session, rows)}
    report |= {"counts": counts, "chosen": chosen, "has_more": has_more, "is_running": is_running}
    place = {"status": pages.status_of(brought), "progress": pages.progress(brought)}
    response = make_response(render_template("imports/show.html", one=brought, **report, **place))
    if is_running:
        response.headers["Refresh"] = str(REFRESH_SECONDS)
    return response


def _after() -> int:
    return number(request.args.get("sau")) or 0


@bp.post("/<int:import_id>/<step>")
def step(import_id: int, step: str) -> ResponseReturnValue:
    """Ask for an import to be written, taken back, dropped or checked again."""
    if step not in STEPS:
        raise Missing("step")
    actions.ask(db.session(), import_id, STEPS[step], me(), utc_now())
    db.session.commit()
    flash(ASKED[STEPS[step]])
    return redirect(url_for("imports.show", import_id=import_id), 303)


@bp.get("/mau/<ending>")
def template(ending: str) -> ResponseReturnValue:
    """Give an empty table with all headings."""
    if ending not in ("csv", "xlsx"):
        raise Missing("format")
    columns = [(field.label, export.width_of(field)) for field in FIELDS]
    if ending == "csv":
        content: Iterator[bytes] = export.csv_head([name for name, _ in columns])
    else:
        content = write_xlsx("Hợp tác xã", columns, [])
    response = Response(content, mimetype=MEDIA_TYPE if ending == "xlsx" else "text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="mau-nhap-htx.{ending}"'
    return response


@bp.get("/<int:import_id>/bi-tu-choi")
def refused(import_id: int) -> ResponseReturnValue:
    """Give the rows that were refused with row, column and reason, as a table."""
    queries.access_import(db.session(), import_id)
    response = Response(stream_with_context(_refused_lines(import_id)), mimetype="text/csv")
    name = f"dong-bi-tu-choi-{import_id}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _refused_lines(import_id: int) -> Iterator[bytes]:
    yield from export.csv_head(["Dòng", "Tên", "Cột", "Lý do"])
    for row in queries.stream_refused(db.session(), import_id):
        out = StringIO()
        for fault in row.faults:
            told = (row.row_no, row.name, fault["column"], fault["reason"])
            csv.writer(out).writerow([export.safe(cell) for cell in told])
        yield out.getvalue().encode()
