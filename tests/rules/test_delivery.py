"""When an answer has arrived, from its signs alone."""

from datetime import date, timedelta

import pytest

from feedback.delivery_rules import Sign, reached_by, waiting_since
from tests.make import MORNING
from workflow.workdays import Calendar, CalendarDay


def signs(*ways: str) -> list[Sign]:
    return [Sign(way, MORNING + timedelta(hours=n)) for n, way in enumerate(ways)]


@pytest.mark.parametrize(
    ("ways", "reached"),
    [
        ((), None),
        (("missed", "missed"), None),
        (("missed", "telephone"), "telephone"),
        (("telephone", "void"), None),
        (("paper", "void", "telephone"), "telephone"),
        (("read", "telephone", "void"), "read"),
        (("void", "sms"), "sms"),
        (("opened", "rated"), "opened"),
    ],
)
def test_what_says_that_it_arrived(ways: tuple[str, ...], reached: str | None) -> None:
    found = reached_by(reversed(signs(*ways)))
    assert (found.way if found else None) == reached


@pytest.mark.parametrize(
    ("today", "days", "since"),
    [
        (date(2026, 3, 13), 3, date(2026, 3, 10)),  # Friday: Tuesday's letter has waited
        (date(2026, 3, 12), 3, date(2026, 3, 9)),
        (date(2026, 3, 16), 3, date(2026, 3, 11)),
        (date(2026, 3, 13), 0, date(2026, 3, 13)),
    ],
)
def test_since_when_it_has_waited(today: date, days: int, since: date) -> None:
    assert waiting_since(Calendar(), today, days) == since


def test_holidays_are_not_waited_for() -> None:
    calendar = Calendar({date(2026, 2, n): CalendarDay("holiday", "Tết") for n in range(16, 21)})
    assert waiting_since(calendar, date(2026, 2, 24), 3) == date(2026, 2, 12)
