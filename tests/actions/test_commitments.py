"""Commitments from the draft to their end: they bind by signature, move once, never go."""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from sqlalchemy import delete, func, select, text, update
from sqlalchemy.exc import DBAPIError

from commitments import actions
from commitments.models import Commitment, CommitmentMove
from commitments.queries import list_of_dossier
from commitments.rules import Move, PromiseDraft
from dossiers.models import DossierEvent, DossierParty
from factory import MACHINES
from feedback import answer_actions
from feedback.answer_actions import current_answer, promise_drafts
from feedback.models import Petition
from feedback.process import PETITION
from feedback.rules import AnswerDraft
from letters.models import Letter
from notices.actions import tell
from notices.models import Notice
from tests.make import MORNING, make_account, make_unit, tasks_waiting
from tests.world import World
from units.models import Unit
from workflow.refusal import Refusal
from workflow.roles import Role

DAY = timedelta(days=1)


@dataclass
class Promised:
    """An answered petition with one commitment of another unit, due in thirty days."""

    world: World
    petition: Petition
    unit: Unit

    @property
    def one(self) -> Commitment:
        return list_of_dossier(self.world.session, self.petition.dossier_id)[0]

    def report(self, action: str, day: date | None = None) -> CommitmentMove:
        world, move = self.world, Move(action, "Đã làm một phần.", day)
        actor = world.officer.actor
        return actions.report(world.session, PETITION, self.one, move, None, actor, MORNING)


def to_sign(world: World, *promises: PromiseDraft) -> Petition:
    petition, session = world.accepted(), world.session
    draft = AnswerDraft(world.draft(petition).items, promises=promises)
    answer_actions.save_answer(session, petition, draft, 0, world.officer, MORNING)
    for action, who in (("submit_draft", world.officer), ("approve", world.head)):
        answer_actions.move_answer(session, petition, action, "", who.actor, MORNING)
    return petition


def sign(world: World, petition: Petition) -> Letter:
    return answer_actions.sign(world.session, world.settings, petition, world.leader, MORNING)


@pytest.fixture
def promised(world: World) -> Promised:
    unit = make_unit(world.session, name="Quỹ hỗ trợ")
    draft = PromiseDraft(unit.id, "", "Mở lớp kế toán", "12/03/2026", "Danh sách học viên")
    petition = to_sign(world, draft)
    assert world.session.scalar(select(func.count(Commitment.id))) == 0, "a draft binds nobody"
    sign(world, petition)
    world.session.commit()
    return Promised(world, petition, unit)


def test_it_binds_with_the_signature(promised: Promised) -> None:
    one, session = promised.one, promised.world.session
    assert (one.unit_id, one.due_on, one.status) == (promised.unit.id, date(2026, 3, 12), "open")
    letter = session.get_one(Letter, one.letter_id)
    said = letter.content["body"]["points"][-1]
    assert said["heading"] == "Cam kết thực hiện:"
    assert "Quỹ hỗ trợ: mở lớp kế toán, chậm nhất ngày 12/03/2026." in said["text"]
    assert promised.world.last(promised.petition).data["commitments"] == 1
    parties = session.scalars(select(DossierParty.unit_id)).all()
    assert promised.unit.id in parties, "who promised may read"


def test_what_is_not_whole_is_not_submitted(world: World) -> None:
    half = PromiseDraft(None, "", "Mở lớp", "tháng 3", "")
    with pytest.raises(Refusal, match="cam kết chưa đủ"):
        to_sign(world, half)
    petition = world.session.scalars(select(Petition)).one()
    kept = promise_drafts(current_answer(petition))
    assert [one.due for one in kept] == ["tháng 3"], "what was typed is kept"


def test_a_date_that_has_passed_is_not_signed(world: World) -> None:
    unit = make_unit(world.session)
    petition = to_sign(world, PromiseDraft(unit.id, "", "Mở lớp", "09/02/2026", "Danh sách"))
    with pytest.raises(Refusal, match="09/02/2026 đã qua"):
        sign(world, petition)


def test_a_body_outside_is_not_let_in_by_its_promise(world: World) -> None:
    body = make_unit(world.session, kind="body")
    sign(world, to_sign(world, PromiseDraft(body.id, "", "Giao đất", "30/06/2026", "Biên bản")))
    assert not world.session.scalars(select(DossierParty.unit_id)).all()


def test_a_new_date_keeps_the_old_one(promised: Promised) -> None:
    move = promised.report("commitment_change", date(2026, 4, 30))
    one = promised.one
    assert (one.first_due_on, one.due_on) == (date(2026, 3, 12), date(2026, 4, 30))
    assert (move.old_due_on, move.new_due_on) == (date(2026, 3, 12), date(2026, 4, 30))
    event = promised.world.last(promised.petition)
    assert (event.data["from"], event.data["to"]) == ("2026-03-12", "2026-04-30")
    assert tasks_waiting(promised.world.session)[-3:] == [
        "notices.tell_owner",
        "notices.tell_officer",
        "notices.tell_parties",
    ]


def test_kept_once(promised: Promised) -> None:
    promised.report("commitment_keep", date(2026, 2, 10))
    assert (promised.one.status, promised.one.ended_on) == ("kept", date(2026, 2, 10))
    with pytest.raises(Refusal, match="đã kết thúc"):
        promised.report("commitment_keep", date(2026, 2, 10))
    assert len(promised.one.moves) == 1


def test_late_is_told_once_and_dated_truly(promised: Promised) -> None:
    session, late = promised.world.session, MORNING + timedelta(days=45)
    for now in (late, late + DAY):
        actions.watch_commitments(session, MACHINES, now)
    events = select(DossierEvent).where(DossierEvent.action == "commitment_late")
    event = session.scalars(events).one()
    assert (event.effective_on, promised.one.status) == (date(2026, 3, 13), "open")
    session.execute(update(Commitment).values(due_on=date(2026, 3, 20)))
    actions.watch_commitments(session, MACHINES, late + 2 * DAY)
    assert len(session.scalars(events).all()) == 2, "each date that is missed is told"


def test_everybody_behind_it_is_told_once(promised: Promised) -> None:
    world, session = promised.world, promised.world.session
    head = make_account(session, Role.HEAD, promised.unit, full_name="Bế Văn Lực")
    promised.report("commitment_change", date(2026, 4, 30))
    event = world.last(promised.petition)
    for _ in range(2):
        for whom in ("owner", "officer", "parties"):
            tell(session, world.settings, whom, event.dossier_id, event.id, MORNING)
    told = session.scalars(select(Notice.account_id).where(Notice.event_id == event.id)).all()
    assert sorted(told) == sorted([world.owner.id, head.id]), "never the one who acted"


@pytest.mark.parametrize(
    "spoil",
    [
        delete(Commitment),
        update(Commitment).values(what="Không làm gì"),
        update(Commitment).values(first_due_on=date(2027, 1, 1)),
        text("TRUNCATE commitment CASCADE"),
        update(CommitmentMove).values(note=""),
        delete(CommitmentMove),
    ],
)
def test_the_database_keeps_what_was_promised(promised: Promised, spoil: object) -> None:
    promised.report("commitment_progress")
    session = promised.world.session
    with pytest.raises(DBAPIError, match="never goes"):
        session.execute(spoil)  # type: ignore[call-overload]
