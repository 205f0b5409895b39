"""The API for programs under /api/v1, its readable page, and the two probes of operations."""

from dataclasses import asdict
from datetime import date, datetime

from flask import Blueprint, Response, current_app, json, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import DBAPIError

from accounts.guard import me
from api import actions, loan_rules, queries, rules, shapes, speech
from api.openapi import document
from dossiers.queries import list_events
from feedback.basis_queries import changed_bases
from feedback.further_queries import corrections_of
from feedback.models import Publication
from feedback.process import PETITION
from feedback.queries import access_petition, list_topics
from feedback.staff_pages import unit_names
from loans.schedule import repayment_schedule
from reports.queries import overview
from store.clock import today, utc_now
from store.db import db
from store.heartbeats import NAMES, list_alive

bp = Blueprint("api", __name__)


@bp.errorhandler(rules.Invalid)
def invalid(error: rules.Invalid) -> Response:
    """Say what is wrong, keep nothing."""
    db.session.rollback()
    return speech.invalid(error)


@bp.get("/api")
def guide() -> str:
    """Show people how a program connects."""
    return render_template(
        "api/guide.html", topics=list_topics(db.session()), states=PETITION.states, rules=rules
    )


@bp.get("/api/v1/openapi.json")
def openapi() -> ResponseReturnValue:
    """Describe the API to programs."""
    settings = current_app.extensions["settings"]
    return document(settings.base_url, settings.alliance_short_name)


@bp.get("/api/v1/deadline")
def deadline() -> ResponseReturnValue:
    """Count a deadline, day by day."""
    asked = speech.asked("received_at", "working_days")
    received = rules.parse_time("received_at", asked.get("received_at", ""))
    days = rules.parse_number("working_days", asked.get("working_days"), 1, rules.DAYS_MAX)
    return shapes.deadline(queries.count_deadline(db.session(), received, days))


@bp.post("/api/v1/petitions")
def file_petition() -> ResponseReturnValue:
    """File a petition, once for each Idempotency-Key."""
    session, account, now = db.session(), me(), utc_now()
    key, body = speech.idempotency_key(), speech.json_body()
    wish = rules.read_petition(body)
    asked = rules.body_hash(body)
    kept = actions.claim_key(session, account, key, asked, now) if key else None
    if kept and kept.status:
        return speech.created(kept.body)
    settings = current_app.extensions["settings"]
    petition = actions.file_wish(session, settings, account, wish, now)
    answer = json.dumps(shapes.filed(petition))
    if kept:
        actions.keep_answer(kept, 201, answer)
    session.commit()
    return speech.created(answer)


@bp.get("/api/v1/petitions")
def list_petitions() -> ResponseReturnValue:
    """List what the account may see, oldest change first."""
    account, asked = me(), speech.asked("state", "updated_since", "cursor", "limit")
    wanted = queries.Wanted(
        state=rules.parse_choice("state", asked.get("state"), PETITION.states),
        updated_since=rules.since("updated_since", asked.get("updated_since")),
    )
    limit = rules.parse_limit(asked.get("limit"))
    after = rules.decode_cursor(asked.get("cursor"), datetime)
    found, end = queries.list_petitions(db.session(), account, today(), wanted, after, limit)
    return shapes.page("petitions", [shapes.summary(one, account) for one in found], end)


@bp.get("/api/v1/petitions/<code>")
def show_petition(code: str) -> ResponseReturnValue:
    """Show a petition as the account may see it."""
    session, account = db.session(), me()
    petition = access_petition(session, account, code, today())
    events = list_events(session, account, petition.dossier)
    answers = queries.list_issued(session, petition)
    names = unit_names(session, events)
    return speech.tagged(shapes.petition(petition, account, events, answers, names))


@bp.get("/api/v1/answers")
def list_answers() -> ResponseReturnValue:
    """List published answers, latest first."""
    asked = speech.asked("q", "topic", "cursor", "limit")
    text = rules.parse_query("q", asked.get("q", ""))
    limit = rules.parse_limit(asked.get("limit"))
    after = rules.decode_cursor(asked.get("cursor"), date)
    found, end = queries.list_answers(db.session(), text, asked.get("topic"), after, limit)
    return shapes.page("answers", _published(found), end)


def _published(found: list[Publication]) -> list[shapes.Shape]:
    """Return published answers with what corrects them and which of their bases ended."""
    ids = [one.answer_id for one in found]
    corrected = corrections_of(db.session(), ids)
    changed = changed_bases(db.session(), ids, today())
    return [
        shapes.publication(one, speech.url_of(one), corrected.get(key, []), changed.get(key, []))
        for one, key in zip(found, ids, strict=True)
    ]


@bp.post("/api/v1/loan-schedule")
def loan_schedule() -> ResponseReturnValue:
    """Make a repayment schedule; nothing is kept."""
    terms = loan_rules.read_terms(speech.json_body())
    return loan_rules.shape(repayment_schedule(terms))


@bp.get("/api/v1/reports/overview")
def report_overview() -> ResponseReturnValue:
    """Tell the public figures of the registry to the end of a day."""
    typed = speech.asked("as_of").get("as_of")
    as_of = today() if typed is None else rules.parse_day("as_of", typed)
    return asdict(overview(db.session(), as_of, utc_now()))


@bp.get("/healthz")
def healthz() -> ResponseReturnValue:
    """Tell that this process answers. Asks nobody."""
    return {"alive": True}


@bp.get("/readyz")
def readyz() -> ResponseReturnValue:
    """Tell of each part whether it is there; 503 where one is not."""
    try:
        parts = {"database": True} | list_alive(db.session(), utc_now())
    except DBAPIError:
        parts = dict.fromkeys(("database", *NAMES), False)
    return parts, 200 if all(parts.values()) else 503
