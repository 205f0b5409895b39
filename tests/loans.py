"""What tests of loans start from: a programme, people of the Fund, an application as filed."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from accounts.models import Account
from cooperatives.models import Cooperative
from documents.models import Document
from dossiers.models import DossierEvent
from fund.actions import post
from fund.chart import CAPITAL, CASH
from fund.rules import Entry, moved
from loans import actions, prescreen_actions
from loans.application_rules import Ask, Month, Paper, Pledge, Source
from loans.models import LoanApplication
from loans.programme_actions import add_programme, add_version
from loans.programme_models import LoanProgrammeVersion
from loans.programme_rules import Item, Terms
from rulebook.actions import load_base
from tests.make import (
    MORNING,
    NUMBERS,
    make_account,
    make_cooperative,
    make_representative,
    make_unit,
)
from workflow.machine import SYSTEM_ACTOR
from workflow.roles import Role

MILLION = 1_000_000
ITEMS = (
    Item("registration", "Giấy chứng nhận đăng ký"),
    Item("resolution", "Nghị quyết về việc vay vốn", valid_months=6),
    Item("ownership", "Giấy tờ về tài sản bảo đảm", applies="secured"),
    Item("quotations", "Báo giá", is_required=False),
)
TERMS = Terms(
    own_share_percent=20,
    months_min=6,
    months_max=36,
    rate_ppm=68_400,
    overdue_factor_percent=150,
    late_interest_ppm=100_000,
    methods=("equal_principal", "annuity", "bullet"),
    every_months=(1, 3),
    grace_months_max=12,
    requires_membership=False,
    collateral="or_reasons",
    collateral_percent=70,
    director_limit_vnd=300 * MILLION,
    processing_days=20,
    legal_basis="Quy chế cho vay của Quỹ",
    caps={("cooperative", "agriculture"): 500 * MILLION, ("union", "agriculture"): 800 * MILLION},
    items=ITEMS,
)
ASK = Ask(
    purpose="Mua máy sấy na và kho lạnh",
    project="Hợp tác xã có 21 thành viên trồng na, cần sấy và trữ lạnh sau thu hoạch.",
    place="Xã Chi Lăng",
    total_vnd=500 * MILLION,
    amount_vnd=380 * MILLION,
    months=24,
    method="equal_principal",
    every_months=3,
    grace_months=0,
    wished_on=date(2026, 4, 1),
    is_secured=True,
    contact_name="Hoàng Văn Thắng",
    contact_phone="0912345678",
    sources=(Source("own_cash", "", 100 * MILLION), Source("members", "", 20 * MILLION)),
    income=(Month(date(2026, 8, 1), 400 * MILLION, 150 * MILLION, is_harvest=True),),
    collateral=(Pledge("land", "Đất vườn 2.000 m²", "Hợp tác xã", 600 * MILLION),),
)


@dataclass
class LoanWorld:
    """A programme, a cooperative with its representative, two appraisers, the director."""

    session: Session
    version: LoanProgrammeVersion
    cooperative: Cooperative
    owner: Account
    appraisers: tuple[Account, Account]
    director: Account
    accountant: Account

    def papers(self, *codes: str, issued_on: date | None = date(2026, 1, 15)) -> tuple[Paper, ...]:
        """Return a paper for each code, kept as a document."""
        return tuple(Paper(code, make_document(self.session).id, issued_on) for code in codes)

    def ask(self, *codes: str, **changes: object) -> Ask:
        """Return a whole application with papers, changed where a test says so."""
        papers = self.papers(*(codes or ("registration", "resolution", "ownership")))
        return replace(ASK, papers=papers, **changes)  # type: ignore[arg-type]

    def file(self, ask: Ask | None = None, now: datetime = MORNING) -> LoanApplication:
        filing = actions.Filing(self.owner, self.cooperative, self.version)
        return actions.file(self.session, filing, ask or self.ask(), now)

    def last(self, application: LoanApplication) -> DossierEvent:
        found = select(DossierEvent).where(DossierEvent.dossier_id == application.dossier_id)
        return self.session.scalars(found.order_by(DossierEvent.seq.desc()).limit(1)).one()

    def prescreen(self, application: LoanApplication, now: datetime = MORNING) -> None:
        event = self.last(application)
        prescreen_actions.prescreen(self.session, application.dossier_id, event.id, now)

    def in_appraisal(self, ask: Ask | None = None, now: datetime = MORNING) -> LoanApplication:
        application = self.file(ask, now)
        self.prescreen(application, now)
        assert application.dossier.state == "in_appraisal"
        return application


def make_document(session: Session) -> Document:
    number = next(NUMBERS)
    document = Document(
        sha256=f"{number:064x}",
        name=f"giay-{number}.pdf",
        media_type="application/pdf",
        size_bytes=1000,
        created_at=MORNING,
    )
    session.add(document)
    session.flush()
    return document


def make_loan_world(session: Session) -> LoanWorld:
    """Return a fresh world of loans: nothing is filed yet."""
    load_base(session)
    fund = make_unit(session, name="Quỹ hỗ trợ phát triển hợp tác xã", symbol="QHT")
    cooperative = make_cooperative(session)
    first = make_account(session, Role.APPRAISER, fund, full_name="Chu Văn Thẩm")
    second = make_account(session, Role.APPRAISER, fund, full_name="Lý Thị Định")
    director = make_account(session, Role.FUND_DIRECTOR, fund, full_name="Bế Văn Lực")
    lines = moved(CASH, CAPITAL, 20_000 * MILLION)
    post(session, Entry("capital", date(2026, 1, 1), "Vốn điều lệ", lines), SYSTEM_ACTOR, MORNING)
    programme = add_programme(session, "trung-han", "Vay trung hạn", "Đầu tư.", 1)
    start = date(2026, 1, 1)
    version = add_version(session, programme, TERMS, start, director.actor, "Quy chế", MORNING)
    return LoanWorld(
        session,
        version,
        cooperative,
        make_representative(session, cooperative),
        (first, second),
        director,
        make_account(session, Role.FUND_ACCOUNTANT, fund, full_name="Vi Thị Toán"),
    )
