"""The words of notices: edited in versions, never a program, never stuck; messages withdrawn."""

import re
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from accounts.models import Account
from feedback import actions
from language.catalogue import VIETNAMESE_LETTER
from notices.actions import mail_link, send, send_mail, tell
from notices.models import MailMessage, Notice
from notices.preference_actions import send_digests
from notices.text_queries import list_texts, preview, shipped_source
from notices.text_rules import check_text
from notices.texts import ENVIRONMENT, FOLDER, Text, render_edited, render_in
from tests.make import MORNING, make_account
from tests.world import World, sign_in
from workflow.refusal import Refusal
from workflow.roles import Role

ACCEPT = "/quan-tri/van-ban-bao/petition/owner/accept/vi"
NEW = "Tin mới về {{ dossier.code }}\nKiến nghị “{{ dossier.subject }}” đã có người xem."


@pytest.fixture
def admin(world: World, session: Session) -> Account:
    return make_account(session, Role.ADMIN, full_name="Hà Công Minh")


def told(world: World) -> list[str]:
    petition = world.file()
    world.screen_and_route(petition)
    actions.accept(world.session, petition, world.officer, MORNING)
    event = world.last(petition)
    tell(world.session, world.settings, "owner", petition.dossier_id, event.id, MORNING)
    found = select(Notice.subject).where(Notice.dossier_id == petition.dossier_id)
    return list(world.session.scalars(found))


def test_every_shipped_text_may_stand_and_can_be_seen(world: World) -> None:
    for text in list_texts():
        source = shipped_source(text)
        check_text(ENVIRONMENT, source, source)
        if text.kind == "petition":
            assert preview(world.settings, source, text.language) is not None, text.name


@pytest.mark.parametrize(
    "wrong",
    [
        "Một dòng",
        "Tiêu đề\n{{ dossier.filed_by.password_hash }}",
        "Tiêu đề\n{{ event.note }}",
        "Tiêu đề\n{{ settings.secret_key }}",
        "Tiêu đề\n{% for x in dossier.events %}{{ x }}{% endfor %}",
        "Tiêu đề\n{% include 'mail/notice.txt' %}",
        "Tiêu đề\n{% if settings.secret_key %}x{% endif %}",
        "Tiêu đề\n{{ dossier.code | upper }}",
        "Tiêu đề\n{% set x = dossier %}{{ x.code }}",
        "Tiêu đề\n{{ dossier.code",
        "{{ ''.__class__.__mro__ }}\nNội dung",
        f"Tiêu đề\n{'x' * 4001}",
    ],
)
def test_a_text_is_no_program(wrong: str) -> None:
    shipped = "{{ dossier.code }} đã nhận\n{{ left }} {{ settings.alliance_name }}"
    with pytest.raises(Refusal):
        check_text(ENVIRONMENT, wrong, shipped)


@given(st.text(max_size=60))
def test_whatever_is_typed_is_refused_in_words_or_plain(typed: str) -> None:
    with suppress(Refusal):
        kept = check_text(ENVIRONMENT, f"Tiêu đề\nNội dung {typed}", "a\nb")
        values = {"dossier": {"code": "", "subject": ""}, "settings": {}}
        assert "Nội dung" in ENVIRONMENT.from_string(kept).render(**values)


def test_versions_and_back(client: FlaskClient, world: World, admin: Account) -> None:
    browser, usual = sign_in(client, admin), told(world)[0]
    looked = browser.post(ACCEPT, data={"van": NEW, "ban": "0", "xem": "1"})
    assert looked.status_code == 200
    assert "Tin mới về KN-2026-000123-8" in looked.get_data(as_text=True)
    assert told(world)[0].startswith(usual[:5])
    assert browser.post(ACCEPT, data={"van": NEW, "ban": "0", "luu": "1"}).status_code == 303
    assert told(world)[0].startswith("Tin mới về KN-")
    stale = browser.post(ACCEPT, data={"van": NEW + "!", "ban": "0", "luu": "1"})
    assert stale.status_code == 422
    assert "Người khác vừa sửa" in stale.get_data(as_text=True)
    assert "đã có người xem.!" in stale.get_data(as_text=True)
    assert browser.post(ACCEPT, data={"van": NEW, "ban": "1", "ve-goc": "1"}).status_code == 303
    assert told(world)[0].startswith(usual[:5])
    page = browser.get(ACCEPT).get_data(as_text=True)
    assert "Bản 2: trở về bản gốc" in page
    assert browser.get("/quan-tri/van-ban-bao/petition/owner/khong-co/vi").status_code == 404


def test_an_edited_text_that_lacks_a_value_falls_back(world: World) -> None:
    petition = world.accepted()
    known = {"dossier": petition.dossier, "event": world.last(petition), "left": "", "link": ""}
    values = {**known, "settings": world.settings}
    bare = "Cơ quan đã nhận\nCơ quan: {{ event.data.body }}."
    name = "notices/petition/owner/accept"
    assert render_edited(bare, "vi", name, values) == render_in("vi", name, values)
    fine = render_edited("Tiêu đề\n{{ dossier.code }}", "vi", name, values)
    assert fine == Text("Tiêu đề", petition.dossier.code)


def test_a_message_that_waits_is_withdrawn(
    client: FlaskClient, world: World, admin: Account, session: Session
) -> None:
    send(session, "x-1", "ai@htx.example", Text("Bí mật", "Nội dung kín"), MORNING)
    session.commit()
    mail = session.scalars(select(MailMessage).order_by(MailMessage.id.desc())).first()
    assert mail is not None
    browser = sign_in(client, admin)
    page = browser.get("/quan-tri/tin-cho").get_data(as_text=True)
    assert "ai@htx.example" in page
    assert "Bí mật" not in page
    path = f"/quan-tri/tin-cho/mail/{mail.id}/rut"
    assert [browser.post(path).status_code for _ in range(2)] == [303, 409]
    send_mail(session, world.settings, mail.id, MORNING)
    assert (mail.sent_at, mail.body) == (None, "")
    assert browser.post("/quan-tri/tin-cho/khac/1/rut").status_code == 404
    assert sign_in(client, world.records).get("/quan-tri/tin-cho").status_code == 403


def test_a_notice_leaves_the_digest_and_stays_in_the_product(
    client: FlaskClient, world: World, admin: Account, session: Session
) -> None:
    petition = world.accepted()
    notice = Notice(
        event_id=world.last(petition).id, account_id=world.owner.id, is_for_digest=True,
        dossier_id=petition.dossier_id, subject="Kín", body="Kín", created_at=MORNING,
    )  # fmt: skip
    session.add(notice)
    session.commit()
    browser = sign_in(client, admin)
    page = browser.get("/quan-tri/tin-cho").get_data(as_text=True)
    assert "Thư tổng hợp" in page
    path = f"/quan-tri/tin-cho/digest/{notice.id}/rut"
    assert [browser.post(path).status_code for _ in range(2)] == [303, 409]
    assert send_digests(session, world.settings, MORNING) == 0
    assert session.get(Notice, notice.id) is not None
    assert browser.post("/quan-tri/tin-cho/digest/999999/rut").status_code == 404


def english_of(path: Path) -> Path:
    return path.with_name(f"{path.stem}.en.txt")


def test_every_text_is_in_english() -> None:
    """Only the mail to a body outside is Vietnamese alone: it goes with an official slip."""
    found = [*(FOLDER / "notices").glob("*/*/*.txt"), *(FOLDER / "mail").glob("*.txt")]
    vietnamese = {path for path in found if ".en." not in path.name}
    lacking = {path.name for path in vietnamese if not english_of(path).exists()}
    assert lacking == {"forward.txt"}
    assert {english_of(path) for path in vietnamese} >= set(found) - vietnamese


def test_a_text_in_english_has_no_vietnamese_words_and_says_the_same() -> None:
    for text in list_texts():
        if text.language != "en":
            continue
        english = shipped_source(text)
        source = shipped_source(replace(text, language="vi"))
        spoken = re.sub(r"{[{%].*?[%}]}|“.*?”", "", english)
        assert not VIETNAMESE_LETTER.search(spoken), text.name
        assert ("event.note" in english) == ("event.note" in source), text.name
        said = [set(re.findall(r"event\.data\.\w+", one)) for one in (english, source)]
        assert said[0] == said[1], text.name
        assert "dossier.code" in english, text.name


def test_each_reads_in_his_language(world: World) -> None:
    petition, session = world.accepted(), world.session
    world.owner.language, event = "en", world.last(petition)
    assert event.action == "accept"
    tell(session, world.settings, "owner", petition.dossier_id, event.id, MORNING)
    mail = select(MailMessage).where(MailMessage.message_key.like("notice-%"))
    sent = session.scalars(mail.order_by(MailMessage.id.desc()).limit(1)).one()
    assert "is being worked on" in sent.subject
    assert f"An answer is due by {petition.dossier.due_on:%A, %d/%m/%Y}" in sent.body
    assert "please do not reply" in sent.body
    mail_link(session, world.settings, world.owner, "reset", "khoa", MORNING)
    link = session.scalars(select(MailMessage).order_by(MailMessage.id.desc()).limit(1)).one()
    assert link.subject == "A new password for Đồng Hành"
    world.owner.language = "vi"
    mail_link(session, world.settings, world.owner, "reset", "khoa", MORNING + timedelta(seconds=1))
    link = session.scalars(select(MailMessage).order_by(MailMessage.id.desc()).limit(1)).one()
    assert link.subject == "Đặt lại mật khẩu Đồng Hành"
