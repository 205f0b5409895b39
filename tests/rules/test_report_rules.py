"""Figures of the report: whole numbers, half up, and shares that add up."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.rules import percent, rest_percent


@pytest.mark.parametrize(
    ("part", "whole", "said"),
    [(56, 50, "112.0"), (382, 539, "70.9"), (1, 2000, "0.1"), (0, 7, "0.0"), (5, 5, "100.0")],
)
def test_percent(part: int, whole: int, said: str) -> None:
    assert percent(part, whole) == said


def test_nothing_to_divide_by() -> None:
    assert percent(3, 0) is None
    assert percent(3, None) is None
    assert rest_percent(None) is None
    with pytest.raises(ValueError, match="no share"):
        percent(-1, 2)


@given(st.integers(0, 10**12), st.integers(1, 10**6))
def test_half_up_is_exact(part: int, whole: int) -> None:
    said = percent(part, whole)
    assert said is not None
    rest = Fraction(said) - Fraction(100 * part, whole)
    assert Fraction(-1, 20) < rest <= Fraction(1, 20)


@given(st.integers(0, 10**6), st.integers(1, 10**6))
def test_two_shares_make_a_hundred(part: int, more: int) -> None:
    share = percent(part, part + more)
    rest = rest_percent(share)
    assert share is not None
    assert rest is not None
    assert Fraction(share) + Fraction(rest) == 100
