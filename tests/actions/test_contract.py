"""From an accepted offer to money: contract, letter, loan, disbursement by a third person."""

from dataclasses import replace
from datetime import date

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from front.data_queries import rows_of
from fund.queries import position
from letters.models import Letter
from loans import decision_actions, offer_actions
from loans.application_pages import schedule_of
from loans.application_rules import Ask, Month
from loans.figures_queries import lending
from loans.models import LoanApplication
from loans.programme_actions import add_version
from servicing.actions import Act, disburse, pay
from servicing.contract_actions import list_to_sign, loan_of, sign_contract
from servicing.drafts import DisbursementDraft, PaymentDraft
from servicing.queries import facts_of
from servicing.replay import replay
from tests.checks import check_now
from tests.loan_review import DRAFT, Review, make_review
from tests.loans import MILLION, TERMS
from tests.make import MORNING, tasks_waiting
from workflow.refusal import Refusal

TODAY = date(2026, 2, 10)
EVIDENCE = {"own_capital": "UNC 3", "collateral": "GCN 12", "no_bad_debt": "CIC 10/02/2026"}


@pytest.fixture
def review(app: Flask, session: Session) -> Review:
    return make_review(session, app.extensions["settings"])


def accepted(review: Review, ask: Ask | None = None, months: int = 24) -> LoanApplication:
    application = review.loans.in_appraisal(ask)
    review.propose(application, replace(DRAFT, months=months))
    decision_actions.approve(review.session, review.settings, application, review.director, MORNING)
    owner = review.loans.owner
    offer_actions.answer_offer(review.session, application, "accepted", "", owner, MORNING)
    return application


def test_from_the_offer_to_the_money(review: Review) -> None:
    session, application = review.session, accepted(review)
    assert [one.dossier_id for one in list_to_sign(session)] == [application.dossier_id]
    loan = sign_contract(session, review.settings, application, review.loans.director, MORNING)
    assert application.dossier.state == "contracted"
    assert loan_of(session, application.dossier_id) is loan
    assert (loan.amount_vnd, loan.status) == (280 * MILLION, "contracted")
    assert "loans.seal_letter" in tasks_waiting(session)
    letter = session.query(Letter).filter_by(kind="contract").one()
    assert letter.full_number == loan.contract_no
    said = str(letter.content)
    assert "Hai trăm tám mươi triệu đồng" in said
    assert "Phụ lục: Lịch trả nợ" in said
    assert position(session).reserved_vnd == 280 * MILLION
    draft = DisbursementDraft(280 * MILLION, TODAY, "GN-1", EVIDENCE)
    disburse(session, loan, draft, Act(review.loans.accountant.actor, MORNING))
    now = position(session)
    assert (now.reserved_vnd, now.lent_vnd[0]) == (0, 280 * MILLION)
    assert now.free_vnd + sum(now.lent_vnd) == now.capital_vnd
    then = replay(facts_of(session, [loan])[loan.id], TODAY)
    assert len(then.ahead) == 8
    assert sum(part.principal_vnd for part in then.ahead) == 280 * MILLION
    check_now(session)


def test_harvests_lead_from_the_plan_to_the_contract(review: Review) -> None:
    """An application "by harvests" is proposed, approved, signed and paid out like any other."""
    months = [Month(date(2026, 8, 1), 400 * MILLION, 150 * MILLION, is_harvest=True),
              Month(date(2027, 8, 1), 400 * MILLION, 150 * MILLION, is_harvest=True)]  # fmt: skip
    terms = replace(TERMS, methods=("custom",))
    review.loans.version = add_version(
        review.session, review.loans.version.programme, terms, TODAY,
        review.loans.director.actor, "Quy chế", MORNING,
    )  # fmt: skip
    application = accepted(review, review.loans.ask(method="custom", income=tuple(months)))
    rows = schedule_of(application)
    assert [row.due_on for row in rows] == [date(2026, 8, 1), date(2027, 8, 1), date(2028, 4, 1)]
    director = review.loans.director
    loan = sign_contract(review.session, review.settings, application, director, MORNING)
    draft = DisbursementDraft(280 * MILLION, TODAY, "GN-1", EVIDENCE)
    disburse(review.session, loan, draft, Act(review.loans.accountant.actor, MORNING))
    ahead = replay(facts_of(review.session, [loan])[loan.id], TODAY).ahead
    assert [(part.due_on, part.principal_vnd) for part in ahead] == [
        (date(2026, 8, 10), 93_333_333),
        (date(2027, 8, 10), 93_333_333),
        (date(2028, 2, 10), 93_333_334),
    ]


def test_the_term_is_that_of_the_decision(review: Review) -> None:
    """Twenty months in steps of six are twenty months: the last step is shorter."""
    application = accepted(review, review.loans.ask(every_months=6), months=20)
    director = review.loans.director
    loan = sign_contract(review.session, review.settings, application, director, MORNING)
    assert loan.ends_on == date(2027, 10, 11), "the 10th is a Sunday"
    draft = DisbursementDraft(280 * MILLION, TODAY, "GN-1", EVIDENCE)
    disburse(review.session, loan, draft, Act(review.loans.accountant.actor, MORNING))
    ahead = replay(facts_of(review.session, [loan])[loan.id], TODAY).ahead
    assert [part.due_on for part in ahead] == [
        date(2026, 8, 10), date(2027, 2, 11), date(2027, 8, 10), date(2027, 10, 11),
    ]  # fmt: skip


def test_signed_once(review: Review) -> None:
    session, application = review.session, accepted(review)
    what = (session, review.settings, application, review.loans.director, MORNING)
    sign_contract(*what)
    with pytest.raises(Refusal, match=r"^state:"):
        sign_contract(*what)


def test_only_what_was_accepted(review: Review) -> None:
    application = review.proposed()
    director = review.loans.director
    with pytest.raises(Refusal, match=r"^state:"):
        sign_contract(review.session, review.settings, application, director, MORNING)


def test_the_accountant_does_not_sign(review: Review) -> None:
    application = accepted(review)
    accountant = review.loans.accountant
    with pytest.raises(Refusal, match=r"^role:"):
        sign_contract(review.session, review.settings, application, accountant, MORNING)


def test_everybody_reads_what_is_lent(review: Review) -> None:
    session, application = review.session, accepted(review)
    loan = sign_contract(session, review.settings, application, review.loans.director, MORNING)
    draft = DisbursementDraft(280 * MILLION, TODAY, "GN-1", EVIDENCE)
    disburse(session, loan, draft, Act(review.loans.accountant.actor, MORNING))
    act = Act(review.loans.accountant.actor, MORNING)
    pay(session, loan, PaymentDraft(80 * MILLION, TODAY, "TN-1", "shorter"), act)
    found = lending(session, TODAY)
    assert (found.lent_vnd, found.loans, found.late_loans) == (200 * MILLION, 1, 0)
    assert (found.year_lent_vnd, found.year_back_vnd) == (280 * MILLION, 80 * MILLION)
    assert found.days == (0,), "decided on the day it came"
    months = rows_of(session, "cho-vay", "", date(2026, 4, 2))
    assert [(row["lent_vnd"], row["balance_vnd"]) for row in months] == [
        (280 * MILLION, 200 * MILLION), (0, 200 * MILLION),
    ]  # fmt: skip
