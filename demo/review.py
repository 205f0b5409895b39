"""Review and decision of the demo's applications: a council of nine, meetings, offers, a refusal.

Everything goes through the actions that people use. Files of letters are left to the worker.
"""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from accounts.models import Account
from config import Settings
from demo import cast
from demo.asked import asked_since, count_asked, mark_done
from demo.programmes import MILLION
from demo.story import workdays_before
from loans import appraisal_actions, council_actions, decision_actions, offer_actions
from loans.appraisal_actions import AppraisalDraft, VisitDraft
from loans.council_actions import Call, Cast
from loans.council_models import CouncilItem, CouncilMeeting, CouncilMember
from loans.council_rules import Vote
from loans.decision_actions import Decider
from loans.decision_queries import decision_case
from loans.decision_rules import largest_amount
from loans.models import LoanApplication
from rulebook.queries import working_calendar
from workflow.localtime import VIETNAM
from workflow.workdays import Calendar

TERM = date(2025, 1, 15)
BASIS = "Quyết định 128/QĐ-UBND ngày 15/01/2025"
COUNCIL = (
    ("chutich", "Chủ tịch Hội đồng"), ("thai", "Phó Chủ tịch Hội đồng"), ("nhung", "Ủy viên"),
    ("giamdocquy", "Ủy viên, Giám đốc Quỹ"), ("khai", "Ủy viên"), ("mai", "Ủy viên"),
    ("hang", "Ủy viên"), ("tam", "Ủy viên, Sở Tài chính"),
    ("viet", "Ủy viên, Sở Nông nghiệp và Môi trường"),
)  # fmt: skip
KEYS = ("governance", "finance", "feasibility", "repayment", "security", "impact")
WORDS = {"y": Vote.YES, "n": Vote.NO, "a": Vote.ABSTAIN}
PLACE = "Phòng họp tầng 2, trụ sở Liên minh"
SEAL = "loans.seal_letter"
TOOK = timedelta(seconds=4)
STEP_VND, LEAST_VND = 10 * MILLION, 50 * MILLION


@dataclass(frozen=True, slots=True)
class Look:
    """What the appraiser found: working days before today of visit and proposal, scores, value in
    millions, the amount (0: as asked), words. `proposed` None: still being written."""

    member: str
    visited: int
    proposed: int | None
    scores: tuple[int, ...]
    value: int
    opinion: str
    seen: str
    amount: int = 0
    conclusion: str = "approve"
    conditions: str = ""
    remarks: dict[str, str] = field(default_factory=dict)


LOOKS = (
    Look("ky_lua", 24, 22, (8, 8, 8, 9, 7, 7), 1230,
         "Hai hợp đồng vận chuyển cả năm, thu đều từng tháng. Trả được nợ, rủi ro thấp.",
         "Bãi xe 1.200 m², ba xe đang chạy, sổ theo dõi chuyến đầy đủ."),
    Look("bac_son", 23, 21, (7, 7, 9, 8, 7, 9), 600,
         "Quýt vào vụ thường rớt giá; kho lạnh giúp bán giãn hai tháng. Đầu ra đã có.",
         "Vườn quýt 38 ha của 46 hộ, điện ba pha tới nơi, nền kho đã san.",
         conditions="Mua bảo hiểm kho lạnh trong suốt thời gian vay."),
    Look("trang_dinh", 26, 11, (6, 4, 5, 4, 6, 7), 460,
         "Quế sau ba năm mới thu, trong khi phải trả gốc từ quý đầu. Vốn cho năm đầu chưa rõ.",
         "Đất đồi đã phát dọn 5 trên 12 ha, vườn ươm còn nhỏ.", conclusion="reject",
         remarks={"finance": "Năm trước lỗ nhẹ, công nợ phải thu còn nhiều.",
                  "repayment": "Ba năm đầu chỉ có nguồn thu phụ."}),
    Look("van_linh", 16, 12, (8, 7, 8, 8, 7, 8), 780,
         "Cao khô bán ổn định quanh năm, nồi hơi mới giảm một nửa củi. Trả được nợ.",
         "Xưởng đang chạy hai ca, thiết bị cũ còn dùng được để dự phòng.",
         conditions="Có giấy kiểm định nồi hơi trước khi giải ngân đợt hai."),
    Look("hung_vu", 18, 12, (7, 6, 7, 7, 6, 7), 510,
         "Đàn bò giống phù hợp, đồng cỏ đủ. Cần xác nhận của thú y về nguồn giống.",
         "Chuồng đã dựng khung, đồng cỏ 9 ha, nước tưới đủ."),
    Look("khang_chien", 15, 11, (7, 7, 8, 8, 7, 8), 310,
         "Thạch đen có hợp đồng bao tiêu, máy sơ chế đúng nhu cầu. Trả được nợ.",
         "Sân phơi 600 m², 62 hộ trồng 80 ha."),
    Look("ba_son", 9, 5, (7, 7, 7, 7, 6, 8), 280,
         "Thêm đàn ong vừa sức lao động, mật bán hết từng vụ.",
         "Trại ong 210 đàn khỏe, kho mật sạch."),
    Look("loc_binh", 8, 3, (7, 8, 7, 7, 7, 6), 820,
         "Kho vật tư quay vòng nhanh, khách quen nhiều. Trả được nợ.",
         "Kho thuê hiện nay chật, hàng để ngoài trời."),
    Look("huu_lien", 8, 4, (8, 7, 7, 7, 6, 8), 460,
         "Khách tăng đều ba năm, nhà sàn cũ cần sửa. Trả được nợ.",
         "Bốn nhà sàn đã xuống cấp, vị trí gần suối, khách đặt trước cho hai tháng."),
    Look("mau_son", 4, None, (7, 0, 8, 0, 0, 0), 540, "", "Lò sấy cũ 3 tấn, kho ẩm."),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sitting:
    """A meeting: working days before today, who was away, and each item with its votes and words.

    A vote for each member in the order of COUNCIL: y, n, a; "-" is away or tied.
    """

    ago: int
    away: tuple[str, ...]
    items: tuple[tuple[str, str, str], ...]
    postponed: dict[str, str] = field(default_factory=dict)


NO_INCOME = (
    "Phương án cần nguồn thu cho ba năm đầu; nên trồng theo hai giai đoạn và xin ân hạn gốc."
)
SITTINGS = (
    Sitting(19, ("nhung",), (
        ("ky_lua", "yy-yyyyyy", "Thống nhất cho vay; lưu ý theo dõi giá dầu."),
        ("bac_son", "yy-ynyyay", "Có ý kiến đề nghị xem lại giá đất, đa số thấy định giá phù hợp."),
    )),
    Sitting(8, (), (
        ("van_linh", "yyyyyyyyn", "Cho vay, kèm điều kiện kiểm định nồi hơi."),
        ("trang_dinh", "nnannynnn", NO_INCOME),
        ("hung_vu", "---------", ""),
    ), {"hung_vu": "Chờ xác nhận nguồn giống của cơ quan thú y."}),
)  # fmt: skip


class Reviewer:
    """Plays the review of the demo day by day."""

    def __init__(
        self, session: Session, settings: Settings, people: cast.Cast, today: date
    ) -> None:
        self.session, self.settings, self.cast, self.today = session, settings, people, today
        self.calendar: Calendar = working_calendar(session)
        self.director = people.accounts["giamdocquy"]
        self.members: dict[str, CouncilMember] = {}

    def at(self, ago: int, hour: int, minute: int = 0) -> datetime:
        """Return a moment so many working days before today."""
        day = workdays_before(self.calendar, self.today, ago)
        return datetime.combine(day, time(hour, minute), VIETNAM)

    def application(self, member: str) -> LoanApplication:
        """Return the application of a cooperative of the roster."""
        owner = self.cast.cooperatives[member].id
        found = select(LoanApplication).where(LoanApplication.cooperative_id == owner)
        return self.session.scalars(found.order_by(LoanApplication.dossier_id)).first() or _none()

    def is_in(self, member: str, state: str) -> bool:
        """Return whether the application of a cooperative is in a state."""
        return self.application(member).dossier.state == state

    def holder(self, application: LoanApplication) -> Account:
        """Return who appraises an application."""
        return self.session.get_one(Account, application.dossier.officer_id)

    def appoint(self) -> None:
        """Begin the terms of the council."""
        for login, position in COUNCIL:
            self.members[login] = council_actions.appoint(
                self.session, self.cast.accounts[login], position, TERM, BASIS,
                is_chair=login == "chutich", valid_to=date(2029, 12, 31),
            )  # fmt: skip

    def look(self, one: Look) -> None:
        """Visit, score, value and propose."""
        application = self.application(one.member)
        account, session = self.holder(application), self.session
        at = self.at(one.visited, 9, 30)
        draft = VisitDraft(
            at.date(), application.place, f"{application.contact_name}, người đại diện", one.seen
        )
        appraisal_actions.visit(session, application, draft, [], account, at)
        then = self.at(one.visited if one.proposed is None else one.proposed, 15, 10)
        first = _draft(application, one)
        row = appraisal_actions.save(session, application, first, 0, account, then)
        if one.proposed is None:
            return
        case = decision_case(session, application, row, then.date())
        amount_vnd = largest_amount(case) // STEP_VND * STEP_VND
        if one.conclusion == "approve" and amount_vnd < row.amount_vnd:
            if amount_vnd < LEAST_VND:
                return  # what the cooperative owes already leaves too little: it stays in appraisal
            less = replace(first, amount_vnd=amount_vnd)
            appraisal_actions.save(session, application, less, 0, account, then)
        appraisal_actions.propose(session, self.settings, application, account, then)

    def sit(self, sitting: Sitting) -> None:
        """Hold a meeting from the call to the minutes."""
        session, called = self.session, self.at(sitting.ago + 1, 10)
        meeting = self.call(called, self.at(sitting.ago, 14).date())
        agenda = [one for one in sitting.items if self.is_in(one[0], "in_council")]
        items = [self.put(meeting, member, called) for member, _, _ in agenda]
        opened = self.at(sitting.ago, 14, 5)
        council_actions.open_meeting(session, meeting, self.director, opened)
        came = {
            one.id: "Đi công tác" if login in sitting.away else ""
            for login, one in self.members.items()
        }
        council_actions.record_attendance(session, meeting, came, self.director)
        for number, (item, (member, votes, words)) in enumerate(
            zip(items, agenda, strict=True), start=1
        ):
            at = opened + timedelta(minutes=25 * number)
            if member in sitting.postponed:
                reason = sitting.postponed[member]
                council_actions.postpone_item(session, item, reason, self.director, at)
                continue
            self.vote(item, votes, at)
            council_actions.close_item(session, self.settings, item, words, self.director, at)
        ended = opened + timedelta(hours=2)
        council_actions.close_meeting(session, self.settings, meeting, self.director, ended)

    def call(self, now: datetime, held_on: date) -> CouncilMeeting:
        """Call a meeting."""
        call = Call(held_on, "14:00", PLACE, self.cast.accounts["ketoan"].id)
        return council_actions.call_meeting(self.session, call, self.director, now)

    def put(self, meeting: CouncilMeeting, member: str, now: datetime) -> CouncilItem:
        """Put an application on the agenda."""
        application = self.application(member)
        return council_actions.put_on_agenda(self.session, meeting, application, self.director, now)

    def vote(self, item: CouncilItem, votes: str, now: datetime) -> None:
        """Record a vote for each letter, as the secretary of the meeting does."""
        secretary, ballots = item.meeting.secretary, {}
        for member, letter in zip(self.members.values(), votes, strict=True):
            if letter in WORDS:
                remark = "Giá trị bảo đảm sát mức tối thiểu." if letter == "n" else ""
                ballots[member.id] = Cast(WORDS[letter], remark)
        council_actions.cast_votes(self.session, item, ballots, secretary, now)

    def answer(self, member: str, ago: int) -> None:
        """Accept an offer."""
        if not self.is_in(member, "approved"):
            return
        application, at = self.application(member), self.at(ago, 9)
        owner = self.cast.speaker(member, at.date())
        offer_actions.answer_offer(self.session, application, "accepted", "", owner, at)


def review_loans(session: Session, settings: Settings, people: cast.Cast, today: date) -> None:
    """Play the review and decisions as if they had happened up to yesterday."""
    begun = count_asked(session)
    reviewer = Reviewer(session, settings, people, today)
    reviewer.appoint()
    for one in LOOKS:
        reviewer.look(one)
    reviewer.sit(SITTINGS[0])
    reviewer.answer("ky_lua", 15)
    reviewer.answer("bac_son", 16)
    reviewer.sit(SITTINGS[1])
    decider = Decider(reviewer.director, reviewer.director.position)
    if reviewer.is_in("khang_chien", "in_council"):
        small = reviewer.application("khang_chien")
        decision_actions.approve(session, settings, small, decider, reviewer.at(7, 10, 20))
    coming = reviewer.calendar.add_workdays(today, 3)
    meeting = reviewer.call(reviewer.at(1, 16), coming)
    for member in ("huu_lien", "hung_vu"):
        if reviewer.is_in(member, "in_council"):
            reviewer.put(meeting, member, reviewer.at(1, 16, 5))
    mark_done((one for one in asked_since(session, begun) if one.task != SEAL), TOOK)
    session.flush()


def _draft(application: LoanApplication, one: Look) -> AppraisalDraft:
    amount_vnd = one.amount * MILLION or application.amount_vnd
    return AppraisalDraft(
        amount_vnd=amount_vnd,
        months=application.months,
        opening_vnd=amount_vnd // 2,
        scores={key: score for key, score in zip(KEYS, one.scores, strict=True) if score},
        remarks=one.remarks,
        values={
            piece.position: (one.value * MILLION, "Bảng giá đất của tỉnh, đối chiếu giao dịch gần")
            for piece in application.collateral
        },
        conclusion=one.conclusion,
        conditions=one.conditions,
        opinion=one.opinion,
    )


def _none() -> LoanApplication:
    raise LookupError("no such application")
