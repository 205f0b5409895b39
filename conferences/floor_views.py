"""The floor: capture by keyboard with and without network, slips, and the projector's board."""

import json
from hashlib import sha256
from secrets import token_hex
from time import monotonic, sleep
from typing import Any

from flask import Response, current_app, flash, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf

from accounts.guard import me
from conferences import floor_actions
from conferences.blueprint import bp
from conferences.floor_forms import CaptureForm
from conferences.floor_queries import (
    board_of,
    default_owed_on,
    find_slip,
    list_issues,
    usual_units,
)
from conferences.models import Conference, ConferenceAttendance, ConferenceIssue
from conferences.plan_views import back, opened
from conferences.process import OUTCOMES
from conferences.queries import list_attendances, list_bodies
from conferences.question_queries import access_question
from conferences.rules import TOPIC_WORDS
from feedback.process import PETITION
from feedback.queries import list_topics
from store.clock import today, utc_now
from store.db import db
from web.assets import asset_text
from web.filters import day, short_day
from web.qr import qr_svg
from workflow.localtime import local_day
from workflow.refusal import Refusal

DEVICE_OF_FORM = "form{}"
STREAM_SECONDS_MAX = 15
LOOK_EVERY_SECONDS = 1.0
RETRY_MS = 1500


@bp.route("/hoi-nghi/<code>/ghi", methods=["GET", "POST"])
def capture(code: str) -> ResponseReturnValue:
    """Write down what is said. With a script it works without network; without one it posts."""
    conference, form = opened(code), _form(code, request.method == "POST")
    if request.method != "POST":
        return _capture_page(conference, form)
    taken = form.accepted(lambda: _take_form(conference, form))
    if taken is None:
        return _capture_page(conference, form, 422)
    db.session.commit()
    flash(f"Đã ghi ý kiến số {taken.number}, hồ sơ {taken.petition}.", "success")
    return back(conference, "conferences.capture")


def _form(code: str, is_posted: bool) -> CaptureForm:
    session, on = db.session(), today()
    usual: dict[str, object] = {
        "owed_by_on": day(default_owed_on(session, on)),
        "entry_key": token_hex(16),
    }
    usual |= _asked_before(code) if not is_posted else {}
    form = CaptureForm(request.form) if is_posted else CaptureForm(data=usual)
    form.topic_code.choices = {topic.code: topic.name for topic in list_topics(session)}
    form.owed_by_id.choices = {"": "Chọn cơ quan"} | {
        str(unit.id): unit.short_name for unit in list_bodies(session, on)
    }
    people = list_attendances(session, opened(code).dossier_id)
    form.attendance_id.choices = {"": "Không có trong danh sách"} | {
        str(one.id): ", ".join(filter(None, (one.stands_for, one.full_name))) for one in people
    }
    return form


def _asked_before(code: str) -> dict[str, object]:
    """Return what is known of a question of the agenda that is raised now."""
    wanted = request.args.get("cau_hoi", "")
    if not wanted.isdecimal() or len(wanted) > 9:
        return {}
    found = access_question(db.session(), me(), opened(code), int(wanted))
    return {
        "question_id": found.id,
        "words": f"{found.subject}\n{found.text}",
        "speaker_name": found.cooperative.representative_name if found.cooperative else found.asker,
        "topic_code": found.topic_code,
        "owed_by_id": str(found.body_id or ""),
        "oral_answer": found.draft_answer,
    }


def _take_form(conference: Conference, form: CaptureForm) -> floor_actions.Taken:
    """Take what was typed without a script, as if the server were its device."""
    session, now, device = db.session(), utc_now(), DEVICE_OF_FORM.format(me().id)
    sequence = len(list_issues(session, conference.dossier_id)) + 1
    entry = {name: form[name].data for name in CaptureForm.SENT}
    entry |= {"key": form.entry_key.data, "sequence": sequence, "at": now.isoformat()}
    taken = _take(conference, device, [entry])[0]
    if taken.status == "refused":
        raise Refusal("floor", taken.text)
    return taken


def _take(
    conference: Conference, device: str, entries: list[dict[str, Any]]
) -> list[floor_actions.Taken]:
    settings = current_app.extensions["settings"]
    who = (me(), utc_now())
    return floor_actions.take(db.session(), settings, conference, device, entries, *who)


def _capture_page(
    conference: Conference, form: CaptureForm, status: int = 200
) -> ResponseReturnValue:
    is_open = conference.dossier.state in floor_actions.FLOOR_STATES
    issues = list_issues(db.session(), conference.dossier_id)
    page = {"conference": conference, "form": form, "is_open": is_open, "outcomes": OUTCOMES}
    return render_template("conferences/capture.html", issues=issues, **page), status


@bp.get("/hoi-nghi/<code>/ghi/du-lieu")
def capture_data(code: str) -> ResponseReturnValue:
    """What a capturing device keeps: who is here, units, fields, what was raised."""
    session, conference, on = db.session(), opened(code), today()
    people = list_attendances(session, conference.dossier_id)
    units = {unit.id: unit.short_name for unit in list_bodies(session, on)}
    return {
        "now": _milliseconds(),
        "token": generate_csrf(),
        "people": [_person(one) for one in people],
        "units": units,
        "routes": usual_units(session, on),
        "terms": TOPIC_WORDS,
        "owed_by_on": day(default_owed_on(session, on)),
        "issues": [_sent(one) for one in list_issues(session, conference.dossier_id)],
    }


def _person(one: ConferenceAttendance) -> dict[str, Any]:
    return {
        "id": one.id,
        "name": one.full_name,
        "position": one.position,
        "for": one.stands_for,
        "cooperative_id": one.cooperative_id,
    }


def _milliseconds() -> int:
    return int(utc_now().timestamp() * 1000)


def _sent(issue: ConferenceIssue) -> dict[str, Any]:
    names = (
        "number", "device", "sequence", "revision", "subject", "words", "topic_code", "outcome",
        "answered_by", "oral_answer", "owed_by_id", "attendance_id", "cooperative_id",
        "speaker_name", "asker",
    )  # fmt: skip
    return {name: getattr(issue, name) for name in names} | {
        "key": issue.entry_key,
        "at": issue.raised_at.isoformat(),
        "skew_ms": 0,
        "demands": "\n".join(issue.demands),
        "owed_by_on": day(issue.owed_by_on),
        "petition": issue.petition.dossier.code if issue.petition else "",
    }


def _posted() -> dict[str, Any]:
    sent = request.get_json(silent=True)
    if not isinstance(sent, dict):
        raise Refusal("json", "Nội dung gửi lên không đọc được.")
    return sent


@bp.post("/hoi-nghi/<code>/ghi/so")
def reserve_numbers(code: str) -> ResponseReturnValue:
    """Reserve numbers for a device."""
    conference, sent = opened(code), _posted()
    used, device = sent.get("last_used"), str(sent.get("device", ""))
    last_used = used if isinstance(used, int) and 0 <= used < 10**6 else 0
    who = (me(), utc_now())
    blocks = floor_actions.reserve(db.session(), conference, device, last_used, *who)
    db.session.commit()
    return {"now": _milliseconds(), "blocks": [[block.first, block.last] for block in blocks]}


@bp.post("/hoi-nghi/<code>/ghi/gui")
def send_entries(code: str) -> ResponseReturnValue:
    """Take what a device wrote down, each entry once, and say what became of it."""
    conference, sent = opened(code), _posted()
    entries = sent.get("entries")
    listed = [one for one in entries if isinstance(one, dict)] if isinstance(entries, list) else []
    taken = _take(conference, str(sent.get("device", "")), listed)
    db.session.commit()
    results = [
        {"key": t.key, "status": t.status, "number": t.number, "petition": t.petition,
         "text": t.text}
        for t in taken
    ]  # fmt: skip
    return {"now": _milliseconds(), "results": results}


@bp.post("/hoi-nghi/<code>/ghi/chieu")
def project(code: str) -> ResponseReturnValue:
    """Choose what the projector shows: by a script's JSON, or by a button."""
    conference = opened(code)
    typed = _posted().get("number") if request.is_json else request.form.get("number", "")
    number = int(str(typed)) if str(typed).isdecimal() and len(str(typed)) < 7 else None
    floor_actions.project(db.session(), conference, number)
    db.session.commit()
    if request.is_json:
        return {"now": _milliseconds(), "shown": number}
    return back(conference, "conferences.floor")


@bp.get("/hoi-nghi/<code>/y-kien")
def floor(code: str) -> ResponseReturnValue:
    """All that was raised, in the floor's order."""
    conference = opened(code)
    issues = list_issues(db.session(), conference.dossier_id)
    page = {"conference": conference, "issues": issues, "outcomes": OUTCOMES}
    return render_template("conferences/floor.html", states=PETITION.states, **page)


# --- the projector


@bp.get("/hoi-nghi/<code>/bang")
def board(code: str) -> ResponseReturnValue:
    """The projector's page: live with a script, read again every ten seconds without one."""
    conference = opened(code)
    state = _board(conference)
    return render_template("conferences/board.html", conference=conference, state=state)


def _board(conference: Conference) -> dict[str, Any]:
    found = board_of(db.session(), conference)
    return {
        "shown": _on_board(found.shown) if found.shown else None,
        "counts": found.counts,
        "last": [_on_board(one) for one in found.last],
    }


def _on_board(issue: ConferenceIssue) -> dict[str, Any]:
    """Return an issue as the wall may show it: no telephone, nothing else of the cooperative."""
    until = short_day(issue.owed_by_on)
    by = issue.owed_by_called_short or "Liên minh"
    is_oral = issue.outcome == "oral"
    return {
        "number": issue.number,
        "subject": issue.subject,
        "asker": issue.asker,
        "speaker": issue.speaker_name if issue.cooperative else "",
        "outcome": issue.outcome,
        "fate": "Đã trả lời" if is_oral else f"{by} trả lời bằng văn bản trước {until}",
        "short": "Đã trả lời" if is_oral else f"Trả lời trước {until}",
    }


@bp.get("/hoi-nghi/<code>/bang/luong")
def board_stream(code: str) -> ResponseReturnValue:
    """The board as server-sent events: at once, or as soon as it differs from what was seen.

    Each answer ends after its event, or after some seconds without news; the browser asks again.
    """
    conference, seen = opened(code), request.headers.get("Last-Event-ID", "")
    until = monotonic() + STREAM_SECONDS_MAX
    while True:
        said = json.dumps(_board(conference), ensure_ascii=False)
        version = sha256(said.encode()).hexdigest()[:16]
        if version != seen or monotonic() > until:
            break
        db.session.rollback()  # the next look sees what others did meanwhile
        sleep(LOOK_EVERY_SECONDS)
        db.session.refresh(conference)
    body = f"retry: {RETRY_MS}\nid: {version}\nevent: board\ndata: {said}\n\n"
    return Response(body, mimetype="text/event-stream", headers={"X-Accel-Buffering": "no"})


@bp.get("/hoi-nghi/tho-nen.js")
def floor_worker() -> ResponseReturnValue:
    """The script that keeps capture and board for times without network."""
    return Response(asset_text("floor-worker.js"), mimetype="text/javascript")


# --- slips


@bp.get("/hoi-nghi/<code>/phieu")
def slips(code: str) -> ResponseReturnValue:
    """Slips with number and QR, for who raised something."""
    conference, settings = opened(code), current_app.extensions["settings"]
    shown = [
        (one, qr_svg(f"{settings.base_url}/y-kien/{one.slip_token}", "Mã QR của ý kiến"))
        for one in list_issues(db.session(), conference.dossier_id)
    ]
    return render_template("conferences/slips.html", conference=conference, slips=shown)


@bp.get("/y-kien/<token>")
def slip(token: str) -> ResponseReturnValue:
    """Where an issue stands, for whoever holds its slip."""
    issue = find_slip(db.session(), token)
    state = PETITION.states[issue.petition.dossier.state] if issue.petition else None
    page = {"issue": issue, "state": state, "on": local_day(issue.raised_at)}
    return render_template("conferences/slip.html", outcomes=OUTCOMES, **page)
