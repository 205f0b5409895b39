"""Whether an answer reached the cooperative, as pure functions. Source: docs/rules/delivery.md."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from workflow.workdays import ONE, Calendar

WAYS = {
    "read": "Hợp tác xã xác nhận đã đọc",
    "opened": "Hợp tác xã đã mở văn bản",
    "notice": "Hợp tác xã đã mở thông báo",
    "rated": "Hợp tác xã đã đánh giá câu trả lời",
    "sms": "Tin nhắn đã đến máy",
    "telephone": "Đã đọc qua điện thoại",
    "paper": "Đã ký nhận bản giấy",
    "missed": "Gọi chưa được",
    "void": "Ghi nhầm, chưa đến tay",
}
BY_OWNER = ("read", "opened")
BY_STAFF = ("telephone", "paper")
NO_REACH = ("missed", "void")


@dataclass(frozen=True, slots=True)
class Sign:
    """One sign of an answer's way to its reader. `by` is the member of staff who recorded it."""

    way: str
    at: datetime
    person: str = ""
    by: str = ""
    happened_on: date | None = None
    note: str = ""

    @property
    def label(self) -> str:
        return WAYS[self.way]


def reached_by(signs: Iterable[Sign]) -> Sign | None:
    """Return the first sign that the answer arrived, None where nothing says so.

    "void" takes back what staff recorded before it, never what the cooperative or a channel said.
    """
    found: list[Sign] = []
    for sign in sorted(signs, key=lambda one: one.at):
        if sign.way == "void":
            found = [one for one in found if one.way not in BY_STAFF]
        elif sign.way not in NO_REACH:
            found.append(sign)
    return found[0] if found else None


def waiting_since(calendar: Calendar, today: date, working_days: int) -> date:
    """Return the last day of issue whose answer has waited `working_days` working days by today."""
    day = today
    while calendar.working_days_between(day, today) < working_days:
        day -= ONE
    return day
