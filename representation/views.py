"""Pages: a cooperative asks for an account; records officers decide and keep the mandates."""

from datetime import date
from functools import partial

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts.guard import me
from cooperatives.models import Cooperative
from cooperatives.queries import find_cooperatives
from documents.models import Document
from documents.uploads import keep_one, keeping
from documents.views import attachment
from representation import actions, queries
from representation.forms import AskForm, ConfirmForm, EndMandateForm, MandateForm, RefuseForm
from representation.models import AccountRequest
from store.clock import today, utc_now
from store.db import db
from web.filters import day
from workflow.refusal import Refusal

bp = Blueprint("representation", __name__)
NO_PAPER = "Chọn ảnh hoặc bản quét giấy đăng ký."
CHOOSE_AGAIN = "Hãy chọn lại tệp giấy đăng ký: trình duyệt không giữ tệp khi biểu mẫu còn lỗi."


@bp.route("/xin-tai-khoan", methods=["GET", "POST"])
def ask() -> ResponseReturnValue:
    """Let a cooperative ask for an account; the answer is the same whoever is known."""
    form = AskForm(request.form)
    if request.method != "POST":
        return render_template("representation/ask.html", form=form)
    if not form.validate():
        form.refuse(Refusal("file", CHOOSE_AGAIN if _has_paper() else NO_PAPER, "files"))
        return render_template("representation/ask.html", form=form), 422
    if form.accepted(partial(_ask, form)) is None:
        return render_template("representation/ask.html", form=form), 422
    db.session.commit()
    return redirect(url_for("representation.asked"), 303)


def _ask(form: AskForm) -> AccountRequest:
    paper = _keep_paper()
    return actions.ask(db.session(), form.wish(), paper, utc_now())


def _has_paper() -> bool:
    sent = request.files.get("files")
    return sent is not None and bool(sent.filename)


def _keep_paper() -> Document:
    """Keep the paper of this request. Raises Refusal at the field `files`."""
    sent = request.files.get("files")
    if sent is None or not sent.filename:
        raise Refusal("file", NO_PAPER, "files")
    return keep_one(keeping(None, utc_now()), sent)


@bp.get("/xin-tai-khoan/da-gui")
def asked() -> ResponseReturnValue:
    """Say what happens next."""
    return render_template("representation/asked.html")


@bp.get("/yeu-cau-tai-khoan")
def list_requests() -> ResponseReturnValue:
    """Show the requests that wait, and those decided last."""
    session = db.session()
    return render_template(
        "representation/list.html",
        waiting=queries.list_waiting(session),
        waiting_count=queries.count_waiting(session),
        decided=queries.list_decided(session),
    )


def _request_page(
    one: AccountRequest, form: ConfirmForm, refuse: RefuseForm, status: int = 200
) -> ResponseReturnValue:
    session, text = db.session(), request.args.get("tim", "")[:100]
    found = queries.candidates(session, one, text)
    page = render_template(
        "representation/show.html",
        one=one,
        form=form,
        refuse=refuse,
        text=text,
        found=[(entry, queries.comparison(one, entry)) for entry in found],
        reached=queries.accounts_reached(session, one.email, one.phone),
    )
    return page, status


@bp.get("/yeu-cau-tai-khoan/<int:request_id>")
def show_request(request_id: int) -> ResponseReturnValue:
    """Show a request beside the registry."""
    one = queries.access_request(db.session(), request_id)
    form = ConfirmForm(data={"starts_on": day(today())})
    return _request_page(one, form, RefuseForm())


@bp.get("/yeu-cau-tai-khoan/<int:request_id>/giay-dang-ky")
def request_paper(request_id: int) -> ResponseReturnValue:
    """Hand out the registration paper."""
    one = queries.access_request(db.session(), request_id)
    return attachment(current_app.extensions["vault"], one.document)


@bp.post("/yeu-cau-tai-khoan/<int:request_id>/xac-nhan")
def confirm_request(request_id: int) -> ResponseReturnValue:
    """Open the account with its mandate, and send the link."""
    one, form = queries.access_request(db.session(), request_id), ConfirmForm(request.form)
    done = form.accepted(partial(_confirm, request_id, form))
    if done is None:
        return _request_page(one, form, RefuseForm(), 422)
    db.session.commit()
    if done[1] is not None:
        base_url = current_app.extensions["settings"].base_url
        address = base_url + url_for("accounts.use_link", token=done[1])
        return render_template("representation/link.html", one=done[0], address=address)
    flash(f"Đã xác nhận. Thư đang được gửi tới {one.email or one.full_name}.")
    return redirect(url_for("representation.list_requests"), 303)


def _confirm(request_id: int, form: ConfirmForm) -> tuple[AccountRequest, str | None]:
    cooperative = queries.access_cooperative(db.session(), form.cooperative_id.data)
    starts_on = form.starts_on.day or today()
    return actions.confirm(db.session(), request_id, cooperative, starts_on, me(), utc_now())


@bp.post("/yeu-cau-tai-khoan/<int:request_id>/tu-choi")
def refuse_request(request_id: int) -> ResponseReturnValue:
    """Refuse a request with a reason."""
    one, refuse = queries.access_request(db.session(), request_id), RefuseForm(request.form)
    act = partial(actions.refuse, db.session(), request_id)
    if refuse.accepted(lambda: act(refuse.reason.data, me(), utc_now())) is None:
        form = ConfirmForm(data={"starts_on": day(today())})
        return _request_page(one, form, refuse, 422)
    db.session.commit()
    told = f"Thư đang được gửi tới {one.email}." if one.email else f"Hãy gọi báo số {one.phone}."
    flash(f"Đã từ chối. {told}")
    return redirect(url_for("representation.list_requests"), 303)


@bp.get("/dai-dien")
def find() -> ResponseReturnValue:
    """Find a cooperative whose representatives are to be seen."""
    text = request.args.get("q", "")[:100]
    found = find_cooperatives(db.session(), text) if text.strip() else []
    return render_template("representation/find.html", text=text, found=found)


def _mandates_page(
    cooperative: Cooperative, form: MandateForm, status: int = 200
) -> ResponseReturnValue:
    mandates = queries.list_mandates(db.session(), cooperative.id)
    page = render_template(
        "representation/mandates.html",
        cooperative=cooperative,
        form=form,
        mandates=mandates,
        on=today(),
    )
    return page, status


@bp.route("/dai-dien/<int:cooperative_id>", methods=["GET", "POST"])
def mandates(cooperative_id: int) -> ResponseReturnValue:
    """Show who spoke, speaks and will speak for a cooperative; give a mandate."""
    cooperative = queries.access_cooperative(db.session(), cooperative_id)
    if request.method != "POST":
        return _mandates_page(cooperative, MandateForm(data={"starts_on": day(today())}))
    form = MandateForm(request.form)
    if form.accepted(lambda: _give(form, cooperative)) is None:
        return _mandates_page(cooperative, form, 422)
    db.session.commit()
    flash("Đã ghi ủy quyền đại diện.")
    return redirect(url_for("representation.mandates", cooperative_id=cooperative_id), 303)


def _give(form: MandateForm, cooperative: Cooperative) -> object:
    starts_on: date = form.starts_on.day or today()
    give = partial(actions.give_mandate_to, db.session(), form.login.data, cooperative)
    return give(form.position.data, starts_on, me(), utc_now())


@bp.route("/dai-dien/uy-quyen/<int:mandate_id>/ket-thuc", methods=["GET", "POST"])
def end_mandate(mandate_id: int) -> ResponseReturnValue:
    """End a mandate with a last day and a reason."""
    mandate = queries.access_mandate(db.session(), mandate_id)
    form = EndMandateForm(request.form)
    if request.method != "POST":
        return render_template("representation/end.html", mandate=mandate, form=form)
    act = partial(actions.end_mandate, db.session(), mandate_id)
    done = form.accepted(
        lambda: act(form.last_day.day or today(), form.reason.data, me(), utc_now())
    )
    if done is None:
        return render_template("representation/end.html", mandate=mandate, form=form), 422
    db.session.commit()
    flash("Đã ghi ngày kết thúc ủy quyền.")
    return redirect(url_for("representation.mandates", cooperative_id=mandate.cooperative_id), 303)
