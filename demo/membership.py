"""Applications for membership, played through: two recognised before the conference of 2/12/2024
and handed over there, one waiting for a signature, one just come in; some fees."""

from datetime import UTC, date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from accounts.models import Account
from config import Settings
from cooperatives.models import Cooperative, MemberPeriod
from demo.asked import asked_of, mark_done_at
from demo.people import DOMAIN
from membership import actions, decision_actions
from membership.models import MembershipApplication
from membership.rules import PAPERS
from workflow.roles import Role

FILED_AT = datetime(2024, 11, 18, 2, 0, tzinfo=UTC)
SIGNED_AT = datetime(2024, 11, 29, 3, 0, tzinfo=UTC)
HANDED_OVER_AT = datetime(2024, 12, 2, 4, 0, tzinfo=UTC)
CONFERENCE_ON = date(2024, 12, 2)
PLACE = "Hội nghị đối thoại ngày 02/12/2024"
REASON = (
    "Hợp tác xã mong được Liên minh hỗ trợ vay vốn, đào tạo và kết nối tiêu thụ; cam kết chấp hành "
    "Điều lệ và đóng hội phí đầy đủ."
)
OPINION = "hồ sơ đủ, hợp tác xã hoạt động ổn định, đủ điều kiện công nhận"
FEE_VND = 500_000


def load_membership(session: Session, settings: Settings, now: datetime) -> None:
    """Play the applications and pay some fees."""
    clerk, officer, leader = _people(session)
    first, second, third, fourth = _candidates(session)
    for one in (first, second):
        made = _file(session, one, clerk, FILED_AT)
        _propose(session, made, clerk, FILED_AT + timedelta(days=2))
        actions.recognise(session, settings, made, leader, SIGNED_AT)
        actions.hand_over(
            session, made, CONFERENCE_ON, PLACE, one.representative_name, clerk, HANDED_OVER_AT
        )
    waiting = _file(session, third, clerk, now - timedelta(days=9))
    _propose(session, waiting, clerk, now - timedelta(days=4))
    _file(session, fourth, clerk, now - timedelta(days=1))
    _pay(session, officer, now)
    told = asked_of(session, "notices.tell_")
    mark_done_at(told, now)


def _people(session: Session) -> tuple[Account, Account, Account]:
    clerk = session.scalars(select(Account).where(Account.email == f"vanthu@{DOMAIN}")).one()
    found = select(Account).where(Account.is_active).order_by(Account.id)
    officer = session.scalars(found.where(Account.role == str(Role.OFFICER)).limit(1)).one()
    leader = session.scalars(found.where(Account.role == str(Role.LEADER)).limit(1)).one()
    return clerk, officer, leader


def _candidates(session: Session) -> list[Cooperative]:
    member = select(MemberPeriod.id).where(MemberPeriod.cooperative_id == Cooperative.id).exists()
    found = select(Cooperative).where(~member, Cooperative.kind == "cooperative")
    active = found.where(Cooperative.status == "active", Cooperative.founded_on.between(
        date(2018, 1, 1), date(2023, 12, 31)))  # fmt: skip
    return list(session.scalars(active.order_by(Cooperative.id).limit(4)))


def _file(
    session: Session, one: Cooperative, clerk: Account, at: datetime
) -> MembershipApplication:
    ask = actions.Ask(REASON, one.representative_name, one.phone, tuple(PAPERS))
    return actions.file(session, one, ask, [], clerk, at)


def _propose(session: Session, made: MembershipApplication, clerk: Account, at: datetime) -> None:
    actions.take(session, made, "check", clerk, at)
    actions.propose(session, made, OPINION, clerk, at)


def _pay(session: Session, officer: Account, now: datetime) -> None:
    found = select(Cooperative).join(MemberPeriod).where(MemberPeriod.status == "active")
    for one in session.scalars(found.order_by(Cooperative.id).limit(12)):
        decision_actions.receive_fee(
            session, one, now.year, FEE_VND, (now - timedelta(days=3)).date(),
            one.representative_name, officer, now - timedelta(days=2),
        )  # fmt: skip
