"""A table goes into the registry whole or not at all, and comes out of it the same way."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from accounts.models import Account
from cooperatives import actions as registry
from cooperatives.models import Cooperative, CooperativeChange, MemberPeriod
from cooperatives.values import plain_value
from documents.vault import Vault
from imports import actions, apply_actions
from imports.models import RegistryImport, RegistryImportRow
from imports.queries import counts_of
from tests.make import MORNING, make_account, make_cooperative, tasks_waiting
from workflow.refusal import Refusal
from workflow.roles import Role

HEAD = "Tên HTX;MST;Xã, phường;Lĩnh vực;Ngày thành lập;Số thành viên;Điện thoại"
NEW = "HTX Hồi Văn Quan;0100686174;Chi Lăng;Nông nghiệp;05/05/2021;15;0912345678"


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return Vault(tmp_path)


@pytest.fixture
def clerk(session: Session) -> Account:
    registry.load_base(session)
    return make_account(session, Role.RECORDS)


@pytest.fixture
def tea(session: Session, clerk: Account) -> Cooperative:
    return make_cooperative(session, name="HTX Chè", name_fold="htx che", tax_code="0100109106",
                            official_members=12, phone="0987654321")  # fmt: skip


def bring(session: Session, vault: Vault, by: Account, lines: Sequence[str]) -> RegistryImport:
    content = "\n".join([HEAD, *lines]).encode()
    brought = actions.take_in(session, vault, "so.csv", content, by, MORNING)
    actions.read(session, vault, brought.id, MORNING)
    while brought.status == "checking":
        actions.check_more(session, brought.id, MORNING)
    return brought


def write(session: Session, brought: RegistryImport, by: Account) -> None:
    actions.ask(session, brought.id, "apply", by, MORNING)
    apply_actions.apply(session, brought.id, MORNING)


def take_back(session: Session, brought: RegistryImport, by: Account) -> None:
    actions.ask(session, brought.id, "undo", by, MORNING)
    apply_actions.undo(session, brought.id, MORNING)


def whole(session: Session) -> list[dict[str, Any]]:
    session.expire_all()
    rows = session.scalars(select(Cooperative).order_by(Cooperative.id))
    return [{k: plain_value(v) for k, v in registry.values_of(row).items()} for row in rows]


def test_nothing_is_written_before_it_is_asked_for(
    session: Session, vault: Vault, clerk: Account, tea: Cooperative
) -> None:
    lines = [NEW, "HTX Chè;0100109106;;;;15;", ";0100109106;;;;x;", "HTX Chè;0100109106;;;;12;"]
    before = whole(session)
    brought = bring(session, vault, clerk, lines)
    assert brought.status == "checked"
    assert counts_of(session, brought.id) == {"new": 1, "changed": 1, "refused": 2}
    assert whole(session) == before
    rows = session.scalars(select(RegistryImportRow).order_by(RegistryImportRow.row_no)).all()
    assert rows[1].what == {"official_members": [12, 15]}
    told = [(row.row_no, fault["column"], fault["reason"]) for row in rows for fault in row.faults]
    assert told == [
        (4, "F (Số thành viên)", "không phải số. Ví dụ: 1.250.000.000"),
        (4, "cả dòng", "trùng với dòng 3 của tệp"),
        (5, "cả dòng", "trùng với dòng 3 của tệp"),
    ]


def test_written_and_taken_back(
    session: Session, vault: Vault, clerk: Account, tea: Cooperative
) -> None:
    before = whole(session)
    brought = bring(session, vault, clerk, [NEW, "HTX Chè Xanh;0100109106;;;;15;"])
    write(session, brought, clerk)
    made = session.scalars(select(Cooperative).where(Cooperative.tax_code == "0100686174")).one()
    session.refresh(tea)
    assert (made.name_fold, made.kind) == ("htx hoi van quan", "cooperative")
    assert (tea.name, tea.name_fold, tea.official_members, tea.version) == (
        "HTX Chè Xanh", "htx che xanh", 15, 2
    )  # fmt: skip
    changes = session.scalars(select(CooperativeChange)).all()
    assert {(c.source, c.reason) for c in changes} == {
        ("import", "Tệp so.csv, dòng 2"), ("import", "Tệp so.csv, dòng 3")
    }  # fmt: skip
    take_back(session, brought, clerk)
    assert brought.status == "undone"
    assert whole(session) == before
    assert session.scalar(select(func.count()).select_from(CooperativeChange)) == 4


def test_twice_is_once(session: Session, vault: Vault, clerk: Account) -> None:
    brought = bring(session, vault, clerk, [NEW])
    write(session, brought, clerk)
    apply_actions.apply(session, brought.id, MORNING)
    actions.read(session, vault, brought.id, MORNING)
    actions.check_more(session, brought.id, MORNING)
    with pytest.raises(Refusal):
        actions.ask(session, brought.id, "apply", clerk, MORNING)
    assert session.scalar(select(func.count()).select_from(Cooperative)) == 1
    assert tasks_waiting(session).count("imports.apply") == 1


def test_what_changed_since_the_check_stops_all_of_it(
    session: Session, vault: Vault, clerk: Account, tea: Cooperative
) -> None:
    brought = bring(session, vault, clerk, [NEW, "HTX Chè;0100109106;;;;15;"])
    tea.official_members = 20
    session.flush()
    before = whole(session)
    write(session, brought, clerk)
    assert (brought.status, whole(session)) == ("checked", before)
    assert "HTX Chè" in brought.fault
    actions.ask(session, brought.id, "recheck", clerk, MORNING)
    actions.check_more(session, brought.id, MORNING)
    write(session, brought, clerk)
    assert brought.status == "applied"
    session.refresh(tea)
    assert tea.official_members == 15


def test_a_code_that_came_in_meanwhile_stops_all_of_it(
    session: Session, vault: Vault, clerk: Account
) -> None:
    brought = bring(session, vault, clerk, [NEW])
    make_cooperative(session, tax_code="0100686174")
    write(session, brought, clerk)
    assert brought.status == "checked"
    assert "HTX Hồi Văn Quan" in brought.fault


@pytest.mark.parametrize("way", ["edited", "member"])
def test_what_is_in_use_is_not_taken_back(
    session: Session, vault: Vault, clerk: Account, tea: Cooperative, way: str
) -> None:
    brought = bring(session, vault, clerk, [NEW, "HTX Chè;0100109106;;;;15;"])
    write(session, brought, clerk)
    made = session.scalars(select(Cooperative).where(Cooperative.tax_code == "0100686174")).one()
    if way == "edited":
        note = registry.Note("edit", "x", date(2026, 2, 10), clerk.id, MORNING)
        registry.edit(session, tea.id, {"phone": "0911111111"}, 2, note)
    else:
        session.add(MemberPeriod(cooperative_id=made.id, member_no=1, kind="official",
                                 status="active", starts_on=date(2026, 2, 1)))  # fmt: skip
        session.flush()
    before = whole(session)
    take_back(session, brought, clerk)
    assert (brought.status, whole(session)) == ("applied", before)
    assert ("HTX Chè" if way == "edited" else made.name) in brought.fault


def test_a_file_that_is_none_says_so(session: Session, vault: Vault, clerk: Account) -> None:
    brought = actions.take_in(session, vault, "x.csv", "chỉ có chữ".encode(), clerk, MORNING)
    actions.read(session, vault, brought.id, MORNING)
    assert brought.status == "failed"
    assert "tiêu đề" in brought.fault
    with pytest.raises(Refusal):
        actions.take_in(session, vault, "x.csv", b"%PDF-1.7", clerk, MORNING)


def test_rows_are_found_by_code_then_by_name_and_commune(
    session: Session, vault: Vault, clerk: Account, tea: Cooperative
) -> None:
    make_cooperative(session, name="THT Ong", name_fold="tht ong", kind="group")
    lines = [
        "THT Ong;;Chi Lăng;Nông nghiệp;01/01/2020;9;", "HTX Chè;0100686174;Chi Lăng;nn;2020;1;",
        "THT Ong;;Đông Kinh;Nông nghiệp;01/01/2020;9;",
    ]  # fmt: skip
    brought = bring(session, vault, clerk, lines)
    rows = session.scalars(select(RegistryImportRow).order_by(RegistryImportRow.row_no)).all()
    assert [row.outcome for row in rows] == ["changed", "refused", "new"]
    assert rows[1].cooperative_id is None
    assert brought.rows_done == 3
