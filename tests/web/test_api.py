"""The API: what programs ask and file, what they are told, and who sees what."""

import json
import os
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from accounts.access import LIMITS, RateLimit
from accounts.models import Account, ApiToken
from accounts.tokens import token_hash
from api.openapi import document
from api.speech import BODY_BYTES_MAX
from cooperatives.models import Cooperative
from dossiers.models import Dossier, DossierEvent
from factory import create_app
from feedback import actions, answer_actions, automatic_actions
from feedback.actions import Filing
from feedback.models import Petition, Publication, RoutingRule, Topic
from feedback.rules import AnswerDraft, ItemDraft, PetitionText
from rulebook.actions import load_base
from store.clock import today, utc_now
from store.db import db
from store.heartbeats import beat
from tests import servers
from tests.conftest import make_settings, migrate_database
from tests.make import make_account, make_cooperative, make_representative, make_unit
from tests.world import sign_in
from units.models import Unit
from workflow.roles import Role

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")
READ, WRITE = "petitions:read", "petitions:write"
DESCRIBED = schemathesis.openapi.from_dict(document("http://localhost", "Liên minh"))
SENT: dict[str, Any] = {
    "subject": "Đề nghị nâng mức vay của Quỹ lên 500 triệu đồng",
    "situation": "Hợp tác xã trồng na, mức vay hiện nay quá thấp so với nhu cầu.",
    "demands": ["Nâng mức vay tối đa lên 500 triệu đồng", "Cho vay tín chấp"],
    "topic": "credit_fund",
}


def make_token(session: Session, account: Account, *scopes: str) -> str:
    token = f"token-{account.id}-{'-'.join(scopes)}"
    session.add(
        ApiToken(
            account_id=account.id,
            name="phần mềm kế toán",
            token_hash=token_hash(token),
            scopes=list(scopes),
            created_at=utc_now(),
        )
    )
    session.commit()
    return token


@dataclass
class Program:
    """A program that calls with the token of an account."""

    client: FlaskClient
    token: str

    def get(self, path: str, **headers: str) -> TestResponse:
        return self.client.get(f"/api/v1{path}", headers=self._headers(headers))

    def post(self, body: object, **headers: str) -> TestResponse:
        headers.setdefault("Content_Type", "application/json")
        data = body if isinstance(body, bytes) else json.dumps(body)
        return self.client.post("/api/v1/petitions", data=data, headers=self._headers(headers))

    def _headers(self, headers: dict[str, str]) -> dict[str, str]:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return {"Authorization": f"Bearer {self.token}", **named}


@dataclass
class World:
    session: Session
    app: Flask
    client: FlaskClient
    unit: Unit
    cooperative: Cooperative
    owner: Account
    officer: Account

    def program(self, account: Account, *scopes: str) -> Program:
        token = make_token(self.session, account, *(scopes or (READ, WRITE)))
        return Program(self.client, token)

    def file(self, **sent: Any) -> Petition:
        text = PetitionText(
            subject=sent.get("subject", SENT["subject"]),
            situation=SENT["situation"],
            demands=tuple(SENT["demands"]),
            topic_code="credit_fund",
            commune_code=None,
            contact_name="Hoàng Văn Thắng",
            contact_phone="0912345678",
        )
        filing = Filing(self.owner, self.cooperative)
        settings = self.app.extensions["settings"]
        petition = actions.file(self.session, settings, filing, text, [], utc_now())
        self.session.commit()
        return petition

    def route(self, petition: Petition) -> None:
        filed = select(DossierEvent.id).where(DossierEvent.dossier_id == petition.dossier_id)
        event_id = self.session.scalars(filed).one()
        automatic_actions.screen_petition(self.session, petition.dossier_id, event_id, utc_now())
        self.session.commit()

    def answer(self, petition: Petition) -> None:
        self.route(petition)
        session, now = self.session, utc_now()
        head = make_account(session, Role.HEAD, self.unit)
        leader = make_account(session, Role.LEADER, position="Phó Chủ tịch")
        actions.accept(session, petition, self.officer, now)
        items = tuple(
            ItemDraft(demand.id, "explained", "Đã có quy định.", "Nghị định 45/2021/NĐ-CP")
            for demand in petition.demands
        )
        draft = AnswerDraft(items)
        answer_actions.save_answer(session, petition, draft, 0, self.officer, now)
        actions.note(session, petition, "Ghi chú nội bộ CANARY", self.officer.actor, now)
        for action, who in (("submit_draft", self.officer), ("approve", head)):
            answer_actions.move_answer(session, petition, action, "CANARY", who.actor, now)
        answer_actions.sign(session, self.app.extensions["settings"], petition, leader, now)
        answer_actions.publish(session, petition, leader.actor, now)
        session.commit()


def fill(session: Session) -> tuple[Unit, Cooperative]:
    load_base(session)
    unit = make_unit(session, name="Ban Chính sách", symbol="CSPT")
    session.add(Topic(code="credit_fund", name="Vốn vay của Quỹ", sort=1))
    session.flush()
    session.add(
        RoutingRule(
            topic_code="credit_fund",
            unit_id=unit.id,
            body_ids=[],
            valid_from=date(2020, 1, 1),
            basis="Quy chế",
        )
    )
    return unit, make_cooperative(session)


@pytest.fixture
def world(app: Flask, session: Session, client: FlaskClient) -> World:
    unit, cooperative = fill(session)
    owner = make_representative(session, cooperative, phone="0912345678")
    officer = make_account(session, Role.OFFICER, unit, full_name="Lương Thị Hạnh")
    session.commit()
    return World(session, app, client, unit, cooperative, owner, officer)


def faults(response: TestResponse) -> list[str]:
    assert response.status_code == 422, response.text
    assert response.mimetype == "application/problem+json"
    body = response.get_json()
    assert body["field"] == body["errors"][0]["field"]
    return [fault["field"] for fault in body["errors"]]


def check_shape(response: TestResponse, path: str) -> None:
    """The answer is as the description says."""
    assert response.status_code == 200, response.text
    DESCRIBED[f"/api/v1{path}"]["GET"].validate_response(response)


# --- the deadline


@pytest.mark.parametrize(
    ("received_at", "working_days", "due_on"),
    [
        ("2026-02-10", 3, "2026-02-13"),
        ("2026-02-10", 5, "2026-02-24"),
        ("2026-02-14", 1, "2026-02-23"),
        ("2025-04-23", 5, "2025-04-29"),
        ("2025-12-31T17:30Z", 1, "2026-01-05"),
        ("2026-02-10T09:30:00+07:00", 5, "2026-02-24"),
        ("2026-02-10T09:30:00 07:00", 5, "2026-02-24"),
    ],
)
def test_the_deadline_is_that_of_the_scenarios(
    world: World, received_at: str, working_days: int, due_on: str
) -> None:
    query = {"received_at": received_at, "working_days": str(working_days)}
    response = world.client.get("/api/v1/deadline", query_string=query)
    assert response.status_code == 200
    body = response.get_json()
    assert (body["due_on"], body["provisional"]) == (due_on, False)
    assert sum(day["counted"] for day in body["days"]) == working_days
    assert body["days"][-1] == {"date": due_on, "counted": True, "reason": None}


def test_the_deadline_names_each_day(world: World) -> None:
    response = world.client.get("/api/v1/deadline?received_at=2026-02-13&working_days=1")
    assert response.get_json() == {
        "due_on": "2026-02-23",
        "provisional": False,
        "days": [
            {"date": "2026-02-14", "counted": False, "reason": "weekend"},
            {"date": "2026-02-15", "counted": False, "reason": "weekend"},
            *(
                {"date": f"2026-02-{day}", "counted": False, "reason": "Tết Nguyên đán"}
                for day in range(16, 21)
            ),
            {"date": "2026-02-21", "counted": False, "reason": "weekend"},
            {"date": "2026-02-22", "counted": False, "reason": "weekend"},
            {"date": "2026-02-23", "counted": True, "reason": None},
        ],
    }


def test_beyond_the_calendar_the_deadline_is_provisional(world: World) -> None:
    response = world.client.get("/api/v1/deadline?received_at=2031-03-03&working_days=5")
    assert response.get_json()["provisional"] is True


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("received_at=2026-02-10&working_days=5&working_days=6", "working_days"),
        ("working_days=5", "received_at"),
        ("received_at=&working_days=5", "received_at"),
        ("received_at=10/02/2026&working_days=5", "received_at"),
        ("received_at=2026-02-30&working_days=5", "received_at"),
        ("received_at=2026-02-10T25:00:00Z&working_days=5", "received_at"),
        ("received_at=2026-02-10T10:00:00%2B99:99&working_days=5", "received_at"),
        ("received_at=2026-02-10T10:00:00+Hanoi&working_days=5", "received_at"),
        ("received_at=0001-01-01&working_days=5", "received_at"),
        ("received_at=9999-12-31&working_days=400", "received_at"),
        ("received_at=2026-02-10", "working_days"),
        ("received_at=2026-02-10&working_days=0", "working_days"),
        ("received_at=2026-02-10&working_days=401", "working_days"),
        ("received_at=2026-02-10&working_days=-1", "working_days"),
        ("received_at=2026-02-10&working_days=five", "working_days"),
        ("received_at=2026-02-10&working_days=٥", "working_days"),
    ],
)
def test_a_deadline_that_cannot_be_counted(world: World, query: str, field: str) -> None:
    assert faults(world.client.get(f"/api/v1/deadline?{query}")) == [field]


def test_a_moment_without_zone_is_told_why(world: World) -> None:
    response = world.client.get("/api/v1/deadline?received_at=2026-02-10T10:00&working_days=5")
    assert faults(response) == ["received_at"]
    assert "múi giờ" in response.get_json()["detail"]


def test_late_receipt_counts_as_the_next_day_where_the_setting_says_so(world: World) -> None:
    world.session.execute(
        update(db.metadata.tables["dated_setting"])
        .where(db.metadata.tables["dated_setting"].c.key == "clock.late_receipt_next_day")
        .values(value="1")
    )
    world.session.commit()
    late = "/api/v1/deadline?working_days=1&received_at=2026-03-10T17:30:00%2B07:00"
    day = "/api/v1/deadline?working_days=1&received_at=2026-03-10"
    assert world.client.get(late).get_json()["due_on"] == "2026-03-12"
    assert world.client.get(day).get_json()["due_on"] == "2026-03-11"


# --- filing


def test_filing(world: World) -> None:
    response = world.program(world.owner).post(SENT | {"place": "xa chi lang"})
    assert response.status_code == 201, response.text
    body = response.get_json()
    petition = world.session.scalars(select(Petition)).one()
    first = world.session.scalars(select(DossierEvent)).one()
    assert body == {
        "code": petition.dossier.code,
        "state": "submitted",
        "due_on": petition.dossier.due_on.isoformat(),
        "receipt_hash": first.hash,
    }
    assert response.headers["Location"] == f"/api/v1/petitions/{petition.dossier.code}"
    assert (petition.channel, petition.commune_code) == ("api", "06463")
    assert petition.contact_phone == "0912345678"
    assert [demand.text for demand in petition.demands] == SENT["demands"]


def test_texts_are_cleaned(world: World) -> None:
    decomposed = "Nâng   \u0000mức vay\u202e"
    world.program(world.owner).post(
        SENT | {"subject": decomposed, "contact_phone": "+84 912 345 679"}
    )
    petition = world.session.scalars(select(Petition)).one()
    assert petition.dossier.subject == "Nâng   mức vay"
    assert petition.contact_phone == "0912345679"


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        ({"subject": ""}, ["subject"]),
        ({"subject": " \u0000\n"}, ["subject"]),
        ({"subject": None}, ["subject"]),
        ({"subject": 5}, ["subject"]),
        ({"subject": "a" * 201}, ["subject"]),
        ({"situation": "a" * 4001}, ["situation"]),
        ({"demands": []}, ["demands"]),
        ({"demands": ["a"] * 11}, ["demands"]),
        ({"demands": "a"}, ["demands"]),
        ({"demands": [1]}, ["demands"]),
        ({"demands": ["a", "", "b" * 1001]}, ["demands[1]", "demands[2]"]),
        ({"topic": "weather"}, ["topic"]),
        ({"topic": "a\u0000"}, ["topic"]),
        ({"place": "Sài Gòn"}, ["place"]),
        ({"cooperative": "0100233488"}, ["cooperative"]),
        ({"cooperative": True}, ["cooperative"]),
        ({"contact_phone": "115"}, ["contact_phone"]),
        ({"may_publish": "yes"}, ["may_publish"]),
        ({"colour": "red", "subject": ""}, ["colour", "subject"]),
    ],
)
def test_what_is_wrong_is_named(world: World, change: dict[str, Any], fields: list[str]) -> None:
    response = world.program(world.owner).post(SENT | change, Idempotency_Key="k")
    assert faults(response) == fields
    assert world.session.scalar(select(func.count(Dossier.id))) == 0
    again = world.program(world.owner, WRITE).post(SENT, Idempotency_Key="k")
    assert again.status_code == 201, "a refused request must not use up its key"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b'"subject"',
        b'{"subject": "\xff"}',
        b'{"subject": NaN}',
        b'{"subject": "a", "subject": "b"}',
        b'{"subject": "\\ud800"}',
        b"[" * 100_000,
        b'{"a": ' + b"9" * 5000 + b"}",
        "{}".encode("utf-16"),
    ],
)
def test_what_is_no_json_is_a_bad_request(world: World, content: bytes) -> None:
    response = world.program(world.owner).post(content)
    assert (response.status_code, response.mimetype) == (400, "application/problem+json")


def test_other_content_is_not_taken(world: World) -> None:
    program = world.program(world.owner)
    assert program.post(b"subject=a", Content_Type="text/plain").status_code == 415
    assert program.post(b" " * (256 * 1024 + 1)).status_code == 413


@pytest.mark.parametrize(("more", "status"), [(0, 201), (1, 413), (60_000_000, 413)])
def test_a_body_in_pieces_is_whole_or_refused(world: World, more: int, status: int) -> None:
    body = json.dumps(SENT).encode()
    body += b" " * (BODY_BYTES_MAX - len(body)) + b"}" * more
    response = world.client.post(
        "/api/v1/petitions",
        input_stream=BytesIO(body),
        headers={
            "Authorization": f"Bearer {world.program(world.owner).token}",
            "Content-Type": "application/json",
            "Transfer-Encoding": "chunked",
        },
        environ_overrides={"wsgi.input_terminated": True},  # as gunicorn says of such a body
    )
    assert response.status_code == status


def test_filings_of_forms_and_programs_count_together(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(LIMITS, "file", RateLimit(3, 600))
    program = world.program(world.owner)
    assert program.post(SENT).status_code == 201
    sign_in(world.client, world.owner)
    assert [world.client.post("/kien-nghi/moi").status_code for _ in range(3)] == [422, 422, 429]
    world.client.delete_cookie("donghanh")
    refused = program.post(SENT)
    assert (refused.status_code, refused.mimetype) == (429, "application/problem+json")
    assert 0 < int(refused.headers["Retry-After"]) <= 600
    assert "phút rồi thử lại" in refused.get_json()["detail"]
    assert program.get("/petitions").status_code == 200


def test_an_account_that_speaks_for_several_says_for_which(world: World) -> None:
    other = make_cooperative(world.session, tax_code="0100233488")
    both = make_representative(world.session, other)
    mandates = db.metadata.tables["mandate"]
    row = {"position": "Giám đốc", "starts_on": date(2020, 1, 1)}
    world.session.execute(
        mandates.insert().values(account_id=both.id, cooperative_id=world.cooperative.id, **row)
    )
    program = world.program(both)
    response = program.post(SENT)
    assert faults(response) == ["cooperative"]
    assert other.name in response.get_json()["detail"]
    for named in ("0100233488", other.id, str(other.id)):
        assert program.post(SENT | {"cooperative": named}).status_code == 201
    filed = world.session.scalars(select(Dossier.cooperative_id)).all()
    assert filed == [other.id] * 3


def test_an_account_that_speaks_for_nobody_files_nothing(world: World) -> None:
    mandates = db.metadata.tables["mandate"]
    world.session.execute(update(mandates).values(ends_on=date(2020, 2, 1)))
    assert world.program(world.owner).post(SENT).status_code == 403


# --- twice is once


def test_the_same_key_gives_the_same_answer(world: World) -> None:
    program = world.program(world.owner)
    first = program.post(SENT, Idempotency_Key="a-1")
    turned = json.dumps(dict(reversed(SENT.items()))).encode()
    second = program.post(turned, Idempotency_Key="a-1")
    assert (first.status_code, first.data) == (second.status_code, second.data)
    assert first.headers["Location"] == second.headers["Location"]
    assert world.session.scalar(select(func.count(Dossier.id))) == 1
    program.post(SENT, Idempotency_Key="a-2")
    assert world.session.scalar(select(func.count(Dossier.id))) == 2


def test_a_key_is_not_for_two_bodies(world: World) -> None:
    program = world.program(world.owner)
    program.post(SENT, Idempotency_Key="a-1")
    other = program.post(SENT | {"subject": "Việc khác"}, Idempotency_Key="a-1")
    assert faults(other) == ["Idempotency-Key"]


def test_keys_of_two_accounts_do_not_meet(world: World) -> None:
    other = make_representative(world.session, world.cooperative)
    codes = {
        world.program(account).post(SENT, Idempotency_Key="a-1").get_json()["code"]
        for account in (world.owner, other)
    }
    assert len(codes) == 2


def test_a_key_is_one_short_word(world: World) -> None:
    for key in ("a b", "a" * 201, ""):
        assert faults(world.program(world.owner).post(SENT, Idempotency_Key=key)) == [
            "Idempotency-Key"
        ]
        world.session.execute(db.metadata.tables["api_token"].delete())


@pytest.fixture
def committed(tmp_path: Path) -> Iterator[tuple[Flask, str]]:
    """An application on a database of its own, where commits are commits; and a token."""
    template = servers.template_database("migrated", migrate_database)
    app = create_app(make_settings(servers.create_database(f"twice_{WORKER}", template), tmp_path))
    with app.app_context():
        session = db.session()
        _, cooperative = fill(session)
        token = make_token(session, make_representative(session, cooperative), WRITE)
        yield app, token
        db.session.remove()
        db.engine.dispose()


def test_the_same_key_at_once_files_one(committed: tuple[Flask, str]) -> None:
    app, token = committed
    gate, answers = threading.Barrier(6), list[TestResponse]()

    def call() -> None:
        gate.wait()
        program = Program(app.test_client(), token)
        answers.append(program.post(SENT, Idempotency_Key="once"))

    threads = [threading.Thread(target=call) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [answer.status_code for answer in answers] == [201] * 6
    assert len({answer.data for answer in answers}) == 1
    assert db.session.scalar(select(func.count(Dossier.id))) == 1


# --- reading


def test_the_owner_reads_the_petition_and_its_answer(world: World) -> None:
    petition = world.file()
    world.answer(petition)
    response = world.program(world.owner).get(f"/petitions/{petition.dossier.code}")
    check_shape(response, "/petitions/{code}")
    body = response.get_json()
    assert (body["state"], body["state_name"]) == ("answered", "Đã có trả lời")
    assert body["holder"] == {"unit": "Ban Chính sách"}
    assert [event["action"] for event in body["events"]] == [
        "file", "route", "accept", "sign", "publish",
    ]  # fmt: skip
    first = world.session.scalars(select(DossierEvent).order_by(DossierEvent.seq)).first()
    assert first is not None
    assert body["receipt_hash"] == first.hash
    assert body["answers"][0]["letter_number"] == "01/LMHTX-CSPT"
    assert [item["position"] for item in body["answers"][0]["items"]] == [1, 2]
    assert body["answers"][0]["items"][0]["outcome_name"] == "Đã giải thích"
    assert "CANARY" not in response.text


def test_staff_read_more(world: World) -> None:
    petition = world.file()
    world.answer(petition)
    response = world.program(world.officer, READ).get(f"/petitions/{petition.dossier.code}")
    check_shape(response, "/petitions/{code}")
    body = response.get_json()
    assert body["holder"] == {"unit": "Ban Chính sách", "officer": "Lương Thị Hạnh"}
    assert {"note", "submit_draft", "approve"} <= {event["action"] for event in body["events"]}
    assert "CANARY" in response.text


def test_a_draft_of_an_answer_is_nobodys_business(world: World) -> None:
    petition = world.file()
    world.route(petition)
    actions.accept(world.session, petition, world.officer, utc_now())
    draft = AnswerDraft((ItemDraft(petition.demands[0].id, "agreed", "CANARY", ""),))
    answer_actions.save_answer(world.session, petition, draft, 0, world.officer, utc_now())
    response = world.program(world.owner).get(f"/petitions/{petition.dossier.code}")
    assert response.get_json()["answers"] == []
    assert "CANARY" not in response.text


def test_what_one_may_not_see_looks_like_what_does_not_exist(world: World) -> None:
    petition = world.file()
    stranger = make_representative(world.session, make_cooperative(world.session))
    program = world.program(stranger)
    hidden = program.get(f"/petitions/{petition.dossier.code}")
    assert hidden.status_code == 404
    for code in ("KN-2026-999999-0", "KN-2026-000001-9", "x", "%00", "%ff"):
        absent = program.get(f"/petitions/{code}")
        assert (absent.status_code, absent.data) == (404, hidden.data)
    assert program.get("/petitions").get_json()["petitions"] == []


def test_a_petition_that_did_not_change_is_not_sent_again(world: World) -> None:
    petition = world.file()
    code, program = petition.dossier.code, world.program(world.owner)
    tag = program.get(f"/petitions/{code}").headers["ETag"]
    same = program.get(f"/petitions/{code}", If_None_Match=tag)
    assert (same.status_code, same.data) == (304, b"")
    actions.message(world.session, petition, "Xin hỏi thêm", world.owner.actor, utc_now())
    world.session.commit()
    assert program.get(f"/petitions/{code}", If_None_Match=tag).status_code == 200


def test_a_name_that_changed_is_sent_again(world: World) -> None:
    petition = world.file()
    world.route(petition)
    code, program = petition.dossier.code, world.program(world.owner)
    for renamed in (world.cooperative, petition.topic):
        before = program.get(f"/petitions/{code}").headers["ETag"]
        renamed.name = f"{renamed.name} mới"
        world.session.commit()
        after = program.get(f"/petitions/{code}", If_None_Match=before)
        assert (after.status_code, before.startswith("W/")) == (200, True)
        assert renamed.name in after.text


def test_lists_go_on_where_they_ended(world: World) -> None:
    filed = [world.file(subject=f"Kiến nghị số {n}").dossier.code for n in range(5)]
    program = world.program(world.owner)
    seen, query = list[str](), "limit=2"
    while query:
        body = program.get(f"/petitions?{query}").get_json()
        seen += [one["code"] for one in body["petitions"]]
        query = f"limit=2&cursor={body['next_cursor']}" if body["next_cursor"] else ""
    assert seen == filed


def test_lists_are_narrowed(world: World) -> None:
    first, second = world.file(), world.file(subject="Việc thứ hai")
    actions.withdraw(world.session, first, "", world.owner.actor, utc_now())
    world.session.commit()
    program = world.program(world.owner)

    def codes(query: str) -> list[str]:
        return [one["code"] for one in program.get(f"/petitions?{query}").get_json()["petitions"]]

    check_shape(program.get("/petitions"), "/petitions")
    assert codes("") == [second.dossier.code, first.dossier.code]
    assert codes("state=withdrawn") == [first.dossier.code]
    since = first.dossier.updated_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    assert codes(f"updated_since={since}") == [first.dossier.code]
    told = program.get("/petitions?state=withdrawn").get_json()["petitions"][0]["updated_at"]
    assert told.endswith("+07:00")
    assert codes(f"updated_since={told}") == [first.dossier.code]  # the "+" as a blank, too
    whole = program.get(f"/petitions/{first.dossier.code}").get_json()
    assert {one["at"][-6:] for one in whole["events"]} == {whole["updated_at"][-6:]}
    assert len(codes(f"updated_since={today()}")) == 2
    assert codes(f"updated_since={today() + timedelta(days=1)}") == []


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("state=lost", "state"),
        ("state=%00", "state"),
        ("updated_since=yesterday", "updated_since"),
        ("updated_since=2026-02-10T10:00:00", "updated_since"),
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("updated_sinse=2026-02-10", "updated_sinse"),
        ("cursor=abc", "cursor"),
        ("cursor=%ff", "cursor"),
        ("cursor=MjAyNi0wMi0xMCA1", "cursor"),  # a day, where a moment is wanted
        ("cursor=MjAyNi0wMi0xMFQwMDowMDowMCA1", "cursor"),  # a moment without zone
        ("cursor=MjAyNi0wMi0xMFQwMDowMDowMCswMDowMCA5OTk5OTk5OTk5OTk5OTk5OTk5OQ", "cursor"),
    ],
)
def test_a_list_that_cannot_be_made(world: World, query: str, field: str) -> None:
    assert faults(world.program(world.owner).get(f"/petitions?{query}")) == [field]


def test_published_answers_are_for_everybody(world: World) -> None:
    petition = world.file()
    world.answer(petition)
    response = world.client.get("/api/v1/answers?q=nang%20muc%20vay&topic=credit_fund")
    check_shape(response, "/answers")
    (one,) = response.get_json()["answers"]
    assert one["letter_number"] == "01/LMHTX-CSPT"
    assert one["items"][0]["demand"] == SENT["demands"][0]
    assert world.cooperative.name not in response.text
    assert "Thắng" not in response.text
    assert world.client.get("/api/v1/answers?q=cửa khẩu").get_json()["answers"] == []


def test_answers_go_on_where_they_ended(world: World) -> None:
    for number in range(3):
        world.answer(world.file(subject=f"Nâng mức vay lần {number}"))
    row = {"answered_on": date(2026, 1, 5)}
    ids = world.session.scalars(select(Publication.id).order_by(Publication.id.desc())).all()
    world.session.execute(update(Publication).where(Publication.id == ids[0]).values(**row))
    world.session.commit()
    seen, query = list[int](), "limit=1"
    while query:
        body = world.client.get(f"/api/v1/answers?{query}").get_json()
        seen += [one["id"] for one in body["answers"]]
        query = f"limit=1&cursor={body['next_cursor']}" if body["next_cursor"] else ""
    assert seen == [*ids[1:], ids[0]]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("topic=weather", "topic"),
        ("topic=%00", "topic"),
        ("cursor=x", "cursor"),
        (f"q={'a' * 201}", "q"),
    ],
)
def test_answers_that_cannot_be_listed(world: World, query: str, field: str) -> None:
    assert faults(world.client.get(f"/api/v1/answers?{query}")) == [field]


def test_a_query_of_signs_finds_everything_and_breaks_nothing(world: World) -> None:
    world.answer(world.file())
    for text in ("%00", "%27%27", "%26%7C%21%28%29%3A*", "%ff%fe", "a" * 200):
        assert world.client.get(f"/api/v1/answers?q={text}").status_code == 200


# --- the door


def test_who_may_call(world: World) -> None:
    client = world.client
    missing = client.get("/api/v1/petitions")
    assert (missing.status_code, missing.mimetype) == (401, "application/problem+json")
    assert missing.headers["WWW-Authenticate"].startswith("Bearer")
    assert Program(client, "wrong").get("/petitions").status_code == 401
    assert Program(client, "").get("/petitions").status_code == 401
    assert world.program(world.owner, WRITE).get("/petitions").status_code == 403
    assert world.program(world.owner, READ).post(SENT).status_code == 403
    assert world.program(world.officer).post(SENT).status_code == 403
    admin = make_account(world.session, Role.ADMIN)
    assert world.program(admin).get("/petitions").status_code == 403


def test_a_token_that_was_revoked_opens_nothing(world: World) -> None:
    program = world.program(world.owner)
    assert program.get("/petitions").status_code == 200
    world.session.execute(update(ApiToken).values(revoked_at=utc_now()))
    assert program.get("/petitions").status_code == 401


def test_what_does_not_exist_is_a_problem_too(world: World) -> None:
    for path in ("/api/v1/nothing", "/api/v1", "/api/v2/petitions", "/api/nothing"):
        response = world.client.get(path)
        assert (response.status_code, response.mimetype) == (404, "application/problem+json")
    response = world.client.put("/api/v1/deadline")
    assert (response.status_code, response.mimetype) == (405, "application/problem+json")
    assert "GET" in response.headers["Allow"]


def test_tokens_are_given_once_and_taken_back(world: World) -> None:
    run = world.app.test_cli_runner().invoke
    login = str(world.owner.email)
    given = run(args=["api", "give-token", login, "Kế toán", "--scope", READ])
    assert given.exit_code == 0, given.output
    program = Program(world.client, given.output.strip())
    assert program.get("/petitions").status_code == 200
    assert program.post(SENT).status_code == 403
    token = world.session.scalars(select(ApiToken)).one()
    assert given.output.strip() not in str(vars(token))
    listed = run(args=["api", "list-tokens", login]).output
    assert f"{token.id}  Kế toán  {READ}" in listed
    assert run(args=["api", "revoke-token", str(token.id)]).exit_code == 0
    assert program.get("/petitions").status_code == 401
    assert run(args=["api", "revoke-token", str(token.id)]).exit_code == 1
    assert run(args=["api", "give-token", "nobody", "x", "--scope", READ]).exit_code == 1
    assert run(args=["api", "give-token", login, "x", "--scope", "everything"]).exit_code == 2


# --- operations, description, guide


def test_alive_and_ready(world: World) -> None:
    assert world.client.get("/healthz").get_json() == {"alive": True}
    response = world.client.get("/readyz")
    assert response.status_code == 503
    assert response.get_json() == {
        "database": True, "broker": False, "worker": False, "relay": False,
    }  # fmt: skip
    for name in ("broker", "worker", "relay"):
        beat(world.session, name, utc_now())
    world.session.commit()
    assert world.client.get("/readyz").status_code == 200
    beat(world.session, "worker", utc_now() - timedelta(minutes=1))
    world.session.commit()
    assert world.client.get("/readyz").get_json()["worker"] is False


def test_without_a_database_alive_but_not_ready(tmp_path: Path) -> None:
    nowhere = f"postgresql+psycopg://nobody@/nothing?host={tmp_path}"
    client = create_app(make_settings(nowhere, tmp_path)).test_client()
    with client.session_transaction() as kept:  # the browser of somebody who signed in before
        kept.update({"_user_id": "1:1", "token": "x"})
    assert client.get("/healthz").status_code == 200
    began = datetime.now(UTC)
    response = client.get("/readyz")
    assert response.status_code == 503
    assert set(response.get_json().values()) == {False}
    assert datetime.now(UTC) - began < timedelta(seconds=3)


def test_the_description_names_every_route_and_no_other(app: Flask) -> None:
    described = {
        (path.replace("{", "<").replace("}", ">"), method.upper())
        for path, methods in document("", "")["paths"].items()
        for method in methods
    }
    routes = {
        (str(rule), method)
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if rule.endpoint.startswith("api.") and rule.endpoint != "api.guide"
    }
    assert described == routes


def test_the_guide_is_a_page(world: World) -> None:
    response = world.client.get("/api")
    assert (response.status_code, response.mimetype) == (200, "text/html")
    for words in ("Kết nối phần mềm", "/api/v1/petitions", "credit_fund", "curl"):
        assert words in response.text
