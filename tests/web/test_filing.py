"""A cooperative files a petition through pages: four steps, errors kept, files, once."""

import io
import re
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from cooperatives.models import Mandate
from documents.models import Document
from dossiers.models import Dossier
from feedback.answer_actions import publish
from feedback.models import Petition, PetitionDraft
from letters.actions import seal
from store.models import OutboxMessage
from tests.make import broken_vault, make_cooperative, make_representative
from tests.world import World, sign_in

PDF = b"%PDF-1.7\n" + b"a paper " * 100
SENDER = {
    "contact_name": "Hoàng Văn Thắng",
    "contact_phone": "0912 345 678",
    "contact_email": "",
}
CONTENT = {
    "topic_code": "credit_fund",
    "subject": "Đề nghị nâng mức vay của Quỹ",
    "situation": "Mức vay hiện nay quá thấp so với chi phí làm kho lạnh.",
    "demands-0": "Nâng mức vay tối đa",
    "demands-1": "Cho vay tín chấp",
    "commune_code": "",
    "may_publish": "1",
}


def draft_of(session: Session, account_id: int) -> PetitionDraft:
    found = select(PetitionDraft).where(PetitionDraft.account_id == account_id)
    return session.scalars(found.order_by(PetitionDraft.id.desc()).limit(1)).one()


def count(session: Session, model: type) -> int:
    return session.scalar(select(func.count()).select_from(model)) or 0


def begin(world: World, client: FlaskClient) -> str:
    """Take step 1 and return the path of the draft."""
    sign_in(client, world.owner)
    data = SENDER | {"cooperative_id": str(world.cooperative.id)}
    answer = client.post("/kien-nghi/moi", data=data)
    assert answer.status_code == 303
    assert answer.location is not None
    return answer.location


def ready(world: World, client: FlaskClient) -> str:
    """Take steps 1 and 2 and return the path of the draft."""
    path = begin(world, client)
    assert client.post(path, data=CONTENT).location == f"{path}/giay-to"
    return path


def upload(client: FlaskClient, path: str, *files: tuple[str, bytes], **data: str) -> TestResponse:
    sent = {"files": [(io.BytesIO(content), name) for name, content in files], **data}
    page = client.post(f"{path}/giay-to", data=sent, content_type="multipart/form-data")
    page.request.environ["wsgi.input"].close()  # a large one is a file that the client opened
    return page


def test_a_petition_is_filed_in_four_steps(world: World, client: FlaskClient) -> None:
    sign_in(client, world.owner)
    start = client.get("/kien-nghi/moi").text
    assert world.cooperative.name in start
    assert world.owner.full_name in start
    path = begin(world, client)
    assert "Bước 2 trong 4" in client.get(path).text
    assert client.post(path, data=CONTENT).location == f"{path}/giay-to"
    assert upload(client, path, ("Phương án.pdf", PDF)).location == f"{path}/xem-lai"
    check = client.get(f"{path}/xem-lai").text
    for shown in ("Nâng mức vay tối đa", "Phương án.pdf", "0912\u00a0345\u00a0678", "Vốn vay"):
        assert shown in check
    filed = client.post(f"{path}/gui")
    assert filed.status_code == 303
    petition = world.session.scalars(select(Petition)).one()
    dossier = petition.dossier
    assert filed.location == f"/kien-nghi/{dossier.code}/phieu"
    assert f"{dossier.due_on:%d/%m/%Y}" in check
    assert [demand.text for demand in petition.demands] == [
        "Nâng mức vay tối đa",
        "Cho vay tín chấp",
    ]
    assert petition.contact_phone == "0912345678"
    assert [paper.title for paper in dossier.papers] == ["Phương án.pdf"]
    receipt = client.get(filed.location)
    assert dossier.code in receipt.text
    assert "<svg" in receipt.text
    assert "hẹn 15" in receipt.text


def test_what_was_typed_is_kept_with_its_errors(world: World, client: FlaskClient) -> None:
    path = begin(world, client)
    wrong = CONTENT | {"topic_code": "", "subject": "x" * 201, "demands-0": "", "demands-1": ""}
    page = client.post(path, data=wrong)
    assert page.status_code == 422
    assert "Có 3 chỗ cần sửa" in page.text
    for text in ("Chọn lĩnh vực của kiến nghị", "nhiều nhất 200 ký tự", "Viết ít nhất một đề nghị"):
        assert text in page.text
    assert CONTENT["situation"] in page.text
    assert "x" * 201 in client.get(path).text
    assert client.get(f"{path}/xem-lai").location == f"{path}?kiem-tra=1"
    assert "Chọn lĩnh vực của kiến nghị" in client.get(f"{path}?kiem-tra=1").text
    assert client.post(f"{path}/gui").status_code == 303
    assert count(world.session, Dossier) == 0


def test_a_text_that_is_too_long_is_kept_whole(world: World, client: FlaskClient) -> None:
    path = begin(world, client)
    assert "maxlength" not in client.get(path).text, "a browser cuts what is pasted without a word"
    long = {"subject": "dài " * 60, "situation": "dài " * 1100, "demands-0": "dài " * 500}
    page = client.post(path, data=CONTENT | long)
    assert page.status_code == 422
    assert page.text.count("Viết ngắn hơn") >= 2 * len(long), "in the summary and at the field"
    kept = draft_of(world.session, world.owner.id).data
    assert kept["situation"] == long["situation"].strip()


def test_the_contact_is_checked_too(world: World, client: FlaskClient) -> None:
    sign_in(client, world.owner)
    data = SENDER | {"contact_phone": "0912 345", "contact_email": "ở nhà"}
    page = client.post("/kien-nghi/moi", data=data)
    assert page.status_code == 422
    assert "Số điện thoại còn thiếu chữ số" in page.text
    assert "Thư điện tử chưa đúng" in page.text
    assert 'value="0912 345"' in page.text
    path = ready(world, client)
    draft = draft_of(world.session, world.owner.id)
    draft.data = draft.data | {"contact_phone": ""}
    world.session.commit()
    moved = client.get(f"{path}/xem-lai").location
    assert moved == f"/kien-nghi/moi?nhap={draft.id}"
    client.post(moved, data=SENDER | {"nhap": str(draft.id)})
    assert client.get(f"{path}/xem-lai").status_code == 200


@pytest.mark.parametrize("phone", ["abc", "--", "gọi 0912 345 678", "٠٩١٢٣٤٥٦٧٨"])
def test_words_are_no_telephone_number(world: World, client: FlaskClient, phone: str) -> None:
    sign_in(client, world.owner)
    data = SENDER | {"cooperative_id": str(world.cooperative.id), "contact_phone": phone}
    page = client.post("/kien-nghi/moi", data=data)
    assert page.status_code == 422
    assert "Số điện thoại chưa đúng" in page.text


PART = b'--x\r\nContent-Disposition: form-data; name="subject"\r\n\r\n\xff\xfe\r\n--x--\r\n'


@pytest.mark.parametrize(
    ("kind", "body", "status", "words"),
    [
        ("application/x-www-form-urlencoded", b"subject=%ff%fe", 400, "không đọc được"),
        ("application/x-www-form-urlencoded", b"subject=\xff\xfe", 400, "không đọc được"),
        ("multipart/form-data; boundary=x", PART, 400, "không đọc được"),
        ("application/x-www-form-urlencoded", b"subject=" + b"x" * 2**21, 413, "2 MB"),
    ],
)
def test_bytes_that_are_no_text_and_too_much_text_change_nothing(
    world: World, client: FlaskClient, kind: str, body: bytes, status: int, words: str
) -> None:
    path = ready(world, client)
    answer = client.post(path, data=body, content_type=kind)
    assert answer.status_code == status
    assert words in answer.text
    assert CONTENT["subject"] in client.get(path).text


def version_on(client: FlaskClient, path: str) -> str:
    found = re.search(r'name="version" value="(\w+)"', client.get(path).text)
    assert found is not None
    return found[1]


def test_two_pages_of_one_draft_lose_nothing(world: World, client: FlaskClient) -> None:
    path = begin(world, client)
    older = version_on(client, path)
    assert client.post(path, data=CONTENT | {"version": older}).status_code == 303
    again = client.post(path, data=CONTENT | {"version": older})
    assert again.status_code == 303, "what says the same overtakes nothing"
    other = CONTENT | {"situation": "Gõ ở thẻ cũ", "demands-1": "", "version": older}
    tried = client.post(path, data=other, headers={"X-Autosave": "1"})
    assert (tried.status_code, tried.data) == (409, b"")
    page = client.post(path, data=other)
    assert page.status_code == 409
    assert "vừa được lưu ở một thẻ hoặc máy khác" in page.text
    assert "Gõ ở thẻ cũ" in page.text
    assert CONTENT["situation"] in page.text
    assert "Nâng mức vay tối đa\nCho vay tín chấp" in page.text
    assert "Bản đã lưu: Lĩnh vực" not in page.text, "only what differs stands beside"
    assert "data-autosave=" not in page.text
    kept = draft_of(world.session, world.owner.id).data
    assert kept["situation"] == CONTENT["situation"]
    shown = re.search(r'name="version" value="(\w+)"', page.text)
    assert shown is not None
    assert client.post(path, data=other | {"version": shown[1]}).status_code == 303
    assert draft_of(world.session, world.owner.id).data["situation"] == "Gõ ở thẻ cũ"


def test_papers_of_another_page_do_not_overtake(world: World, client: FlaskClient) -> None:
    path = ready(world, client)
    version = version_on(client, path)
    upload(client, path, ("a.pdf", PDF))
    changed = CONTENT | {"subject": "Tóm tắt khác", "version": version}
    assert client.post(path, data=changed).status_code == 303


def test_a_link_of_two_thousand_letters_is_no_word(world: World, client: FlaskClient) -> None:
    """PostgreSQL refuses to look for one: the draft could not be opened, nor screened."""
    path = begin(world, client)
    link = "https://" + "a1b2" * 600
    sent = client.post(path, data=CONTENT | {"subject": "Rác", "situation": f"Xem {link}"})
    assert sent.location == f"{path}/giay-to"
    assert client.get(path).status_code == 200
    filed = client.post(f"{path}/gui")
    assert filed.status_code == 303
    petition = world.session.scalars(select(Petition).order_by(Petition.dossier_id.desc())).first()
    assert petition is not None
    world.screen_and_route(petition)
    for search in ("/tra-loi?q=", "/tra-cuu?q=", "/ho-so?q=", "/api/v1/answers?q="):
        assert client.get(search + link[8:]).status_code in (200, 422)


def test_a_script_saves_while_one_types(world: World, client: FlaskClient) -> None:
    path = begin(world, client)
    half = {"subject": "Mới gõ nửa", "situation": "Vay\x00 vốn", "topic_code": "\x00"}
    saved = client.post(path, data=half, headers={"X-Autosave": "1"})
    assert saved.status_code == 200
    assert saved.json == {"version": version_on(client, path)}
    assert draft_of(world.session, world.owner.id).data["situation"] == "Vay vốn"
    assert "Mới gõ nửa" in client.get("/ho-so").text


def test_demands_are_added_and_removed_without_a_script(world: World, client: FlaskClient) -> None:
    path = begin(world, client)
    more = client.post(path, data=CONTENT | {"add": "1"}).location
    assert more == f"{path}?them=1#demands-2"
    assert len(re.findall(r'name="demands-\d+"', client.get(f"{path}?them=1").text)) == 3
    client.post(path, data=CONTENT | {"remove": "demands-0"})
    draft = draft_of(world.session, world.owner.id)
    assert draft.data["demands"] == ["Cho vay tín chấp"]
    many = CONTENT | {f"demands-{number}": f"Điều {number}" for number in range(11)}
    page = client.post(path, data=many)
    assert page.status_code == 422
    assert "Nhiều nhất 10 đề nghị" in page.text
    assert "Điều 10" in page.text


def test_one_saves_and_leaves_and_throws_away(world: World, client: FlaskClient) -> None:
    path = begin(world, client)
    assert client.post(path, data={"subject": "Dở dang", "leave": "1"}).location == "/ho-so"
    page = client.get("/ho-so").text
    assert "Đã lưu bản nháp" in page
    assert "Dở dang" in page
    assert client.post(f"{path}/bo").location == "/ho-so"
    assert client.get(path).status_code == 404


def test_a_blank_draft_is_taken_up_again(world: World, client: FlaskClient) -> None:
    assert begin(world, client) == begin(world, client)
    ready(world, client)
    assert count(world.session, PetitionDraft) == 1
    begin(world, client)
    assert count(world.session, PetitionDraft) == 2


def test_files_that_pass_are_kept_beside_those_that_do_not(
    world: World, client: FlaskClient
) -> None:
    path = ready(world, client)
    page = upload(
        client,
        path,
        ("tốt.pdf", PDF),
        ("virus.pdf", b"MZ this is a program"),
        ("trang.html", b"<!doctype html><script>alert(1)</script>"),
        ("to.pdf", PDF + b"x" * (20 * 1024 * 1024)),
        ("rỗng.pdf", b""),
    )
    assert page.status_code == 422
    assert "Đã tải lên 1 tệp" in page.text
    for text in ("“virus.pdf” không phải", "“trang.html” không phải", "“to.pdf” lớn hơn 20 MB"):
        assert text in page.text
    assert "“rỗng.pdf” không có nội dung" in page.text
    upload(client, path, *((f"{number}.pdf", PDF) for number in range(8)), upload="1")
    page = upload(client, path, ("thứ mười.pdf", PDF), ("thứ mười một.pdf", PDF))
    assert "chưa nhận “thứ mười một.pdf”" in page.text
    assert "Đã đủ số tệp" in page.text
    assert len(draft_of(world.session, world.owner.id).document_ids) == 10


def test_a_file_of_a_draft_is_handed_out_and_removed(world: World, client: FlaskClient) -> None:
    path = ready(world, client)
    upload(client, path, ("Phương án.pdf", PDF), upload="1")
    draft = draft_of(world.session, world.owner.id)
    place = f"{path}/giay-to/{draft.document_ids[0]}"
    sent = client.get(place, buffered=True)
    assert sent.data == PDF
    assert sent.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in sent.headers["Content-Security-Policy"]
    assert "no-store" in sent.headers["Cache-Control"]
    assert client.get(f"{path}/giay-to/999999").status_code == 404
    assert client.post(f"{place}/bo").status_code == 303
    assert client.post(f"{place}/bo").status_code == 404
    world.session.refresh(draft)
    assert draft.document_ids == []
    assert client.get(place).status_code == 404


def test_a_full_disk_loses_nothing(
    app: Flask, world: World, client: FlaskClient, tmp_path: Path
) -> None:
    path = ready(world, client)
    with broken_vault(app, tmp_path / "files"):
        page = upload(client, path, ("Phương án.pdf", PDF))
    assert page.status_code == 422
    assert "Chưa lưu được tệp “Phương án.pdf”" in page.text
    assert draft_of(world.session, world.owner.id).data["subject"] == CONTENT["subject"]
    assert upload(client, path, ("Phương án.pdf", PDF)).status_code == 303


def test_a_session_that_ended_gives_back_what_was_typed(world: World, client: FlaskClient) -> None:
    path = begin(world, client)
    client.post("/dang-xuat")
    page = client.post(path, data=CONTENT)
    assert page.status_code == 401
    assert CONTENT["situation"] in page.text
    assert f'href="/dang-nhap?next={path}"' in page.text
    assert f'href="/dang-nhap?next={path}"' in client.post(f"{path}/gui").text
    assert CONTENT["topic_code"] not in page.text, "a code is nothing that somebody wrote"


def test_twice_is_once(world: World, client: FlaskClient) -> None:
    path = ready(world, client)
    first, second = client.post(f"{path}/gui"), client.post(f"{path}/gui")
    assert first.location == second.location
    assert count(world.session, Dossier) == 1
    screens = select(func.count()).where(OutboxMessage.task == "feedback.screen")
    assert world.session.scalar(screens) == 1
    assert client.get(path).location == first.location
    late = client.post(path, data={"subject": "Muộn"}, headers={"X-Autosave": "1"})
    assert late.status_code == 303
    assert draft_of(world.session, world.owner.id).data["subject"] == CONTENT["subject"]


def test_nobody_else_sees_a_draft(world: World, client: FlaskClient) -> None:
    path = ready(world, client)
    upload(client, path, ("Phương án.pdf", PDF), upload="1")
    draft = draft_of(world.session, world.owner.id)
    colleague = make_representative(world.session, world.cooperative)
    world.session.commit()
    sign_in(client, colleague)
    unknown = client.get("/kien-nghi/nhap/999999").text
    for rest in ("", "/giay-to", "/xem-lai", f"/giay-to/{draft.document_ids[0]}"):
        page = client.get(f"{path}{rest}")
        assert (page.status_code, page.text) == (404, unknown)
    for rest in ("", "/giay-to", "/gui", "/bo", f"/giay-to/{draft.document_ids[0]}/bo"):
        assert client.post(f"{path}{rest}", data=CONTENT).status_code == 404
    assert client.get(f"/kien-nghi/moi?nhap={draft.id}").status_code == 404
    for number in ("99999999999999999999", "x"):
        assert client.get(f"/kien-nghi/nhap/{number}").status_code == 404
        assert client.get(f"/kien-nghi/moi?nhap={number}").status_code == 404
    form = {"nhap": "9" * 4301}  # more digits than Python reads
    assert client.post("/kien-nghi/moi", data=form).status_code == 404


def test_who_speaks_no_longer_for_a_cooperative_does_not_file(
    world: World, client: FlaskClient
) -> None:
    path = ready(world, client)
    mandate = world.session.scalars(select(Mandate)).one()
    mandate.ends_on = date(2026, 1, 1)
    world.session.commit()
    page = client.post(f"{path}/gui")
    assert page.status_code == 409
    assert "Bản nháp vẫn được giữ" in page.text
    assert count(world.session, Dossier) == 0
    assert "chưa được gắn với hợp tác xã" in client.get("/kien-nghi/moi").text


def test_who_speaks_for_two_chooses_one(world: World, client: FlaskClient) -> None:
    other = make_cooperative(world.session, name="Hợp tác xã Hồi sạch")
    foreign = make_cooperative(world.session, name="Hợp tác xã của người khác")
    world.session.add(
        Mandate(
            account_id=world.owner.id,
            cooperative_id=other.id,
            position="Giám đốc",
            starts_on=date(2024, 1, 1),
        )
    )
    world.session.commit()
    choices = sign_in(client, world.owner).get("/kien-nghi/moi").text
    assert "Hợp tác xã Hồi sạch" in choices
    assert foreign.name not in choices
    for wrong in ("", str(foreign.id)):
        assert (
            client.post("/kien-nghi/moi", data=SENDER | {"cooperative_id": wrong}).status_code
            == 422
        )
    client.post("/kien-nghi/moi", data=SENDER | {"cooperative_id": str(other.id)})
    assert draft_of(world.session, world.owner.id).cooperative_id == other.id


def test_the_receipt_is_the_same_file_before_and_after_it_was_kept(
    app: Flask, world: World, client: FlaskClient
) -> None:
    path = ready(world, client)
    receipt = client.post(f"{path}/gui").location
    assert receipt is not None
    before = count(world.session, Document)
    made = client.get(f"{receipt}.pdf", buffered=True)
    assert made.data.startswith(b"%PDF")
    assert made.headers["Content-Disposition"].startswith("attachment")
    assert count(world.session, Document) == before
    letter = world.session.scalars(select(Petition)).one().receipt_letter
    assert letter is not None
    document = seal(world.session, app.extensions["vault"], letter, None, letter.issued_at)
    world.session.commit()
    kept = client.get(f"{receipt}.pdf", buffered=True)
    assert kept.data == made.data
    place = app.extensions["vault"].path(document.sha256)
    for damage in (lambda: place.write_bytes(b"?" + made.data[1:]), place.unlink):
        damage()
        assert client.get(f"{receipt}.pdf", buffered=True).data == made.data


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_looking_changes_nothing(world: World, client: FlaskClient, method: str) -> None:
    path = ready(world, client)
    upload(client, path, ("Phương án.pdf", PDF), upload="1")
    draft = draft_of(world.session, world.owner.id)
    before = (dict(draft.data), list(draft.document_ids), draft.updated_at)
    paths = [f"{path}{rest}" for rest in ("", "?them=1", "/giay-to", "/xem-lai")]
    for one in ["/kien-nghi/moi", "/ho-so", *paths]:
        assert client.open(one, method=method).status_code == 200
    for rest in ("/gui", "/bo", f"/giay-to/{draft.document_ids[0]}/bo"):
        assert client.open(f"{path}{rest}", method=method).status_code in (404, 405)
    world.session.refresh(draft)
    assert (dict(draft.data), list(draft.document_ids), draft.updated_at) == before
    assert count(world.session, Dossier) == 0


def test_answers_that_may_fit_stand_beside(world: World, client: FlaskClient) -> None:
    petition = world.answered()
    publish(world.session, petition, world.leader.actor, petition.dossier.received_at)
    world.session.commit()
    path = begin(world, client)
    assert "Có thể đã có câu trả lời" not in client.get(path).text
    client.post(path, data=CONTENT)
    assert petition.dossier.subject in client.get(path).text
    assert petition.dossier.subject in client.get(f"{path}/giay-to").text
