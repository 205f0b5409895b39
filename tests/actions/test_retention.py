"""After the years of keeping: nothing names a person, the chain still holds, others go on."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, func, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from documents.actions import keep
from documents.rules import Upload
from documents.vault import Vault
from dossiers import audit
from dossiers.actions import advance, attach
from dossiers.models import DossierEvent
from dossiers.task_actions import Request, ask_colleague, end_task
from feedback import actions, retention_actions
from feedback.delivery_actions import DeliveryNote, note_by_staff
from feedback.delivery_models import AnswerDelivery
from feedback.merge_actions import merge
from feedback.models import Finding, Petition
from feedback.process import PETITION
from feedback.retention_actions import Retention, anonymise, anonymise_due, discard_file
from feedback.split_actions import Part, split
from notices.actions import tell
from notices.models import MailMessage, Notice
from rulebook.models import DatedSetting
from rulebook.queries import forget
from tests.make import MORNING
from tests.world import TEXT, World
from workflow.machine import SYSTEM_ACTOR
from workflow.refusal import Refusal

ENDED = MORNING + timedelta(days=3)
YEARS_LATER = datetime(2031, 2, 20, 20, 30, tzinfo=UTC)
SECRET = "Lò Thị Bí Mật"
PERSONAL = replace(
    TEXT, subject=f"{TEXT.subject} của {SECRET}", situation=f"{SECRET} trình bày: {TEXT.situation}",
    contact_name=SECRET, contact_phone="0987650123",
)  # fmt: skip


def withdrawn(world: World, session: Session) -> Petition:
    petition = world.file(PERSONAL)
    world.screen_and_route(petition)
    actions.message(session, petition, f"Gọi {SECRET}.", world.owner.actor, MORNING)
    actions.withdraw(session, petition, f"{SECRET} rút.", world.owner.actor, ENDED)
    session.flush()
    tell(session, world.settings, "officer", petition.dossier_id, world.last(petition).id, ENDED)
    session.commit()
    return petition


def rows_holding(session: Session, word: str) -> list[str]:
    """Return the tables in which any row holds a word."""
    names = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
    found = []
    for name in session.scalars(text(names)).all():
        holds = text(f'SELECT count(*) FROM "{name}" AS row WHERE row::text LIKE :word')
        if session.scalar(holds, {"word": f"%{word}%"}):
            found.append(name)
    return found


def test_nothing_names_anybody_and_the_chain_holds(world: World, session: Session) -> None:
    petition = withdrawn(world, session)
    assert audit.seal(session, ENDED) is not None
    assert {"dossier_event", "petition", "notice"} <= set(rows_holding(session, SECRET))
    figures = (petition.topic_code, petition.channel, petition.dossier.settled_at)
    assert anonymise_due(session, YEARS_LATER) == Retention(1, 0, 0)
    session.commit()
    assert rows_holding(session, SECRET) == ["letter"], "official documents stay"
    assert rows_holding(session, "0987650123") == []
    assert (petition.topic_code, petition.channel, petition.dossier.settled_at) == figures
    report = audit.verify(session)
    assert report.fault is None
    assert anonymise_due(session, YEARS_LATER) == Retention(0, 0, 0), "twice is once"
    assert world.last(petition).action == "anonymise"


def test_what_stands_in_other_tables_goes_too(world: World, session: Session) -> None:
    two = replace(PERSONAL, demands=(f"{SECRET} xin vay.", f"{SECRET} hỏi thủ tục."))
    source = world.accepted(text=two)
    asked = Request(world.head.id, f"Gọi {SECRET}.", MORNING.date())
    task = ask_colleague(session, PETITION, source.dossier, asked, world.officer, MORNING)
    end_task(session, PETITION, task, "finish_task", f"{SECRET} nghe.", world.head.actor, MORNING)
    part = Part((source.demands[1].id,), "Thủ tục", source.topic_code, f"{SECRET} hỏi hai việc.")
    made = split(session, world.settings, source, part, world.officer, MORNING)
    lead = world.accepted()
    pairs = {made.demands[0].id: lead.demands[0].id}
    merge(session, made, lead, pairs, f"{SECRET} hỏi cùng việc.", world.officer, MORNING)
    done = world.answered(text=PERSONAL)
    called = DeliveryNote("telephone", SECRET, MORNING.date(), f"{SECRET} nghe máy.")
    note_by_staff(session, done.answers[0], called, 0, world.officer, MORNING)
    for one in (source, made, lead):
        actions.withdraw(session, one, "", world.owner.actor, ENDED)
    advance(session, PETITION, done.dossier, "close", SYSTEM_ACTOR, ENDED)
    for one in (source, made, lead, done):
        anonymise(session, one, 5, YEARS_LATER)
    session.commit()
    assert rows_holding(session, SECRET) == ["letter"]
    assert session.scalars(select(AnswerDelivery.way)).all() == ["telephone"]
    with pytest.raises(DBAPIError, match="append-only"), session.begin_nested():
        session.execute(text("UPDATE answer_delivery SET person = 'khác'"))


def test_a_redacted_entry_is_still_guarded(world: World, session: Session) -> None:
    withdrawn(world, session)
    anonymise_due(session, YEARS_LATER)
    session.commit()
    change = text("UPDATE dossier_event SET note = 'khác' WHERE note LIKE '(đã xóa%'")
    with pytest.raises(DBAPIError, match="append-only"), session.begin_nested():
        session.execute(change)
    session.execute(text("SELECT set_config('donghanh.redacting', 'on', true)"))
    with pytest.raises(DBAPIError, match="append-only"), session.begin_nested():
        session.execute(text("UPDATE dossier_event SET action = 'sign'"))
    session.execute(change)
    fault = audit.verify(session).fault
    assert fault is not None
    assert fault.why == "nội dung đã bị sửa"


def test_a_redaction_that_nobody_tells_of_shows(world: World, session: Session) -> None:
    petition = withdrawn(world, session)
    session.execute(text("SELECT set_config('donghanh.redacting', 'on', true)"))
    session.execute(text("UPDATE dossier_event SET note = '' WHERE action = 'message'"))
    fault = audit.verify(session).fault
    assert fault is not None
    assert (fault.where, fault.why) == (petition.dossier.code, "nội dung đã bị sửa")


def test_what_is_held_is_passed_over(world: World, session: Session) -> None:
    kept, named, free = (withdrawn(world, session) for _ in range(3))
    retention_actions.retain(session, kept, "Đang thanh tra.", world.records.actor, ENDED)
    session.execute(delete(Finding))
    opened = world.file()
    row = {"kind": "duplicate_near", "severity": "look", "text": "x", "created_at": MORNING}
    codes = {"codes": [named.dossier.code]}
    session.add(Finding(petition_id=opened.dossier_id, data=codes, **row))
    session.commit()
    assert anonymise_due(session, YEARS_LATER) == Retention(1, 2, 0)
    assert [one.anonymised_at is not None for one in (kept, named, free)] == [False, False, True]
    retention_actions.unretain(session, kept, "Xong.", world.records.actor, ENDED)
    actions.withdraw(session, opened, "", world.owner.actor, YEARS_LATER)
    session.flush()
    assert anonymise_due(session, YEARS_LATER) == Retention(2, 0, 0)
    with pytest.raises(Refusal, match="đã được ẩn danh"):
        retention_actions.retain(session, free, "Muộn.", world.records.actor, YEARS_LATER)


def test_one_that_fails_stops_no_other(world: World, session: Session) -> None:
    bad, good = withdrawn(world, session), withdrawn(world, session)
    once = text(
        "UPDATE dossier_event SET once_key = 'anonymise' WHERE id ="
        " (SELECT max(id) FROM dossier_event WHERE dossier_id = :id)"
    )
    session.execute(text("ALTER TABLE dossier_event DISABLE TRIGGER USER"))
    session.execute(once, {"id": bad.dossier_id})
    session.execute(text("ALTER TABLE dossier_event ENABLE TRIGGER USER"))
    session.commit()
    assert anonymise_due(session, YEARS_LATER) == Retention(1, 0, 1)
    session.expire_all()
    assert (bad.anonymised_at, bad.contact_name) == (None, SECRET)
    assert good.anonymised_at is not None


def test_too_early_or_switched_off(world: World, session: Session) -> None:
    withdrawn(world, session)
    early = ENDED.replace(year=2031)
    assert anonymise_due(session, early) == Retention(0, 0, 0)
    row = session.scalars(
        select(DatedSetting).where(DatedSetting.key == "petition.retention_years")
    ).one()
    row.value = "0"
    session.flush()
    forget(session)
    assert anonymise_due(session, YEARS_LATER) == Retention(0, 0, 0)


def test_papers_go_unless_somebody_else_has_them(
    world: World, session: Session, tmp_path: Path
) -> None:
    vault, petition = Vault(tmp_path), withdrawn(world, session)
    other = world.file()
    papers = [
        keep(session, vault, Upload(content, f"{SECRET}.pdf", "application/pdf"), None, MORNING)
        for content in (b"one", b"shared")
    ]
    for paper in papers:
        attach(session, petition.dossier, paper, "attachment")
    attach(session, other.dossier, papers[1], "attachment")
    session.commit()
    anonymise_due(session, YEARS_LATER)
    for paper in papers:
        discard_file(session, vault, paper.id)
        discard_file(session, vault, paper.id)
    assert [vault.path(paper.sha256).exists() for paper in papers] == [False, True]
    assert SECRET not in papers[0].name
    assert session.scalar(select(func.count(Notice.id))) == 0
    assert session.scalar(select(func.count(MailMessage.id))) == 0
    assert session.scalar(select(func.count(DossierEvent.id))) != 0
