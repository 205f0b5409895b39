"""By which words two questions resemble each other."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from feedback.similar_rules import TERMS_MAX, shared_min, telling_pairs, terms

VIETNAMESE = st.text("aăâbcdđeêghioôơuưvxyáàảãạ ế", max_size=80)


def test_pairs_of_rarer_words_come_first() -> None:
    found = terms("Xin vay vốn mua máy sấy thạch đen")
    assert found[0] == "say <-> thach"
    assert "vay <-> von" in found
    assert terms("thuế") == ["thue"]
    assert terms("", "  ", "!?") == []


def test_later_texts_count_only_where_those_before_say_little() -> None:
    assert "kho <-> lanh" in terms("Vay vốn", "Làm kho lạnh")
    assert "kho <-> lanh" not in terms("Vay vốn mua máy sấy thạch đen", "Làm kho lạnh")
    assert (shared_min(["a & b"]), shared_min(["a & b"] * 4)) == (1, 2)


def test_what_every_petition_says_tells_nothing() -> None:
    assert telling_pairs("Đề nghị hỗ trợ các hợp tác xã nông nghiệp") == []
    assert telling_pairs("Hợp tác xã xin vay vốn mua máy sao chè") == [
        "vay <-> von", "von <-> mua", "mua <-> may", "may <-> sao", "sao <-> che",
    ]  # fmt: skip


@given(VIETNAMESE)
def test_marks_case_and_form_make_no_difference(text: str) -> None:
    found = terms(text)
    assert found == terms(unicodedata.normalize("NFD", text).upper())
    assert len(found) == len(set(found)) <= TERMS_MAX
