"""Figures for everybody: shares of many, counts of few."""

from dataclasses import replace

from loans.figures_rules import Lending, days_words, figures_of, late_words

MANY = Lending(9_600_000_000, 38, 1_200_000_000, 2, 3_000_000_000, 2_000_000_000, (4, 9, 12))


def test_the_worked_example() -> None:
    assert late_words(MANY) == ("12,5 %", "dư nợ nhóm 2 đến 5, 2 trong 38 khoản vay")
    few = replace(MANY, loans=7, late_loans=1)
    assert late_words(few)[0] == "1 trong 7 khoản vay"
    assert late_words(replace(few, loans=0, lent_vnd=0))[0] == "Không có"


def test_days_of_few_are_said_from_to_and_of_many_by_the_middle() -> None:
    assert days_words(())[0] == "Chưa có số liệu"
    assert days_words((7, 7))[0] == "7 ngày"
    assert days_words(MANY.days)[0] == "4 đến 12 ngày"
    assert days_words((1,) * 4 + (8,) * 3 + (99,) * 4)[0] == "8 ngày"


def test_every_figure_has_a_value_and_a_note() -> None:
    for found in (MANY, Lending(0, 0, 0, 0, 0, 0)):
        assert all(one.label and one.value and one.note for one in figures_of(found))
