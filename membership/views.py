"""Pages of membership: applications, the signer's desk, a member's book, fees and card."""

from collections.abc import Callable
from datetime import date

from flask import (
    Blueprint,
    Response,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from accounts.guard import me
from cooperatives.fields import STANDINGS
from cooperatives.queries import access_cooperative, member_book, standing_on
from documents.uploads import keep_one, keeping
from documents.views import attachment
from dossiers.queries import list_papers
from letters.render import preview_pages
from membership import actions, decision_actions, pages, queries
from membership.forms import ApplyForm, ChangeForm, FeeForm, HandOverForm, NoteForm, SupplyForm
from membership.letter_texts import recognition_content
from membership.models import MembershipApplication
from membership.process import MEMBERSHIP
from membership.rules import (
    CHANGE_NAMES,
    MEMBER_KINDS,
    OPTIONAL,
    PAPERS,
    changes_open_to,
    member_kind,
)
from rulebook.queries import setting_on
from store.clock import today, utc_now
from store.db import db
from web.filters import day
from web.forms import Form
from web.qr import qr_svg
from workflow.refusal import Missing, Refusal
from workflow.roles import HANDLING_ROLES, Role

bp = Blueprint("membership", __name__, url_prefix="/thanh-vien")
DONE = {
    "request_supplement": "Đã yêu cầu bổ sung.",
    "supply": "Đã gửi bổ sung.",
    "check": "Đã xác nhận đủ giấy tờ.",
    "propose": "Đã trình lãnh đạo.",
    "send_back": "Đã trả lại tờ trình.",
    "decline": "Đã ghi quyết định không công nhận.",
    "withdraw": "Đã rút đơn.",
    "hand_over": "Đã ghi nhận trao quyết định.",
}
FILES_MAX = 5  # of one paper
TOO_MANY = (
    "“{paper}” có {count} tệp. Mỗi loại giấy tờ gửi nhiều nhất 5 tệp một lần: gộp các trang vào "
    "một tệp PDF, hoặc gửi phần còn lại sau."
)
WITH_NOTE = ("request_supplement", "check", "send_back", "decline", "withdraw")
WORDS = {
    "papers_needed": PAPERS,
    "optional": OPTIONAL,
    "change_names": CHANGE_NAMES,
    "member_kinds": MEMBER_KINDS,
    "standings": STANDINGS,
    "states": MEMBERSHIP.states,
}


def _skeleton() -> str:
    return "base.html" if me().role == "representative" else "dense.html"


@bp.get("")
def list_all() -> ResponseReturnValue:
    """Show applications under way, decisions that wait, and what ended."""
    session, account, on = db.session(), me(), today()
    return render_template(
        "membership/list.html",
        open=queries.list_applications(session, account, on, is_open=True),
        ended=queries.list_applications(session, account, on, is_open=False),
        proposed=queries.list_proposed(session),
        is_signer=account.role == "leader",
        note_form=NoteForm(),
        **WORDS,
    )


@bp.route("/gia-nhap/<int:cooperative_id>", methods=["GET", "POST"])
def apply(cooperative_id: int) -> ResponseReturnValue:
    """Apply for membership: a cooperative for itself, staff for one that came in person."""
    session, account = db.session(), me()
    cooperative = queries.access_member(session, account, cooperative_id, today())
    form = ApplyForm(request.form) if request.method == "POST" else ApplyForm()
    place = {"skeleton": _skeleton(), "cooperative": cooperative, "form": form}
    if request.method != "POST":
        return render_template("membership/apply.html", **place, **WORDS)
    ask = actions.Ask(form.reason.data, form.contact_name.data, form.contact_phone.data,
                      _on_paper(form))  # fmt: skip
    made = form.accepted(
        lambda: actions.file(session, cooperative, ask, _uploads(), account, utc_now())
    )
    if made is None:
        return render_template("membership/apply.html", **place, **WORDS), 422
    session.commit()
    return redirect(url_for("membership.show", code=made.dossier.code), 303)


def _on_paper(form: ApplyForm | SupplyForm) -> tuple[str, ...]:
    """Return the papers that staff say came on paper; a cooperative sends files."""
    return tuple(form.papers.data or ()) if me().role != "representative" else ()


def _uploads() -> list[actions.Upload]:
    """Keep the files of each paper. Raises Refusal, before any is kept, where one has too many."""
    sent = {key: [one for one in request.files.getlist(f"file-{key}") if one.filename]
            for key in PAPERS}  # fmt: skip
    for key, files in sent.items():
        if len(files) > FILES_MAX:
            raise Refusal("files", TOO_MANY.format(paper=PAPERS[key], count=len(files)))
    keep = keeping(me().id, utc_now())
    return [
        actions.Upload(key, keep_one(keep, one)) for key, files in sent.items() for one in files
    ]


def _access(code: str) -> MembershipApplication:
    return queries.access_application(db.session(), me(), code, today())


@bp.get("/<code>")
def show(code: str) -> ResponseReturnValue:
    """Show an application, its papers, its story, and what one may do."""
    return _page(_access(code))


def _page(
    one: MembershipApplication, faulty: Form | None = None, status: int = 200
) -> ResponseReturnValue:
    session, account = db.session(), me()
    hand_over = HandOverForm(data={"on": day(today())})
    page = render_template(
        "membership/show.html",
        skeleton=_skeleton(),
        one=one,
        dossier=one.dossier,
        state=MEMBERSHIP.states[one.dossier.state],
        acts=pages.acts_open(one, Role(account.role)),
        verbs=MEMBERSHIP.verbs,
        story=pages.story(session, account, one),
        files=list_papers(session, account, one.dossier),
        is_staff=account.role != "representative",
        faulty=faulty,
        hand_over=faulty if isinstance(faulty, HandOverForm) else hand_over,
        supply=SupplyForm(data={"papers": one.papers}),
        **WORDS,
    )
    return page, status


@bp.post("/<code>/<action>")
def act(code: str, action: str) -> ResponseReturnValue:
    """Take a step of an application."""
    one, act = _access(code), ACTS.get(action)
    if act is None:
        raise Missing("action")
    form, run = act(one, action)
    if form.accepted(run) is None:
        return _page(one, form, 422)
    db.session.commit()
    flash(DONE.get(action, "Đã ký quyết định công nhận thành viên."))
    return redirect(url_for("membership.show", code=code), 303)


Run = tuple[Form, Callable[[], object]]


def _with_note(one: MembershipApplication, action: str) -> Run:
    form = NoteForm(request.form)

    def run() -> bool:
        actions.take(db.session(), one, action, me(), utc_now(), form.note.data or "")
        return True

    return form, run


def _propose(one: MembershipApplication, _action: str) -> Run:
    form = NoteForm(request.form)

    def run() -> bool:
        actions.propose(db.session(), one, form.note.data or "", me(), utc_now())
        return True

    return form, run


def _supply(one: MembershipApplication, action: str) -> Run:
    form = SupplyForm(request.form)

    def run() -> bool:
        actions.receive(db.session(), one, _on_paper(form), _uploads())
        if one.dossier.state == "supplement_requested":
            actions.take(db.session(), one, action, me(), utc_now())
        elif me().role == "representative" or one.dossier.settled_at is not None:
            raise Refusal("state", "Đơn không ở bước bổ sung giấy tờ.")
        return True

    return form, run


def _recognise(one: MembershipApplication, _action: str) -> Run:
    settings = current_app.extensions["settings"]
    return Form(), lambda: actions.recognise(db.session(), settings, one, me(), utc_now())


def _hand_over(one: MembershipApplication, _action: str) -> Run:
    form = HandOverForm(request.form)

    def run() -> bool:
        told: date = form.on.day or today()
        actions.hand_over(
            db.session(), one, told, form.place.data, form.person.data, me(), utc_now()
        )
        return True

    return form, run


ACTS: dict[str, Callable[[MembershipApplication, str], Run]] = {
    **dict.fromkeys(WITH_NOTE, _with_note),
    "propose": _propose,
    "supply": _supply,
    "recognise": _recognise,
    "hand_over": _hand_over,
}


@bp.get("/<code>/quyet-dinh.png")
def preview(code: str) -> ResponseReturnValue:
    """The decision as it will be printed."""
    one, on, session = _access(code), today(), db.session()
    signer = me() if me().role == "leader" else None
    content = recognition_content(
        current_app.extensions["settings"], one.cooperative, queries.next_member_no(session),
        member_kind(one.cooperative.kind), signer, setting_on(session, "membership.signer", on),
        one.opinion,
    )  # fmt: skip
    return Response(preview_pages(content, on)[0], mimetype="image/png")


@bp.get("/hop-tac-xa/<int:cooperative_id>")
def member(cooperative_id: int) -> ResponseReturnValue:
    """Show the book, the decisions and the fees of a member."""
    return _member_page(cooperative_id)


def _member_page(
    cooperative_id: int, faulty: Form | None = None, status: int = 200
) -> ResponseReturnValue:
    session, account, on = db.session(), me(), today()
    cooperative = queries.access_member(session, account, cooperative_id, on)
    standing = standing_on(session, cooperative_id, on)
    fee = FeeForm(data={"year": on.year, "paid_on": day(on)})
    page = render_template(
        "membership/member.html",
        skeleton=_skeleton(),
        cooperative=cooperative,
        standing=standing,
        book=member_book(session, cooperative_id),
        decisions=queries.list_decisions(session, cooperative_id),
        years=pages.fee_years(session, cooperative_id, on),
        fees=queries.list_fees(session, cooperative_id),
        is_desk=Role(account.role) in HANDLING_ROLES,
        changes=changes_open_to(standing.status) if standing is not None else [],
        has_open=queries.has_open_application(session, cooperative_id),
        faulty=faulty,
        fee_form=faulty if isinstance(faulty, FeeForm) else fee,
        change_form=faulty if isinstance(faulty, ChangeForm) else ChangeForm(),
        **WORDS,
    )
    return page, status


@bp.post("/hop-tac-xa/<int:cooperative_id>/de-nghi")
def propose_change(cooperative_id: int) -> ResponseReturnValue:
    """Put a decision about a member before who signs."""
    session, form, kind = db.session(), ChangeForm(request.form), request.form.get("kind", "")
    cooperative = access_cooperative(session, cooperative_id)
    if kind not in CHANGE_NAMES:
        raise Missing("kind")
    propose = decision_actions.propose_change
    done = form.accepted(
        lambda: propose(session, cooperative, kind, form.reason.data, me(), utc_now())
    )
    if done is None:
        return _member_page(cooperative_id, form, 422)
    session.commit()
    flash("Đã trình lãnh đạo ký.")
    return redirect(url_for("membership.member", cooperative_id=cooperative_id), 303)


@bp.post("/quyet-dinh/<int:decision_id>/ky")
def sign_change(decision_id: int) -> ResponseReturnValue:
    """Sign a decision about a member."""
    settings = current_app.extensions["settings"]
    letter = decision_actions.sign_change(db.session(), settings, decision_id, me(), utc_now())
    db.session.commit()
    flash(f"Đã ký quyết định {letter.full_number}.")
    return redirect(url_for("membership.list_all"), 303)


@bp.post("/quyet-dinh/<int:decision_id>/tra-lai")
def send_change_back(decision_id: int) -> ResponseReturnValue:
    """Send a proposed decision back."""
    note = request.form.get("note", "")[:2000]
    decision_actions.send_change_back(db.session(), decision_id, note, me(), utc_now())
    db.session.commit()
    flash("Đã trả lại đề nghị.")
    return redirect(url_for("membership.list_all"), 303)


@bp.get("/quyet-dinh/<int:decision_id>/van-ban")
def decision_file(decision_id: int) -> ResponseReturnValue:
    """Hand out the signed decision."""
    decision = queries.access_decision(db.session(), decision_id)
    queries.access_member(db.session(), me(), decision.cooperative_id, today())
    if decision.letter is None or decision.letter.document is None:
        raise Missing("letter")
    return attachment(current_app.extensions["vault"], decision.letter.document)


@bp.post("/hop-tac-xa/<int:cooperative_id>/hoi-phi")
def receive_fee(cooperative_id: int) -> ResponseReturnValue:
    """Note a payment of a year's fee; it gets a receipt."""
    session, form = db.session(), FeeForm(request.form)
    cooperative = access_cooperative(session, cooperative_id)
    receive = decision_actions.receive_fee
    fee = form.accepted(
        lambda: receive(
            session, cooperative, form.year.data, form.amount_vnd, form.paid_on.day or today(),
            form.payer.data, me(), utc_now(),
        )
    )  # fmt: skip
    if fee is None:
        return _member_page(cooperative_id, form, 422)
    session.commit()
    return redirect(url_for("membership.receipt", fee_id=fee.id), 303)


@bp.get("/bien-lai/<int:fee_id>")
def receipt(fee_id: int) -> ResponseReturnValue:
    """Show the receipt of a payment, to print."""
    fee = queries.access_fee(db.session(), fee_id)
    queries.access_member(db.session(), me(), fee.cooperative_id, today())
    return render_template("membership/receipt.html", skeleton=_skeleton(), fee=fee)


@bp.get("/hop-tac-xa/<int:cooperative_id>/the")
def card(cooperative_id: int) -> ResponseReturnValue:
    """Show the member card; its QR leads to the public page, which says whether it still holds."""
    session, on = db.session(), today()
    cooperative = queries.access_member(session, me(), cooperative_id, on)
    standing = standing_on(session, cooperative_id, on)
    if standing is None or standing.status != "active":
        raise Missing("card")
    base_url = current_app.extensions["settings"].base_url
    address = base_url + url_for("profiles.show", cooperative_id=cooperative_id)
    return render_template(
        "membership/card.html",
        skeleton=_skeleton(),
        cooperative=cooperative,
        standing=standing,
        qr=qr_svg(address, "Mã QR kiểm tra thẻ thành viên"),
        **WORDS,
    )
