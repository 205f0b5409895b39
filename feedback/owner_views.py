"""Pages of a cooperative's petitions: the list, one dossier, its receipt, what one can do."""

import io
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from flask import (
    Response,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    send_file,
    url_for,
)
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from accounts.guard import me
from commitments.pages import shown
from documents.actions import keep
from documents.models import Document
from documents.rules import FILES_MAX, check_upload
from documents.uploads import keep_uploads
from documents.views import attachment, seal_off
from feedback import actions, queries
from feedback.blueprint import bp
from feedback.delivery_queries import delivery_of
from feedback.forms import NoteForm, OptionalNoteForm, PapersForm, RateForm
from feedback.models import Petition
from feedback.owner_pages import mine_page, owner_page, receipt_page
from feedback.process import OUTCOME_TONES, OUTCOMES, PETITION, VERDICTS
from feedback.recording_forms import RecordForm
from feedback.recording_queries import access_receipt, may_open
from feedback.staff_views import staff_show
from letters.content import LetterContent
from letters.models import Letter
from letters.render import render
from store.clock import today, utc_now
from store.db import db
from web.qr import qr_svg
from workflow.machine import Actor
from workflow.numbers import number
from workflow.refusal import Missing, Refusal
from workflow.roles import Role

log = logging.getLogger("donghanh.feedback")


@dataclass(frozen=True, slots=True)
class Papers:
    """An act that sends papers: its step, its words, and what it does."""

    name: str
    title: str
    intro: str
    note_label: str
    label: str
    done: str
    do: Callable[[Session, Petition, str, list[Document], Actor, datetime], None]


SUPPLY = Papers(
    "supply",
    "Gửi bổ sung",
    "Gửi tệp, viết nội dung, hoặc cả hai.",
    "Nội dung bổ sung",
    "Gửi bổ sung",
    "Đã gửi bổ sung. Thời hạn trả lời được tính tiếp từ ngày mai.",
    actions.supply,
)
MORE_PAPERS = Papers(
    "add_papers",
    "Gửi thêm giấy tờ",
    "Giấy tờ được gắn vào hồ sơ, người giữ hồ sơ được báo ngay.",
    "Lời nhắn kèm theo (không bắt buộc)",
    "Gửi giấy tờ",
    "Đã gửi thêm giấy tờ. Hạn trả lời không đổi.",
    actions.add_papers,
)


def _access(code: str) -> Petition:
    return queries.access_petition(db.session(), me(), code, today())


def _back(petition: Petition, anchor: str | None = None) -> BaseResponse:
    url = url_for("feedback.show", code=petition.dossier.code, _anchor=anchor)
    return redirect(url, code=303)


@bp.get("/ho-so")
def mine() -> ResponseReturnValue:
    """All that an account's cooperatives have here: what needs them first."""
    page = mine_page(db.session(), me(), today())
    return render_template("feedback/mine.html", page=page)


@bp.get("/kien-nghi/<code>")
def show(code: str) -> ResponseReturnValue:
    """One petition: as the cooperative reads it, or as staff work on it."""
    if Role(me().role) is not Role.REPRESENTATIVE:
        return staff_show(code)
    return _show(_access(code), RateForm())


def _show(petition: Petition, form: RateForm, status: int = 200) -> ResponseReturnValue:
    page = owner_page(db.session(), me(), petition, today())
    html = render_template(
        "feedback/show.html",
        page=page,
        form=form,
        outcomes=OUTCOMES,
        tones=OUTCOME_TONES,
        verdicts=VERDICTS,
        delivery=delivery_of(db.session(), petition, page.answer),
        **shown(today()),
    )
    return html, status


@bp.get("/kien-nghi/<code>/phieu")
def receipt(code: str) -> ResponseReturnValue:
    """The slip of a petition: its code, the date owed and how it was counted."""
    petition = access_receipt(db.session(), me(), code, today())
    page = receipt_page(db.session(), me(), petition)
    may_see = may_open(db.session(), me(), petition.dossier, today())
    base_url = current_app.extensions["settings"].base_url
    url = base_url + url_for("feedback.track", ma=petition.dossier.code)
    qr = qr_svg(url, f"Mã QR của hồ sơ {petition.dossier.code}")
    return render_template("feedback/receipt.html", page=page, qr=qr, may_open=may_see)


@bp.get("/kien-nghi/<code>/phieu.pdf")
def receipt_file(code: str) -> ResponseReturnValue:
    """The slip as PDF. Before the worker kept it: the same bytes, made now and not stored."""
    petition = access_receipt(db.session(), me(), code, today())
    letter = petition.receipt_letter
    if letter is None:
        raise Missing("receipt")
    name = f"Phiếu tiếp nhận {petition.dossier.code}.pdf"
    vault = current_app.extensions["vault"]
    if letter.document is not None and vault.is_whole(letter.document.sha256):
        return attachment(vault, letter.document, name)
    return _made_now(letter, name)


def _made_now(letter: Letter, name: str) -> Response:
    if letter.document is not None:
        log.error("file_missing", extra={"document_id": letter.document.id})
    file = io.BytesIO(render(LetterContent.from_json(letter.content)))
    sent = send_file(file, mimetype="application/pdf", as_attachment=True, download_name=name)
    return seal_off(sent)


def _kept_before() -> list[Document]:
    """Return the files that an earlier try of this form kept: one's own, by their numbers."""
    typed = [number(one) for one in request.form.getlist("kept")[:FILES_MAX]]
    wanted = [one for one in typed if one is not None]
    return queries.list_own_documents(db.session(), me(), wanted) if wanted else []


def keep_papers(form: PapersForm | RecordForm) -> list[Document]:
    """Keep the files of this request beside those kept before; what is wrong is said at the field.

    They are committed at once: whatever else is wrong, nobody sends a file twice.
    """
    vault, session, account = current_app.extensions["vault"], db.session(), me()
    documents = _kept_before()

    def keep_one(name: str, content: bytes) -> Document:
        if len(documents) >= FILES_MAX:
            raise Refusal("files", f"Nhiều nhất {FILES_MAX} tệp nên chưa nhận “{name}”.", "files")
        document = keep(session, vault, check_upload(name, content), account.id, utc_now())
        documents.append(document)
        return document

    _, problems = keep_uploads(keep_one)
    session.commit()
    if problems:
        form.files.errors = [" ".join(problems)]
    return documents


def _open_step(petition: Petition, action: str) -> None:
    """Raise Refusal where the cooperative cannot do this now."""
    PETITION.step(petition.dossier.state, action, me().actor.role)


def _send_papers(code: str, action: Papers) -> ResponseReturnValue:
    petition = _access(code)
    _open_step(petition, action.name)
    form = PapersForm(request.form)
    if request.method != "POST":
        return _papers_page(petition, action, form, [])
    is_right = form.validate()
    documents = keep_papers(form)
    if not is_right or form.files.errors:
        return _papers_page(petition, action, form, documents, 422)
    try:
        action.do(db.session(), petition, form.note.data, documents, me().actor, utc_now())
    except Refusal as refusal:
        if refusal.field is None:
            raise
        form.refuse(refusal)
        return _papers_page(petition, action, form, documents, 422)
    db.session.commit()
    flash(action.done, "success")
    return _back(petition)


def _papers_page(
    petition: Petition,
    action: Papers,
    form: PapersForm,
    documents: list[Document],
    status: int = 200,
) -> ResponseReturnValue:
    page = owner_page(db.session(), me(), petition, today())
    html = render_template(
        "feedback/papers.html", page=page, action=action, form=form, documents=documents
    )
    return html, status


@bp.route("/kien-nghi/<code>/bo-sung", methods=["GET", "POST"])
def supply(code: str) -> ResponseReturnValue:
    """Supply what was asked for; the clock goes on."""
    return _send_papers(code, SUPPLY)


@bp.route("/kien-nghi/<code>/them-giay-to", methods=["GET", "POST"])
def add_papers(code: str) -> ResponseReturnValue:
    """Send more papers without being asked."""
    return _send_papers(code, MORE_PAPERS)


@bp.route("/kien-nghi/<code>/nhan-tin", methods=["GET", "POST"])
def message(code: str) -> ResponseReturnValue:
    """Say something to the officer."""
    petition = _access(code)
    _open_step(petition, "message")
    form = NoteForm(request.form)
    if request.method != "POST" or not form.validate():
        status = 422 if request.method == "POST" else 200
        return render_template("feedback/message.html", petition=petition, form=form), status
    actions.message(db.session(), petition, form.note.data, me().actor, utc_now())
    db.session.commit()
    flash("Đã gửi lời nhắn. Cán bộ giữ hồ sơ được báo ngay.", "success")
    return _back(petition)


@bp.route("/kien-nghi/<code>/rut", methods=["GET", "POST"])
def withdraw(code: str) -> ResponseReturnValue:
    """Take the petition back: a page that asks first, then the act."""
    petition = _access(code)
    _open_step(petition, "withdraw")
    form = OptionalNoteForm(request.form)
    if request.method != "POST" or not form.validate():
        status = 422 if request.method == "POST" else 200
        return render_template("feedback/withdraw.html", petition=petition, form=form), status
    actions.withdraw(db.session(), petition, form.note.data, me().actor, utc_now())
    db.session.commit()
    flash("Đã rút kiến nghị. Hồ sơ vẫn được giữ để tra cứu.", "success")
    return _back(petition)


@bp.post("/kien-nghi/<code>/danh-gia")
def rate(code: str) -> ResponseReturnValue:
    """Give the cooperative's verdict on the answer."""
    petition = _access(code)
    _open_step(petition, "rate")
    form = RateForm(request.form)
    if not form.validate():
        return _show(petition, form, 422)
    verdict, words = form.verdict.data, form.note.data
    actions.rate(db.session(), petition, verdict, words, me().actor, utc_now())
    db.session.commit()
    flash("Cảm ơn hợp tác xã đã đánh giá.", "success")
    return _back(petition, "danh-gia")
