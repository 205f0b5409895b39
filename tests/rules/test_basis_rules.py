"""Which legal bases a text names, what is offered while drafting, and when one has changed."""

from datetime import date

import pytest

from feedback.basis_rules import is_changed, matches, named_bases

SYMBOLS = [(1, "45/2021/NĐ-CP"), (2, "17/2023/QH15"), (3, "5/2021/NĐ-CP")]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Điều 22 Nghị định 45/2021/NĐ-CP", [1]),
        ("dieu 22 nghi dinh 45/2021/nd-cp va luat so 17/2023/qh15", [1, 2]),
        ("Nghị định 145/2021/NĐ-CP", []),
        ("Nghị định 5/2021/NĐ-CP", [3]),
        ("", []),
    ],
)
def test_a_text_names_bases_by_their_symbol(text: str, found: list[int]) -> None:
    assert named_bases(text, SYMBOLS) == found


def test_words_are_offered_without_tone_marks() -> None:
    assert matches("luat hop tac", "17/2023/QH15", "Luật Hợp tác xã")
    assert matches("45/20", "45/2021/NĐ-CP", "Nghị định về Quỹ")
    assert not matches("luat dat dai", "17/2023/QH15", "Luật Hợp tác xã")


@pytest.mark.parametrize(
    ("valid_to", "today", "changed"),
    [
        (None, date(2026, 5, 1), False),
        (date(2026, 4, 30), date(2026, 4, 30), False),
        (date(2026, 4, 30), date(2026, 5, 1), True),
        (date(2026, 1, 1), date(2026, 5, 1), False),
    ],
)
def test_a_basis_changed_that_ended_after_the_answer(
    valid_to: date | None, today: date, changed: bool
) -> None:
    assert is_changed(date(2026, 2, 10), valid_to, today) is changed
