"""What the header offers to whom."""

from dataclasses import dataclass

from flask import request, url_for

from accounts.access import ACCESS
from accounts.models import Account
from conferences.queries import list_to_invite as conferences_to_invite
from feedback.further_queries import count_further_to_sign
from feedback.queries import count_awaiting_signature
from notices.queries import count_unread
from representation.queries import count_waiting
from store.clock import today
from store.db import db
from support.queries import list_to_invite as activities_to_invite
from workflow.roles import HANDLING_ROLES, STAFF_ROLES, Role

PUBLIC = (
    ("Vay vốn", "servicing.about"),
    ("Câu trả lời", "feedback.answers"),
    ("Hội nghị", "conferences.public_list"),
    ("Tính hạn trả lời", "administration.deadline"),
    ("Tra cứu hồ sơ", "feedback.track"),
    ("Đăng nhập", "accounts.sign_in"),
)
OWNER = (
    ("Hồ sơ của tôi", "feedback.mine"),
    ("Gửi kiến nghị", "feedback.start"),
    ("Khoản vay", "servicing.mine"),
    ("Vay vốn", "loans.mine"),
    ("Câu trả lời", "feedback.answers"),
    ("Thông báo", "notices.inbox"),
)
STAFF = (
    ("Bàn làm việc", "dossiers.desk"),
    ("Ký duyệt", "feedback.signing"),
    ("Ghi nhận đơn", "feedback.record"),
    ("Hội nghị", "conferences.manage"),
    ("Tìm hồ sơ", "dossiers.search"),
    ("Sổ hợp tác xã", "cooperatives.list_registry"),
    ("Thành viên", "membership.list_all"),
    ("Hỗ trợ", "support.list_all"),
    ("Chờ công khai", "feedback.publish_many"),
    ("Câu trả lời", "feedback.answers"),
    ("Chưa đến tay", "feedback.unreached"),
    ("Cam kết", "commitments.follow"),
    ("Đoạn trả lời mẫu", "feedback.canned"),
    ("Trực thay, bàn giao", "accounts.deputies"),
    ("Tài khoản mới", "representation.list_requests"),
    ("Báo cáo", "reports.home"),
    ("Quỹ", "fund.overview"),
    ("Thông báo", "notices.inbox"),
    ("Thống kê", "figures.petitions"),
    ("Nhật ký", "history.events"),
    ("Kiểm chứng", "administration.audit"),
)
ADMIN = (
    ("Quản trị", "administration.home"),
    ("Tài khoản", "accounts.list_accounts"),
    ("Đơn vị", "units.list_units"),
    ("Sổ hợp tác xã", "cooperatives.list_registry"),
    ("Tài khoản mới", "representation.list_requests"),
    ("Việc bị kẹt", "administration.stuck"),
    ("Kiểm chứng", "administration.audit"),
    ("Báo cáo", "reports.home"),
    ("Thông báo", "notices.inbox"),
)
FUND = (
    ("Bàn làm việc", "dossiers.desk"),
    ("Hội đồng Quỹ", "loans.council"),
    ("Thử chính sách", "loans.policy_trial"),
    ("Chương trình vay", "loans.programmes"),
    ("Quỹ", "fund.overview"),
    ("Khoản vay", "servicing.portfolio"),
    ("Chờ ký hợp đồng", "servicing.contracts"),
    ("Sao kê", "servicing.bank"),
    ("Đề nghị cơ cấu", "servicing.restructurings"),
    ("Đối chiếu số dư", "servicing.balances"),
    ("Giãn nợ thiên tai", "servicing.reliefs"),
    ("Dòng tiền", "servicing.forecast"),
    ("Báo cáo Quỹ", "servicing.period_report"),
    ("Sổ nhật ký", "fund.journal"),
    ("Bảng cân đối", "fund.trial_balance"),
    ("Tìm hồ sơ", "dossiers.search"),
    ("Thông báo", "notices.inbox"),
)
ON_ONE_LINE_MAX = 5
SHOWN_TO = {  # fewer than may knock: what the others have no daily use for
    "membership.list_all": HANDLING_ROLES,
    "support.list_all": HANDLING_ROLES | {Role.AUDITOR},
    "fund.overview": {Role.LEADER, Role.AUDITOR},
    "feedback.publish_many": {Role.RECORDS, Role.HEAD},
    "feedback.unreached": {Role.RECORDS, Role.OFFICER, Role.HEAD},
}


@dataclass(frozen=True, slots=True)
class NavItem:
    """One entry of the header: `count` is shown as a pill where there is one.

    `is_more`: stands behind "Thêm", so that the bar of an officer holds on one line.
    """

    label: str
    url: str
    is_current: bool
    count: int | None = None
    is_more: bool = False


def _entries(account: Account | None) -> tuple[tuple[str, str], ...]:
    if account is None:
        return PUBLIC
    match Role(account.role):
        case Role.REPRESENTATIVE:
            return OWNER
        case Role.ADMIN:
            return ADMIN
        case Role.FUND_ACCOUNTANT | Role.FUND_DIRECTOR | Role.APPRAISER:
            return tuple(one for one in FUND if _is_open(one[1], Role(account.role)))
        case role:
            open_to = [one for one in STAFF if _is_open(one[1], role)]
            return tuple(one for one in open_to if role in SHOWN_TO.get(one[1], {role}))


def _is_open(endpoint: str, role: Role) -> bool:
    roles = ACCESS[endpoint].roles
    return roles is None or role in roles


def _count(endpoint: str, account: Account | None) -> int | None:
    if account is None:
        return None
    if endpoint == "feedback.signing":
        kept, on = db.session(), today()
        waiting = count_awaiting_signature(kept, account, on)
        return waiting + count_further_to_sign(kept, account, on) or None
    if endpoint == "representation.list_requests":
        return count_waiting(db.session()) or None
    if endpoint == "notices.inbox":
        return count_unread(db.session(), account, today()) or None
    return None


def navigation(account: Account | None) -> list[NavItem]:
    """Return the header's entries for `account` (None: for a visitor)."""
    entries = _entries(account)
    more = _behind_more([end for _, end in entries])
    return [
        NavItem(label, url_for(end), request.endpoint == end, _count(end, account), end in more)
        for label, end in entries
    ]


def _behind_more(endpoints: list[str]) -> set[str]:
    """Return what stands behind "Thêm": notices stay in sight, and what comes first."""
    if len(endpoints) <= ON_ONE_LINE_MAX or "dossiers.desk" not in endpoints:
        return set()
    kept = [end for end in endpoints if end != "notices.inbox"][: ON_ONE_LINE_MAX - 2]
    return set(endpoints) - {*kept, "notices.inbox"}


def letters_elsewhere() -> list[NavItem]:
    """Return the letters that invite and wait for a leader, who signs each on its own page.

    `count`: how many on the list have none yet.
    """
    session = db.session()
    return [
        NavItem(name, url_for("conferences.guests", code=code), is_current=False, count=waiting)
        for code, name, waiting in conferences_to_invite(session)
    ] + [
        NavItem(topic, url_for("support.show", activity_id=number), is_current=False, count=waiting)
        for number, topic, waiting in activities_to_invite(session)
    ]


def footer_links() -> list[NavItem]:
    """Return the links at the foot of every page."""
    links = (
        ("Trợ giúp", "front.help_page"),
        ("Cách chúng tôi xử lý kiến nghị", "feedback.how"),
        ("Cam kết và việc thực hiện", "commitments.public"),
        ("Bảo vệ dữ liệu cá nhân", "feedback.privacy"),
        ("Sổ hợp tác xã", "cooperatives.list_registry"),
        ("Khả năng tiếp cận", "front.accessibility"),
        ("Kiểm tra văn bản", "letters.check"),
        ("Dữ liệu mở", "front.open_data"),
        ("Kết nối phần mềm (API)", "api.guide"),
    )
    return [NavItem(label, url_for(endpoint), is_current=False) for label, endpoint in links]


def search_address(account: Account | None) -> str | None:
    """Return where the header's search leads, None for whom there is none."""
    if account is None or Role(account.role) not in STAFF_ROLES:
        return None
    return url_for("dossiers.search")
