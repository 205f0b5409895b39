"""Rules of support activities. Source: docs/rules/support.md."""

from dataclasses import replace
from datetime import date

import pytest

from support.rules import Line, Plan, check_finish, check_plan, rated
from workflow.refusal import Refusal

PLAN = Plan(
    "training", "Kế toán", "", date(2026, 3, 2), date(2026, 3, 3), "", "Lạng Sơn", "", "", 0, None
)


def test_a_plan_has_an_order_and_an_end() -> None:
    check_plan(PLAN)
    check_plan(replace(PLAN, ends_on=PLAN.begins_on))
    for ends_on in (date(2026, 3, 1), date(2027, 3, 4)):
        with pytest.raises(Refusal) as refused:
            check_plan(replace(PLAN, ends_on=ends_on))
        assert refused.value.field == "ends_on"


@pytest.mark.parametrize(
    ("today", "came", "said"),
    [
        (date(2026, 3, 1), [2], "chưa diễn ra"),
        (date(2026, 3, 2), [], "Chưa ghi ai tham dự"),
        (date(2026, 3, 2), [0, 0], "Chưa ghi ai tham dự"),
        (date(2026, 3, 2), [2, None, None], "Còn 2 hợp tác xã"),
    ],
)
def test_what_cannot_be_closed(today: date, came: list[int | None], said: str) -> None:
    with pytest.raises(Refusal, match=said):
        check_finish(PLAN.begins_on, today, came, 0)


def test_what_was_held_is_closed() -> None:
    check_finish(PLAN.begins_on, date(2026, 3, 2), [2, 0], 0)


def test_a_share_needs_ten_answers() -> None:
    few = rated(["useful", "", "little"], 5)
    assert (few.said, few.answered, few.asked) == ("1 trên 2 thấy có ích", 2, 5)
    many = rated(["very_useful"] * 7 + ["useless"] * 4, 11)
    assert many.said == "7 trên 11 thấy có ích (64 %)"
    assert rated(["", ""], 2).said == "chưa có đánh giá"


def test_the_line_of_the_example() -> None:
    assert Line(300_000_000, 45_000_000, 42_000_000 + 38_500_000).left_vnd == 174_500_000
