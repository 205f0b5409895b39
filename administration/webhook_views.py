"""Pages of integrations: whom the product calls when something happens, and how that went."""

from collections.abc import Mapping
from functools import partial

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts.guard import me
from administration.names import KIND_NAMES
from administration.webhook_forms import WebhookForm
from config import Settings
from notices import webhook_actions as actions
from notices import webhook_queries as queries
from notices.webhook_models import Webhook
from notices.webhook_rules import SIGNATURE_HEADER
from store.clock import utc_now
from store.db import db
from workflow.machine import Machine

bp = Blueprint("webhooks", __name__)


def _settings() -> Settings:
    found: Settings = current_app.extensions["settings"]
    return found


def event_names(machines: Mapping[str, Machine]) -> dict[str, str]:
    """Return what an integration may be called about, with its words: what cooperatives read."""
    return {
        f"{kind}.{step.action}": f"{KIND_NAMES[kind]}: {machine.verbs[step.action]}"
        for kind, machine in machines.items()
        for step in machine.steps
        if step.audience == "owner"
    }


def _form(webhook: Webhook | None) -> WebhookForm:
    data = {"is_on": webhook.on_since is not None} if webhook else {"is_on": True}
    form = WebhookForm(request.form if request.method == "POST" else None, obj=webhook, data=data)
    form.events.choices = event_names(current_app.extensions["machines"])
    return form


@bp.get("/quan-tri/ket-noi")
def list_webhooks() -> ResponseReturnValue:
    """Show all integrations."""
    hooks = queries.list_webhooks(db.session())
    given_up = queries.count_given_up(db.session())
    names = event_names(current_app.extensions["machines"])
    page = {"webhooks": hooks, "given_up": given_up, "names": names}
    return render_template("administration/webhooks.html", **page)


@bp.route("/quan-tri/ket-noi/moi", methods=["GET", "POST"])
def new_webhook() -> ResponseReturnValue:
    """Make an integration; its secret is shown on the page that follows, this once."""
    form = _form(None)
    if request.method != "POST":
        return _edit_page(form, None, 200)
    session, settings, now = db.session(), _settings(), utc_now()
    made = form.accepted(lambda: actions.open_webhook(session, settings, form.draft(), me(), now))
    if made is None:
        return _edit_page(form, None, 422)
    db.session.commit()
    return _secret_page(*made)


@bp.route("/quan-tri/ket-noi/<int:webhook_id>", methods=["GET", "POST"])
def edit_webhook(webhook_id: int) -> ResponseReturnValue:
    """Show and change an integration, with its last calls."""
    session, settings, now = db.session(), _settings(), utc_now()
    webhook = queries.access_webhook(session, webhook_id)
    form = _form(webhook)
    if request.method != "POST":
        return _edit_page(form, webhook, 200)
    act = partial(actions.edit_webhook, session, settings, webhook)
    if form.accepted(lambda: act(form.draft(), now)) is None:
        return _edit_page(form, webhook, 422)
    db.session.commit()
    flash("Đã lưu kết nối.", "success")
    return redirect(url_for("webhooks.edit_webhook", webhook_id=webhook_id), 303)


@bp.post("/quan-tri/ket-noi/<int:webhook_id>/thu")
def send_test(webhook_id: int) -> ResponseReturnValue:
    """Ask for a call that tells of nothing."""
    webhook = queries.access_webhook(db.session(), webhook_id)
    actions.send_test(db.session(), webhook, utc_now())
    db.session.commit()
    flash("Đang gọi thử. Kết quả hiện ở nhật ký sau vài giây.")
    return _to_log(webhook_id)


@bp.post("/quan-tri/ket-noi/<int:webhook_id>/khoa-moi")
def renew_secret(webhook_id: int) -> ResponseReturnValue:
    """Give an integration a new secret and show it, this once."""
    webhook = queries.access_webhook(db.session(), webhook_id)
    secret = actions.renew_secret(db.session(), _settings(), webhook)
    db.session.commit()
    return _secret_page(webhook, secret)


@bp.post("/quan-tri/ket-noi/lan-goi/<int:delivery_id>/gui-lai")
def retry(delivery_id: int) -> ResponseReturnValue:
    """Try a call again that was given up."""
    delivery = queries.access_delivery(db.session(), delivery_id)
    actions.retry(db.session(), delivery, utc_now())
    db.session.commit()
    flash("Đang gọi lại.")
    return _to_log(delivery.webhook_id)


def _to_log(webhook_id: int) -> ResponseReturnValue:
    where = url_for("webhooks.edit_webhook", webhook_id=webhook_id, _anchor="nhat-ky")
    return redirect(where, 303)


def _secret_page(webhook: Webhook, secret: str) -> ResponseReturnValue:
    page = {"webhook": webhook, "secret": secret, "header": SIGNATURE_HEADER}
    return render_template("administration/webhook_secret.html", **page)


def _edit_page(form: WebhookForm, webhook: Webhook | None, status: int) -> ResponseReturnValue:
    calls = queries.list_deliveries(db.session(), webhook.id) if webhook else []
    names = event_names(current_app.extensions["machines"])
    page = {"form": form, "webhook": webhook, "deliveries": calls, "names": names}
    return render_template("administration/webhook.html", **page), status
