"""Programmes of the demo, after published terms of other provinces, marked as examples."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from accounts.models import Account
from loans.programme_actions import add_programme, add_version
from loans.programme_models import LoanProgramme
from loans.programme_rules import Item, Terms
from workflow.localtime import VIETNAM

MILLION = 1_000_000
BEGAN_ON = date(2025, 1, 2)
DECIDED_AT = datetime(2024, 12, 20, 9, 0, tzinfo=VIETNAM)
BASIS = "Quy chế cho vay của Quỹ (ví dụ của bản trình diễn)"
WHY = "Ban hành chương trình cho vay năm 2025"
ITEMS = (
    Item("registration", "Giấy chứng nhận đăng ký hợp tác xã"),
    Item("charter", "Điều lệ hợp tác xã", "Bản đang áp dụng, có chữ ký người đại diện."),
    Item("appointment", "Quyết định hoặc biên bản bầu người quản lý",
         "Chủ tịch Hội đồng quản trị, Giám đốc, Kế toán trưởng."),
    Item("resolution", "Nghị quyết của thành viên về việc vay vốn",
         "Ghi rõ số tiền vay và tài sản bảo đảm, nếu có.", valid_months=6),
    Item("statements", "Báo cáo tài chính hai năm gần nhất", valid_months=18),
    Item("debts", "Bảng kê các khoản đang nợ", "Nợ ngân hàng, Quỹ và nơi khác.", valid_months=3),
    Item("project", "Phương án sản xuất, kinh doanh",
         "Có dự tính thu, chi và kế hoạch trả nợ."),
    Item("own_capital", "Giấy tờ chứng minh vốn tự có",
         "Sao kê, biên bản góp vốn, hóa đơn.", valid_months=3),
    Item("quotations", "Báo giá, hợp đồng mua bán", is_required=False, valid_months=6),
    Item("ownership", "Giấy tờ về tài sản bảo đảm",
         "Giấy chứng nhận quyền sử dụng đất, đăng ký xe…", applies="secured"),
    Item("consent", "Văn bản đồng ý của chủ tài sản",
         "Khi tài sản của người khác.", is_required=False, applies="secured"),
)  # fmt: skip
FARMING = Terms(
    own_share_percent=20,
    months_min=1,
    months_max=36,
    rate_ppm=68_400,
    overdue_factor_percent=150,
    late_interest_ppm=100_000,
    methods=("equal_principal", "annuity", "custom"),
    every_months=(1, 3, 6),
    grace_months_max=12,
    requires_membership=False,
    collateral="or_reasons",
    collateral_percent=70,
    director_limit_vnd=200 * MILLION,
    processing_days=20,
    legal_basis=BASIS,
    caps={
        ("cooperative", "agriculture"): 500 * MILLION,
        ("union", "agriculture"): 800 * MILLION,
    },
    items=ITEMS,
)
TRADES = replace(
    FARMING,
    methods=("equal_principal", "annuity"),
    every_months=(1, 3),
    grace_months_max=6,
    collateral="required",
    caps={("cooperative", "other"): 1000 * MILLION, ("union", "other"): 1500 * MILLION},
)
SEASON = replace(
    FARMING,
    months_min=6,
    months_max=24,
    rate_ppm=48_000,
    methods=("bullet", "custom"),
    every_months=(3, 6, 12),
    grace_months_max=0,
    collateral="required",
    processing_days=15,
    caps={("cooperative", "agriculture"): 300 * MILLION},
)
FARMING_BEFORE = replace(
    FARMING,
    caps={
        ("cooperative", "agriculture"): 300 * MILLION,
        ("union", "agriculture"): 500 * MILLION,
    },
)


@dataclass(frozen=True, slots=True)
class Example:
    """A programme with its versions: from which day, under which conditions."""

    code: str
    name: str
    purpose: str
    versions: tuple[tuple[date, Terms], ...]


EXAMPLES = (
    Example(
        "trung-han-nong-nghiep",
        "Vay trung hạn nông, lâm nghiệp",
        "Máy móc, nhà xưởng, cây lâu năm, mở rộng vùng trồng, vật nuôi.",
        ((BEGAN_ON, FARMING_BEFORE), (date(2025, 7, 1), FARMING)),
    ),
    Example(
        "trung-han-nganh-nghe",
        "Vay trung hạn ngành nghề, dịch vụ",
        "Chế biến, xây dựng, vận tải, thương mại, du lịch cộng đồng.",
        ((BEGAN_ON, TRADES),),
    ),
    Example(
        "mua-vu",
        "Vay theo mùa vụ",
        "Giống, phân bón, thu mua nông sản; trả gốc khi thu hoạch.",
        ((BEGAN_ON, SEASON),),
    ),
)


def load_programmes(session: Session, director: Account) -> dict[str, LoanProgramme]:
    """Add the programmes with their versions; return them by code."""
    found = {}
    for sort, one in enumerate(EXAMPLES, start=1):
        programme = add_programme(session, one.code, one.name, one.purpose, sort, is_example=True)
        for begins, terms in one.versions:
            add_version(session, programme, terms, begins, director.actor, WHY, DECIDED_AT)
        found[one.code] = programme
    return found
