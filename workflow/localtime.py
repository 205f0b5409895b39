"""The local day. Whatever zone the server or database keeps, people live in Viet Nam's."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
OFFICE_OPENS = time(7, 30)
OFFICE_CLOSES = time(17, 0)
YEAR_DIGITS = 4


def local_day(moment: datetime) -> date:
    """Return the day in Viet Nam of an aware `moment`."""
    return to_local(moment).date()


def to_local(moment: datetime) -> datetime:
    """Return an aware `moment` in Viet Nam's zone. Raises ValueError on a naive one."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs a zone")
    return moment.astimezone(VIETNAM)


def start_of(day: date) -> datetime:
    """Return the first moment of `day` in Viet Nam."""
    return datetime.combine(day, time(0), tzinfo=VIETNAM)


def receipt_day(moment: datetime, is_late_receipt_next_day: bool) -> date:
    """Return the day that a receipt counts on: by the setting, after office hours is the next."""
    local = to_local(moment)
    if is_late_receipt_next_day and local.time() > OFFICE_CLOSES:
        return local.date() + timedelta(days=1)
    return local.date()


def typed_day(text: str) -> date | None:
    """Return a day as people type it: 13/03/2026, 13-3-2026, 2026-03-13. None: nothing typed.

    Raises ValueError where it is no day.
    """
    typed = text.strip().replace("-", "/").replace(".", "/")
    if not typed:
        return None
    parts = typed.split("/")
    if any(len(part) > YEAR_DIGITS for part in parts):
        raise ValueError(f"no day: {typed[:20]}")
    numbers = [int(part) for part in parts]
    year, month, day = numbers if len(parts[0]) == YEAR_DIGITS else reversed(numbers)
    return date(year, month, day)
