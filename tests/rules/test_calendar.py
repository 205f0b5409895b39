"""The calendar of 2024 to 2027 as it is loaded: the scenarios' rows, and the `holidays` library."""

from collections import Counter
from datetime import date, datetime, timedelta

import holidays
import pytest

from rulebook.data import CALENDAR, SETTINGS
from workflow.localtime import local_day
from workflow.workdays import Calendar, CalendarDay, count_days

DAYS = {row.day: CalendarDay(row.kind, row.name) for row in CALENDAR}
KNOWN = Calendar(DAYS, covered_until=date(2026, 12, 31), covered_from=date(2024, 1, 1))


@pytest.mark.parametrize(
    ("received", "limit", "due"),
    [
        ("2026-02-10", 3, date(2026, 2, 13)),
        ("2026-02-10", 5, date(2026, 2, 24)),
        ("2026-02-14", 1, date(2026, 2, 23)),
        ("2025-04-23", 5, date(2025, 4, 29)),
        ("2026-02-10", 15, date(2026, 3, 10)),
    ],
)
def test_rows_of_the_scenarios(received: str, limit: int, due: date) -> None:
    count = count_days(KNOWN, date.fromisoformat(received), limit)
    assert (count.due_on, count.is_provisional) == (due, False)


def test_row_of_the_turn_of_the_year() -> None:
    received = local_day(datetime.fromisoformat("2025-12-31T17:30:00+00:00"))
    assert received == date(2026, 1, 1)
    assert count_days(KNOWN, received, 1).due_on == date(2026, 1, 5)


# Where the table differs from the library, and why.
DIFFERENCES = {
    date(2026, 1, 2): "swapped with 10/1 by 12729/VPCP-KGVX, which the library does not know",
    date(2026, 1, 10): "the make-up Saturday of that swap",
    date(2027, 2, 4): "a forecast: the library begins Tết two days before, the table one day",
}


def test_against_the_library() -> None:
    library = holidays.country_holidays("VN", years=range(2024, 2028))
    first, last = date(2024, 1, 1), date(2027, 12, 31)
    every = [first + timedelta(n) for n in range((last - first).days + 1)]
    differing = {day for day in every if KNOWN.is_working(day) != library.is_working_day(day)}
    assert differing == set(DIFFERENCES)


def test_each_day_once_and_only_where_it_changes_something() -> None:
    assert max(Counter(row.day for row in CALENDAR).values()) == 1
    for row in CALENDAR:
        assert (row.day.weekday() == 5) == (row.kind == "makeup_working")
        assert row.day.weekday() != 6
        assert row.source


def test_what_is_not_decided() -> None:
    open_days = {row.day: row.status for row in CALENDAR if row.status != "decided"}
    assert open_days[date(2026, 11, 24)] == "to_confirm"
    assert {day.year for day, status in open_days.items() if status == "provisional"} == {2027}
    assert not KNOWN.is_working(date(2026, 11, 24))  # counted as free until somebody decides


def test_beyond_the_calendar_a_count_is_provisional() -> None:
    assert not count_days(KNOWN, date(2026, 12, 29), 2).is_provisional
    assert count_days(KNOWN, date(2026, 12, 29), 3).is_provisional
    assert count_days(KNOWN, date(2023, 12, 29), 3).is_provisional


def test_settings_have_a_basis() -> None:
    assert len({row.key for row in SETTINGS}) == len(SETTINGS)
    assert all(row.value and row.legal_basis.endswith(".") for row in SETTINGS)
