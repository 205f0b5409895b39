"""Pages of guests: the list, letters, answers, the door; and a guest's own page behind its card."""

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from accounts.guard import find_me, me
from conferences import guest_actions
from conferences.blueprint import bp
from conferences.forms import CheckInForm, GuestsForm, ReplyForm
from conferences.guest_actions import Arrival
from conferences.letter_texts import invitation_content
from conferences.models import Conference, ConferenceAttendance, ConferenceGuest
from conferences.plan_views import back, opened
from conferences.process import CONFERENCE, REPLIES, REPLY_TONES
from conferences.queries import (
    access_guest,
    came_from,
    cooperatives_in,
    count_guests,
    find_invitation,
    list_attendances,
    list_bodies,
    list_districts,
    list_guests,
    list_unsent,
)
from cooperatives.models import Cooperative
from cooperatives.named_queries import listed_lines, meant_by, named_cooperatives, unclear_text
from letters.render import preview_pages
from letters.signer_queries import as_signed
from store.clock import today, utc_now
from store.db import db
from units.models import Unit
from web.qr import qr_svg
from workflow.refusal import Missing
from workflow.roles import ORGANISERS, Role
from workflow.text import fold

SHOWN_AT_DOOR_MAX = 30


@bp.get("/hoi-nghi/<code>/khach-moi")
def guests(code: str) -> ResponseReturnValue:
    """Who is invited, and what they said."""
    return _guests_page(opened(code), _guests_form(GuestsForm()))


@bp.post("/hoi-nghi/<code>/khach-moi")
def add_guests(code: str) -> ResponseReturnValue:
    """Put guests on the list; lines that mean nobody, or more than one, stay to be mended."""
    conference, form = opened(code), _guests_form(GuestsForm(request.form))
    if not form.validate():
        return _guests_page(conference, form, 422)
    found, unclear = meant_by(db.session(), form.cooperatives.data or "")
    count = _add(conference, form, found)
    db.session.commit()
    flash(f"Đã thêm {count} khách mời.", "success")
    if not unclear:
        return back(conference, "conferences.guests")
    form = _guests_form(GuestsForm(data={"cooperatives": "\n".join(unclear)}))
    form.cooperatives.errors = [unclear_text(unclear)]
    return _guests_page(conference, form, 422)


def _add(conference: Conference, form: GuestsForm, found: list[Cooperative]) -> int:
    session = db.session()
    units = [session.get_one(Unit, int(one)) for one in form.units.data or []]
    districts = form.districts.data or []
    everybody = found + (cooperatives_in(session, districts) if districts else [])
    people = listed_lines(form.people.data or "")
    return guest_actions.add_guests(session, conference, everybody, units, people, utc_now())


def _guests_form(form: GuestsForm) -> GuestsForm:
    form.units.choices = [(str(u.id), u.name) for u in list_bodies(db.session(), today())]
    form.districts.choices = [(name, name) for name in list_districts(db.session())]
    return form


def _guests_page(
    conference: Conference, form: GuestsForm, status: int = 200
) -> ResponseReturnValue:
    session, place = db.session(), conference.dossier_id
    chosen, state = request.args.get("loc", ""), conference.dossier.state
    listed, came = list_guests(session, place), came_from(session, place)
    page = {
        "conference": conference,
        "guests": [guest for guest in listed if _fits(guest, chosen, came)],
        "chosen": chosen,
        "counts": count_guests(session, place),
        "came": came,
        "unsent": sum(guest.letter_id is None for guest in listed),
        "may_sign": "invite" in CONFERENCE.open_to(state, Role(me().role)),
        "is_open": state in guest_actions.OPEN and Role(me().role) in ORGANISERS,
        "words": (REPLIES, REPLY_TONES),
        "form": form,
    }
    return render_template("conferences/guests.html", **page), status


def _fits(guest: ConferenceGuest, chosen: str, came: set[int]) -> bool:
    match chosen:
        case "se-du":
            return guest.reply == "yes"
        case "khong-du":
            return guest.reply == "no"
        case "chua-tra-loi":
            return guest.reply == ""
        case "da-den":
            return guest.id in came
    return True


@bp.post("/hoi-nghi/<code>/khach-moi/<int:guest_id>/xoa")
def drop_guest(code: str, guest_id: int) -> ResponseReturnValue:
    """Take a guest off the list."""
    conference = opened(code)
    guest_actions.drop_guest(db.session(), access_guest(db.session(), conference, guest_id))
    db.session.commit()
    flash("Đã xóa khỏi danh sách mời.", "success")
    return back(conference, "conferences.guests")


@bp.get("/hoi-nghi/<code>/giay-moi.png")
def invitation_preview(code: str) -> ResponseReturnValue:
    """The letter of invitation as it will be printed."""
    conference, settings = opened(code), current_app.extensions["settings"]
    waiting = list_unsent(db.session(), conference.dossier_id)
    signer = me() if me().role == "leader" else None
    content = invitation_content(settings, conference, waiting, signer)
    content = as_signed(db.session(), content, signer, today())
    return Response(preview_pages(content, today())[0], mimetype="image/png")


@bp.post("/hoi-nghi/<code>/giay-moi")
def sign_invitations(code: str) -> ResponseReturnValue:
    """Sign and send the invitations."""
    conference, settings = opened(code), current_app.extensions["settings"]
    letter = guest_actions.sign_invitations(db.session(), settings, conference, me(), utc_now())
    db.session.commit()
    flash(f"Đã ký giấy mời {letter.full_number} và gửi cho khách có địa chỉ thư.", "success")
    return back(conference, "conferences.guests")


@bp.route("/hoi-nghi/<code>/khach-moi/<int:guest_id>", methods=["GET", "POST"])
def guest(code: str, guest_id: int) -> ResponseReturnValue:
    """One guest: write down an answer that came by telephone; the card."""
    conference = opened(code)
    invited = access_guest(db.session(), conference, guest_id)
    form = ReplyForm(request.form) if request.method == "POST" else ReplyForm(obj=invited)
    if request.method != "POST":
        return _guest_page(conference, invited, form)
    if form.accepted(lambda: _reply(invited, form, staff=True)) is None:
        return _guest_page(conference, invited, form, 422)
    db.session.commit()
    flash("Đã ghi trả lời của khách mời.", "success")
    return back(conference, "conferences.guests")


def _reply(invited: ConferenceGuest, form: ReplyForm, *, staff: bool) -> bool:
    guest_actions.reply_to(invited, form.said(), me() if staff else None, utc_now())
    return True


def _guest_page(
    conference: Conference, invited: ConferenceGuest, form: ReplyForm, status: int = 200
) -> ResponseReturnValue:
    settings = current_app.extensions["settings"]
    link = f"{settings.base_url}/thu-moi/{invited.token}"
    page = {"conference": conference, "guest": invited, "form": form, "link": link}
    return render_template(
        "conferences/guest.html", qr=qr_svg(link, "Mã QR của thẻ mời"), **page
    ), status


@bp.get("/hoi-nghi/<code>/the-moi")
def cards(code: str) -> ResponseReturnValue:
    """All cards with their QR, to be printed and cut."""
    conference, settings = opened(code), current_app.extensions["settings"]
    shown = [
        (one, qr_svg(f"{settings.base_url}/thu-moi/{one.token}", "Mã QR của thẻ mời", "l"))
        for one in list_guests(db.session(), conference.dossier_id)
        if one.reply != "no"
    ]
    return render_template("conferences/cards.html", conference=conference, cards=shown)


@bp.route("/thu-moi/<token>", methods=["GET", "POST"])
def invitation(token: str) -> ResponseReturnValue:
    """A guest's own page: answer yes or no. Staff who scan the card check the guest in."""
    invited = find_invitation(db.session(), token)
    form = ReplyForm(request.form) if request.method == "POST" else ReplyForm(obj=invited)
    if request.method != "POST":
        return _invitation_page(invited, form)
    if form.accepted(lambda: _reply(invited, form, staff=False)) is None:
        return _invitation_page(invited, form, 422)
    db.session.commit()
    flash("Đã ghi. Cảm ơn quý vị đã trả lời.", "success")
    return redirect(url_for("conferences.invitation", token=token), code=303)


def _invitation_page(
    invited: ConferenceGuest, form: ReplyForm, status: int = 200
) -> ResponseReturnValue:
    account = find_me()
    page = {
        "guest": invited,
        "conference": invited.conference,
        "form": form,
        "is_over": invited.conference.dossier.state not in guest_actions.OPEN,
        "is_door": account is not None and Role(account.role) in ORGANISERS,
        "has_come": invited.id in came_from(db.session(), invited.conference_id),
        "replies": REPLIES,
    }
    return render_template("conferences/invitation.html", **page), status


@bp.post("/thu-moi/<token>/diem-danh")
def check_in_card(token: str) -> ResponseReturnValue:
    """Check in the guest of a scanned card."""
    invited = find_invitation(db.session(), token)
    name = request.form.get("full_name", "").strip() or invited.usual_delegate
    arrival = Arrival(name, invited.delegate_position, invited)
    guest_actions.check_in(db.session(), invited.conference, arrival, "qr", me(), utc_now())
    db.session.commit()
    flash(f"Đã điểm danh {name}.", "success")
    return redirect(url_for("conferences.invitation", token=token), code=303)


@bp.route("/hoi-nghi/<code>/diem-danh", methods=["GET", "POST"])
def door(code: str) -> ResponseReturnValue:
    """The table at the door: find a guest by name, or write down somebody."""
    conference = opened(code)
    form = _door_form(CheckInForm(request.form))
    if request.method != "POST":
        return _door_page(conference, form, [])
    found = _candidates(form)
    if not form.validate() or not _is_clear(form, found):
        return _door_page(conference, form, found, 422)
    arrival = _arrival(form, found)
    guest_actions.check_in(db.session(), conference, arrival, "name", me(), utc_now())
    db.session.commit()
    flash(f"Đã điểm danh {arrival.full_name}.", "success")
    return back(conference, "conferences.door")


def _door_form(form: CheckInForm) -> CheckInForm:
    form.unit_id.choices = {"": "Không"} | {
        str(u.id): u.short_name for u in list_bodies(db.session(), today())
    }
    return form


def _candidates(form: CheckInForm) -> list[Cooperative]:
    typed = form.cooperative.data or ""
    found = named_cooperatives(db.session(), typed) if typed else []
    form.cooperative_id.choices = [(str(one.id), one.name) for one in found]
    return found


def _is_clear(form: CheckInForm, found: list[Cooperative]) -> bool:
    """Return whether it is clear for whom somebody came; the form says so where it is not."""
    if form.chosen_id is None:
        if not form.cooperative.data or len(found) == 1:
            return True
    elif any(one.id == form.chosen_id for one in found):
        return True
    text = "Chọn hợp tác xã trong danh sách tìm được." if found else "Không tìm thấy hợp tác xã."
    (form.cooperative_id if found else form.cooperative).errors = [text]
    return False


def _arrival(form: CheckInForm, found: list[Cooperative]) -> Arrival:
    chosen = form.chosen_id or (found[0].id if found else None)
    unit_id = int(form.unit_id.data) if form.unit_id.data and not chosen else None
    return Arrival(form.full_name.data, form.position.data or "", None, chosen, unit_id)


def _door_page(
    conference: Conference, form: CheckInForm, found: list[Cooperative], status: int = 200
) -> ResponseReturnValue:
    session, place = db.session(), conference.dossier_id
    typed, came = request.args.get("q", "")[:100], came_from(session, place)
    waiting = [one for one in list_guests(session, place) if one.id not in came]
    page = {
        "conference": conference,
        "q": typed,
        "waiting": [one for one in waiting if _is_meant(one, typed)][:SHOWN_AT_DOOR_MAX],
        "present": list_attendances(session, place),
        "counts": count_guests(session, place),
        "found": found,
        "form": form,
        "is_open": conference.dossier.state in guest_actions.OPEN,
    }
    return render_template("conferences/door.html", **page), status


def _is_meant(guest: ConferenceGuest, typed: str) -> bool:
    known = fold(f"{guest.whole_name} {guest.short_name} {guest.delegate_name}")
    return all(word in known for word in fold(typed).split())


@bp.post("/hoi-nghi/<code>/diem-danh/<int:guest_id>")
def check_in(code: str, guest_id: int) -> ResponseReturnValue:
    """Check in a guest of the list."""
    conference = opened(code)
    invited = access_guest(db.session(), conference, guest_id)
    name = request.form.get("full_name", "").strip() or invited.usual_delegate
    arrival = Arrival(name, invited.delegate_position, invited)
    guest_actions.check_in(db.session(), conference, arrival, "name", me(), utc_now())
    db.session.commit()
    flash(f"Đã điểm danh {name}.", "success")
    return back(conference, "conferences.door")


@bp.post("/hoi-nghi/<code>/diem-danh/<int:attendance_id>/bo")
def drop_attendance(code: str, attendance_id: int) -> ResponseReturnValue:
    """Take back a wrong check-in."""
    conference = opened(code)
    found = db.session.get(ConferenceAttendance, attendance_id)
    if found is None or found.conference_id != conference.dossier_id:
        raise Missing("attendance")
    guest_actions.drop_attendance(db.session(), found)
    db.session.commit()
    return back(conference, "conferences.door")
