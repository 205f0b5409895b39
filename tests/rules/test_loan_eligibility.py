"""Who may borrow how much: each rule holds at its limit and fails one đồng beyond it."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loans.application_rules import Paper, items_for, papers_given
from loans.eligibility_rules import (
    Applicant,
    Case,
    Limits,
    Wish,
    checks,
    missing_papers,
    supplement_note,
    unmet,
)
from loans.programme_rules import Item, LegalLimits, Terms, check_follows, check_terms
from tests.loans import ASK, ITEMS, MILLION, TERMS
from workflow.refusal import Refusal

BILLION = 1000 * MILLION
LIMITS = Limits(20 * BILLION, 15, 25)
WHO = Applicant("cooperative", "active", "agriculture")
LAW = LegalLimits(20, 150, 10)
ON = date(2026, 2, 10)


def failing(applicant: Applicant = WHO, terms: Terms = TERMS, **changes: Any) -> set[str]:
    wish = replace(ASK.wish, **changes)
    return {one.rule for one in unmet(checks(Case(applicant, terms, wish, LIMITS)))}


def test_the_example_meets_every_rule() -> None:
    assert failing() == set()


@pytest.mark.parametrize(
    ("changes", "rules"),
    [
        ({"own_vnd": 100 * MILLION, "amount_vnd": 400 * MILLION}, set()),
        ({"own_vnd": 100 * MILLION - 1, "amount_vnd": 400 * MILLION + 1}, {"own_share"}),
        ({"total_vnd": 620 * MILLION, "amount_vnd": 500 * MILLION, "own_vnd": 120 * MILLION},
         {"own_share", "security"}),
        ({"total_vnd": 501 * MILLION}, {"sources"}),
        ({"months": 36}, set()),
        ({"months": 37}, {"months"}),
        ({"months": 5}, {"months"}),
        ({"grace_months": 12}, set()),
        ({"grace_months": 13}, {"grace"}),
        ({"method": "custom"}, {"method"}),
        ({"collateral_vnd": 542_857_143}, set()),
        ({"collateral_vnd": 542_857_142}, {"security"}),
        ({"is_secured": False}, {"security"}),
        ({"is_secured": False, "unsecured_reason": "Đã vay ba lần, trả đúng hạn cả ba."}, set()),
    ],
)  # fmt: skip
def test_at_the_limit_and_one_beyond(changes: dict[str, Any], rules: set[str]) -> None:
    assert failing(**changes) == rules


def test_who_may_not_borrow_at_all() -> None:
    assert failing(replace(WHO, kind="group")) == {"borrower"}
    assert failing(replace(WHO, status="dormant")) == {"status"}
    assert failing(replace(WHO, sector_group="other")) == {"borrower"}
    terms = replace(TERMS, requires_membership=True)
    assert failing(replace(WHO, is_member=False), terms) == {"membership"}
    assert failing(WHO, terms) == set(), "what the registry does not say a person looks at"


def test_what_is_owed_counts_with_it() -> None:
    limit = 3 * BILLION - ASK.amount_vnd
    assert failing(replace(WHO, owed_vnd=limit)) == set()
    assert failing(replace(WHO, owed_vnd=limit + 1)) == {"one_customer"}
    related = 5 * BILLION - ASK.amount_vnd
    assert failing(replace(WHO, related_owed_vnd=related)) == set()
    assert failing(replace(WHO, related_owed_vnd=related + 1)) == {"related"}


def test_nothing_fails_before_it_is_entered() -> None:
    found = checks(Case(WHO, TERMS, Wish(), LIMITS))
    assert {one.is_met for one in found} == {True, None}


@given(
    st.integers(0, 2 * BILLION), st.integers(0, 2 * BILLION), st.integers(0, 2 * BILLION),
    st.integers(0, 200),
)  # fmt: skip
def test_less_of_the_loan_never_breaks_a_cap(total: int, own: int, amount: int, less: int) -> None:
    caps = {"cap", "one_customer", "related"}
    before = failing(total_vnd=total, own_vnd=own, amount_vnd=amount) & caps
    after = failing(total_vnd=total, own_vnd=own, amount_vnd=max(amount - less, 0)) & caps
    assert after <= before


def test_papers_with_and_without_security_and_their_age() -> None:
    items = items_for(ITEMS, is_secured=True)
    papers = [Paper("registration", 1), Paper("resolution", 2, date(2025, 8, 10))]
    given_ = papers_given(items, papers, ON)
    assert [(one.code, one.state) for one in given_] == [
        ("registration", "given"), ("resolution", "given"), ("ownership", "missing"),
        ("quotations", "missing"),
    ]  # fmt: skip
    assert [one.code for one in missing_papers(given_)] == ["ownership"]
    later = papers_given(items, papers, date(2026, 2, 11))
    assert [one.code for one in missing_papers(later)] == ["resolution", "ownership"]
    assert "ownership" not in {one.code for one in items_for(ITEMS, is_secured=False)}
    undated = papers_given(items, [Paper("resolution", 2)], ON)
    assert [one.state for one in undated if one.code == "resolution"] == ["undated"]


def test_a_supplement_names_each_paper_and_value() -> None:
    wrong = unmet(checks(Case(WHO, TERMS, replace(ASK.wish, months=48), LIMITS)))
    lacking = missing_papers(papers_given(ITEMS, [], ON))
    note = supplement_note(wrong, lacking)
    assert "Nghị quyết về việc vay vốn (chưa có, cấp trong 6 tháng gần đây)" in note
    assert "Thời hạn vay: đang là 48 tháng; cần 6 đến 36 tháng" in note
    assert "Báo giá" not in note


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"own_share_percent": 19}, "own_share_percent"),
        ({"overdue_factor_percent": 151}, "overdue_factor_percent"),
        ({"late_interest_ppm": 100_001}, "late_interest_ppm"),
        ({"months_min": 37}, "months_max"),
        ({"grace_months_max": 36}, "grace_months_max"),
        ({"methods": ()}, "methods"),
        ({"methods": ("weekly",)}, "methods"),
        ({"caps": {}}, "caps"),
        ({"caps": {("group", "agriculture"): 1}}, "caps"),
        ({"legal_basis": " "}, "legal_basis"),
        ({"items": (Item("a", "A"), Item("a", "B"))}, "items"),
    ],
)
def test_what_no_version_may_say(changes: dict[str, object], field: str) -> None:
    with pytest.raises(Refusal) as refused:
        check_terms(replace(TERMS, **changes), LAW)  # type: ignore[arg-type]
    assert refused.value.field == field


def test_a_version_follows_the_last_and_never_begins_in_the_past() -> None:
    assert check_terms(TERMS, LAW) is TERMS
    assert check_follows(None, date(2020, 1, 1), ON) is None
    assert check_follows(date(2026, 1, 1), ON, ON) == date(2026, 2, 9)
    for begins in (date(2026, 2, 9), date(2026, 1, 1)):
        with pytest.raises(Refusal):
            check_follows(date(2026, 1, 1), begins, ON)
