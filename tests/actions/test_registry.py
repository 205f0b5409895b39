"""A row of the registry is put in and changed with a reason, and its history says what it was."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from accounts.models import Account
from cooperatives import actions
from cooperatives.fields import FIELDS
from cooperatives.list_queries import PAGE_SIZE, Wanted, list_page, stream_rows
from cooperatives.models import Cooperative, CooperativeChange, MemberPeriod, YearFigures
from cooperatives.queries import is_member, list_changes, size_of, standing_on
from cooperatives.values import empty_value
from tests.make import MORNING, make_account, make_cooperative
from workflow.refusal import Refusal
from workflow.roles import Role
from workflow.text import fold

TODAY = date(2026, 2, 10)


@pytest.fixture
def clerk(session: Session) -> Account:
    actions.load_base(session)
    return make_account(session, Role.RECORDS)


def entry(**values: Any) -> dict[str, Any]:
    row = {field.key: empty_value(field) for field in FIELDS}
    return (
        row
        | {
            "name": "Hợp tác xã Na Đồng Bành",
            "kind": "cooperative",
            "sector": "agriculture",
            "commune_code": "06463",
            "founded_on": date(2020, 5, 5),
            "status": "active",
            "tax_code": "0100109106",
        }
        | values
    )


def change(session: Session, clerk: Account, row: Cooperative, seen: int, **values: Any) -> None:
    note = actions.Note("edit", "GCN thay đổi lần 2", TODAY, clerk.id, MORNING)
    actions.edit(session, row.id, actions.values_of(row) | values, seen, note)


def test_registered_and_edited_with_history(session: Session, clerk: Account) -> None:
    row = actions.register(session, entry(), "Hồ sơ đăng ký", clerk, MORNING)
    change(session, clerk, row, 1, name="Hợp tác xã Na Chi Lăng", phone="0912345678")
    assert (row.version, row.name_fold) == (2, "hop tac xa na chi lang")
    latest, first = list_changes(session, row.id)
    assert latest.what["name"] == ["Hợp tác xã Na Đồng Bành", "Hợp tác xã Na Chi Lăng"]
    assert (first.source, first.what["tax_code"]) == ("created", [None, "0100109106"])
    assert latest.by is not None
    assert latest.by.full_name == clerk.full_name


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"tax_code": "0100109107"}, "tax_code_reason"), ({"founded_on": None}, "founded_on"),
        ({"status": "dissolved"}, "dissolved_on"), ({"name": ""}, "name"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_refused_at_its_field(
    session: Session, clerk: Account, values: dict[str, Any], field: str
) -> None:
    with pytest.raises(Refusal) as refused:
        actions.register(session, entry(**values), "", clerk, MORNING)
    assert refused.value.field == field
    assert session.scalars(select(CooperativeChange)).all() == []


def test_a_doubtful_code_is_kept_with_a_reason(session: Session, clerk: Account) -> None:
    values = entry(tax_code="0100109107", tax_code_reason="Đúng như giấy chứng nhận")
    assert actions.register(session, values, "", clerk, MORNING).tax_code == "0100109107"


def test_nobody_is_registered_twice(session: Session, clerk: Account) -> None:
    actions.register(session, entry(), "", clerk, MORNING)
    with pytest.raises(Refusal) as same_code:
        actions.register(session, entry(name="HTX khác"), "", clerk, MORNING)
    with pytest.raises(Refusal) as same_name:
        actions.register(session, entry(tax_code=None), "", clerk, MORNING)
    assert (same_code.value.field, same_name.value.field) == ("tax_code", "name")


def test_of_two_officers_the_second_is_told(session: Session, clerk: Account) -> None:
    row = actions.register(session, entry(), "", clerk, MORNING)
    change(session, clerk, row, 1, phone="0912345678")
    with pytest.raises(Refusal) as refused:
        change(session, clerk, row, 1, phone="0987654321")
    assert refused.value.reason == "stale"
    assert "điện thoại" in refused.value.text
    assert row.phone == "0912345678"


def test_nothing_new_and_no_reason_are_refused(session: Session, clerk: Account) -> None:
    row = actions.register(session, entry(), "", clerk, MORNING)
    with pytest.raises(Refusal, match="same"):
        change(session, clerk, row, 1)
    note = actions.Note("edit", " ", TODAY, clerk.id, MORNING)
    with pytest.raises(Refusal) as refused:
        actions.edit(session, row.id, entry(phone="0912345678"), 1, note)
    assert refused.value.field == "reason"


def test_history_cannot_be_changed(session: Session, clerk: Account) -> None:
    actions.register(session, entry(), "", clerk, MORNING)
    with pytest.raises(DBAPIError, match="append-only"):
        session.execute(text("UPDATE cooperative_change SET reason = 'x'"))


def test_a_dissolved_row_has_its_day(session: Session, clerk: Account) -> None:
    row = actions.register(session, entry(), "", clerk, MORNING)
    change(session, clerk, row, 1, status="dissolved", dissolved_on=date(2026, 1, 15))
    assert list_changes(session, row.id)[0].what["dissolved_on"] == [None, "2026-01-15"]
    values = entry(tax_code=None, dissolved_on=date(2026, 1, 15))
    session.add(Cooperative(**values, name_fold="x"))
    with pytest.raises(DBAPIError, match="ck_cooperative_dissolved"):
        session.flush()


def test_size_needs_revenue_or_capital(session: Session, clerk: Account) -> None:
    row = actions.register(session, entry(official_members=60), "", clerk, MORNING)
    assert size_of(session, row, TODAY).size == ""
    session.add(YearFigures(cooperative_id=row.id, year=2025, revenue_vnd=2 * 10**9))
    session.flush()
    assert size_of(session, row, TODAY).size == "small"
    assert size_of(session, row, date(2024, 10, 31)).size == ""


def test_member_on_a_day(session: Session) -> None:
    row = make_cooperative(session)
    book = {"cooperative_id": row.id, "member_no": 7, "kind": "official"}
    session.add_all(
        [
            MemberPeriod(**book, status="active", starts_on=date(2024, 1, 1),
                         ends_on=date(2024, 6, 30)),
            MemberPeriod(**book, status="suspended", starts_on=date(2024, 7, 1),
                         ends_on=date(2024, 7, 31)),
            MemberPeriod(**book, status="active", starts_on=date(2024, 8, 1)),
        ]
    )  # fmt: skip
    session.flush()
    days = [(2023, 12, 31), (2024, 1, 1), (2024, 6, 30), (2024, 7, 1), (2024, 8, 1)]
    held = [is_member(session, row.id, date(*day)) for day in days]
    assert held == [False, True, True, False, True]
    found = standing_on(session, row.id, date(2024, 7, 31))
    assert found is not None
    assert found.status == "suspended"


def test_pages_by_key_hold_every_row_once(session: Session, clerk: Account) -> None:
    for number in range(PAGE_SIZE * 2 + 3):
        make_cooperative(session, name=f"HTX {number % 7}", name_fold=f"htx {number % 7}")
    seen: list[int] = []
    page = list_page(session, Wanted())
    while True:
        seen += [row.id for row in page.rows]
        if not page.has_next:
            break
        page = list_page(session, Wanted(), after=page.rows[-1].id)
    assert len(seen) == len(set(seen)) == page.total == PAGE_SIZE * 2 + 3
    back = list_page(session, Wanted(), before=page.rows[0].id)
    assert [row.id for row in back.rows] == seen[PAGE_SIZE : 2 * PAGE_SIZE]
    assert back.has_next
    assert back.has_previous
    assert not list_page(session, Wanted(), before=back.rows[0].id).has_previous


def test_search_and_filters(session: Session, clerk: Account) -> None:
    name = "Hợp tác xã Chè Đồng Bành"
    tea = make_cooperative(session, name=name, name_fold=fold(name), tax_code="0100109106",
                           phone="0912 345 678", representative_name="Đặng Thị Ngọ")  # fmt: skip
    make_cooperative(session, commune_code="05977", status="dormant")
    for text_ in ("che dong", "0912345", "0100109", "đặng thị ngọ", "dang ngo", "CHÈ"):
        assert [r.id for r in list_page(session, Wanted(text=text_)).rows] == [tea.id], text_
    assert list_page(session, Wanted(text="che & (|")).total == 1
    assert list_page(session, Wanted(place="05977")).total == 1
    assert list_page(session, Wanted(place="Chi Lăng")).total == 1
    assert list_page(session, Wanted(status="dormant")).total == 1
    assert list_page(session, Wanted(member="none")).total == 2
    session.add(MemberPeriod(cooperative_id=tea.id, member_no=1, kind="official", status="active",
                             starts_on=TODAY))  # fmt: skip
    session.flush()
    assert [r.id for r in list_page(session, Wanted(member="active")).rows] == [tea.id]
    assert [row[0] for row in stream_rows(session, Wanted(text="che"))] == [name]
