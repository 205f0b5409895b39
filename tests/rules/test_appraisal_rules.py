"""The scorecard and cash by month: worked examples and properties."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loans.appraisal_rules import (
    Criterion,
    cash_check,
    check_weights,
    read_scorecard,
    scored,
    total_tenths,
)
from loans.schedule import Terms, regular_dates, repayment_schedule
from workflow.refusal import Refusal

CARD = read_scorecard(
    "governance|Quản trị|20|Điều lệ, sổ sách đủ\nfeasible|Khả thi|50\n\nrepay|Trả nợ|30|Dư"
)


def test_a_scorecard_is_read_and_summed() -> None:
    parts = scored(CARD, {"governance": 7, "feasible": 8, "repay": 4}, {"repay": "Thu theo mùa."})
    assert [(p.name, p.tenths) for p in parts] == [
        ("Quản trị", 140), ("Khả thi", 400), ("Trả nợ", 120),
    ]  # fmt: skip
    assert total_tenths(parts) == 660


@pytest.mark.parametrize(
    ("scores", "remarks", "field"),
    [
        ({"governance": 7, "feasible": 8}, {}, "diem-repay"),
        ({"governance": 11, "feasible": 8, "repay": 5}, {}, "diem-governance"),
        ({"governance": 7, "feasible": -1, "repay": 5}, {}, "diem-feasible"),
        ({"governance": 7, "feasible": 8, "repay": 4}, {"repay": "  "}, "nhan-xet-repay"),
    ],
)
def test_a_score_that_cannot_be_is_refused(
    scores: dict[str, int], remarks: dict[str, str], field: str
) -> None:
    with pytest.raises(Refusal) as refused:
        scored(CARD, scores, remarks)
    assert refused.value.field == field


@pytest.mark.parametrize(
    "text", ["", "a|A|99", "a|A|50\na|B|50", "a|A|100\nb|B|0", "a||100", "a|A|x"]
)
def test_a_wrong_scorecard_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_scorecard(text)


@given(st.lists(st.integers(0, 10), min_size=2, max_size=6), st.data())
def test_points_lie_between_nothing_and_a_thousand(scores: list[int], data: st.DataObject) -> None:
    cuts = sorted(
        data.draw(st.sets(st.integers(1, 99), min_size=len(scores) - 1, max_size=len(scores) - 1))
    )
    weights = [b - a for a, b in zip([0, *cuts], [*cuts, 100], strict=True)]
    card = [Criterion(str(n), f"Tiêu chí {n}", weight) for n, weight in enumerate(weights)]
    check_weights(card)
    given_scores = {str(n): score for n, score in enumerate(scores)}
    parts = scored(card, given_scores, dict.fromkeys(given_scores, "Lý do."))
    assert 0 <= total_tenths(parts) <= 1_000
    assert min(scores) * 100 <= total_tenths(parts) <= max(scores) * 100


HARVEST = {date(2026, 9, 1): 200_000_000, date(2027, 3, 1): 120_000_000}


def test_harvest_months_carry_what_is_due_between_them() -> None:
    dues = [(date(2026, 9, 15), 90_000_000), (date(2027, 3, 15), 150_000_000)]
    found = cash_check(10_000_000, HARVEST, date(2026, 7, 20), dues)
    assert [one.month for one in found.months][:2] == [date(2026, 7, 1), date(2026, 8, 1)]
    assert len(found.months) == 9
    assert found.months[2].balance_vnd == 10_000_000 + 200_000_000 - 90_000_000
    assert found.months[-1].balance_vnd == 120_000_000 + 120_000_000 - 150_000_000
    assert (found.holds, found.missing_vnd) == (True, 0)
    assert found.coverage_ppm == 320_000_000 * 1_000_000 // 240_000_000


def test_beyond_the_plan_its_last_year_repeats() -> None:
    found = cash_check(0, HARVEST, date(2026, 9, 1), [(date(2029, 3, 1), 1)])
    brought = {one.month: one.income_vnd for one in found.months if one.income_vnd}
    assert sorted(brought) == [
        date(2026, 9, 1), date(2027, 3, 1), date(2027, 9, 1), date(2028, 3, 1), date(2028, 9, 1),
        date(2029, 3, 1),
    ]  # fmt: skip
    assert brought[date(2028, 9, 1)] == 200_000_000


def test_an_instalment_before_the_harvest_is_seen() -> None:
    found = cash_check(0, HARVEST, date(2026, 7, 1), [(date(2026, 8, 1), 1)])
    assert (found.holds, found.missing_vnd) == (False, 1)
    assert found.lowest.month == date(2026, 8, 1)


@given(
    st.integers(1, 3_000_000_000),
    st.dictionaries(
        st.dates(date(2026, 1, 1), date(2027, 12, 1)).map(lambda one: one.replace(day=1)),
        st.integers(-50_000_000, 500_000_000),
    ),
    st.integers(1, 36),
    st.integers(0, 100_000_000),
)
def test_cash_adds_up_over_real_schedules(
    amount: int, income: dict[date, int], months: int, opening: int
) -> None:
    start = date(2026, 1, 31)
    terms = Terms(amount, 68_400, start, "equal_principal", regular_dates(start, months, 1))
    dues = [(row.due_on, row.total_vnd) for row in repayment_schedule(terms)]
    found = cash_check(opening, income, start, dues)
    assert found.due_vnd == sum(due for _, due in dues)
    assert found.months[-1].balance_vnd == opening + found.income_vnd - found.due_vnd
    more = cash_check(opening + found.missing_vnd, income, start, dues)
    assert more.holds
    if found.missing_vnd:
        assert not cash_check(opening + found.missing_vnd - 1, income, start, dues).holds
