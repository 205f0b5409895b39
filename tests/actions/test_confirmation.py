"""Balances that borrowers confirm, and the general provision, on a real PostgreSQL."""

from datetime import date

from sqlalchemy import select, text

from feedback.draft_actions import discard
from feedback.models import PetitionDraft
from fund.chart import GENERAL_PROVISION
from fund.models import FundTotal
from notices.models import MailMessage
from servicing import confirmation_actions as confirmations
from servicing.actions import Act
from servicing.confirmation_models import LoanConfirmation
from servicing.general_provision import general_vnd
from servicing.plans import PlanTerms
from servicing.queries import facts_of
from servicing.replay import replay
from servicing.report import report
from tests.actions.test_servicing import MILLION, START, Fund, house, noon, refused

__all__ = ["house"]
JULY = date(2025, 7, 1)


def test_every_borrower_is_asked_once_and_answers_once(house: Fund) -> None:
    session, owner = house.session, house.world.owner
    loan, waiting = house.lent(), house.contract()
    house.night(START)
    house.night(JULY)
    session.execute(text("DELETE FROM loan_night WHERE day = '2025-07-01'"))
    house.night(JULY)
    row = session.scalars(select(LoanConfirmation)).one()
    assert (row.loan_id, row.as_of, row.principal_vnd) == (
        loan.id,
        date(2025, 6, 30),
        120 * MILLION,
    )
    keys = session.scalars(select(MailMessage.message_key)).all()
    assert len([key for key in keys if "-confirm-" in key]) == 1
    act = Act(owner.actor, noon(JULY))

    def answer(*, is_agreed: bool, words: str = "") -> LoanConfirmation:
        return confirmations.answer(
            session, loan, is_agreed=is_agreed, words=words, who=owner, act=act
        )

    refused(lambda: answer(is_agreed=False), "note")
    answer(is_agreed=False, words="Đã trả 10.000.000 đ ngày 28/06, chưa được trừ.")
    draft = session.get_one(PetitionDraft, row.draft_id)
    assert draft.cooperative_id == loan.cooperative_id
    assert "30/06/2025" in draft.data["subject"]
    assert "chưa được trừ" in draft.data["situation"]
    refused(lambda: answer(is_agreed=True), "answered")
    assert confirmations.find_open(session, waiting) is None
    assert [one.id for one in confirmations.list_on(session, row.as_of)] == [row.id]


def test_a_draft_that_an_objection_began_may_be_thrown_away(house: Fund) -> None:
    session, owner = house.session, house.world.owner
    loan = house.lent()
    house.night(START)
    house.night(JULY)
    row = confirmations.answer(
        session,
        loan,
        is_agreed=False,
        words="Chưa trừ.",
        who=owner,
        act=Act(owner.actor, noon(JULY)),
    )
    discard(session, session.get_one(PetitionDraft, row.draft_id))
    session.refresh(row)
    assert (row.draft_id, row.is_agreed) == (None, False)


def test_a_balance_is_that_of_the_last_day(house: Fund) -> None:
    """What falls due on the first of July is not of the half-year that ended the day before."""
    session, loan = house.session, house.contract()
    house.disburse(loan, 120 * MILLION, date(2025, 4, 1))
    house.night(date(2025, 4, 1))
    house.night(JULY)
    row = session.scalars(select(LoanConfirmation)).one()
    then = replay(facts_of(session, [loan])[loan.id], date(2025, 6, 30))
    assert row.due_vnd == then.due_vnd
    assert row.due_vnd < loan.due_vnd


def test_the_general_provision_follows_the_portfolio(house: Fund) -> None:
    house.lent(terms=PlanTerms("bullet", 60_000, 1, 36))
    house.night(START)

    def booked() -> int:
        return -house.session.get_one(FundTotal, GENERAL_PROVISION).balance_vnd

    house.night(date(2025, 4, 1))
    assert booked() == general_vnd(120 * MILLION, 5) == 600_000
    house.lent(80 * MILLION, terms=PlanTerms("bullet", 60_000, 1, 36))
    house.night(date(2025, 5, 1))
    assert booked() == 1_000_000
    loan = house.lent(10 * MILLION)
    house.pay(loan, 10 * MILLION, START)
    house.night(date(2025, 6, 1))
    assert booked() == 1_000_000
    found = report(house.session, START, date(2025, 4, 30))
    assert found.general_vnd == 1_000_000
    house.check()
