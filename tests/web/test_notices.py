"""Pages of notices: one's own only, read by a POST only; the mails of the demo."""

import re
from dataclasses import replace
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from accounts.models import Account
from cooperatives.models import Mandate
from notices import actions, queries
from notices.models import MailMessage, Notice
from notices.queries import PAGE_LENGTH, count_unread
from store.clock import today
from tests.make import MORNING, make_cooperative, make_representative
from tests.world import World, sign_in


@pytest.fixture
def notice(world: World) -> Notice:
    """What the owner was told when the officer accepted."""
    event = world.last(world.accepted())
    actions.tell(world.session, world.settings, "owner", event.dossier_id, event.id, MORNING)
    world.session.commit()
    return world.session.scalars(select(Notice)).one()


def unread(session: Session, account: Account) -> int:
    return count_unread(session, account, today())


def _words(page: str) -> str:
    """The page without its tags: a code stands in a tag that keeps it in one line."""
    return re.sub("<[^>]+>", "", page)


def test_opening_a_notice_marks_it_and_leads_to_the_dossier(
    world: World, client: FlaskClient, notice: Notice
) -> None:
    sign_in(client, world.owner)
    page = client.get("/thong-bao")
    assert notice.subject in _words(page.text)
    assert "1 thông báo chưa đọc" in page.text
    answer = client.post(f"/thong-bao/{notice.id}/mo")
    assert (answer.status_code, answer.location) == (303, f"/kien-nghi/{notice.dossier.code}")
    assert unread(world.session, world.owner) == 0
    assert "chưa đọc" not in client.get("/thong-bao").text.lower()


def test_looking_changes_nothing(world: World, client: FlaskClient, notice: Notice) -> None:
    sign_in(client, world.owner)
    for method in ("GET", "HEAD"):
        client.open("/thong-bao", method=method)
        assert client.open(f"/thong-bao/{notice.id}/mo", method=method).status_code == 405
        assert client.open("/thong-bao/da-doc", method=method).status_code == 405
    assert unread(world.session, world.owner) == 1


def test_all_at_once(world: World, client: FlaskClient, notice: Notice) -> None:
    assert sign_in(client, world.owner).post("/thong-bao/da-doc").status_code == 303
    assert unread(world.session, world.owner) == 0


def test_a_notice_is_for_one_person(world: World, client: FlaskClient, notice: Notice) -> None:
    stranger = make_representative(world.session, make_cooperative(world.session))
    world.session.commit()
    for account in (stranger, world.officer, world.leader):
        sign_in(client, account)
        assert notice.dossier.subject not in client.get("/thong-bao").text
        assert client.post(f"/thong-bao/{notice.id}/mo").status_code == 404
        client.post("/thong-bao/da-doc")
    assert unread(world.session, world.owner) == 1
    assert client.post("/thong-bao/999999999/mo").status_code == 404


def test_a_mandate_that_ended_takes_its_notices_along(
    world: World, client: FlaskClient, notice: Notice
) -> None:
    ended = update(Mandate).where(Mandate.account_id == world.owner.id)
    world.session.execute(ended.values(ends_on=date(2026, 2, 11)))
    world.session.commit()
    sign_in(client, world.owner)
    assert notice.dossier.subject not in client.get("/thong-bao").text
    assert client.post(f"/thong-bao/{notice.id}/mo").status_code == 404
    assert unread(world.session, world.owner) == 0


def test_unread_first_and_page_by_page(world: World, client: FlaskClient) -> None:
    session = world.session
    for number in range(PAGE_LENGTH + 1):
        event = world.last(world.accepted())
        actions.tell(session, world.settings, "owner", event.dossier_id, event.id, MORNING)
        if number:
            newest = session.scalars(select(Notice).order_by(Notice.id.desc()).limit(1)).one()
            actions.mark_read(newest, MORNING)
    first = queries.list_inbox(session, world.owner, today(), 1)
    assert [n.read_at is None for n in first.notices] == [True] + [False] * (PAGE_LENGTH - 1)
    assert (first.first, first.last, first.total) == (1, PAGE_LENGTH, PAGE_LENGTH + 1)
    sign_in(client, world.owner)
    assert "1–30 trong 31 thông báo" in client.get("/thong-bao").text
    assert "31–31 trong 31 thông báo" in client.get("/thong-bao?trang=2").text
    for odd in ("0", "-3", "x", "999999999999", ""):
        assert client.get(f"/thong-bao?trang={odd}").status_code == 200


def test_an_empty_inbox_says_what_to_expect(world: World, client: FlaskClient) -> None:
    for account in (world.owner, world.officer):
        assert "Chưa có thông báo nào" in sign_in(client, account).get("/thong-bao").text


@pytest.fixture
def mail(world: World, notice: Notice) -> MailMessage:
    mail = world.session.scalars(select(MailMessage)).one()
    mail.sent_at = MORNING
    world.session.commit()
    return mail


def test_the_demo_shows_its_mails_to_everybody(client: FlaskClient, mail: MailMessage) -> None:
    assert mail.subject in _words(client.get("/demo/thu").text)
    page = client.get(f"/demo/thu/{mail.id}").text
    assert f"Đến {mail.recipient}" in _words(page)
    assert 'href="http://localhost:5000/kien-nghi/KN-' in page
    assert client.get("/demo/thu/999999999").status_code == 404


def test_a_mail_is_shown_as_text(client: FlaskClient, mail: MailMessage) -> None:
    mail.body = "<script>alert(1)</script>\n\nhttps://a.example/<b>"
    page = client.get(f"/demo/thu/{mail.id}").text
    assert "<script>alert" not in page
    assert "<b>" not in page


def test_outside_the_demo_there_is_no_such_page(
    app: Flask, client: FlaskClient, mail: MailMessage, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = replace(app.extensions["settings"], is_demo=False)
    monkeypatch.setitem(app.extensions, "settings", settings)
    assert client.get("/demo/thu").status_code == 404
    assert client.get(f"/demo/thu/{mail.id}").status_code == 404
