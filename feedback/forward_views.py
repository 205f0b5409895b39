"""Pages of what is passed on to a body outside: for staff, for the body, behind its link."""

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from accounts.guard import me
from dossiers.actions import check_seen
from feedback import forward_actions
from feedback.blueprint import bp
from feedback.forms import NoteForm
from feedback.forward_forms import BodyForm, ForwardForm
from feedback.forward_queries import (
    access_body_forward,
    body_choices,
    find_link,
    find_open,
    list_forwards,
    may_sign_forward,
)
from feedback.forward_texts import transfer_content
from feedback.models import ForwardLink, Petition
from feedback.queries import access_handled
from feedback.staff_pages import open_acts
from letters.render import preview_pages
from letters.signer_queries import as_signed
from store.clock import today, utc_now
from store.db import db
from units.models import Unit
from workflow.refusal import Missing


def _handled(code: str) -> Petition:
    petition = access_handled(db.session(), me(), code, today())
    check_seen(petition.dossier, request.form.get("version"))
    return petition


def _form() -> ForwardForm:
    form = ForwardForm(request.form)
    form.body_id.choices = {"": "Chọn cơ quan"} | body_choices(db.session(), today())
    return form


def _page(
    petition: Petition, form: ForwardForm, note: NoteForm | None = None, status: int = 200
) -> ResponseReturnValue:
    page = {
        "petition": petition,
        "form": form,
        "note": note or NoteForm(),
        "forwards": list_forwards(db.session(), petition.dossier_id),
        "acts": open_acts(db.session(), me(), petition),
        "may_sign": may_sign_forward(db.session(), me(), petition.dossier, today()),
    }
    return render_template("feedback/staff/forward.html", **page), status


@bp.get("/kien-nghi/<code>/chuyen")
def forwarding(code: str) -> ResponseReturnValue:
    """What was passed on, what is proposed, and the form to propose."""
    return _page(_handled(code), _form())


@bp.post("/kien-nghi/<code>/chuyen")
def propose_forward(code: str) -> ResponseReturnValue:
    """Propose to pass a petition on."""
    petition, form = _handled(code), _form()
    if not form.validate():
        return _page(petition, form, status=422)
    body = db.session.get_one(Unit, int(form.body_id.data))
    note, now = form.note.data, utc_now()
    forward_actions.propose(db.session(), petition, body, note, me(), now)
    db.session.commit()
    flash("Đã trình phiếu chuyển.", "success")
    return _back(code)


def _back(code: str) -> Response:
    return redirect(url_for("feedback.forwarding", code=code), code=303)


@bp.get("/kien-nghi/<code>/chuyen/ban-in.png")
def forward_preview(code: str) -> ResponseReturnValue:
    """The first page of the slip as it will be printed."""
    petition = _handled(code)
    forward = find_open(db.session(), petition.dossier_id)
    if forward is None:
        raise Missing("forward")
    settings, signer = current_app.extensions["settings"], me() if me().role == "leader" else None
    content = transfer_content(settings, petition, forward.body, forward.note, signer)
    content = as_signed(db.session(), content, signer, today())
    return Response(preview_pages(content, today())[0], mimetype="image/png")


@bp.post("/kien-nghi/<code>/chuyen/ky")
def sign_forward(code: str) -> ResponseReturnValue:
    """Sign and issue the slip."""
    petition, settings = _handled(code), current_app.extensions["settings"]
    letter = forward_actions.sign_forward(db.session(), settings, petition, me(), utc_now())
    db.session.commit()
    flash(f"Đã ký phiếu chuyển {letter.full_number}. Cơ quan và hợp tác xã được báo.", "success")
    return _back(code)


@bp.post("/kien-nghi/<code>/chuyen/rut")
def recall(code: str) -> ResponseReturnValue:
    """Take the matter back from the body."""
    petition, form = _handled(code), NoteForm(request.form)
    if not form.validate():
        return _page(petition, _form(), form, 422)
    note, now = form.note.data, utc_now()
    forward_actions.recall(db.session(), petition, note, me().actor, now)
    db.session.commit()
    flash("Đã rút phiếu chuyển. Hồ sơ trở về người giữ.", "success")
    return _back(code)


@bp.post("/kien-nghi/<code>/chuyen/dung-tra-loi")
def adopt_answer(code: str) -> ResponseReturnValue:
    """Put the body's words before the leader as the answer."""
    petition = _handled(code)
    forward_actions.adopt_answer(db.session(), petition, me().actor, utc_now())
    db.session.commit()
    flash("Câu trả lời của cơ quan đã thành văn bản chờ ký.", "success")
    return redirect(url_for("feedback.signing"), code=303)


@bp.get("/co-quan/<code>")
def body_desk(code: str) -> ResponseReturnValue:
    """What was passed on to this body: take it, return it, answer it."""
    petition, forward = access_body_forward(db.session(), me(), code, today())
    page = {"petition": petition, "forward": forward, "form": BodyForm(), "is_link": False}
    return render_template("feedback/body.html", **page)


@bp.post("/co-quan/<code>")
def body_act(code: str) -> ResponseReturnValue:
    """Take, return or answer what was passed on, as somebody of the body."""
    petition, forward = access_body_forward(db.session(), me(), code, today())
    form = BodyForm(request.form)
    if not form.validate():
        page = {"petition": petition, "forward": forward, "form": form, "is_link": False}
        return render_template("feedback/body.html", **page), 422
    act = (form.act.data, form.note.data, me().actor, utc_now())
    forward_actions.body_act(db.session(), forward, *act)
    db.session.commit()
    flash("Đã ghi. Liên minh và hợp tác xã được báo.", "success")
    return redirect(url_for("feedback.show", code=code), code=303)


@bp.route("/chuyen/<token>", methods=["GET", "POST"])
def body_link(token: str) -> ResponseReturnValue:
    """The same behind a single-use link: looking changes nothing, sending uses it up."""
    link, form = find_link(db.session(), token, utc_now()), BodyForm(request.form)
    if link is None:
        return render_template("feedback/body_link_gone.html"), 404
    if request.method == "POST" and form.validate():
        return _use(link, form)
    page = {"petition": link.forward.petition, "forward": link.forward, "form": form}
    status = 422 if request.method == "POST" else 200
    return render_template("feedback/body.html", is_link=True, **page), status


def _use(link: ForwardLink, form: BodyForm) -> ResponseReturnValue:
    act, note = form.act.data, form.note.data
    forward_actions.use_link(db.session(), link, act, note, utc_now())
    db.session.commit()
    return render_template("feedback/body_done.html", forward=link.forward, act=act)
