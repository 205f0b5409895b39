"""The floor: what devices send arrives once, in order, and becomes petitions with a date."""

from datetime import UTC, date, datetime, timedelta
from itertools import permutations
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from conferences import actions, floor_actions, guest_actions
from conferences.floor_queries import list_issues
from conferences.guest_actions import Arrival
from conferences.models import Conference, ConferenceAttendance, ConferenceIssue
from dossiers.models import DossierEvent
from feedback.models import Petition, Topic
from store.clock import utc_now
from tests.web.test_conferences import address, planned
from tests.world import World, sign_in
from workflow.refusal import Refusal

NOW = datetime(2026, 12, 2, 2, 30, tzinfo=UTC)  # 09:30, Wednesday 02/12/2026


@pytest.fixture
def conference(world: World) -> Conference:
    return floor_of(world)


def floor_of(world: World) -> Conference:
    """A conference in session, with the cooperative's representative present."""
    world.session.add(Topic(code="other", name="Nội dung khác", sort=99))
    made = planned(world)
    for action in ("set_agenda", "begin"):
        actions.move(world.session, made, action, "", world.records, NOW)
    coming = Arrival("Hoàng Thị Na", "Giám đốc", None, world.cooperative.id)
    guest_actions.check_in(world.session, made, coming, "name", world.records, NOW)
    world.session.commit()
    return made


def entry(number: int | None, **values: Any) -> dict[str, Any]:
    """What a device sends for its entry no. `number`."""
    said = {
        "key": f"k{number}",
        "sequence": number or 1,
        "revision": 1,
        "number": number,
        "at": (NOW + timedelta(minutes=number or 0)).isoformat(),
        "skew_ms": 0,
        "words": f"Quỹ cho vay 300 triệu là thấp. Đề nghị nâng lên {number}00 triệu đồng.",
        "topic_code": "credit_fund",
        "outcome": "owed",
        "owed_by_on": "16/12/2026",
    }
    return said | values


def take(
    world: World, conference: Conference, device: str, *sent: dict[str, Any], now: datetime = NOW
) -> list[str]:
    """Send, and return what became of each entry."""
    taken = floor_actions.take(
        world.session, world.settings, conference, device, sent, world.records, now
    )
    world.session.commit()
    return [one.status for one in taken]


def reserve(world: World, conference: Conference, device: str, used: int = 0) -> tuple[int, int]:
    """Return the last block of a device."""
    blocks = floor_actions.reserve(world.session, conference, device, used, world.records, NOW)
    world.session.commit()
    return blocks[-1].first, blocks[-1].last


def test_devices_get_numbers_of_their_own(world: World, conference: Conference) -> None:
    assert reserve(world, conference, "a") == (1, 50)
    assert reserve(world, conference, "b") == (51, 100)
    assert reserve(world, conference, "a", used=10) == (1, 50), "enough are free"
    assert reserve(world, conference, "a", used=31) == (101, 150)


def test_an_issue_is_a_petition_at_once(world: World, conference: Conference) -> None:
    reserve(world, conference, "a")
    person = world.session.scalars(select(ConferenceAttendance)).one()
    assert take(world, conference, "a", entry(1, attendance_id=person.id)) == ["kept"]
    issue = world.session.scalars(select(ConferenceIssue)).one()
    petition = issue.petition
    assert petition is not None
    dossier = petition.dossier
    assert (petition.channel, dossier.state) == ("conference", "submitted")
    assert (issue.number, issue.speaker_name) == (1, person.full_name)
    assert entry(1)["words"] in (issue.words, petition.situation)
    assert dossier.cooperative_id == world.cooperative.id
    assert dossier.subject == "Đề nghị nâng lên 100 triệu đồng"
    assert dossier.received_on == date(2026, 12, 2)
    assert dossier.due_on == date(2026, 12, 16), "the day that was promised"


def test_answered_at_once_is_confirmed_in_ten_working_days(
    world: World, conference: Conference
) -> None:
    reserve(world, conference, "a")
    said = {"outcome": "oral", "answered_by": "Chủ tịch", "oral_answer": "Đồng ý trình tỉnh."}
    assert take(world, conference, "a", entry(1, owed_by_on="", **said)) == ["kept"]
    issue = world.session.scalars(select(ConferenceIssue)).one()
    assert issue.owed_by_on == date(2026, 12, 16)
    event = world.session.scalars(select(DossierEvent).where(DossierEvent.action == "hear")).one()
    assert event.note == "Đồng ý trình tỉnh."
    petition = issue.petition
    assert petition is not None
    world.screen_and_route(petition, NOW)
    assert petition.dossier.due_on == date(2026, 12, 16), "routing does not move what was promised"


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_any_order_and_twice_is_once(
    world: World, conference: Conference, order: tuple[int, ...]
) -> None:
    reserve(world, conference, "a")
    sent = [entry(n) for n in (1, 2, 3)]
    for place in (*order, *order):
        take(world, conference, "a", sent[place])
    assert [one.number for one in list_issues(world.session, conference.dossier_id)] == [1, 2, 3]
    petitions = world.session.scalars(select(Petition)).all()
    assert len(petitions) == 3


def test_three_devices_lose_nothing_and_double_nothing(
    world: World, conference: Conference
) -> None:
    """They take turns for an hour; one has no network meanwhile, another a clock of hours ago."""
    skews = {"a": 0, "b": 0, "c": 10_800_000}
    first = {device: reserve(world, conference, device)[0] for device in skews}
    held: list[dict[str, Any]] = []
    spoken: list[int] = []
    back = NOW + timedelta(hours=1)
    for turn in range(18):
        device, minute = "abc"[turn % 3], timedelta(minutes=3 * turn)
        number = first[device] + turn // 3
        at = (NOW + minute - timedelta(milliseconds=skews[device])).isoformat()
        said = entry(number, at=at, skew_ms=skews[device], sequence=1 + turn // 3)
        spoken.append(number)
        if device == "b":
            held.append(said)
        else:
            take(world, conference, device, said, now=NOW + minute)
            take(world, conference, device, said, now=NOW + minute)
    for status in ("kept", "same"):
        assert set(take(world, conference, "b", *held[::-1], now=back)) == {status}
    found = [one.number for one in list_issues(world.session, conference.dossier_id)]
    assert found == spoken, "each number once, none lost, in the order of the floor"
    assert len(world.session.scalars(select(Petition)).all()) == len(spoken)


def test_a_wrong_clock_changes_no_order(world: World, conference: Conference) -> None:
    reserve(world, conference, "a")
    reserve(world, conference, "b")
    fast = (NOW + timedelta(hours=2, minutes=5)).isoformat()
    late = entry(51, key="b1", sequence=1, at=fast, skew_ms=-7_200_000)
    take(world, conference, "b", late)
    take(world, conference, "a", entry(2, at=(NOW + timedelta(minutes=9)).isoformat()), entry(1))
    assert [one.number for one in list_issues(world.session, conference.dossier_id)] == [1, 51, 2]


def test_a_higher_revision_corrects_and_a_late_lower_one_does_nothing(
    world: World, conference: Conference
) -> None:
    reserve(world, conference, "a")
    take(world, conference, "a", entry(1))
    better = entry(1, revision=3, words="Xin mượn trụ sở xã cũ dôi dư.", topic_code="other")
    assert take(world, conference, "a", better) == ["kept"]
    assert take(world, conference, "a", entry(1, revision=2)) == ["same"]
    issue = world.session.scalars(select(ConferenceIssue)).one()
    assert issue.petition is not None
    assert issue.petition.dossier.subject == "Xin mượn trụ sở xã cũ dôi dư"
    assert [demand.text for demand in issue.petition.demands] == ["Xin mượn trụ sở xã cũ dôi dư."]
    actions_taken = world.session.scalars(select(DossierEvent.action)).all()
    assert actions_taken.count("amend") == 1


def test_one_wrong_entry_stops_no_other(world: World, conference: Conference) -> None:
    reserve(world, conference, "a")
    wrong = [
        entry(2, words=""), entry(70), entry(3, outcome="oral"), entry(4, owed_by_on="2/12/2026"),
        entry(5, owed_by_on="32/13/2026"), entry(6, key="not a key"), entry(7, skew_ms="soon"),
        entry(1, key="k9"), entry(10, owed_by_on="1/1/2999"), entry(11, owed_by_on=f"{10**20}/1/1"),
    ]  # fmt: skip
    statuses = take(world, conference, "a", entry(1), *wrong)
    assert statuses.count("refused") == 10
    taken = [one.number for one in list_issues(world.session, conference.dossier_id)]
    assert taken == [1]


def test_a_number_is_given_once(world: World, conference: Conference) -> None:
    reserve(world, conference, "a")
    assert take(world, conference, "a", entry(1)) == ["kept"]
    assert take(world, conference, "a", entry(1, key="other")) == ["refused"]
    assert take(world, conference, "a", entry(None, key="unnumbered")) == ["kept"]
    numbers = {one.number for one in list_issues(world.session, conference.dossier_id)}
    assert numbers == {1, 2}


def test_before_it_begins_nothing_is_taken(world: World) -> None:
    waiting = planned(world)
    with pytest.raises(Refusal, match="chưa khai mạc"):
        floor_actions.reserve(world.session, waiting, "a", 0, world.records, NOW)


def test_what_comes_after_the_end_is_not_lost(world: World, conference: Conference) -> None:
    reserve(world, conference, "a")
    actions.move(world.session, conference, "adjourn", "", world.records, NOW)
    assert take(world, conference, "a", entry(1)) == ["kept"]


def test_who_speaks_for_nobody_is_kept_by_name(world: World, conference: Conference) -> None:
    reserve(world, conference, "a")
    take(world, conference, "a", entry(1, speaker_name="Ông Lý Văn Páo"), entry(2))
    issues = list_issues(world.session, conference.dossier_id)
    names = [one.petition.dossier.asker.name for one in issues if one.petition]
    assert names == ["Ông Lý Văn Páo", "Đại biểu tại hội nghị (ý kiến số 2)"]


def test_the_pages_of_a_device(client: FlaskClient, world: World, conference: Conference) -> None:
    sign_in(client, world.records)
    data = client.get(address(conference, "ghi/du-lieu")).get_json()
    assert [one["name"] for one in data["people"]] == ["Hoàng Thị Na"]
    assert abs(data["now"] - utc_now().timestamp() * 1000) < 60_000
    asked = {"device": "web", "last_used": 0}
    blocks = client.post(address(conference, "ghi/so"), json=asked).get_json()["blocks"]
    assert blocks == [[1, 50]]
    sent = {"device": "web", "entries": [entry(1), "nonsense", entry(2, words="")]}
    answer = client.post(address(conference, "ghi/gui"), json=sent).get_json()
    assert {one["key"]: one["status"] for one in answer["results"]} == {
        "k1": "kept",
        "k2": "refused",
    }
    assert client.post(address(conference, "ghi/gui"), data="no json").status_code == 409
    assert client.get(address(conference, "ghi/du-lieu")).get_json()["issues"][0]["number"] == 1


def test_capture_without_a_script(
    client: FlaskClient, world: World, conference: Conference
) -> None:
    sign_in(client, world.records)
    typed = {
        "entry_key": "a" * 32, "attendance_id": "", "speaker_name": "Bà Na", "owed_by_id": "",
        "words": "Đề nghị kéo điện ba pha.", "topic_code": "other", "outcome": "owed",
        "owed_by_on": "",
    }  # fmt: skip
    for _ in range(2):  # a double click
        assert client.post(address(conference, "ghi"), data=typed).status_code == 303
    assert len(list_issues(world.session, conference.dossier_id)) == 1
    lacking = typed | {"entry_key": "b" * 32, "outcome": "oral"}
    answer = client.post(address(conference, "ghi"), data=lacking)
    assert answer.status_code == 422
    assert "Ghi người trả lời tại chỗ" in answer.get_data(as_text=True)
    assert "Đề nghị kéo điện ba pha." in answer.get_data(as_text=True)


def test_the_board_follows_and_shows_what_is_chosen(
    client: FlaskClient, world: World, conference: Conference
) -> None:
    reserve(world, conference, "a")
    take(world, conference, "a", entry(1), entry(2))
    sign_in(client, world.records)
    stream = client.get(address(conference, "bang/luong"))
    assert stream.mimetype == "text/event-stream"
    first = stream.get_data(as_text=True)
    assert '"number": 2' in first.split('"counts"')[0]
    assert client.post(address(conference, "ghi/chieu"), json={"number": 1}).status_code == 200
    seen = next(line for line in first.splitlines() if line.startswith("id: "))[4:]
    headers = {"Last-Event-ID": seen}
    second = client.get(address(conference, "bang/luong"), headers=headers).get_data(as_text=True)
    assert '"number": 1' in second.split('"counts"')[0]
    assert client.post(address(conference, "ghi/chieu"), json={"number": 9}).status_code == 409
    page = client.get(address(conference, "bang")).get_data(as_text=True)
    assert "Ý kiến số 1" in page
    assert "noscript" in page


def test_a_slip_says_where_an_issue_stands(
    client: FlaskClient, world: World, conference: Conference
) -> None:
    reserve(world, conference, "a")
    take(world, conference, "a", entry(1))
    issue = list_issues(world.session, conference.dossier_id)[0]
    page = client.get(f"/y-kien/{issue.slip_token}").get_data(as_text=True)
    assert "16/12/2026" in page
    assert client.get("/y-kien/khong-co").status_code == 404


@pytest.mark.parametrize(
    ("at", "skew_ms"),
    [
        ("0001-01-01T00:00:00", 0),
        ("9999-12-31T23:59:59", 86_400_000),
        ("1970-01-01T07:00:00", 0),
        ("2041-05-06T09:00:00", 0),
    ],
)
def test_a_clock_that_cannot_be_right_stops_nobody(
    world: World, conference: Conference, at: str, skew_ms: int
) -> None:
    """A third device whose clock is lost: no number twice, none lost, its day that of arrival."""
    for device in ("a", "b", "c"):
        reserve(world, conference, device)
    assert take(world, conference, "a", entry(1)) == ["kept"]
    wrong = [entry(n, at=at, skew_ms=skew_ms) for n in (101, 102)]
    assert take(world, conference, "c", *wrong, entry(103)) == ["kept"] * 3
    assert take(world, conference, "c", *wrong) == ["same"] * 2
    assert take(world, conference, "b", entry(51)) == ["kept"]
    issues = list_issues(world.session, conference.dossier_id)
    assert sorted(issue.number for issue in issues) == [1, 51, 101, 102, 103]
    petitions = [issue.petition for issue in issues if issue.petition is not None]
    assert {one.dossier.received_on for one in petitions} == {date(2026, 12, 2)}
    assert len(petitions) == 5


def test_a_day_too_far_is_refused_alone(world: World, conference: Conference) -> None:
    reserve(world, conference, "a")
    sent = (entry(1, owed_by_on="31/12/9999"), entry(2))
    assert sorted(take(world, conference, "a", *sent)) == ["kept", "refused"]


def test_who_has_spoken_stays_present(
    client: FlaskClient, world: World, conference: Conference
) -> None:
    reserve(world, conference, "a")
    person = world.session.scalars(select(ConferenceAttendance)).one()
    take(world, conference, "a", entry(1, attendance_id=person.id))
    sign_in(client, world.records)
    page = client.post(address(conference, f"diem-danh/{person.id}/bo"))
    assert page.status_code == 409
    assert "ý kiến số 1" in page.text
