"""Pages of publication: what everybody will read of an answer, one by one or several at once."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts.guard import me
from dossiers.actions import check_seen
from feedback import answer_actions, publication_actions
from feedback.blueprint import bp
from feedback.models import Petition
from feedback.process import OUTCOME_TONES, OUTCOMES, PETITION
from feedback.publication_forms import PublicationForm
from feedback.publication_pages import PreviewPage, preview_page, stops, waiting_rows
from feedback.queries import access_handled
from store.clock import today, utc_now
from store.db import db
from workflow.numbers import number

CHANGED = "Bản công khai đã khác bản vừa xem. Hãy đọc lại bên dưới rồi bấm công khai lần nữa."
CHOOSE = "Chọn ít nhất một câu trả lời."


def _publishable(code: str) -> Petition:
    petition = access_handled(db.session(), me(), code, today())
    check_seen(petition.dossier, request.form.get("version"))
    PETITION.step(petition.dossier.state, "publish", me().actor.role)
    return petition


@bp.route("/kien-nghi/<code>/cong-khai", methods=["GET", "POST"])
def publish(code: str) -> ResponseReturnValue:
    """Show the public copy of an answer with what is hidden; publish what was shown."""
    petition, answer_id = _publishable(code), number(request.args.get("van-ban"))
    typed = request.form if request.method == "POST" else None
    page, form = preview_page(db.session(), petition, answer_id, typed)
    act = request.form.get("act", "")
    if form.errors or act not in ("keep", "publish"):
        return _preview(page, form, 422 if form.errors else 200)
    if form.seen.data != page.copy.digest:
        form.form_errors.append(CHANGED)
        return _preview(page, form, 409)
    return _keep(page) if act == "keep" else _publish(page)


def _preview(page: PreviewPage, form: PublicationForm, status: int) -> ResponseReturnValue:
    words = {"outcomes": OUTCOMES, "tones": OUTCOME_TONES}
    return render_template("feedback/staff/publish.html", page=page, form=form, **words), status


def _keep(page: PreviewPage) -> ResponseReturnValue:
    publication_actions.keep_choice(db.session(), page.answer, page.spans, me(), utc_now())
    db.session.commit()
    flash("Đã giữ bản công khai. Có thể công khai cùng lúc với các câu trả lời khác.", "success")
    return redirect(url_for("feedback.publish_many"), code=303)


def _publish(page: PreviewPage) -> ResponseReturnValue:
    session, actor = db.session(), me().actor
    answer_actions.publish(session, page.petition, actor, utc_now(), page.spans, page.answer)
    db.session.commit()
    flash("Đã công khai câu trả lời.", "success")
    return redirect(url_for("feedback.show", code=page.petition.dossier.code), code=303)


@bp.route("/cong-khai-hang-loat", methods=["GET", "POST"])
def publish_many() -> ResponseReturnValue:
    """The answers that wait to become public; several at once, all or none."""
    rows = waiting_rows(db.session(), me(), today())
    if request.method == "GET":
        return render_template("feedback/staff/publish_many.html", rows=rows, stops=[], chosen=[])
    typed = (number(one) for one in request.form.getlist("selected"))
    chosen = [one for one in typed if one is not None]
    found = stops(rows, chosen, _seen_versions()) if chosen else [CHOOSE]
    if found:
        page = {"rows": rows, "stops": found, "chosen": chosen}
        return render_template("feedback/staff/publish_many.html", **page), 409
    answers = [row.answer for row in rows if row.answer.id in set(chosen)]
    publication_actions.publish_many(db.session(), answers, me().actor, utc_now())
    db.session.commit()
    flash(f"Đã công khai {len(answers)} câu trả lời.", "success")
    return redirect(url_for("feedback.publish_many"), code=303)


def _seen_versions() -> dict[int, int]:
    seen = {}
    for name, value in request.form.items():
        answer_id, version = number(name.removeprefix("version-")), number(value)
        if answer_id is not None and version is not None:
            seen[answer_id] = version
    return seen
