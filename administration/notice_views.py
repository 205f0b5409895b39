"""Pages of the words of notices, and of the messages that wait to go."""

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts.guard import me
from administration.names import KIND_NAMES
from administration.notice_forms import NoticeTextForm
from notices import text_actions as actions
from notices import text_queries as texts
from notices.models import NoticeText
from notices.queries import list_queued
from notices.text_queries import EventText
from notices.text_rules import check_text, values_of
from notices.texts import ENVIRONMENT
from store.clock import utc_now
from store.db import db

bp = Blueprint("texts", __name__)
QUEUE_SHOWN = 200
VOICE_NAMES = {"owner": "Hợp tác xã", "staff": "Cán bộ"}
LANGUAGE_NAMES = {"vi": "Tiếng Việt", "en": "Tiếng Anh"}
ADDRESS = "/quan-tri/van-ban-bao/<kind>/<voice>/<action>/<language>"


@bp.get("/quan-tri/van-ban-bao")
def list_all() -> ResponseReturnValue:
    """Show every text, and which were edited."""
    every = texts.list_texts()
    edited = texts.edited_texts(db.session(), {one.name for one in every})
    names = {"voices": VOICE_NAMES, "languages": LANGUAGE_NAMES}
    page = {"texts": every, "edited": edited, "kinds": KIND_NAMES}
    return render_template("administration/notice_texts.html", **page, **names)


def _page(text: EventText, form: NoticeTextForm, status: int = 200) -> ResponseReturnValue:
    versions = texts.list_versions(db.session(), text)
    shipped = texts.shipped_source(text)
    shown = texts.preview(current_app.extensions["settings"], form.van.data or "", text.language)
    names = {"voices": VOICE_NAMES, "languages": LANGUAGE_NAMES}
    page = {"text": text, "form": form, "versions": versions, "shipped": shipped, "shown": shown}
    values = values_of(shipped)
    return render_template(
        "administration/notice_text.html", values=values, **page, **names
    ), status


def _fresh(text: EventText) -> NoticeTextForm:
    versions = texts.list_versions(db.session(), text)
    source = versions[0].source if versions and versions[0].source else texts.shipped_source(text)
    return NoticeTextForm(data={"van": source, "ban": versions[0].version if versions else 0})


@bp.route(ADDRESS, methods=["GET", "POST"])
def edit(kind: str, voice: str, action: str, language: str) -> ResponseReturnValue:
    """Show a text with its versions; look at a new one, keep it, or bring the shipped one back."""
    text = texts.access_text(kind, voice, action, language)
    if request.method != "POST":
        return _page(text, _fresh(text))
    form = NoticeTextForm(request.form)
    saved = form.accepted(lambda: _done(text, form))
    if saved is None:
        return _page(text, form, 422 if form.errors or form.form_errors else 200)
    db.session.commit()
    flash("Đã trở về bản gốc." if not saved.source else "Đã lưu. Tin báo từ nay dùng lời này.")
    return redirect(url_for("texts.edit", **request.view_args or {}), 303)


def _done(text: EventText, form: NoticeTextForm) -> NoticeText | None:
    """Do what the pressed button says; None where the text is only looked at."""
    session, now = db.session(), utc_now()
    if "ve-goc" in request.form:
        return actions.restore_text(session, text, form.seen, me().actor, now)
    if "luu" in request.form:
        return actions.save_text(session, text, form.van.data, form.seen, me().actor, now)
    check_text(ENVIRONMENT, form.van.data.replace("\r\n", "\n"), texts.shipped_source(text))
    return None


@bp.get("/quan-tri/tin-cho")
def queue() -> ResponseReturnValue:
    """Show the mails and text messages that have not gone yet."""
    queued = list_queued(db.session(), QUEUE_SHOWN)
    return render_template("administration/queue.html", queued=queued)


@bp.post("/quan-tri/tin-cho/<channel>/<int:number>/rut")
def withdraw(channel: str, number: int) -> ResponseReturnValue:
    """Keep a message that waits from going out."""
    actions.withdraw_message(db.session(), channel, number, me().actor, utc_now())
    db.session.commit()
    flash("Đã rút. Tin này không đi nữa.")
    return redirect(url_for("texts.queue"), 303)
