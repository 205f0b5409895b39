"""Units are never edited in place: names by day, ends with heirs, what moves and what stays."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from accounts.models import Account, AccountChange
from administration import unit_actions as actions
from administration.unit_queries import is_used, list_changes_of
from commitments.queries import list_of_dossier
from commitments.queries import tallies as commitments_of_units
from commitments.rules import PromiseDraft
from conferences import guest_actions
from conferences.guest_actions import Arrival
from conferences.queries import list_guests
from feedback import answer_actions
from feedback.models import RoutingRule
from feedback.routing_actions import RuleDraft, set_rule
from feedback.rules import AnswerDraft
from letters.models import Letter
from tests.make import MORNING, make_account, make_unit
from tests.web.test_conferences import planned
from tests.world import World
from units.actions import VersionDraft
from units.models import Unit, UnitVersion
from units.queries import names_by_day
from workflow.localtime import local_day
from workflow.refusal import Refusal
from workflow.roles import Role

ON = local_day(MORNING)
ONE = timedelta(days=1)


@pytest.fixture
def admin(world: World) -> Account:
    return make_account(world.session, Role.ADMIN)


def named(unit: Unit, name: str, valid_from: date, **values: str) -> VersionDraft:
    said = {"short_name": unit.short_name, "symbol": unit.symbol, "phone": "", "email": ""}
    return VersionDraft(name=name, valid_from=valid_from, **(said | values))


def handling(world: World) -> Unit:
    assert world.officer.unit is not None
    return world.officer.unit


def rename(world: World, admin: Account, name: str, valid_from: date, **values: str) -> None:
    unit = handling(world)
    draft = named(unit, name, valid_from, **values)
    actions.change(world.session, unit, draft, "QĐ 12", admin.actor, MORNING)


def last_letter(session: Session) -> Letter:
    return session.scalars(select(Letter).order_by(Letter.id.desc()).limit(1)).one()


def test_a_letter_keeps_the_name_of_its_day(world: World, admin: Account) -> None:
    world.answered()
    before = last_letter(world.session)
    rename(world, admin, "Ban Hỗ trợ", ON, symbol="HT")
    petition = world.to_sign()
    answer_actions.sign(world.session, world.settings, petition, world.leader, MORNING)
    after = last_letter(world.session)
    assert "CSPT" in before.full_number
    assert before.full_number == world.session.get_one(Letter, before.id).full_number
    assert "-HT" in after.full_number
    assert handling(world).called(ON - ONE) == "Ban Chính sách – Phát triển"
    assert handling(world).called(ON) == handling(world).name == "Ban Hỗ trợ"


def test_a_promise_keeps_the_name_of_its_day(world: World, admin: Account) -> None:
    unit, session, before = handling(world), world.session, "Ban Chính sách – Phát triển"
    petition = world.accepted()
    promise = PromiseDraft(unit.id, "", "Mở lớp", "30/06/2026", "Danh sách")
    draft = AnswerDraft(world.draft(petition).items, promises=(promise,))
    answer_actions.save_answer(session, petition, draft, 0, world.officer, MORNING)
    for action, who in (("submit_draft", world.officer), ("approve", world.head)):
        answer_actions.move_answer(session, petition, action, "", who.actor, MORNING)
    answer_actions.sign(session, world.settings, petition, world.leader, MORNING)
    assert commitments_of_units(session, ON)[0][0].former == ()
    rename(world, admin, "Ban Hỗ trợ", ON + ONE)
    actions.settle_units(session, MORNING + ONE)
    one = list_of_dossier(session, petition.dossier_id)[0]
    assert (one.unit_called, one.unit_renamed) == (before, "Ban Hỗ trợ")
    row = commitments_of_units(session, ON + ONE)[0][0]
    assert (row.unit.name, row.former) == ("Ban Hỗ trợ", (before,))


def test_an_invitation_keeps_the_name_of_its_day(world: World, admin: Account) -> None:
    unit, session, before = handling(world), world.session, "Ban Chính sách – Phát triển"
    conference = planned(world)
    guest_actions.add_guests(session, conference, [], [unit], [], MORNING)
    guest_actions.sign_invitations(session, world.settings, conference, world.leader, MORNING)
    invited = list_guests(session, conference.dossier_id)[0]
    arrival = Arrival("Vi Văn Tư", unit_id=unit.id)
    came = guest_actions.check_in(session, conference, arrival, "name", world.records, MORNING)
    short = unit.short_name
    rename(world, admin, "Ban Hỗ trợ", ON + ONE, short_name="Hỗ trợ")
    actions.settle_units(session, MORNING + ONE)
    assert unit.short_name == "Hỗ trợ"
    assert (invited.whole_name, came.stands_for) == (before, short)
    invited.letter = None
    assert invited.whole_name == "Ban Hỗ trợ", "before the letter it is called as today"


def test_a_name_waits_for_its_day(world: World, admin: Account) -> None:
    rename(world, admin, "Ban Hỗ trợ", ON + ONE)
    unit = handling(world)
    assert unit.name == "Ban Chính sách – Phát triển"
    assert actions.settle_units(world.session, MORNING) == 0
    assert actions.settle_units(world.session, MORNING + ONE) == 1
    assert actions.settle_units(world.session, MORNING + ONE) == 0
    assert unit.name == "Ban Hỗ trợ"


def test_a_change_that_has_not_begun_may_go(world: World, admin: Account) -> None:
    rename(world, admin, "Ban Hỗ trợ", ON + ONE)
    unit = handling(world)
    late = unit.said_on(ON + ONE)
    first = unit.said_on(ON)
    assert late is not None
    assert first is not None
    session = world.session
    with pytest.raises(Refusal, match="đã có hiệu lực"):
        actions.drop(session, unit, first.id, admin.actor, MORNING)
    # the database judges by the day on the wall, on which `ON + ONE` may lie behind
    far = date(2999, 1, 1)
    rename(world, admin, "Ban Xa", far)
    actions.drop(session, unit, unit.versions[-1].id, admin.actor, MORNING)
    assert unit.called(far) == "Ban Hỗ trợ"


@pytest.mark.parametrize(
    ("name", "days", "said"),
    [("Ban Chính sách – Phát triển", 0, "Chưa có gì khác"), ("Ban Cũ", -9999, "trước lần đổi")],
)
def test_a_change_that_cannot_be(
    world: World, admin: Account, name: str, days: int, said: str
) -> None:
    with pytest.raises(Refusal, match=said):
        rename(world, admin, name, ON + days * ONE)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE unit SET name = 'Khác' WHERE id = :id",
        "UPDATE unit_version SET name = 'Khác' WHERE unit_id = :id",
        "DELETE FROM unit_version WHERE unit_id = :id",
    ],
)
def test_the_database_lets_nobody_edit_a_name(world: World, sql: str) -> None:
    with pytest.raises(DBAPIError, match=r"never edited|by a version"):
        world.session.execute(text(sql), {"id": handling(world).id})


def test_only_what_nothing_uses_is_corrected(world: World, admin: Account) -> None:
    session, used = world.session, handling(world)
    fresh = make_unit(session, name="Ban Kinh te", kind="office")
    assert not is_used(session, fresh)
    actions.correct(
        session, fresh, named(fresh, "Ban Kinh tế", fresh.valid_from), admin.actor, MORNING
    )
    assert fresh.name == fresh.called(fresh.valid_from) == "Ban Kinh tế"
    with pytest.raises(Refusal, match="đã có nơi dùng"):
        actions.correct(session, used, named(used, "Ban Sai", ON), admin.actor, MORNING)
    with pytest.raises(Refusal, match="đã có nơi dùng"):
        actions.remove(session, used, admin.actor, MORNING)
    actions.remove(session, fresh, admin.actor, MORNING)
    assert session.get(Unit, fresh.id) is None
    assert not session.scalars(select(UnitVersion).where(UnitVersion.unit_id == fresh.id)).all()


def test_what_has_not_begun_is_corrected_at_once(world: World, admin: Account) -> None:
    session, soon = world.session, ON + ONE
    fresh = make_unit(session, name="Ban Kinh te", valid_from=soon)
    draft = named(fresh, "Ban Kinh tế", soon)
    actions.correct(session, fresh, draft, admin.actor, MORNING)
    assert fresh.name == fresh.called(ON) == fresh.called(soon) == "Ban Kinh tế"
    assert names_by_day(session, [fresh.id]).on(fresh.id, ON) == "Ban Kinh tế"
    with pytest.raises(Refusal, match="Chưa có gì khác"):
        actions.correct(session, fresh, draft, admin.actor, MORNING)


def test_the_name_that_a_unit_begins_with_stays(world: World, admin: Account) -> None:
    session, soon = world.session, date(2999, 1, 1)
    fresh = make_unit(session, name="Ban Sắp có", valid_from=soon)
    [first] = fresh.versions
    with pytest.raises(Refusal, match="không bỏ được"):
        actions.drop(session, fresh, first.id, admin.actor, MORNING)
    draft = named(fresh, "Ban Về sau", soon + ONE)
    later = actions.change(session, fresh, draft, "QĐ 12", admin.actor, MORNING)
    actions.drop(session, fresh, later.id, admin.actor, MORNING)
    assert fresh.called(soon + ONE) == "Ban Sắp có"


def test_an_heir_goes_on_with_what_is_open(world: World, admin: Account) -> None:
    session, old = world.session, handling(world)
    open_one, done = world.accepted(), world.answered()
    heir = make_unit(session, name="Ban Hỗ trợ hợp tác xã")
    draft = actions.EndDraft(ON, heir.id)
    actions.end(session, old, draft, "NQ 04", admin.actor, MORNING)
    assert open_one.dossier.unit_id == old.id, "the unit works on its last day"
    tomorrow = MORNING + ONE
    assert actions.settle_units(session, tomorrow) > 0
    assert actions.settle_units(session, tomorrow) == 0
    session.expire_all()
    assert (open_one.dossier.unit_id, open_one.dossier.officer_id) == (heir.id, world.officer.id)
    assert open_one.dossier.events[-1].action == "follow_unit"
    assert done.dossier.unit_id == old.id
    assert heir.id in {party.unit_id for party in done.dossier.parties}
    assert {world.officer.unit_id, world.head.unit_id} == {heir.id}
    rules = session.scalars(select(RoutingRule).order_by(RoutingRule.valid_from)).all()
    assert [(r.unit_id, r.valid_to) for r in rules] == [(old.id, ON), (heir.id, None)]
    [change] = list_changes_of(session, old)
    assert (change.by_name, change.reason) == (admin.full_name, "NQ 04")
    assert change.what[0]["said"]["successor"] == ["", heir.name]


def rules_by_day(session: Session) -> list[RoutingRule]:
    return list(session.scalars(select(RoutingRule).order_by(RoutingRule.valid_from)))


def test_bodies_of_one_rule_end_on_one_day(world: World, admin: Account) -> None:
    """A rule never names what has ended: the heirs of both come with the first."""
    session = world.session
    bodies = [make_unit(session, kind="body", name=f"Sở Cũ {place}") for place in "AB"]
    heirs = [make_unit(session, kind="body", name=f"Sở Mới {place}") for place in "AB"]
    [rule] = rules_by_day(session)
    rule.body_ids = [one.id for one in bodies]
    for body, heir in zip(bodies, heirs, strict=True):
        draft = actions.EndDraft(ON, heir.id)
        actions.end(session, body, draft, "NQ 04", admin.actor, MORNING)
    assert actions.settle_units(session, MORNING + ONE) == 1
    assert actions.settle_units(session, MORNING + ONE) == 0
    before, after = rules_by_day(session)
    assert (before.body_ids, after.body_ids) == (
        [one.id for one in bodies],
        [one.id for one in heirs],
    )
    assert "(Sở Mới A, Sở Mới B kế thừa Sở Cũ A, Sở Cũ B)" in after.basis


def test_a_rule_that_begins_with_the_heir_is_followed_once(world: World, admin: Account) -> None:
    session, old, heir = world.session, handling(world), make_unit(world.session)
    [rule] = rules_by_day(session)
    draft = RuleDraft(rule.topic_code, old.id, (), ON + ONE, "QĐ 13")
    set_rule(session, draft, admin.actor, MORNING)
    actions.end(session, old, actions.EndDraft(ON, heir.id), "NQ 04", admin.actor, MORNING)
    assert actions.settle_units(session, MORNING + ONE) > 0
    assert actions.settle_units(session, MORNING + ONE) == 0
    found = [(one.unit_id, one.valid_from, one.valid_to) for one in rules_by_day(session)[1:]]
    assert found == [(old.id, ON + ONE, ON + ONE), (heir.id, ON + 2 * ONE, None)]


def test_what_moves_moves_in_the_name_of_who_ended_it(world: World, admin: Account) -> None:
    session, old, heir = world.session, handling(world), make_unit(world.session)
    actions.end(session, old, actions.EndDraft(ON, heir.id), "NQ 04", admin.actor, MORNING)
    other = make_account(session, Role.ADMIN)
    rename(world, other, "Ban Hỗ trợ", ON)
    actions.settle_units(session, MORNING + ONE)
    moved = select(AccountChange.by_id).where(AccountChange.account_id == world.officer.id)
    assert list(session.scalars(moved)) == [admin.id]


def test_what_a_draft_promises_uses_a_unit(world: World) -> None:
    session, petition, fresh = world.session, world.accepted(), make_unit(world.session)
    assert not is_used(session, fresh)
    promises = (PromiseDraft(fresh.id, "", "Mở lớp kế toán"),)
    draft = AnswerDraft((), "", "", promises)
    answer_actions.save_answer(session, petition, draft, 0, world.officer, MORNING)
    assert is_used(session, fresh)


def test_an_heir_is_kept_from_what_the_unit_was_kept_from(world: World, admin: Account) -> None:
    session, old = world.session, make_unit(world.session)
    named_one = world.accepted()
    session.execute(
        text(
            "INSERT INTO dossier_bar (dossier_id, unit_id, reason, created_at, lift_reason)"
            " VALUES (:d, :u, 'Bị nêu tên', now(), '')"
        ),
        {"d": named_one.dossier_id, "u": old.id},
    )
    heir = make_unit(session)
    actions.end(session, old, actions.EndDraft(ON - ONE, heir.id), "NQ 04", admin.actor, MORNING)
    barred = text("SELECT count(*) FROM dossier_bar WHERE unit_id = :u AND lifted_at IS NULL")
    assert session.scalar(barred, {"u": heir.id}) == 1


def test_work_is_never_left_with_nobody(world: World, admin: Account) -> None:
    session, old = world.session, handling(world)
    for heir, said in (
        (None, "Chọn đơn vị kế thừa"),
        (make_unit(session, kind="body"), "cùng loại"),
        (make_unit(session, valid_to=ON), "không hoạt động"),
    ):
        draft = actions.EndDraft(ON, heir.id if heir else None)
        with pytest.raises(Refusal, match=said):
            actions.end(session, old, draft, "NQ 04", admin.actor, MORNING)
    assert old.valid_to is None
