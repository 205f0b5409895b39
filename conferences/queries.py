"""Reads of conferences, guests and who came."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, joinedload

from accounts.models import Account
from conferences.models import (
    Conference,
    ConferenceAttendance,
    ConferenceGuest,
)
from conferences.process import BEFORE
from conferences.rules import PartDraft
from cooperatives.models import Commune, Cooperative
from dossiers.models import Dossier, DossierEvent
from dossiers.numbering import parse_code
from units.models import Unit
from workflow.localtime import start_of, to_local
from workflow.refusal import Missing
from workflow.roles import Role
from workflow.text import fold

PUBLIC_PAST_MAX = 20


def access_conference(session: Session, code: str) -> Conference:
    """Return a conference by its code, for staff. Raises Missing."""
    found = session.scalars(
        select(Conference)
        .join(Dossier, Dossier.id == Conference.dossier_id)
        .where(Dossier.code == (parse_code(code) or ""))
        .options(joinedload(Conference.chair), joinedload(Conference.secretary))
    ).one_or_none()
    if found is None:
        raise Missing("conference")
    return found


def access_public(session: Session, code: str) -> Conference:
    """Return a conference that everybody may read about. Raises Missing."""
    found = access_conference(session, code)
    if not found.is_public:
        raise Missing("conference")
    return found


def list_conferences(session: Session) -> list[Conference]:
    """Return all conferences, the latest day first."""
    found = select(Conference).order_by(Conference.begins_at.desc(), Conference.dossier_id)
    return list(session.scalars(found))


def next_public(session: Session, on: date) -> Conference | None:
    """Return the next conference that everybody may read about, None where none is planned."""
    coming = (
        select(Conference)
        .where(Conference.is_public, Conference.ends_at >= start_of(on))
        .order_by(Conference.begins_at)
        .limit(1)
    )
    return session.scalars(coming).first()


def past_public(session: Session, on: date) -> list[Conference]:
    """Return the conferences of the past, the latest first."""
    past = (
        select(Conference)
        .where(Conference.is_public, Conference.ends_at < start_of(on))
        .order_by(Conference.begins_at.desc())
        .limit(PUBLIC_PAST_MAX)
    )
    return list(session.scalars(past))


def previous_of(session: Session, conference: Conference) -> Conference | None:
    """Return the conference before this one, None for the first."""
    before = (
        select(Conference)
        .where(Conference.begins_at < conference.begins_at)
        .order_by(Conference.begins_at.desc())
        .limit(1)
    )
    return session.scalars(before).first()


def agenda_of(conference: Conference) -> list[PartDraft]:
    """Return the agenda as it is typed."""
    return [
        PartDraft(to_local(part.begins_at).time(), part.title, part.speakers)
        for part in conference.parts
    ]


def list_history(session: Session, conference: Conference) -> list[DossierEvent]:
    """Return what happened, the latest first."""
    found = select(DossierEvent).where(DossierEvent.dossier_id == conference.dossier_id)
    return list(session.scalars(found.order_by(DossierEvent.seq.desc())))


def list_chairs(session: Session) -> list[Account]:
    """Return who may chair: the leaders."""
    return _staff(session, [Role.LEADER])


def list_secretaries(session: Session) -> list[Account]:
    """Return who may keep the record."""
    return _staff(session, [Role.RECORDS, Role.OFFICER, Role.HEAD])


def _staff(session: Session, roles: Sequence[Role]) -> list[Account]:
    wanted = select(Account).where(Account.role.in_([str(r) for r in roles]), Account.is_active)
    return list(session.scalars(wanted.order_by(Account.full_name)))


# --- guests


def list_guests(session: Session, conference_id: int) -> list[ConferenceGuest]:
    """Return who is invited: bodies, then cooperatives by name, then people."""
    found = session.scalars(
        select(ConferenceGuest)
        .where(ConferenceGuest.conference_id == conference_id)
        .options(
            joinedload(ConferenceGuest.cooperative),
            joinedload(ConferenceGuest.unit).selectinload(Unit.versions),
            joinedload(ConferenceGuest.letter),
        )
    )
    order = {"unit": 0, "cooperative": 1, "person": 2}
    return sorted(found, key=lambda guest: (order[guest.kind], fold(guest.short_name)))


def access_guest(session: Session, conference: Conference, guest_id: int) -> ConferenceGuest:
    """Return a guest of this conference. Raises Missing."""
    found = session.get(ConferenceGuest, guest_id)
    if found is None or found.conference_id != conference.dossier_id:
        raise Missing("guest")
    return found


def find_invitation(session: Session, token: str) -> ConferenceGuest:
    """Return the guest whose card this is. Raises Missing."""
    found = session.scalars(
        select(ConferenceGuest).where(ConferenceGuest.token == token)
    ).one_or_none()
    if found is None:
        raise Missing("invitation")
    return found


@dataclass(frozen=True, slots=True)
class GuestCounts:
    """How many were invited, said yes, said no, said nothing, and came."""

    invited: int
    yes: int
    no: int
    silent: int
    came: int


def count_guests(session: Session, conference_id: int) -> GuestCounts:
    """Return the counts of a conference's guests."""
    rows = session.execute(
        select(ConferenceGuest.reply, func.count())
        .where(ConferenceGuest.conference_id == conference_id)
        .group_by(ConferenceGuest.reply)
    )
    by_reply = Counter({row[0]: row[1] for row in rows})
    came = session.scalar(
        select(func.count()).where(ConferenceAttendance.conference_id == conference_id)
    )
    said = (by_reply["yes"], by_reply["no"], by_reply[""])
    return GuestCounts(sum(by_reply.values()), *said, came or 0)


def list_unsent(session: Session, conference_id: int) -> list[ConferenceGuest]:
    """Return the guests whose invitation no letter covers yet."""
    return [guest for guest in list_guests(session, conference_id) if guest.letter_id is None]


def list_to_invite(session: Session) -> list[tuple[str, str, int]]:
    """Return the conferences whose invitations a leader still signs: code, name, how many wait."""
    found = (
        select(Dossier.code, Dossier.subject, func.count())
        .join(ConferenceGuest, ConferenceGuest.conference_id == Dossier.id)
        .where(Dossier.state.in_(BEFORE.split()), ConferenceGuest.letter_id.is_(None))
        .group_by(Dossier.id)
        .order_by(Dossier.id)
    )
    return [(row[0], row[1], row[2]) for row in session.execute(found)]


def list_attendances(session: Session, conference_id: int) -> list[ConferenceAttendance]:
    """Return who came, the latest first."""
    found = (
        select(ConferenceAttendance)
        .where(ConferenceAttendance.conference_id == conference_id)
        .order_by(ConferenceAttendance.came_at.desc(), ConferenceAttendance.id.desc())
        .options(
            joinedload(ConferenceAttendance.cooperative),
            joinedload(ConferenceAttendance.unit).selectinload(Unit.versions),
        )
    )
    return list(session.scalars(found))


def came_from(session: Session, conference_id: int) -> set[int]:
    """Return the guests of whom somebody came."""
    found = select(ConferenceAttendance.guest_id).where(
        ConferenceAttendance.conference_id == conference_id,
        ConferenceAttendance.guest_id.is_not(None),
    )
    return {guest_id for guest_id in session.scalars(found) if guest_id is not None}


def list_bodies(session: Session, on: date) -> list[Unit]:
    """Return the units and bodies that exist on a day, the bodies first, by name."""
    held = (Unit.valid_from <= on, or_(Unit.valid_to.is_(None), Unit.valid_to >= on))
    found = session.scalars(select(Unit).where(*held)).all()
    return sorted(found, key=lambda unit: (unit.kind != "body", fold(unit.name)))


def list_districts(session: Session) -> list[str]:
    """Return the former districts, by which lists are made."""
    found = session.scalars(select(Commune.former_district).distinct())
    return sorted(found, key=fold)


def cooperatives_in(session: Session, districts: Sequence[str]) -> list[Cooperative]:
    """Return the cooperatives at work in some former districts."""
    return list(
        session.scalars(
            select(Cooperative)
            .join(Commune, Commune.code == Cooperative.commune_code)
            .where(Commune.former_district.in_(districts), Cooperative.status == "active")
            .where(Cooperative.kind != "group")
            .order_by(Cooperative.name_fold)
        )
    )


def is_open_to_questions(conference: Conference, now: datetime) -> bool:
    """Return whether cooperatives may send questions now."""
    local = to_local(now).date()
    return conference.dossier.state == "collecting" and local <= conference.questions_until_on
