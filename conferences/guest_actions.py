"""Writes of guests: the list, the letter of invitation, yes or no, who came. No commit."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from accounts.models import Account
from accounts.queries import language_of
from accounts.tokens import link_token
from conferences.letter_texts import invitation_content
from conferences.models import Conference, ConferenceAttendance, ConferenceGuest, ConferenceIssue
from conferences.process import CONFERENCE
from conferences.queries import list_unsent
from config import Settings
from cooperatives.models import Cooperative
from documents.vault import Vault
from dossiers.actions import Say, advance, attach
from dossiers.models import Dossier
from letters.actions import Sign, issue_to, seal
from letters.models import Letter
from letters.rules import KIND_NAMES
from notices.actions import send
from notices.texts import render_in
from store.outbox import enqueue
from units.models import Unit
from workflow.refusal import Refusal
from workflow.text import clean, fold

PERSON = ["conference_id", "guest_id", "cooperative_id", "unit_id", "name_fold"]
OPEN = ("planned", "collecting", "agenda_set", "in_session")


def add_guests(
    session: Session,
    conference: Conference,
    cooperatives: Iterable[Cooperative],
    units: Iterable[Unit],
    names: Iterable[str],
    now: datetime,
) -> int:
    """Put guests on the list; who stands there already stays once. Return how many are new."""
    _refuse_after(conference)
    rows: list[dict[str, object]] = [{"cooperative_id": one.id} for one in cooperatives]
    rows += [{"unit_id": one.id} for one in units]
    before = {guest.name for guest in list_unsent(session, conference.dossier_id)}
    rows += [{"name": name} for name in names if name not in before]
    base = {"conference_id": conference.dossier_id, "added_at": now, "reply": ""}
    none = {"cooperative_id": None, "unit_id": None}
    blank = {"name": "", "delegate_name": "", "delegate_position": "", "delegate_phone": ""}
    wanted = [base | none | blank | row | {"token": link_token()} for row in rows]
    if not wanted:
        return 0
    new = insert(ConferenceGuest).on_conflict_do_nothing().returning(ConferenceGuest.id)
    return len(session.scalars(new, wanted, execution_options={"render_nulls": True}).all())


def _refuse_after(conference: Conference) -> None:
    if conference.dossier.state not in OPEN:
        raise Refusal("state", "Hội nghị đã bế mạc, danh sách mời không đổi nữa.")


def drop_guest(session: Session, guest: ConferenceGuest) -> None:
    """Take a guest off the list, as long as no letter went out.

    It is read again under a lock: a leader may have signed meanwhile, or somebody dropped it.
    """
    again = session.get(ConferenceGuest, guest.id, populate_existing=True, with_for_update=True)
    if again is None:
        return
    if guest.letter_id is not None:
        raise Refusal("state", "Giấy mời đã gửi; hãy ghi “Không dự” thay vì xóa.")
    came = select(ConferenceAttendance.id).where(ConferenceAttendance.guest_id == guest.id)
    if session.scalar(came.limit(1)) is not None:
        raise Refusal("state", "Khách này đã điểm danh. Bỏ điểm danh trước rồi mới xóa được.")
    session.delete(guest)
    session.flush()


def sign_invitations(
    session: Session, settings: Settings, conference: Conference, signer: Account, now: datetime
) -> Letter:
    """Issue one letter of invitation to all who have none; those with an address get it by mail."""
    guests = list_unsent(session, conference.dossier_id)
    if not guests:
        raise Refusal("guests", "Mọi khách trong danh sách đều đã có giấy mời.")
    content = invitation_content(settings, conference, guests, signer)
    letter = issue_to(session, content, guests, signer.id, now)
    data = {"letter_id": letter.id, "number": letter.full_number, "guests": len(guests)}
    say = Say(data=data)
    advance(session, CONFERENCE, conference.dossier, "invite", signer.actor, now, say)
    enqueue(session, "conferences.seal_letter", now, letter_id=letter.id,
            dossier_id=conference.dossier_id)  # fmt: skip
    for guest in guests:
        if address_of(guest):
            enqueue(session, "conferences.mail_invitation", now, guest_id=guest.id)
    return letter


def address_of(guest: ConferenceGuest) -> str:
    """Return the mail address of a guest, "" where there is none."""
    if guest.cooperative:
        return guest.cooperative.email
    return guest.unit.email if guest.unit else ""


def seal_letter(
    session: Session,
    vault: Vault,
    sign_file: Sign,
    letter_id: int,
    dossier_id: int,
    now: datetime,
) -> None:
    """Make and keep the file of a letter, and join it to the dossier. Twice is once."""
    letter = session.get_one(Letter, letter_id)
    document = seal(session, vault, letter, sign_file, now)
    dossier = session.get_one(Dossier, dossier_id)
    title = f"{KIND_NAMES[letter.kind]} số {letter.full_number}"
    attach(session, dossier, document, "answer", title=title)


def mail_invitation(session: Session, settings: Settings, guest_id: int, now: datetime) -> None:
    """Mail a guest the invitation with the link to answer."""
    guest = session.get(ConferenceGuest, guest_id)
    if guest is None or guest.letter is None or not address_of(guest):
        return
    link = f"{settings.base_url}/thu-moi/{guest.token}"
    values = {"guest": guest, "conference": guest.conference, "link": link, "settings": settings}
    to = address_of(guest)
    text = render_in(language_of(session, to), "mail/conference_invitation", values)
    send(session, f"invitation-{guest.id}-{guest.letter_id}", to, text, now)


@dataclass(frozen=True, slots=True)
class Reply:
    """What a guest answers: yes or no, and who comes."""

    reply: str
    delegate_name: str = ""
    delegate_position: str = ""
    delegate_phone: str = ""


def reply_to(guest: ConferenceGuest, said: Reply, account: Account | None, now: datetime) -> None:
    """Write down an answer. Until the conference is over a later one takes its place.

    `account`: the staff who wrote it down, None where it came by the link.
    """
    _refuse_after(guest.conference)
    guest.reply, guest.replied_at = said.reply, now
    guest.replied_by_id = account.id if account else None
    guest.delegate_name = clean(said.delegate_name)
    guest.delegate_position = clean(said.delegate_position)
    guest.delegate_phone = said.delegate_phone


@dataclass(frozen=True, slots=True)
class Arrival:
    """Who came, and for whom."""

    full_name: str
    position: str = ""
    guest: ConferenceGuest | None = None
    cooperative_id: int | None = None
    unit_id: int | None = None


def check_in(
    session: Session,
    conference: Conference,
    arrival: Arrival,
    way: str,
    account: Account,
    now: datetime,
) -> ConferenceAttendance:
    """Write down who came; the same person of the same guest comes once."""
    _refuse_after(conference)
    name, guest = clean(arrival.full_name), arrival.guest
    if not name:
        raise Refusal("name", "Nhập họ tên người dự.", "full_name")
    row = {
        "conference_id": conference.dossier_id,
        "guest_id": guest.id if guest else None,
        "cooperative_id": guest.cooperative_id if guest else arrival.cooperative_id,
        "unit_id": guest.unit_id if guest else arrival.unit_id,
        "full_name": name,
        "name_fold": fold(name),
        "position": clean(arrival.position),
        "came_at": now,
        "way": way,
        "checked_by_id": account.id,
    }
    new = insert(ConferenceAttendance).values(row)
    made = new.on_conflict_do_update(
        index_elements=PERSON, set_={"position": row["position"]}
    ).returning(ConferenceAttendance)
    found = session.scalars(made, execution_options={"populate_existing": True}).one()
    if guest is not None and guest.reply != "yes":
        guest.reply, guest.replied_at, guest.replied_by_id = "yes", now, account.id
    return found


def drop_attendance(session: Session, attendance: ConferenceAttendance) -> None:
    """Take back a wrong check-in, of whoever has not spoken yet."""
    spoken = select(ConferenceIssue.number).where(ConferenceIssue.attendance_id == attendance.id)
    number = session.scalar(spoken.order_by(ConferenceIssue.number).limit(1))
    if number is not None:
        raise Refusal("state", f"Người này đã phát biểu (ý kiến số {number}), không bỏ được.")
    session.delete(attendance)
    session.flush()
