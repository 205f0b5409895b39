"""Pages of requests: a cooperative asks for a change of its row, a records officer decides."""

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts.guard import me
from accounts.models import Account
from cooperatives.fields import BY_KEY
from cooperatives.models import Cooperative
from cooperatives.queries import commune_names, list_communes, speaks_for
from cooperatives.values import show as said
from documents.models import Document
from documents.uploads import keep_one, keeping
from documents.views import attachment
from profiles import actions, request_queries
from profiles.blueprint import bp
from profiles.forms import AcceptForm, AskForm, RefuseForm, asked_values
from profiles.models import RegistryRequest
from profiles.request_rules import DECISIONS, PAPERS_MAX
from store.clock import today, utc_now
from store.db import db
from web.forms import Form
from workflow.refusal import Missing, Refusal
from workflow.roles import REGISTRARS, Role


def own_cooperative(cooperative_id: int) -> Cooperative:
    """Return a cooperative that this account speaks for. Raises Missing."""
    found = db.session.get(Cooperative, cooperative_id)
    if found is None or not speaks_for(db.session(), me().id, cooperative_id, today()):
        raise Missing("cooperative")
    return found


@bp.route("/hop-tac-xa/<int:cooperative_id>/de-nghi-sua", methods=["GET", "POST"])
def ask(cooperative_id: int) -> ResponseReturnValue:
    """Ask for a change of one's own row."""
    cooperative, communes = own_cooperative(cooperative_id), list_communes(db.session())
    if request.method != "POST":
        form = AskForm(data=asked_values(cooperative)).offer(communes)
        return render_template("profiles/ask.html", form=form, cooperative=cooperative)
    form = AskForm(request.form).offer(communes)
    made = form.accepted(lambda: _asked(cooperative, form))
    if made is None:
        return render_template("profiles/ask.html", form=form, cooperative=cooperative), 422
    db.session.commit()
    flash("Đã gửi đề nghị. Văn thư xem và trả lời qua thư điện tử.", "success")
    return redirect(url_for("profiles.request_page", request_id=made.id), code=303)


def _asked(cooperative: Cooperative, form: AskForm) -> RegistryRequest:
    said_why, now = form.reason.data, utc_now()
    values = (form.values(), said_why, _papers())
    return actions.ask(db.session(), cooperative, *values, me(), now)


def _papers() -> list[Document]:
    chosen = [sent for sent in request.files.getlist("papers") if sent.filename]
    if len(chosen) > PAPERS_MAX:
        raise Refusal("files", f"Nhiều nhất {PAPERS_MAX} tệp.")
    keep = keeping(me().id, utc_now())
    return [keep_one(keep, sent) for sent in chosen]


@bp.get("/de-nghi-sua-so")
def requests_list() -> ResponseReturnValue:
    """The requests that wait, and those decided last."""
    session = db.session()
    page = {
        "waiting": request_queries.list_requests(session, is_open=True),
        "count": request_queries.count_open(session),
        "decided": request_queries.list_requests(session, is_open=False),
    }
    return render_template("profiles/requests.html", decisions=DECISIONS, labels=BY_KEY, **page)


def _seen(account: Account, request_id: int) -> RegistryRequest:
    """Return a request that an account may read: its cooperative's, or any for who decides."""
    one = request_queries.access_request(db.session(), request_id)
    is_own = speaks_for(db.session(), account.id, one.cooperative_id, today())
    if Role(account.role) not in REGISTRARS and not is_own:
        raise Missing("request")
    return one


@bp.get("/de-nghi-sua-so/<int:request_id>")
def request_page(request_id: int) -> ResponseReturnValue:
    """One request beside the registry."""
    return _page(_seen(me(), request_id))


def _page(
    one: RegistryRequest, faulty: Form | None = None, status: int = 200
) -> ResponseReturnValue:
    is_keeper, communes = Role(me().role) in REGISTRARS, commune_names(db.session())
    accept = faulty if isinstance(faulty, AcceptForm) else AcceptForm()
    refuse = faulty if isinstance(faulty, RefuseForm) else RefuseForm()
    lines = [_line(one, key, communes) for key in one.what]
    page = {"one": one, "lines": lines, "accept": accept, "refuse": refuse, "faulty": faulty}
    return render_template(
        "profiles/request.html",
        skeleton="dense.html" if is_keeper else "base.html",
        is_keeper=is_keeper,
        decisions=DECISIONS,
        **page,
    ), status


def _line(one: RegistryRequest, key: str, communes: dict[str, str]) -> list[str]:
    """Return a field's label, what it was, what is asked for, and what it is now."""
    field, values = BY_KEY[key], (*one.what[key], getattr(one.cooperative, key))
    return [field.label, *(said(field, value, communes) for value in values)]


@bp.get("/de-nghi-sua-so/<int:request_id>/giay-to/<int:document_id>")
def request_file(request_id: int, document_id: int) -> ResponseReturnValue:
    """Hand out a paper of a request."""
    one = _seen(me(), request_id)
    paper = next((p for p in one.papers if p.document_id == document_id), None)
    if paper is None:
        raise Missing("paper")
    return attachment(current_app.extensions["vault"], paper.document)


@bp.post("/de-nghi-sua-so/<int:request_id>/nhan")
def accept_request(request_id: int) -> ResponseReturnValue:
    """Write what was asked for into the registry."""
    one, form = _seen(me(), request_id), AcceptForm(request.form)
    if form.accepted(lambda: _accepted(one, form)) is None:
        return _page(one, form, 422)
    db.session.commit()
    flash("Đã ghi vào sổ và báo cho hợp tác xã.", "success")
    return redirect(url_for("profiles.requests_list"), code=303)


def _accepted(one: RegistryRequest, form: AcceptForm) -> bool:
    settings, day = current_app.extensions["settings"], form.effective_on.day or today()
    seen = form.seen_version.data or 0
    actions.accept(db.session(), settings, one, seen, day, me(), utc_now())
    return True


@bp.post("/de-nghi-sua-so/<int:request_id>/khong-nhan")
def refuse_request(request_id: int) -> ResponseReturnValue:
    """Say no, with the reason."""
    one, form = _seen(me(), request_id), RefuseForm(request.form)
    if form.accepted(lambda: _refused(one, form)) is None:
        return _page(one, form, 422)
    db.session.commit()
    flash("Đã báo cho hợp tác xã là không nhận, kèm lý do.", "success")
    return redirect(url_for("profiles.requests_list"), code=303)


def _refused(one: RegistryRequest, form: RefuseForm) -> bool:
    settings = current_app.extensions["settings"]
    actions.refuse(db.session(), settings, one, form.note.data, me(), utc_now())
    return True


@bp.post("/de-nghi-sua-so/<int:request_id>/rut")
def withdraw_request(request_id: int) -> ResponseReturnValue:
    """Take one's own request back."""
    one = request_queries.access_request(db.session(), request_id)
    own_cooperative(one.cooperative_id)
    actions.withdraw(db.session(), one, me(), utc_now())
    db.session.commit()
    flash("Đã rút đề nghị.", "success")
    return redirect(url_for("profiles.show", cooperative_id=one.cooperative_id), code=303)
