"""Changes of the calendar as values: what differs, how it reads. Pure. See docs/rules/clock.md."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

from rulebook.data import Day
from workflow.refusal import Refusal
from workflow.workdays import SATURDAY, Calendar, CalendarDay

KIND_NAMES = {
    "holiday": "ngày nghỉ lễ",
    "compensatory": "ngày nghỉ bù",
    "swapped_off": "ngày nghỉ hoán đổi",
    "makeup_working": "ngày làm bù",
}
STATUS_NAMES = {"decided": "đã quyết định", "provisional": "dự tính", "to_confirm": "chờ xác nhận"}
YEAR_MIN, YEAR_MAX = 2020, 2100
NAME_LENGTH_MAX, SOURCE_LENGTH_MAX = 120, 300
COVERAGE_WARNING = timedelta(days=90)
WORDS_MAX = 6


@dataclass(frozen=True, slots=True)
class Plan:
    """What somebody wants of the calendar: days as they shall be, and days to take out."""

    wanted: tuple[Day, ...]
    removed: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class DayChange:
    """One day that differs: `before` None is a new day, `after` None one that is taken out."""

    day: date
    before: Day | None
    after: Day | None

    @property
    def words(self) -> str:
        """What it does, for people: "thêm ngày nghỉ lễ 24/12/2026 (Lễ X; căn cứ: Y)"."""
        said = self.after or self.before
        if said is None:
            return ""
        kind = f"{KIND_NAMES[said.kind]} {self.day:%d/%m/%Y}"
        if self.after is None:
            return f"bỏ {kind} ({said.name})"
        verb = "thêm" if self.before is None else "sửa thành"
        status = "" if said.status == "decided" else f", {STATUS_NAMES[said.status]}"
        return f"{verb} {kind} ({said.name}; căn cứ: {said.source}{status})"

    @property
    def record(self) -> dict[str, Any]:
        """The change as JSON values, as the history keeps it."""
        return {"before": _record(self.before), "after": _record(self.after)}


def _record(day: Day | None) -> dict[str, str] | None:
    return None if day is None else asdict(day) | {"day": day.day.isoformat()}


def check_day(day: Day) -> Day:
    """Return a day that may stand in the calendar. Raises Refusal in words."""
    where = f"Ngày {day.day:%d/%m/%Y}: "
    if not YEAR_MIN <= day.day.year <= YEAR_MAX:
        raise Refusal("day", f"{where}năm phải từ {YEAR_MIN} đến {YEAR_MAX}.", "ngay")
    if day.kind not in KIND_NAMES:
        raise Refusal("kind", f"{where}loại ngày không có trong danh sách.", "loai")
    if day.status not in STATUS_NAMES:
        raise Refusal("status", f"{where}tình trạng không có trong danh sách.", "tinh_trang")
    for text, limit, field, label in (
        (day.name, NAME_LENGTH_MAX, "ten", "tên"),
        (day.source, SOURCE_LENGTH_MAX, "can_cu", "căn cứ"),
    ):
        if not text.strip():
            raise Refusal(field, f"{where}còn thiếu {label}.", field)
        if len(text) > limit:
            raise Refusal(field, f"{where}{label} dài quá {limit} ký tự.", field)
    if day.kind == "makeup_working" and day.day.weekday() < SATURDAY:
        text = f"{where}thứ Hai đến thứ Sáu vốn đã làm việc, chỉ làm bù vào thứ Bảy, Chủ Nhật."
        raise Refusal("makeup", text, "loai")
    return day


def changes_of(plan: Plan, known: Mapping[date, Day]) -> tuple[DayChange, ...]:
    """Return what a plan really changes, in the order of the days. Raises Refusal."""
    after: dict[date, Day | None] = dict.fromkeys(plan.removed)
    for day in plan.wanted:
        if day.day in after:
            raise Refusal("twice", f"Ngày {day.day:%d/%m/%Y} có hai lần.", "tep")
        after[day.day] = check_day(day)
    found = (DayChange(day, known.get(day), after[day]) for day in sorted(after))
    return tuple(change for change in found if change.before != change.after)


def with_changes(known: Mapping[date, Day], changes: Iterable[DayChange]) -> dict[date, Day]:
    """Return the days as they are after `changes`."""
    days = dict(known)
    for change in changes:
        if change.after is None:
            days.pop(change.day, None)
        else:
            days[change.day] = change.after
    return days


def as_calendar(days: Iterable[Day]) -> Calendar:
    """Return the calendar that counts.

    It is certain from the first year that it holds up to the last day before the first year that
    is missing or has a provisional day. A day that is still to be confirmed counts as free.
    """
    rows = tuple(days)
    decided = {row.day.year for row in rows}
    decided -= {row.day.year for row in rows if row.status == "provisional"}
    special = {row.day: CalendarDay(row.kind, row.name) for row in rows}
    return Calendar(special, *_coverage(decided))


def _coverage(decided: set[int]) -> tuple[date, date]:
    """Return the last and the first day of the unbroken run of decided years."""
    if not decided:
        return date.min, date.max
    first = last = min(decided)
    while last + 1 in decided:
        last += 1
    return date(last, 12, 31), date(first, 1, 1)


def reason_of(changes: Iterable[DayChange]) -> str:
    """Return why dates move, for the history and for whoever is told."""
    said = [change.words for change in changes]
    more = f"; và {len(said) - WORDS_MAX} ngày khác" if len(said) > WORDS_MAX else ""
    return f"Lịch làm việc thay đổi: {'; '.join(said[:WORDS_MAX])}{more}."


def is_coverage_ending(covered_until: date, on: date) -> bool:
    """Return whether the years that are certain end soon enough to warn."""
    return covered_until < on + COVERAGE_WARNING
