"""Pages of planning, inviting and checking in, as people click them."""

from datetime import date, datetime, time

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from conferences import actions, guest_actions
from conferences.actions import Plan
from conferences.guest_actions import Arrival
from conferences.models import Conference, ConferenceAttendance, ConferenceGuest
from conferences.rules import at_local, parse_agenda
from cooperatives.models import Cooperative
from tests.make import MORNING, make_cooperative, tasks_waiting
from tests.world import World, sign_in
from workflow.localtime import local_day

DAY = date(2026, 12, 2)
TYPED = {
    "name": "Hội nghị đối thoại năm 2026",
    "place": "Hội trường Liên minh",
    "day": "02/12/2026",
    "begins": "8:00",
    "ends": "11h30",
    "questions_until_on": "27/11/2026",
    "agenda": "8:00 Khai mạc | Chủ tịch\n9:00 Đối thoại",
    "chair_id": "",
    "secretary_id": "",
    "is_public": "1",
}


def planned(world: World, now: datetime = MORNING, **values: object) -> Conference:
    """A conference of 02/12/2026 that a records officer planned."""
    draft = {
        "name": "Hội nghị đối thoại năm 2026",
        "theme": "",
        "place": "Hội trường Liên minh",
        "begins_at": at_local(DAY, time(8)),
        "ends_at": at_local(DAY, time(11, 30)),
        "questions_until_on": date(2026, 11, 27),
        "how_to_take_part": "",
        "chair_id": world.leader.id,
        "secretary_id": world.records.id,
        "is_public": True,
        "parts": parse_agenda("8:00 Khai mạc"),
    }
    plan = Plan(**(draft | values))  # type: ignore[arg-type]
    made = actions.plan(world.session, world.settings, plan, world.records, now)
    world.session.commit()
    return made


def address(conference: Conference, path: str) -> str:
    return f"/hoi-nghi/{conference.dossier.code}/{path}"


@pytest.fixture
def conference(world: World) -> Conference:
    return planned(world)


@pytest.mark.parametrize("typed", ["", "\x0b", "999999999"])
def test_a_body_that_nobody_can_choose_is_refused(
    world: World, client: FlaskClient, typed: str
) -> None:
    at = planned(world)
    posted = {"units": [" ", typed], "people": "Ông A"}
    answer = sign_in(client, world.records).post(address(at, "khach-moi"), data=posted)
    assert answer.status_code == 422


def test_planning(client: FlaskClient, world: World, session: Session) -> None:
    answer = sign_in(client, world.records).post("/hoi-nghi/lap-ke-hoach", data=TYPED)
    assert answer.status_code == 303
    made = session.scalars(select(Conference)).one()
    assert made.dossier.code.startswith("HN-")
    assert made.dossier.state == "planned"
    assert local_day(made.begins_at) == made.dossier.due_on == DAY
    assert [part.title for part in made.parts] == ["Khai mạc", "Đối thoại"]
    page = client.get(answer.location).get_data(as_text=True)
    assert "Mở nhận câu hỏi" in page


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"begins": "8 rưỡi"}, "Giờ chưa đúng"),
        ({"ends": "7:00"}, "sau giờ khai mạc"),
        ({"questions_until_on": "03/12/2026"}, "sau ngày họp"),
        ({"agenda": "Khai mạc"}, "Dòng 1"),
        ({"name": ""}, "Nhập tên hội nghị"),
    ],
)
def test_a_wrong_plan_says_what_to_do(
    client: FlaskClient, world: World, wrong: dict[str, str], said: str
) -> None:
    answer = sign_in(client, world.records).post("/hoi-nghi/lap-ke-hoach", data=TYPED | wrong)
    assert answer.status_code == 422
    text = answer.get_data(as_text=True)
    assert said in text
    assert "Hội trường Liên minh" in text, "what was typed is kept"


def test_changing_over_a_newer_version_is_refused(
    client: FlaskClient, world: World, conference: Conference
) -> None:
    stale = TYPED | {"version": str(conference.dossier.version - 1)}
    answer = sign_in(client, world.records).post(address(conference, "ke-hoach"), data=stale)
    assert answer.status_code == 409


def test_a_pasted_list_adds_who_is_clear_and_keeps_the_rest(
    client: FlaskClient, world: World, session: Session, conference: Conference
) -> None:
    make_cooperative(session, name="Hợp tác xã Quýt vàng Bắc Sơn", tax_code="0100109106")
    session.commit()
    lines = "1. HTX quyt vang bac son\n0100109106\nHTX Không Có\n"
    posted = {"cooperatives": lines, "people": "Ông Nguyễn Văn A, nguyên Chủ tịch"}
    answer = sign_in(client, world.records).post(address(conference, "khach-moi"), data=posted)
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "1 dòng dưới đây chưa rõ" in text
    assert "HTX Không Có" in text
    names = {guest.short_name for guest in session.scalars(select(ConferenceGuest))}
    assert names == {"HTX Quýt vàng Bắc Sơn", "Ông Nguyễn Văn A, nguyên Chủ tịch"}
    again = client.post(address(conference, "khach-moi"), data={"cooperatives": "0100109106"})
    assert again.status_code == 303
    assert len(session.scalars(select(ConferenceGuest)).all()) == 2


def invited(session: Session, client: FlaskClient, world: World, at: Conference) -> ConferenceGuest:
    """One cooperative on the list, by mail address."""
    world.cooperative.email = "htx@langson.example"
    posted = {"cooperatives": world.cooperative.name}
    sign_in(client, world.records).post(address(at, "khach-moi"), data=posted)
    return session.scalars(select(ConferenceGuest)).one()


def test_a_leader_signs_one_letter_for_all(
    client: FlaskClient, world: World, session: Session, conference: Conference
) -> None:
    guest = invited(session, client, world, conference)
    assert client.post(address(conference, "giay-moi")).status_code == 403
    leader = sign_in(client, world.leader)
    assert "1 nơi chưa có giấy mời" in leader.get("/ky-duyet").text
    answer = leader.post(address(conference, "giay-moi"))
    assert answer.status_code == 303
    assert "chưa có giấy mời" not in leader.get("/ky-duyet").text
    assert guest.letter is not None
    assert guest.letter.full_number.startswith("01/GM-")
    assert {"conferences.seal_letter", "conferences.mail_invitation"} <= set(tasks_waiting(session))
    again = client.post(address(conference, "giay-moi"))
    assert again.status_code == 409, "nobody is left without a letter"


def test_the_card_answers_and_checks_in(
    client: FlaskClient, world: World, session: Session, conference: Conference
) -> None:
    guest = invited(session, client, world, conference)
    card = f"/thu-moi/{guest.token}"
    visitor = client.application.test_client()
    page = visitor.get(card).get_data(as_text=True)
    assert world.cooperative.name in page
    assert "Bàn đón" not in page
    assert visitor.post(card, data={"reply": "yes"}).status_code == 422, "who comes?"
    said = {"reply": "yes", "delegate_name": "Hoàng Thị Na"}
    assert visitor.post(card, data=said).status_code == 303
    assert (guest.reply, guest.delegate_name) == ("yes", "Hoàng Thị Na")
    assert visitor.post(f"{card}/diem-danh").status_code == 401
    for _ in range(2):
        assert sign_in(client, world.records).post(f"{card}/diem-danh").status_code == 303
    came = session.scalars(select(ConferenceAttendance)).all()
    assert [(one.full_name, one.way) for one in came] == [("Hoàng Thị Na", "qr")]


def test_somebody_who_was_not_invited_is_written_down_once(
    client: FlaskClient, world: World, session: Session, conference: Conference
) -> None:
    make_cooperative(session, name="Hợp tác xã Na A")
    make_cooperative(session, name="Hợp tác xã Na B")
    session.commit()
    sign_in(client, world.records)
    typed = {"full_name": "Vi Văn Bằng", "cooperative": "na", "unit_id": ""}
    answer = client.post(address(conference, "diem-danh"), data=typed)
    assert answer.status_code == 422
    assert "Chọn hợp tác xã" in answer.get_data(as_text=True)
    for _ in range(2):
        clear = typed | {"cooperative": "Na A"}
        assert client.post(address(conference, "diem-danh"), data=clear).status_code == 303
    came = session.scalars(select(ConferenceAttendance)).all()
    assert [one.stands_for for one in came] == ["HTX Na A"]


def test_the_way_of_a_conference(client: FlaskClient, world: World, conference: Conference) -> None:
    sign_in(client, world.records)
    for action, state in (
        ("collect", "collecting"), ("set_agenda", "agenda_set"), ("begin", "in_session"),
        ("adjourn", "minuted"),
    ):  # fmt: skip
        assert client.post(address(conference, f"buoc/{action}")).status_code == 303
        assert conference.dossier.state == state
    refused = client.post(address(conference, "buoc/resume"))
    assert refused.status_code == 422
    assert client.post(address(conference, "buoc/conclude")).status_code == 404


def test_who_has_no_chair_does_not_begin(client: FlaskClient, world: World) -> None:
    conference = planned(world, chair_id=None)
    sign_in(client, world.records).post(address(conference, "buoc/set_agenda"))
    answer = client.post(address(conference, "buoc/begin"))
    assert answer.status_code == 422
    assert "người chủ trì" in answer.get_data(as_text=True)


def test_what_everybody_reads(client: FlaskClient, world: World, conference: Conference) -> None:
    code = conference.dossier.code
    assert conference.dossier.subject in client.get(f"/hoi-nghi/{code}").get_data(as_text=True)
    hidden = planned(world, is_public=False)
    assert client.get(f"/hoi-nghi/{hidden.dossier.code}").status_code == 404
    assert client.get("/hoi-nghi/KN-2026-000001-1").status_code == 404


def test_a_guest_whom_somebody_took_off_meanwhile_is_off_the_list(
    session: Session, world: World
) -> None:
    conference = planned(world)
    guest_actions.add_guests(session, conference, [world.cooperative], (), (), MORNING)
    guest = session.scalars(select(ConferenceGuest)).one()
    session.execute(text("DELETE FROM conference_guest"))
    guest_actions.drop_guest(session, guest)
    assert session.scalars(select(ConferenceGuest)).all() == []


def test_a_guest_who_has_come_is_not_taken_off_the_list(
    client: FlaskClient, world: World, session: Session, conference: Conference
) -> None:
    guest_actions.add_guests(session, conference, [world.cooperative], (), (), MORNING)
    guest = session.scalars(select(ConferenceGuest)).one()
    coming = Arrival("Hoàng Thị Na", "Giám đốc", guest)
    guest_actions.check_in(session, conference, coming, "name", world.records, MORNING)
    session.commit()
    sign_in(client, world.records)
    assert client.post(address(conference, f"khach-moi/{guest.id}/xoa")).status_code == 409


def test_a_cooperative_that_was_not_offered_is_not_taken(
    client: FlaskClient, world: World, session: Session, conference: Conference
) -> None:
    """Whoever comes, or asks, for a cooperative is of one that the typed words found."""
    for name in ("Hợp tác xã Mít Một", "Hợp tác xã Mít Hai"):
        make_cooperative(session, name=name)
    invited(session, client, world, conference)
    door = address(conference, "diem-danh")
    said = {"full_name": "Lý Văn A", "cooperative": "mit", "position": "", "unit_id": ""}
    for chosen in ("99999999", str(world.cooperative.id)):
        for typed in ("mit", ""):
            sent = client.post(door, data=said | {"cooperative": typed, "cooperative_id": chosen})
            assert sent.status_code == 422, (chosen, typed)
    assert not session.scalars(select(ConferenceAttendance)).all()
    right = session.scalars(select(Cooperative).where(Cooperative.name.endswith("Hai"))).one()
    assert client.post(door, data=said | {"cooperative_id": str(right.id)}).status_code == 303
    [came] = session.scalars(select(ConferenceAttendance)).all()
    assert came.cooperative_id == right.id
