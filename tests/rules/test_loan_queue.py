"""The place in the queue: complete first, looked at first; who waits for a paper steps aside."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from loans.application_rules import Month
from loans.plan_rules import equal_parts, lowest_point, over_the_term, wished_dates
from loans.queue_rules import LEAVES, place_of, queue, stage_days, typical_days
from loans.schedule import Terms, repayment_schedule
from workflow.workdays import Calendar

FIRST = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
CALENDAR = Calendar({}, date(2026, 1, 1), date(2026, 12, 31))
ACTIONS = (
    "file", "take_in", "request_supplement", "supply", "propose", "approve", "reject", "withdraw",
    "second_look", "message",
)  # fmt: skip


@dataclass(frozen=True)
class Event:
    action: str
    at: datetime


def history(*acts: tuple[str, int]) -> list[Event]:
    return [Event(action, FIRST + timedelta(days=day)) for action, day in acts]


def test_complete_first_is_first_and_stepping_aside_keeps_the_place() -> None:
    a, b, c = (history(("file", 0), ("take_in", day)) for day in (1, 2, 3))
    assert queue({1: a, 2: b, 3: c}) == [1, 2, 3]
    aside = [*a, *history(("request_supplement", 4))]
    held = {1: aside, 2: b, 3: c}
    assert queue(held) == [2, 3]
    assert [place_of(n, held) for n in (1, 2, 3)] == [1, 1, 2]
    back = [*aside, *history(("supply", 6), ("take_in", 6))]
    assert queue({1: back, 2: b, 3: c}) == [1, 2, 3]


def test_who_is_not_complete_or_decided_has_no_place() -> None:
    asked = history(("file", 0), ("request_supplement", 0))
    decided = history(("file", 0), ("take_in", 0), ("propose", 3), ("approve", 5))
    again = history(("file", 0), ("take_in", 0), ("reject", 3), ("second_look", 9))
    other = history(("file", 1), ("take_in", 4))
    held = {1: asked, 2: decided, 3: again, 4: other}
    assert queue(held) == [4, 3]
    assert place_of(1, held) is None
    assert place_of(2, held) is None
    assert place_of(9, held) is None


@given(st.lists(st.lists(st.tuples(st.sampled_from(ACTIONS), st.integers(0, 30)), max_size=8),
                min_size=1, max_size=6))  # fmt: skip
def test_places_are_those_of_the_queue(lives: list[list[tuple[str, int]]]) -> None:
    held = {
        number: history(*sorted(acts, key=lambda act: act[1]))
        for number, acts in enumerate(lives, start=1)
    }
    waiting = queue(held)
    assert [place_of(number, held) for number in waiting] == list(range(1, len(waiting) + 1))
    gone = {n for n, events in held.items() if events and events[-1].action in LEAVES}
    assert not gone & set(waiting)


def test_days_of_the_stages_leave_out_the_waiting() -> None:
    events = history(
        ("file", 0), ("request_supplement", 0), ("supply", 7), ("take_in", 7), ("propose", 14),
        ("approve", 16),
    )  # fmt: skip
    assert stage_days(events, date(2026, 4, 30), CALENDAR) == {
        "check": 0, "appraisal": 5, "decision": 2,
    }  # fmt: skip
    assert typical_days([{"check": 1}] * 4) == {}
    assert typical_days([{"check": n} for n in (1, 9, 2, 3, 4)]) == {"check": 3}


# --- from a wish to a schedule


def test_harvest_dates_and_the_end_of_the_term() -> None:
    dates = wished_dates(date(2026, 3, 15), 12, 6, "custom", {8, 9})
    assert dates == (date(2026, 8, 15), date(2026, 9, 15), date(2027, 3, 15))
    assert equal_parts(280_000_000, 3) == (93_333_333, 93_333_333, 93_333_334)
    regular = wished_dates(date(2026, 1, 31), 8, 3, "annuity", ())
    assert regular == (date(2026, 4, 30), date(2026, 7, 31), date(2026, 9, 30))


@given(
    st.dates(date(2024, 1, 1), date(2030, 12, 31)), st.integers(1, 120), st.integers(1, 12),
    st.sampled_from(["custom", "bullet"]), st.sets(st.integers(1, 12)),
)  # fmt: skip
def test_any_wish_has_rising_dates_that_end_with_the_term(
    begins: date, months: int, every: int, method: str, harvest: set[int]
) -> None:
    dates = wished_dates(begins, months, every, method, harvest)
    assert list(dates) == sorted(set(dates))
    assert dates[0] > begins
    parts = equal_parts(10**9, len(dates))
    assert sum(parts) == 10**9


def test_the_month_in_which_most_is_lacking() -> None:
    income = over_the_term([(8, 400, 100, True)], date(2026, 3, 15), 12)
    assert income == (Month(date(2026, 8, 1), 400, 100, is_harvest=True),)
    terms = Terms(300, 0, date(2026, 3, 15), "custom", (date(2026, 6, 15), date(2027, 3, 15)),
                  principal_parts_vnd=(100, 200))  # fmt: skip
    rows = repayment_schedule(terms)
    assert lowest_point(rows, income) == (date(2026, 6, 1), -100)
    assert lowest_point(rows, ()) is None
