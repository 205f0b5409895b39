"""Found words in a text: marks and excerpts, without tone marks, never as markup."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from web.found import EXCERPT_LENGTH, excerpt, mark_found, richest
from workflow.text import words

LONG = (
    "Quỹ điều chỉnh kỳ hạn cho mười một hợp tác xã bị thiệt hại sau bão. Việc này làm theo đơn. "
    "Về vay tín chấp, Quỹ xét theo mức độ rủi ro của từng phương án sản xuất; mức vay mới vẫn xét "
    "bình thường nếu hợp tác xã trả nợ đúng hạn và có sổ sách kế toán hai năm gần nhất."
)


@pytest.mark.parametrize(
    ("text", "query", "marked"),
    [
        ("Nâng mức vay.", "muc vay", "Nâng <mark>mức vay</mark>."),
        ("Đất đai, đất ở", "dat", "<mark>Đất</mark> đai, <mark>đất</mark> ở"),
        ("vay, tín chấp", "vay tin chap", "<mark>vay</mark>, <mark>tín chấp</mark>"),
        ("vayvay", "vay", "vayvay"),
        ("<b>vay</b> & trả", "vay", "&lt;b&gt;<mark>vay</mark>&lt;/b&gt; &amp; trả"),
        ("không có gì", "", "không có gì"),
    ],
)
def test_words_are_marked(text: str, query: str, marked: str) -> None:
    assert str(mark_found(text, frozenset(words(query)))) == marked


def test_an_excerpt_begins_at_the_sentence_of_the_best_place() -> None:
    cut = excerpt(LONG, frozenset(words("vay tin chap muc")))
    assert cut.startswith("…Về vay tín chấp")
    assert cut.endswith("…")
    assert "mức vay" in cut


def test_a_short_text_is_whole() -> None:
    assert excerpt("Quỹ  cho\nvay.", frozenset({"vay"})) == "Quỹ cho vay."


def test_the_richest_text_is_chosen() -> None:
    texts = ["Không có gì", "Vay vốn", "Vay tín chấp"]
    assert richest(texts, frozenset(words("vay tin chap"))) == "Vay tín chấp"
    assert richest(texts, frozenset()) == "Không có gì"


@given(st.text(max_size=600), st.lists(st.sampled_from(["vay", "quy", "dat", "ho"]), max_size=3))
def test_an_excerpt_is_short_and_its_marks_are_balanced(text: str, wanted: list[str]) -> None:
    cut = excerpt(text, wanted)
    assert len(cut) <= EXCERPT_LENGTH + 2
    html = str(mark_found(cut, wanted))
    assert html.count("<mark>") == html.count("</mark>")
    assert html.count("<") == 2 * html.count("<mark>")
