"""What tests of review and decision start from: a fund with money, a council of nine."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from accounts.models import Account
from config import Settings
from fund.actions import post
from fund.chart import CAPITAL, CASH
from fund.rules import Entry, moved
from loans import appraisal_actions, council_actions
from loans.appraisal_actions import AppraisalDraft, VisitDraft
from loans.council_actions import Cast
from loans.council_models import CouncilItem, CouncilMeeting, CouncilMember
from loans.council_rules import Vote
from loans.decision_actions import Decider
from loans.models import LoanApplication
from tests.loans import MILLION, LoanWorld, make_loan_world
from tests.make import MORNING, make_account
from workflow.roles import Role

SCORES = {
    "governance": 8, "finance": 7, "feasibility": 8, "repayment": 7, "security": 6, "impact": 9,
}  # fmt: skip
VISIT = VisitDraft(date(2026, 2, 9), "xã Chi Lăng", "bà Vi Thị Hoa, Giám đốc", "Vườn na 12 ha.")
DRAFT = AppraisalDraft(
    amount_vnd=280 * MILLION,
    months=24,
    opening_vnd=150 * MILLION,
    scores=SCORES,
    values={1: (500 * MILLION, "Giá đất của tỉnh, thửa 12 tờ 8")},
    conclusion="approve",
    conditions="Mua bảo hiểm kho lạnh.",
    opinion="Phương án làm được, thu đủ trả nợ.",
)
WORDS = {"y": Vote.YES, "n": Vote.NO, "a": Vote.ABSTAIN}
CAPITAL_VND = 20_000 * MILLION  # what the world of loans begins with


@dataclass
class Review:
    """The ways of an application from its appraisal to an offer."""

    loans: LoanWorld
    settings: Settings
    members: list[CouncilMember] = field(default_factory=list)

    @property
    def session(self) -> Session:
        return self.loans.session

    def appraiser(self, application: LoanApplication) -> Account:
        return next(a for a in self.loans.appraisers if a.id == application.dossier.officer_id)

    def proposed(self, **changes: Any) -> LoanApplication:
        """Return an application that waits for a decision."""
        application = self.loans.in_appraisal()
        self.propose(application, replace(DRAFT, **changes))
        return application

    def propose(
        self, application: LoanApplication, draft: AppraisalDraft = DRAFT, now: datetime = MORNING
    ) -> None:
        account = self.appraiser(application)
        appraisal_actions.visit(self.session, application, VISIT, [], account, now)
        appraisal_actions.save(self.session, application, draft, 0, account, now)
        appraisal_actions.propose(self.session, self.settings, application, account, now)

    @property
    def director(self) -> Decider:
        return Decider(self.loans.director, "Giám đốc Quỹ")

    def council(self, count: int = 9) -> list[CouncilMember]:
        """Appoint members; the first is the chair."""
        for number in range(count):
            account = make_account(
                self.session, Role.LEADER, full_name=f"Ủy viên {number + 1}", position="Ủy viên"
            )
            position = "Chủ tịch Hội đồng" if number == 0 else "Ủy viên"
            self.members.append(
                council_actions.appoint(
                    self.session, account, position, date(2026, 1, 1), "QĐ 01/QĐ-UBND",
                    is_chair=number == 0,
                )
            )  # fmt: skip
        return self.members

    def meeting(self, *applications: LoanApplication, came: int = 9) -> CouncilMeeting:
        """Return an open meeting with these applications on its agenda, `came` members there."""
        session, director = self.session, self.loans.director
        call = council_actions.Call(date(2026, 2, 10), "14:00", "Phòng họp", director.id)
        meeting = council_actions.call_meeting(session, call, director, MORNING)
        for application in applications:
            council_actions.put_on_agenda(session, meeting, application, director, MORNING)
        council_actions.open_meeting(session, meeting, director, MORNING)
        here = {m.id: "" if n < came else "Đi công tác" for n, m in enumerate(self.members)}
        council_actions.record_attendance(session, meeting, here, director)
        return meeting

    def vote(self, item: CouncilItem, pattern: str) -> None:
        """Cast a vote for each letter: y, n, a; "-" casts none."""
        for member, letter in zip(self.members, pattern, strict=False):
            if letter in WORDS:
                self.cast(item, member, WORDS[letter], member.account)

    def cast(self, item: CouncilItem, member: CouncilMember, vote: Vote, account: Account) -> None:
        """Cast one vote by an account."""
        votes = {member.id: Cast(vote)}
        council_actions.cast_votes(self.session, item, votes, account, MORNING)

    def close(self, item: CouncilItem, discussion: str = "Đã thảo luận.") -> None:
        council_actions.close_item(
            self.session, self.settings, item, discussion, self.loans.director, MORNING
        )


def make_review(session: Session, settings: Settings, capital_vnd: int = CAPITAL_VND) -> Review:
    """Return a fresh world of review: a fund with this capital, nothing filed."""
    loans = make_loan_world(session)
    if capital_vnd != CAPITAL_VND:
        lines = moved(CASH, CAPITAL, capital_vnd - CAPITAL_VND)
        words = "Điều chỉnh vốn điều lệ"
        entry = Entry("capital", date(2026, 1, 1), words, lines)
        post(session, entry, loans.accountant.actor, MORNING)
    return Review(loans, settings)
