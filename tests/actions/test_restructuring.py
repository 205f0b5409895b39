"""A borrower's wish for another schedule, and the notes of tranches, on a real PostgreSQL."""

from dataclasses import replace as changed
from datetime import date

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from letters.models import Letter
from notices.models import MailMessage
from servicing import actions, letter_actions
from servicing import restructuring_actions as asked
from servicing.actions import Act, NewPlan
from servicing.models import LoanEvent, LoanPlan
from servicing.queries import find_waiting
from servicing.restructuring_actions import Finding, Wish
from servicing.restructuring_models import LoanRestructuring
from servicing.telling import tell_borrower
from tests.actions.test_servicing import MILLION, START, Fund, noon, refused
from tests.make import make_account, tasks_waiting
from tests.world import World
from workflow.refusal import Missing
from workflow.roles import Role

DAY = date(2025, 6, 20)
WISH = Wish("extend", date(2025, 9, 20), 3, 8, "Mưa đá làm hỏng vườn na.")
FOUND = Finding(
    "Thiệt hại 60 %, có biên bản của xã.",
    is_supported=True,
    first_on=date(2025, 10, 1),
    every_months=3,
    instalments=6,
)


class Asking(Fund):
    """A loan three instalments behind, and the people who ask and answer."""

    def __init__(self, session: Session, world: World) -> None:
        super().__init__(session, world)
        self.borrower = Act(world.owner.actor, noon(DAY))
        self.finder = make_account(session, Role.APPRAISER)
        self.loan = self.lent()
        self.night(DAY)

    def ask(self) -> LoanRestructuring:
        return asked.ask(self.session, self.loan, WISH, self.borrower)

    def decide(self, row: LoanRestructuring, *, is_approved: bool, words: str = "") -> None:
        act = self.act(self.director, DAY)
        what = (self.session, self.world.settings, row, is_approved, words, self.director, act)
        asked.decide(*what)


@pytest.fixture
def asking(session: Session, world: World) -> Asking:
    return Asking(session, world)


def test_from_the_wish_to_the_new_schedule(asking: Asking) -> None:
    session, loan = asking.session, asking.loan
    row = asking.ask()
    refused(asking.ask, "waiting")
    refused(lambda: asking.decide(row, is_approved=True), "state")
    direct = NewPlan(date(2025, 9, 20), 3, 8, "Bão", "1/QĐ")
    act = asking.act(asking.director, DAY)
    refused(lambda: actions.restructure(session, loan, direct, act), "waiting")
    asked.appraise(session, row, FOUND, asking.act(asking.finder, DAY))
    refused(lambda: asking.decide(row, is_approved=False), "note")
    assert loan.debt_group == 3
    asking.decide(row, is_approved=True)
    letter = session.get_one(Letter, row.letter_id)
    plan = session.get_one(LoanPlan, row.plan_id)
    assert (letter.kind, plan.decision_no) == ("decision", letter.full_number)
    assert [part[1] for part in plan.parts] == [
        "2025-10-01", "2026-01-01", "2026-04-01", "2026-07-01", "2026-10-01", "2027-01-01",
    ]  # fmt: skip
    assert (loan.restructured, loan.debt_group, loan.overdue_since) == (1, 2, None)
    assert "20.000.000" in str(letter.content)
    assert tasks_waiting(session)[-1] == "servicing.seal_letter"
    refused(lambda: asking.decide(row, is_approved=True), "state")
    asking.check()


def test_a_refusal_leaves_the_schedule(asking: Asking) -> None:
    session, loan = asking.session, asking.loan
    row = asking.ask()
    asked.appraise(session, row, changed(FOUND, is_supported=False), asking.act(asking.finder, DAY))
    asking.decide(row, is_approved=False, words="Hợp tác xã còn tiền gửi đủ trả ba kỳ.")
    assert session.get_one(Letter, row.letter_id).kind == "notice"
    assert (row.status, loan.restructured, row.plan_id) == ("refused", 0, None)
    again = asking.ask()
    asked.withdraw(session, again, asking.borrower)
    assert (again.status, find_waiting(session, loan)) == ("withdrawn", None)


def test_what_is_asked_for_must_be_what_the_days_say(asking: Asking) -> None:
    what = (asking.session, asking.loan)
    refused(lambda: asked.ask(*what, changed(WISH, kind="adjust"), asking.borrower), "kind")
    short = changed(WISH, every_months=1, instalments=2)
    refused(lambda: asked.ask(*what, short, asking.borrower), "kind")
    past = changed(WISH, first_on=DAY)
    refused(lambda: asked.ask(*what, past, asking.borrower), "plan")
    undrawn = asking.contract()
    refused(lambda: asked.ask(asking.session, undrawn, WISH, asking.borrower), "state")
    assert asked.wished_parts(*what, changed(short, kind="adjust"), DAY)[-1].due_on < START.replace(
        year=2026
    )


def test_the_database_keeps_four_eyes_and_one_request(asking: Asking) -> None:
    row = asking.ask()
    asked.appraise(asking.session, row, FOUND, asking.act(asking.finder, DAY))
    same = text("UPDATE loan_restructuring SET decided_by_id = appraised_by_id")
    with pytest.raises(IntegrityError, match="four_eyes"), asking.session.begin_nested():
        asking.session.execute(same)
    second = text(
        "INSERT INTO loan_restructuring (loan_id, status, kind, reason, first_on, every_months,"
        " instalments, asked_at, asked_by_id, finding, answer) SELECT loan_id, 'asked', kind,"
        " reason, first_on, every_months, instalments, asked_at, asked_by_id, '', ''"
        " FROM loan_restructuring"
    )
    with pytest.raises(IntegrityError, match="waiting"), asking.session.begin_nested():
        asking.session.execute(second)


def test_nobody_decides_a_schedule_that_he_did_not_see(asking: Asking) -> None:
    row = asking.ask()
    asked.appraise(asking.session, row, FOUND, asking.act(asking.finder, DAY))
    assert row.appraised_at is not None
    read = row.appraised_at.isoformat()
    row.appraised_at = row.appraised_at.replace(second=59)
    what = (asking.session, asking.world.settings, row, True, "", asking.director)
    act = asking.act(asking.director, DAY)
    refused(lambda: asked.decide(*what, act, read), "changed")
    assert asked.decide(*what, act, row.appraised_at.isoformat()).status == "approved"


def test_a_tranche_has_one_signed_note(asking: Asking) -> None:
    session, settings = asking.session, asking.world.settings
    loan = asking.contract()
    for n, amount in ((1, 50), (2, 70)):
        asking.disburse(loan, amount * MILLION, START.replace(day=3 + n))
    act = asking.act(asking.director, DAY)
    sign = lambda n: letter_actions.sign_debt_note(  # noqa: E731
        session, settings, loan, n, asking.director, act
    )
    letter = sign(2)
    event = session.scalars(select(LoanEvent).order_by(LoanEvent.id.desc())).first()
    assert event is not None
    assert (event.action, letter.full_number in event.note) == ("debt_note", True)
    tell_borrower(session, settings, event.id, noon(DAY))
    mail = session.scalars(select(MailMessage).order_by(MailMessage.id.desc())).first()
    assert mail is not None
    assert mail.subject == f"Quỹ đã ký giấy nhận nợ, hợp đồng {loan.contract_no}"
    said = str(letter.content)
    assert letter.kind == "debt_note"
    assert "70.000.000 đồng (Bảy mươi triệu đồng)" in said
    assert "120.000.000 đồng" in said
    refused(lambda: sign(2), "signed")
    with pytest.raises(Missing):
        sign(3)
    assert list(letter_actions.debt_notes(session, loan)) == [2]
    assert [paid.n for paid, one in letter_actions.unsigned_notes(session) if one is loan] == [1]
    with pytest.raises(Missing):
        letter_actions.access_letter(session, asking.loan, letter.id)
    assert session.scalars(select(Letter).where(Letter.kind == "debt_note")).one() is letter
