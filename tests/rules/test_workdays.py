"""Properties of counting working days (scenarios, section 8, 1 to 3), and the day of receipt."""

from dataclasses import replace
from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.localtime import VIETNAM, local_day, receipt_day, start_of
from workflow.workdays import Calendar, CalendarDay, Pause, count_days

EARLY = datetime.fromisoformat("1980-01-01T00:00:00")
LATE = datetime.fromisoformat("2200-01-01T00:00:00")
DAYS = st.dates(date(2024, 1, 1), date(2027, 12, 31))
LIMITS = st.integers(0, 60)
KINDS = st.sampled_from(["holiday", "compensatory", "swapped_off", "makeup_working"])
SPECIAL = st.builds(CalendarDay, KINDS, st.just("Ngày đặc biệt"))
CALENDARS = st.builds(Calendar, st.dictionaries(DAYS, SPECIAL, max_size=30))
HOLIDAY = CalendarDay("holiday", "Lễ")
MAKEUP = CalendarDay("makeup_working", "Làm bù")


@st.composite
def pauses(draw: st.DrawFn) -> Pause:
    since = draw(DAYS)
    return Pause(since, since + timedelta(draw(st.integers(0, 60))))


PAUSES = st.lists(pauses(), max_size=3).map(tuple)


def with_day(calendar: Calendar, day: date, special: CalendarDay) -> Calendar:
    return replace(calendar, days={**calendar.days, day: special})


@given(CALENDARS, DAYS, LIMITS, PAUSES, DAYS)
def test_a_holiday_more_is_never_earlier(
    calendar: Calendar, start: date, limit: int, stops: tuple[Pause, ...], day: date
) -> None:
    before = count_days(calendar, start, limit, stops).due_on
    assert count_days(with_day(calendar, day, HOLIDAY), start, limit, stops).due_on >= before


@given(CALENDARS, DAYS, LIMITS, PAUSES, DAYS)
def test_a_makeup_day_more_is_never_later(
    calendar: Calendar, start: date, limit: int, stops: tuple[Pause, ...], day: date
) -> None:
    before = count_days(calendar, start, limit, stops).due_on
    assert count_days(with_day(calendar, day, MAKEUP), start, limit, stops).due_on <= before


@given(CALENDARS, DAYS, LIMITS, PAUSES, pauses())
def test_a_pause_more_is_never_earlier(
    calendar: Calendar, start: date, limit: int, stops: tuple[Pause, ...], more: Pause
) -> None:
    before = count_days(calendar, start, limit, stops).due_on
    assert count_days(calendar, start, limit, (*stops, more)).due_on >= before


@given(CALENDARS, DAYS, LIMITS, st.integers(0, 20), PAUSES)
def test_days_more_are_never_earlier(
    calendar: Calendar, start: date, limit: int, more: int, stops: tuple[Pause, ...]
) -> None:
    before = count_days(calendar, start, limit, stops).due_on
    assert count_days(calendar, start, limit + more, stops).due_on >= before


@given(CALENDARS, DAYS, LIMITS, pauses(), st.integers(0, 60))
def test_a_pause_in_two_parts_is_the_same_pause(
    calendar: Calendar, start: date, limit: int, whole: Pause, days: int
) -> None:
    middle = min(whole.since + timedelta(days), whole.until)
    parts = (Pause(whole.since, middle), Pause(middle, whole.until))
    assert count_days(calendar, start, limit, (whole,)) == count_days(calendar, start, limit, parts)


@given(CALENDARS, DAYS, st.integers(0, 40), st.integers(0, 40), PAUSES)
def test_a_limit_in_two_parts_is_the_same_limit(
    calendar: Calendar, start: date, first: int, second: int, stops: tuple[Pause, ...]
) -> None:
    whole = count_days(calendar, start, first + second, stops)
    part = count_days(calendar, start, first, stops)
    rest = count_days(calendar, part.due_on, second, stops)
    assert rest.due_on == whole.due_on
    assert [day.day for day in part.days + rest.days] == [day.day for day in whole.days]


@given(CALENDARS, DAYS, LIMITS)
def test_what_was_used_is_what_was_given(calendar: Calendar, start: date, limit: int) -> None:
    due_on = count_days(calendar, start, limit).due_on
    assert calendar.working_days_between(start, due_on) == limit
    assert calendar.working_days_between(due_on, start) == -limit
    assert calendar.add_workdays(start, limit) == due_on


@given(CALENDARS, DAYS, LIMITS, PAUSES)
def test_the_derivation_holds_every_day_once(
    calendar: Calendar, start: date, limit: int, stops: tuple[Pause, ...]
) -> None:
    count = count_days(calendar, start, limit, stops)
    expected = [start + timedelta(n) for n in range(1, (count.due_on - start).days + 1)]
    assert [day.day for day in count.days] == expected
    assert [day.number for day in count.days if day.is_counted] == list(range(1, limit + 1))
    for day in count.days:
        assert day.is_counted == (day.reason is None)
        assert not (day.is_counted and any(stop.covers(day.day) for stop in stops))


@pytest.mark.parametrize(("start", "limit"), [(date(2026, 1, 1), -1), (date.max, 1)])
def test_a_count_that_cannot_be_made(start: date, limit: int) -> None:
    with pytest.raises(ValueError, match=r"cannot count|too far away"):
        count_days(Calendar(), start, limit)


def test_a_calendar_without_working_days_ends() -> None:
    with pytest.raises(ValueError, match="too far away"):
        count_days(Calendar(), date(2026, 1, 1), 10, (Pause(date(2025, 1, 1), date(2099, 1, 1)),))


@pytest.mark.parametrize(
    ("clock", "is_next_day", "day"),
    [
        ("16:59", True, 10),
        ("17:00", True, 10),
        ("17:01", True, 11),
        ("23:59", True, 11),
        ("06:00", True, 10),
        ("23:59", False, 10),
    ],
)
def test_day_of_receipt(clock: str, is_next_day: bool, day: int) -> None:
    moment = datetime.fromisoformat(f"2026-02-10T{clock}:00+07:00")
    assert receipt_day(moment, is_next_day) == date(2026, 2, day)


@given(
    st.datetimes(EARLY, LATE, timezones=st.just(VIETNAM)),
    st.integers(-12, 14),
)
def test_the_zone_of_a_moment_does_not_change_its_day(moment: datetime, hours: int) -> None:
    elsewhere = moment.astimezone(timezone(timedelta(hours=hours)))
    assert local_day(elsewhere) == moment.date()
    assert start_of(moment.date()) <= moment < start_of(moment.date() + timedelta(1))


def test_a_moment_needs_a_zone() -> None:
    naive = datetime.fromisoformat("2026-02-10T09:14:00")
    with pytest.raises(ValueError, match="zone"):
        local_day(naive)
