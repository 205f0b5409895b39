"""Who is told by which channel; how a text message is written. Source: docs/rules/notices.md."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from workflow.localtime import OFFICE_CLOSES, OFFICE_OPENS, VIETNAM, to_local
from workflow.workdays import Calendar

OWNER_GROUPS = {
    "asks": "Khi cần hợp tác xã bổ sung hoặc cho ý kiến",
    "answer": "Khi có trả lời, hoặc hồ sơ kết thúc",
    "progress": "Các bước xử lý khác",
}
STAFF_GROUPS = {
    "work": "Việc được giao, trình duyệt, lời nhắn của hợp tác xã",
    "limits": "Nhắc hạn và quá hạn",
}
GROUP_OF = {
    ("owner", "request_supplement"): "asks",
    ("owner", "sign"): "answer",
    ("owner", "sign_merged"): "answer",
    ("owner", "decline"): "answer",
    ("owner", "redirect"): "answer",
    ("staff", "remind"): "limits",
    ("staff", "escalate"): "limits",
}
OTHERS = {"owner": "progress", "staff": "work"}
MAILS = {"each": "Từng thư một", "daily": "Gộp một thư mỗi sáng", "none": "Không gửi thư"}
LANGUAGES = {"vi": "Tiếng Việt", "en": "English"}
ONE_PART_MAX = 160


@dataclass(frozen=True, slots=True)
class Choice:
    """How one person wants to hear of one group of events, beside the notice in the product."""

    mail: str = "each"
    sms: bool = False


USUAL = {"asks": Choice(sms=True), "answer": Choice(sms=True)}


def group_of(voice: str, action: str) -> str:
    """Return the group of an event as `voice` ("owner" or "staff") hears of it."""
    return GROUP_OF.get((voice, action), OTHERS[voice])


def groups_of(voice: str) -> dict[str, str]:
    """Return the groups of a voice by name, with their words."""
    return OWNER_GROUPS if voice == "owner" else STAFF_GROUPS


def usual(group: str) -> Choice:
    """Return what holds for whoever chose nothing."""
    return USUAL.get(group, Choice())


def office_moment(moment: datetime, calendar: Calendar) -> datetime:
    """Return `moment`, or the next moment at which the office is open and a message may ring."""
    local = to_local(moment)
    if calendar.is_working(local.date()) and OFFICE_OPENS <= local.time() <= OFFICE_CLOSES:
        return moment
    day = local.date() if local.time() < OFFICE_OPENS else local.date() + timedelta(days=1)
    while not calendar.is_working(day):
        day += timedelta(days=1)
    return datetime.combine(day, time(OFFICE_OPENS.hour, OFFICE_OPENS.minute), VIETNAM)


def international_phone(phone: str) -> str:
    """Return a Vietnamese number as gateways want it: +84912345678. Raises ValueError."""
    digits = "".join(c for c in phone if c.isascii() and c.isdigit())
    if digits.startswith("84") and len(digits) in (11, 12):
        digits = "0" + digits[2:]
    if not digits.startswith("0") or len(digits) not in (10, 11):
        raise ValueError("not a Vietnamese number")
    return "+84" + digits[1:]


def without_marks(text: str) -> str:
    """Return `text` without tone marks, its case kept, in letters that a short message may hold."""
    text = text.replace("đ", "d").replace("Đ", "D").replace("–", "-").replace("…", "...")
    text = re.sub("[“”]", '"', text)
    bare = unicodedata.normalize("NFD", text)
    return unicodedata.normalize("NFC", "".join(c for c in bare if not unicodedata.combining(c)))


def sms_text(said: str, endings: Sequence[str], is_plain: bool) -> str:
    """Return `said` with the first of `endings` (longest first) that fits into 160 characters.

    Where none fits, `said` is cut, never the last ending: it holds the address.
    """
    said = without_marks(said) if is_plain else said
    endings = [without_marks(one) if is_plain else one for one in endings]
    for ending in endings:
        if len(said) + len(ending) <= ONE_PART_MAX:
            return said + ending
    room = ONE_PART_MAX - len(endings[-1])
    return said[: max(room - 3, 0)].rstrip() + "..." + endings[-1]
