"""Reads of membership: applications, decisions, fees."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from accounts.models import Account
from cooperatives.models import Cooperative, MemberPeriod
from cooperatives.queries import speaks_for
from dossiers.models import Dossier
from dossiers.queries import access_dossier, visible_to
from membership.models import MemberDecision, MemberFee, MembershipApplication
from workflow.refusal import Missing
from workflow.roles import HANDLING_ROLES, Role

SHOWN = 100


def access_application(
    session: Session, account: Account, code: str, on: date
) -> MembershipApplication:
    """Return an application for its reader. Raises Missing."""
    dossier = access_dossier(session, account, code, on)
    found = session.get(MembershipApplication, dossier.id)
    if found is None:
        raise Missing("application")
    return found


def list_applications(
    session: Session, account: Account, on: date, *, is_open: bool
) -> Sequence[MembershipApplication]:
    """Return the applications that a reader may see, those under way or those that ended."""
    found = select(MembershipApplication).join(Dossier).where(visible_to(account, on))
    ended = Dossier.settled_at.is_not(None)
    found = found.where(~ended if is_open else ended).order_by(Dossier.updated_at.desc())
    found = found.options(joinedload(MembershipApplication.cooperative))
    return session.scalars(found.limit(SHOWN)).all()


def has_open_application(session: Session, cooperative_id: int) -> bool:
    """Return whether an application of a cooperative is under way."""
    found = select(Dossier.id).where(
        Dossier.kind == "membership",
        Dossier.cooperative_id == cooperative_id,
        Dossier.settled_at.is_(None),
    )
    return session.scalar(found.limit(1)) is not None


def next_member_no(session: Session) -> int:
    """Return the number after the highest of the member book; the caller holds its lock."""
    return (session.scalar(select(func.max(MemberPeriod.member_no))) or 0) + 1


def access_member(session: Session, account: Account, cooperative_id: int, on: date) -> Cooperative:
    """Return a cooperative for staff or for who speaks for it. Raises Missing."""
    cooperative = session.get(Cooperative, cooperative_id)
    is_staff = Role(account.role) in HANDLING_ROLES | {Role.AUDITOR}
    if cooperative is None or not (is_staff or speaks_for(session, account.id, cooperative_id, on)):
        raise Missing("member")
    return cooperative


def list_proposed(session: Session) -> Sequence[MemberDecision]:
    """Return the decisions that wait for a signature, the oldest first."""
    found = select(MemberDecision).where(MemberDecision.status == "proposed")
    people = (joinedload(MemberDecision.cooperative), joinedload(MemberDecision.proposed_by))
    return session.scalars(found.order_by(MemberDecision.id).options(*people).limit(SHOWN)).all()


def is_proposed(session: Session, cooperative_id: int) -> bool:
    """Return whether a decision about a member waits for a signature."""
    found = select(MemberDecision.id).where(MemberDecision.status == "proposed")
    mine = found.where(MemberDecision.cooperative_id == cooperative_id).limit(1)
    return session.scalar(mine) is not None


def list_decisions(session: Session, cooperative_id: int) -> Sequence[MemberDecision]:
    """Return the decisions about a member, the latest first."""
    found = select(MemberDecision).where(MemberDecision.cooperative_id == cooperative_id)
    return session.scalars(
        found.order_by(MemberDecision.id.desc()).options(joinedload(MemberDecision.letter))
    ).all()


def access_decision(session: Session, decision_id: int) -> MemberDecision:
    """Return a decision under its lock. Raises Missing."""
    found = select(MemberDecision).where(MemberDecision.id == decision_id)
    found = found.with_for_update().execution_options(populate_existing=True)
    one = session.scalars(found).one_or_none()
    if one is None:
        raise Missing("decision")
    return one


def list_fees(session: Session, cooperative_id: int) -> Sequence[MemberFee]:
    """Return the payments of a member, the latest first."""
    found = select(MemberFee).where(MemberFee.cooperative_id == cooperative_id)
    return session.scalars(
        found.order_by(MemberFee.id.desc()).options(joinedload(MemberFee.received_by))
    ).all()


def access_fee(session: Session, fee_id: int) -> MemberFee:
    """Return a payment. Raises Missing."""
    fee = session.get(MemberFee, fee_id)
    if fee is None:
        raise Missing("fee")
    return fee


def paid_by_year(session: Session, cooperative_id: int) -> dict[int, int]:
    """Return how much was paid for each year."""
    counted = (
        select(MemberFee.year, func.sum(MemberFee.amount_vnd))
        .where(MemberFee.cooperative_id == cooperative_id)
        .group_by(MemberFee.year)
    )
    return {row[0]: int(row[1]) for row in session.execute(counted)}


def next_receipt_no(session: Session, year: int) -> int:
    """Return the number after the highest receipt of a year; the caller holds the lock."""
    highest = select(func.max(MemberFee.receipt_no)).where(MemberFee.receipt_year == year)
    return (session.scalar(highest) or 0) + 1
