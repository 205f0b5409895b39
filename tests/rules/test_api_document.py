"""The description of the API asks for what the API takes: its examples, days and moments."""

import json
import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.loan_openapi import DAY
from api.loan_rules import YEAR_MAX, YEAR_MIN
from api.openapi import DAY_IN, TIME_IN, document
from api.rules import Invalid, parse_day, parse_time

WHOLE = document("https://donghanh.example", "Liên minh")


def schemas(part: Any) -> Iterator[dict[str, Any]]:
    """Yield each schema that gives examples."""
    if isinstance(part, dict):
        if isinstance(part.get("examples"), list):
            yield part
        part = list(part.values())
    if isinstance(part, list):
        for one in part:
            yield from schemas(one)


def is_valid(schema: dict[str, Any], value: object) -> bool:
    return jsonschema_rs.validator_for(schema, validate_formats=True).is_valid(value)


@pytest.mark.parametrize("schema", list(schemas(WHOLE)), ids=json.dumps)
def test_every_example_is_what_its_schema_asks_for(schema: dict[str, Any]) -> None:
    assert [one for one in schema["examples"] if not is_valid(schema, one)] == []


@pytest.mark.parametrize(
    "typed",
    [
        "2025-12-31", "2025-12-31T17:30Z", "2026-01-29T08:00:00+07:00", "2026-02-10t09:30:00.5z",
        "2026-02-10T09:30:00 07:00", "2026-02-10 09:30+1245", "2026-02-10T09:30-11:00",
    ],
)  # fmt: skip
def test_a_moment_that_is_taken_is_described(typed: str) -> None:
    parse_time("received_at", typed)
    assert is_valid(TIME_IN, typed)


@given(st.from_regex(re.compile(TIME_IN["pattern"], re.ASCII)))
def test_a_moment_that_is_described_is_taken(typed: str) -> None:
    parse_time("received_at", typed.removesuffix("\n"))


@given(st.dates(date(1999, 1, 1), date(2101, 1, 1)))
def test_a_day_is_described_where_it_is_taken(day: date) -> None:
    try:
        parse_day("as_of", day.isoformat())
    except Invalid:
        assert not is_valid(DAY_IN, day.isoformat())
    else:
        assert is_valid(DAY_IN, day.isoformat())
        assert is_valid(TIME_IN, day.isoformat())


@pytest.mark.parametrize("typed", ["2025-02-29", "2026-04-31", "2026-13-01", "2100-02-28"])
def test_a_day_that_is_not_in_the_calendar_is_not_described(typed: str) -> None:
    assert not is_valid(TIME_IN, typed)


@given(st.dates())
def test_a_day_of_a_loan_is_described_where_it_is_taken(day: date) -> None:
    assert is_valid(DAY, day.isoformat()) == (YEAR_MIN <= day.year <= YEAR_MAX)


def test_every_day_of_the_leap_years_is_described() -> None:
    first = date(2000, 1, 1)
    days = (first + timedelta(n) for n in range((date(2100, 1, 1) - first).days))
    pattern = re.compile(DAY_IN["pattern"])
    assert [day for day in days if not pattern.search(day.isoformat())] == []
