"""Two pieces of text that the heads of the invented Alliance wrote for their officers."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from accounts.models import Account
from feedback.canned_actions import CannedDraft, add_canned

SINCE = date(2025, 1, 2)
PIECES = (
    (
        "luc",
        CannedDraft(
            "credit_fund",
            "Điều kiện vay vốn của Quỹ",
            "Quỹ cho hợp tác xã là thành viên vay khi phương án sản xuất, kinh doanh khả thi, không"
            " có nợ quá hạn và đủ tài sản bảo đảm theo Quy chế cho vay. Hợp tác xã gửi hồ sơ tại"
            " mục Vay vốn hoặc tại trụ sở Quỹ; thời gian xét là [số ngày] ngày làm việc.",
            SINCE,
        ),
    ),
    (
        "khai",
        CannedDraft(
            "land",
            "Thuê đất, mượn trụ sở dôi dư",
            "Việc giao, cho thuê đất và cho mượn trụ sở dôi dư do Ủy ban nhân dân xã [tên xã] xem"
            " xét. Liên minh đã có văn bản đề nghị xã trả lời hợp tác xã trước ngày [ngày].",
            SINCE,
        ),
    ),
)


def load_canned(session: Session, people: dict[str, Account], now: datetime) -> None:
    """Add the pieces as their writers would."""
    for who, draft in PIECES:
        add_canned(session, draft, people[who], now)
