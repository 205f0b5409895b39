"""Pages of staff: one dossier with the draft beside it, the acts, the signing queue."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import current_app, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response
from wtforms import Form

from accounts.guard import me
from accounts.models import Account
from commitments.pages import shown
from documents.rules import kind_name
from dossiers.actions import check_seen
from dossiers.task_queries import count_open_tasks
from feedback import actions, answer_actions, retention_actions
from feedback.blueprint import bp
from feedback.canned_queries import offer_canned
from feedback.cluster_queries import cluster_part
from feedback.delivery_queries import delivery_of
from feedback.draft_check import DraftFinding
from feedback.forms import AnswerForm, DeclineForm, ExtendForm, HandOverForm, NoteForm, ResolveForm
from feedback.further_queries import list_further_to_sign
from feedback.letter_texts import answer_content
from feedback.limit_queries import is_extended
from feedback.models import Answer, Petition
from feedback.process import (
    ANSWER_KINDS,
    ONCE,
    OUTCOME_TONES,
    OUTCOMES,
    PETITION,
    RESOLUTIONS,
    VERDICTS,
)
from feedback.queries import access_handled, access_petition, list_to_sign
from feedback.staff_pages import (
    WorkPage,
    check_items,
    conflict_parts,
    hide_codes,
    next_letter_number,
    officer_choices,
    queue_rows,
    waiting_for,
    work_page,
)
from letters.render import preview_pages
from letters.signer_queries import as_signed
from store.clock import today, utc_now
from store.db import db
from workflow.numbers import number
from workflow.refusal import Missing, Refusal
from workflow.roles import Role

Do = Callable[[Petition, Form, Account], None]
SAVED = "Đã lưu dự thảo."
NO_DRAFT = (
    "Chưa có dự thảo nào được lưu ở hồ sơ này. Nội dung đã gõ ở bên dưới; "
    "xem lại rồi bấm “Lưu dự thảo”."
)
WORDS = {
    "outcomes": OUTCOMES,
    "outcome_tones": OUTCOME_TONES,
    "verdicts": VERDICTS,
    "resolutions": RESOLUTIONS,
    "kinds": ANSWER_KINDS,
    "kind_name": kind_name,
}


@dataclass(frozen=True, slots=True)
class Act:
    """An act that asks for something first: its form, its words, and what it does."""

    form: type[Form]
    title: str
    label: str
    hint: str
    done: str
    do: Do


def staff_show(code: str) -> ResponseReturnValue:
    """One petition as staff see it. Called by the page that everybody shares."""
    petition = access_petition(db.session(), me(), code, today())
    return _show(petition)


def _show(
    petition: Petition,
    form: AnswerForm | None = None,
    error: str = "",
    status: int = 200,
    stale: bool = False,
) -> ResponseReturnValue:
    typed = form.draft() if form else None
    page = work_page(db.session(), me(), petition, today(), typed)
    issued = page.answer if page.answer and page.answer.letter else None
    units = {unit.id: unit.name for unit in page.promised.units}
    html = render_template(
        "feedback/staff/show.html",
        page=page,
        form=form,
        error=error,
        is_stale=stale,
        delivery=delivery_of(db.session(), petition, issued),
        **shown(today()),
        cluster=cluster_part(db.session(), me(), petition, today()),
        conflict_parts=conflict_parts(petition, typed, units) if stale and typed else [],
        screen_items=[
            {
                "kind": one.severity if one.severity != "info" else "ok",
                "text": hide_codes(one.text, page.hidden),
            }
            for one in petition.findings
        ],
        check_items=_check_lines(page),
        **WORDS,
    )
    return html, status


def _check_lines(page: WorkPage) -> list[dict[str, str | None]]:
    """Return what the check of a draft found, each with the place where it is mended."""
    tasks = url_for("dossiers.tasks", code=page.dossier.code)
    waiting = [(one, tasks, "Xem các việc") for one in waiting_for(page.open_tasks)]
    found = waiting + [(one, _place(one), "Đến ô này") for one in page.checks]
    return [
        {"kind": one.kind, "text": one.text, "url": url, "link": link} for one, url, link in found
    ]


def _place(finding: DraftFinding) -> str | None:
    """Return where on the page a finding on the draft is mended."""
    if finding.demand_id is not None:
        return f"#tra-loi-{finding.demand_id}"
    return "#cam-ket" if finding.kind == "stop" else None


def _back(petition: Petition) -> Response:
    return redirect(url_for("feedback.show", code=petition.dossier.code), code=303)


def _handled(code: str) -> Petition:
    petition = access_handled(db.session(), me(), code, today())
    check_seen(petition.dossier, request.form.get("version"))
    return petition


@bp.post("/kien-nghi/<code>/tiep-nhan")
def accept(code: str) -> ResponseReturnValue:
    """Take a petition in hand."""
    petition = _handled(code)
    actions.accept(db.session(), petition, me(), utc_now())
    db.session.commit()
    flash("Đã tiếp nhận. Hợp tác xã được báo.", "success")
    return _back(petition)


def _route(petition: Petition, form: Form, account: Account) -> None:
    officer = _officer(form)
    now, words = utc_now(), form.note.data
    actions.hand_over(db.session(), petition, "route", officer, words, account.actor, now)


def _reassign(petition: Petition, form: Form, account: Account) -> None:
    officer = _officer(form)
    now, words = utc_now(), form.note.data
    actions.hand_over(db.session(), petition, "reassign", officer, words, account.actor, now)


def _officer(form: Form) -> Account:
    found = db.session.get(Account, int(form.officer_id.data))
    if found is None:
        raise Missing("account")
    return found


def _request_supplement(petition: Petition, form: Form, account: Account) -> None:
    note, now = form.note.data, utc_now()
    actions.request_supplement(db.session(), petition, note, account.actor, now)


def _decline(petition: Petition, form: Form, account: Account) -> None:
    code, note = form.code.data, form.note.data
    actions.decline(db.session(), petition, code, note, account.actor, utc_now())


def _return_draft(petition: Petition, form: Form, account: Account) -> None:
    _move(petition, "return_draft", form.note.data, account)


def _return_unsigned(petition: Petition, form: Form, account: Account) -> None:
    _move(petition, "return_unsigned", form.note.data, account)


def _move(petition: Petition, action: str, note: str, account: Account) -> None:
    now = utc_now()
    answer_actions.move_answer(db.session(), petition, action, note, account.actor, now)


def _unpublish(petition: Petition, form: Form, account: Account) -> None:
    note, now = form.note.data, utc_now()
    answer_actions.unpublish(db.session(), petition, note, account.actor, now)


def _resolve(petition: Petition, form: Form, account: Account) -> None:
    status, note, now = form.status.data, form.note.data, utc_now()
    actions.resolve(db.session(), petition, status, note, account.actor, now)


def _extend(petition: Petition, form: Form, account: Account) -> None:
    days, note, now = form.days.data, form.note.data, utc_now()
    settings = current_app.extensions["settings"]
    actions.extend(db.session(), settings, petition, days, note, account, now)


def _retain(petition: Petition, form: Form, account: Account) -> None:
    retention_actions.retain(db.session(), petition, form.note.data, account.actor, utc_now())


def _unretain(petition: Petition, form: Form, account: Account) -> None:
    retention_actions.unretain(db.session(), petition, form.note.data, account.actor, utc_now())


ACTS = {
    "route": Act(
        HandOverForm,
        "Phân công kiến nghị",
        "Lý do phân công",
        "Nếu kiểm tra tự động đã giữ lại, ghi vì sao vẫn giao xử lý.",
        "Đã phân công.",
        _route,
    ),
    "reassign": Act(
        HandOverForm,
        "Giao lại kiến nghị",
        "Lý do giao lại",
        "Người nhận sẽ đọc lý do này. Hợp tác xã chỉ thấy đơn vị và người nhận.",
        "Đã giao lại.",
        _reassign,
    ),
    "request_supplement": Act(
        NoteForm,
        "Yêu cầu bổ sung",
        "Cần bổ sung gì?",
        "Hợp tác xã đọc nguyên văn. Ghi rõ tên giấy tờ. Thời hạn tạm dừng đến khi nhận bổ sung.",
        "Đã gửi yêu cầu bổ sung. Thời hạn tạm dừng.",
        _request_supplement,
    ),
    "extend": Act(
        ExtendForm,
        "Gia hạn trả lời",
        "Lý do gia hạn",
        "Hợp tác xã đọc nguyên văn lý do này. Mỗi kiến nghị chỉ gia hạn một lần.",
        "Đã gia hạn. Hợp tác xã được báo.",
        _extend,
    ),
    "decline": Act(
        DeclineForm,
        "Không thụ lý",
        "Giải thích cho hợp tác xã",
        "Hợp tác xã đọc nguyên văn. Ghi rõ nên gửi đến đâu.",
        "Đã ghi không thụ lý. Hợp tác xã được báo.",
        _decline,
    ),
    "retain": Act(
        NoteForm,
        "Giữ lại quá thời hạn lưu",
        "Vì sao giữ lại?",
        "Ví dụ: đang có thanh tra, khiếu kiện. Hồ sơ không bị ẩn danh đến khi thôi giữ lại.",
        "Đã giữ lại.",
        _retain,
    ),
    "unretain": Act(
        NoteForm,
        "Thôi giữ lại",
        "Vì sao thôi giữ lại?",
        "Hết thời hạn lưu thì hồ sơ được ẩn danh trong đêm.",
        "Đã thôi giữ lại.",
        _unretain,
    ),
    "return_draft": Act(
        NoteForm,
        "Trả lại dự thảo",
        "Lý do trả lại",
        "Người soạn đọc lý do này. Hợp tác xã không thấy.",
        "Đã trả lại dự thảo.",
        _return_draft,
    ),
    "return_unsigned": Act(
        NoteForm,
        "Trả lại văn bản trình ký",
        "Lý do trả lại",
        "Đơn vị soạn thảo đọc lý do này. Hợp tác xã không thấy.",
        "Đã trả lại.",
        _return_unsigned,
    ),
    "unpublish": Act(
        NoteForm,
        "Gỡ câu trả lời khỏi trang công khai",
        "Lý do gỡ",
        "Văn bản đã ban hành vẫn giữ nguyên, chỉ bản công khai được gỡ.",
        "Đã gỡ khỏi trang công khai.",
        _unpublish,
    ),
    "resolve": Act(
        ResolveForm,
        "Ghi kết quả giải quyết",
        "Ghi chú",
        "Kết quả trên thực tế, tách riêng với văn bản trả lời.",
        "Đã ghi kết quả giải quyết.",
        _resolve,
    ),
}


def _act(code: str, action: str) -> ResponseReturnValue:
    """Ask for what an act needs (GET), or do it (POST)."""
    act, petition = ACTS[action], _handled(code)
    if request.method == "GET" and action not in PETITION.open_to(
        petition.dossier.state, me().actor.role
    ):
        PETITION.step(petition.dossier.state, action, me().actor.role)
    if action == "extend" and is_extended(db.session(), petition.dossier_id):
        raise Refusal(ONCE.name, ONCE.text)
    form = act.form(request.form)
    if "officer_id" in form:
        people = officer_choices(db.session(), me(), petition)
        form.officer_id.choices = {"": "Chọn cán bộ"} | people
    if request.method == "POST" and form.validate():
        act.do(petition, form, me())
        db.session.commit()
        flash(act.done, "success")
        return _after(petition, action)
    status = 422 if request.method == "POST" else 200
    page = {"act": act, "action": action, "petition": petition, "form": form}
    return render_template("feedback/staff/act.html", **page), status


def _after(petition: Petition, action: str) -> Response:
    if action in ("return_unsigned", "sign") and me().role == Role.LEADER:
        return redirect(url_for("feedback.signing"), code=303)
    return _back(petition)


@bp.route("/kien-nghi/<code>/phan-cong", methods=["GET", "POST"])
def route(code: str) -> ResponseReturnValue:
    """Route by hand what the automatic check held."""
    return _act(code, "route")


@bp.route("/kien-nghi/<code>/giao-lai", methods=["GET", "POST"])
def reassign(code: str) -> ResponseReturnValue:
    """Give the petition to somebody else."""
    return _act(code, "reassign")


@bp.route("/kien-nghi/<code>/yeu-cau-bo-sung", methods=["GET", "POST"])
def request_supplement(code: str) -> ResponseReturnValue:
    """Ask the cooperative for what is missing."""
    return _act(code, "request_supplement")


@bp.route("/kien-nghi/<code>/gia-han", methods=["GET", "POST"])
def extend(code: str) -> ResponseReturnValue:
    """Give the answer more days, once."""
    return _act(code, "extend")


@bp.route("/kien-nghi/<code>/giu-lai", methods=["GET", "POST"])
def retain(code: str) -> ResponseReturnValue:
    """Keep a petition beyond its years."""
    return _act(code, "retain")


@bp.route("/kien-nghi/<code>/thoi-giu-lai", methods=["GET", "POST"])
def unretain(code: str) -> ResponseReturnValue:
    """Let a petition go the way of all others again."""
    return _act(code, "unretain")


@bp.route("/kien-nghi/<code>/khong-thu-ly", methods=["GET", "POST"])
def decline(code: str) -> ResponseReturnValue:
    """Decline with a code and a text."""
    return _act(code, "decline")


@bp.route("/kien-nghi/<code>/tra-lai-du-thao", methods=["GET", "POST"])
def return_draft(code: str) -> ResponseReturnValue:
    """Give a draft back to its officer."""
    return _act(code, "return_draft")


@bp.route("/kien-nghi/<code>/tra-lai-trinh-ky", methods=["GET", "POST"])
def return_unsigned(code: str) -> ResponseReturnValue:
    """Give a letter back unsigned."""
    return _act(code, "return_unsigned")


@bp.route("/kien-nghi/<code>/go-cong-khai", methods=["GET", "POST"])
def unpublish(code: str) -> ResponseReturnValue:
    """Take the public copy away."""
    return _act(code, "unpublish")


@bp.route("/kien-nghi/<code>/ket-qua", methods=["GET", "POST"])
def resolve(code: str) -> ResponseReturnValue:
    """Record what became of the matter."""
    return _act(code, "resolve")


@bp.post("/kien-nghi/<code>/ghi-chu")
def note(code: str) -> ResponseReturnValue:
    """Write an internal note."""
    petition, form = access_petition(db.session(), me(), code, today()), NoteForm(request.form)
    if not form.validate():
        return _show(petition, error="Viết nội dung ghi chú.", status=422)
    actions.note(db.session(), petition, form.note.data, me().actor, utc_now())
    db.session.commit()
    flash("Đã lưu ghi chú nội bộ.", "success")
    return _back(petition)


@bp.post("/kien-nghi/<code>/du-thao")
def save_answer(code: str) -> ResponseReturnValue:
    """Keep the draft; with the button "trinh" also submit it for review."""
    petition = access_handled(db.session(), me(), code, today())
    form = AnswerForm(petition, request.form)
    inserted = _insert(petition, form)
    if form.too_long:
        return _show(petition, form, form.too_long, 422)
    try:
        answer = _save(petition, form)
    except Refusal as refusal:
        return _not_saved(petition, form, refusal)
    if "X-Autosave" in request.headers:
        return jsonify(version=answer.version)
    if inserted is not None:
        return redirect(url_for("feedback.show", code=code, _anchor=f"tra-loi-{inserted}"), 303)
    return _submit(petition) if "trinh" in request.form else _saved(petition)


def _insert(petition: Petition, form: AnswerForm) -> int | None:
    """Put a piece after what was typed to a demand, where its button was pressed (no script)."""
    place, _, chosen = request.form.get("insert", "").partition("-")
    demand_id, canned_id = number(place), number(chosen)
    offered = offer_canned(db.session(), petition.topic_code, today()) if canned_id else []
    piece = next((one for one in offered if one.id == canned_id), None)
    if piece is None or demand_id is None:
        return None
    form.insert(demand_id, piece.body)
    return demand_id


def _save(petition: Petition, form: AnswerForm) -> Answer:
    answer = answer_actions.save_answer(
        db.session(), petition, form.draft(), form.seen_version, me(), utc_now()
    )
    db.session.commit()
    return answer


def _saved(petition: Petition) -> ResponseReturnValue:
    flash(SAVED, "success")
    return _back(petition)


def _not_saved(petition: Petition, form: AnswerForm, refusal: Refusal) -> ResponseReturnValue:
    db.session.rollback()
    if refusal.reason != "stale":
        raise refusal
    if "X-Autosave" in request.headers:
        return jsonify(reason="stale"), 409
    if answer_actions.current_answer(petition) is None:  # then nothing newer can stand beside it
        return _show(petition, form, NO_DRAFT, 409)
    return _show(petition, form, refusal.text, 409, stale=True)


def _submit(petition: Petition) -> ResponseReturnValue:
    try:
        _move(petition, "submit_draft", "", me())
    except Refusal as refusal:
        db.session.rollback()
        if refusal.reason not in ("unanswered", "promises"):
            raise
        return _show(petition, None, refusal.text, 422)
    db.session.commit()
    flash("Đã trình trưởng đơn vị duyệt.", "success")
    return _back(petition)


@bp.post("/kien-nghi/<code>/trinh-duyet")
def submit_draft(code: str) -> ResponseReturnValue:
    """Submit the draft as it was saved."""
    petition = _handled(code)
    _move(petition, "submit_draft", "", me())
    db.session.commit()
    flash("Đã trình trưởng đơn vị duyệt.", "success")
    return _back(petition)


@bp.post("/kien-nghi/<code>/duyet")
def approve(code: str) -> ResponseReturnValue:
    """Approve the draft and put it before a leader."""
    petition = _handled(code)
    _move(petition, "approve", "", me())
    db.session.commit()
    flash("Đã duyệt và trình lãnh đạo ký.", "success")
    return _back(petition)


@bp.get("/kien-nghi/<code>/ban-in")
def print_preview(code: str) -> ResponseReturnValue:
    """All sheets of the letter as it will be printed, one under the other."""
    petition = access_petition(db.session(), me(), code, today())
    page = {"petition": petition, "pages": len(_preview(petition)), "signer": _signer(petition)}
    return render_template("feedback/staff/print.html", **page)


@bp.get("/kien-nghi/<code>/ban-in/<int:number>.png")
def preview(code: str, number: int) -> ResponseReturnValue:
    """A page of the letter as it will be printed."""
    petition = access_petition(db.session(), me(), code, today())
    pages = _preview(petition)
    if not 1 <= number <= len(pages):
        raise Missing("page")
    return Response(pages[number - 1], mimetype="image/png")


def _signer(petition: Petition) -> Account | None:
    """Return who signed the answer, else the leader who reads it; None where nobody knows yet."""
    answer, reader = answer_actions.current_answer(petition), me()
    signed_by = answer.signer if answer else None
    return signed_by or (reader if reader.role == Role.LEADER else None)


def _preview(petition: Petition) -> list[bytes]:
    answer, signer = answer_actions.current_answer(petition), _signer(petition)
    if answer is None:
        raise Missing("answer")
    settings = current_app.extensions["settings"]
    content = answer_content(settings, petition, answer, signer)
    return preview_pages(as_signed(db.session(), content, signer, today()), today())


@bp.get("/ky-duyet")
def signing() -> ResponseReturnValue:
    """The queue of letters that wait for a leader, one of them open."""
    petitions = list_to_sign(db.session(), me(), today())
    asked = request.args.get("ho-so", "")
    chosen = next((p for p in petitions if p.dossier.code == asked), None)
    chosen = chosen or (petitions[0] if petitions else None)
    page: dict[str, object] = {
        "chosen": chosen,
        "queue": queue_rows(db.session(), petitions, today()),
        "further": list_further_to_sign(db.session(), me(), today()),
        "kinds": ANSWER_KINDS,
    }
    if chosen is not None:
        page |= _to_sign(chosen)
    return render_template("feedback/staff/signing.html", **page)


def _to_sign(chosen: Petition) -> dict[str, object]:
    """Return what the signing page shows of the letter that is open."""
    open_tasks = count_open_tasks(db.session(), chosen.dossier_id)
    return {
        "pages": len(_preview(chosen)),
        "number": next_letter_number(db.session(), chosen, today().year),
        "open_tasks": open_tasks,
        "checks": check_items(chosen, open_tasks),
    }


@bp.post("/kien-nghi/<code>/ky")
def sign(code: str) -> ResponseReturnValue:
    """Sign and issue; then the next letter."""
    petition = _handled(code)
    settings = current_app.extensions["settings"]
    letter = answer_actions.sign(db.session(), settings, petition, me(), utc_now())
    db.session.commit()
    flash(
        f"Đã ký {letter.full_number}. Hợp tác xã nhận được ngay khi văn bản ký số xong.", "success"
    )
    return _after(petition, "sign")
