"""Changing the calendar: what moves is shown, exactly that is saved, everybody is told once."""

import io
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from accounts.models import Account
from administration import calendar_actions
from config import Settings
from dossiers import audit
from feedback import recount_actions
from feedback.models import Petition
from notices import actions as notices
from notices.models import MailMessage, Notice
from rulebook.data import CALENDAR, Day
from rulebook.models import CalendarDayRow, RulebookChange
from rulebook.queries import working_calendar
from rulebook.rules import Plan
from store.models import OutboxMessage
from tests.make import MORNING, make_account
from tests.world import World, sign_in
from web.filters import day as written
from workflow.refusal import Refusal
from workflow.roles import Role

FLOOD = Day(date(2026, 3, 3), "holiday", "Nghỉ do bão", "Công điện 01/CĐ-UBND")
FORM = {
    "ngay": "03/03/2026", "loai": "holiday", "ten": FLOOD.name, "can_cu": FLOOD.source,
    "tinh_trang": "decided",
}  # fmt: skip


@pytest.fixture
def admin(world: World) -> Account:
    account = make_account(world.session, Role.ADMIN, full_name="Đặng Thị Hòa")
    world.session.commit()
    return account


def hidden(page: str, name: str) -> str:
    """Return what a hidden field of a page holds, as a browser would send it."""
    found = page.split(f'name="{name}" value="', 1)[1].split('"', 1)[0]
    return found.replace("&#34;", '"').replace("&amp;", "&").replace("&#39;", "'")


def petitions(world: World) -> tuple[Petition, Petition, Petition]:
    """One that the flood moves, one due before it, and one that is answered."""
    moved = world.accepted(MORNING)
    early = world.accepted(MORNING - timedelta(days=21))
    settled = world.answered(MORNING)
    world.session.execute(text("DELETE FROM outbox_message"))
    world.session.commit()
    return moved, early, settled


def test_a_holiday_is_shown_saved_and_told(
    world: World, admin: Account, client: FlaskClient, settings: Settings
) -> None:
    session = world.session
    moved, early, settled = petitions(world)
    was = {p.dossier_id: p.dossier.due_on for p in (moved, early, settled)}
    sign_in(client, admin)
    page = client.post("/quan-tri/lich/ngay", data=FORM)
    assert page.status_code == 200
    assert moved.dossier.code in page.text
    assert early.dossier.code not in page.text
    assert settled.dossier.code not in page.text
    assert session.get(CalendarDayRow, FLOOD.day) is None, "a preview saves nothing"

    asked = {"lich": hidden(page.text, "lich"), "dau": hidden(page.text, "dau")}
    assert client.post("/quan-tri/lich/luu", data=asked).status_code == 303
    session.expire_all()
    assert session.get_one(CalendarDayRow, FLOOD.day).name == FLOOD.name
    assert (was[moved.dossier_id], moved.dossier.due_on) == (date(2026, 3, 10), date(2026, 3, 11))
    assert [p.dossier.due_on for p in (early, settled)] == [
        was[early.dossier_id], was[settled.dossier_id]
    ]  # fmt: skip
    event = world.last(moved)
    assert (event.action, event.data) == ("recount", {"from": "2026-03-10", "to": "2026-03-11"})
    assert "Nghỉ do bão; căn cứ: Công điện 01/CĐ-UBND" in event.note
    assert [world.last(p).action for p in (early, settled)] == ["accept", "sign"]
    assert audit.verify(session).fault is None

    told = session.scalars(select(OutboxMessage).where(OutboxMessage.task.like("notices.tell%")))
    for message in [*told.all()] * 2:  # each task twice: nobody is told twice
        whom = message.task.removeprefix("notices.tell_")
        notices.tell(session, settings, whom, **message.payload, now=MORNING)
    notes = session.scalars(select(Notice).where(Notice.event_id == event.id)).all()
    assert {note.account_id for note in notes} == {world.owner.id, world.officer.id}
    assert len(notes) == 2
    assert all("10/03/2026" in n.body and "11/03/2026" in n.body for n in notes)
    assert all("Nghỉ do bão" in note.body for note in notes)

    change = session.scalars(select(RulebookChange)).one()
    assert (change.by_name, change.what[0]["before"]) == ("Đặng Thị Hòa", None)
    assert "Nghỉ do bão" in client.get("/quan-tri/lich?nam=2026").text


@pytest.fixture
def settings(world: World) -> Settings:
    return world.settings


def test_taking_it_out_again_restores_the_date(
    world: World, admin: Account, client: FlaskClient
) -> None:
    moved = world.accepted(MORNING)
    sign_in(client, admin)
    for path, data in (("ngay", FORM), ("bo-ngay", {"ngay": written(FLOOD.day)})):
        page = client.post(f"/quan-tri/lich/{path}", data=data)
        asked = {"lich": hidden(page.text, "lich"), "dau": hidden(page.text, "dau")}
        assert client.post("/quan-tri/lich/luu", data=asked).status_code == 303
    world.session.expire_all()
    assert moved.dossier.due_on == date(2026, 3, 10)
    assert world.last(moved).data == {"from": "2026-03-11", "to": "2026-03-10"}


def test_what_changed_since_it_was_shown_is_shown_again(
    world: World, admin: Account, client: FlaskClient
) -> None:
    world.accepted(MORNING)
    sign_in(client, admin)
    page = client.post("/quan-tri/lich/ngay", data=FORM)
    newer = world.accepted(MORNING)
    asked = {"lich": hidden(page.text, "lich"), "dau": hidden(page.text, "dau")}
    again = client.post("/quan-tri/lich/luu", data=asked)
    assert again.status_code == 409
    assert newer.dossier.code in again.text
    assert world.session.get(CalendarDayRow, FLOOD.day) is None
    asked["dau"] = hidden(again.text, "dau")
    assert client.post("/quan-tri/lich/luu", data=asked).status_code == 303


def test_a_petition_filed_meanwhile_by_the_old_calendar_follows(
    world: World, admin: Account
) -> None:
    session = world.session
    seen = calendar_actions.preview(session, Plan((FLOOD,)))
    calendar_actions.save(session, Plan((FLOOD,)), seen.mark, admin.actor, MORNING)
    late = world.accepted(MORNING)
    session.execute(text("UPDATE dossier SET due_on = '2026-03-10' WHERE id = :id"),
                    {"id": late.dossier_id})  # fmt: skip
    session.expire_all()
    message = session.scalars(select(OutboxMessage).where(OutboxMessage.task == "feedback.recount"))
    why = message.one().payload["why"]
    assert [move.id for move in recount_actions.recount(session, why, MORNING)] == [late.dossier_id]
    assert recount_actions.recount(session, why, MORNING) == [], "twice moves nothing twice"
    assert late.dossier.due_on == date(2026, 3, 11)


def test_the_statements_do_not_grow_with_the_petitions(
    world: World, admin: Account, counted: list[str]
) -> None:
    session, used = world.session, []
    first, actor = world.accepted(MORNING), admin.actor
    for number, day in enumerate((date(2026, 3, 3), date(2026, 3, 4))):
        plan = Plan((Day(day, "holiday", "Nghỉ", "Công điện"),))
        mark = calendar_actions.preview(session, plan).mark
        counted.clear()
        seen = calendar_actions.save(session, plan, mark, actor, MORNING)
        used.append(len(counted))
        assert len(seen.moves) == 1 + 30 * number
        if number == 0:
            copy_dossier(session, first.dossier_id, 30)
    assert used[0] == used[1], "one petition or thirty-one"


def copy_dossier(session: Session, dossier_id: int, count: int) -> None:
    """Put petitions beside another that differ from it by their numbers only."""
    columns = text(
        "SELECT column_name FROM information_schema.columns"
        " WHERE table_name = :table AND is_generated = 'NEVER'"
    )
    new = {
        "dossier": {"id": "id + 1000 + n", "code": "code || n", "serial": "serial + n"},
        "dossier_event": {
            "id": "nextval('dossier_event_id_seq')", "dossier_id": "dossier_id + 1000 + n",
        },
        "petition": {"dossier_id": "dossier_id + 1000 + n"},
    }  # fmt: skip
    keys = {"dossier": "id", "dossier_event": "dossier_id", "petition": "dossier_id"}
    for table, key in keys.items():
        names = session.scalars(columns, {"table": table}).all()
        values = {name: name for name in names} | new[table]
        session.execute(
            text(
                f"INSERT INTO {table} ({', '.join(values)}) SELECT {', '.join(values.values())}"
                f" FROM {table}, generate_series(1, {count}) n WHERE {table}.{key} = :id"
            ),
            {"id": dossier_id},
        )


def test_a_file_goes_out_and_comes_back(world: World, admin: Account, client: FlaskClient) -> None:
    sign_in(client, admin)
    file = client.get("/quan-tri/lich.ics")
    assert file.content_type == "text/calendar; charset=utf-8"
    data = {"tep": (io.BytesIO(file.data), "lich.ics")}
    same = client.post("/quan-tri/lich/nhap", data=data)
    assert same.status_code == 422
    assert "không có gì thay đổi" in same.text
    broken = file.data.replace(b"CATEGORIES:makeup_working", b"CATEGORIES:party", 1)
    page = client.post("/quan-tri/lich/nhap", data={"tep": (io.BytesIO(broken), "lich.ics")})
    assert page.status_code == 422
    assert "loại “party”" in page.text
    for name, content in (("a.ics", b"\xff\xfe\x00"), ("", b"")):
        page = client.post("/quan-tri/lich/nhap", data={"tep": (io.BytesIO(content), name)})
        assert page.status_code == 422
    count = select(func.count()).select_from(CalendarDayRow)
    assert world.session.scalar(count) == len(CALENDAR), "nothing half imported"


def test_an_import_that_moves_nobody_covers_the_next_year(
    world: World, admin: Account, client: FlaskClient
) -> None:
    sign_in(client, admin)
    decided = client.get("/quan-tri/lich.ics").data.replace(b"TENTATIVE", b"CONFIRMED")
    decided = decided.replace(b"STATUS:provisional", b"STATUS:decided")
    page = client.post("/quan-tri/lich/nhap", data={"tep": (io.BytesIO(decided), "lich.ics")})
    asked = {"lich": hidden(page.text, "lich"), "dau": hidden(page.text, "dau")}
    assert client.post("/quan-tri/lich/luu", data=asked).status_code == 303
    assert working_calendar(world.session).covered_until == date(2027, 12, 31)


def test_administrators_are_warned_once_before_the_calendar_ends(
    world: World, admin: Account, client: FlaskClient
) -> None:
    session, settings = world.session, world.settings
    warned = select(MailMessage).where(MailMessage.recipient == admin.email)
    for days, count in ((91, 0), (89, 1), (88, 1), (1, 1)):
        now = MORNING.replace(month=12, day=31) - timedelta(days=days)
        calendar_actions.warn_coverage(session, settings, now)
        assert len(session.scalars(warned).all()) == count, days
    assert "31/12/2026" in session.scalars(warned).one().subject


@pytest.mark.parametrize("role", [Role.OFFICER, Role.AUDITOR, Role.LEADER])
def test_only_administrators_change_it(world: World, client: FlaskClient, role: Role) -> None:
    sign_in(client, make_account(world.session, role, world.officer.unit))
    for path, data in (("ngay", FORM), ("bo-ngay", {}), ("nhap", {}), ("luu", {})):
        assert client.post(f"/quan-tri/lich/{path}", data=data).status_code == 403


def test_the_form_says_what_is_wrong(world: World, admin: Account, client: FlaskClient) -> None:
    sign_in(client, admin)
    for change, said in (
        ({"ngay": "31/02/2026"}, "Ngày chưa đúng"),
        ({"loai": "makeup_working"}, "vốn đã làm việc"),
        ({"can_cu": ""}, "Nhập văn bản làm căn cứ"),
        ({"ngay": "01/01/1999"}, "từ 2020 đến 2100"),
        ({"loai": "party"}, "Chọn một mục"),
    ):
        page = client.post("/quan-tri/lich/ngay", data=FORM | change)
        assert (page.status_code, said in page.text) == (422, True), change
    known = client.get("/quan-tri/lich/ngay?ngay=30/04/2026")
    assert "Ngày Chiến thắng" in known.text
    assert client.get("/quan-tri/lich/ngay?ngay=x").status_code == 200
    assert client.post("/quan-tri/lich/luu", data={"lich": "x", "dau": "y"}).status_code == 409


def test_nothing_new_is_refused(world: World, admin: Account) -> None:
    seen = calendar_actions.preview(world.session, Plan((FLOOD,)))
    calendar_actions.save(world.session, Plan((FLOOD,)), seen.mark, admin.actor, MORNING)
    with pytest.raises(Refusal):
        calendar_actions.preview(world.session, Plan((FLOOD,)))
