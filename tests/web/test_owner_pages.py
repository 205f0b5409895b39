"""A cooperative reads and acts on its own petitions: what it sees, what it never sees."""

import io
import re
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from documents.actions import keep
from documents.models import Document
from documents.rules import check_upload
from dossiers.actions import attach
from dossiers.models import DossierDocument, DossierEvent
from feedback import actions, answer_actions
from feedback.models import Petition, RoutingRule
from tests.make import MORNING, make_cooperative, make_representative, make_unit
from tests.world import TEXT, World, sign_in

PDF = b"%PDF-1.7\n" + b"a paper " * 100
CANARY = "CHIM-HOANG-YEN"


def path(petition: Petition, rest: str = "") -> str:
    return f"/kien-nghi/{petition.dossier.code}{rest}"


def paper(app: Flask, world: World, petition: Petition, audience: str = "owner") -> Document:
    """Add a paper to a petition."""
    upload = check_upload("Sổ họp.pdf", PDF + audience.encode())
    vault = app.extensions["vault"]
    document = keep(world.session, vault, upload, world.owner.id, MORNING)
    attach(world.session, petition.dossier, document, "attachment", audience)
    world.session.commit()
    return document


def asked(world: World) -> Petition:
    """Return a petition that waits for a supplement since two days."""
    petition = world.accepted(datetime.now(UTC) - timedelta(days=9))
    when = datetime.now(UTC) - timedelta(days=2)
    note = "Báo cáo tài chính năm 2025"
    actions.request_supplement(world.session, petition, note, world.officer.actor, when)
    world.session.commit()
    return petition


def test_a_foreign_dossier_looks_like_none(app: Flask, world: World, client: FlaskClient) -> None:
    petition = world.accepted()
    document = paper(app, world, petition)
    stranger = make_representative(world.session, make_cooperative(world.session))
    world.session.commit()
    sign_in(client, stranger)
    unknown = client.get("/kien-nghi/KN-2026-999999-3").text
    code = petition.dossier.code
    foreign = ["", "/phieu", "/phieu.pdf", "/bo-sung", "/them-giay-to", "/nhan-tin", "/rut"]
    for one in [
        *(path(petition, rest) for rest in foreign),
        f"/ho-so/{code}/giay-to/{document.id}",
    ]:
        page = client.get(one)
        assert (page.status_code, page.text) == (404, unknown), one
    for rest in ("/bo-sung", "/them-giay-to", "/nhan-tin", "/rut", "/danh-gia"):
        assert client.post(path(petition, rest), data={"note": "x"}).status_code == 404


def test_the_owner_reads_who_answers_together(world: World, client: FlaskClient) -> None:
    rule = world.session.scalars(select(RoutingRule)).one()
    name = "Sở Nông nghiệp và Môi trường"
    rule.body_ids = [make_unit(world.session, kind="body", name=name).id]
    petition = world.file()
    world.screen_and_route(petition)
    world.session.commit()
    sign_in(client, world.owner)
    assert f"Cùng trả lời: {name}." in client.get(path(petition)).text


def test_the_owner_never_sees_what_staff_write(
    app: Flask, world: World, client: FlaskClient
) -> None:
    petition, session = world.accepted(), world.session
    staff, head = world.officer.actor, world.head.actor
    actions.note(session, petition, f"Ghi chú {CANARY}", staff, MORNING)
    hidden = paper(app, world, petition, "staff")
    draft = world.draft(petition)
    answer = answer_actions.save_answer(session, petition, draft, 0, world.officer, MORNING)
    answer.items[0].text = f"Dự thảo {CANARY}"
    reason = f"Lý do {CANARY}"
    answer_actions.move_answer(session, petition, "submit_draft", "", staff, MORNING)
    answer_actions.move_answer(session, petition, "return_draft", reason, head, MORNING)
    actions.hand_over(
        session, petition, "reassign", world.officer, reason, world.head.actor, MORNING
    )
    session.commit()
    sign_in(client, world.owner)
    for one in ("/ho-so", *(path(petition, rest) for rest in ("", "/phieu", "/them-giay-to"))):
        assert CANARY not in client.get(one).text
    page = client.get(path(petition)).text
    assert f"/giay-to/{hidden.id}" not in page
    assert "Trả lời:" not in page
    assert client.get(f"/ho-so/{petition.dossier.code}/giay-to/{hidden.id}").status_code == 404
    sign_in(client, world.officer)
    assert CANARY in client.get(path(petition)).text


def test_one_dossier_says_where_it_is_and_when_it_is_answered(
    world: World, client: FlaskClient
) -> None:
    petition = world.accepted(datetime.now(UTC))
    page = sign_in(client, world.owner).get(path(petition)).text
    assert "Đã tiếp nhận, đang xem xét" in page
    assert "Ban Chính sách – Phát triển" in page
    assert "Lương Thị Hạnh giữ hồ sơ từ" in page
    assert f"{petition.dossier.due_on:%d/%m/%Y}" in page
    assert "Còn 15 ngày làm việc." in page
    assert 'aria-current="step"' in page
    assert "Nhận xử lý, bắt đầu xem xét." in page
    assert len(re.findall(">[^<]*Tiếp nhận[^<]*<", page)) == 1, "the step, which has another day"
    assert "hẹn 15" in page
    for words in ("Gửi thêm giấy tờ", "Nhắn cho cán bộ", "Rút kiến nghị"):
        assert words in page
    assert "Gửi bổ sung" not in page


def test_the_menu_of_a_telephone_leads_to_the_account_and_out(
    world: World, client: FlaskClient
) -> None:
    menu = sign_in(client, world.owner).get("/ho-so").text.partition('id="danh-muc-tren"')[2]
    menu = menu.partition("</nav>")[0]
    assert world.owner.full_name in menu
    assert "Đăng xuất" in menu


def test_late_is_said(world: World, client: FlaskClient) -> None:
    petition = world.accepted()
    page = sign_in(client, world.owner).get(path(petition)).text
    assert re.search(r"Đã quá hạn \d+ ngày làm việc", page)
    assert "dossiers__late" in client.get("/ho-so").text


def test_a_supplement_moves_the_clock(world: World, client: FlaskClient) -> None:
    petition = asked(world)
    before = petition.dossier.due_on
    sign_in(client, world.owner)
    assert (
        "Báo cáo tài chính năm 2025" in client.get("/ho-so").text + client.get(path(petition)).text
    )
    assert "Đang tạm dừng" in client.get(path(petition)).text
    empty = client.post(path(petition, "/bo-sung"), data={"note": " "})
    assert empty.status_code == 422
    assert "Hãy viết nội dung bổ sung hoặc chọn ít nhất một tệp." in empty.text
    sent = client.post(
        path(petition, "/bo-sung"),
        data={"note": "Gửi báo cáo.", "files": [(io.BytesIO(PDF), "Báo cáo.pdf")]},
    )
    assert sent.location == path(petition)
    assert petition.dossier.state == "accepted"
    assert petition.dossier.paused_on is None
    assert petition.dossier.due_on >= before
    page = client.get(path(petition)).text
    assert "Đã gửi bổ sung" in page
    assert re.search(r'<a href="/ho-so/[^"]+">Báo cáo.pdf</a>', page)
    assert client.post(path(petition, "/bo-sung"), data={"note": "Nữa"}).status_code == 409


def test_who_waits_for_a_supplement_and_who_follows_it(world: World, client: FlaskClient) -> None:
    petition, unit = asked(world), "Ban Chính sách – Phát triển"
    assert f"{unit} theo dõi" in sign_in(client, world.owner).get("/ho-so").text
    page = client.get(path(petition)).text
    assert '<p class="fact">Chờ hợp tác xã bổ sung</p>' in page
    assert f"{unit} theo dõi hồ sơ." in page
    page = sign_in(client, world.officer).get(path(petition)).text
    assert "<dt>Người theo dõi</dt>" in page
    assert "(đang chờ bổ sung)" in page
    assert "(đang giữ)" not in page
    assert "Chờ HTX</td>" in client.get("/ban-lam-viec").text


def test_a_wrong_file_loses_neither_words_nor_good_files(world: World, client: FlaskClient) -> None:
    petition = asked(world)
    sign_in(client, world.owner)
    files = [(io.BytesIO(PDF), "tốt.pdf"), (io.BytesIO(b"MZ"), "xấu.exe")]
    data = {"note": "Kèm hai tệp.", "files": files}
    page = client.post(path(petition, "/bo-sung"), data=data)
    assert page.status_code == 422
    assert "“xấu.exe” không phải" in page.text
    assert "Kèm hai tệp." in page.text
    assert petition.dossier.state == "supplement_requested"
    kept = re.findall(r'name="kept" value="(\d+)"', page.text)
    assert len(kept) == 1
    foreign = keep_for_officer(world)
    wrong = ["x", "99999999999999999999", str(foreign.id)]
    client.post(path(petition, "/bo-sung"), data={"note": "", "kept": kept + wrong})
    papers = world.session.scalars(select(DossierDocument.document_id)).all()
    assert [str(one) for one in papers] == kept


def keep_for_officer(world: World) -> Document:
    """Return a document that somebody else sent."""
    document = Document(
        sha256="0" * 64,
        name="của người khác.pdf",
        media_type="application/pdf",
        size_bytes=1,
        created_at=MORNING,
        created_by_id=world.officer.id,
    )
    world.session.add(document)
    world.session.commit()
    return document


def test_more_papers_do_not_move_the_clock(world: World, client: FlaskClient) -> None:
    petition = world.accepted()
    due_on = petition.dossier.due_on
    sign_in(client, world.owner)
    nothing = client.post(path(petition, "/them-giay-to"), data={"note": "Quên tệp"})
    assert nothing.status_code == 422
    assert "Hãy chọn ít nhất một tệp." in nothing.text
    assert "Quên tệp" in nothing.text
    files = [(io.BytesIO(PDF), f"{number}.pdf") for number in range(11)]
    many = client.post(path(petition, "/them-giay-to"), data={"files": files})
    assert many.status_code == 422
    assert "chưa nhận “10.pdf”" in many.text
    sent = client.post(
        path(petition, "/them-giay-to"), data={"files": [(io.BytesIO(PDF), "a.pdf")]}
    )
    assert sent.status_code == 303
    assert petition.dossier.due_on == due_on


def test_a_message_needs_words(world: World, client: FlaskClient) -> None:
    petition = world.accepted()
    sign_in(client, world.owner)
    assert client.post(path(petition, "/nhan-tin"), data={"note": ""}).status_code == 422
    assert client.post(path(petition, "/nhan-tin"), data={"note": "Mong sớm."}).status_code == 303
    assert world.last(petition).note == "Mong sớm."
    assert world.last(petition).on_behalf_of_id == world.cooperative.id


def test_withdrawing_asks_first(world: World, client: FlaskClient) -> None:
    petition = world.accepted()
    sign_in(client, world.owner)
    for method in ("GET", "HEAD"):
        assert client.open(path(petition, "/rut"), method=method).status_code == 200
    assert petition.dossier.state == "accepted"
    assert client.post(path(petition, "/rut"), data={"note": "Xong rồi."}).status_code == 303
    assert petition.dossier.state == "withdrawn"
    page = client.get(path(petition)).text
    assert "Hợp tác xã đã rút" in page
    assert "Xong rồi." in page
    assert "Rút kiến nghị" not in page
    assert client.get(path(petition, "/rut")).status_code == 409


def test_a_declined_petition_says_why(world: World, client: FlaskClient) -> None:
    petition = world.accepted()
    words = "Việc này do Bảo hiểm xã hội giải quyết."
    actions.decline(
        world.session, petition, "out_of_scope", words, world.officer.actor, MORNING
    )  # fmt: skip
    world.session.commit()
    page = sign_in(client, world.owner).get(path(petition)).text
    assert "Ngoài phạm vi tiếp nhận của Liên minh" in page
    assert words in page


def test_the_answer_is_read_and_rated(world: World, client: FlaskClient) -> None:
    petition = world.answered(datetime.now(UTC))
    world.session.commit()
    sign_in(client, world.owner)
    assert "Đọc và đánh giá" in client.get("/ho-so").text
    page = client.get(path(petition)).text
    assert "Số 01/LMHTX-CSPT" in page
    assert "Trả lời: Cho vay tín chấp theo phương án sản xuất." in page
    assert "Đã trả lời đúng hẹn." in page
    wrong = client.post(path(petition, "/danh-gia"), data={"verdict": "", "note": "Còn vướng"})
    assert wrong.status_code == 422
    assert "Chọn một mức đánh giá" in wrong.text
    assert "Còn vướng" in wrong.text
    rated = client.post(
        path(petition, "/danh-gia"), data={"verdict": "partly", "note": "Còn vướng"}
    )
    assert rated.location == path(petition, "#danh-gia")
    assert petition.verdict == "partly"
    assert "Hài lòng một phần" in client.get(path(petition)).text
    assert "Đọc và đánh giá" not in client.get("/ho-so").text


def test_nobody_rates_before_the_answer(world: World, client: FlaskClient) -> None:
    petition = world.accepted()
    sign_in(client, world.owner)
    data = {"verdict": "satisfied"}
    assert client.post(path(petition, "/danh-gia"), data=data).status_code == 409
    assert petition.verdict is None


def test_a_paper_is_a_sealed_off_download(
    app: Flask, world: World, client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    petition = world.accepted()
    document = paper(app, world, petition)
    place = f"/ho-so/{petition.dossier.code}/giay-to/{document.id}"
    sent = sign_in(client, world.owner).get(place, buffered=True)
    assert sent.data.startswith(b"%PDF")
    assert sent.headers["Content-Disposition"] == (
        "attachment; filename=\"So hop.pdf\"; filename*=UTF-8''S%E1%BB%95%20h%E1%BB%8Dp.pdf"
    )
    assert sent.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert sent.headers["X-Content-Type-Options"] == "nosniff"
    assert sent.headers["Cache-Control"] == "private, no-store"
    other = world.accepted()
    assert client.get(f"/ho-so/{other.dossier.code}/giay-to/{document.id}").status_code == 404
    kept = app.extensions["vault"].path(document.sha256)
    for damage in (lambda: kept.write_bytes(sent.data[:-1] + b"?"), kept.unlink):
        damage()
        gone = client.get(place)
        assert gone.status_code == 500
        assert "tạm thời chưa mở được" in gone.text
    told = [r.getMessage() for r in caplog.records if r.name == "donghanh.documents"]
    assert told == ["file_altered", "file_missing"]


def test_the_list_is_empty_at_first(world: World, client: FlaskClient) -> None:
    page = sign_in(client, world.owner).get("/ho-so").text
    assert "chưa gửi kiến nghị nào" in page
    assert page.count('href="/kien-nghi/moi"') >= 2


def test_what_needs_the_cooperative_stands_first(world: World, client: FlaskClient) -> None:
    asked(world)
    page = sign_in(client, world.owner).get("/ho-so").text
    until = world.session.scalars(
        select(DossierEvent).where(DossierEvent.action == "request_supplement")
    ).one()
    assert f"{date.fromisoformat(until.data['until']):%d/%m/%Y}" in page
    assert page.index("Bổ sung trước hết") < page.index("Tất cả hồ sơ")


def test_the_list_costs_the_same_however_long(
    world: World, client: FlaskClient, counted: list[str]
) -> None:
    sign_in(client, world.owner)

    def cost() -> int:
        world.session.expire_all()
        counted.clear()
        assert client.get("/ho-so").status_code == 200
        return len(counted)

    world.accepted()
    asked(world)
    first = cost()
    for _ in range(4):
        world.accepted()
        asked(world)
        world.answered()
    world.session.commit()
    assert cost() == first


@pytest.mark.parametrize("state", ["file", "accepted", "asked", "to_sign", "answered"])
def test_looking_changes_nothing(world: World, client: FlaskClient, state: str) -> None:
    petition = asked(world) if state == "asked" else getattr(world, state)()
    world.session.commit()
    sign_in(client, world.owner)
    before = (petition.dossier.version, petition.dossier.head_seq, petition.dossier.updated_at)
    rests = ["", "/phieu", "/phieu.pdf", "/bo-sung", "/them-giay-to", "/nhan-tin", "/rut"]
    for rest in rests:
        for method in ("GET", "HEAD"):
            page = client.open(path(petition, rest), method=method, buffered=True)
            assert page.status_code in (200, 409)
    world.session.refresh(petition.dossier)
    after = (petition.dossier.version, petition.dossier.head_seq, petition.dossier.updated_at)
    assert after == before


def test_staff_read_the_receipt_of_what_they_may_see(world: World, client: FlaskClient) -> None:
    petition = world.file(TEXT)
    page = sign_in(client, world.records).get(path(petition, "/phieu"))
    assert page.status_code == 200
    assert "Phiếu tiếp nhận" in page.text
