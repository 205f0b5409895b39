"""Pages of the fund's council: members, meetings, the meeting itself."""

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from accounts.guard import me
from accounts.models import Account
from loans import council_actions, council_queries, queries
from loans.blueprint import bp
from loans.council_actions import Cast
from loans.council_forms import (
    CloseForm,
    EndTermForm,
    MeetingForm,
    MemberForm,
    TieForm,
    VoteForm,
)
from loans.council_models import CouncilItem, CouncilMeeting, CouncilMember
from loans.council_pages import council_page, meeting_page
from loans.council_rules import VOTE_NAMES, Vote
from store.clock import today, utc_now
from store.db import db
from workflow.refusal import Missing, Refusal
from workflow.roles import Role
from workflow.text import clean


def _meeting(meeting_id: int) -> CouncilMeeting:
    return council_queries.access_meeting(db.session(), me(), meeting_id, today())


def _item(item_id: int) -> CouncilItem:
    return council_queries.access_item(db.session(), me(), item_id, today())


def _to(meeting: CouncilMeeting, item: CouncilItem | None = None) -> Response:
    anchor = f"muc-{item.id}" if item else None
    url = url_for("loans.meeting", meeting_id=meeting.id, _anchor=anchor)
    return redirect(url, code=303)


def _show(form: MeetingForm | None = None, status: int = 200) -> ResponseReturnValue:
    council_queries.access_council(db.session(), me(), today())
    page = council_page(db.session(), me(), today())
    form = form or MeetingForm()
    form.set_choices(council_queries.secretaries(db.session()))
    return render_template("loans/staff/council.html", page=page, form=form), status


@bp.get("/vay-von/hoi-dong")
def council() -> ResponseReturnValue:
    """Who is in office, what waits for a meeting, the meetings."""
    return _show()


@bp.post("/vay-von/hoi-dong/phien-moi")
def call_meeting() -> ResponseReturnValue:
    """Call a meeting with the chosen applications on its agenda."""
    form = MeetingForm(request.form)
    form.set_choices(council_queries.secretaries(db.session()))
    made = form.accepted(lambda: _call(form))
    if made is None:
        return _show(form, 422)
    db.session.commit()
    flash("Đã triệu tập phiên họp.", "success")
    return _to(made)


def _call(form: MeetingForm) -> CouncilMeeting:
    on, session = form.held_on.day, db.session()
    if on is None:
        raise Refusal("day", "Nhập ngày họp.", "held_on")
    secretary = int(form.secretary_id.data)
    call = council_actions.Call(on, form.begins.data, form.place.data, secretary)
    made = council_actions.call_meeting(session, call, me(), utc_now())
    for code in request.form.getlist("ho-so"):
        application = queries.access_application(session, me(), code, today())
        council_actions.put_on_agenda(session, made, application, me(), utc_now())
    return made


@bp.post("/vay-von/ho-so/<code>/dua-ra-hoi-dong")
def put_on_agenda(code: str) -> ResponseReturnValue:
    """Put an application on the agenda of a meeting that is called."""
    application = queries.access_application(db.session(), me(), code, today())
    typed = request.form.get("phien", "")
    if not (typed.isascii() and typed.isdecimal() and len(typed) < 10):
        raise Refusal("meeting", "Chọn phiên họp để đưa hồ sơ vào.")
    held = _meeting(int(typed))
    council_actions.put_on_agenda(db.session(), held, application, me(), utc_now())
    db.session.commit()
    flash("Đã đưa hồ sơ vào chương trình phiên họp.", "success")
    return _to(held)


@bp.get("/vay-von/hoi-dong/phien/<int:meeting_id>")
def meeting(meeting_id: int) -> ResponseReturnValue:
    """The meeting: attendance, each item with its votes and the counted result."""
    page = meeting_page(db.session(), me(), _meeting(meeting_id), today())
    return render_template("loans/staff/meeting.html", page=page, votes=VOTE_NAMES)


@bp.post("/vay-von/hoi-dong/phien/<int:meeting_id>/khai-mac")
def open_meeting(meeting_id: int) -> ResponseReturnValue:
    """Open the meeting on its day."""
    held = _meeting(meeting_id)
    council_actions.open_meeting(db.session(), held, me(), utc_now())
    db.session.commit()
    return _to(held)


@bp.post("/vay-von/hoi-dong/phien/<int:meeting_id>/co-mat")
def record_attendance(meeting_id: int) -> ResponseReturnValue:
    """Record who came, and why the others did not."""
    held, session = _meeting(meeting_id), db.session()
    here = set(request.form.getlist("co-mat"))
    came = {
        one.id: ""
        if str(one.id) in here
        else clean(request.form.get(f"ly-do-{one.id}", ""))[:200] or "Vắng"
        for one in council_queries.members_on(session, held.held_on)
    }
    council_actions.record_attendance(session, held, came, me())
    db.session.commit()
    flash("Đã ghi thành viên có mặt.", "success")
    return _to(held)


@bp.post("/vay-von/hoi-dong/muc/<int:item_id>/bieu-quyet")
def cast_votes(item_id: int) -> ResponseReturnValue:
    """Record the votes that the secretary saw, or the member's own."""
    item, session = _item(item_id), db.session()
    votes = {}
    for member in council_queries.members_on(session, item.meeting.held_on):
        remark = clean(request.form.get(f"ly-do-{member.id}", ""))
        form = VoteForm(data={"vote": request.form.get(f"phieu-{member.id}"), "remark": remark})
        if not form.vote.data:
            continue
        if not form.validate():
            wrong = next(iter(form.errors.values()))
            raise Refusal("vote", f"{member.account.full_name}: {wrong[0]}")
        votes[member.id] = Cast(Vote(form.vote.data), form.remark.data)
    council_actions.cast_votes(session, item, votes, me(), utc_now())
    db.session.commit()
    flash("Đã ghi phiếu biểu quyết.", "success")
    return _to(item.meeting, item)


@bp.post("/vay-von/hoi-dong/muc/<int:item_id>/lien-quan")
def declare_tie(item_id: int) -> ResponseReturnValue:
    """Declare a tie: the member does not vote on this item."""
    item, form = _item(item_id), TieForm(request.form)
    typed = request.form.get("member_id", "")
    if not form.validate() or not (typed.isascii() and typed.isdecimal() and len(typed) < 10):
        raise Refusal("relation", "Chọn thành viên và ghi rõ liên quan thế nào.")
    relation, now = form.relation.data, utc_now()
    council_actions.declare_tie(db.session(), item, int(typed), relation, me(), now)
    db.session.commit()
    flash("Đã ghi liên quan. Thành viên này không biểu quyết mục này.", "success")
    return _to(item.meeting, item)


@bp.post("/vay-von/hoi-dong/muc/<int:item_id>/ket-luan")
def close_item(item_id: int) -> ResponseReturnValue:
    """Count the votes and carry the result out, or leave the item to another meeting."""
    item, form, now = _item(item_id), CloseForm(request.form), utc_now()
    if not form.validate():
        raise Refusal("discussion", "Ý kiến thảo luận dài quá 4.000 ký tự.")
    said, session = form.discussion.data or "", db.session()
    if "hoan" in request.form:
        council_actions.postpone_item(session, item, said, me(), now)
    else:
        settings = current_app.extensions["settings"]
        council_actions.close_item(session, settings, item, said, me(), now)
    db.session.commit()
    flash("Đã kết luận theo kết quả kiểm phiếu.", "success")
    return _to(item.meeting, item)


@bp.post("/vay-von/hoi-dong/phien/<int:meeting_id>/be-mac")
def close_meeting(meeting_id: int) -> ResponseReturnValue:
    """Close the meeting and issue its minutes."""
    held, settings = _meeting(meeting_id), current_app.extensions["settings"]
    council_actions.close_meeting(db.session(), settings, held, me(), utc_now())
    db.session.commit()
    flash("Đã bế mạc. Biên bản được ban hành.", "success")
    return _to(held)


@bp.route("/vay-von/hoi-dong/thanh-vien", methods=["GET", "POST"])
def council_members() -> ResponseReturnValue:
    """Terms of the council: who, from when to when, by which decision."""
    form, session = MemberForm(request.form), db.session()
    form.set_choices(council_queries.staff_choices(session))
    if request.method == "POST" and form.accepted(lambda: _appoint(form)) is not None:
        session.commit()
        flash("Đã ghi nhiệm kỳ.", "success")
        return redirect(url_for("loans.council_members"), code=303)
    shown = {"members": council_queries.list_members(session), "form": form, "today": today()}
    status = 422 if request.method == "POST" else 200
    may_edit = Role(me().role) is Role.FUND_DIRECTOR
    council_queries.access_council(session, me(), today())
    return render_template("loans/staff/members.html", may_edit=may_edit, **shown), status


def _appoint(form: MemberForm) -> CouncilMember:
    if Role(me().role) is not Role.FUND_DIRECTOR:
        raise Missing("council_member")
    account = db.session.get(Account, int(form.account_id.data))
    if account is None or form.valid_from.day is None:
        raise Missing("account")
    return council_actions.appoint(
        db.session(), account, form.position.data, form.valid_from.day, form.basis.data,
        is_chair=form.is_chair.data, valid_to=form.valid_to.day,
    )  # fmt: skip


@bp.post("/vay-von/hoi-dong/thanh-vien/<int:member_id>/ket-thuc")
def end_term(member_id: int) -> ResponseReturnValue:
    """End a term on a day."""
    form, member = EndTermForm(request.form), db.session.get(CouncilMember, member_id)
    if member is None:
        raise Missing("council_member")
    if not form.validate() or form.valid_to.day is None:
        raise Refusal("day", "Nhập ngày cuối của nhiệm kỳ. Ví dụ: 31/12/2026")
    council_actions.end_term(db.session(), member, form.valid_to.day)
    db.session.commit()
    flash("Đã ghi ngày kết thúc nhiệm kỳ.", "success")
    return redirect(url_for("loans.council_members"), code=303)
