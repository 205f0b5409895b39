"""After the years of keeping: nothing names a person, the chain still holds, others go on."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, func, select, text, update
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import Session

from documents.actions import keep
from documents.rules import Upload
from documents.vault import Vault
from dossiers import audit
from dossiers.actions import Say, advance, attach, entry_of
from dossiers.chain import Entry, entry_hash
from dossiers.models import DossierEvent
from dossiers.redaction import PERSONAL as PERSONAL_NAMES
from dossiers.redaction import REMOVED, SOMEBODY, redacted
from dossiers.redaction_actions import redact
from dossiers.task_actions import Request, ask_colleague, end_task
from feedback import actions, retention_actions
from feedback.audit_queries import checks
from feedback.delivery_actions import DeliveryNote, note_by_staff
from feedback.delivery_models import AnswerDelivery
from feedback.draft_actions import start
from feedback.merge_actions import merge
from feedback.models import Finding, Petition
from feedback.process import PETITION
from feedback.retention_actions import Retention, anonymise, anonymise_due, discard_file
from feedback.split_actions import Part, split
from imports.actions import take_in
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
    report = audit.verify(session, checks(YEARS_LATER))
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


REDACTING = text("SELECT set_config('donghanh.redacting', 'on', true)")
FORGED = {"note": "Hợp tác xã rút mọi yêu cầu.", "actor_name": "Người Khác"}


def switch_guard(session: Session, how: str) -> None:
    session.execute(text(f"ALTER TABLE dossier_event {how} TRIGGER USER"))


def tell_of(session: Session, petition: Petition, told: dict[str, str], at: datetime) -> None:
    say = Say(data={"redacted": told, "years": 5}, once_key="anonymise")
    advance(session, PETITION, petition.dossier, "anonymise", SYSTEM_ACTOR, at, say)
    session.flush()


def fault_of(session: Session) -> str:
    session.expire_all()
    fault = audit.verify(session, checks(YEARS_LATER)).fault
    assert fault is not None
    return str(fault)


def test_a_redacted_entry_is_still_guarded(world: World, session: Session) -> None:
    withdrawn(world, session)
    anonymise_due(session, YEARS_LATER)
    session.commit()
    change = text("UPDATE dossier_event SET note = 'khác' WHERE note LIKE '(đã xóa%'")
    for is_redacting in (False, True):
        if is_redacting:
            session.execute(REDACTING)
        for refused in (change, text("UPDATE dossier_event SET action = 'sign'")):
            with pytest.raises(DBAPIError, match="append-only"), session.begin_nested():
                session.execute(refused)
    switch_guard(session, "DISABLE")
    session.execute(change)
    assert fault_of(session).endswith("nội dung đã bị sửa")


def test_a_redaction_that_nobody_tells_of_shows(world: World, session: Session) -> None:
    petition = withdrawn(world, session)
    session.execute(REDACTING)
    words = {"gone": REMOVED, "who": SOMEBODY}
    change = "UPDATE dossier_event SET note = :gone, actor_id = NULL, actor_name = :who"
    session.execute(text(f"{change} WHERE action = 'message'"), words)
    assert fault_of(session).startswith(petition.dossier.code)
    assert fault_of(session).endswith("nội dung đã bị sửa")


@pytest.mark.parametrize("column", ["note", "actor_name", "actor_id", "data"])
def test_the_switch_of_a_redaction_writes_no_other_words(
    world: World, session: Session, column: str
) -> None:
    petition = withdrawn(world, session)
    value = {"actor_id": str(world.officer.id), "data": "'{\"limit_days\": 99}'"}
    forged = f"UPDATE dossier_event SET {column} = {value.get(column, ':words')}"
    session.execute(REDACTING)
    for event in petition.dossier.events:
        words = {"words": "Hợp tác xã rút mọi yêu cầu.", "id": event.id}
        with pytest.raises(DBAPIError, match="append-only"), session.begin_nested():
            session.execute(text(f"{forged} WHERE id = :id"), words)


def test_nothing_is_redacted_in_what_has_not_ended(world: World, session: Session) -> None:
    petition = world.accepted(text=PERSONAL)
    with pytest.raises(DBAPIError, match="append-only"):
        redact(session, petition.dossier)


def test_a_forged_entry_that_a_redaction_tells_of_is_named(world: World, session: Session) -> None:
    """With the guard of the database switched off, and every hash made to fit."""
    petition = withdrawn(world, session)
    assert audit.seal(session, ENDED) is not None
    event = next(one for one in petition.dossier.events if one.action == "message")
    forged = replace(entry_of(event), note=FORGED["note"], actor_name=FORGED["actor_name"])
    switch_guard(session, "DISABLE")
    session.execute(update(DossierEvent).where(DossierEvent.id == event.id).values(FORGED))
    tell_of(session, petition, {str(event.seq): entry_hash(forged, event.prev_hash)}, YEARS_LATER)
    said = f"{petition.dossier.code}, sự kiện {event.seq}: không phải dạng của sự kiện đã ẩn danh"
    assert fault_of(session) == said


@pytest.mark.parametrize(
    ("years", "at", "why"),
    [
        (4, YEARS_LATER, "không theo thời hạn lưu"),
        (5, ENDED.replace(year=2031), "chưa hết thời hạn lưu"),
        (5, YEARS_LATER + timedelta(days=1), "thời điểm chưa đến"),
    ],
)
def test_a_redaction_before_its_time_is_named(
    world: World, session: Session, years: int, at: datetime, why: str
) -> None:
    petition = withdrawn(world, session)
    anonymise(session, petition, years, at)
    assert fault_of(session).startswith(f"{petition.dossier.code}, sự kiện ")
    assert why in fault_of(session)


def test_a_redaction_of_what_has_not_ended_is_named(world: World, session: Session) -> None:
    petition = world.accepted()
    switch_guard(session, "DISABLE")
    told = redact(session, petition.dossier)
    machine = replace(PETITION, steps=tuple(
        replace(step, sources=("accepted",)) if step.action == "anonymise" else step
        for step in PETITION.steps
    ))  # fmt: skip
    say = Say(data={"redacted": told, "years": 5})
    advance(session, machine, petition.dossier, "anonymise", SYSTEM_ACTOR, YEARS_LATER, say)
    session.flush()
    assert fault_of(session).endswith("ẩn danh hồ sơ chưa kết thúc")


def test_the_database_knows_the_form_of_a_redaction(session: Session) -> None:
    values: list[Any] = [
        "x",
        1,
        [],
        {},
        "",
        None,
        False,
        True,
        ["x", {"name": "y"}],
        {"name": "z", "n": 1},
    ]
    data: dict[str, Any] = {"demands": values, "codes": values, "inner": {"name": "", "n": "x"}}
    data |= {f"{n}": dict.fromkeys(PERSONAL_NAMES, value) for n, value in enumerate(values)}
    entry = Entry(
        1, 1, "note", "a", "a", 1, "officer", "A", None, MORNING, None, "staff", "", data, None
    )
    given = {"data": json.dumps(data)}
    assert (
        session.scalar(text("SELECT redacted_data(CAST(:data AS jsonb))"), given)
        == redacted(entry).data
    )


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


def paper_of(content: bytes) -> Upload:
    return Upload(content, f"{SECRET}.pdf", "application/pdf")


def test_papers_go_unless_somebody_else_has_them(
    world: World, session: Session, tmp_path: Path
) -> None:
    vault, petition = Vault(tmp_path), withdrawn(world, session)
    other = world.file()
    papers = [
        keep(session, vault, paper_of(content), None, MORNING)
        for content in (b"one", b"shared", b"mst;ten\n", b"drafted")
    ]
    for paper in papers:
        attach(session, petition.dossier, paper, "attachment")
    attach(session, other.dossier, papers[1], "attachment")
    take_in(session, vault, "sổ.csv", b"mst;ten\n", world.records, MORNING)
    filed = start(session, world.owner, world.cooperative, {}, MORNING)
    filed.document_ids, filed.filed_dossier_id = [papers[0].id], petition.dossier_id
    begun = start(session, world.owner, world.cooperative, {}, MORNING)
    begun.document_ids = [keep(session, vault, paper_of(b"drafted"), None, MORNING).id]
    session.commit()
    anonymise_due(session, YEARS_LATER)
    for paper in papers:
        discard_file(session, vault, paper.id)
        discard_file(session, vault, paper.id)
    assert [vault.path(paper.sha256).exists() for paper in papers] == [False, True, True, True]
    assert SECRET not in papers[0].name
    assert session.scalar(select(func.count(Notice.id))) == 0
    assert session.scalar(select(func.count(MailMessage.id))) == 0
    assert session.scalar(select(func.count(DossierEvent.id))) != 0


def test_discarding_and_keeping_the_same_bytes_wait_for_each_other(
    session: Session, tmp_path: Path
) -> None:
    vault, impatient = Vault(tmp_path), text("SET LOCAL lock_timeout = '50ms'")
    paper = keep(session, vault, paper_of(b"same"), None, MORNING)
    with Session(session.connection().engine) as elsewhere:
        keep(elsewhere, vault, paper_of(b"same"), None, MORNING)
        session.execute(impatient)
        with pytest.raises(OperationalError, match="lock timeout"), session.begin_nested():
            discard_file(session, vault, paper.id)
        assert vault.path(paper.sha256).exists()
        elsewhere.rollback()
        discard_file(session, vault, paper.id)
        elsewhere.execute(impatient)
        with pytest.raises(OperationalError, match="lock timeout"):
            keep(elsewhere, vault, paper_of(b"same"), None, MORNING)
    assert not vault.path(paper.sha256).exists()
