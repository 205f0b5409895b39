"""The calendar as iCalendar (RFC 5545): written for other programs, read strictly. Pure.

Only whole days are read. CATEGORIES holds the kind, DESCRIPTION the source, STATUS and
X-DONGHANH-STATUS how sure the day is; STATUS:CANCELLED takes a day out. What is not understood is
refused with its line, and then nothing at all is taken.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import pairwise

from rulebook.data import Day
from rulebook.rules import KIND_NAMES, STATUS_NAMES, Plan, check_day
from workflow.refusal import Refusal
from workflow.text import clean

SIZE_BYTES_MAX = 200_000
DAYS_MAX = 500
SPAN_DAYS_MAX = 31
LINE_OCTETS_MAX = 75
ONE = timedelta(days=1)
STATUS_SPELLING = {"decided": "CONFIRMED", "provisional": "TENTATIVE", "to_confirm": "TENTATIVE"}
STATUS_READ = {"CONFIRMED": "decided", "TENTATIVE": "provisional"}
LINE = re.compile(r"([A-Za-z][A-Za-z0-9-]*)((?:;[^:\"]*(?:\"[^\"]*\")?[^:\"]*)*):(.*)", re.DOTALL)
KNOWN = frozenset({"DTSTART", "DTEND", "SUMMARY", "DESCRIPTION", "CATEGORIES", "STATUS"}) | {
    "X-DONGHANH-STATUS"
}
IGNORED = frozenset(
    {"UID", "DTSTAMP", "CREATED", "LAST-MODIFIED", "SEQUENCE", "CLASS", "TRANSP", "URL", "PRIORITY"}
)
REFUSED = {
    "RRULE": "sự kiện lặp lại", "RDATE": "sự kiện lặp lại", "EXDATE": "sự kiện lặp lại",
    "DURATION": "thời lượng", "RECURRENCE-ID": "sự kiện lặp lại",
}  # fmt: skip


def _fault(line: int, text: str) -> Refusal:
    return Refusal("ical", f"Dòng {line}: {text}", "tep")


def _escape(text: str) -> str:
    return re.sub(r"([\\;,])", r"\\\1", text).replace("\n", "\\n")


def _unescape(text: str) -> str:
    plain = re.sub(r"\\([nN\\;,])", lambda found: "\n" if found[1] in "nN" else found[1], text)
    return clean(plain).replace("\n", " ").strip()


def _fold(line: str) -> Iterator[str]:
    """Yield a content line in pieces of at most 75 octets, never inside a letter."""
    piece, room = "", LINE_OCTETS_MAX
    for letter in line:
        size = len(letter.encode())
        if size > room:
            yield piece
            piece, room = " ", LINE_OCTETS_MAX - 1
        piece, room = piece + letter, room - size
    yield piece


def _event(day: Day, stamp: datetime) -> tuple[str, ...]:
    return (
        "BEGIN:VEVENT",
        f"UID:{day.day:%Y%m%d}@donghanh",
        f"DTSTAMP:{stamp:%Y%m%dT%H%M%SZ}",
        f"DTSTART;VALUE=DATE:{day.day:%Y%m%d}",
        f"DTEND;VALUE=DATE:{day.day + ONE:%Y%m%d}",
        f"SUMMARY:{_escape(day.name)}",
        f"DESCRIPTION:{_escape(day.source)}",
        f"CATEGORIES:{day.kind}",
        f"STATUS:{STATUS_SPELLING[day.status]}",
        f"X-DONGHANH-STATUS:{day.status}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    )


def _cancelled(day: date, stamp: datetime) -> tuple[str, ...]:
    return (
        "BEGIN:VEVENT",
        f"UID:{day:%Y%m%d}@donghanh",
        f"DTSTAMP:{stamp:%Y%m%dT%H%M%SZ}",
        f"DTSTART;VALUE=DATE:{day:%Y%m%d}",
        "STATUS:CANCELLED",
        "END:VEVENT",
    )


def write(days: Iterable[Day], stamp: datetime, removed: Iterable[date] = ()) -> str:
    """Return days, and days to take out, as an iCalendar file."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Dong Hanh//Lich lam viec//VI"]
    for day in days:
        lines += _event(day, stamp)
    for gone in removed:
        lines += _cancelled(gone, stamp)
    lines.append("END:VCALENDAR")
    return "".join(f"{piece}\r\n" for line in lines for piece in _fold(line))


@dataclass(slots=True)
class _Event:
    line: int
    values: dict[str, str] = field(default_factory=dict)


def _unfolded(text: str) -> Iterator[tuple[int, str]]:
    """Yield the content lines with the number of the line that each begins on."""
    number, held = 0, ""
    for index, raw in enumerate(text.replace("\r\n", "\n").split("\n"), start=1):
        if raw[:1] in (" ", "\t"):
            if not held:
                raise _fault(index, "bắt đầu bằng dấu cách mà không nối dòng nào.")
            held += raw[1:]
            continue
        if held:
            yield number, held
        number, held = index, raw
    if held:
        yield number, held


def _events(text: str) -> Iterator[_Event]:
    """Yield the events of a file whose frame is right."""
    inside: list[str] = []
    event: _Event | None = None
    lines = list(_unfolded(text))
    if not lines or lines[0][1].upper() != "BEGIN:VCALENDAR":
        raise _fault(1, "tệp lịch phải mở đầu bằng BEGIN:VCALENDAR.")
    if lines[-1][1].upper() != "END:VCALENDAR":
        raise _fault(lines[-1][0], "tệp bị cắt, thiếu END:VCALENDAR.")
    for number, line in lines:
        found = LINE.fullmatch(line)
        if found is None:
            raise _fault(number, "không đúng dạng TÊN:giá trị.")
        name, parameters, value = found[1].upper(), found[2].upper(), found[3]
        match name:
            case "BEGIN":
                inside.append(value.upper())
                event = _begin(inside, number) or event
            case "END":
                if not inside or inside.pop() != value.upper():
                    raise _fault(number, f"END:{value} không khớp phần đã mở.")
                if value.upper() == "VEVENT" and event is not None:
                    yield event
                    event = None
            case _ if event is not None:
                _keep(event, name, parameters, value, number)


def _begin(inside: list[str], number: int) -> _Event | None:
    if len(inside) == 1 and inside[0] == "VCALENDAR":
        return None
    if inside == ["VCALENDAR", "VEVENT"]:
        return _Event(number)
    raise _fault(number, f"chỉ nhận sự kiện cả ngày, không nhận {inside[-1][:30]}.")


def _keep(event: _Event, name: str, parameters: str, value: str, number: int) -> None:
    if name in REFUSED:
        raise _fault(number, f"chưa nhận {REFUSED[name]}; hãy ghi từng ngày.")
    if name in IGNORED or (name.startswith("X-") and name not in KNOWN):
        return
    if name not in KNOWN:
        raise _fault(number, f"chưa nhận mục {name[:30]}.")
    if name in event.values:
        raise _fault(number, f"mục {name} có hai lần trong một sự kiện.")
    if name in ("DTSTART", "DTEND") and ("TZID" in parameters or not re.fullmatch(r"\d{8}", value)):
        raise _fault(number, "chỉ nhận sự kiện cả ngày, ví dụ DTSTART;VALUE=DATE:20261224.")
    event.values[name] = value


def _date(event: _Event, name: str) -> date:
    value = event.values[name]
    try:
        return date(int(value[:4]), int(value[4:6]), int(value[6:]))
    except ValueError as error:
        raise _fault(event.line, f"ngày {value} không có trong lịch.") from error


def _days_of(event: _Event) -> list[date]:
    if "DTSTART" not in event.values:
        raise _fault(event.line, "sự kiện thiếu ngày (DTSTART).")
    first = _date(event, "DTSTART")
    end = _date(event, "DTEND") if "DTEND" in event.values else first + ONE
    if not 1 <= (end - first).days <= SPAN_DAYS_MAX:
        raise _fault(event.line, f"sự kiện phải dài từ 1 đến {SPAN_DAYS_MAX} ngày.")
    return [first + ONE * n for n in range((end - first).days)]


def _day(event: _Event, day: date, source: str) -> Day:
    values = event.values
    kind = values.get("CATEGORIES", "holiday").strip().lower()
    if kind not in KIND_NAMES:
        raise _fault(event.line, f"loại “{kind[:30]}” phải là một trong: {', '.join(KIND_NAMES)}.")
    status = values.get("X-DONGHANH-STATUS", "").strip().lower()
    status = status or STATUS_READ.get(values.get("STATUS", "CONFIRMED").upper(), "")
    if status not in STATUS_NAMES:
        raise _fault(event.line, "tình trạng (STATUS) phải là CONFIRMED, TENTATIVE hoặc CANCELLED.")
    name = _unescape(values.get("SUMMARY", ""))
    basis = _unescape(values.get("DESCRIPTION", "")) or source
    try:
        return check_day(Day(day, kind, name, basis, status))
    except Refusal as refusal:
        raise _fault(event.line, refusal.text) from refusal


def read(text: str, source: str = "") -> Plan:
    """Return what an iCalendar file asks for; `source` is the basis of days that name none.

    Raises: Refusal with the line of the first thing that is not understood.
    """
    if len(text.encode()) > SIZE_BYTES_MAX:
        raise Refusal("ical", f"Tệp lịch lớn quá {SIZE_BYTES_MAX // 1000} KB.", "tep")
    wanted: list[Day] = []
    removed: list[date] = []
    for event in _events(text.removeprefix("\ufeff").strip("\r\n")):
        days = _days_of(event)
        if event.values.get("STATUS", "").upper() == "CANCELLED":
            removed += days
        else:
            wanted += [_day(event, day, source) for day in days]
        if len(wanted) + len(removed) > DAYS_MAX:
            raise Refusal("ical", f"Tệp có hơn {DAYS_MAX} ngày. Hãy chia nhỏ.", "tep")
    every = sorted([day.day for day in wanted] + removed)
    if not every:
        raise Refusal("ical", "Tệp không có ngày nào.", "tep")
    for one, next_one in pairwise(every):
        if one == next_one:
            raise Refusal("ical", f"Ngày {one:%d/%m/%Y} có hai lần trong tệp.", "tep")
    return Plan(tuple(wanted), tuple(removed))
