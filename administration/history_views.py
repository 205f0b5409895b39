"""Pages of auditors: events, a dossier's whole history, signed exports, who looked at what."""

from collections.abc import Mapping

from flask import Blueprint, Response, current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts.guard import me
from administration import history_exports as exports
from administration import history_queries as queries
from administration.history_forms import EventsForm
from dossiers.chain import short
from dossiers.models import Dossier
from dossiers.queries import access_dossier
from feedback.history_rules import Entry, history
from feedback.view_log_actions import note_view
from rulebook.queries import working_calendar
from store.clock import today, utc_now
from store.db import db
from workflow.machine import Machine
from workflow.numbers import number
from workflow.roles import ROLE_NAMES

bp = Blueprint("history", __name__)
LOOKS = {"page": "xem trang", "paper": "mở giấy tờ", "program": "qua phần mềm", "export": "xuất"}


def machines() -> Mapping[str, Machine]:
    """Return every process by its kind."""
    found: Mapping[str, Machine] = current_app.extensions["machines"]
    return found


def _before() -> int | None:
    return number(request.args.get("truoc"))


@bp.get("/lich-su")
def events() -> ResponseReturnValue:
    """Search over the events of every dossier."""
    form = EventsForm(request.args).offer(machines().values())
    shown = form.accepted(lambda: _found(form))
    return shown or (render_template("administration/events.html", form=form), 422)


def _found(form: EventsForm) -> str:
    wanted = form.wanted(today(), _before())
    found = queries.list_found(db.session(), me(), wanted, today())
    kept = form.kept(wanted)
    is_full = len(found) == queries.PAGE_SIZE
    older = url_for("history.events", **kept, truoc=found[-1].id) if is_full else None  # type: ignore[arg-type]
    page = {"form": form, "events": found, "older": older, "kept": kept}
    return render_template("administration/events.html", wanted=wanted, roles=ROLE_NAMES, **page)


@bp.get("/lich-su.zip")
def export_events() -> ResponseReturnValue:
    """Give the events that were found as a signed export."""
    form = EventsForm(request.args).offer(machines().values())
    wanted = form.accepted(lambda: form.wanted(today(), None))
    if wanted is None:
        return render_template("administration/events.html", form=form), 422
    found = queries.list_found(db.session(), me(), wanted, today(), exports.EXPORT_MAX + 1)
    settings, asked = current_app.extensions["settings"], form.kept(wanted)
    made = exports.export_found(settings, found, asked, machines(), me(), utc_now())
    return _zip(made, f"su-kien-{wanted.first:%Y%m%d}-{wanted.last:%Y%m%d}")


def _zip(content: bytes, name: str) -> Response:
    response = Response(content, content_type="application/zip")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.zip"'
    return response


def _whole(code: str) -> tuple[Dossier, list[Entry], queries.Chain]:
    session = db.session()
    dossier = access_dossier(session, me(), code, today())
    found = queries.whole_history(session, dossier)
    chain = queries.chain_of(session, dossier, found)
    machine = machines()[dossier.kind]
    return dossier, history(found, machine, working_calendar(session)), chain


@bp.get("/lich-su/<code>")
def dossier(code: str) -> ResponseReturnValue:
    """Show the whole history of a dossier, with old and new values, and its chain."""
    found, entries, chain = _whole(code)
    views = queries.list_views(db.session(), me(), today(), found.code)
    page = {"dossier": found, "entries": entries, "chain": chain, "views": views}
    words = {
        "verbs": machines()[found.kind].verbs,
        "roles": ROLE_NAMES,
        "looks": LOOKS,
        "short": short,
    }
    return render_template("administration/history.html", **page, **words)


@bp.get("/lich-su/<code>/xuat")
def export(code: str) -> ResponseReturnValue:
    """Give the whole history of a dossier as a signed export; who took it is kept."""
    found, entries, chain = _whole(code)
    settings, now = current_app.extensions["settings"], utc_now()
    words = machines()[found.kind]
    made = exports.export_dossier(settings, found, entries, words, chain, me(), now)
    note_view(db.session(), me(), found.code, "export", 0, now)
    db.session.commit()
    return _zip(made, f"lich-su-{found.code}")


@bp.get("/luot-xem")
def views() -> ResponseReturnValue:
    """Show who looked at confidential dossiers, and when."""
    text = request.args.get("q", "")[:100].strip()
    found = queries.list_views(db.session(), me(), today(), text, _before())
    is_full = len(found) == queries.PAGE_SIZE
    older = url_for("history.views", q=text, truoc=found[-1].id) if is_full else None
    page = {"views": found, "q": text, "older": older, "looks": LOOKS, "roles": ROLE_NAMES}
    return render_template("administration/views.html", **page)
