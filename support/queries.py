"""Reads of support activities, their guests and budget lines."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, and_, cast, extract, func, select
from sqlalchemy.orm import Session, joinedload, lazyload

from cooperatives.models import Cooperative
from documents.models import Document
from letters.models import Letter
from support.models import (
    SupportActivity,
    SupportBudget,
    SupportGuest,
    SupportPaper,
    SupportProgramme,
)
from support.rules import Line
from workflow.refusal import Missing

PAGE_SIZE = 30


@dataclass(frozen=True, slots=True)
class Counted:
    """Of one activity: cooperatives on its list, how many of them came, how many people, and how
    many wait for a letter of invitation."""

    invited: int
    came: int
    people: int
    unsent: int


# Who came without being asked waits for no letter.
IS_UNSENT = and_(SupportGuest.letter_id.is_(None), SupportGuest.invited_at.is_not(None))
NOBODY = Counted(0, 0, 0, 0)


def access_activity(session: Session, activity_id: int) -> SupportActivity:
    """Return an activity. Raises Missing."""
    found = session.get(SupportActivity, activity_id)
    if found is None:
        raise Missing("activity")
    return found


def access_guest(session: Session, activity_id: int, guest_id: int) -> SupportGuest:
    """Return a guest of an activity. Raises Missing."""
    found = session.get(SupportGuest, guest_id)
    if found is None or found.activity_id != activity_id:
        raise Missing("guest")
    return found


def find_by_token(session: Session, token: str) -> SupportGuest:
    """Return the guest of a link. Raises Missing."""
    whole = (
        joinedload(SupportGuest.activity),
        joinedload(SupportGuest.cooperative),
        joinedload(SupportGuest.letter),
    )
    found = select(SupportGuest).where(SupportGuest.token == token).options(*whole)
    guest = session.scalars(found).one_or_none()
    if guest is None:
        raise Missing("guest")
    return guest


def access_paper(session: Session, activity_id: int, document_id: int) -> SupportPaper:
    """Return a paper of an activity. Raises Missing."""
    found = session.get(SupportPaper, (activity_id, document_id))
    if found is None:
        raise Missing("paper")
    return found


def list_activities(
    session: Session, year: int, status: str, number: int
) -> tuple[Sequence[SupportActivity], int]:
    """Return a page of a year's activities, the latest first, and how many there are."""
    within = SupportActivity.begins_on.between(date(year, 1, 1), date(year, 12, 31))
    wanted: list[ColumnElement[bool]] = [within]
    if status:
        wanted.append(SupportActivity.status == status)
    total = session.scalar(select(func.count()).select_from(SupportActivity).where(*wanted)) or 0
    found = select(SupportActivity).where(*wanted)
    ordered = found.order_by(SupportActivity.begins_on.desc(), SupportActivity.id.desc())
    shown = ordered.limit(PAGE_SIZE).offset((number - 1) * PAGE_SIZE)
    return session.scalars(shown).all(), total


def count_by_status(session: Session, year: int) -> dict[str, int]:
    """Return how many activities of a year are in which status."""
    found = (
        select(SupportActivity.status, func.count())
        .where(SupportActivity.begins_on.between(date(year, 1, 1), date(year, 12, 31)))
        .group_by(SupportActivity.status)
    )
    return {row[0]: row[1] for row in session.execute(found)}


def years_of(session: Session, this_year: int) -> list[int]:
    """Return the years that have activities or budget lines, and this one, the latest first."""
    began = extract("year", SupportActivity.begins_on)
    held = {int(year) for year in session.scalars(select(began).distinct())}
    planned = set(session.scalars(select(SupportBudget.year).distinct()))
    return sorted(held | planned | {this_year}, reverse=True)


def count_guests(session: Session, ids: Sequence[int]) -> dict[int, Counted]:
    """Return by activity who is on its list and who came."""
    guest = SupportGuest
    found = (
        select(
            guest.activity_id,
            func.count(),
            func.count().filter(guest.people > 0),
            cast(func.coalesce(func.sum(guest.people), 0), BigInteger),
            func.count().filter(IS_UNSENT),
        )
        .where(guest.activity_id.in_(ids))
        .group_by(guest.activity_id)
    )
    return {row[0]: Counted(*row[1:]) for row in session.execute(found)}


def list_guests(session: Session, activity_id: int) -> Sequence[SupportGuest]:
    """Return the cooperatives on the list of an activity, by name."""
    found = select(SupportGuest).join(Cooperative).where(SupportGuest.activity_id == activity_id)
    ordered = found.order_by(Cooperative.name_fold, Cooperative.id)
    whole = joinedload(SupportGuest.cooperative), joinedload(SupportGuest.letter)
    return session.scalars(ordered.options(*whole)).all()


def list_unsent(session: Session, activity_id: int) -> list[SupportGuest]:
    """Return those on the list whom no letter invites yet; not those who came by themselves."""
    return [one for one in list_guests(session, activity_id) if one.is_unsent]


def list_to_invite(session: Session) -> list[tuple[int, str, int]]:
    """Return the planned activities whose letter a leader still signs: id, topic, how many wait."""
    found = (
        select(SupportActivity.id, SupportActivity.topic, func.count())
        .join(SupportGuest, SupportGuest.activity_id == SupportActivity.id)
        .where(SupportActivity.status == "planned", IS_UNSENT)
        .group_by(SupportActivity.id)
        .order_by(SupportActivity.begins_on, SupportActivity.id)
    )
    return [(row[0], row[1], row[2]) for row in session.execute(found)]


def access_letter(session: Session, activity_id: int, letter_id: int) -> Document:
    """Return the file of a letter that invites to an activity. Raises Missing."""
    found = (
        select(Document)
        .join(Letter, Letter.document_id == Document.id)
        .join(SupportGuest, SupportGuest.letter_id == Letter.id)
        .where(SupportGuest.activity_id == activity_id, Letter.id == letter_id)
        .limit(1)
    )
    document = session.scalars(found).one_or_none()
    if document is None:
        raise Missing("letter")
    return document


def list_letters(session: Session, activity_id: int) -> list[tuple[Letter, int]]:
    """Return the letters that invite to an activity, and how many each invites."""
    found = (
        select(Letter, func.count())
        .join(SupportGuest, SupportGuest.letter_id == Letter.id)
        .where(SupportGuest.activity_id == activity_id)
        .group_by(Letter.id)
        .order_by(Letter.id)
        .options(lazyload(Letter.document))
    )
    return [(row[0], row[1]) for row in session.execute(found)]


def list_invitations(session: Session, cooperative_id: int, limit: int) -> Sequence[SupportGuest]:
    """Return the letters that invited a cooperative to activities, the latest first."""
    found = (
        select(SupportGuest)
        .where(SupportGuest.cooperative_id == cooperative_id, SupportGuest.letter_id.is_not(None))
        .order_by(SupportGuest.letter_id.desc())
        .options(joinedload(SupportGuest.activity), joinedload(SupportGuest.letter))
    )
    return session.scalars(found.limit(limit)).all()


def list_papers(session: Session, activity_id: int) -> Sequence[SupportPaper]:
    """Return the papers of an activity, as they came."""
    found = select(SupportPaper).where(SupportPaper.activity_id == activity_id)
    ordered = found.order_by(SupportPaper.document_id)
    return session.scalars(ordered.options(joinedload(SupportPaper.document))).all()


def list_received(session: Session, cooperative_id: int, limit: int) -> Sequence[SupportGuest]:
    """Return what a cooperative received or is invited to, the latest first."""
    found = (
        select(SupportGuest)
        .join(SupportActivity, SupportActivity.id == SupportGuest.activity_id)
        .where(SupportGuest.cooperative_id == cooperative_id)
        .where(SupportActivity.status != "cancelled")
        .where(SupportGuest.people.is_distinct_from(0))
        .order_by(SupportActivity.begins_on.desc(), SupportGuest.id.desc())
        .options(joinedload(SupportGuest.activity))
    )
    return session.scalars(found.limit(limit)).all()


def list_lines(session: Session, year: int) -> list[tuple[SupportBudget, Line]]:
    """Return the budget lines of a year by programme, each with what it pays for."""
    budget, activity = SupportBudget, SupportActivity
    planned: Any = func.sum(activity.planned_vnd).filter(activity.status == "planned")
    found = (
        select(
            budget,
            cast(func.coalesce(planned, 0), BigInteger),
            cast(func.coalesce(func.sum(activity.spent_vnd), 0), BigInteger),
        )
        .join(SupportProgramme, SupportProgramme.id == budget.programme_id)
        .outerjoin(activity, activity.budget_id == budget.id)
        .where(budget.year == year)
        .group_by(budget.id, SupportProgramme.id)
        .order_by(SupportProgramme.name, budget.id)
    )
    rows = session.execute(found)
    return [(row[0], Line(row[0].amount_vnd, row[1], row[2])) for row in rows]


def list_budgets(session: Session, years: Sequence[int]) -> Sequence[SupportBudget]:
    """Return the budget lines that a plan may choose from, the latest year first."""
    found = select(SupportBudget).where(SupportBudget.year.in_(years))
    return session.scalars(found.order_by(SupportBudget.year.desc(), SupportBudget.id)).all()
