"""Recording for somebody else: one dense page for a paper or a call, and the next one."""

from secrets import token_hex

from flask import current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from accounts.guard import me
from cooperatives.models import Cooperative
from cooperatives.queries import list_communes
from documents.models import Document
from feedback import queries
from feedback.actions import Filing
from feedback.blueprint import bp
from feedback.models import Petition
from feedback.owner_views import keep_papers
from feedback.recording_actions import record as record_petition
from feedback.recording_forms import RecordForm
from feedback.recording_queries import access_receipt, find_askers, list_recorded
from store.clock import today, utc_now
from store.db import db
from workflow.refusal import Missing


@bp.route("/ghi-nhan", methods=["GET", "POST"])
def record() -> ResponseReturnValue:
    """Write down a paper or a call. The button "find" looks for the sender without a script."""
    if request.method != "POST":
        return _page(_fresh(), [], done=_done())
    form = _with_choices(RecordForm(request.form))
    documents = keep_papers(form)
    if "find" in request.form:
        return _page(form, documents)
    problems = list(form.files.errors)
    petition = form.accepted(lambda: _record(form, documents)) if not problems else None
    if petition is None:
        form.files.errors = [*form.files.errors, *problems]
        return _page(form, documents, status=422)
    db.session.commit()
    return _onward(form, petition)


def _with_choices(form: RecordForm) -> RecordForm:
    form.set_choices(queries.list_topics(db.session()), list_communes(db.session()))
    return form


def _fresh() -> RecordForm:
    """Return an empty form: way and day of receipt stay those of the paper before."""
    form = RecordForm(request.args)
    form.form_key.data = token_hex(16)
    form.received_on.data = request.args.get("received_on") or f"{today():%d/%m/%Y}"
    return _with_choices(form)


def _done() -> Petition | None:
    """Return what was recorded just now, whose receipt is to be handed over."""
    code = request.args.get("xong", "")
    try:
        return access_receipt(db.session(), me(), code, today()) if code else None
    except Missing:
        return None


def _record(form: RecordForm, documents: list[Document]) -> Petition:
    session, cooperative = db.session(), _chosen(form)
    filing = Filing(
        account=me(),
        cooperative=cooperative,
        channel=form.channel.data,
        received_on=form.received_on.day,
        asker_name=form.asker.data,
        form_key=f"{me().id}:{form.form_key.data}",
    )
    representative = cooperative.representative_name if cooperative else ""
    text = form.text(representative, cooperative.phone if cooperative else "")
    settings = current_app.extensions["settings"]
    return record_petition(session, settings, filing, text, documents, utc_now())


def _chosen(form: RecordForm) -> Cooperative | None:
    if form.chosen_id is None:
        return None
    found = db.session.get(Cooperative, form.chosen_id)
    if found is None:
        raise Missing("cooperative")
    return found


def _onward(form: RecordForm, petition: Petition) -> Response:
    code = petition.dossier.code
    if "receipt" in request.form:
        return redirect(url_for("feedback.receipt", code=code), code=303)
    kept = {"channel": form.channel.data, "received_on": form.received_on.data}
    return redirect(url_for("feedback.record", xong=code, **kept), code=303)


def _page(
    form: RecordForm, documents: list[Document], done: Petition | None = None, status: int = 200
) -> ResponseReturnValue:
    session = db.session()
    html = render_template(
        "feedback/staff/record.html",
        form=form,
        documents=documents,
        done=done,
        found=find_askers(session, form.asker.data or "", form.chosen_id),
        recorded=list_recorded(session, me()),
    )
    return html, status


@bp.get("/ghi-nhan/ben-gui")
def find_senders() -> ResponseReturnValue:
    """The senders that a typed name fits, while one types."""
    form = RecordForm(request.args)
    found = find_askers(db.session(), form.asker.data or "", form.chosen_id)
    return render_template("feedback/staff/_askers.html", form=form, found=found)
