"""Reads of what was passed on to bodies outside."""

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from accounts.models import Account
from accounts.tokens import token_hash
from dossiers.models import Dossier, DossierEvent
from feedback.models import Forward, ForwardLink, Petition
from feedback.queries import access_petition
from rulebook.queries import setting_on
from units.models import Unit
from workflow.localtime import local_day
from workflow.refusal import Missing
from workflow.roles import Role
from workflow.workdays import ONE, Calendar

OPEN = ("proposed", "sent", "accepted")


def find_open(session: Session, dossier_id: int) -> Forward | None:
    """Return the forward of a petition that is proposed or with a body, None: there is none."""
    held = select(Forward).where(Forward.petition_id == dossier_id, Forward.status.in_(OPEN))
    return session.scalars(held.options(joinedload(Forward.body))).one_or_none()


def list_forwards(session: Session, dossier_id: int) -> list[Forward]:
    """Return all forwards of a petition, oldest first."""
    found = select(Forward).where(Forward.petition_id == dossier_id).order_by(Forward.id)
    return list(session.scalars(found.options(joinedload(Forward.body))))


def access_body_forward(
    session: Session, account: Account, code: str, on: date
) -> tuple[Petition, Forward]:
    """Return what lies with the body of `account`. Raises Missing."""
    petition = access_petition(session, account, code, on)
    forward = find_open(session, petition.dossier_id)
    if forward is None or forward.status == "proposed" or forward.body_id != account.unit_id:
        raise Missing("forward")
    return petition, forward


def find_link(session: Session, token: str, now: datetime) -> ForwardLink | None:
    """Return a link that may still be used, None where not. Looking changes nothing."""
    wanted = select(ForwardLink).where(
        ForwardLink.token_hash == token_hash(token.strip().lower()),
        ForwardLink.used_at.is_(None),
        ForwardLink.expires_at > now,
    )
    link = session.scalars(wanted).one_or_none()
    if link is None or link.forward.status not in ("sent", "accepted"):
        return None
    return link


def may_sign_forward(session: Session, account: Account, dossier: Dossier, on: date) -> bool:
    """Return whether `account` signs transfer slips: leaders, and heads where the setting says."""
    if account.role == Role.LEADER:
        return True
    is_head = account.role == Role.HEAD and account.unit_id == dossier.unit_id
    return is_head and setting_on(session, "petition.head_signs_forward", on) == "1"


def body_choices(session: Session, on: date) -> dict[str, str]:
    """Return the bodies that a matter may be passed on to: names by id."""
    bodies = select(Unit).where(Unit.kind == "body").order_by(Unit.name)
    return {str(one.id): one.name for one in session.scalars(bodies) if one.is_valid_on(on)}


def reminders_due(
    forward: Forward, calendar: Calendar, every: int, today: date
) -> list[tuple[str, date]]:
    """Return the reminder that is due: its key and the day it counts from; none or one.

    A body that says nothing by `accept_by` is reminded the day after. Then, and after it took the
    matter, every `every` working days since it was sent; of several missed ones the latest.
    """
    if forward.sent_at is None or forward.accept_by is None:
        return []
    on, number = calendar.add_workdays(local_day(forward.sent_at), every), 1
    latest = None
    while on <= today:
        latest = (f"body:{forward.id}:{number}", on)
        on, number = calendar.add_workdays(on, every), number + 1
    if latest is None and forward.status == "sent" and forward.accept_by < today:
        latest = (f"body:{forward.id}:accept", forward.accept_by + ONE)
    return [latest] if latest else []


def is_reminded(session: Session, forward: Forward, key: str) -> bool:
    """Return whether the body was reminded under this key already."""
    found = select(DossierEvent.id).where(
        DossierEvent.dossier_id == forward.petition_id, DossierEvent.once_key == key
    )
    return session.scalar(found) is not None
