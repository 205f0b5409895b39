"""A cooperative becomes a member on the day of signing, once, with a number nobody else has."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from accounts.models import Account
from config import Settings
from cooperatives.models import Cooperative, MemberPeriod
from cooperatives.queries import is_member, member_book
from letters.models import Letter
from membership import actions, decision_actions
from membership.models import MembershipApplication
from membership.rules import PAPERS, missing_papers
from tests.make import MORNING, make_account, make_cooperative, tasks_waiting
from tests.world import World
from workflow.refusal import Refusal
from workflow.roles import Role

ASK = actions.Ask("Muốn cùng phát triển.", "Lý Văn A", "0912345678", tuple(PAPERS))
TODAY = date(2026, 2, 10)


@pytest.fixture
def settings(world: World) -> Settings:
    return world.settings


def filed(world: World, ask: actions.Ask = ASK) -> MembershipApplication:
    return actions.file(world.session, world.cooperative, ask, [], world.owner, MORNING)


def proposed(world: World) -> MembershipApplication:
    one = filed(world)
    actions.take(world.session, one, "check", world.records, MORNING)
    actions.propose(world.session, one, "Hồ sơ đủ", world.records, MORNING)
    return one


def recognised(world: World) -> tuple[MembershipApplication, Letter]:
    one = proposed(world)
    return one, actions.recognise(world.session, world.settings, one, world.leader, MORNING)


def test_from_the_application_to_the_card(world: World) -> None:
    session = world.session
    one, letter = recognised(world)
    assert (letter.kind, one.member_no, one.dossier.state) == ("decision", 1, "recognised")
    assert letter.full_number.endswith("/QĐ-LMHTX")
    assert not is_member(session, world.cooperative.id, TODAY - timedelta(days=1))
    assert is_member(session, world.cooperative.id, TODAY)
    (line,) = member_book(session, world.cooperative.id)
    assert (line.decision, line.kind) == (letter.full_number, "official")
    waiting = tasks_waiting(session)
    assert {"membership.seal", "notices.tell_owner", "notices.tell_leaders"} <= set(waiting)
    content = str(letter.content)
    for words in (world.cooperative.name, "TM. BAN THƯỜNG VỤ", "Điều 1.", "số thẻ thành viên 1"):
        assert words in content
    actions.hand_over(session, one, TODAY, "Hội nghị", "Lý Văn A", world.records, MORNING)
    with pytest.raises(Refusal):
        actions.hand_over(session, one, TODAY, "Hội nghị", "Lý Văn A", world.records, MORNING)


def test_papers_that_are_needed(world: World) -> None:
    one = filed(world, replace(ASK, papers=("application", "charter")))
    assert missing_papers(one.papers)
    with pytest.raises(Refusal, match="papers"):
        actions.take(world.session, one, "check", world.records, MORNING)
    actions.take(world.session, one, "request_supplement", world.records, MORNING, "Thiếu điều lệ")
    actions.receive(world.session, one, [key for key in PAPERS if key != "report"], [])
    actions.take(world.session, one, "supply", world.owner, MORNING)
    actions.take(world.session, one, "check", world.records, MORNING)
    assert one.dossier.state == "checked"


def test_nobody_applies_twice_or_as_a_member(world: World) -> None:
    filed(world)
    with pytest.raises(Refusal, match="twice"):
        filed(world)
    other = make_cooperative(world.session)
    world.session.add(MemberPeriod(cooperative_id=other.id, member_no=5, kind="official",
                                   status="suspended", starts_on=date(2024, 1, 1)))  # fmt: skip
    world.session.flush()
    with pytest.raises(Refusal, match="member"):
        actions.file(world.session, other, ASK, [], world.records, MORNING)
    gone = make_cooperative(world.session, status="dissolved", dissolved_on=date(2025, 1, 1))
    with pytest.raises(Refusal, match="gone"):
        actions.file(world.session, gone, ASK, [], world.records, MORNING)


def test_who_proposes_does_not_sign_and_staff_do_not(world: World) -> None:
    one = proposed(world)
    one.proposed_by_id = world.leader.id
    with pytest.raises(Refusal, match="four_eyes"):
        actions.recognise(world.session, world.settings, one, world.leader, MORNING)
    with pytest.raises(Refusal, match="role"):
        actions.recognise(world.session, world.settings, one, world.records, MORNING)
    assert world.session.scalars(select(Letter)).all() == []
    assert world.session.scalars(select(MemberPeriod)).all() == []


def test_signing_twice_is_once(world: World) -> None:
    one, _ = recognised(world)
    with pytest.raises(Refusal, match="state"):
        actions.recognise(world.session, world.settings, one, world.leader, MORNING)
    assert len(world.session.scalars(select(Letter)).all()) == 1


def change(world: World, kind: str, days: int) -> str:
    session, at = world.session, MORNING + timedelta(days=days)
    made = decision_actions.propose_change(
        session, world.cooperative, kind, "Không đóng hội phí", world.records, at
    )
    decision_actions.sign_change(session, world.settings, made.id, world.leader, at)
    return made.status


def test_later_decisions_write_the_book(world: World) -> None:
    recognised(world)
    assert [change(world, kind, n) for n, kind in enumerate(("suspend", "resume", "expel"), 1)]
    book = [(row.status, row.starts_on, row.ends_on, row.member_no)
            for row in reversed(member_book(world.session, world.cooperative.id))]  # fmt: skip
    day = [TODAY + timedelta(days=n) for n in range(4)]
    assert book == [
        ("active", day[0], day[0], 1), ("suspended", day[1], day[1], 1),
        ("active", day[2], day[2], 1), ("expelled", day[3], None, 1),
    ]  # fmt: skip
    again = actions.file(
        world.session, world.cooperative, ASK, [], world.records, MORNING + timedelta(days=4)
    )
    assert again.dossier.state == "submitted"


def test_decisions_that_are_refused(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also one about a member whose waiting decision stands beyond the page of them."""
    session = world.session
    monkeypatch.setattr("membership.queries.SHOWN", 0)
    recognised(world)
    with pytest.raises(Refusal, match="standing"):
        change(world, "resume", 1)
    with pytest.raises(Refusal, match="same_day"):
        change(world, "suspend", 0)
    propose = decision_actions.propose_change
    with pytest.raises(Refusal, match="twice"):
        propose(session, world.cooperative, "expel", "x", world.records, MORNING)
    (waiting,) = session.execute(text("SELECT id FROM member_decision")).scalars()
    decision_actions.send_change_back(session, waiting, "Chưa rõ", world.leader, MORNING)
    with pytest.raises(Refusal, match="decided"):
        decision_actions.sign_change(session, world.settings, waiting, world.leader, MORNING)


def pay(session: Session, one: Cooperative, by: Account, on: date = TODAY) -> str:
    fee = decision_actions.receive_fee(session, one, 2026, 500_000, on, "Lý Văn A", by, MORNING)
    return fee.receipt_code


def test_fees_have_receipts_without_gap(world: World) -> None:
    session = world.session
    with pytest.raises(Refusal, match="member"):
        pay(session, world.cooperative, world.records)
    recognised(world)
    codes = [pay(session, world.cooperative, world.records) for _ in range(2)]
    assert codes == ["HP-2026-0001", "HP-2026-0002"]
    with pytest.raises(Refusal, match="member"):
        pay(session, world.cooperative, world.records, TODAY - timedelta(days=1))
    with pytest.raises(DBAPIError, match="append-only"):
        session.execute(text("UPDATE member_fee SET amount_vnd = 1"))


def test_numbers_grow(world: World) -> None:
    recognised(world)
    other = make_cooperative(world.session, kind="group")
    clerk = make_account(world.session, Role.OFFICER, None)
    one = actions.file(world.session, other, ASK, [], clerk, MORNING)
    actions.take(world.session, one, "check", clerk, MORNING)
    actions.propose(world.session, one, "Đủ", clerk, MORNING)
    actions.recognise(world.session, world.settings, one, world.leader, MORNING)
    (line,) = member_book(world.session, other.id)
    assert (line.member_no, line.kind) == (2, "associate")


def test_a_cooperative_that_withdraws_holds_nothing(world: World) -> None:
    one = filed(world)
    assert one.dossier.officer_id is None
    actions.take(world.session, one, "withdraw", world.owner, MORNING, "Chưa cần nữa.")
    assert (one.dossier.state, one.dossier.officer_id) == ("withdrawn", None)


def test_who_has_left_pays_no_fee(world: World) -> None:
    recognised(world)
    change(world, "withdraw", 10)
    day = (MORNING + timedelta(days=20)).date()
    later = MORNING + timedelta(days=21)
    with pytest.raises(Refusal, match="member"):
        decision_actions.receive_fee(
            world.session, world.cooperative, 2026, 500_000, day, "A", world.records, later
        )
