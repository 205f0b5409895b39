"""Appraisal, decision by the director, refusal with reasons, second look, offer."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from fund.queries import position
from letters.models import Letter
from loans import appraisal_actions, decision_actions, offer_actions
from loans.appraisal_queries import current_round
from loans.decision_actions import Decider
from loans.decision_queries import current_decision, decision_case, open_offer, reasons_from
from loans.programme_models import DeclaredTie
from tests.loan_review import DRAFT, VISIT, Review, make_review
from tests.loans import MILLION
from tests.make import MORNING, tasks_waiting
from workflow.refusal import Refusal

TODAY = date(2026, 2, 10)
MONTH = timedelta(days=31)


@pytest.fixture
def review(app: Flask, session: Session) -> Review:
    return make_review(session, app.extensions["settings"])


def refused(reason: str) -> "pytest.RaisesExc[Refusal]":
    return pytest.raises(Refusal, match=f"^{reason}:")


def test_an_appraisal_goes_to_whoever_decides(review: Review) -> None:
    application = review.proposed()
    row = current_round(review.session, application.dossier_id)
    assert application.dossier.state == "in_council"
    assert row is not None
    assert (row.round_no, row.total_tenths, row.needed_tenths) == (1, 750, 600)
    assert row.memo is not None
    assert row.memo.full_number.endswith("/TTr-LMHTX")
    assert "loans.seal_letter" in tasks_waiting(review.session)
    case = decision_case(review.session, application, row, TODAY)
    assert (case.amount_vnd, case.value_vnd, case.cash_vnd) == (
        280 * MILLION, 500 * MILLION, 280 * MILLION,
    )  # fmt: skip
    assert case.customer_room_vnd == 3_000 * MILLION


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"scores": {}}, "score"),
        ({"values": {}}, "value"),
        ({"conclusion": ""}, "conclusion"),
        ({"opinion": " "}, "opinion"),
        ({"amount_vnd": 381 * MILLION}, "amount"),
    ],
)
def test_what_a_proposal_needs(review: Review, changes: dict[str, object], reason: str) -> None:
    with refused(reason):
        review.proposed(**changes)


def test_a_proposal_needs_a_visit(review: Review) -> None:
    application = review.loans.in_appraisal()
    account = review.appraiser(application)
    appraisal_actions.save(review.session, application, DRAFT, 0, account, MORNING)
    with refused("visit"):
        appraisal_actions.propose(review.session, review.settings, application, account, MORNING)


def test_only_the_holder_without_a_tie_appraises(review: Review) -> None:
    application = review.loans.in_appraisal()
    holder = review.appraiser(application)
    other = next(a for a in review.loans.appraisers if a.id != holder.id)
    with refused("holder"):
        appraisal_actions.save(review.session, application, DRAFT, 0, other, MORNING)
    declare_tie(review, holder.id)
    with refused("tie"):
        appraisal_actions.save(review.session, application, DRAFT, 0, holder, MORNING)


def declare_tie(review: Review, account_id: int) -> None:
    review.session.add(
        DeclaredTie(
            account_id=account_id, cooperative_id=review.loans.cooperative.id,
            relation="Anh em", starts_on=TODAY, declared_by_id=account_id, declared_at=MORNING,
        )
    )  # fmt: skip
    review.session.flush()


def test_a_save_that_saw_an_older_version_is_refused(review: Review) -> None:
    application = review.loans.in_appraisal()
    account = review.appraiser(application)
    row = appraisal_actions.save(review.session, application, DRAFT, 0, account, MORNING)
    seen = row.version
    changed = replace(DRAFT, opinion="Nhận xét khác.")
    appraisal_actions.save(review.session, application, changed, seen, account, MORNING)
    with refused("stale"):
        appraisal_actions.save(review.session, application, DRAFT, seen, account, MORNING)


def test_a_proposal_is_frozen_in_the_database(review: Review) -> None:
    application = review.proposed()
    for statement in (
        "UPDATE loan_appraisal SET amount_vnd = 1",
        "UPDATE loan_valuation SET value_vnd = 1",
        "DELETE FROM loan_visit",
    ):
        with pytest.raises(DBAPIError), review.session.begin_nested():
            review.session.execute(text(statement))
    assert application.dossier.state == "in_council"


def test_the_director_approves_and_the_money_is_reserved(review: Review) -> None:
    application = review.proposed()
    decision = decision_actions.approve(
        review.session, review.settings, application, review.director, MORNING
    )
    offer = open_offer(review.session, application.dossier_id)
    assert application.dossier.state == "approved"
    assert (decision.kind, decision.body, decision.amount_vnd) == (
        "approve", "director", 280 * MILLION,
    )  # fmt: skip
    assert position(review.session).reserved_vnd == 280 * MILLION
    assert offer is not None
    assert offer.expires_on == date(2026, 3, 3)  # ten working days, five of them Tết
    letter = review.session.get_one(Letter, decision.letter_id)
    said = str(letter.content)
    assert "Hai trăm tám mươi triệu đồng" in said
    assert "03/03/2026" in said
    assert application.dossier.next_due == "answer"


def test_a_second_approval_finds_the_first(review: Review) -> None:
    application = review.proposed()
    approve = (review.session, review.settings, application, review.director, MORNING)
    decision_actions.approve(*approve)
    with refused("state"):
        decision_actions.approve(*approve)
    assert position(review.session).reserved_vnd == 280 * MILLION


def test_above_his_limit_the_director_may_not(review: Review) -> None:
    application = review.proposed(amount_vnd=301 * MILLION)
    with refused("limit"):
        decision_actions.approve(
            review.session, review.settings, application, review.director, MORNING
        )


def test_the_appraiser_never_decides(review: Review) -> None:
    application = review.proposed()
    appraiser = Decider(review.appraiser(application), "Thẩm định viên")
    with refused("four_eyes"):
        decision_actions.approve(review.session, review.settings, application, appraiser, MORNING)
    decision_actions.approve(review.session, review.settings, application, review.director, MORNING)
    copy = text(
        "INSERT INTO loan_decision (application_id, appraisal_id, kind, body, decided_by_id,"
        " decided_at, decided_on, version_id, amount_vnd, months, conditions, reasons, checked,"
        " note, letter_id) SELECT application_id, appraisal_id, kind, body, :id, decided_at,"
        " decided_on, version_id, amount_vnd, months, conditions, reasons, checked, note,"
        " letter_id FROM loan_decision"
    )
    with pytest.raises(DBAPIError, match="who appraised"), review.session.begin_nested():
        review.session.execute(copy, {"id": appraiser.account.id})


def test_a_tied_director_may_not(review: Review) -> None:
    application = review.proposed()
    declare_tie(review, review.loans.director.id)
    with refused("tie"):
        decision_actions.approve(
            review.session, review.settings, application, review.director, MORNING
        )


def test_what_fails_a_rule_is_not_approved(review: Review) -> None:
    low = {"values": {1: (300 * MILLION, "Giá thị trường")}}
    application = review.proposed(**low)
    with refused("collateral"):
        decision_actions.approve(
            review.session, review.settings, application, review.director, MORNING
        )
    assert position(review.session).reserved_vnd == 0


def test_a_refusal_names_rules_and_the_smallest_change(review: Review) -> None:
    application = review.proposed(
        values={1: (300 * MILLION, "Giá thị trường")}, conclusion="reject"
    )
    with refused("note"):
        reject(review, application, " ")
    reject(review, application, "Tài sản chưa đủ.")
    decision = current_decision(review.session, application.dossier_id)
    assert application.dossier.state == "rejected"
    assert decision is not None
    (reason,) = reasons_from(decision)
    assert reason.code == "collateral"
    assert reason.change is not None
    assert reason.change.value == 210 * MILLION
    assert "210.000.000" in str(decision.letter.content)
    assert application.dossier.settled_at is not None


def reject(review: Review, application: object, note: str) -> None:
    decision_actions.reject(
        review.session, review.settings, application, note, review.director, MORNING  # type: ignore[arg-type]
    )  # fmt: skip


def test_the_smallest_change_passes(review: Review) -> None:
    application = review.proposed(values={1: (300 * MILLION, "Giá thị trường")})
    decision_actions.return_proposal(
        review.session, application, "Giảm số tiền.", review.loans.director, MORNING
    )
    review.propose(
        application,
        replace(DRAFT, amount_vnd=210 * MILLION, values={1: (300 * MILLION, "Giá thị trường")}),
    )
    row = current_round(review.session, application.dossier_id)
    assert row is not None
    assert row.round_no == 2
    decision_actions.approve(review.session, review.settings, application, review.director, MORNING)
    assert position(review.session).reserved_vnd == 210 * MILLION


def test_a_second_look_once_and_in_time(review: Review) -> None:
    application = review.proposed(conclusion="reject")
    reject(review, application, "Chưa rõ đầu ra.")
    owner, session = review.loans.owner, review.session
    with refused("window"):
        decision_actions.ask_second_look(session, application, "Có rồi.", owner, MORNING + MONTH)
    decision_actions.ask_second_look(session, application, "Đã có hợp đồng.", owner, MORNING)
    assert application.dossier.state == "in_appraisal"
    assert application.dossier.settled_at is None
    review.propose(application, replace(DRAFT, conclusion="reject"))
    reject(review, application, "Hợp đồng chưa ký.")
    with refused("second_look"):
        decision_actions.ask_second_look(session, application, "Lần nữa.", owner, MORNING)


def approved(review: Review) -> object:
    application = review.proposed()
    decision_actions.approve(review.session, review.settings, application, review.director, MORNING)
    return application


def test_an_offer_is_accepted_once(review: Review) -> None:
    application = review.proposed()
    decision_actions.approve(review.session, review.settings, application, review.director, MORNING)
    owner, session = review.loans.owner, review.session
    offer = offer_actions.answer_offer(session, application, "accepted", "", owner, MORNING)
    assert (application.dossier.state, offer.answer) == ("offer_accepted", "accepted")
    assert position(session).reserved_vnd == 280 * MILLION
    with refused("offer"):
        offer_actions.answer_offer(session, application, "declined", "", owner, MORNING)


def test_a_declined_offer_gives_the_money_back(review: Review) -> None:
    application = review.proposed()
    decision_actions.approve(review.session, review.settings, application, review.director, MORNING)
    owner, session = review.loans.owner, review.session
    offer_actions.answer_offer(session, application, "declined", "Vay nơi khác.", owner, MORNING)
    assert application.dossier.state == "withdrawn"
    assert position(session).reserved_vnd == 0


def test_an_offer_lapses_once_and_too_late_is_too_late(review: Review) -> None:
    application = review.proposed()
    decision_actions.approve(review.session, review.settings, application, review.director, MORNING)
    owner, session, late = review.loans.owner, review.session, MORNING + MONTH
    assert offer_actions.lapse_offers(session, MORNING) == 0
    with refused("expired"):
        offer_actions.answer_offer(session, application, "accepted", "", owner, late)
    assert offer_actions.lapse_offers(session, late) == 1
    assert offer_actions.lapse_offers(session, late) == 0
    assert application.dossier.state == "lapsed"
    assert position(session).reserved_vnd == 0


def test_without_room_nothing_is_approved(app: Flask, session: Session) -> None:
    poor = make_review(session, app.extensions["settings"], capital_vnd=2_600 * MILLION)
    first, second = poor.proposed(), poor.proposed()
    decision_actions.approve(poor.session, poor.settings, first, poor.director, MORNING)
    with pytest.raises(Refusal, match="một khách hàng"):
        decision_actions.approve(poor.session, poor.settings, second, poor.director, MORNING)
    assert position(session).reserved_vnd == 280 * MILLION
    memo = current_round(session, second.dossier_id)
    assert memo is not None
    assert memo.memo is not None
    assert VISIT.place in str(memo.memo.content)
