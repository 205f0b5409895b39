"""Pages of administration, of units, and the deadline calculator."""

import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from accounts.models import Account
from administration.names import SETTING_NAMES, TASK_NAMES
from dossiers import audit
from feedback.process import PETITION
from rulebook.actions import load_base
from rulebook.data import CALENDAR, SETTINGS
from rulebook.models import CalendarDayRow, DatedSetting
from rulebook.queries import days_on, setting_on, working_calendar
from store.clock import today, utc_now
from store.heartbeats import NAMES, beat
from store.models import OutboxMessage
from tests.make import make_account, make_unit
from tests.world import World, sign_in
from units.actions import said_of
from units.models import Unit
from web.filters import day
from workflow.refusal import Missing
from workflow.roles import Role


@pytest.fixture
def admin(session: Session) -> Account:
    load_base(session)
    account = make_account(session, Role.ADMIN, full_name="Đặng Thị Hòa")
    session.commit()
    return account


@pytest.fixture
def desk(client: FlaskClient, admin: Account) -> FlaskClient:
    return sign_in(client, admin)


def test_base_rows_are_put_in_once_and_edits_stay(session: Session) -> None:
    load_base(session)
    day = session.get_one(CalendarDayRow, date(2026, 11, 24))
    day.kind, day.status = "makeup_working", "decided"
    setting = session.scalars(
        select(DatedSetting).where(DatedSetting.key == "petition.answer_days")
    ).one()
    setting.value, setting.valid_from = "12", date(2025, 1, 1)
    session.flush()
    load_base(session)
    assert days_on(session, "petition.answer_days", date(2026, 2, 10)) == 12
    with pytest.raises(Missing):
        setting_on(session, "petition.answer_days", date(2024, 6, 1))
    assert working_calendar(session).is_working(date(2026, 11, 24))
    assert len(session.scalars(select(CalendarDayRow)).all()) == len(CALENDAR)
    assert len(session.scalars(select(DatedSetting)).all()) == len(SETTINGS)


def test_the_calendar_is_certain_for_whole_decided_years(session: Session) -> None:
    assert working_calendar(session).covered_until == date.min
    load_base(session)
    known = working_calendar(session)
    assert (known.covered_from, known.covered_until) == (date(2024, 1, 1), date(2026, 12, 31))
    session.add(CalendarDayRow(day=date(2028, 1, 3), kind="holiday", name="x", source="x"))
    load_base(session)  # 2028 is decided, but 2027 is not
    assert working_calendar(session).covered_until == date(2026, 12, 31)


@pytest.mark.parametrize(
    ("asked", "due", "said"),
    [
        ("ngay=10/02/2026&so_ngay=15", "Thứ\u00a0Ba, 10/03/2026", "5 ngày nghỉ Tết Nguyên đán"),
        ("ngay=2026-02-10&so_ngay=5", "Thứ\u00a0Ba, 24/02/2026", "hẹn"),
        ("ngay=23-04-2025&so_ngay=5", "Thứ\u00a0Ba, 29/04/2025", "Ngày 26/04 làm bù"),
        ("ngay=29/12/2026&so_ngay=3", "Thứ\u00a0Hai, 04/01/2027", "Tạm tính"),
        ("ngay=01/01/2024&so_ngay=400", "Thứ\u00a0Sáu, 08/08/2025", "Ngày làm việc thứ 400"),
    ],
)
def test_deadline(client: FlaskClient, admin: Account, asked: str, due: str, said: str) -> None:
    page = client.get(f"/tinh-han?{asked}")
    assert page.status_code == 200
    assert due in page.text
    assert said in page.text


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("ngay=32/02/2026&so_ngay=15", "Ngày chưa đúng"),
        ("ngay=hom+nay&so_ngay=15", "Ngày chưa đúng"),
        ("ngay=&so_ngay=15", "Nhập ngày nhận"),
        ("ngay=10/02/1999&so_ngay=15", "Nhập năm từ 2000 đến 2100"),
        ("ngay=10/02/99999&so_ngay=15", "Ngày chưa đúng"),
        ("ngay=10/02/2026&so_ngay=0", "từ 1 đến 400"),
        ("ngay=10/02/2026&so_ngay=401", "từ 1 đến 400"),
        ("ngay=10/02/2026&so_ngay=9999999999999999999999", "từ 1 đến 400"),
        ("ngay=10/02/2026&so_ngay=-3", "từ 1 đến 400"),
        ("ngay=10/02/2026&so_ngay=1,5", "từ 1 đến 400"),
        ("ngay=10/02/2026&so_ngay=%C2%B2", "từ 1 đến 400"),
        ("ngay=10/02/2026", "Nhập số ngày làm việc"),
        ("ngay=%00%FF&so_ngay=%3Cb%3E", "Ngày chưa đúng"),
    ],
)
def test_deadline_keeps_what_was_typed(
    client: FlaskClient, admin: Account, asked: str, said: str
) -> None:
    page = client.get(f"/tinh-han?{asked}")
    assert page.status_code == 422
    assert said in page.text
    assert "Có 1 chỗ cần sửa" in page.text or "Có 2 chỗ cần sửa" in page.text
    assert "<b>" not in page.text
    if "32/02" in asked:
        assert 'value="32/02/2026"' in page.text


def test_deadline_offers_today_and_the_usual_limit(client: FlaskClient, admin: Account) -> None:
    page = client.get("/tinh-han").text
    assert 'value="15"' in page
    assert "Cách tính" in page


def test_overview_names_what_needs_somebody(desk: FlaskClient, session: Session) -> None:
    page = desk.get("/quan-tri").text
    assert page.count("không trả lời từ") == 0
    assert page.count("Không trả lời") == len(NAMES)
    assert "Lịch sử hồ sơ chưa được niêm phong" in page
    now = utc_now()
    for name in NAMES:
        beat(session, name, now)
    audit.seal(session, now)
    session.commit()
    page = desk.get("/quan-tri").text
    assert page.count("Đang chạy</strong>") == len(NAMES)
    assert "chưa được niêm phong" not in page


def stuck_message(session: Session, **values: object) -> OutboxMessage:
    now = utc_now()
    row = {
        "task": "notices.send_mail", "payload": {"mail_id": 7}, "created_at": now, "due_at": now,
        "sends": 8, "attempts": 8, "last_error": "SMTPServerDisconnected", "stuck_at": now,
    }  # fmt: skip
    message = OutboxMessage(**(row | values))
    session.add(message)
    session.commit()
    return message


def test_stuck_work_is_shown_and_sent_again(desk: FlaskClient, session: Session) -> None:
    assert "Không có việc nào bị kẹt." in desk.get("/quan-tri/viec-ket").text
    message = stuck_message(session)
    page = desk.get("/quan-tri/viec-ket").text
    assert "Gửi thư điện tử" in page
    assert "SMTPServerDisconnected" in page
    address = f"/quan-tri/viec-ket/{message.id}/gui-lai"
    assert desk.get(address).status_code == 405
    assert desk.post(address).status_code == 303
    session.refresh(message)
    assert (message.stuck_at, message.attempts) == (None, 0)
    assert desk.post(address).status_code == 404  # it is stuck no more
    assert desk.post("/quan-tri/viec-ket/999999/gui-lai").status_code == 404


def test_work_that_waits_long_is_shown_without_a_button(
    desk: FlaskClient, session: Session
) -> None:
    early = utc_now() - timedelta(minutes=11)
    stuck_message(session, task="feedback.screen", stuck_at=None, created_at=early)
    page = desk.get("/quan-tri/viec-ket").text
    assert "Chờ đã lâu" in page
    assert "Kiểm tra và phân công kiến nghị" in page
    assert "Gửi lại</button>" not in page


def test_every_task_and_setting_has_a_name() -> None:
    tasks = {task for step in PETITION.steps for task in step.then}
    for path in Path("worker/tasks").glob("*.py"):
        tasks |= set(re.findall(r'name="([a-z_]+\.[a-z_]+)"', path.read_text()))
    assert tasks == set(TASK_NAMES)
    assert {setting.key for setting in SETTINGS} == set(SETTING_NAMES)


def test_audit_page_runs_the_check(world: World, client: FlaskClient) -> None:
    session = world.session
    auditor = make_account(session, Role.AUDITOR)
    petition = world.accepted()
    audit.seal(session, utc_now())
    session.commit()
    sign_in(client, auditor)
    assert "Toàn bộ lịch sử nguyên vẹn" not in client.get("/quan-tri/kiem-chung").text
    whole = client.post("/quan-tri/kiem-chung").text
    assert "Toàn bộ lịch sử nguyên vẹn" in whole
    assert "0,0 giây" not in whole
    session.execute(text("ALTER TABLE dossier_event DISABLE TRIGGER USER"))
    session.execute(text("UPDATE dossier_event SET note = 'khác' WHERE seq = 2"))
    session.commit()
    page = client.post("/quan-tri/kiem-chung").text
    assert f"{petition.dossier.code}, sự kiện 2: nội dung đã bị sửa" in page


def test_calendar_and_settings_are_shown(desk: FlaskClient) -> None:
    page = desk.get("/quan-tri/lich?nam=2026").text
    assert "Ngày Văn hóa Việt Nam" in page
    assert "Chờ xác nhận" in page
    assert "Dự tính" in desk.get("/quan-tri/lich?nam=2027").text
    for strange in ("1", "x", "99999999999"):
        assert desk.get(f"/quan-tri/lich?nam={strange}").status_code == 200
    page = desk.get("/quan-tri/quy-dinh").text
    assert all(name in page for name in SETTING_NAMES.values())


UNIT = {
    "name": "Sở Nông nghiệp và Môi trường", "short_name": "Sở NN&MT", "kind": "body",
    "code": "SNNMT", "symbol": "", "phone": "", "email": "", "valid_from": "01/03/2025",
    "valid_to": "", "successor_id": "",
}  # fmt: skip


SAID = ("name", "short_name", "symbol", "phone", "email")


def test_units_are_added_ended_and_followed(desk: FlaskClient, session: Session) -> None:
    assert desk.post("/quan-tri/don-vi/moi", data=UNIT).status_code == 303
    heir = session.scalars(select(Unit).where(Unit.code == "SNNMT")).one()
    old = make_unit(session, name="Sở Tài nguyên", kind="body", code="STN")
    session.commit()
    data = {"valid_to": "28/02/2025", "successor_id": str(heir.id), "reason": "NQ 04"}
    seen = desk.post(f"/quan-tri/don-vi/{old.id}/ket-thuc", data=data)
    assert "Chuyển sang Sở Nông nghiệp và Môi trường sau ngày 28/02/2025" in seen.text
    assert session.get_one(Unit, old.id).valid_to is None, "a preview saves nothing"
    assert (
        desk.post(f"/quan-tri/don-vi/{old.id}/ket-thuc", data=data | {"chac": "1"}).status_code
        == 303
    )
    page = desk.get("/quan-tri/don-vi").text
    assert "Đã kết thúc 28/02/2025" in page
    assert "→ Sở NN&amp;MT" in page
    page = desk.get(f"/quan-tri/don-vi/{old.id}").text
    assert "ngày kết thúc (trống) → <strong>28/02/2025</strong>" in page
    assert "NQ 04" in page


def test_a_unit_is_renamed_from_a_day_on(desk: FlaskClient, session: Session) -> None:
    unit = make_unit(session, name="Ban Một", short_name="B1", code="B1", symbol="B1")
    session.commit()
    path = f"/quan-tri/don-vi/{unit.id}/doi"
    data = {name: getattr(unit, name) for name in SAID}
    data |= {"name": "Ban Mới", "valid_from": day(today()), "reason": "QĐ 12"}
    seen = desk.post(path, data=data)
    assert "Ban Một</td><td><strong>Ban Mới</strong>" in seen.text
    assert session.get_one(Unit, unit.id).name == "Ban Một", "a preview saves nothing"
    assert desk.post(path, data=data | {"chac": "1"}).status_code == 303
    page = desk.get(f"/quan-tri/don-vi/{unit.id}").text
    assert "tên Ban Một → <strong>Ban Mới</strong>. QĐ 12" in page
    again = desk.post(path, data=data | {"chac": "1"})
    assert again.status_code == 422
    assert "Chưa có gì khác với hiện nay." in again.text
    correct = f"/quan-tri/don-vi/{unit.id}/sua"
    said = {name: data[name] for name in SAID} | {"name": "Ban Mới nhất"}
    assert desk.post(correct, data=said).status_code == 303, "nothing uses it yet"
    assert desk.post(f"/quan-tri/don-vi/{unit.id}/bo").status_code == 303
    assert desk.get(f"/quan-tri/don-vi/{unit.id}").status_code == 404


def test_a_change_is_shown_against_the_name_of_its_day(desk: FlaskClient, session: Session) -> None:
    unit = make_unit(session, name="Ban Một", short_name="B1", code="B1", symbol="B1")
    session.commit()
    path = f"/quan-tri/don-vi/{unit.id}/doi"
    data = said_of(unit) | {"valid_from": day(today() + timedelta(days=9)), "reason": "QĐ 12"}
    assert desk.post(path, data=data | {"name": "Ban Hai", "chac": "1"}).status_code == 303
    data |= {"valid_from": day(today() + timedelta(days=99))}
    assert "Ban Hai</td><td><strong>Ban Một</strong>" in desk.post(path, data=data).text


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"code": "B1"}, "Mã này đã dùng cho Ban Một."),
        ({"valid_to": "28/02/2025"}, "Ngày kết thúc phải từ ngày bắt đầu trở đi."),
        ({"successor_id": "{one}"}, "Có đơn vị kế thừa thì cần ngày kết thúc."),
        ({"successor_id": "999"}, "Chọn một mục trong danh sách."),
        ({"kind": "vua"}, "Chọn một mục trong danh sách."),
        ({"valid_from": "hôm nay"}, "Ngày chưa đúng"),
        ({"valid_from": ""}, "Nhập ngày bắt đầu."),
        ({"name": ""}, "Nhập tên đầy đủ."),
        ({"email": "a@b"}, "E-mail chưa đúng"),
    ],
)
def test_a_unit_that_cannot_be(
    desk: FlaskClient, session: Session, values: dict[str, str], said: str
) -> None:
    one = make_unit(session, name="Ban Một", code="B1")
    session.commit()
    filled = {name: value.format(one=one.id) for name, value in values.items()}
    page = desk.post("/quan-tri/don-vi/moi", data=UNIT | filled)
    assert page.status_code == 422
    assert said in page.text


def test_no_unit_follows_itself_in_a_circle(desk: FlaskClient, session: Session) -> None:
    first = make_unit(session, kind="body")
    second = make_unit(session, kind="body", valid_to=date(2025, 2, 28), successor_id=first.id)
    session.commit()
    data = {"valid_to": "28/02/2025", "successor_id": str(second.id), "reason": "NQ 04"}
    page = desk.post(f"/quan-tri/don-vi/{first.id}/ket-thuc", data=data)
    assert page.status_code == 422
    assert "không được dẫn về chính nó" in page.text
