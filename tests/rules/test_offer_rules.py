"""The schedule of an application at other figures: dates, parts, grace."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loans.offer_rules import Wanted, dues_of, planned_terms
from loans.schedule import repayment_schedule
from workflow.refusal import Refusal

START = date(2026, 1, 31)


def wanted(**values: object) -> Wanted:
    row = {
        "amount_vnd": 300_000_000, "months": 12, "method": "equal_principal", "every_months": 3,
        "grace_months": 0, "starts_on": START,
    }  # fmt: skip
    return Wanted(**(row | values))  # type: ignore[arg-type]


def test_dates_count_from_the_first_day_and_the_last_period_may_be_short() -> None:
    terms = planned_terms(wanted(), 200_000_000, 10, 68_400, "actual/365")
    assert terms.due_dates == (
        date(2026, 4, 30), date(2026, 7, 31), date(2026, 10, 31), date(2026, 11, 30),
    )  # fmt: skip
    assert sum(row.principal_vnd for row in repayment_schedule(terms)) == 200_000_000


def test_grace_is_whole_periods_and_never_all_of_them() -> None:
    assert planned_terms(wanted(grace_months=6), 1, 12, 0, "actual/365").grace_instalments == 2
    assert planned_terms(wanted(grace_months=60), 9, 12, 0, "actual/365").grace_instalments == 3


def test_harvests_keep_their_days() -> None:
    dates = (date(2026, 9, 15), date(2027, 1, 31))
    by_harvest = wanted(method="custom", due_dates=dates)
    terms = planned_terms(by_harvest, 200_000_001, 12, 68_400, "actual/365")
    assert terms.due_dates == dates
    assert terms.principal_parts_vnd == (100_000_000, 100_000_001)
    with pytest.raises(Refusal) as refused:
        planned_terms(by_harvest, 200_000_000, 6, 68_400, "actual/365")
    assert refused.value.field == "months"


@given(
    st.integers(1, 5_000_000_000), st.integers(1, 120), st.sampled_from([1, 3, 6, 12]),
    st.sampled_from(["equal_principal", "annuity", "bullet"]), st.integers(0, 24),
)  # fmt: skip
def test_every_plan_pays_back_everything(
    amount: int, months: int, every: int, method: str, grace: int
) -> None:
    one = wanted(method=method, every_months=every, grace_months=grace)
    terms = planned_terms(one, amount, months, 68_400, "actual/365")
    assert sum(row.principal_vnd for row in repayment_schedule(terms)) == amount
    assert sum(due for _, due in dues_of(terms)) >= amount
    assert terms.due_dates[-1] <= date(2036, 2, 1)
