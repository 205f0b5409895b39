"""A number that somebody typed is one that a record can have, or none."""

from hypothesis import given
from hypothesis import strategies as st

from workflow.numbers import NUMBER_MAX, number


@given(st.integers(0, NUMBER_MAX))
def test_what_a_record_can_have_is_read(value: int) -> None:
    assert number(f" {value} ") == value


@given(st.one_of(st.integers(NUMBER_MAX + 1), st.integers(max_value=-1)))
def test_anything_else_is_none(value: int) -> None:
    assert number(str(value)) is None


def test_a_limit_of_ones_own() -> None:
    assert (number("5", 4), number("4", 4), number(None), number("٣"), number("9" * 5000)) == (
        None, 4, None, None, None,
    )  # fmt: skip
