"""What staff may write down: days of receipt, one demand a line."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from feedback.recording_rules import split_demands, wrong_day, wrong_demands

TODAY = date(2026, 2, 12)


def test_a_day_of_receipt_is_past_and_not_long_ago() -> None:
    assert wrong_day(TODAY, TODAY) is None
    assert wrong_day(date(2026, 2, 10), TODAY) is None
    assert "sau hôm nay (12/02/2026)" in (wrong_day(TODAY + timedelta(days=1), TODAY) or "")
    assert "một năm" in (wrong_day(date(2025, 2, 10), TODAY) or "")


def test_demands_stand_one_a_line() -> None:
    typed = "1. Nâng mức vay\n\n2) Cho vay tín chấp\n - Giảm lãi\n500 triệu là vừa\n3.\n"
    assert split_demands(typed) == (
        "Nâng mức vay", "Cho vay tín chấp", "Giảm lãi", "500 triệu là vừa", "3.",
    )  # fmt: skip
    assert wrong_demands(()) is not None
    assert wrong_demands(("a",) * 11) is not None
    assert wrong_demands(("a" * 1001,)) is not None
    assert wrong_demands(("a",)) is None


@given(st.lists(st.text("abcđề ", min_size=1).filter(str.strip), max_size=5))
def test_splitting_loses_no_line(lines: list[str]) -> None:
    assert len(split_demands("\n".join(lines))) == len(lines)
