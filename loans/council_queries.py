"""Reads of the council: who is in office, meetings, seats and votes of an item."""

from collections.abc import Iterable
from datetime import date
from fractions import Fraction

from sqlalchemy import and_, exists, func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from accounts.models import Account
from dossiers.models import Dossier
from loans.appraisal_models import LoanAppraisal
from loans.council_models import CouncilItem, CouncilMeeting, CouncilMember
from loans.council_rules import CouncilRules, Seat, Tally, Vote, tally
from loans.models import LoanApplication
from loans.process import LOAN_APPLICATION
from rulebook.queries import setting_on
from workflow.refusal import Missing
from workflow.roles import FUND_ROLES, Role

WAITING_MAX = 200
MEETINGS_MAX = 100
READERS = frozenset({Role.APPRAISER, Role.FUND_DIRECTOR, Role.FUND_ACCOUNTANT, Role.LEADER,
                     Role.AUDITOR})  # fmt: skip


def council_rules(session: Session, on: date) -> CouncilRules:
    """Return the rules of the council that hold on a day."""
    return CouncilRules(
        quorum_share=Fraction(setting_on(session, "council.quorum_share", on)),
        quorum_min=int(setting_on(session, "council.quorum_min", on)),
        majority_share=Fraction(setting_on(session, "council.majority_share", on)),
        chair_breaks_ties=setting_on(session, "council.chair_breaks_ties", on) == "1",
    )


def members_on(session: Session, on: date) -> list[CouncilMember]:
    """Return who is in office on a day, the chair first."""
    held = select(CouncilMember).where(
        CouncilMember.valid_from <= on,
        or_(CouncilMember.valid_to.is_(None), CouncilMember.valid_to >= on),
    )
    order = held.order_by(CouncilMember.is_chair.desc(), CouncilMember.id)
    return list(session.scalars(order))


def members_between(session: Session, first: date, last: date | None) -> list[CouncilMember]:
    """Return the terms that lie in part between two days; without the second, from the first on."""
    held = select(CouncilMember).where(
        or_(CouncilMember.valid_to.is_(None), CouncilMember.valid_to >= first)
    )
    if last is not None:
        held = held.where(CouncilMember.valid_from <= last)
    return list(session.scalars(held.order_by(CouncilMember.valid_from, CouncilMember.id)))


def list_members(session: Session) -> list[CouncilMember]:
    """Return all terms, those that last longest first."""
    order = (func.coalesce(CouncilMember.valid_to, date.max).desc(), CouncilMember.id)
    found = select(CouncilMember).order_by(
        order[0], CouncilMember.is_chair.desc(), CouncilMember.id
    )
    return list(session.scalars(found))


def member_of(session: Session, account_id: int, on: date) -> CouncilMember | None:
    """Return the seat of an account on a day, None where it has none."""
    return next((one for one in members_on(session, on) if one.account_id == account_id), None)


def access_council(session: Session, account: Account, on: date) -> None:
    """Raise Missing for whoever is neither of the fund, nor a leader, nor a member."""
    if Role(account.role) in READERS or member_of(session, account.id, on) is not None:
        return
    ever = select(CouncilMember.id).where(CouncilMember.account_id == account.id)
    if session.scalar(ever.limit(1)) is None:
        raise Missing("council")


def access_meeting(session: Session, account: Account, meeting_id: int, on: date) -> CouncilMeeting:
    """Return a meeting with its agenda. Raises Missing."""
    access_council(session, account, on)
    found = select(CouncilMeeting).where(CouncilMeeting.id == meeting_id)
    loaded = found.options(
        selectinload(CouncilMeeting.attendance),
        selectinload(CouncilMeeting.items).selectinload(CouncilItem.votes),
        selectinload(CouncilMeeting.items).selectinload(CouncilItem.ties),
        joinedload(CouncilMeeting.secretary),
        joinedload(CouncilMeeting.minutes),
    )
    meeting = session.scalars(loaded).one_or_none()
    if meeting is None:
        raise Missing("council_meeting")
    return meeting


def access_item(session: Session, account: Account, item_id: int, on: date) -> CouncilItem:
    """Return an item of a meeting that `account` may read. Raises Missing."""
    item = session.get(CouncilItem, item_id)
    if item is None:
        raise Missing("council_item")
    access_meeting(session, account, item.meeting_id, on)
    return item


def list_meetings(session: Session) -> list[CouncilMeeting]:
    """Return the meetings, the newest first."""
    found = select(CouncilMeeting).options(selectinload(CouncilMeeting.items))
    order = found.order_by(CouncilMeeting.held_on.desc(), CouncilMeeting.id.desc())
    return list(session.scalars(order.limit(MEETINGS_MAX)))


def list_waiting(session: Session) -> list[tuple[LoanApplication, LoanAppraisal]]:
    """Return the applications that wait for a decision and stand on no open agenda."""
    latest = (
        select(func.max(LoanAppraisal.round_no))
        .where(LoanAppraisal.application_id == LoanApplication.dossier_id)
        .correlate(LoanApplication)
        .scalar_subquery()
    )
    on_agenda = exists().where(
        CouncilItem.application_id == LoanApplication.dossier_id, CouncilItem.closed_at.is_(None)
    )
    found = (
        select(LoanApplication, LoanAppraisal)
        .join(Dossier, Dossier.id == LoanApplication.dossier_id)
        .join(
            LoanAppraisal,
            and_(
                LoanAppraisal.application_id == LoanApplication.dossier_id,
                LoanAppraisal.round_no == latest,
            ),
        )
        .where(Dossier.kind == LOAN_APPLICATION.kind, Dossier.state == "in_council", ~on_agenda)
        .order_by(LoanAppraisal.proposed_at, LoanApplication.dossier_id)
        .limit(WAITING_MAX)
    )
    return [(row[0], row[1]) for row in session.execute(found)]


def open_item_of(session: Session, application_id: int) -> CouncilItem | None:
    """Return the item of an application that is not decided yet, None where there is none."""
    wanted = select(CouncilItem).where(
        CouncilItem.application_id == application_id, CouncilItem.closed_at.is_(None)
    )
    return session.scalars(wanted).one_or_none()


def present_ids(meeting: CouncilMeeting) -> frozenset[int]:
    """Return the members who came."""
    return frozenset(one.member_id for one in meeting.attendance if one.is_present)


def seats_of(session: Session, item: CouncilItem) -> list[Seat]:
    """Return the seats on the day of the meeting, with the ties to this item."""
    return seats_among(members_on(session, item.meeting.held_on), item)


def seats_among(members: Iterable[CouncilMember], item: CouncilItem) -> list[Seat]:
    """Return the seats of members who were read already, with the ties to this item."""
    tied = {one.member_id for one in item.ties}
    return [Seat(one.id, one.account.full_name, one.is_chair, one.id in tied) for one in members]


def tally_of(session: Session, item: CouncilItem) -> Tally:
    """Return the count of an item as it stands now."""
    return tally(
        council_rules(session, item.meeting.held_on),
        seats_of(session, item),
        present_ids(item.meeting),
        {one.member_id: Vote(one.vote) for one in item.votes},
    )


def may_run(account: Account, meeting: CouncilMeeting) -> bool:
    """Return whether an account runs a meeting: its secretary or the fund's director."""
    return account.id == meeting.secretary_id or Role(account.role) is Role.FUND_DIRECTOR


def secretaries(session: Session) -> dict[str, str]:
    """Return who may write the minutes: active people of the fund, names by id."""
    roles = [str(one) for one in (Role.APPRAISER, Role.FUND_ACCOUNTANT, Role.FUND_DIRECTOR)]
    found = select(Account).where(Account.role.in_(roles), Account.is_active)
    return {str(one.id): one.full_name for one in session.scalars(found.order_by(Account.id))}


def staff_choices(session: Session) -> dict[str, str]:
    """Return who may be appointed: active staff, names with offices by id."""
    roles = [str(one) for one in (*FUND_ROLES, Role.LEADER, Role.HEAD, Role.OFFICER)]
    found = select(Account).where(Account.role.in_(roles), Account.is_active)
    order = found.order_by(Account.full_name, Account.id)
    return {
        str(one.id): f"{one.full_name}, {one.position}" if one.position else one.full_name
        for one in session.scalars(order)
    }


def quorum_words(rules: CouncilRules) -> str:
    """Return the rules of the council in one sentence, as its pages print them."""
    chair = "; đúng bằng thì theo ý kiến Chủ tịch" if rules.chair_breaks_ties else ""
    return (
        f"Họp được khi có từ {rules.quorum_share} thành viên có quyền biểu quyết, ít nhất "
        f"{rules.quorum_min} người; thông qua khi quá {rules.majority_share} số người dự tán "
        f"thành{chair}. Thành viên có liên quan không được tính và không biểu quyết."
    )
