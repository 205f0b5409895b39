"""What is made of typed words: an agenda, a subject, demands, a field, groups of questions."""

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conferences.rules import (
    TOPIC_WORDS,
    Asked,
    PartDraft,
    agenda_text,
    demands_of,
    parse_agenda,
    parse_clock,
    subject_of,
    suggest_clusters,
)
from cooperatives.named_queries import listed_lines
from feedback.data import TOPICS
from feedback.rules import DEMAND_LENGTH_MAX, DEMANDS_MAX, SUBJECT_LENGTH_MAX
from workflow.text import clean, fold

# As texts are stored: composed. "\uf900" and the character that it composes to are one.
LINES = (
    st.text(st.characters(exclude_characters="|\n\r", exclude_categories=["C", "Z"]), min_size=1)
    .map(clean)
    .filter(bool)
)


@pytest.mark.parametrize(
    ("typed", "read"),
    [("8:00", time(8)), ("08h30", time(8, 30)), ("14h", time(14)), ("25:00", None), ("8:7", None)],
)
def test_a_clock_as_people_type_it(typed: str, read: time | None) -> None:
    assert parse_clock(typed) == read


@given(st.lists(st.tuples(st.times(), LINES, LINES), max_size=6))
def test_an_agenda_is_read_as_it_was_written(rows: list[tuple[time, str, str]]) -> None:
    rows = sorted(rows, key=lambda row: (row[0].hour, row[0].minute))
    parts = tuple(PartDraft(time(at.hour, at.minute), title, who) for at, title, who in rows)
    assert parse_agenda(agenda_text(parts)) == parts


def test_an_agenda_says_which_line_is_wrong() -> None:
    with pytest.raises(ValueError, match="Dòng 2"):
        parse_agenda("8:00 Khai mạc\nĐối thoại")
    with pytest.raises(ValueError, match="sớm hơn"):
        parse_agenda("9:00 Khai mạc\n8:00 Đối thoại")


def test_the_subject_is_what_is_asked() -> None:
    words = (
        "Quỹ cho vay 300 triệu là thấp. Làm kho lạnh mất hơn một tỷ. Đề nghị nâng lên 500 triệu."
    )
    assert subject_of(words) == "Đề nghị nâng lên 500 triệu"
    assert subject_of("Thiếu nước tưới") == "Thiếu nước tưới"


@given(st.text(max_size=3000), st.text(max_size=12_000))
def test_what_is_said_fits_a_petition(words: str, listed: str) -> None:
    assert len(subject_of(words)) <= SUBJECT_LENGTH_MAX
    demands = demands_of(words, listed)
    assert 1 <= len(demands) <= DEMANDS_MAX
    assert all(len(demand) <= DEMAND_LENGTH_MAX for demand in demands)


def test_words_of_a_field_are_of_one_that_exists_and_folded() -> None:
    """The device at the floor looks for them in folded words."""
    assert TOPIC_WORDS.keys() <= set(TOPICS)
    assert all(terms == fold(terms) for terms in TOPIC_WORDS.values())


def test_like_questions_of_one_field_come_together() -> None:
    asked = [
        Asked(1, "credit_fund", "đề nghị nâng mức vay của quỹ lên 500 triệu đồng"),
        Asked(2, "land", "đề nghị nâng mức vay của quỹ lên 500 triệu đồng"),
        Asked(3, "credit_fund", "đề nghị nâng mức vay của quỹ lên một tỷ"),
        Asked(4, "credit_fund", "vì sao hồ sơ vay chưa được xét"),
    ]
    assert suggest_clusters(asked) == [[1, 3]]


def test_a_pasted_list() -> None:
    assert listed_lines("1. HTX Na\n- HTX Quýt\n\nHTX Na\n") == ["HTX Na", "HTX Quýt"]
