"""Pieces of text for answers: written by heads, inserted into drafts, never lost."""

from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from accounts.models import Account
from feedback.answer_actions import current_answer
from feedback.canned_actions import CannedDraft, add_canned
from feedback.canned_models import CannedAnswer, CannedVersion
from feedback.canned_queries import offer_canned
from feedback.models import Topic
from tests.make import MORNING, make_account
from tests.web.test_staff_pages import path, typed
from tests.world import TEXT, World, sign_in
from workflow.roles import Role

FIRST = date(2020, 1, 1)
BODY = "Quỹ cho vay tối đa [số tiền] đồng."


def elsewhere(world: World) -> str:
    world.session.add(Topic(code="elsewhere", name="Chuyện khác", sort=99))
    world.session.flush()
    return "elsewhere"


def piece(world: World, **values: object) -> CannedAnswer:
    said = {"topic_code": TEXT.topic_code, "title": "Mức vay", "body": BODY, "valid_from": FIRST}
    draft = CannedDraft(**(said | values))  # type: ignore[arg-type]
    row = add_canned(world.session, draft, world.head, MORNING)
    world.session.commit()
    return row


def fields(row: CannedAnswer | None = None, **more: str) -> dict[str, str]:
    said = {
        "topic_code": TEXT.topic_code, "title": "Mức vay", "body": BODY,
        "valid_from": "01/01/2020", "seen": str(row.version if row else 0),
    }  # fmt: skip
    return said | more


def bodies(world: World) -> list[tuple[int, str]]:
    found = select(CannedVersion.version, CannedVersion.body).order_by(CannedVersion.version)
    return [(row[0], row[1]) for row in world.session.execute(found)]


def test_a_head_writes_and_others_read(client: FlaskClient, world: World) -> None:
    world.session.commit()
    head = sign_in(client, world.head)
    assert head.post("/doan-mau/moi", data=fields()).status_code == 303
    row = world.session.scalars(select(CannedAnswer)).one()
    assert (row.written_by_id, row.version) == (world.head.id, 1)
    twice = head.post("/doan-mau/moi", data=fields())
    assert (twice.status_code, "cùng tên" in twice.text) == (422, True)
    late = head.post("/doan-mau/moi", data=fields(title="Khác", valid_to="01/01/2019"))
    assert late.status_code == 422
    reader = sign_in(client, world.officer)
    assert "Mức vay" in reader.get("/doan-mau").text
    assert BODY in reader.get(f"/doan-mau/{row.id}").text
    assert reader.get("/doan-mau/moi").status_code == 403
    assert reader.post(f"/doan-mau/{row.id}", data=fields(row, body="Khác")).status_code == 409
    assert bodies(world) == [(1, BODY)]
    assert sign_in(client, world.owner).get("/doan-mau").status_code == 403


def test_the_second_sees_the_newer_beside_his_own(client: FlaskClient, world: World) -> None:
    row = piece(world)
    other = make_account(world.session, Role.HEAD, world.head.unit, full_name="Lã Thị Hai")
    world.session.commit()
    first, second = fields(row, body="Bản của Hai."), fields(row, body="Bản của tôi.")
    address = f"/doan-mau/{row.id}"
    assert sign_in(client, other).post(address, data=first).status_code == 303
    mine = sign_in(client, world.head)
    refused = mine.post(address, data=second)
    assert refused.status_code == 409
    for said in ("Lã Thị Hai vừa sửa", "Bản của Hai.", "Bản của tôi.", 'value="2"'):
        assert said in refused.text
    assert mine.post(address, data=second | {"seen": "2"}).status_code == 303
    assert bodies(world) == [(1, BODY), (2, "Bản của Hai."), (3, "Bản của tôi.")]
    assert mine.post(address, data=second | {"seen": "3"}).status_code == 303
    assert len(bodies(world)) == 3, "what changes nothing is no version"
    with pytest.raises(DBAPIError, match="append-only"), world.session.begin_nested():
        world.session.execute(CannedVersion.__table__.delete())  # type: ignore[attr-defined]


def test_offered_by_topic_and_by_day(world: World) -> None:
    last = date(2026, 2, 9)
    over = piece(world, title="Cũ", valid_to=last)
    held = piece(world)
    piece(world, topic_code=elsewhere(world))
    piece(world, title="Mới", valid_from=date(2026, 3, 1))
    offered = offer_canned(world.session, TEXT.topic_code, MORNING.date())
    assert offered == [held]
    assert offer_canned(world.session, TEXT.topic_code, last) == [over, held]


def inserted(client: FlaskClient, world: World, account: Account, row: CannedAnswer) -> str:
    petition = world.accepted()
    demand = petition.demands[0]
    page = sign_in(client, account).get(path(petition)).text
    assert (BODY in page) == (row.topic_code == petition.topic_code)
    data = typed(petition, insert=f"{demand.id}-{row.id}")
    answer = client.post(path(petition, "/du-thao"), data=data)
    assert answer.status_code == 303
    draft = current_answer(petition)
    assert draft is not None
    return next(one.text for one in draft.items if one.demand_id == demand.id)


def test_a_press_puts_it_after_what_stands_there(client: FlaskClient, world: World) -> None:
    said = inserted(client, world, world.officer, piece(world))
    assert said == f"Liên minh trả lời điểm 1.\n{BODY}"


def test_what_is_not_offered_is_not_inserted(client: FlaskClient, world: World) -> None:
    said = inserted(client, world, world.officer, piece(world, topic_code=elsewhere(world)))
    assert said == "Liên minh trả lời điểm 1."
