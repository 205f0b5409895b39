"""Letters beside the final answer: each its own draft, review, signature and number."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import object_session

from commitments.models import Commitment
from commitments.rules import PromiseDraft
from feedback import actions, answer_actions, further_actions
from feedback.further_actions import FurtherDraft
from feedback.further_queries import list_letters
from feedback.models import Answer, AnswerItem, Petition
from rulebook.models import DatedSetting
from tests.checks import list_gaps
from tests.make import MORNING, tasks_waiting
from tests.world import World
from workflow.refusal import Refusal

LATER = datetime(2026, 2, 26, 2, tzinfo=UTC)


def draft(world: World, petition: Petition, kind: str, corrects_id: int | None = None) -> Answer:
    said = FurtherDraft(kind, "Liên minh đã làm việc với Sở Tài chính.", corrects_id)
    return further_actions.save_further(
        world.session, petition, None, said, 0, world.officer, MORNING
    )


def issue(world: World, petition: Petition, kind: str, corrects_id: int | None = None) -> Answer:
    answer, session = draft(world, petition, kind, corrects_id), world.session
    for action, who in (("submit_further", world.officer), ("approve_further", world.head)):
        further_actions.move_further(session, petition, answer, action, "", who.actor, MORNING)
    further_actions.sign_further(session, world.settings, petition, answer, world.leader, MORNING)
    session.commit()
    return answer


def test_an_interim_letter_leaves_the_final_clock(world: World) -> None:
    petition = world.accepted()
    due_on = petition.dossier.due_on
    interim = issue(world, petition, "interim")
    assert interim.letter is not None
    assert interim.letter.full_number == "01/LMHTX-CSPT"
    assert (petition.dossier.state, petition.dossier.due_on) == ("accepted", due_on)
    assert petition.dossier.settled_at is None
    assert tasks_waiting(world.session)[-1] == "feedback.seal_answer"
    assert answer_actions.current_answer(petition) is None
    draft_of_final = world.draft(petition)
    answer_actions.save_answer(world.session, petition, draft_of_final, 0, world.officer, MORNING)
    for action, who in (("submit_draft", world.officer), ("approve", world.head)):
        answer_actions.move_answer(world.session, petition, action, "", who.actor, MORNING)
    letter = answer_actions.sign(world.session, world.settings, petition, world.leader, MORNING)
    assert (letter.full_number, petition.dossier.state) == ("02/LMHTX-CSPT", "answered")
    assert list_gaps(world.session) == []


def test_an_interim_letter_meets_the_limit_of_the_first_answer(world: World) -> None:
    limit = DatedSetting.key == "petition.first_answer_days"
    world.session.execute(update(DatedSetting).where(limit).values(value="3"))
    petition = world.accepted()
    assert petition.dossier.next_due == "first_answer"
    assert petition.dossier.next_due_on < petition.dossier.due_on
    issue(world, petition, "interim")
    assert petition.dossier.next_due == "answer"
    assert petition.dossier.next_due_on == petition.dossier.due_on


def test_a_correction_refers_to_what_stays(world: World) -> None:
    petition = world.answered()
    wrong = petition.answers[0]
    correction = issue(world, petition, "correction", wrong.id)
    follow_up = issue(world, petition, "follow_up")
    assert correction.letter is not None
    assert "01/LMHTX-CSPT ngày 10/02/2026" in correction.letter.content["body"]["opening"]
    assert follow_up.letter is not None
    assert "Tiếp theo văn bản số 01/LMHTX-CSPT" in follow_up.letter.content["body"]["opening"]
    letters = list_letters(world.session, petition)
    assert [one.kind_name for one in letters] == ["Trả lời", "Đính chính", "Trả lời bổ sung"]
    assert letters[0].corrected_by == ("số 02/LMHTX-CSPT ngày 10/02/2026",)
    assert letters[1].corrects == "số 01/LMHTX-CSPT ngày 10/02/2026"
    assert petition.dossier.state == "answered"


@pytest.mark.parametrize(
    ("kind", "is_answered"), [("interim", True), ("follow_up", False), ("correction", False)]
)
def test_each_kind_has_its_place(world: World, kind: str, is_answered: bool) -> None:
    petition = world.answered() if is_answered else world.accepted()
    with pytest.raises(Refusal, match=r"kind|corrects"):
        draft(world, petition, kind)


def test_nobody_signs_what_he_drafted_or_what_was_not_reviewed(world: World) -> None:
    petition, session = world.answered(), world.session
    answer = draft(world, petition, "follow_up")
    signing = (session, world.settings, petition, answer, world.leader, MORNING)
    with pytest.raises(Refusal, match="state"):
        further_actions.sign_further(*signing)
    for action, who in (("submit_further", world.officer), ("approve_further", world.head)):
        further_actions.move_further(session, petition, answer, action, "", who.actor, MORNING)
    answer.drafter_id = world.leader.id
    with pytest.raises(Refusal, match="four_eyes"):
        further_actions.sign_further(*signing)
    answer.drafter_id = world.officer.id
    further_actions.move_further(
        session, petition, answer, "return_further", "Sửa", world.leader.actor, MORNING
    )
    assert answer.stage == "draft"
    said = FurtherDraft("follow_up", "Bản khác", None)
    with pytest.raises(Refusal, match="stale"):
        further_actions.save_further(session, petition, answer, said, 1, world.officer, MORNING)


def test_there_is_no_second_final_answer(world: World) -> None:
    petition = world.answered()
    world.session.commit()
    world.session.execute(text("UPDATE dossier SET state = 'awaiting_signature'"))
    world.session.expire_all()
    with pytest.raises(Refusal, match="issued"):
        answer_actions.sign(world.session, world.settings, petition, world.leader, LATER)


@pytest.mark.parametrize("statement", [
    update(Answer).values(opening="khác"),
    update(AnswerItem).values(text="khác"),
    text("DELETE FROM answer_item"),
])  # fmt: skip
def test_the_database_refuses_to_change_an_issued_answer(world: World, statement: object) -> None:
    world.answered()
    world.session.flush()
    with pytest.raises(IntegrityError, match="an issued answer never changes"):
        world.session.execute(statement)  # type: ignore[call-overload]


def test_all_that_is_public_is_taken_back_at_once(world: World) -> None:
    petition = world.answered()
    issue(world, petition, "correction", petition.answers[0].id)
    for answer in list(petition.answers):
        answer_actions.publish(world.session, petition, world.leader.actor, MORNING, None, answer)
    answer_actions.unpublish(world.session, petition, "Che thêm", world.leader.actor, MORNING)
    count = world.session.scalar(text("SELECT count(*) FROM publication"))
    assert count == 0
    actions.resolve(world.session, petition, "resolved", "", world.officer.actor, MORNING)


def promising(world: World, petition: Petition, kind: str, **values: object) -> FurtherDraft:
    unit = world.officer.unit
    assert unit is not None
    promise = PromiseDraft(unit.id, "", "Mở lớp kế toán", "30/04/2026", "Lớp khai giảng")
    return FurtherDraft(kind, "Liên minh báo thêm.", promises=(promise,), **values)  # type: ignore[arg-type]


def send(world: World, petition: Petition, said: FurtherDraft) -> Answer:
    session, by = world.session, world.officer
    answer = further_actions.save_further(session, petition, None, said, 0, by, MORNING)
    for action, who in (("submit_further", by), ("approve_further", world.head)):
        further_actions.move_further(session, petition, answer, action, "", who.actor, MORNING)
    further_actions.sign_further(session, world.settings, petition, answer, world.leader, MORNING)
    session.commit()
    return answer


def made_by(answer: Answer) -> list[str]:
    session = object_session(answer)
    assert session is not None
    made = select(Commitment).where(Commitment.letter_id == answer.letter_id)
    return [f"{one.what} {one.due_on:%d/%m}" for one in session.scalars(made)]


@pytest.mark.parametrize("kind", ["interim", "follow_up", "correction"])
def test_every_letter_may_promise(world: World, kind: str) -> None:
    petition = world.accepted() if kind == "interim" else world.answered()
    wrong = petition.answers[0].id if kind == "correction" else None
    letter = send(world, petition, promising(world, petition, kind, corrects_id=wrong))
    assert made_by(letter) == ["Mở lớp kế toán 30/04"]
    assert letter.letter is not None
    printed = str(letter.letter.content)
    assert "mở lớp kế toán, chậm nhất ngày 30/04/2026" in printed
    assert petition.dossier.events[-1].data["commitments"] == 1


def test_a_promise_that_lacks_something_goes_nowhere(world: World) -> None:
    petition = world.accepted()
    said = FurtherDraft("interim", "Báo thêm.", promises=(PromiseDraft(what="Mở lớp"),))
    by = world.officer
    answer = further_actions.save_further(world.session, petition, None, said, 0, by, MORNING)
    with pytest.raises(Refusal, match="cam kết chưa đủ"):
        further_actions.move_further(
            world.session, petition, answer, "submit_further", "", by.actor, MORNING
        )
    assert answer.stage == "draft"


def test_a_correction_leaves_standing_what_was_promised(world: World) -> None:
    petition = world.answered()
    first = send(world, petition, promising(world, petition, "follow_up"))
    said = FurtherDraft("correction", "Số tiền đúng là 5 triệu đồng.", first.id)
    correction = send(world, petition, said)
    assert made_by(correction) == []
    assert made_by(first) == ["Mở lớp kế toán 30/04"]
    assert correction.letter is not None
    assert "vẫn giữ nguyên hiệu lực" in str(correction.letter.content)
    plain = send(world, petition, FurtherDraft("correction", "Sửa lỗi gõ.", correction.id))
    assert plain.letter is not None
    assert "giữ nguyên hiệu lực" not in str(plain.letter.content), "it promised nothing"
