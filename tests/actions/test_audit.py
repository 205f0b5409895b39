"""The check of all histories finds every kind of damage and names the first bad entry."""

from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, timedelta
from functools import partial

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner
from sqlalchemy import text
from sqlalchemy.orm import Session

from accounts.models import Account
from dossiers import audit
from dossiers.actions import Say, advance, open_dossier
from dossiers.chain import GENESIS, Entry, entry_hash
from dossiers.models import Dossier
from feedback.process import PETITION
from tests.make import make_account, make_cooperative, make_representative, make_unit
from workflow.machine import SYSTEM_ACTOR, Actor
from workflow.roles import Role

NIGHT = datetime(2026, 2, 10, 17, 30, tzinfo=UTC)  # 00:30 on 11/02 in Viet Nam
LENGTH = 5
EVERYWHERE = tuple(range(1, LENGTH + 1))
HERE = "dossier_id = :id AND seq = :seq"
COLUMNS = [field.name for field in fields(Entry)] + ["prev_hash", "hash"]


@dataclass
class World:
    """Two dossiers with a history of five events each, and somebody else."""

    first: Dossier
    second: Dossier
    other: Account


def _file(session: Session, owner: Account, cooperative_id: int, at: datetime) -> Dossier:
    dossier = Dossier(
        subject="Nâng mức vay", cooperative_id=cooperative_id, filed_by_id=owner.id,
        received_at=at, received_on=date(2026, 2, 10), due_on=date(2026, 3, 10), limit_days=15,
        next_due="answer", next_due_on=date(2026, 3, 10),
    )  # fmt: skip
    open_dossier(session, PETITION, dossier, owner.actor, at, Say(data={"limit": 15}))
    return dossier


def _handle(session: Session, dossier: Dossier, officer: Account, at: datetime) -> None:
    steps = (
        ("screen", SYSTEM_ACTOR, Say(note="Đã kiểm tra.")),
        ("route", SYSTEM_ACTOR, Say(data={"topic": "vay vốn"}, effective_on=date(2026, 2, 11))),
        ("accept", officer.actor, Say(once_key="accept")),
        ("note", officer.actor, Say(note="Gọi lại chiều mai.")),
    )
    for hours, (action, actor, say) in enumerate(steps, 1):
        advance(session, PETITION, dossier, action, actor, at + timedelta(hours=hours), say)


@pytest.fixture
def world(session: Session) -> World:
    """The world, with the triggers off: somebody with the database's keys is at work."""
    cooperative = make_cooperative(session)
    owner = make_representative(session, cooperative)
    officer = make_account(session, Role.OFFICER, make_unit(session))
    made = [_file(session, owner, cooperative.id, NIGHT - timedelta(days=1)) for _ in range(2)]
    for dossier in made:
        _handle(session, dossier, officer, NIGHT - timedelta(days=1))
    session.flush()
    for table in ("dossier_event", "audit_seal", "seal_head"):
        session.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER ALL"))
    return World(made[0], made[1], make_account(session, Role.AUDITOR))


def _run(session: Session, sql: str, **values: object) -> None:
    session.execute(text(sql), values)


def _fault(session: Session, damage: Callable[[], None]) -> audit.Fault:
    """Return what is found after `damage`, which is taken back."""
    with session.begin_nested() as savepoint:
        damage()
        fault = audit.verify(session).fault
        savepoint.rollback()
    assert fault is not None
    return fault


def _other_value(world: World, column: str) -> str:
    """Return SQL for a value of `column` that differs as little as can be."""
    flipped = f"overlay({column} placing chr(ascii({column}) # 1) from 1 for 1)"
    special = {
        "dossier_id": str(world.second.id),
        "seq": "seq + 100",
        "at": "at + interval '1 microsecond'",
        "actor_id": f"CASE WHEN actor_id IS NULL THEN {world.other.id} END",
        "on_behalf_of_id": str(world.first.cooperative_id),
        "effective_on": "coalesce(effective_on, DATE '2026-02-10') + 1",
        "audience": "CASE audience WHEN 'owner' THEN 'staff' ELSE 'owner' END",
        "data": """data || '{"limit": 16}'""",
        "once_key": "coalesce(once_key, '') || 'x'",
        "note": "note || ' '",
    }
    return special.get(column, f"CASE {column} WHEN '' THEN 'x' ELSE {flipped} END")


def test_intact(session: Session, world: World) -> None:
    audit.seal(session, NIGHT)
    report = audit.verify(session)
    assert report.fault is None
    assert (report.dossier_count, report.event_count, report.seal_count) == (2, 2 * LENGTH, 1)


@pytest.mark.parametrize("column", COLUMNS)
def test_altered_column(session: Session, world: World, column: str) -> None:
    if column == "dossier_id":  # room for one more among the other's events
        room = "UPDATE dossier_event SET seq = seq + 50, once_key = NULL WHERE dossier_id = :id"
        _run(session, room, id=world.second.id)
    sql = f"UPDATE dossier_event SET {column} = {_other_value(world, column)} WHERE {HERE}"
    for seq in EVERYWHERE:
        fault = _fault(session, partial(_run, session, sql, id=world.first.id, seq=seq))
        assert (fault.where, fault.seq) == (world.first.code, seq)


def test_dropped_row(session: Session, world: World) -> None:
    sql = f"DELETE FROM dossier_event WHERE {HERE}"
    for seq in EVERYWHERE:
        fault = _fault(session, partial(_run, session, sql, id=world.second.id, seq=seq))
        assert (fault.where, fault.seq) == (world.second.code, seq)


def test_dropped_tail(session: Session, world: World) -> None:
    sql = "DELETE FROM dossier_event WHERE dossier_id = :id AND seq >= :seq"
    for seq in EVERYWHERE:
        fault = _fault(session, partial(_run, session, sql, id=world.first.id, seq=seq))
        assert (fault.where, fault.seq) == (world.first.code, seq)


def test_swapped_rows(session: Session, world: World) -> None:
    def swap(seq: int) -> None:
        sql = f"UPDATE dossier_event SET seq = :to WHERE {HERE}"
        for here, there in ((seq, 99), (seq + 1, seq), (99, seq + 1)):
            _run(session, sql, id=world.first.id, seq=here, to=there)

    for seq in EVERYWHERE[:-1]:
        fault = _fault(session, partial(swap, seq))
        assert (fault.where, fault.seq) == (world.first.code, seq)


def _copied_columns(session: Session) -> str:
    columns = "SELECT column_name FROM information_schema.columns WHERE table_name = :table"
    names = session.scalars(text(columns), {"table": "dossier_event"})
    return ", ".join(name for name in names if name not in ("id", "seq", "once_key"))


def test_inserted_row(session: Session, world: World) -> None:
    """A copy of another row is put at every place; those behind it move up."""
    columns = _copied_columns(session)

    def insert(seq: int) -> None:
        shift = "UPDATE dossier_event SET seq = seq + :by WHERE dossier_id = :id AND seq >= :seq"
        _run(session, shift, id=world.first.id, seq=seq, by=100)
        _run(session, shift, id=world.first.id, seq=100, by=-99)
        copy = f"INSERT INTO dossier_event (seq, {columns}) SELECT :new, {columns}"
        copied = seq - 1 if seq > 1 else 3  # the one before; at the start, what was the second
        sql = f"{copy} FROM dossier_event WHERE {HERE}"
        _run(session, sql, id=world.first.id, seq=copied, new=seq)

    for seq in (*EVERYWHERE, LENGTH + 1):
        fault = _fault(session, partial(insert, seq))
        assert (fault.where, fault.seq) == (world.first.code, seq)


def _rewrite(session: Session, dossier: Dossier, seq: int) -> None:
    """Alter a note and make every later hash and the head fit, as an insider would."""
    found = text("SELECT * FROM dossier_event WHERE dossier_id = :id ORDER BY seq")
    before = GENESIS
    for row in session.execute(found, {"id": dossier.id}).mappings().all():
        values = {field.name: row[field.name] for field in fields(Entry)}
        if row["seq"] == seq:
            values["note"] = "khác"
        digest = entry_hash(Entry(**values), before)
        sql = f"UPDATE dossier_event SET note = :note, prev_hash = :prev, hash = :hash WHERE {HERE}"
        kept = {"note": values["note"], "prev": before, "hash": digest}
        _run(session, sql, id=dossier.id, seq=row["seq"], **kept)
        before = digest
    _run(session, "UPDATE dossier SET head_hash = :hash WHERE id = :id", id=dossier.id, hash=before)


def test_consistent_rewrite_shows_against_the_seal(session: Session, world: World) -> None:
    for seq in EVERYWHERE:
        with session.begin_nested() as savepoint:
            _rewrite(session, world.first, seq)
            assert audit.verify(session).fault is None  # nothing but a seal can tell
            savepoint.rollback()
    audit.seal(session, NIGHT)
    for seq in EVERYWHERE:
        fault = _fault(session, partial(_rewrite, session, world.first, seq))
        assert (fault.where, fault.seq) == (world.first.code, LENGTH)
        assert "niêm phong ngày 11/02/2026" in fault.why


def test_consistent_cut_shows_against_the_seal(session: Session, world: World) -> None:
    audit.seal(session, NIGHT)
    cut = f"DELETE FROM dossier_event WHERE {HERE}"
    fit = (
        "UPDATE dossier SET head_seq = :seq - 1, head_hash = (SELECT hash FROM dossier_event "
        "WHERE dossier_id = :id AND seq = :seq - 1) WHERE id = :id"
    )

    def cut_tail() -> None:
        _run(session, cut, id=world.first.id, seq=LENGTH)
        _run(session, fit, id=world.first.id, seq=LENGTH)

    fault = _fault(session, cut_tail)
    assert (fault.where, fault.seq) == (world.first.code, LENGTH)


@pytest.mark.parametrize("seq", [4, 6])
def test_head_at_another_event(session: Session, world: World, seq: int) -> None:
    sql = "UPDATE dossier SET head_seq = :seq WHERE id = :id"
    fault = _fault(session, partial(_run, session, sql, seq=seq, id=world.first.id))
    assert fault.where == world.first.code


def test_state_without_an_event(session: Session, world: World) -> None:
    sql = "UPDATE dossier SET state = 'closed' WHERE id = :id"
    fault = _fault(session, partial(_run, session, sql, id=world.first.id))
    assert (fault.where, fault.seq) == (world.first.code, LENGTH)


def test_dossier_without_events(session: Session, world: World) -> None:
    def empty() -> None:
        _run(session, "DELETE FROM dossier_event WHERE dossier_id = :id", id=world.second.id)
        _run(session, "UPDATE dossier SET head_seq = 0 WHERE id = :id", id=world.second.id)

    assert _fault(session, empty).where == world.second.code


def _delete(session: Session, dossier: Dossier, *tables: str) -> None:
    """Delete a dossier from some tables, past all foreign keys."""
    _run(session, "SET LOCAL session_replication_role = replica")
    for table in tables:
        key = "id" if table == "dossier" else "dossier_id"
        _run(session, f"DELETE FROM {table} WHERE {key} = :id", id=dossier.id)
    _run(session, "SET LOCAL session_replication_role = origin")


def test_deleted_dossier_leaves_strays(session: Session, world: World) -> None:
    fault = _fault(session, partial(_delete, session, world.first, "dossier"))
    assert (fault.seq, fault.why) == (1, "hồ sơ đã bị xóa")


def test_deleted_dossier_leaves_a_hole_in_the_numbers(session: Session, world: World) -> None:
    for dossier in (world.first, world.second):
        fault = _fault(session, partial(_delete, session, dossier, "dossier_event", "dossier"))
        assert fault.where == dossier.code


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE audit_seal SET root = repeat('a', 64) WHERE id = {first}",
        "UPDATE audit_seal SET hash = repeat('a', 64) WHERE id = {first}",
        "UPDATE audit_seal SET prev_hash = repeat('a', 64) WHERE id = {first}",
        "UPDATE audit_seal SET at = at + interval '1 second' WHERE id = {first}",
        "UPDATE audit_seal SET sealed_on = sealed_on - 1 WHERE id = {first}",
        "UPDATE audit_seal SET dossier_count = 3 WHERE id = {first}",
        "DELETE FROM audit_seal WHERE id = {first}",
        "UPDATE seal_head SET hash = repeat('a', 64) WHERE seal_id = {first}",
        "UPDATE seal_head SET seq = 4 WHERE seal_id = {first}",
        "DELETE FROM seal_head WHERE seal_id = {first}",
        "DELETE FROM seal_head WHERE seal_id = {second}",
    ],
)
def test_altered_seal(session: Session, world: World, sql: str) -> None:
    first = audit.seal(session, NIGHT)
    actor = Actor(world.other.id, Role.OFFICER, "Nguyễn Văn A")
    advance(session, PETITION, world.first, "note", actor, NIGHT, Say(note="Thêm."))
    second = audit.seal(session, NIGHT + timedelta(days=1))
    assert first is not None
    assert second is not None
    assert audit.verify(session).fault is None
    _fault(session, partial(_run, session, sql.format(first=first.id, second=second.id)))


def test_one_seal_a_day(session: Session, world: World) -> None:
    assert audit.seal(session, NIGHT) is not None
    assert audit.seal(session, NIGHT + timedelta(hours=23)) is None
    second = audit.seal(session, NIGHT + timedelta(days=1))
    assert second is not None
    heads = session.scalar(text("SELECT count(*) FROM seal_head"))
    assert (second.dossier_count, heads) == (2, 2)  # nothing changed, so no new head


@pytest.fixture
def runner(app: Flask, session: Session) -> FlaskCliRunner:
    return app.test_cli_runner()


def test_command_says_what_is_wrong(runner: FlaskCliRunner, session: Session, world: World) -> None:
    assert runner.invoke(args=["audit", "seal"]).exit_code == 0
    assert "Nguyên vẹn: 2 hồ sơ" in runner.invoke(args=["audit", "verify"]).output
    _run(session, "UPDATE dossier_event SET note = 'x' WHERE dossier_id = :id AND seq = 3",
         id=world.first.id)  # fmt: skip
    result = runner.invoke(args=["audit", "verify"])
    assert result.exit_code == 1
    assert result.output == f"SAI: {world.first.code}, sự kiện 3: nội dung đã bị sửa\n"
