"""Reads of how answers reached cooperatives: one answer's signs, and the list to call from."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased, contains_eager, joinedload, selectinload

from accounts.models import Account
from dossiers.models import Dossier, DossierEvent
from dossiers.queries import visible_to
from feedback.delivery_models import AnswerDelivery
from feedback.delivery_rules import BY_OWNER, BY_STAFF, Sign, reached_by, waiting_since
from feedback.models import Answer, Petition
from feedback.process import SIGNED
from letters.models import Letter
from notices.models import Notice, SmsMessage
from rulebook.queries import days_on, working_calendar
from workflow.roles import Role

LIST_MAX = 100
SETTING = "petition.delivery_days"


@dataclass(frozen=True, slots=True)
class Delivery:
    """One answer's way to its reader: all signs, oldest first, and the one that settles it.

    `recorded` counts the rows that people recorded: a form sends it back, so that two callers
    notice each other.
    """

    answer: Answer
    signs: tuple[Sign, ...]
    reached: Sign | None
    recorded: int
    is_confirmed: bool


@dataclass(frozen=True, slots=True)
class Unreached:
    """A line of the list to call from. `waited` counts working days since the letter."""

    petition: Petition
    delivery: Delivery
    waited: int


@dataclass(frozen=True, slots=True)
class UnreachedList:
    """What has not arrived after `days` working days: the longest wait first."""

    rows: tuple[Unreached, ...]
    total: int
    days: int


def delivery_of(session: Session, petition: Petition, answer: Answer | None) -> Delivery | None:
    """Return the way of an issued answer to its reader, None where nothing is issued."""
    if answer is None or answer.issued_at is None:
        return None
    return _deliveries(session, {answer.id: (petition, answer)})[answer.id]


def _deliveries(
    session: Session, answers: dict[int, tuple[Petition, Answer]]
) -> dict[int, Delivery]:
    """Return the ways of several answers: a constant number of statements."""
    recorded = session.scalars(
        select(AnswerDelivery)
        .where(AnswerDelivery.answer_id.in_(answers))
        .options(joinedload(AnswerDelivery.recorded_by))
        .order_by(AnswerDelivery.id)
    ).all()
    signs: dict[int, list[Sign]] = {answer_id: [] for answer_id in answers}
    for row in recorded:
        signs[row.answer_id].append(_sign_of(row))
    for answer_id, sign in _told(session, answers):
        signs[answer_id].append(sign)
    for answer_id, (petition, answer) in answers.items():
        at = petition.verdict_at
        if at is not None and answer.issued_at is not None and at >= answer.issued_at:
            signs[answer_id].append(Sign("rated", at))
    rows = {one: [row for row in recorded if row.answer_id == one] for one in answers}
    return {
        one: Delivery(
            answer=answers[one][1],
            signs=tuple(sorted(signs[one], key=lambda sign: sign.at)),
            reached=reached_by(signs[one]),
            recorded=len(rows[one]),
            is_confirmed=any(row.way == "read" for row in rows[one]),
        )
        for one in answers
    }


def _sign_of(row: AnswerDelivery) -> Sign:
    is_staff = row.way not in BY_OWNER
    name = row.recorded_by.full_name
    return Sign(
        way=row.way,
        at=row.recorded_at,
        person=row.person if is_staff else name,
        by=name if is_staff else "",
        happened_on=row.happened_on,
        note=row.note,
    )


def _of_answer() -> ColumnElement[bool]:
    """Return the condition that an event is the signing of an answer."""
    return and_(
        DossierEvent.dossier_id == Answer.petition_id,
        DossierEvent.action.in_(SIGNED),
        DossierEvent.data["answer_id"].as_integer() == Answer.id,
    )


def _told(session: Session, answers: dict[int, tuple[Petition, Answer]]) -> list[tuple[int, Sign]]:
    """Return what notices say: that one was opened, that its text message arrived."""
    found = session.execute(
        select(Answer.id, Notice.opened_at, SmsMessage.delivered_at, Account.full_name)
        .select_from(Answer)
        .join(DossierEvent, _of_answer())
        .join(Notice, Notice.event_id == DossierEvent.id)
        .join(Account, Account.id == Notice.account_id)
        .outerjoin(SmsMessage, SmsMessage.notice_id == Notice.id)
        .where(Answer.id.in_(answers), Account.role == str(Role.REPRESENTATIVE))
        .where(or_(Notice.opened_at.is_not(None), SmsMessage.delivered_at.is_not(None)))
    ).all()
    opened = [(row[0], Sign("notice", row[1], row[3])) for row in found if row[1] is not None]
    arrived = [(row[0], Sign("sms", row[2], row[3])) for row in found if row[2] is not None]
    return opened + arrived


def _is_reached() -> ColumnElement[bool]:
    """Return the condition on Answer (with its Petition) that some sign says that it arrived."""
    later = aliased(AnswerDelivery)
    is_void = exists().where(
        later.answer_id == AnswerDelivery.answer_id,
        later.way == "void",
        later.id > AnswerDelivery.id,
    )
    recorded = exists().where(
        AnswerDelivery.answer_id == Answer.id,
        or_(
            AnswerDelivery.way.in_(BY_OWNER),
            and_(AnswerDelivery.way.in_(BY_STAFF), ~is_void),
        ),
    )
    opened = (
        select(Notice.id)
        .join(DossierEvent, DossierEvent.id == Notice.event_id)
        .join(Account, Account.id == Notice.account_id)
        .outerjoin(SmsMessage, SmsMessage.notice_id == Notice.id)
        .where(_of_answer())
        .where(or_(Notice.opened_at.is_not(None), SmsMessage.delivered_at.is_not(None)))
        .where(Account.role == str(Role.REPRESENTATIVE))
        .correlate(Answer)
        .exists()
    )
    rated = and_(Petition.verdict_at.is_not(None), Petition.verdict_at >= Answer.issued_at)
    return or_(recorded, opened, rated)


def _unreached(account: Account, today: date, issued_until: date) -> Select[Answer]:
    """Return the query of the latest final answers that have no sign and were issued by a day."""
    latest = (
        select(func.max(Answer.id))
        .where(Answer.issued_at.is_not(None), Answer.kind == "final")
        .group_by(Answer.petition_id)
    )
    return (
        select(Answer)
        .join(Petition, Petition.dossier_id == Answer.petition_id)
        .join(Dossier, Dossier.id == Petition.dossier_id)
        .join(Letter, Letter.id == Answer.letter_id)
        .where(Answer.id.in_(latest), visible_to(account, today), ~_is_reached())
        .where(Letter.issued_on <= issued_until)
    )


def list_unreached(session: Session, account: Account, today: date) -> UnreachedList:
    """Return the answers that `account` may see and that nobody confirmed in time."""
    days, calendar = days_on(session, SETTING, today), working_calendar(session)
    found = _unreached(account, today, waiting_since(calendar, today, days))
    total = session.scalar(select(func.count()).select_from(found.subquery())) or 0
    rows = session.scalars(
        found.order_by(Letter.issued_on, Answer.id)
        .limit(LIST_MAX)
        .options(
            contains_eager(Answer.letter),
            contains_eager(Answer.petition)
            .contains_eager(Petition.dossier)
            .joinedload(Dossier.cooperative),
            selectinload(Answer.items),
        )
    ).all()
    ways = _deliveries(session, {answer.id: (answer.petition, answer) for answer in rows})
    lines = [
        Unreached(one.petition, ways[one.id], calendar.working_days_between(day, today))
        for one, day in ((one, one.letter.issued_on) for one in rows if one.letter)
    ]
    return UnreachedList(tuple(lines), total, days)
