"""Passing a matter on: the slip, the body's decision in its account or by link, reminders."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from accounts.models import Account
from dossiers.models import DossierEvent
from feedback import answer_actions, forward_actions
from feedback.forward_queries import find_open
from feedback.holders import holders
from feedback.models import Forward, ForwardLink, Petition
from notices.models import MailMessage
from rulebook.models import DatedSetting
from rulebook.queries import forget, working_calendar
from store.clock import utc_now
from tests.make import MORNING, make_account, make_unit, tasks_waiting
from tests.world import World, sign_in
from units.models import Unit
from workflow.localtime import local_day
from workflow.refusal import Missing, Refusal
from workflow.roles import Role

DAY = timedelta(days=1)
WHY = "Việc cấp giấy chứng nhận thuộc thẩm quyền của Sở."


@dataclass
class Passed:
    """A petition that was passed on."""

    world: World
    petition: Petition
    body: Unit
    person: Account

    @property
    def forward(self) -> Forward:
        found = find_open(self.world.session, self.petition.dossier_id)
        assert found is not None
        return found

    def link(self) -> str:
        token = forward_actions.new_link(self.world.session, self.forward, utc_now())
        self.world.session.commit()
        return f"/chuyen/{token}"

    def again(self, now: datetime) -> None:
        session, world = self.world.session, self.world
        forward_actions.propose(session, self.petition, self.body, WHY, world.officer, now)
        forward_actions.sign_forward(session, world.settings, self.petition, world.leader, now)


@pytest.fixture
def passed(world: World) -> Passed:
    said = {"name": "Sở Nông nghiệp và Môi trường", "email": "vanthu@so.example"}
    body = make_unit(world.session, kind="body", **said)
    person = make_account(world.session, Role.EXTERNAL, body, full_name="Trần Quốc Việt")
    made = Passed(world, world.accepted(), body, person)
    made.again(MORNING)
    world.session.commit()
    return made


def events(petition: Petition, action: str) -> list[DossierEvent]:
    return [event for event in petition.dossier.events if event.action == action]


def test_a_slip_is_numbered_and_the_clock_runs_on(passed: Passed) -> None:
    dossier = passed.petition.dossier
    letter = passed.forward.letter
    assert letter is not None
    assert (letter.full_number, dossier.state) == ("01/PC-LMHTX", "forwarded")
    assert (dossier.paused_on, passed.forward.accept_by) == (None, date(2026, 2, 12))
    assert "feedback.seal_forward" in tasks_waiting(passed.world.session)


def test_the_owner_reads_who_looks_at_it_now(passed: Passed, client: FlaskClient) -> None:
    sign_in(client, passed.world.owner)
    page = client.get(f"/kien-nghi/{passed.petition.dossier.code}")
    assert page.status_code == 200
    assert "Cơ quan khác xem xét" in page.text
    assert "Liên minh đã chuyển từ 10/02/2026" in page.text


def test_who_proposes_does_not_sign_and_a_head_only_by_setting(world: World) -> None:
    session, petition = world.session, world.accepted()
    body = make_unit(session, kind="body")
    forward_actions.propose(session, petition, body, WHY, world.officer, MORNING)
    act = (session, world.settings, petition, world.head, MORNING)
    with pytest.raises(Refusal, match="do lãnh đạo ký"):
        forward_actions.sign_forward(*act)
    setting = session.get_one(
        DatedSetting, ("petition.head_signs_forward", "", "", date(2024, 1, 1))
    )
    setting.value = "1"
    forget(session)
    session.flush()
    forward_actions.propose(session, petition, body, WHY, world.head, MORNING)
    with pytest.raises(Refusal, match="của chính mình"):
        forward_actions.sign_forward(*act)
    forward_actions.propose(session, petition, body, WHY, world.officer, MORNING)
    assert forward_actions.sign_forward(*act).number == 1
    assert session.scalar(select(func.count(Forward.id))) == 1


def test_looking_at_a_link_changes_nothing_and_it_works_once(
    passed: Passed, client: FlaskClient
) -> None:
    path = passed.link()
    before = passed.petition.dossier.head_seq
    for _ in range(3):
        assert client.get(path).status_code == 200
        assert client.head(path).status_code == 200
    assert (passed.petition.dossier.head_seq, passed.forward.status) == (before, "sent")
    assert client.post(path, data={"act": "body_return", "note": " "}).status_code == 422
    assert client.post(path, data={"act": "sign"}).status_code == 422
    assert passed.forward.status == "sent"
    assert client.post(path, data={"act": "body_accept"}).status_code == 200
    assert passed.forward.status == "accepted"
    assert client.get(path).status_code == 404
    assert client.post(path, data={"act": "body_answer", "note": "x"}).status_code == 404
    taken = events(passed.petition, "body_accept")[0]
    assert (taken.actor_id, taken.actor_name) == (None, passed.body.name)


def test_only_the_hash_is_kept_and_an_old_link_is_gone(passed: Passed, client: FlaskClient) -> None:
    path = passed.link()
    kept = passed.world.session.scalars(select(ForwardLink)).all()
    assert all(path.rpartition("/")[2] not in link.token_hash for link in kept)
    for link in kept:
        link.expires_at = MORNING
    passed.world.session.commit()
    assert client.get(path).status_code == 404
    fresh = passed.link()
    assert client.get(fresh).status_code == 200
    forward_actions.recall(
        passed.world.session, passed.petition, "Nhầm", passed.world.leader.actor, MORNING
    )
    passed.world.session.commit()
    assert client.get(fresh).status_code == 404


def test_a_link_used_meanwhile_is_refused(passed: Passed) -> None:
    passed.link()
    link = passed.world.session.scalars(select(ForwardLink)).one()
    forward_actions.use_link(passed.world.session, link, "body_accept", "", MORNING)
    with pytest.raises(Missing):
        forward_actions.use_link(passed.world.session, link, "body_answer", "x", MORNING)


def test_the_mail_brings_a_link_that_works(passed: Passed, client: FlaskClient) -> None:
    event = events(passed.petition, "forward")[0]
    session, world = passed.world.session, passed.world
    now = utc_now()
    forward_actions.mail_body(session, world.settings, passed.petition.dossier_id, event.id, now)
    session.commit()
    mail = session.scalars(select(MailMessage)).one()
    assert mail.recipient == "vanthu@so.example"
    found = re.search(r"/chuyen/\S+", mail.body)
    assert found is not None
    page = client.get(found[0]).text
    assert passed.petition.dossier.subject in page


def test_the_body_answers_in_its_account(passed: Passed, client: FlaskClient) -> None:
    code = passed.petition.dossier.code
    stranger = make_account(
        passed.world.session, Role.EXTERNAL, make_unit(passed.world.session, kind="body")
    )
    assert sign_in(client, stranger).get(f"/co-quan/{code}").status_code == 404
    assert sign_in(client, passed.world.officer).get(f"/co-quan/{code}").status_code == 403
    sign_in(client, passed.person)
    assert client.get(f"/co-quan/{code}").status_code == 200
    data = {"act": "body_answer", "note": "Giấy chứng nhận cấp trước 30/3."}
    assert client.post(f"/co-quan/{code}", data=data).status_code == 303
    assert passed.petition.dossier.state == "accepted"
    page = sign_in(client, passed.world.officer).get(f"/kien-nghi/{code}/chuyen").text
    assert "Giấy chứng nhận cấp trước 30/3." in page
    page = sign_in(client, passed.world.owner).get(f"/kien-nghi/{code}").text
    assert "cấp trước 30/3" not in page  # material, until a leader signs


def test_a_leader_takes_the_body_s_words_as_the_answer(passed: Passed) -> None:
    session, petition, leader = passed.world.session, passed.petition, passed.world.leader
    forward = passed.forward
    actor = passed.person.actor
    forward_actions.body_act(session, forward, "body_answer", "Đồng ý cấp.", actor, MORNING)
    forward_actions.adopt_answer(session, petition, leader.actor, MORNING)
    letter = answer_actions.sign(session, passed.world.settings, petition, leader, MORNING)
    assert all("Đồng ý cấp." in point["text"] for point in letter.content["body"]["points"])


def test_a_second_return_in_a_row_escalates_once(passed: Passed) -> None:
    session, petition = passed.world.session, passed.petition
    actor = passed.person.actor
    forward_actions.body_act(session, passed.forward, "body_return", "Không", actor, MORNING)
    assert events(petition, "escalate_returns") == []
    passed.again(MORNING)
    forward_actions.body_act(session, passed.forward, "body_return", "Không", actor, MORNING)
    session.expire(petition.dossier, ["events"])
    assert len(events(petition, "escalate_returns")) == 1
    assert "notices.tell_superiors" in tasks_waiting(session)


@pytest.mark.parametrize(("runs_on", "dated"), [
    (["2026-02-12"], []),
    (["2026-02-13", "2026-02-13", "2026-02-23"], ["2026-02-13"]),
    (["2026-02-13", "2026-02-26", "2026-02-27"], ["2026-02-13", "2026-02-26"]),
    (["2026-03-30"], ["2026-03-27"]),
])  # fmt: skip
def test_reminders_come_once_on_their_true_day(
    passed: Passed, runs_on: list[str], dated: list[str]
) -> None:
    session = passed.world.session
    for day in runs_on:
        late = MORNING + (date.fromisoformat(day) - local_day(MORNING)).days * DAY
        forward_actions.watch_forwards(session, late)
    session.expire(passed.petition.dossier, ["events"])
    days = [str(event.effective_on) for event in events(passed.petition, "remind_body")]
    assert days == dated


def test_each_holder_s_days_make_up_the_total(passed: Passed) -> None:
    session = passed.world.session
    calendar = working_calendar(session)
    later = MORNING + 15 * DAY
    forward_actions.body_act(
        session, passed.forward, "body_return", "Không", passed.person.actor, later
    )
    session.expire(passed.petition.dossier, ["events"])
    today = local_day(later + 5 * DAY)
    held = holders(passed.petition.dossier.events, calendar, today)
    assert [one.who for one in held] == [
        "Văn thư",
        "Lương Thị Hạnh",
        passed.body.name,
        "Lương Thị Hạnh",
    ]
    total = calendar.working_days_between(passed.petition.dossier.received_on, today)
    assert sum(one.working_days for one in held) == total


def test_pages_propose_sign_and_recall(world: World, client: FlaskClient) -> None:
    petition = world.accepted()
    body = make_unit(world.session, kind="body")
    path = f"/kien-nghi/{petition.dossier.code}/chuyen"
    sign_in(client, world.officer)
    assert client.post(path, data={"note": ""}).status_code == 422
    assert client.post(path, data={"body_id": str(body.id), "note": WHY}).status_code == 303
    assert client.get(f"{path}/ban-in.png").data.startswith(b"\x89PNG")
    assert client.post(f"{path}/ky").status_code == 403
    assert "Ký và chuyển" in sign_in(client, world.leader).get(path).text
    assert client.post(f"{path}/ky").status_code == 303
    assert petition.dossier.state == "forwarded"
    assert client.post(f"{path}/rut", data={"note": ""}).status_code == 422
    assert client.post(f"{path}/rut", data={"note": "Sở chưa trả lời"}).status_code == 303
    assert petition.dossier.state == "accepted"
