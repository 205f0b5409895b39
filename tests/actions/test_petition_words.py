"""The check of all histories finds a petition whose own words were changed past its history."""

from dataclasses import replace

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from dossiers import audit
from feedback import actions
from feedback.audit_queries import checks
from feedback.conference_actions import amend
from feedback.models import Petition
from feedback.retention_actions import anonymise
from feedback.split_actions import Part, split
from tests.make import MORNING
from tests.world import TEXT, World

TWO = replace(TEXT, demands=("Xin vay 200 triệu.", "Hỏi thủ tục thuê đất."))
SWAP = (
    "UPDATE demand SET text = other.text FROM demand AS other WHERE other.id <> demand.id"
    " AND other.petition_id = :id AND demand.petition_id = :id"
)
CHANGES = (
    "UPDATE demand SET text = 'Không xin gì.' WHERE petition_id = :id",
    SWAP,
    "DELETE FROM demand WHERE petition_id = :id",
    "UPDATE petition SET situation = situation || ' khác' WHERE dossier_id = :id",
    "UPDATE dossier SET subject = subject || ' khác' WHERE id = :id",
)


def fault_of(session: Session) -> str:
    session.flush()
    return str(audit.verify(session, checks(MORNING)).fault or "")


def changed(session: Session, petition: Petition, sql: str) -> str:
    """Return what is found after a change, which is taken back."""
    with session.begin_nested() as savepoint:
        session.execute(text(sql), {"id": petition.dossier_id})
        fault = fault_of(session)
        savepoint.rollback()
    return fault


@pytest.mark.parametrize("sql", CHANGES)
def test_what_was_filed_is_what_is_kept(world: World, session: Session, sql: str) -> None:
    petition, _ = world.file(TWO), world.file()
    assert fault_of(session) == ""
    said = f"{petition.dossier.code}, sự kiện 1: lời kiến nghị khác với mã băm ghi trong sự kiện"
    assert changed(session, petition, sql) == said


def test_what_is_amended_or_split_is_held_to_its_new_words(world: World, session: Session) -> None:
    source, amended = world.accepted(text=TWO), world.accepted()
    part = Part((source.demands[0].id,), "Xin vay", source.topic_code, "Hai việc.")
    made = split(session, world.settings, source, part, world.officer, MORNING)
    other = replace(TEXT, subject="Xin giảm lãi", demands=("Xin giảm lãi suất.",))
    amend(session, amended, other, None, world.officer.actor, MORNING)
    assert fault_of(session) == ""
    for one, action in ((source, "split"), (made, "file"), (amended, "amend")):
        (seq,) = (event.seq for event in one.dossier.events if event.action == action)
        assert changed(session, one, CHANGES[0]).startswith(f"{one.dossier.code}, sự kiện {seq}:")


def test_what_was_made_anonymous_is_left_out(world: World, session: Session) -> None:
    petition, years_later = world.accepted(), MORNING.replace(year=2031, month=12)
    actions.withdraw(session, petition, "", world.owner.actor, MORNING)
    anonymise(session, petition, 5, years_later)
    assert audit.verify(session, checks(years_later)).fault is None
