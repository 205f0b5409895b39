"""Figures on petitions: the survival estimate, and what is said of few."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.period import YEAR_MAX, Period, asked_period
from reports.petition_rules import Tally, share, total_of
from reports.survival import median_days
from workflow.refusal import Refusal

DAYS = st.dictionaries(st.integers(0, 60), st.integers(1, 20), max_size=12)


def test_the_worked_example() -> None:
    """Freireich's 21 remissions, the textbook's case: half are over in week 23."""
    ended = {6: 3, 7: 1, 10: 1, 13: 1, 16: 1, 22: 1, 23: 1}
    going_on = {6: 1, 9: 1, 10: 1, 11: 1, 17: 1, 19: 1, 20: 1, 25: 1, 32: 2, 34: 1, 35: 1}
    assert median_days(ended, going_on) == 23
    all_over = {1: 2, 2: 2, 3: 1, 4: 2, 5: 2, 8: 4, 11: 2, 12: 2, 15: 1, 17: 1, 22: 1, 23: 1}
    assert median_days(all_over, {}) == 8


def test_a_half_that_is_not_reached() -> None:
    assert median_days({3: 4}, {9: 6}) is None
    assert median_days({}, {}) is None
    assert median_days({0: 1}, {}) == 0


@given(DAYS)
def test_without_anybody_waiting_it_is_the_common_median(answered: dict[int, int]) -> None:
    days = sorted(day for day, count in answered.items() for _ in range(count))
    assert median_days(answered, {}) == (days[(len(days) - 1) // 2] if days else None)


@given(DAYS, DAYS, st.integers(1, 50))
def test_more_who_still_wait_never_make_it_shorter(
    answered: dict[int, int], waiting: dict[int, int], more: int
) -> None:
    before = median_days(answered, waiting)
    after = median_days(answered, {**waiting, 99: waiting.get(99, 0) + more})
    assert after is None or (before is not None and after >= before)


def test_of_fewer_than_ten_there_is_no_percentage() -> None:
    assert share(9, 9) is None
    assert share(9, 10) == "90.0"
    few = Tally("Ban", received=9, due=9, in_time=9, answered_days={3: 9})
    assert (few.in_time_percent, few.median_days, few.late) == (None, None, 0)
    enough = total_of([few, Tally("Phòng", received=1, due=1, answered_days={5: 1})])
    assert (enough.in_time_percent, enough.median_days, enough.late) == ("90.0", 3, 1)


@pytest.mark.parametrize(
    ("first", "last", "field", "said"),
    [
        (date(2026, 2, 1), date(2026, 1, 31), "den", "từ ngày đầu"),
        (date(2016, 1, 1), date(2026, 1, 31), "den", "nhiều nhất 10 năm"),
        (date(1, 1, 1), date(2026, 1, 31), "tu", "Chọn năm từ"),
        (date(2026, 1, 1), date(YEAR_MAX + 1, 1, 1), "den", "Chọn năm từ"),
    ],
)
def test_a_period_has_an_order_and_an_end(first: date, last: date, field: str, said: str) -> None:
    with pytest.raises(Refusal, match=said) as refused:
        asked_period(first, last)
    assert refused.value.field == field


def test_ten_years_and_one_day_are_periods() -> None:
    for first, last in ((date(2016, 1, 1), date(2025, 12, 31)), (date(2026, 1, 1),) * 2):
        assert asked_period(first, last) == Period(first, last)
