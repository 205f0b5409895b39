"""The page of what colleagues are asked to do on a dossier."""

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from accounts.guard import me
from dossiers import task_actions
from dossiers.blueprint import bp
from dossiers.models import Dossier
from dossiers.queries import access_dossier, may_handle
from dossiers.task_forms import AskForm, EndForm
from dossiers.task_process import STATUSES
from dossiers.task_queries import access_task, colleague_choices, list_tasks
from store.clock import today, utc_now
from store.db import db
from workflow.machine import Machine
from workflow.refusal import Refusal
from workflow.roles import Role


@bp.get("/ho-so/<code>/viec")
def tasks(code: str) -> ResponseReturnValue:
    """What was asked of whom, and the form to ask."""
    return _page(access_dossier(db.session(), me(), code, today()), _ask_form(None))


def _machine(dossier: Dossier) -> Machine:
    machine: Machine = current_app.extensions["machines"][dossier.kind]
    return machine


def _ask_form(dossier: Dossier | None) -> AskForm:
    form = AskForm(request.form if dossier is not None else None)
    form.asked_of.choices = []
    return form


def _page(
    dossier: Dossier, form: AskForm, end: EndForm | None = None, ended_id: int | None = None
) -> ResponseReturnValue:
    people = colleague_choices(db.session(), dossier.id, me().id)
    form.asked_of.choices = {"": "Chọn đồng nghiệp"} | people
    open_to = _machine(dossier).open_to(dossier.state, Role(me().role))
    html = render_template(
        "dossiers/tasks.html",
        dossier=dossier,
        form=form,
        end=end or EndForm(),
        ended_id=ended_id,
        tasks=list_tasks(db.session(), dossier.id),
        may_ask=may_handle(me(), dossier) and "ask_colleague" in open_to,
        may_end=may_handle(me(), dossier),
        statuses=STATUSES,
        on=today(),
    )
    return html, 422 if request.method == "POST" else 200


@bp.post("/ho-so/<code>/viec")
def ask_colleague(code: str) -> ResponseReturnValue:
    """Ask a colleague."""
    dossier = access_dossier(db.session(), me(), code, today())
    if not may_handle(me(), dossier):
        raise Refusal("role", "Hồ sơ này do đơn vị khác giữ, đồng chí chỉ được xem.")
    form = _ask_form(dossier)
    form.asked_of.choices = colleague_choices(db.session(), dossier.id, me().id)
    if form.accepted(lambda: _ask(dossier, form)) is None:
        return _page(dossier, form)
    db.session.commit()
    flash("Đã nhờ. Văn bản trả lời chỉ ký được khi việc này xong hoặc được bỏ.", "success")
    return _back(code)


def _ask(dossier: Dossier, form: AskForm) -> object:
    day = form.due_on.day or today()
    asked = task_actions.Request(int(form.asked_of.data), form.what.data, day)
    machine, now = _machine(dossier), utc_now()
    return task_actions.ask_colleague(db.session(), machine, dossier, asked, me(), now)


@bp.post("/ho-so/<code>/viec/<int:task_id>")
def end_task(code: str, task_id: int) -> ResponseReturnValue:
    """Say that a task is done, or that it is not needed any more."""
    dossier = access_dossier(db.session(), me(), code, today())
    task, form = access_task(db.session(), me(), dossier, task_id), EndForm(request.form)
    if not form.validate():
        return _page(dossier, _ask_form(None), form, task_id)
    act, machine = (form.action.data, form.reply.data, me().actor, utc_now()), _machine(dossier)
    task_actions.end_task(db.session(), machine, task, *act)
    db.session.commit()
    flash("Đã ghi.", "success")
    return _back(code)


def _back(code: str) -> Response:
    return redirect(url_for("dossiers.tasks", code=code), code=303)
