"""Messages: which words of a page belong together, and how their English is found."""

import json
import re
from pathlib import Path

import jinja2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from language.catalogue import FILE, VALUE, catalogue_of, filled, values_in
from language.extraction import (
    LEFT_OUT_MODULES,
    code_messages,
    messages,
    template_messages,
)
from language.runs import Scanner, Words, has_words
from language.templates import SAID, BilingualEnvironment, English, is_one

ROOT = Path(__file__).parent.parent.parent
ENGLISH = {
    "Còn {0} ngày làm việc": "{0} working {0?day|days} left",
    "Chào {0}, hạn {1}": "Due {1}, {0}",
    "Bảng trả nợ": "Repayment table",
    "Xem": "View",
    "Đã nhận": "Received",
    "Trạng thái: {0}": "State: {0}",
    "ngày {0}": "on {0}",
    "<strong>Chú ý.</strong> Hồ sơ {0}": "<strong>Note.</strong> Dossier {0}",
}
CATALOGUE = catalogue_of(ENGLISH)


def english(source: str, **values: object) -> str:
    environment = jinja2.Environment(autoescape=True, extensions=[English])
    environment.catalogue = CATALOGUE  # type: ignore[attr-defined]
    said = CATALOGUE.said
    environment.globals |= {SAID: lambda one: said(one) if type(one) is str else one}
    environment.globals["is_one"] = is_one
    return environment.from_string(source).render(values)


@pytest.mark.parametrize(
    ("source", "values", "shown"),
    [
        ("<p>Còn {{ n }} ngày làm việc</p>", {"n": 3}, "<p>3 working days left</p>"),
        ("<p>Còn {{ n }} ngày\n  làm việc</p>", {"n": 1}, "<p>1 working day left</p>"),
        ("<p>Chào {{ a }}, hạn {{ b }}</p>", {"a": "<An>", "b": 2}, "<p>Due 2, &lt;An&gt;</p>"),
        ('<div aria-label="Bảng trả nợ">', {}, '<div aria-label="Repayment table">'),
        ("<a> Xem </a>", {}, "<a> View </a>"),
        ("<p>{{ state }}</p>", {"state": "Đã nhận"}, "<p>Received</p>"),
        ("<p>{% if x %}Đã nhận{% else %}Xem{% endif %}</p>", {"x": 1}, "<p>Received</p>"),
        ('{{ "Đã nhận" ~ "!" }}', {}, "Received!"),
        ("<p><strong>Chú ý.</strong> Hồ sơ {{ n }}</p>", {"n": 7},
         "<p><strong>Note.</strong> Dossier 7</p>"),
        ('{% if x == "Đã nhận" %}yes{% endif %}', {"x": "Đã nhận"}, "yes"),
        # What somebody typed, and what is not shown, stays.
        ("<textarea>{{ typed }}</textarea>", {"typed": "Đã nhận"}, "<textarea>Đã nhận</textarea>"),
        ('<input value="{{ typed }}">', {"typed": "Đã nhận"}, '<input value="Đã nhận">'),
        ("<script>Xem</script>", {}, "<script>Xem</script>"),
        ("<p>Lời của một người</p>", {}, "<p>Lời của một người</p>"),
    ],
)  # fmt: skip
def test_a_template_in_english(source: str, values: dict[str, object], shown: str) -> None:
    assert english(source, **values) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Còn 12 ngày làm việc", "12 working days left"),
        ("Trạng thái: Đã nhận", "State: Received"),
        ("ngày 12/03/2026", "on 12/03/2026"),
        ("ngày mai chúng tôi họp", "ngày mai chúng tôi họp"),
        (" Đã nhận ", " Received "),
        (" Trạng thái: Đã nhận", " State: Received"),
        ("Đã nhận: Xem", "Received: View"),
        ("Đã nhận, Xem", "Received, View"),
        ("Đã nhận, rồi chờ", "Đã nhận, rồi chờ"),
        ("Đã nhận · HTX Na", "Received · HTX Na"),
        ("Thứ Sáu, 27/11/2026", "Friday, 27/11/2026"),
        ("An", "An"),
    ],
)
def test_a_sentence_is_found(text: str, shown: str) -> None:
    assert CATALOGUE.said(text) == shown


def test_messages_in_a_row_are_each_said_and_somebodys_own_words_are_not() -> None:
    first, then = "Nhận ngày {0}, từ hôm sau.", " Hạn {0} ngày làm việc."
    spoken = catalogue_of({first: "Received {0}.", then: " Limit {0} days."})
    said = spoken.said("Nhận ngày 2/3, từ hôm sau. Hạn 20 ngày làm việc.")
    assert said == "Received 2/3. Limit 20 days."
    own = "Nhận ngày 2/3, từ hôm sau. Xe không vào được."
    assert spoken.said(own) == own


@given(st.lists(st.text("ab. ", max_size=3), min_size=2, max_size=4), st.text("ab. ", max_size=12))
def test_values_stand_where_a_pattern_finds_them(own: list[str], text: str) -> None:
    pattern = "(.+?)".join(map(re.escape, own))
    found = re.fullmatch(pattern, text, re.DOTALL)
    assert values_in(own, text) == (list(found.groups()) if found else None)


def test_messages_of_code_and_template() -> None:
    code = 'def f(n):\n    """Lời chú."""\n    return f"Còn {n:d} ngày", "Nhập %(max)d ký tự"\n'
    assert set(code_messages(code)) == {"Còn {0} ngày", "Nhập {0} ký tự"}
    assert set(code_messages('re.sub("[đĐ]", found); text(f"INSERT \'Tệp\' {n}")')) == set()
    source = '<p title="Xem">Có {{ n }} hồ sơ {% if a == "Khác" %}</p>'
    found = template_messages(source, jinja2.Environment(autoescape=True))
    assert set(found) == {"Xem", "Có {0} hồ sơ", "Khác"}


@given(st.text(alphabet="<>/\"'=ab -!é", max_size=40), st.integers(0, 40))
def test_nothing_of_a_page_is_lost(html: str, cut: int) -> None:
    """Read whole or in two parts: the same characters come out."""
    scanner = Scanner()
    read = [*scanner.read(html[:cut]), *scanner.read(html[cut:])]
    assert "".join(piece.text for piece in read) == html


def test_every_message_is_in_english() -> None:
    """And nothing is translated that is not said any more."""
    kept = json.loads(FILE.read_text())
    said = messages(ROOT, jinja2.Environment(autoescape=True))
    assert said - set(kept) == set()
    assert set(kept) - said == set()
    assert all((ROOT / name).is_file() for name in LEFT_OUT_MODULES)


def test_no_value_is_invented() -> None:
    for message, english in json.loads(FILE.read_text()).items():
        given = {one[0] for one in VALUE.findall(message)}
        assert {one[0] for one in VALUE.findall(english)} <= given, message


def test_values_choose_words() -> None:
    assert filled("{0} {0?petition|petitions} of {1}", ["1", "An"]) == "1 petition of An"
    assert has_words("Xem")
    assert not has_words("{0} · <strong>{1}</strong>&nbsp;")
    assert isinstance(next(Scanner().read("ab")), Words)
    assert BilingualEnvironment.get_template is not jinja2.Environment.get_template
