"""Amounts as a Vietnamese writes them, or a refusal with an example."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loans.money_text import MoneyError, dong, percent, read_money, short_money

MILLION, BILLION = 10**6, 10**9


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("500.000.000", 500 * MILLION),
        ("500,000,000", 500 * MILLION),
        ("500 000 000 đ", 500 * MILLION),
        ("500000000", 500 * MILLION),
        ("500.000.000 đồng", 500 * MILLION),
        ("500.000.000 VNĐ", 500 * MILLION),
        ("500 triệu", 500 * MILLION),
        ("500tr", 500 * MILLION),
        ("  1,2 tỷ ", 1200 * MILLION),
        ("1.2 tỉ", 1200 * MILLION),
        ("0,5 tỷ", 500 * MILLION),
        ("1.500 triệu", 1500 * MILLION),
        ("1 tỷ 200 triệu", 1200 * MILLION),
        ("1 tỷ 2", 1200 * MILLION),
        ("1 tỷ 250", 1250 * MILLION),
        ("2 tỷ rưỡi", 2500 * MILLION),
        ("12,5 triệu đồng", 12_500_000),
        ("250 nghìn", 250_000),
        ("250k", 250_000),
        ("năm trăm triệu", 500 * MILLION),
        ("Một tỷ hai trăm năm mươi triệu đồng", 1250 * MILLION),
        ("mười lăm triệu", 15 * MILLION),
        ("một trăm linh năm triệu", 105 * MILLION),
        ("hai tỷ rưỡi", 2500 * MILLION),
    ],
)
def test_as_a_vietnamese_means_it(typed: str, amount: int) -> None:
    assert read_money(typed) == amount


@pytest.mark.parametrize(
    "typed",
    [
        "", "  ", "-5 triệu", "500", "1,500 triệu", "1.50.000", "12.34.56", "1 triệu 2 tỷ",
        "abc", "5 đô la", "1 tỷ 2 3", "10 triệu tỷ", "1,0000000001 triệu", "tỷ", "hai ba triệu",
        "1e9", "２", "999999999999 tỷ", "mười mười", "5 triệu triệu",
    ],
)  # fmt: skip
def test_what_could_mean_anything_is_refused_with_an_example(typed: str) -> None:
    with pytest.raises(MoneyError) as refused:
        read_money(typed)
    assert "Ví dụ" in refused.value.text


@given(st.text(max_size=40))
def test_whatever_is_typed_is_an_amount_or_a_refusal(typed: str) -> None:
    try:
        amount = read_money(typed)
    except MoneyError:
        return
    assert 0 <= amount <= 10**15


@given(st.integers(1000, 10**15))
def test_what_we_write_is_read_back(amount: int) -> None:
    assert read_money(dong(amount)) == amount
    assert read_money(short_money(amount)) == amount


def test_how_it_is_written() -> None:
    assert short_money(1250 * MILLION) == "1,25\u00a0tỷ đồng"
    assert short_money(500 * MILLION) == "500\u00a0triệu đồng"
    assert short_money(1_234_567_891) == "1.234.567.891\u00a0đ"
    assert (percent(68_400), percent(60_000)) == ("6,84\u00a0%", "6\u00a0%")
