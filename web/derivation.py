"""How a date was counted: whole weeks for `templates/macros/derivation.html`, and a sentence."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from workflow.workdays import Calendar, Count, CountedDay, Pause

ONE = timedelta(days=1)
SHORT_NAMES = {"Tết Nguyên đán": "Tết", "Giỗ Tổ Hùng Vương": "Giỗ Tổ"}
SHORT_KINDS = {"compensatory": "nghỉ bù", "swapped_off": "nghỉ đổi", "holiday": "nghỉ lễ"}


@dataclass(frozen=True, slots=True)
class Cell:
    """A day of the drawn calendar; the kinds are those of the macro."""

    day: date
    kind: str
    label: str | None = None
    number: int | None = None


def weeks(
    received_on: date, count: Count, calendar: Calendar, pauses: tuple[Pause, ...] = ()
) -> list[list[Cell]]:
    """Return the whole weeks, Monday first, from the day of receipt to the due day.

    The count knows its own pauses; `pauses` also marks those that lie after the due day.
    """
    counted = {day.day: day for day in count.days}
    first = received_on - ONE * received_on.weekday()
    last = count.due_on + ONE * (6 - count.due_on.weekday())

    def cell(day: date) -> Cell:
        found = counted.get(day)
        if day == count.due_on:
            return Cell(day, "due", "hẹn", found.number if found else None)
        if day == received_on:
            return Cell(day, "received", "nhận")
        if found is not None and found.number is not None:
            return Cell(day, "counted", None, found.number)
        return _uncounted(day, calendar, any(pause.covers(day) for pause in pauses), found)

    days = [first + ONE * n for n in range((last - first).days + 1)]
    return [[cell(day) for day in days[n : n + 7]] for n in range(0, len(days), 7)]


def _uncounted(day: date, calendar: Calendar, is_paused: bool, found: CountedDay | None) -> Cell:
    if calendar.is_working(day):
        if is_paused or (found is not None and found.reason == "paused"):
            return Cell(day, "paused", "dừng")
        return Cell(day, "plain")
    special = calendar.days.get(day)
    if special is None:
        return Cell(day, "weekend")
    return Cell(day, "holiday", SHORT_NAMES.get(special.name, SHORT_KINDS[special.kind]))


def explanation(received_on: date, count: Count, extended_days: int = 0) -> str:
    """Return the count as sentences: from when, what was left out and why, which day it ends on.

    `extended_days`: how many of the working days were added by an extension.
    """
    if not count.days:
        return f"Hẹn ngay trong ngày nhận, {_short_day(received_on)}."
    parts = [f"Nhận ngày {_short_day(received_on)}, bắt đầu đếm từ ngày hôm sau."]
    left_out = ["thứ Bảy, Chủ nhật"] if any(d.reason == "weekend" for d in count.days) else []
    left_out += [_run_words(name, days) for name, days in _runs(count.days)]
    if left_out:
        parts.append(f"Không tính {_listed(left_out)}.")
    worked = [d.day for d in count.days if d.is_counted and d.day.weekday() > 4]
    if worked:
        names = ", ".join(_short_day(day) for day in worked)
        parts.append(f"Ngày {names} làm bù nên được tính.")
    if extended_days:
        parts.append(f"Đã được gia hạn thêm {extended_days} ngày làm việc.")
    number = count.days[-1].number
    parts.append(f"Ngày làm việc thứ {number} là {count.due_on:%d/%m/%Y}.")
    if count.is_provisional:
        parts.append("Lịch nghỉ của thời gian này chưa được công bố đủ nên ngày hẹn là tạm tính.")
    return " ".join(parts)


def _runs(days: tuple[CountedDay, ...]) -> Iterator[tuple[str, list[date]]]:
    """Yield the reasons other than the weekend, each with its days; a weekend breaks no run."""
    name, run = "", list[date]()
    for day in days:
        if day.reason == "weekend":
            continue
        if day.reason != name:
            if name:
                yield name, run
            name, run = day.reason or "", []
        run.append(day.day)
    if name:
        yield name, run


def _run_words(name: str, days: list[date]) -> str:
    what = "tạm dừng chờ bổ sung" if name == "paused" else _after_off(name)
    if len(days) == 1:
        return f"1 ngày {what} ({_short_day(days[0])})"
    first, last = days[0], days[-1]
    start = f"{first:%d}" if first.month == last.month else _short_day(first)
    return f"{len(days)} ngày {what} ({start}–{_short_day(last)})"


def _after_off(name: str) -> str:
    """Return "nghỉ …" from a holiday's name, which may begin with the word itself."""
    return name[0].lower() + name[1:] if name.startswith("Nghỉ") else f"nghỉ {name}"


def _listed(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} và {parts[-1]}"


def _short_day(day: date) -> str:
    return f"{day:%d/%m}"
