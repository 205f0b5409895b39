"""Pages of letters beside the final answer: interim, follow-up, correction."""

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from accounts.guard import me
from commitments.pages import shown
from commitments.rules import PromiseDraft
from feedback import further_actions
from feedback.blueprint import bp
from feedback.forms import NoteForm, too_long_promise, typed_promises
from feedback.further_actions import FurtherDraft
from feedback.further_forms import FurtherForm
from feedback.further_pages import further_acts, further_promises, sent_along
from feedback.further_queries import access_further, list_letters
from feedback.letter_texts import further_content
from feedback.models import Answer, Petition
from feedback.process import ANSWER_KINDS, FURTHER_HINTS, FURTHER_KINDS, PETITION
from feedback.queries import access_handled, access_petition
from feedback.rules import fits_state
from letters.render import preview_pages
from letters.signer_queries import as_signed
from store.clock import today, utc_now
from store.db import db
from workflow.refusal import Missing, Refusal

DONE = {
    "submit_further": "Đã trình trưởng đơn vị duyệt.",
    "approve_further": "Đã duyệt và trình lãnh đạo ký.",
    "return_further": "Đã trả lại người soạn.",
}


@bp.route("/kien-nghi/<code>/van-ban/moi/<kind>", methods=["GET", "POST"])
def new_further(code: str, kind: str) -> ResponseReturnValue:
    """Draft a further letter."""
    petition = access_handled(db.session(), me(), code, today())
    if kind not in FURTHER_KINDS:
        raise Missing("kind")
    PETITION.step(petition.dossier.state, "submit_further", me().actor.role)
    if not fits_state(kind, petition.dossier.state):
        raise Refusal("kind", "Hồ sơ chưa đến hoặc đã qua lúc gửi loại văn bản này.")
    form = _form(petition)
    saved = form.accepted(lambda: _save(petition, None, kind, form)) if _is_post() else None
    return _saved(petition, saved) if saved else _page(petition, None, kind, form)


@bp.route("/kien-nghi/<code>/van-ban/<int:answer_id>", methods=["GET", "POST"])
def further(code: str, answer_id: int) -> ResponseReturnValue:
    """One further letter: its draft, or how it was issued."""
    petition = access_petition(db.session(), me(), code, today())
    answer = access_further(db.session(), petition, answer_id)
    if not _is_post():
        form = FurtherForm(data={"body": answer.body, "corrects_id": str(answer.corrects_id or "")})
        form.set_letters(list_letters(db.session(), petition))
        return _page(petition, answer, answer.kind, form)
    form = _form(access_handled(db.session(), me(), code, today()))
    saved = form.accepted(lambda: _save(petition, answer, answer.kind, form))
    return _saved(petition, saved) if saved else _page(petition, answer, answer.kind, form)


def _is_post() -> bool:
    return request.method == "POST"


def _form(petition: Petition) -> FurtherForm:
    form = FurtherForm(request.form)
    form.set_letters(list_letters(db.session(), petition))
    return form


def _save(petition: Petition, answer: Answer | None, kind: str, form: FurtherForm) -> Answer:
    session, now, draft = (
        db.session(),
        utc_now(),
        FurtherDraft(kind, form.body.data, form.corrected, _typed()),
    )
    saved = further_actions.save_further(
        session, petition, answer, draft, form.seen_version, me(), now
    )
    if "trinh" in request.form:
        actor = me().actor
        further_actions.move_further(session, petition, saved, "submit_further", "", actor, now)
    db.session.commit()
    return saved


def _typed() -> tuple[PromiseDraft, ...]:
    """Return the commitments that were typed. Raises Refusal where one is too long."""
    typed = typed_promises(request.form)
    if said := too_long_promise(typed):
        raise Refusal("long", said)
    return typed


def _saved(petition: Petition, answer: Answer) -> Response:
    flash(DONE["submit_further"] if "trinh" in request.form else "Đã lưu dự thảo.", "success")
    return _back(petition, answer)


def _back(petition: Petition, answer: Answer) -> Response:
    address = url_for("feedback.further", code=petition.dossier.code, answer_id=answer.id)
    return redirect(address, code=303)


def _page(
    petition: Petition,
    answer: Answer | None,
    kind: str,
    form: FurtherForm,
    note_form: NoteForm | None = None,
) -> ResponseReturnValue:
    letters = list_letters(db.session(), petition)
    issued = next((one for one in letters if answer and one.answer.id == answer.id), None)
    html = render_template(
        "feedback/staff/further.html",
        petition=petition,
        answer=answer,
        issued=issued,
        kind=kind,
        kind_name=ANSWER_KINDS[kind],
        hint=FURTHER_HINTS[kind],
        acts=further_acts(me(), petition, answer),
        along=sent_along(db.session(), me(), petition, answer, today()),
        pages=len(_pictures(petition, answer)) if answer is not None else 0,
        form=form,
        note_form=note_form or NoteForm(),
        promised=further_promises(
            db.session(), answer, typed_promises(request.form) if _is_post() else None, today()
        ),
        **shown(today()),
    )
    is_wrong = form.errors or form.form_errors or (note_form is not None and note_form.errors)
    return html, 422 if is_wrong else 200


def _pictures(petition: Petition, answer: Answer) -> list[bytes]:
    settings, account = current_app.extensions["settings"], me()
    signer = account if account.role == "leader" else None
    content = further_content(settings, petition, answer, signer)
    return preview_pages(as_signed(db.session(), content, signer, today()), today())


@bp.get("/kien-nghi/<code>/van-ban/<int:answer_id>/<int:number>.png")
def preview_further(code: str, answer_id: int, number: int) -> ResponseReturnValue:
    """A page of a further letter as it will be printed."""
    petition = access_petition(db.session(), me(), code, today())
    pages = _pictures(petition, access_further(db.session(), petition, answer_id))
    if not 1 <= number <= len(pages):
        raise Missing("page")
    return Response(pages[number - 1], mimetype="image/png")


@bp.post("/kien-nghi/<code>/van-ban/<int:answer_id>/duyet")
def approve_further(code: str, answer_id: int) -> ResponseReturnValue:
    """Approve a further letter and put it before a leader."""
    petition = access_handled(db.session(), me(), code, today())
    answer = access_further(db.session(), petition, answer_id)
    actor, now, action = me().actor, utc_now(), "approve_further"
    further_actions.move_further(db.session(), petition, answer, action, "", actor, now)
    db.session.commit()
    flash(DONE[action], "success")
    return _back(petition, answer)


@bp.post("/kien-nghi/<code>/van-ban/<int:answer_id>/tra-lai")
def return_further(code: str, answer_id: int) -> ResponseReturnValue:
    """Give a further letter back to who drafted it, with a reason."""
    petition = access_handled(db.session(), me(), code, today())
    answer, form = access_further(db.session(), petition, answer_id), NoteForm(request.form)
    if not form.validate():
        return _page(petition, answer, answer.kind, FurtherForm(), form)
    actor, note = me().actor, form.note.data
    further_actions.move_further(
        db.session(), petition, answer, "return_further", note, actor, utc_now()
    )
    db.session.commit()
    flash(DONE["return_further"], "success")
    return _back(petition, answer)


@bp.post("/kien-nghi/<code>/van-ban/<int:answer_id>/ky")
def sign_further(code: str, answer_id: int) -> ResponseReturnValue:
    """Sign and issue a further letter."""
    petition = access_handled(db.session(), me(), code, today())
    answer = access_further(db.session(), petition, answer_id)
    kept, session, now = current_app.extensions["settings"], db.session(), utc_now()
    letter = further_actions.sign_further(session, kept, petition, answer, me(), now)
    db.session.commit()
    flash(f"Đã ký {letter.full_number}. Hợp tác xã được báo khi ký số xong.", "success")
    return redirect(url_for("feedback.signing"), code=303)
