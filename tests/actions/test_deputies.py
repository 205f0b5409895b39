"""Deputies by their dates alone; a desk handed over whole, or not at all."""

from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient

from accounts.deputy_actions import Absence, end_deputy, make_deputy
from accounts.deputy_models import Deputy
from accounts.deputy_queries import stand_in
from accounts.models import Account
from dossiers.models import DossierBar
from dossiers.queries import is_visible, may_handle
from feedback import actions
from feedback.handover_actions import hand_desk
from feedback.handover_queries import plan
from feedback.models import Petition
from notices.recipients import find_recipients
from store.clock import today, utc_now
from tests.make import MORNING, make_account, make_unit
from tests.world import World, sign_in
from workflow.refusal import Refusal
from workflow.roles import Role

DAY = timedelta(days=1)
FIRST, LAST = date(2026, 2, 10), date(2026, 2, 13)


def away(world: World, deputy: Account, first: date = FIRST, last: date = LAST) -> Deputy:
    absence = Absence(world.officer.id, deputy.id, first, last, "Nghỉ phép")
    return make_deputy(world.session, absence, world.records, MORNING)


def stranger(world: World, **values: object) -> Account:
    return make_account(world.session, Role.OFFICER, make_unit(world.session), **values)


def seen(world: World, account: Account, petition: Petition, on: date) -> tuple[bool, bool]:
    stand_in(world.session, account, on)
    is_seen = is_visible(world.session, account, petition.dossier, on)
    return is_seen, may_handle(account, petition.dossier)


def test_within_the_dates_and_on_no_other_day(world: World) -> None:
    petition, deputy = world.accepted(), stranger(world, full_name="Nông Văn Dũng")
    away(world, deputy)
    days = [FIRST - DAY, FIRST, LAST, LAST + DAY]
    found = [seen(world, deputy, petition, on) for on in days]
    assert found == [(False, False), (True, True), (True, True), (False, False)]


def test_the_history_says_for_whom(world: World) -> None:
    petition, deputy = world.accepted(), stranger(world, full_name="Nông Văn Dũng")
    away(world, deputy)
    stand_in(world.session, deputy, FIRST)
    actions.note(world.session, petition, "Đã gọi", deputy.actor, MORNING)
    assert world.last(petition).actor_name == "Nông Văn Dũng (thay Lương Thị Hạnh)"
    assert petition.dossier.officer_id == world.officer.id, "the holder stays"
    own = world.accepted()
    own.dossier.officer_id = deputy.id
    actions.note(world.session, own, "Việc mình", deputy.actor, MORNING)
    assert world.last(own).actor_name == "Nông Văn Dũng"


def test_what_bars_the_deputy_stays_hidden(world: World) -> None:
    petition, deputy = world.accepted(), stranger(world)
    away(world, deputy)
    bar = {"account_id": deputy.id, "reason": "Nêu tên", "created_at": MORNING}
    world.session.add(DossierBar(dossier_id=petition.dossier_id, **bar))
    world.session.flush()
    assert seen(world, deputy, petition, FIRST)[0] is False


def test_the_deputy_is_told_too(world: World) -> None:
    petition, deputy = world.accepted(), stranger(world)
    away(world, deputy)
    for on, told in ((FIRST, {world.officer, deputy}), (LAST + DAY, {world.officer})):
        found = find_recipients(world.session, "officer", petition.dossier, on, None)
        assert set(found) == told


def test_who_may_stand_in_for_whom(world: World) -> None:
    deputy = stranger(world)
    with pytest.raises(Refusal, match="cùng vai trò"):
        away(world, world.head)
    with pytest.raises(Refusal, match="chính mình"):
        away(world, world.officer)
    with pytest.raises(Refusal, match="đã qua"):
        away(world, deputy, FIRST - 9 * DAY, FIRST - DAY)
    row = away(world, deputy)
    with pytest.raises(Refusal, match="đã có người trực thay"):
        away(world, stranger(world), LAST, LAST + DAY)
    foreign = make_account(world.session, Role.HEAD, make_unit(world.session))
    absence = Absence(world.officer.id, deputy.id, LAST + DAY, LAST + DAY, "x")
    with pytest.raises(Refusal, match="trong đơn vị mình"):
        make_deputy(world.session, absence, foreign, MORNING)
    end_deputy(world.session, row, world.head, MORNING)
    assert row.last_on == FIRST - DAY
    with pytest.raises(Refusal, match="đã kết thúc"):
        end_deputy(world.session, row, world.head, MORNING)


def test_a_desk_is_shared_by_load_without_conflicts(world: World) -> None:
    petitions = [world.accepted() for _ in range(3)]
    unit = world.officer.unit
    first = make_account(world.session, Role.OFFICER, unit)
    second = make_account(world.session, Role.OFFICER, unit)
    bar = {"account_id": first.id, "reason": "Nêu tên", "created_at": MORNING}
    world.session.add(DossierBar(dossier_id=petitions[0].dossier_id, **bar))
    world.session.flush()
    session, officer = world.session, world.officer
    found = plan(session, officer, None)
    takers = [one.taker.id for one in found.rows if one.taker]
    assert takers == [second.id, first.id, first.id]
    hand_desk(session, officer, None, found.seen, "Nghỉ việc", world.head, MORNING)
    assert [p.dossier.officer_id for p in petitions] == takers
    assert all(world.last(p).action == "take_over" for p in petitions)
    assert all(p.dossier.state == "accepted" for p in petitions)


def test_all_or_none(world: World) -> None:
    petitions = [world.accepted() for _ in range(2)]
    session, officer = world.session, world.officer
    taker = make_account(session, Role.OFFICER, officer.unit)
    seen_plan = plan(session, officer, taker).seen
    actions.note(session, petitions[0], "Mới", officer.actor, MORNING)
    session.flush()
    with pytest.raises(Refusal, match="vừa thay đổi"):
        hand_desk(session, officer, taker, seen_plan, "x", world.head, MORNING)
    bar = {"account_id": taker.id, "reason": "Nêu tên", "created_at": MORNING}
    session.add(DossierBar(dossier_id=petitions[1].dossier_id, **bar))
    session.flush()
    fresh = plan(session, officer, taker).seen
    with pytest.raises(Refusal, match="nêu tên người nhận"):
        hand_desk(session, officer, taker, fresh, "x", world.head, MORNING)
    assert {p.dossier.officer_id for p in petitions} == {officer.id}


def test_by_pages(world: World, client: FlaskClient) -> None:
    petition, deputy = world.accepted(utc_now()), stranger(world)
    address = f"/kien-nghi/{petition.dossier.code}"
    assert sign_in(client, deputy).get(address).status_code == 404
    day = f"{today():%d/%m/%Y}"
    data = {"account_id": str(world.officer.id), "deputy_id": str(deputy.id), "reason": "Ốm"}
    sign_in(client, world.head)
    assert client.post("/truc-thay", data=data | {"starts_on": day}).status_code == 422
    whole = data | {"starts_on": day, "ends_on": day}
    assert client.post("/truc-thay", data=whole).status_code == 303
    assert "Đang thay" in client.get("/truc-thay").text
    assert sign_in(client, deputy).get(address).status_code == 200
    taker = make_account(world.session, Role.OFFICER, world.officer.unit, full_name="Chu Lan")
    world.session.commit()
    sign_in(client, world.head)
    chosen = f"/ban-giao?officer_id={world.officer.id}&taker_id={taker.id}"
    page = client.get(chosen).text
    assert petition.dossier.code in page
    digest = page.split('name="seen" value="')[1].split('"')[0]
    form = {"officer_id": str(world.officer.id), "taker_id": str(taker.id), "seen": digest}
    assert client.post("/ban-giao", data=form).status_code == 422
    assert client.post("/ban-giao", data=form | {"note": "Chuyển công tác"}).status_code == 303
    world.session.refresh(petition.dossier)
    assert petition.dossier.officer_id == taker.id


def test_one_that_was_ended_before_it_began_takes_no_day(world: World) -> None:
    first = away(world, stranger(world), LAST, LAST + DAY)
    end_deputy(world.session, first, world.records, MORNING)
    assert away(world, stranger(world), FIRST, LAST).id != first.id


def test_a_number_nobody_has_is_no_fault(client: FlaskClient, world: World) -> None:
    world.accepted()
    huge = f"/ban-giao?officer_id={world.officer.id}&taker_id={'9' * 30}"
    assert sign_in(client, world.records).get(huge).status_code == 200


def test_a_longer_desk_takes_no_more_statements(world: World, counted: list[str]) -> None:
    make_account(world.session, Role.OFFICER, world.officer.unit)
    taken = []
    for _ in range(2):
        for _ in range(3):
            world.accepted()
        world.session.expire_all()
        counted.clear()
        plan(world.session, world.officer, None)
        taken.append(len(counted))
    assert taken[0] == taken[1]
