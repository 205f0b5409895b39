"""The check page: who holds code or file learns what stands on the letter, others nothing more."""

import io
import re
from dataclasses import replace
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from letters.actions import issue, seal
from letters.content import LetterContent
from letters.models import Letter
from letters.rules import format_token, grouped
from letters.signing import load_signer
from tests.letters import BODY, RECEIPT, SIGNED_AT, official_letter, receipt, transfer_slip

PAGE = "/kiem-tra-van-ban"
CANARY = "Nội dung riêng không ai khác được thấy"
GENUINE = "Đúng là văn bản đã phát hành"
STRANGE = "Không khớp: tệp này không phải bản đã phát hành"


def sealed(app: Flask, session: Session, content: LetterContent) -> tuple[Letter, bytes]:
    """Return an issued letter and its file."""
    letter = issue(session, content, SIGNED_AT)
    signer = load_signer(app.extensions["settings"])
    vault = app.extensions["vault"]
    document = seal(session, vault, letter, signer, SIGNED_AT)
    session.commit()
    return letter, vault.get(document.sha256)


def address(letter: Letter) -> str:
    return f"{PAGE}/{format_token(letter.check_token)}"


def upload(
    client: FlaskClient, url: str, content: bytes, name: str = "ban-sao.pdf"
) -> TestResponse:
    return client.post(url, data={"copy": (io.BytesIO(content), name)})


def said(response: TestResponse) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", response.text)).split())


@pytest.fixture
def secret() -> LetterContent:
    """A letter whose words must not show."""
    return official_letter(replace(BODY, subject=CANARY, opening=CANARY, closing=CANARY))


def test_the_code_shows_what_stands_on_the_letter(
    app: Flask, session: Session, client: FlaskClient, secret: LetterContent
) -> None:
    letter, _ = sealed(app, session, secret)
    page = said(client.get(address(letter)))
    assert letter.document is not None
    for words in (
        "Công văn số 01/LMHTX-CSPT", "05/12/2024", "Hợp tác xã Nông sản Vân Nham",
        "Hoàng Văn Thái, Phó chủ tịch", grouped(letter.document.sha256),
        format_token(letter.check_token),
    ):  # fmt: skip
        assert words in page
    assert CANARY not in page


def test_a_typed_code_leads_to_the_letter(session: Session, client: FlaskClient) -> None:
    letter = issue(session, official_letter(), SIGNED_AT)
    typed = format_token(letter.check_token).lower().replace("-", " ")
    answer = client.get(PAGE, query_string={"ma": typed})
    assert (answer.status_code, answer.location) == (303, address(letter))


def test_a_number_tells_no_more_than_that_it_was_given(
    app: Flask, session: Session, client: FlaskClient, secret: LetterContent
) -> None:
    letter, _ = sealed(app, session, secret)
    page = said(client.get(PAGE, query_string={"ma": "Số: 1/lmhtx-cspt"}))
    assert "Văn bản mang số 01/LMHTX-CSPT" in page
    assert "05/12/2024" in page
    for hidden in (CANARY, letter.addressee, "Hoàng Văn Thái", format_token(letter.check_token)):
        assert hidden not in page


@pytest.mark.parametrize("url", [f"{PAGE}?ma=02/LMHTX-CSPT", f"{PAGE}?ma=abc", f"{PAGE}/abc"])
def test_what_is_not_found_is_said_kindly(client: FlaskClient, url: str) -> None:
    answer = client.get(url)
    assert answer.status_code == 404
    assert "Hãy so lại từng chữ với bản in." in said(answer)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("KN-2026-000123-7", "Đây là mã hồ sơ"),
        ("kn 2026 000123 7", "Đây là mã hồ sơ"),
        ("17D2 7C68 2649", "Đây là mã biên nhận"),
    ],
)
def test_a_code_of_something_else_is_told_where_it_belongs(
    client: FlaskClient, typed: str, words: str
) -> None:
    for url in (f"{PAGE}?ma={typed}", f"{PAGE}/{typed}"):
        answer = client.get(url)
        assert answer.status_code == 404
        assert words in said(answer)
        assert 'href="/tra-cuu' in answer.text
        assert "chỗ cần sửa" not in said(answer)


@pytest.mark.parametrize("typed", ["", " ", "x" * 81])
def test_a_code_must_be_typed(client: FlaskClient, typed: str) -> None:
    answer = client.get(PAGE, query_string={"ma": typed})
    assert answer.status_code == 422
    assert "Có 1 chỗ cần sửa" in said(answer)


def test_the_issued_file_is_genuine_on_both_pages(
    app: Flask, session: Session, client: FlaskClient
) -> None:
    letter, file = sealed(app, session, official_letter())
    for url in (PAGE, address(letter)):
        page = said(upload(client, url, file))
        assert GENUINE in page
        assert "Công văn số 01/LMHTX-CSPT" in page
        assert STRANGE not in page


def test_one_changed_byte_is_not_genuine(app: Flask, session: Session, client: FlaskClient) -> None:
    letter, file = sealed(app, session, official_letter())
    changed = file[:2000] + bytes([file[2000] ^ 1]) + file[2001:]
    for url in (PAGE, address(letter)):
        answer = upload(client, url, changed)
        assert STRANGE in said(answer)
        above = answer.text.partition("<h1>")[0]
        assert 'role="alert"' in above
        assert "panel--stop" in above
        assert "tag--done" not in answer.text
        assert GENUINE not in said(answer)


def test_another_issued_letter_is_told_apart(
    app: Flask, session: Session, client: FlaskClient
) -> None:
    letter, _ = sealed(app, session, official_letter())
    _, other = sealed(app, session, receipt())
    page = said(upload(client, address(letter), other))
    assert "Không khớp: tệp này không phải văn bản dưới đây" in page
    assert "số 01/GBN-LMHTX , ngày 05/12/2024" in page
    assert RECEIPT.cooperative not in page


def test_a_receipt_has_no_signer(app: Flask, session: Session, client: FlaskClient) -> None:
    letter, _ = sealed(app, session, receipt())
    page = said(client.get(address(letter)))
    assert "Giấy biên nhận số 01/GBN-LMHTX" in page
    assert "Lập tự động, không có chữ ký" in page


def test_until_the_file_is_made_the_page_says_so(session: Session, client: FlaskClient) -> None:
    letter = issue(session, transfer_slip(), SIGNED_AT)
    for answer in (client.get(address(letter)), upload(client, address(letter), b"%PDF-1.7")):
        page = said(answer)
        assert "Văn bản đang được tạo" in page
        assert "Phiếu chuyển số 01/PC-LMHTX" in page
        assert "Mã tệp" not in page
        assert "Không khớp" not in page


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ({}, "Chọn tệp PDF cần kiểm tra."),
        ({"copy": "kein Tệp"}, "Chọn tệp PDF cần kiểm tra."),
        ({"copy": (io.BytesIO(b""), "")}, "Chọn tệp PDF cần kiểm tra."),
        ({"copy": (io.BytesIO(b""), "rong.pdf")}, "Tệp không có nội dung."),
    ],
)
def test_a_missing_copy_is_asked_for(
    client: FlaskClient, data: dict[str, object], text: str
) -> None:
    answer = client.post(PAGE, data=data, content_type="multipart/form-data")
    assert answer.status_code == 422
    assert text in said(answer)


def test_a_huge_copy_is_refused_before_it_is_read(client: FlaskClient) -> None:
    answer = client.post(
        PAGE,
        input_stream=io.BytesIO(b"--x"),
        content_type="multipart/form-data; boundary=x",
        environ_overrides={"CONTENT_LENGTH": str(21 * 1024 * 1024)},
    )
    assert answer.status_code == 413


def test_texts_of_a_letter_are_escaped(session: Session, client: FlaskClient) -> None:
    script = "<script>alert(1)</script>"
    letter = issue(session, official_letter(replace(BODY, addressees=(script,))), SIGNED_AT)
    assert script not in client.get(address(letter)).text
    assert script not in client.get(PAGE, query_string={"ma": script}).text
    assert script not in client.get(f"{PAGE}/{script}").text


def test_a_copy_needs_the_token_of_the_page(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, name="WTF_CSRF_ENABLED", value=True)
    assert upload(client, PAGE, b"%PDF-1.7").status_code == 400


def test_nobody_tries_codes_all_day(client: FlaskClient) -> None:
    answers = [client.get(f"{PAGE}/{'0' * 16}").status_code for _ in range(21)]
    assert answers == [404] * 20 + [429]
