"""Who is told what: once each, never about one's own act, never what is not for them."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default as modern
from pathlib import Path
from smtplib import SMTPNotSupportedError, SMTPRecipientsRefused
from threading import Thread

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from accounts.models import Account
from config import Settings
from cooperatives.models import Mandate
from dossiers.models import DossierEvent
from feedback import actions as petitions
from feedback.models import Petition
from feedback.process import PETITION
from loans.process import LOAN_APPLICATION
from notices import actions
from notices.links import PATHS
from notices.mail import Mail, compose, deliver
from notices.models import MailMessage, Notice
from notices.texts import LANGUAGES, Text, notice_name, render_in
from tests.loans import make_loan_world
from tests.make import MORNING, make_account, make_representative, make_unit
from tests.world import World
from workflow.machine import Step
from workflow.refusal import Refusal
from workflow.roles import Role

DATA = {
    "number": "12/LMHTX-CSPT",
    "basis": "Nghị định 45/2021/NĐ-CP",
    "until": "2026-03-13",
    "verdict": "partly",
    "code": "duplicate",
    "name": "Lương Thị Hạnh",
    "lead": "Sở Tài chính",
    "cooperating": ["Sở Công Thương"],
    "asker": "Hợp tác xã Na Chi Lăng",
    "body": "Sở Nông nghiệp và Môi trường",
    "accept_by": "2026-03-12",
    "times": 2,
    "ends": "2026-03-20",
    "effect": "partly",
} | {
    "days": 5,
    "from": "2026-03-10",
    "to": "2026-03-17",
    "what": "Cử một cán bộ về trụ sở hợp tác xã",
    "unit": "Quỹ hỗ trợ phát triển hợp tác xã",
    "due_on": "2026-03-31",
    "kept_on": "2026-03-30",
    "said": "Đã làm việc hai buổi",
    "colleague": "Nông Thị Bích",
    "count": 2,
    "demands": ["Nâng mức vay tối đa lên 500 triệu đồng"],
}
TELLING = [
    (step, task.removeprefix("notices.tell_"))
    for step in PETITION.steps
    for task in step.then
    if task.startswith("notices.tell_")
]
SEALED = next(step for step in PETITION.steps if step.action == "sign")  # its task tells the owner
SPOKEN = [*TELLING, (SEALED, "owner")]


def told(session: Session, event: DossierEvent) -> list[int]:
    found = select(Notice.account_id).where(Notice.event_id == event.id)
    return list(session.scalars(found.order_by(Notice.account_id)))


def tell(world: World, whom: str, event: DossierEvent) -> list[int]:
    moment = MORNING + timedelta(minutes=1)
    actions.tell(world.session, world.settings, whom, event.dossier_id, event.id, moment)
    return told(world.session, event)


@pytest.mark.parametrize(("step", "whom"), SPOKEN, ids=lambda v: getattr(v, "action", v))
def test_every_step_that_tells_has_its_words(world: World, step: Step, whom: str) -> None:
    petition = world.accepted()
    dossier = petition.dossier
    voice = "owner" if whom == "owner" else "staff"
    event = DossierEvent(
        dossier_id=dossier.id, action=step.action, at=MORNING, audience=step.audience,
        actor_name="Nông Thị Bích", note="Lời ghi của người làm.", data=DATA,
    )  # fmt: skip
    values = actions._values(world.session, world.settings, dossier, event)
    more = {"voice": voice, "account": world.owner}
    for language in LANGUAGES:
        text = render_in(language, notice_name("petition", voice, step.action), values)
        letter = render_in(language, "mail/notice", values | more | {"text": text})
        assert dossier.code in text.subject
        assert dossier.subject in text.body
        assert ("Lời ghi của người làm." in text.body) >= ("note" in step.needs)
        assert letter.subject == text.subject
        assert f"{world.settings.base_url}/kien-nghi/{dossier.code}" in letter.body
        for whole in (text.body, letter.body):
            assert not {"None", "{{", "{%"} & set(whole.replace("{", " {").split())
            assert "\n\n\n" not in whole


LOAN_TELLING = [
    (step, task.removeprefix("notices.tell_"))
    for step in LOAN_APPLICATION.steps
    for task in step.then
    if task.startswith("notices.tell_")
]


@pytest.mark.parametrize(("step", "whom"), LOAN_TELLING, ids=lambda v: getattr(v, "action", v))
def test_every_step_of_a_loan_that_tells_has_its_words(
    session: Session, app: Flask, step: Step, whom: str
) -> None:
    dossier = make_loan_world(session).file().dossier
    voice = "owner" if whom == "owner" else "staff"
    event = DossierEvent(
        dossier_id=dossier.id, action=step.action, at=MORNING, audience=step.audience,
        actor_name="Chu Văn Thẩm", note="Lời ghi của người làm.", data=DATA,
    )  # fmt: skip
    values = actions._values(session, app.extensions["settings"], dossier, event)
    assert whom != "owner" or step.audience == "owner"
    for language in LANGUAGES:
        text = render_in(language, notice_name("loan_application", voice, step.action), values)
        assert dossier.code in text.subject
        assert dossier.subject in text.body
        assert ("Lời ghi của người làm." in text.body) >= ("note" in step.needs)
        assert "None" not in text.body.split()


def test_no_internal_step_tells_the_owner() -> None:
    assert not [step.action for step, whom in SPOKEN if whom == "owner" != step.audience]


def test_an_internal_event_never_reaches_the_owner(world: World) -> None:
    petition = world.accepted()
    petitions.note(world.session, petition, "Chỉ nội bộ.", world.officer.actor, MORNING)
    with pytest.raises(Refusal, match="audience"):
        tell(world, "owner", world.last(petition))
    assert told(world.session, world.last(petition)) == []


def test_everybody_who_speaks_for_the_cooperative_is_told_once(world: World) -> None:
    session, owner = world.session, world.owner
    second = make_representative(session, world.cooperative, email=None, phone="0912000001")
    gone = make_representative(session, world.cooperative)
    session.execute(
        Mandate.__table__.update()  # type: ignore[attr-defined]
        .where(Mandate.account_id == gone.id)
        .values(ends_on=date(2026, 2, 9))
    )
    closed = make_representative(session, world.cooperative, is_active=False)
    event = world.last(world.accepted())
    assert tell(world, "owner", event) == [owner.id, second.id]
    assert tell(world, "owner", event) == [owner.id, second.id]
    mails = session.scalars(select(MailMessage.recipient)).all()
    assert mails == [owner.email]
    assert closed.id not in told(session, event)


def said(world: World, petition: Petition) -> DossierEvent:
    """A message of the cooperative, which any of the staff may have to hear of."""
    petitions.message(world.session, petition, "Bao giờ có trả lời?", world.owner.actor, MORNING)
    return world.last(petition)


def test_nobody_is_told_of_the_own_act(world: World) -> None:
    petition, head = world.accepted(), world.head
    by, officer = head.actor, world.officer
    petitions.hand_over(world.session, petition, "reassign", officer, "Vì thế.", by, MORNING)
    assert tell(world, "head", world.last(petition)) == []
    assert tell(world, "officer", world.last(petition)) == [world.officer.id]


def test_who_stands_in_for_whom(world: World) -> None:
    petition = world.file()
    assert tell(world, "officer", said(world, petition)) == [world.records.id]
    routed = world.accepted()
    assert tell(world, "officer", said(world, routed)) == [world.officer.id]
    world.officer.is_active = False
    assert tell(world, "officer", said(world, routed)) == [world.head.id]
    world.head.is_active = False
    assert tell(world, "officer", said(world, routed)) == [world.records.id]


def test_leaders_records_and_superiors(world: World) -> None:
    make_account(world.session, Role.LEADER, is_active=False)
    make_account(world.session, Role.HEAD, make_unit(world.session))
    petition = world.accepted()
    assert tell(world, "leaders", said(world, petition)) == [world.leader.id]
    assert tell(world, "records", said(world, petition)) == [world.records.id]
    assert tell(world, "superiors", said(world, petition)) == [world.head.id, world.leader.id]


def test_the_path_of_a_dossier_is_its_page(app: Flask) -> None:
    adapter = app.url_map.bind("localhost")
    shown = {"petition": "feedback.show", "loan_application": "loans.show"}
    for kind, endpoint in shown.items():
        path = PATHS[kind].format(code="KN-2026-000001-X")
        assert adapter.match(path, method="GET")[0] == endpoint
    assert set(PATHS) == set(app.extensions["machines"])


@pytest.fixture
def letter(session: Session, app: Flask) -> MailMessage:
    """A mail that waits to be sent."""
    text = Text(
        "Kiến nghị đã có trả lời", "Kính gửi quý hợp tác xã,\n\nXin xem https://a.example/b"
    )
    actions.send(session, "notice-7", "giamdoc@htx.example", text, MORNING)
    return session.scalars(select(MailMessage)).one()


def _settings(app: Flask, folder: Path, **values: object) -> Settings:
    settings: Settings = app.extensions["settings"]
    return replace(settings, data_dir=folder, **values)  # type: ignore[arg-type]


def test_the_demo_puts_a_mail_into_its_folder_once(
    session: Session, app: Flask, tmp_path: Path, letter: MailMessage
) -> None:
    settings = _settings(app, tmp_path)
    actions.send_mail(session, settings, letter.id, MORNING)
    (file,) = (tmp_path / "mail").iterdir()
    sent = message_from_bytes(file.read_bytes(), policy=modern)
    assert isinstance(sent, EmailMessage)
    assert sent["To"] == "giamdoc@htx.example"
    assert sent["Subject"] == "Kiến nghị đã có trả lời"
    assert sent["Message-ID"] == "<notice-7@langson.example>"
    assert sent["Date"].endswith("+0700")
    assert "Xin xem https://a.example/b" in sent.get_content()
    file.unlink()
    actions.send_mail(session, settings, letter.id, MORNING)
    assert not list((tmp_path / "mail").iterdir())
    assert letter.body


def test_what_was_sent_is_not_kept_outside_the_demo(
    session: Session, app: Flask, tmp_path: Path, letter: MailMessage
) -> None:
    settings = _settings(app, tmp_path, is_demo=False)
    actions.send_mail(session, settings, letter.id, MORNING)
    assert (letter.sent_at, letter.body) == (MORNING, "")


@contextmanager
def mail_server(refusal: bytes = b"") -> Iterator[tuple[int, list[bytes]]]:
    """A mail server on a free port that keeps what it was told, line by line."""
    heard: list[bytes] = []
    answers = {b"DATA": b"354 go on", b"QUIT": b"221 bye", b"RCPT": refusal}

    def serve(listener: socket.socket) -> None:
        connection, _ = listener.accept()
        with connection, connection.makefile("rwb", buffering=0) as stream:
            stream.write(b"220 test\r\n")
            is_data = False
            for line in stream:
                heard.append(line.rstrip())
                is_data = is_data and heard[-1] != b"."
                if not is_data:
                    is_data = heard[-1].upper() == b"DATA"
                    stream.write((answers.get(heard[-1][:4].upper()) or b"250 fine") + b"\r\n")

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = Thread(target=serve, args=(listener,), daemon=True)
        thread.start()
        yield listener.getsockname()[1], heard
        thread.join(5)


MAIL = Mail("notice-7", "a@htx.example", Text("Chờ ký", "Kính gửi đồng chí"), MORNING)


def test_a_mail_goes_out_by_smtp(app: Flask, tmp_path: Path) -> None:
    with mail_server() as (port, heard):
        deliver(_settings(app, tmp_path, mail_url=f"smtp://127.0.0.1:{port}"), MAIL)
    assert b"rcpt TO:<a@htx.example>" in heard
    assert b"Message-ID: <notice-7@langson.example>" in heard
    assert b"Auto-Submitted: auto-generated" in heard


def test_a_refused_receiver_is_an_error(app: Flask, tmp_path: Path) -> None:
    with mail_server(b"550 no") as (port, _):
        settings = _settings(app, tmp_path, mail_url=f"smtp://127.0.0.1:{port}")
        with pytest.raises(SMTPRecipientsRefused):
            deliver(settings, MAIL)


def test_a_password_never_travels_in_the_clear(app: Flask, tmp_path: Path) -> None:
    with mail_server() as (port, heard):
        settings = _settings(app, tmp_path, mail_url=f"smtp://u:secret@127.0.0.1:{port}")
        with pytest.raises(SMTPNotSupportedError):
            deliver(settings, MAIL)
    assert b"secret" not in b"".join(heard)
    assert not [line for line in heard if line.lower().startswith((b"auth", b"mail"))]


@pytest.mark.parametrize("recipient", ["a@htx.example\r\nBcc: b@c.example", "không phải thư"])
def test_a_malformed_address_is_refused(app: Flask, recipient: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        compose(app.extensions["settings"], replace(MAIL, recipient=recipient))


@pytest.mark.parametrize("purpose", ["activate", "reset"])
def test_a_one_time_link_is_mailed(world: World, purpose: str) -> None:
    actions.mail_link(world.session, world.settings, world.owner, purpose, "tok-en", MORNING)
    mail = world.session.scalars(select(MailMessage)).one()
    assert f"{world.settings.base_url}/lien-ket/tok-en" in mail.body
    assert mail.recipient == world.owner.email


@pytest.mark.parametrize("is_demo", [True, False])
def test_a_link_stays_in_its_mail_until_it_is_sent(
    app: Flask, world: World, tmp_path: Path, is_demo: bool
) -> None:
    actions.mail_link(world.session, world.settings, world.owner, "activate", "tok-en", MORNING)
    world.session.commit()
    mail = world.session.scalars(select(MailMessage)).one()
    away = _settings(app, tmp_path, is_demo=is_demo, mail_url="smtp://127.0.0.1:1")
    with pytest.raises(OSError, match="refused"):
        actions.send_mail(world.session, away, mail.id, MORNING)
    world.session.rollback()
    assert "/lien-ket/tok-en" in mail.body
    here = _settings(app, tmp_path, is_demo=is_demo)
    actions.send_mail(world.session, here, mail.id, MORNING)
    assert "/lien-ket/tok-en" in next((tmp_path / "mail").iterdir()).read_text()
    assert ("tok-en" in mail.body) is is_demo, "the demo's page of mails shows it"


def test_an_account_without_mail_gets_no_link(session: Session, world: World) -> None:
    account: Account = make_account(session, Role.ADMIN, email=None, phone="0912000009")
    actions.mail_link(session, world.settings, account, "reset", "token", MORNING)
    assert session.scalars(select(MailMessage)).all() == []
