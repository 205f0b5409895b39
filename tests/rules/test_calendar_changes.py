"""Changes of the calendar and the file that carries them. No database."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from feedback.clock import petition_clock
from feedback.recount_actions import _Happened
from rulebook import ical
from rulebook.data import CALENDAR, Day
from rulebook.rules import KIND_NAMES, STATUS_NAMES, Plan, as_calendar, changes_of, with_changes
from workflow.refusal import Refusal

STAMP = datetime(2026, 2, 10, 2, 14, tzinfo=UTC)
KNOWN = {row.day: row for row in CALENDAR}
FIRST = date(2026, 1, 5)
BEFORE = as_calendar(KNOWN.values())
offsets = st.integers(min_value=0, max_value=90)


def off(day: date) -> Day:
    return Day(day, "holiday", "Nghỉ đột xuất", "Công điện")


@st.composite
def histories(draw: st.DrawFn) -> list[_Happened]:
    """A petition's events: filed, perhaps paused, resumed and extended."""
    filed = datetime(2026, 1, 5, 3, tzinfo=UTC) + timedelta(days=draw(offsets))
    data = {"received_on": filed.date().isoformat(), "limit_days": draw(st.integers(1, 30))}
    events = [_Happened("file", filed, data)]
    for action in draw(st.lists(st.sampled_from(["request_supplement", "supply", "extend"]))):
        filed += timedelta(days=draw(st.integers(0, 9)))
        events.append(_Happened(action, filed, {"days": 5}))
    return events


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(histories(), offsets)
def test_a_holiday_never_moves_a_petition_earlier(events: list[_Happened], after: int) -> None:
    changes = changes_of(Plan((off(FIRST + timedelta(days=after)),)), KNOWN)
    calendar = as_calendar(with_changes(KNOWN, changes).values())
    was, now = petition_clock(events, BEFORE).due_on, petition_clock(events, calendar).due_on
    makeup = [c for c in changes if c.before is not None and c.before.kind == "makeup_working"]
    assert now >= was
    if changes[0].day > was and not makeup:
        assert now == was, "a day after the due day moves nothing"


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(histories(), offsets)
def test_a_makeup_day_never_moves_a_petition_later(events: list[_Happened], after: int) -> None:
    day = FIRST + timedelta(days=after)
    day += timedelta(days=(5 - day.weekday()) % 7)  # the Saturday of that week
    worked = Day(day, "makeup_working", "Làm bù", "Công điện")
    calendar = as_calendar(with_changes(KNOWN, changes_of(Plan((worked,)), KNOWN)).values())
    assert petition_clock(events, calendar).due_on <= petition_clock(events, BEFORE).due_on


words = st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=100)


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.builds(
            Day,
            st.dates(date(2024, 1, 1), date(2030, 12, 31)),
            st.sampled_from(sorted(set(KIND_NAMES) - {"makeup_working"})),
            words,
            words,
            st.sampled_from(sorted(STATUS_NAMES)),
        ),
        min_size=1,
        max_size=8,
        unique_by=lambda day: day.day,
    )
)
def test_what_is_written_reads_the_same(days: list[Day]) -> None:
    text = ical.write(days, STAMP, [date(2031, 1, 1)])
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    plan = ical.read(text)
    assert [(d.day, d.kind, d.status) for d in plan.wanted] == [
        (d.day, d.kind, d.status) for d in days
    ]
    assert ical.read(ical.write(plan.wanted, STAMP, plan.removed)) == plan
    assert plan.removed == (date(2031, 1, 1),)


def test_the_whole_calendar_comes_back_without_a_change() -> None:
    assert changes_of(ical.read(ical.write(CALENDAR, STAMP)), KNOWN) == ()


def event(*lines: str) -> str:
    return "\n".join(("BEGIN:VCALENDAR", "BEGIN:VEVENT", *lines, "END:VEVENT", "END:VCALENDAR"))


def test_a_file_of_another_program() -> None:
    text = event("UID:1", "DTSTART;VALUE=DATE:20270205", "DTEND;VALUE=DATE:20270208", "SUMMARY:Tết")
    plan = ical.read("\ufeff" + text, "Thông báo 2027")
    assert [day.day.day for day in plan.wanted] == [5, 6, 7]
    assert plan.wanted[0] == Day(date(2027, 2, 5), "holiday", "Tết", "Thông báo 2027")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "Dòng 1: tệp lịch phải mở đầu"),
        ("<html>", "Dòng 1: tệp lịch phải mở đầu"),
        ("BEGIN:VCALENDAR\nEND:VCALENDAR", "không có ngày nào"),
        ("BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20270101", "bị cắt"),
        (event("SUMMARY:Tết"), "thiếu ngày"),
        (event("DTSTART:20270230", "SUMMARY:Tết", "DESCRIPTION:x"), "không có trong lịch"),
        (event("DTSTART:20270101T000000Z", "SUMMARY:x"), "Dòng 3: chỉ nhận sự kiện cả ngày"),
        (event("DTSTART;TZID=Asia/Tokyo:20270101", "SUMMARY:x"), "chỉ nhận sự kiện cả ngày"),
        (event("DTSTART:20270101", "RRULE:FREQ=YEARLY"), "Dòng 4: chưa nhận sự kiện lặp lại"),
        (event("DTSTART:20270101", "GEO:1;2"), "chưa nhận mục GEO"),
        (event("DTSTART:20270101", "DTSTART:20270102"), "có hai lần"),
        (event("DTSTART:20270101", "DTEND:20270101", "SUMMARY:x"), "từ 1 đến 31 ngày"),
        (event("DTSTART:20270101", "DESCRIPTION:x"), "thiếu tên"),
        (event("DTSTART:20270101", "SUMMARY:x"), "thiếu căn cứ"),
        (event("DTSTART:20270101", "SUMMARY:x", "DESCRIPTION:y", "CATEGORIES:fun"), "loại “fun”"),
        (event("DTSTART:20270101", "SUMMARY:x", "DESCRIPTION:y", "STATUS:MAYBE"), "tình trạng"),
        (event("DTSTART:20270105", "SUMMARY:x", "DESCRIPTION:y", "CATEGORIES:makeup_working"),
         "vốn đã làm việc"),
        (event("DTSTART:19990101", "SUMMARY:x", "DESCRIPTION:y"), "từ 2020 đến 2100"),
        (event("DTSTART:20270101", "SUMMARY:x", "DESCRIPTION:y", "END:VEVENT", "BEGIN:VEVENT",
               "DTSTART:20270101", "STATUS:CANCELLED"), "có hai lần trong tệp"),
        (event("DTSTART:20270101", "BEGIN:VALARM", "END:VALARM"), "không nhận VALARM"),
        (event("DTSTART:20270101", "không có hai chấm"), "không đúng dạng"),
        (event("DTSTART:20270101", "SUMMARY:" + "x" * 201_000), "lớn quá 200 KB"),
    ],
)  # fmt: skip
def test_what_is_not_understood_is_refused_with_its_line(text: str, said: str) -> None:
    with pytest.raises(Refusal) as refused:
        ical.read(text)
    assert said in refused.value.text
