"""A petition travels from filing to its answer, each step with its history, dates and tasks."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import delete

from feedback import actions, answer_actions, automatic_actions
from feedback.models import RoutingRule
from feedback.publication_queries import find_publication
from feedback.rules import AnswerDraft, ItemDraft
from feedback.screening_queries import CANDIDATES_MAX
from feedback.staff_pages import open_acts
from tests.make import (
    MORNING,
    make_account,
    make_cooperative,
    make_representative,
    tasks_waiting,
)
from tests.world import TEXT, World
from workflow.refusal import Refusal
from workflow.roles import Role


def test_filing_gives_number_date_and_tasks(world: World) -> None:
    petition = world.file()
    dossier = petition.dossier
    assert dossier.code.startswith("KN-2026-00000")
    assert (dossier.received_on, dossier.due_on) == (date(2026, 2, 10), date(2026, 3, 10))
    assert tasks_waiting(world.session) == ["feedback.screen", "feedback.keep_receipt"]
    assert petition.receipt_letter is not None
    assert (
        petition.receipt_letter.content["body"]["short_hash"].replace(" ", "").lower()
        == (world.last(petition).hash[:12])
    )


def test_a_clear_petition_is_routed_by_itself(world: World) -> None:
    petition = world.file()
    world.screen_and_route(petition)
    assert (petition.dossier.state, petition.dossier.officer) == ("routed", world.officer)
    event = world.last(petition)
    assert event.is_automatic
    assert "Lương Thị Hạnh" in event.note


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        ({"situation": "Chúng tôi tố cáo cán bộ xã nhận tiền của hợp tác xã."}, "complaint"),
        ({"contact_phone": ""}, "contact"),
        (
            {"subject": "We need money", "situation": "Please help us soon", "demands": ("Money",)},
            "language",
        ),
    ],
)
def test_what_is_unsure_stays_with_records(
    world: World, change: dict[str, object], kind: str
) -> None:
    petition = world.file(replace(TEXT, **change))  # type: ignore[arg-type]
    world.screen_and_route(petition)
    assert petition.dossier.state == "submitted"
    assert kind in {finding.kind for finding in petition.findings}
    assert tasks_waiting(world.session)[-1] == "notices.tell_records"


def test_marks_count_where_a_text_has_them(world: World) -> None:
    petition = world.file(replace(TEXT, situation="Giá thức ăn chăn nuôi của hợp tác xã tăng cao."))
    world.screen_and_route(petition)
    assert petition.dossier.state == "routed"
    bare = "cho vay von thi bi can bo an chan tien cua hop tac xa"
    held = world.file(replace(TEXT, subject="hop tac xa phan anh", situation=bare, demands=(bare,)))
    world.screen_and_route(held)
    assert "complaint" in {finding.kind for finding in held.findings}


def test_records_overrules_a_hold(world: World) -> None:
    petition = world.file(replace(TEXT, situation="Tố cáo việc chậm trễ của xã với hợp tác xã."))
    world.screen_and_route(petition)
    actor = world.records.actor
    actions.hand_over(
        world.session, petition, "route", world.officer, "Là phản ánh.", actor, MORNING
    )
    assert petition.dossier.state == "routed"
    assert {f.overruled_by_id for f in petition.findings if f.severity == "stop"} == {actor.id}


def test_the_named_officer_is_not_chosen(world: World) -> None:
    other = make_account(
        world.session, Role.OFFICER, world.officer.unit, full_name="Vi Văn Toàn Thắng"
    )
    petition = world.file(
        replace(TEXT, situation="Chị lương thị hạnh hướng dẫn chưa rõ về vốn vay.")
    )
    world.screen_and_route(petition)
    assert petition.dossier.officer_id == other.id


def test_duplicates_are_found_without_tone_marks(world: World) -> None:
    first = world.file()
    same = world.file()
    world.screen_and_route(same)
    assert [f.kind for f in same.findings] == ["duplicate_exact"]
    near = replace(TEXT, demands=(*TEXT.demands, "De nghi tra loi som"))
    third = world.file(near)
    world.screen_and_route(third)
    assert first.dossier.code in str(third.findings[0].data["codes"])


def test_the_same_is_found_behind_any_number_of_others(world: World) -> None:
    """One's own text among more of others than are compared, and a text under another subject."""
    first, theirs = world.file(), make_cooperative(world.session)
    filing = actions.Filing(make_representative(world.session, theirs), theirs)
    for _ in range(CANDIDATES_MAX + 1):
        actions.file(world.session, world.settings, filing, TEXT, [], MORNING)
    world.screen_and_route(same := world.file())
    assert [f.kind for f in same.findings] == ["duplicate_exact"]
    assert same.findings[0].data["codes"] == [first.dossier.code]
    renamed = replace(TEXT, subject="Kính mong được xem xét", demands=("Sớm trả lời",))
    world.screen_and_route(other := world.file(renamed))
    assert [f.kind for f in other.findings] == ["duplicate_near"]


def test_pause_moves_the_date(world: World) -> None:
    petition = world.file()
    world.screen_and_route(petition)
    session, officer = world.session, world.officer
    asked, given = datetime(2026, 2, 24, 3, tzinfo=UTC), datetime(2026, 2, 26, 8, tzinfo=UTC)
    actions.accept(session, petition, officer, MORNING)
    actions.request_supplement(session, petition, "Báo cáo tài chính 2025", officer.actor, asked)
    assert petition.dossier.paused_on is not None
    actions.supply(session, petition, "Đã gửi", [], world.owner.actor, given)
    session.refresh(petition.dossier)
    assert petition.dossier.due_on == date(2026, 3, 12)


def test_the_main_way(world: World) -> None:
    petition = world.answered()
    letter = petition.answers[-1].letter
    assert letter is not None
    assert letter.full_number == "01/LMHTX-CSPT"
    assert petition.dossier.state == "answered"
    assert tasks_waiting(world.session)[-1] == "feedback.seal_answer"


def test_nothing_is_submitted_with_a_demand_unanswered(world: World) -> None:
    petition = world.file()
    world.screen_and_route(petition)
    actions.accept(world.session, petition, world.officer, MORNING)
    items = (ItemDraft(petition.demands[0].id, "refused", "Không được.", ""),)
    draft = AnswerDraft(items)
    answer_actions.save_answer(world.session, petition, draft, 0, world.officer, MORNING)
    with pytest.raises(Refusal, match="unanswered"):
        answer_actions.move_answer(
            world.session, petition, "submit_draft", "", world.officer.actor, MORNING
        )


def test_a_stale_draft_is_refused(world: World) -> None:
    petition = world.file()
    world.screen_and_route(petition)
    session = world.session
    actions.accept(session, petition, world.officer, MORNING)
    draft = world.draft(petition)
    answer_actions.save_answer(session, petition, draft, 0, world.officer, MORNING)
    with pytest.raises(Refusal, match="stale"):
        answer_actions.save_answer(session, petition, draft, 0, world.head, MORNING)


def test_the_drafter_does_not_sign(world: World) -> None:
    petition = world.file()
    world.screen_and_route(petition)
    session = world.session
    actions.accept(session, petition, world.officer, MORNING)
    draft = world.draft(petition)
    answer_actions.save_answer(session, petition, draft, 0, world.leader, MORNING)
    for action, who in (("submit_draft", world.officer), ("approve", world.head)):
        answer_actions.move_answer(session, petition, action, "", who.actor, MORNING)
    with pytest.raises(Refusal, match="four_eyes"):
        answer_actions.sign(session, world.settings, petition, world.leader, MORNING)


def test_publication_holds_no_name(world: World) -> None:
    petition = world.answered()
    publication = answer_actions.publish(world.session, petition, world.leader.actor, MORNING)
    assert world.cooperative.name not in str(vars(publication))
    answer_actions.unpublish(world.session, petition, "Gỡ để sửa", world.leader.actor, MORNING)
    assert find_publication(world.session, petition.answers[-1].id) is None


def test_reminders_and_escalation_happen_once(world: World) -> None:
    petition = world.accepted()
    for day in ("2026-03-03", "2026-03-06", "2026-03-10", "2026-03-11", "2026-03-20"):
        now = datetime.fromisoformat(f"{day}T02:00:00+00:00")
        automatic_actions.watch_clocks(world.session, now)
        automatic_actions.watch_clocks(world.session, now + timedelta(hours=3))
    keys = [event.once_key for event in petition.dossier.events if event.once_key]
    assert keys == [
        "remind:2026-03-10:5",
        "remind:2026-03-10:2",
        "remind:2026-03-10:0",
        "overdue:answer:2026-03-10",
    ]
    assert petition.dossier.events[-1].effective_on == date(2026, 3, 11)


def test_it_closes_by_itself(world: World) -> None:
    petition = world.answered()
    automatic_actions.close_settled(world.session, datetime(2026, 3, 3, 2, tzinfo=UTC))
    assert petition.dossier.state == "answered"
    automatic_actions.close_settled(world.session, datetime(2026, 3, 4, 2, tzinfo=UTC))
    assert petition.dossier.state == "closed"


def test_a_late_task_does_nothing(world: World) -> None:
    petition = world.file()
    event = world.last(petition)
    actions.withdraw(world.session, petition, "", world.owner.actor, MORNING)
    automatic_actions.screen_petition(world.session, petition.dossier_id, event.id, MORNING)
    assert petition.dossier.state == "withdrawn"


def test_a_second_call_screens_nothing(world: World) -> None:
    """Also where nothing was noticed, and nobody could be found for it."""
    world.session.execute(delete(RoutingRule))
    petition = world.file()
    event = world.last(petition)
    for _ in range(2):
        automatic_actions.screen_petition(world.session, petition.dossier_id, event.id, MORNING)
    assert [one.action for one in petition.dossier.events] == ["file", "screen", "hold"]


def test_the_beginning_has_limits_of_its_own(world: World) -> None:
    petition = world.file()
    dossier = petition.dossier
    assert (dossier.next_due, dossier.next_due_on) == ("acknowledge", date(2026, 2, 12))
    world.screen_and_route(petition)
    assert [dossier.next_due, dossier.next_due_on] == ["classify", date(2026, 2, 24)]
    automatic_actions.watch_clocks(world.session, datetime(2026, 2, 25, 2, tzinfo=UTC))
    assert dossier.events[-1].once_key == "overdue:classify:2026-02-24"
    actions.accept(world.session, petition, world.officer, datetime(2026, 2, 25, 3, tzinfo=UTC))
    assert {dossier.next_due: dossier.next_due_on} == {"answer": dossier.due_on}


def test_nothing_is_published_against_the_will_of_the_cooperative(world: World) -> None:
    petition = world.answered()
    petition.may_publish = False
    with pytest.raises(Refusal, match="consent"):
        answer_actions.publish(world.session, petition, world.leader.actor, MORNING)


def test_an_extension_is_given_once(world: World) -> None:
    petition = world.accepted()
    leader, kept = world.leader, world.settings
    actions.extend(world.session, kept, petition, 5, "Chờ ý kiến Sở Tài chính", leader, MORNING)
    assert petition.dossier.due_on == date(2026, 3, 17)
    asked = set(tasks_waiting(world.session)[-2:])
    assert asked == {"feedback.seal_answer", "notices.tell_officer"}
    interim = petition.answers[-1]
    assert interim.letter is not None
    assert (interim.kind, interim.letter.full_number) == ("interim", "01/LMHTX-CSPT")
    assert "17/03/2026" in interim.letter.content["body"]["opening"]
    assert "extend" not in open_acts(world.session, leader, petition), "nor is it offered again"
    with pytest.raises(Refusal, match="extended"):
        actions.extend(world.session, kept, petition, 5, "Lần nữa", leader, MORNING)
    with pytest.raises(Refusal, match="days"):
        actions.extend(world.session, kept, petition, 21, "Quá dài", leader, MORNING)
