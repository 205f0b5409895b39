"""Decisions about membership over plain values. Source: docs/rules/membership-process.md."""

from collections.abc import Collection
from datetime import date, timedelta

PAPERS = {
    "application": "Đơn xin gia nhập",
    "certificate": "Bản sao giấy chứng nhận đăng ký (hoặc hợp đồng hợp tác)",
    "charter": "Điều lệ (hoặc nội quy của tổ hợp tác)",
    "management": "Danh sách người quản lý",
    "report": "Báo cáo hoạt động ngắn",
    "commitment": "Cam kết đóng hội phí",
}
OPTIONAL = frozenset({"report"})
MEMBER_KINDS = {"official": "Thành viên chính thức", "associate": "Thành viên liên kết"}
CHANGES = {
    "suspend": ("tạm dừng tư cách thành viên", "suspended"),
    "resume": ("khôi phục tư cách thành viên", "active"),
    "withdraw": ("cho ra khỏi Liên minh theo đơn", "withdrawn"),
    "expel": ("khai trừ khỏi Liên minh", "expelled"),
}
CHANGE_NAMES = {
    "suspend": "Tạm dừng",
    "resume": "Khôi phục",
    "withdraw": "Cho ra khỏi Liên minh",
    "expel": "Khai trừ",
}
FROM_STATUS = {
    "suspend": frozenset({"active"}),
    "resume": frozenset({"suspended"}),
    "withdraw": frozenset({"active", "suspended"}),
    "expel": frozenset({"active", "suspended"}),
}


def missing_papers(received: Collection[str]) -> list[str]:
    """Return the names of the papers that are needed and not there."""
    return [
        name for key, name in PAPERS.items() if key not in OPTIONAL and key not in set(received)
    ]


def member_kind(cooperative_kind: str) -> str:
    """Return which kind of member a cooperative, union or group becomes: groups are associates."""
    return "associate" if cooperative_kind == "group" else "official"


def changes_open_to(status: str) -> list[str]:
    """Return which decisions can be proposed about a member in a standing."""
    return [change for change, sources in FROM_STATUS.items() if status in sources]


def day_before(day: date) -> date:
    """Return the last day of what ends because something begins on `day`."""
    return day - timedelta(days=1)


def fee_state(due_vnd: int, paid_vnd: int) -> tuple[str, str]:
    """Return tone and words of a year's fee."""
    if paid_vnd >= due_vnd:
        return "done", "Đã đóng đủ"
    return ("waiting", "Đóng một phần") if paid_vnd else ("refused", "Chưa đóng")
