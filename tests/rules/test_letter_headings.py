"""How a letter names what it answers."""

import pytest

from feedback.letter_texts import heading


@pytest.mark.parametrize(
    ("demand", "said"),
    [
        ("Đề nghị sửa 300 m kênh trước vụ xuân.", "Về đề nghị sửa 300 m kênh trước vụ xuân."),
        ("Sửa 300 m kênh", "Về đề nghị: sửa 300 m kênh."),
        ("HTX xin giãn nợ;", "Về đề nghị: HTX xin giãn nợ."),
    ],
)
def test_a_demand_is_named_without_its_first_word_twice(demand: str, said: str) -> None:
    assert heading(demand) == said
