"""The sheet follows Nghị định 30/2020: sizes, faces, places, margins, page numbers; PDF/A, tagged.

The numbers are those of docs/rules/letters.md.
"""

import hashlib
import subprocess
import sys
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from letters import render
from letters.content import LetterBody, LetterContent, Point
from letters.drafts import LISTED_MAX, named_in
from letters.rules import Authority, authority_lines, recipient_lines
from letters.sheet import lay_out
from letters.typesetter import compiler
from tests.letters import (
    BODY,
    RECEIPT,
    STAMP,
    minutes,
    official_letter,
    receipt,
    transfer_slip,
)
from tests.pdf import (
    MM_PER_POINT,
    alternatives,
    faces,
    ink_box,
    reader,
    root_of,
    run_of,
    runs,
    text_of,
)

ROOT = Path(__file__).parent.parent.parent
LETTER = render.render(official_letter().stamped(STAMP))
KINDS = [official_letter(), transfer_slip(), receipt(), minutes()]
TINOS = {"Tinos-Regular", "Tinos-Bold", "Tinos-Italic", "Tinos-BoldItalic"}
LONG = "Hợp tác xã đề nghị xem xét, tháo gỡ khó khăn về vốn, đất đai và đường điện. " * 12
LONG_BODY = replace(
    BODY,
    points=tuple(
        Point(f"Về đề nghị thứ {n}", LONG, f"Điều {n} Luật Hợp tác xã") for n in range(1, 11)
    ),
)
LONG_LETTER = render.render(official_letter(LONG_BODY).stamped(STAMP))


def body_of_demands(count: int) -> LetterBody:
    return replace(BODY, points=tuple(Point(f"Về điểm {n}", "Đồng ý.") for n in range(count)))


@pytest.mark.parametrize(
    ("start", "size", "face"),
    [
        ("CỘNG HÒA XÃ HỘI", 12, "Tinos-Bold"),
        ("Độc lập - Tự do", 13, "Tinos-Bold"),
        ("LIÊN MINH HTX VIỆT NAM", 12, "Tinos-Regular"),
        ("LIÊN MINH HỢP TÁC XÃ", 12, "Tinos-Bold"),
        ("TỈNH LẠNG SƠN", 12, "Tinos-Bold"),
        ("Số: 05/LMHTX-CSPT", 13, "Tinos-Regular"),
        ("Lạng Sơn, ngày 05", 13, "Tinos-Italic"),
        ("V/v trả lời kiến nghị", 12, "Tinos-Regular"),
        ("Kính gửi: Hợp tác xã", 14, "Tinos-Regular"),
        ("Liên minh Hợp tác xã tỉnh", 14, "Tinos-Regular"),
        ("1. Về mức vay", 14, "Tinos-Bold"),
        ("Căn cứ: Điều", 14, "Tinos-Italic"),
        ("KT. CHỦ TỊCH", 14, "Tinos-Bold"),
        ("PHÓ CHỦ TỊCH", 14, "Tinos-Bold"),
        ("Hoàng Văn Thái", 14, "Tinos-Bold"),
        ("Ký bởi: Liên minh", 10, "Tinos-Regular"),
        ("Thời gian ký: 05/12/2024 09:14:00 +07:00", 10, "Tinos-Regular"),
        ("Nơi nhận:", 12, "Tinos-BoldItalic"),
        ("- Như trên;", 11, "Tinos-Regular"),
        ("- Lưu: VT, CSPT.", 11, "Tinos-Regular"),
    ],
)
def test_size_and_face_of_each_element(start: str, size: int, face: str) -> None:
    run = run_of(LETTER, start)
    assert (run.face, round(run.size, 1)) == (face, size)


def test_places_of_the_elements() -> None:
    half = 30 + 165 * 0.44  # where the right part of the head begins
    assert run_of(LETTER, "CỘNG HÒA").x_mm > half
    assert run_of(LETTER, "Độc lập").x_mm > half
    number, day = run_of(LETTER, "Số:"), run_of(LETTER, "Lạng Sơn, ngày")
    assert number.y_mm == pytest.approx(day.y_mm, abs=0.1)
    assert number.x_mm < half < day.x_mm
    assert run_of(LETTER, "V/v").y_mm > number.y_mm
    assert run_of(LETTER, "Nơi nhận:").x_mm == pytest.approx(30, abs=0.2)
    assert run_of(LETTER, "KT. CHỦ TỊCH").x_mm > 105
    order = ("KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "Ký bởi", "Thời gian ký", "Hoàng Văn Thái")
    heights = [run_of(LETTER, start).y_mm for start in order]
    assert heights == sorted(heights)


def test_first_lines_are_indented_and_lines_lie_apart() -> None:
    first = run_of(LETTER, "1. Về mức vay")
    assert first.x_mm == pytest.approx(30 + 12.7, abs=0.2)
    second_page = runs(LONG_LETTER, 1)[1:]
    steps = {round((b.y_mm - a.y_mm) / MM_PER_POINT, 1) for a, b in pairwise(second_page)}
    assert steps - {0} == {18.7, 24.7}  # from line to line, and between paragraphs 6 pt more


@pytest.mark.parametrize("content", KINDS, ids=lambda content: content.kind)
def test_margins_on_every_page(content: LetterContent) -> None:
    pages = _pictures(content.stamped(STAMP))
    for page in pages:
        box = ink_box(page)
        assert (box.left > 29, box.right > 14, box.top > 19, box.bottom > 19) == (True,) * 4


def test_minutes_hold_a_table_and_two_signers() -> None:
    file = render.render(minutes().stamped(STAMP))
    assert run_of(file, "BIÊN BẢN").x_mm > 60
    assert run_of(file, "Kết quả biểu quyết").face == "Tinos-Bold"
    head, foot = run_of(file, "Thành viên"), run_of(file, "Cộng")
    assert (head.size, foot.face) == (12, "Tinos-Bold")
    left, right = run_of(file, "THƯ KÝ"), run_of(file, "KT. CHỦ TỊCH")
    assert left.x_mm < 100 < right.x_mm
    assert left.y_mm == pytest.approx(right.y_mm, abs=2)
    assert run_of(file, "Nơi nhận:").y_mm > left.y_mm
    assert not [run for page in (0,) for run in runs(file, page) if "Kính gửi" in run.text]


def test_a_long_table_repeats_its_head() -> None:
    file = render.render(minutes(60).stamped(STAMP))
    for page in range(2):
        assert [run for run in runs(file, page) if run.text.startswith("Số tiền")]


def test_nothing_leaves_the_sheet_however_long() -> None:
    body = replace(
        BODY,
        subject="v" * 400,
        addressees=("x" * 300,),
        opening="https://langson.example/" + "a" * 900,
        points=(Point("b" * 300, "c" * 2000, "d" * 300),),
        recipients=recipient_lines(("e" * 200,), "CSPT"),
        authority=authority_lines(Authority.ORDER, "Trưởng ban " + "rất dài " * 20),
        signer_name="Nguyễn " * 20,
    )
    for content in (official_letter(body), transfer_slip(body)):
        for page in _pictures(content.stamped(STAMP)):
            box = ink_box(page)
            assert (box.left > 29, box.right > 13, box.bottom > 19) == (True,) * 3


def test_page_numbers_from_the_second_page_on() -> None:
    file = LONG_LETTER
    count = len(reader(file).pages)
    assert count >= 3
    assert not [run for run in runs(file) if run.y_mm < 20]
    for page in range(1, count):
        (number,) = [run for run in runs(file, page) if run.y_mm < 20]
        assert (number.text, number.size, number.face) == (str(page + 1), 13, "Tinos-Regular")
        assert number.x_mm == pytest.approx(30 + 165 / 2, abs=2)


def test_the_last_page_holds_words_above_the_signature() -> None:
    """However many lines come before: the signature never stands alone on a page, nor torn.

    The first page is full somewhere between ten points and twenty-five.
    """
    for count in range(10, 26):
        file = render.render(official_letter(body_of_demands(count)).stamped(STAMP))
        last = len(reader(file).pages) - 1
        said = [run.text for run in runs(file, last)]
        where = next(i for i, text in enumerate(said) if text.startswith("Nơi nhận:"))
        assert any("cảm ơn" in text for text in said[:where])
        assert "Hoàng Văn Thái" in said


def test_ten_demands_are_all_there() -> None:
    said = text_of(LONG_LETTER)
    for number in range(1, 11):
        assert f"{number}. Về đề nghị thứ {number}." in said
        assert f"Căn cứ: Điều {number} Luật Hợp tác xã." in said
    assert said.count("điện.") == 120


def test_the_type_is_named_on_a_slip() -> None:
    body = replace(BODY, addressees=("Sở Tài chính", "Sở Công Thương"), enclosures=("Kiến nghị",))
    file = render.render(transfer_slip(body).stamped(STAMP))
    run = run_of(file, "PHIẾU CHUYỂN")
    assert (run.face, run.size) == ("Tinos-Bold", 14)
    said = text_of(file)
    assert "Kính gửi: - Sở Tài chính; - Sở Công Thương." in said
    assert "Gửi kèm: - Kiến nghị" in said
    assert "V/v" not in said


def test_a_receipt_says_everything() -> None:
    said = text_of(render.render(receipt().stamped(STAMP)))
    for words in (
        "GIẤY BIÊN NHẬN", "Số: 05/GBN-LMHTX", RECEIPT.code, RECEIPT.subject, RECEIPT.cooperative,
        RECEIPT.filed_by, "09:14, Thứ Năm, 05/12/2024", "1. Nâng mức vay", "2. Cho vay tín chấp",
        "Phương án kho lạnh.pdf", "Chậm nhất Thứ Năm, 26/12/2024", RECEIPT.derivation,
        RECEIPT.short_hash, "không cần chữ ký", "7K3M-Q2RT-9XAB-04WE",
    ):  # fmt: skip
        assert words in said
    assert "Ký bởi" not in said


def test_a_receipt_of_ten_long_demands_breaks_between_pages() -> None:
    body = replace(RECEIPT, demands=(LONG,) * 10, papers=())
    file = render.render(receipt(body).stamped(STAMP))
    assert len(reader(file).pages) >= 2
    assert text_of(file).count("đường điện.") == 120
    assert "Không có" in text_of(file)


@pytest.mark.parametrize(
    "said",
    [
        "#panic()", '#import "parts.typ"', "*đậm* _nghiêng_ = Đề mục", "<script>alert(1)</script>",
        "$x^2$ `mã` @ai <nhãn>", "// ghi chú", '"trích" \\ \\u{41}', "#sys.inputs.letter", "- mục",
    ],
)  # fmt: skip
def test_texts_are_never_markup(said: str) -> None:
    body = replace(
        BODY, subject=said, addressees=(said,), opening=said, points=(Point(said, said, said),),
        closing=said, recipients=(said,), authority=(said,), signer_name=said, enclosures=(said,),
    )  # fmt: skip
    plain = " ".join(said.split())
    for content in (official_letter(body), transfer_slip(body)):
        assert text_of(render.render(content.stamped(STAMP))).count(plain) >= 9
    slip = replace(RECEIPT, subject=said, cooperative=said, demands=(said,), derivation=said)
    assert text_of(render.render(receipt(slip).stamped(STAMP))).count(plain) >= 5


def test_what_no_face_draws_is_no_fault() -> None:
    body = replace(BODY, opening="Cảm ơn 🙏 你好 العربية \u0000\u202e", signer_name="𝓗𝓸𝓪̀𝓷𝓰")
    assert "Cảm ơn □ □□" in text_of(render.render(official_letter(body).stamped(STAMP)))


@pytest.mark.parametrize("content", KINDS, ids=lambda content: content.kind)
def test_the_file_is_archivable_tagged_and_described(content: LetterContent) -> None:
    file = render.render(content.stamped(STAMP))
    pdf = reader(file)
    root = root_of(file)
    assert b"<pdfaid:part>2</pdfaid:part>" in file
    assert b"<pdfaid:conformance>B</pdfaid:conformance>" in file
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    assert root["/Lang"] == "vi-VN"
    assert pdf.metadata is not None
    assert f" số 05/{content.symbol}: " in (pdf.metadata.title or "")
    assert pdf.metadata.author == "Liên minh Hợp tác xã tỉnh Lạng Sơn"
    assert pdf.metadata.creation_date == STAMP.issued_at
    assert faces(file) <= TINOS
    (alternative,) = alternatives(file)
    assert alternative.startswith("Mã QR dẫn tới trang kiểm tra văn bản, mã 7K3M")


def test_the_same_bytes_in_every_process() -> None:
    """Also while other letters were set before, and in another thread's compiler."""
    program = (
        "import hashlib; from letters import render; from tests.letters import *\n"
        "render.render(receipt().stamped(STAMP))\n"
        "print(hashlib.sha256(render.render(official_letter().stamped(STAMP))).hexdigest())"
    )
    for _ in range(2):
        said = subprocess.check_output([sys.executable, "-c", program], cwd=ROOT, text=True)
        assert said.strip() == hashlib.sha256(LETTER).hexdigest()


def test_only_an_issued_letter_has_a_file() -> None:
    with pytest.raises(ValueError, match="issued"):
        render.render(official_letter())


def test_the_preview_is_the_letter_but_for_number_day_and_seal() -> None:
    pages = render.preview_pages(official_letter(LONG_BODY), date(2024, 12, 4))
    assert all(page.startswith(b"\x89PNG") for page in pages)
    assert len(pages) == len(reader(LONG_LETTER).pages)
    width = int.from_bytes(pages[0][16:20])
    assert width == 1400
    said = _preview_text(official_letter())
    assert "Chữ ký số đặt tại đây" in said
    assert "Số: /LMHTX-CSPT" in said.replace("Số:/", "Số: /")
    assert "tháng 12 năm 2024" in said
    assert "Ký bởi" not in said
    assert "Chữ ký số đặt tại đây" not in text_of(LETTER)


def _pictures(content: LetterContent) -> list[bytes]:
    """The pages, about a millimetre a pixel."""
    inputs = render._inputs(lay_out(content), render._qr("https://langson.example"))
    pages = compiler(render.LETTER).compile(format="png", ppi=24, sys_inputs=inputs)
    return pages if isinstance(pages, list) else [pages or b""]


def _preview_text(content: LetterContent) -> str:
    inputs = render._inputs(lay_out(content, date(2024, 12, 4)), "")
    return text_of(render._one(compiler(render.LETTER).compile(format="pdf", sys_inputs=inputs)))


def test_more_than_a_few_are_invited_by_a_list_behind_the_signature() -> None:
    few, many = (
        named_in([(f"HTX Số {n}", f"Thôn {n}") for n in range(count)], "Các HTX", "Danh sách mời")
        for count in (LISTED_MAX, 60)
    )
    assert (len(few.addressees), few.annexes) == (LISTED_MAX, ())
    assert many.addressees == ("Các HTX theo danh sách gửi kèm",)
    body = replace(BODY, addressees=many.addressees, annexes=many.annexes)
    content = LetterContent("invitation", official_letter().letterhead, "GM-LMHTX", body)
    issued = content.stamped(STAMP)
    assert LetterContent.from_json(issued.to_json()) == issued
    pages = [" ".join(page.extract_text().split()) for page in reader(render.render(issued)).pages]
    assert BODY.signer_name in pages[0]
    assert "DANH SÁCH MỜI (Kèm theo Giấy mời số 05/GM-LMHTX ngày 05 tháng 12" in pages[1]
    assert len(pages) > 2
    assert all("STT Tên Địa chỉ" in page for page in pages[1:]), "the head stands on every page"
    assert "60 HTX Số 59 Thôn 59" in pages[-1]
