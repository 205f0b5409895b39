"""Merging on PostgreSQL: unmerge after merge is the identity, one signature answers all."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from accounts.models import Account
from commitments.models import Commitment
from commitments.queries import list_of_dossier
from commitments.rules import Move, PromiseDraft
from cooperatives.models import Cooperative
from dossiers.actions import advance
from dossiers.models import Dossier, DossierBar, DossierDocument, DossierEvent, DossierParty
from feedback import actions, answer_actions, further_actions, merge_actions, reopen_actions
from feedback.conference_actions import amend
from feedback.further_actions import FurtherDraft
from feedback.further_pages import sent_along
from feedback.further_queries import corrections_of, last_final
from feedback.merge_models import PetitionMerge, PetitionSplit
from feedback.merge_queries import together
from feedback.models import AnswerItem, Demand, Petition
from feedback.process import PETITION
from feedback.promise_queries import list_public
from feedback.rules import AnswerDraft, ItemDraft
from feedback.split_actions import Part, split
from letters.models import Letter
from tests.make import MORNING, make_account, make_cooperative, make_representative
from tests.world import TEXT, World
from workflow.localtime import local_day
from workflow.refusal import Refusal
from workflow.roles import Role

DAY = timedelta(days=1)
WHY = "Cùng hỏi về mức vay của Quỹ."
MOVING = {"version", "updated_at", "head_seq", "head_hash"}


def columns(row: Any) -> dict[str, Any]:
    return {c.name: getattr(row, c.name) for c in row.__table__.columns if c.name not in MOVING}


def whole(session: Session, petition: Petition) -> dict[str, Any]:
    """Everything that a petition is, but what every event changes."""
    session.flush()
    session.expire_all()
    found: dict[str, Any] = {"dossier": columns(petition.dossier), "petition": columns(petition)}
    for table, key in ((DossierDocument, "dossier_id"), (DossierParty, "dossier_id"),
                       (Demand, "petition_id")):  # fmt: skip
        rows = session.scalars(select(table).where(getattr(table, key) == petition.dossier_id))
        found[table.__name__] = sorted(map(repr, (columns(row) for row in rows)))
    found["answers"] = [columns(one) for one in petition.answers]
    return found


def same(petition: Petition, lead: Petition) -> dict[int, int]:
    return {one.id: lead.demands[0].id for one in petition.demands}


def other(world: World) -> tuple[Cooperative, Account]:
    cooperative = make_cooperative(world.session)
    return cooperative, make_representative(world.session, cooperative)


def second(world: World, state: str = "accepted") -> Petition:
    """A petition of another cooperative, held by another officer."""
    cooperative, owner = other(world)
    text = replace(TEXT, subject="Xin nâng mức vay của Quỹ", situation="Vụ na cần thêm vốn.")
    filing = actions.Filing(owner, cooperative)
    now = MORNING + DAY
    petition = actions.file(world.session, world.settings, filing, text, [], now)
    if state == "submitted":
        return petition
    colleague = make_account(world.session, Role.OFFICER, world.officer.unit, full_name="Dũng")
    who = world.records.actor
    actions.hand_over(world.session, petition, "route", colleague, "Giao", who, now)
    if state == "accepted":
        actions.accept(world.session, petition, colleague, now)
    world.session.commit()
    return petition


def merge(world: World, petition: Petition, lead: Petition) -> PetitionMerge:
    pairs, now = same(petition, lead), MORNING + 2 * DAY
    return merge_actions.merge(world.session, petition, lead, pairs, WHY, world.officer, now)


@pytest.mark.parametrize("state", ["submitted", "routed", "accepted"])
def test_unmerge_after_merge_is_the_identity(world: World, state: str) -> None:
    lead, petition, session = world.accepted(), second(world, state), world.session
    if state == "accepted":
        draft = AnswerDraft((ItemDraft(petition.demands[0].id, "explained", "Bản nháp", ""),))
        holder = petition.dossier.officer
        assert holder is not None
        answer_actions.save_answer(session, petition, draft, 0, holder, MORNING + DAY)
    before, lead_before = whole(session, petition), whole(session, lead)
    merge(world, petition, lead)
    assert petition.dossier.state == "merged"
    assert petition.dossier.officer_id == world.officer.id
    assert petition.dossier.due_on == before["dossier"]["due_on"], "each keeps its clock"
    merge_actions.unmerge(session, petition, "Khác việc", world.officer.actor, MORNING + 3 * DAY)
    assert whole(session, petition) == before
    assert whole(session, lead) == lead_before
    merge(world, petition, lead)  # and again


def test_one_signature_answers_all(world: World) -> None:
    lead, petition, session = world.accepted(), second(world), world.session
    merge(world, petition, lead)
    unit_id = world.officer.unit_id
    promise = PromiseDraft(unit_id, "", "Trình mức vay mới", "30/06/2026", "Quyết định")
    draft = AnswerDraft(world.draft(lead).items, promises=(promise,))
    answer_actions.save_answer(session, lead, draft, 0, world.officer, MORNING)
    for action, who in (("submit_draft", world.officer), ("approve", world.head)):
        answer_actions.move_answer(session, lead, action, "", who.actor, MORNING)
    now = MORNING + 3 * DAY
    first = answer_actions.sign(session, world.settings, lead, world.leader, now)
    session.commit()
    assert (lead.dossier.state, petition.dossier.state) == ("answered", "answered")
    event = world.last(petition)
    letter = session.get_one(Letter, event.data["letter_id"])
    assert (letter.number, first.number) == (2, 1)
    assert letter.addressee == petition.dossier.asker.name
    said = str(letter.content)
    assert world.cooperative.name not in said, "no letter names another asker"
    assert f"Trả lời: {lead.demands[0].text}." in said
    assert "Trình mức vay mới" in said.replace("trình", "Trình")
    assert petition.dossier.settled_at is not None
    assert len(session.scalars(select(Commitment)).all()) == 1, "promised once"
    assert len(list_of_dossier(session, petition.dossier_id)) == 1, "read by both"
    owner = petition.dossier.filed_by
    actions.rate(session, petition, "partly", "Chưa rõ", owner.actor, now)
    assert (petition.verdict, lead.verdict) == ("partly", None)


def letter_after(world: World, lead: Petition, kind: str, now: datetime) -> Letter:
    """A letter after the lead's answer, from its draft to its signature."""
    session = world.session
    final = last_final(lead)
    corrects_id = final.id if final and kind == "correction" else None
    draft = FurtherDraft(kind, "Mức vay mới là 500 triệu đồng.", corrects_id)
    letter = further_actions.save_further(session, lead, None, draft, 0, world.officer, now)
    for action, who in (("submit_further", world.officer), ("approve_further", world.head)):
        further_actions.move_further(session, lead, letter, action, "", who.actor, now)
    return further_actions.sign_further(session, world.settings, lead, letter, world.leader, now)


def answered_together(world: World) -> tuple[Petition, Petition]:
    test_one_signature_answers_all(world)
    lead, petition = world.session.scalars(select(Petition).order_by(Petition.dossier_id)).all()
    return lead, petition


def test_a_letter_after_the_answer_reaches_all_who_were_answered_together(world: World) -> None:
    lead, petition = answered_together(world)
    own = last_final(petition)
    assert own is not None
    assert own.letter is not None
    letter_after(world, lead, "correction", MORNING + 4 * DAY)
    event = world.last(petition)
    assert (event.action, event.data["kind"]) == ("sign_further", "correction")
    letter = world.session.get_one(Letter, event.data["letter_id"])
    assert letter.number == 4
    assert letter.addressee == petition.dossier.asker.name
    assert own.letter.full_number in str(letter.content), "it corrects the asker's own letter"
    assert world.cooperative.name not in str(letter.content)
    for final in (own, last_final(lead)):
        assert final is not None
        assert len(corrections_of(world.session, [final.id])[final.id]) == 1
    follow_up = letter_after(world, lead, "follow_up", MORNING + 5 * DAY)
    assert follow_up.number == 5
    assert world.last(petition).data["kind"] == "follow_up"
    world.session.commit()


def test_who_drafts_reads_whom_the_letter_will_reach(world: World) -> None:
    lead, petition = answered_together(world)
    now = MORNING + 4 * DAY
    draft = FurtherDraft("follow_up", "Sở đã trả lời.")
    who, session = world.officer, world.session
    letter = further_actions.save_further(session, lead, None, draft, 0, who, now)
    seen = sent_along(session, who, lead, letter, local_day(now))
    assert seen == [petition.dossier.code]
    session.add(
        DossierBar(dossier_id=petition.dossier_id, account_id=who.id, reason="", created_at=now)
    )
    session.flush()
    assert sent_along(session, who, lead, letter, local_day(now)) == []


def test_who_came_back_to_the_answer_goes_on_alone(world: World) -> None:
    lead, petition = answered_together(world)
    reopen_actions.reopen(
        world.session, petition, "Chưa đủ", petition.dossier.filed_by.actor, MORNING + 4 * DAY
    )
    letter_after(world, lead, "follow_up", MORNING + 5 * DAY)
    assert world.last(petition).action == "reopen"


def test_who_may_not_see_one_of_them_does_not_sign_for_it(world: World) -> None:
    lead, petition = answered_together(world)
    bar = {"account_id": world.leader.id, "reason": "Nêu tên", "created_at": MORNING}
    world.session.add(DossierBar(dossier_id=petition.dossier_id, **bar))
    world.session.flush()
    with pytest.raises(Refusal, match="lãnh đạo khác ký"):
        letter_after(world, lead, "follow_up", MORNING + 5 * DAY)


def test_who_stands_behind_a_commitment_hears_of_it(world: World) -> None:
    from commitments import actions as commitment_actions

    test_one_signature_answers_all(world)
    session = world.session
    one = session.scalars(select(Commitment)).one()
    move = Move("commitment_progress", "Đã trình.")
    who = world.officer.actor
    commitment_actions.report(session, PETITION, one, move, None, who, MORNING + 4 * DAY)
    news = session.scalars(
        select(DossierEvent).where(DossierEvent.action == "commitment_news")
    ).one()
    assert news.dossier_id != one.dossier_id
    assert news.data["said"] == "có tiến độ"


def interim(world: World, lead: Petition, what: str) -> None:
    promise = PromiseDraft(world.officer.unit_id, "", what, "30/06/2026", "Quyết định")
    draft = FurtherDraft("interim", "Đang xin ý kiến.", None, (promise,))
    session = world.session
    letter = further_actions.save_further(session, lead, None, draft, 0, world.officer, MORNING)
    for action, who in (("submit_further", world.officer), ("approve_further", world.head)):
        further_actions.move_further(session, lead, letter, action, "", who.actor, MORNING)
    now = MORNING + 3 * DAY
    further_actions.sign_further(session, world.settings, lead, letter, world.leader, now)


def test_what_an_interim_letter_promises_is_read_by_all_and_left_with_the_lead(
    world: World,
) -> None:
    lead, session = world.accepted(), world.session
    early, late, gone = second(world), second(world), second(world)
    merge(world, early, lead)
    merge(world, gone, lead)
    interim(world, lead, "Khảo sát")
    merge(world, late, lead)
    interim(world, lead, "Trình giá mới")

    def read(petition: Petition) -> list[str]:
        return [one.what for one in list_of_dossier(session, petition.dossier_id)]

    both = ["Khảo sát", "Trình giá mới"]
    assert [read(one) for one in (lead, early, late, gone)] == [both] * 4
    now = MORNING + 4 * DAY
    merge_actions.unmerge(session, late, "Khác việc", world.officer.actor, now)
    owner = gone.dossier.filed_by
    advance(session, PETITION, gone.dossier, "withdraw", owner.actor, now)
    merge_actions.keep_together(session, gone.dossier_id, now)
    assert [read(one) for one in (early, late, gone)] == [both, [], []]


def test_the_public_answer_of_a_merged_petition_shows_what_became_of_the_promise(
    world: World,
) -> None:
    test_one_signature_answers_all(world)
    session = world.session
    one = session.scalars(select(Commitment)).one()
    own = select(Petition).where(Petition.dossier_id != one.dossier_id)
    petition = session.scalars(own).one()
    publication = answer_actions.publish(session, petition, world.leader.actor, MORNING + 4 * DAY)
    assert [shown.due_on for shown in list_public(session, publication)] == [one.due_on]


def test_a_circle_and_itself_are_refused(world: World) -> None:
    lead, petition = world.accepted(), second(world)
    merge(world, petition, lead)
    world.session.commit()
    with pytest.raises(Refusal, match="đã gộp vào"):
        merge(world, lead, petition)
    with pytest.raises(Refusal, match="chính nó"):
        merge(world, lead, lead)
    with pytest.raises(Refusal, match="Chỉ gộp"):
        merge(world, petition, lead)


def test_what_a_merge_names_is_corrected_no_more(world: World) -> None:
    lead, petition = second(world), second(world)
    merge(world, petition, lead)
    merge_actions.unmerge(world.session, petition, "Nhầm.", world.officer.actor, MORNING)
    for one in (petition, lead):
        with pytest.raises(Refusal, match="đã gộp"):
            amend(world.session, one, TEXT, None, world.officer.actor, MORNING)


def test_a_merged_petition_follows_its_lead(world: World) -> None:
    lead, petition, session = world.accepted(), second(world), world.session
    merge(world, petition, lead)
    now, new = MORNING + 3 * DAY, make_account(session, Role.OFFICER, world.officer.unit)
    actions.hand_over(session, lead, "reassign", new, "Nghỉ", world.head.actor, now)
    for _ in range(2):
        merge_actions.keep_together(session, lead.dossier_id, now)
    assert petition.dossier.officer_id == new.id
    followed = [e for e in petition.dossier.events if e.action == "follow_lead"]
    assert len(followed) == 1
    actions.withdraw(session, lead, "", world.owner.actor, now)
    merge_actions.keep_together(session, lead.dossier_id, now)
    assert petition.dossier.state == "accepted"
    assert petition.dossier.officer_id != new.id, "back with who held it"


def test_its_owner_may_leave(world: World) -> None:
    lead, petition, session = world.accepted(), second(world), world.session
    merge(world, petition, lead)
    owner = petition.dossier.filed_by.actor
    actions.withdraw(session, petition, "", owner, MORNING + 3 * DAY)
    merge_actions.keep_together(session, petition.dossier_id, MORNING + 3 * DAY)
    assert session.scalars(select(PetitionMerge.status)).one() == "left"
    assert not together(session, world.leader, lead.dossier_id, local_day(MORNING)).merged


def test_a_split_keeps_the_clock_and_the_words(world: World) -> None:
    petition, session = world.accepted(), world.session
    first, leaving = petition.demands
    answer_actions.save_answer(session, petition, world.draft(petition), 0, world.officer, MORNING)
    part = Part((leaving.id,), "Cho vay tín chấp", "credit_fund", "Việc của Quỹ")
    now = MORNING + 5 * DAY
    made = split(session, world.settings, petition, part, world.officer, now)
    again = split(session, world.settings, petition, part, world.officer, now)
    session.commit()
    assert made.dossier_id == again.dossier_id, "a double click splits once"
    assert made.dossier.code != petition.dossier.code
    assert (made.dossier.received_on, made.dossier.due_on) == (
        petition.dossier.received_on,
        petition.dossier.due_on,
    )
    assert [d.id for d in petition.demands] == [first.id]
    assert [(d.id, d.position) for d in made.demands] == [(leaving.id, 1)]
    drafted = session.scalars(select(AnswerItem).where(AnswerItem.demand_id == leaving.id)).one()
    assert drafted.answer.petition_id == made.dossier_id
    assert session.scalars(select(PetitionSplit.source_id)).one() == petition.dossier_id
    seen = together(session, world.owner, petition.dossier_id, local_day(now))
    assert [one.id for one in seen.split_off] == [made.dossier_id]
    back = together(session, world.owner, made.dossier_id, local_day(now)).split_from
    assert isinstance(back, Dossier)
    assert back.id == petition.dossier_id
