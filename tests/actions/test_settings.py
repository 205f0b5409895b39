"""Limits of a topic and a channel: the most specific wins, nothing of the past changes."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback import routing_actions, trial_queries
from feedback.limit_queries import limit_note
from feedback.models import RoutingRule
from feedback.owner_pages import owed_if_filed
from feedback.routing_actions import RuleDraft
from feedback.rules import PetitionText
from rulebook.models import RulebookChange
from rulebook.queries import days_on, working_calendar
from rulebook.setting_actions import drop_value, end_special, set_value
from rulebook.setting_rules import Scope, SettingDraft
from tests.make import MORNING, make_unit
from tests.world import TEXT, World
from workflow.localtime import local_day
from workflow.machine import Actor
from workflow.refusal import Refusal
from workflow.roles import Role

KEY = "petition.answer_days"
TODAY = local_day(MORNING)
ONE_DAY = timedelta(days=1)
LAND, PAPER = Scope("credit_fund"), Scope("", "paper")
BOTH = Scope("credit_fund", "paper")
ADMIN = Actor(7, Role.ADMIN, "Quản trị")


def put(session: Session, value: str, scope: Scope, on: date = TODAY, key: str = KEY) -> None:
    draft = SettingDraft(key, scope, value, on, "Quyết định 12")
    set_value(session, draft, ADMIN, MORNING - ONE_DAY)


def test_the_most_specific_wins(world: World, session: Session) -> None:
    put(session, "7", PAPER)
    put(session, "10", LAND)
    assert days_on(session, KEY, TODAY, BOTH) == 10
    put(session, "5", BOTH)
    assert [days_on(session, KEY, TODAY, s) for s in (BOTH, LAND, PAPER, Scope())] == [5, 10, 7, 15]
    assert days_on(session, KEY, TODAY - ONE_DAY, BOTH) == 15


def test_a_petition_has_the_limit_of_its_topic_and_says_so(world: World, session: Session) -> None:
    put(session, "10", LAND)
    put(session, "1", LAND, key="petition.classify_days")
    petition = world.file()
    assert petition.dossier.limit_days == 10
    assert petition.receipt_letter is not None
    said = "Hạn 10 ngày làm việc là hạn riêng của lĩnh vực “Vốn vay của Quỹ” (Quyết định 12)."
    assert said in petition.receipt_letter.content["body"]["derivation"]
    world.screen_and_route(petition)
    assert petition.dossier.next_due == "classify"
    calendar_days = (petition.dossier.next_due_on - petition.dossier.received_on).days
    assert 1 <= calendar_days <= 4


def test_the_longer_limit_of_several_bodies_says_why(world: World, session: Session) -> None:
    petition = world.file()
    petition.is_multi_body = True
    assert limit_note(session, petition) == "", "the usual limit still holds"
    petition.dossier.limit_days = 20
    note = limit_note(session, petition)
    assert note.startswith(" Hạn 20 ngày làm việc vì việc này có cơ quan khác cùng trả lời (")


def test_a_topic_of_several_bodies_has_the_longer_limit_from_the_start(
    world: World, session: Session
) -> None:
    """Who files, who reads the receipt and who is told of the officer hear of one date."""
    rule = session.scalars(select(RoutingRule)).one()
    rule.body_ids = [make_unit(session, code="STC", kind="body", symbol="").id]
    petition = world.file()
    count, limit_days = owed_if_filed(session, TODAY, LAND)
    assert (petition.dossier.limit_days, limit_days) == (20, 20)
    assert petition.dossier.due_on == count.due_on
    assert petition.receipt_letter is not None
    said = petition.receipt_letter.content["body"]["derivation"]
    assert "Hạn 20 ngày làm việc vì việc này có cơ quan khác cùng trả lời (" in said
    world.screen_and_route(petition)
    assert petition.dossier.due_on == count.due_on
    assert [party.unit_id for party in petition.dossier.parties] == rule.body_ids


def test_a_receipt_says_until_when_it_may_take(world: World, session: Session) -> None:
    """It is printed before routing knows whether another body answers too."""
    due_on = working_calendar(session).add_workdays(TODAY, 20)
    said = f"Nếu cần cơ quan khác cùng trả lời, hạn là 20 ngày làm việc, đến {due_on:%d/%m/%Y};"
    for own, is_said in ((None, True), ("20", False)):
        if own:
            put(session, own, Scope())
        receipt = world.file().receipt_letter
        assert receipt is not None
        assert (said in receipt.content["body"]["derivation"]) == is_said


def test_what_was_filed_keeps_its_limit(world: World, session: Session) -> None:
    petition = world.file()
    draft = SettingDraft(KEY, LAND, "3", TODAY + ONE_DAY, "Quyết định 13")
    set_value(session, draft, ADMIN, MORNING)
    world.screen_and_route(petition, MORNING + 2 * ONE_DAY)
    assert petition.dossier.limit_days == 15
    assert limit_note(session, petition) == ""


def test_a_new_value_ends_the_old_and_can_be_taken_out(world: World, session: Session) -> None:
    soon = TODAY + 30 * ONE_DAY
    put(session, "12", Scope(), soon)
    assert days_on(session, KEY, soon - ONE_DAY) == 15
    assert days_on(session, KEY, soon) == 12
    with pytest.raises(Refusal, match="đúng ngày này"):
        put(session, "9", Scope(), soon)
    put(session, "11", Scope(), TODAY + ONE_DAY)
    assert days_on(session, KEY, soon) == 12
    drop_value(session, KEY, Scope(), TODAY + ONE_DAY, ADMIN, MORNING)
    assert days_on(session, KEY, soon - ONE_DAY) == 15
    changes = session.scalars(select(RulebookChange).order_by(RulebookChange.id)).all()
    assert [c.what[0]["after"] and c.what[0]["after"]["value"] for c in changes] == [
        "12",
        "11",
        None,
    ]


def test_what_somebody_ended_stays_ended(world: World, session: Session) -> None:
    put(session, "10", LAND)
    end_special(session, KEY, LAND, TODAY, ADMIN, MORNING)
    set_value(
        session, SettingDraft(KEY, LAND, "7", TODAY + ONE_DAY, "Quyết định 13"), ADMIN, MORNING
    )
    drop_value(session, KEY, LAND, TODAY + ONE_DAY, ADMIN, MORNING)
    assert days_on(session, KEY, TODAY, LAND) == 10
    assert days_on(session, KEY, TODAY + ONE_DAY, LAND) == 15


def test_a_special_value_ends_and_the_general_never_does(world: World, session: Session) -> None:
    put(session, "10", LAND)
    end_special(session, KEY, LAND, TODAY, ADMIN, MORNING)
    assert days_on(session, KEY, TODAY, LAND) == 10
    assert days_on(session, KEY, TODAY + ONE_DAY, LAND) == 15
    with pytest.raises(Refusal, match="luôn phải có"):
        end_special(session, KEY, Scope(), date(2024, 1, 1), ADMIN, MORNING)


@pytest.mark.parametrize(
    ("key", "value", "scope", "field"),
    [
        (KEY, "0", Scope(), "gia_tri"),
        (KEY, "401", Scope(), "gia_tri"),
        (KEY, "mười", Scope(), "gia_tri"),
        ("petition.remind_before_days", "5,x", Scope(), "gia_tri"),
        ("clock.late_receipt_next_day", "2", Scope(), "gia_tri"),
        ("petition.close_after_days", "9", LAND, "linh_vuc"),
    ],
)
def test_refused(
    world: World, session: Session, key: str, value: str, scope: Scope, field: str
) -> None:
    with pytest.raises(Refusal) as refused:
        put(session, value, scope, key=key)
    assert refused.value.field == field
    with pytest.raises(Refusal, match="từ ngày mai"):
        put(session, "9", Scope(), TODAY - ONE_DAY)


def test_a_rule_of_routing_begins_and_ends(world: World, session: Session) -> None:
    other, soon = make_unit(session, name="Ban Kinh tế"), TODAY + 5 * ONE_DAY
    body = make_unit(session, kind="body", name="Sở Tài chính")
    draft = RuleDraft("credit_fund", other.id, (body.id,), soon, "Phân công lại")
    made = routing_actions.set_rule(session, draft, ADMIN, MORNING)
    old = session.scalars(select(RoutingRule).order_by(RoutingRule.id)).first()
    assert old is not None
    assert old.valid_to == soon - ONE_DAY
    tried = trial_queries.try_text(session, world.records, TEXT, "portal", soon)
    assert (tried.rule, tried.bodies, tried.officer) == (made, ["Sở Tài chính"], None)
    assert tried.dates[-1].working_days == 20
    routing_actions.drop_rule(session, made.id, ADMIN, MORNING)
    assert session.scalars(select(RoutingRule.valid_to)).all() == [None]
    with pytest.raises(Refusal, match="đã bắt đầu"):
        routing_actions.drop_rule(session, old.id, ADMIN, MORNING)


def test_the_trial_says_what_filing_then_does(world: World, session: Session) -> None:
    put(session, "10", LAND)
    tried = trial_queries.try_text(session, world.records, TEXT, "portal", TODAY)
    petition = world.file()
    world.screen_and_route(petition)
    assert tried.officer is not None
    assert tried.officer.id == petition.dossier.officer_id
    assert tried.dates[-1].due_on == petition.dossier.due_on
    assert not tried.is_held


def test_the_trial_holds_names_and_hides_what_one_may_not_see(
    world: World, session: Session
) -> None:
    world.file()
    angry = PetitionText(
        TEXT.subject,
        f"Cán bộ {world.officer.full_name} đòi tiền.",
        (),
        "credit_fund",
        None,
        "",
        "09",
    )
    tried = trial_queries.try_text(session, world.records, angry, "portal", TODAY)
    assert tried.is_held
    assert tried.officer is None, "the only officer is named"
    copy = trial_queries.try_text(session, world.records, TEXT, "portal", TODAY)
    assert [one.kind for one in copy.noticed] == ["duplicate_near"]
    unseen = trial_queries.try_text(session, world.leader, TEXT, "portal", TODAY)
    assert unseen.noticed
    world.leader.role = "admin"
    assert not trial_queries.try_text(session, world.leader, TEXT, "portal", TODAY).noticed
