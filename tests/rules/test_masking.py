"""What is hidden before an answer becomes public: found with and without tone marks."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback.masking import KINDS, Known, Span, by_hand, hide, suggest, usual_spans
from feedback.public_copy import PublicCopy, PublicPoint, masked, search_words

KNOWN = Known("Hợp tác xã Nông nghiệp Na Chi Lăng", ("Hoàng Văn Thắng",), "4900123456")


def usual(text: str) -> str:
    spans = usual_spans(suggest({"question": text}, KNOWN))
    return hide(text, "question", spans)


@pytest.mark.parametrize(
    ("text", "public"),
    [
        ("Gọi 0912 345 678 hoặc +84912345678", "Gọi [số điện thoại] hoặc [số điện thoại]"),
        ("Máy bàn 0205.3812.345.", "Máy bàn [số điện thoại]."),
        ("CCCD 020085001234, CMND 080123456", "CCCD [số định danh], CMND [số định danh]"),
        ("STK 4900 2050 12345 Agribank", "STK [số tài khoản] Agribank"),
        ("thư a.b@langson.example ạ", "thư [thư điện tử] ạ"),
        ("HTX Na Chi Lăng xin vay", "[tên hợp tác xã] xin vay"),
        ("hop tac xa nong nghiep na chi lang", "[tên hợp tác xã]"),
        ("Nông Nghiệp Na Chi Lăng bán na", "[tên hợp tác xã] bán na"),
        ("Giám đốc hoang van thang ký", "Giám đốc [tên người] ký"),
        ("MST 4900123456 của chúng tôi", "MST [mã số thuế] của chúng tôi"),
    ],
)
def test_what_tells_who_asked_is_hidden(text: str, public: str) -> None:
    assert usual(text) == public
    assert unicodedata.normalize("NFC", usual(unicodedata.normalize("NFD", text))) == public


def test_a_given_name_after_its_title_is_hidden() -> None:
    assert usual("Ông Thắng và bà Bích nói") == "Ông [tên người] và bà Bích nói"


@pytest.mark.parametrize(
    "text",
    [
        "Vay 500.000.000 đồng hoặc 500000000 đồng, trồng 12.500 m2 na ở xã Chi Lăng",
        "Nghị định 45/2021/NĐ-CP ngày 31/3/2021, tài khoản nhận 300.000.000 đồng",
        "MST 0100109106 của bên mua và bà Nông Thị Bích",
        "Các hợp tác xã trồng na",
    ],
)
def test_what_is_no_secret_stays(text: str) -> None:
    assert usual(text) == text


def test_names_and_tax_codes_of_others_are_offered() -> None:
    text = {"question": "MST 0100109106 của bà Nông Thị Bích và đồng chí Vi Văn Toàn."}
    offered = {(one.kind, one.passage, one.is_usual) for one in suggest(text, KNOWN)}
    assert offered == {
        ("tax_code", "0100109106", False),
        ("person", "Nông Thị Bích", False),
        ("person", "Vi Văn Toàn", False),
    }


def test_by_hand_finds_every_place() -> None:
    texts = {"question": "Thôn Nà Lìa, thon na lia.", "text-1": "Về thôn  Nà\nLìa: có."}
    spans, missing = by_hand(texts, ["thôn Nà Lìa", "không có đoạn này"])
    assert missing == ["không có đoạn này"]
    assert hide(texts["question"], "question", spans) == "[đã che], [đã che]."
    assert hide(texts["text-1"], "text-1", spans) == "Về [đã che]: có."


def test_nothing_hidden_is_found_by_the_search() -> None:
    point = PublicPoint(1, "Gọi 0912345678", "agreed", "Đã gọi 0912345678", "")
    written = PublicCopy("HTX Na Chi Lăng hỏi", "Ông Thắng hỏi", (point,))
    spans = usual_spans(suggest(written.texts, KNOWN))
    assert search_words(written, spans) == "hoi ong hoi goi da goi"
    public = masked(written, spans)
    assert (public.title, public.points[0].text) == (
        "[tên hợp tác xã] hỏi",
        "Đã gọi [số điện thoại]",
    )


@given(
    st.text(alphabet="aă đ0912.\n", max_size=60),
    st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=6),
)
def test_what_is_not_hidden_stays_in_its_order(text: str, pairs: list[tuple[int, int]]) -> None:
    """Overlapping or not: every letter outside the spans is there, none inside them."""
    spans = [Span("question", a, b, "hand") for a, b in pairs if 0 <= a < b <= len(text)]
    covered = {n for span in spans for n in range(span.start, span.end)}
    left = "".join(c for n, c in enumerate(text) if n not in covered)
    assert hide(text, "question", spans).replace(f"[{KINDS['hand']}]", "") == left
