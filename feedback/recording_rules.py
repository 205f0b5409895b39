"""What staff may write down for somebody else. Pure. Source: docs/rules/recording.md."""

from datetime import date, timedelta

from feedback.rules import DEMAND_LENGTH_MAX, DEMANDS_MAX
from workflow.numbers import dotted
from workflow.text import clean

AGE_DAYS_MAX = 366
BY_STAFF = ("paper", "telephone")
ASKER_LENGTH_MAX = 200


def wrong_day(received_on: date, today: date) -> str | None:
    """Return why a day of receipt cannot be, None where it can.

    It may be past, never future; more than a year ago is taken for a slip of the pen.
    """
    if received_on > today:
        return f"Ngày nhận không thể sau hôm nay ({today:%d/%m/%Y})."
    if today - received_on > timedelta(days=AGE_DAYS_MAX):
        return "Ngày nhận cách đây hơn một năm. Xem lại năm."
    return None


def split_demands(text: str) -> tuple[str, ...]:
    """Return the demands of a text with one on each line; numbers and dashes before are dropped."""
    lines = (clean(line).lstrip("-–•* ").strip() for line in text.splitlines())
    return tuple(_without_number(line) for line in lines if line)


def _without_number(line: str) -> str:
    number, mark, rest = line.partition(" ")
    is_number = bool(mark) and number.rstrip(".)").isdecimal() and number[-1] in ".)"
    return rest.strip() if is_number and rest.strip() else line


def wrong_demands(demands: tuple[str, ...]) -> str | None:
    """Return why these demands cannot be taken, None where they can."""
    if not demands:
        return "Viết ít nhất một đề nghị, mỗi dòng một đề nghị"
    if len(demands) > DEMANDS_MAX:
        return f"Nhiều nhất {DEMANDS_MAX} đề nghị. Hãy gộp hoặc bỏ bớt."
    if any(len(demand) > DEMAND_LENGTH_MAX for demand in demands):
        return f"Mỗi đề nghị nhiều nhất {dotted(DEMAND_LENGTH_MAX)} ký tự."
    return None
