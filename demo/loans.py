"""Applications for loans in the demo: about twenty, in the queue and beside it, and two drafts.

They go through the actions that people use. Papers are a few samples that all of them share.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from sqlalchemy.orm import Session

from accounts.models import Account
from demo.asked import asked_of, asked_since, count_asked, mark_done
from demo.cast import Cast
from demo.papers import make_paper
from demo.programmes import MILLION, load_programmes
from demo.story import workdays_before
from documents.actions import keep
from documents.models import Document
from documents.vault import Vault
from loans import actions, draft_actions, owner_actions, prescreen_actions
from loans.application_rules import Ask, Paper, Pledge, Relative, Source
from loans.models import LoanApplication, LoanDraft
from loans.plan_rules import over_the_term
from loans.programme_models import DeclaredTie, LoanProgramme
from loans.programme_queries import version_on
from rulebook.queries import working_calendar
from workflow.localtime import VIETNAM, local_day

FARMING, TRADES, SEASON = "trung-han-nong-nghiep", "trung-han-nganh-nghe", "mua-vu"
SAMPLES = (
    ("registration", "Giấy chứng nhận đăng ký.pdf"),
    ("charter", "Điều lệ hợp tác xã.pdf"),
    ("appointment", "Biên bản bầu người quản lý.pdf"),
    ("resolution", "Nghị quyết vay vốn.pdf"),
    ("statements", "Báo cáo tài chính.pdf"),
    ("debts", "Bảng kê nợ.pdf"),
    ("project", "Phương án sản xuất.pdf"),
    ("own_capital", "Chứng minh vốn tự có.pdf"),
    ("ownership", "Giấy tờ tài sản bảo đảm.pdf"),
)
ALL = frozenset(code for code, _ in SAMPLES)
TOOK = timedelta(seconds=4)
FIRST_AT = time(8, 10)
THE_REST = {
    "income": {
        "months-7-income": ["300 triệu"],
        "months-7-cost": ["90 triệu"],
        "months-7-is_harvest": ["y"],
        "months-8-income": ["250 triệu"],
        "months-8-cost": ["70 triệu"],
        "months-8-is_harvest": ["y"],
    },
    "security": {
        "is_secured": ["1"],
        "pledges-0-kind": ["building"],
        "pledges-0-description": ["Nhà kho và sân phơi 800 m²"],
        "pledges-0-value": ["650 triệu"],
    },
    "related": {"has_related": ["0"]},
}
PROJECT = (
    "Hợp tác xã có 42 ha na, mỗi vụ khoảng 300 tấn, chín rộ trong sáu tuần. Máy sấy giúp giữ được "
    "quả loại hai, bán quanh năm cho hai siêu thị đã ký hợp đồng."
)


@dataclass(frozen=True, slots=True)
class Story:
    """An application: who, under which programme, so many working days ago, for what.

    Amounts in millions of đồng: total, own capital, loan, value of the security (0: none).
    `lacks` are papers that were not sent; `then` is what followed ("supply" after so many working
    days, "withdraw"); `harvest` are the months in which the plan brings something in.
    """

    member: str
    programme: str
    ago: int
    purpose: str
    money: tuple[int, int, int, int]
    months: int
    method: str = "equal_principal"
    every: int = 3
    harvest: tuple[int, ...] = (6, 7, 8, 11, 12)
    yearly: int = 0
    lacks: tuple[str, ...] = ()
    then: tuple[str, int] | None = None
    relative: Relative | None = None


STORIES = (
    Story("trang_dinh", FARMING, 31, "Trồng mới 12 ha quế và vườn ươm", (620, 240, 380, 640), 36,
          harvest=(3, 4, 8, 9)),
    Story("mau_son", FARMING, 29, "Nhà sấy dược liệu và kho bảo quản", (480, 130, 350, 520), 30),
    Story("ky_lua", TRADES, 27, "Hai xe tải 5 tấn chở nông sản", (1150, 300, 850, 1250), 36,
          method="annuity", every=1, harvest=tuple(range(1, 13))),
    Story("bac_son", FARMING, 26, "Kho lạnh 30 tấn cho quýt Bắc Sơn", (560, 160, 400, 590), 36,
          harvest=(11, 12, 1)),
    Story("hung_vu", FARMING, 24, "Chuồng trại và 60 con bò giống", (500, 150, 350, 500), 24,
          harvest=(2, 6, 10)),
    Story("van_linh", TRADES, 22, "Dây chuyền nấu cao khô và nồi hơi", (700, 200, 500, 760), 30,
          harvest=tuple(range(1, 13))),
    Story("khang_chien", FARMING, 20, "Máy sơ chế thạch đen", (300, 100, 200, 300), 24,
          harvest=(9, 10, 11)),
    Story("huu_lien", TRADES, 19, "Sửa bốn nhà sàn đón khách", (420, 120, 300, 450), 36,
          harvest=tuple(range(1, 13))),
    Story("ba_son", FARMING, 17, "Thêm 300 đàn ong và máy tách mật", (260, 80, 180, 270), 18,
          harvest=(4, 5, 6)),
    Story("quoc_khanh", FARMING, 15, "Nhà lưới trồng rau 3.000 m²", (400, 110, 290, 430), 24,
          lacks=("debts",), then=("supply", 3)),
    Story("loc_binh", TRADES, 14, "Kho vật tư và xe nâng", (800, 250, 550, 800), 36,
          harvest=tuple(range(1, 13))),
    Story("yen_binh", FARMING, 12, "Lồng cá hồ Cấm Sơn và thức ăn", (350, 100, 250, 380), 24,
          harvest=(5, 9, 12)),
    Story("diem_he", SEASON, 11, "Thu mua na đầu vụ", (380, 100, 280, 420), 12, method="bullet",
          every=6, harvest=(8, 9)),
    Story("na_duong", FARMING, 9, "Máy bóc gỗ ván", (640, 180, 460, 680), 36,
          lacks=("resolution", "ownership")),
    Story("tan_thanh", FARMING, 8, "Hệ thống tưới rau an toàn", (240, 70, 170, 0), 24),
    Story("hoang_van_thu", FARMING, 7, "Sấy hồng vành khuyên", (330, 60, 270, 420), 24),
    Story("huu_lung", SEASON, 7, "Giống và phân bón vụ na sớm", (260, 80, 180, 300), 12,
          method="bullet", every=6, harvest=(8, 9)),
    Story("cai_kinh", FARMING, 6, "Mở rộng đàn gà đồi 5.000 con", (290, 90, 200, 300), 18,
          harvest=(1, 5, 9), then=("withdraw", 2)),
    Story("van_quan", SEASON, 5, "Thu mua hồi vụ thu", (380, 100, 280, 410), 12, method="bullet",
          every=6, harvest=(9, 10)),
    Story("na_chi_lang", FARMING, 4, "Máy sấy na và kho lạnh 20 tấn", (500, 120, 380, 600), 36,
          harvest=(8, 9), lacks=("resolution",)),
    Story("dinh_lap", FARMING, 2, "Vườn ươm keo và đường vào rừng", (450, 130, 320, 480), 36,
          harvest=(3, 4, 9)),
)  # fmt: skip


def load_loans(session: Session, vault: Vault, cast: Cast, today: date) -> None:
    """File and check the applications as if it had happened up to yesterday."""
    programmes = load_programmes(session, cast.accounts["giamdocquy"])
    _declare_tie(session, cast, today)
    samples = _samples(session, vault)
    begun = count_asked(session)
    for story in STORIES:
        _play(session, cast, programmes, samples, story, today)
    _drafts(session, cast, programmes, samples, today)
    mark_done(asked_since(session, begun), TOOK)
    session.flush()


def _declare_tie(session: Session, cast: Cast, today: date) -> None:
    appraiser, yesterday = cast.accounts["thamdinh"], today - timedelta(days=1)
    declared_on = min(date(yesterday.year, 1, 5), yesterday)
    session.add(
        DeclaredTie(
            account_id=appraiser.id,
            cooperative_id=cast.cooperatives["mau_son"].id,
            relation="Anh ruột là Giám đốc hợp tác xã",
            starts_on=date(yesterday.year, 1, 1),
            declared_by_id=appraiser.id,
            declared_at=datetime.combine(declared_on, time(8), VIETNAM),
        )
    )


def _samples(session: Session, vault: Vault) -> dict[str, Document]:
    """Keep one sample of each paper: every application of the demo gives the same."""
    at = datetime(2025, 1, 6, 9, 0, tzinfo=VIETNAM)
    author, about = "Hợp tác xã (bản mẫu)", "hồ sơ vay vốn của bản trình diễn"
    paper = make_paper("Giấy tờ mẫu.pdf", author, "Lạng Sơn", "Người đại diện", "", about)
    return {
        code: keep(session, vault, replace(paper, name=name), None, at) for code, name in SAMPLES
    }


def _play(
    session: Session,
    cast: Cast,
    programmes: dict[str, LoanProgramme],
    samples: dict[str, Document],
    story: Story,
    today: date,
) -> None:
    calendar = working_calendar(session)
    filed_at = _at(workdays_before(calendar, today, story.ago))
    owner = cast.speaker(story.member, local_day(filed_at))
    version = version_on(session, programmes[story.programme].id, local_day(filed_at))
    filing = actions.Filing(owner, cast.cooperatives[story.member], version)
    ask = _ask(story, owner, samples, filed_at)
    application = actions.file(session, filing, ask, filed_at)
    _prescreen(session, filed_at + TOOK)
    if story.then is not None:
        what, days = story.then
        at = _at(workdays_before(calendar, today, story.ago - days))
        _then(session, application, what, owner, samples, story, at)


def _then(
    session: Session,
    application: LoanApplication,
    what: str,
    owner: Account,
    samples: dict[str, Document],
    story: Story,
    at: datetime,
) -> None:
    if what == "withdraw":
        note = "Hợp tác xã đã góp đủ vốn, không cần vay nữa."
        owner_actions.withdraw(session, application, note, owner, at)
        return
    papers = [_paper(code, samples, at) for code in story.lacks]
    owner_actions.supply(session, application, papers, {}, "", owner, at)
    _prescreen(session, at + TOOK)


def _prescreen(session: Session, at: datetime) -> None:
    asked = asked_of(session, "loans.prescreen")
    prescreen_actions.prescreen(session, **asked[-1].payload, now=at)


def _at(day: date) -> datetime:
    minutes = timedelta(minutes=day.toordinal() * 37 % 160)
    return datetime.combine(day, FIRST_AT, VIETNAM) + minutes


def _paper(code: str, samples: dict[str, Document], at: datetime) -> Paper:
    return Paper(code, samples[code].id, local_day(at) - timedelta(days=12))


def _ask(story: Story, owner: Account, samples: dict[str, Document], at: datetime) -> Ask:
    total, own, amount, security = (value * MILLION for value in story.money)
    wished_on = local_day(at) + timedelta(days=45)
    codes = ALL - set(story.lacks) - (set() if security else {"ownership"})
    income = amount * 12 // story.months * 17 // 10 // len(story.harvest)
    pattern = [(month, income, income // 4, True) for month in story.harvest]
    reason = "Đã vay Quỹ hai lần và trả đúng hạn; có hợp đồng bao tiêu với siêu thị."
    pledges = (Pledge("land", "Quyền sử dụng đất và nhà xưởng", "Hợp tác xã", security),)
    return Ask(
        purpose=story.purpose,
        project=f"{story.purpose}. Sản phẩm bán cho đầu mối quen và hai siêu thị trong tỉnh; "
        "thành viên góp công và một phần vốn.",
        place="Tại trụ sở và vùng sản xuất của hợp tác xã",
        total_vnd=total,
        amount_vnd=amount,
        months=story.months,
        method=story.method,
        every_months=story.every,
        grace_months=0,
        wished_on=wished_on,
        is_secured=security > 0,
        contact_name=owner.full_name,
        contact_phone=owner.phone or "",
        contact_email=owner.email or "",
        unsecured_reason="" if security else reason,
        sources=(Source("own_cash", "", own // 2), Source("members", "", own - own // 2)),
        income=over_the_term(pattern, wished_on, story.months),
        collateral=pledges if security else (),
        related=(story.relative,) if story.relative else (),
        papers=tuple(_paper(code, samples, at) for code, _ in SAMPLES if code in codes),
    )


def _drafts(
    session: Session,
    cast: Cast,
    programmes: dict[str, LoanProgramme],
    samples: dict[str, Document],
    today: date,
) -> None:
    """Leave a draft that is half filled in, and one that only waits to be filed."""
    at = _at(workdays_before(working_calendar(session), today, 1))
    for member, is_whole in (("huu_lung", False), ("cao_loc", True)):
        owner, cooperative = cast.speaker(member, today), cast.cooperatives[member]
        programme = programmes[FARMING]
        draft = draft_actions.start(session, owner, cooperative.id, programme.id, at)
        typed = _half(owner, today) | (THE_REST if is_whole else {})
        for section, values in typed.items():
            draft_actions.save_section(session, draft, section, values, "", at)
        _give(draft, samples, "registration", None)
        if is_whole:
            _give(draft, samples, "resolution", today - timedelta(days=20))
    session.flush()


def _give(
    draft: LoanDraft, samples: dict[str, Document], code: str, issued_on: date | None
) -> None:
    row = {
        "document_id": samples[code].id,
        "issued_on": issued_on.isoformat() if issued_on else None,
        "reused_from_id": None,
    }
    draft.papers = draft.papers | {code: [row]}


def _half(owner: Account, today: date) -> dict[str, dict[str, list[str]]]:
    soon = f"{today + timedelta(days=60):%d/%m/%Y}"
    return {
        "borrower": {
            "contact_name": [owner.full_name],
            "contact_phone": [owner.phone or ""],
            "contact_email": [owner.email or ""],
        },
        "project": {
            "purpose": ["Mua máy sấy và đóng gói na"],
            "project": [PROJECT],
            "place": ["Xã Hữu Lũng"],
        },
        "money": {
            "total_vnd": ["600 triệu"],
            "amount_vnd": ["420 triệu"],
            "own_cash": ["100 triệu"],
            "members": ["80 triệu"],
        },
        "repayment": {
            "wished_on": [soon],
            "months": ["36"],
            "method": ["equal_principal"],
            "every_months": ["3"],
            "grace_months": ["6"],
        },
    }
