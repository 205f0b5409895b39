"""The question four weeks later: the page behind a mailed link, and the list to call from."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts.guard import me
from feedback.blueprint import bp
from feedback.effect_actions import reply_effect
from feedback.effect_forms import EffectForm
from feedback.effect_models import EffectQuestion
from feedback.effect_queries import find_question, list_to_call
from feedback.effect_rules import EFFECTS
from feedback.queries import access_petition
from store.clock import today, utc_now
from store.db import db
from workflow.machine import SYSTEM_ACTOR, Actor
from workflow.refusal import Missing


@bp.route("/viec-da-xong/<token>", methods=["GET", "POST"])
def effect(token: str) -> ResponseReturnValue:
    """Ask whether the matter is settled. Opening the link, by whatever program, says nothing."""
    question, form = find_question(db.session(), token), EffectForm(request.form)
    if request.method == "POST" and _is_said(question, form, "mail", SYSTEM_ACTOR):
        return redirect(url_for("feedback.effect", token=token), code=303)
    status = 422 if request.method == "POST" else 200
    page = {"question": question, "form": form, "effects": EFFECTS}
    return render_template("feedback/effect.html", **page), status


def _is_said(question: EffectQuestion, form: EffectForm, way: str, actor: Actor) -> bool:
    def say() -> bool:
        reply, words = form.reply.data, form.words.data or ""
        reply_effect(db.session(), question, reply, words, way, actor, utc_now())
        return True

    is_said = form.accepted(say) is not None
    if is_said:
        db.session.commit()
    return is_said


@bp.get("/hoi-ket-qua")
def effects() -> ResponseReturnValue:
    """Whom to ask by telephone."""
    return _list_page()


def _list_page(status: int = 200, problem: str = "") -> ResponseReturnValue:
    found = list_to_call(db.session(), me(), today(), utc_now())
    page = {"questions": found, "effects": EFFECTS, "problem": problem}
    return render_template("feedback/staff/effects.html", **page), status


@bp.post("/kien-nghi/<code>/ket-qua-sau-tra-loi")
def record_effect(code: str) -> ResponseReturnValue:
    """Record what was said on the telephone."""
    petition = access_petition(db.session(), me(), code, today())
    question, form = db.session.get(EffectQuestion, petition.dossier_id), EffectForm(request.form)
    if question is None:
        raise Missing("question")
    if not _is_said(question, form, "telephone", me().actor):
        said = [*form.form_errors, *form.reply.errors, *form.words.errors]
        return _list_page(422, f"{code}: {said[0]}")
    flash(f"Đã ghi kết quả của {code}.", "success")
    return redirect(url_for("feedback.effects"), code=303)
