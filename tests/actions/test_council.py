"""The council on PostgreSQL: attendance, ties, votes, the counted result, minutes."""

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from accounts.models import Account
from fund.queries import position
from letters.models import Letter
from letters.rules import Authority
from letters.signer_models import SigningAuthority
from loans import council_actions
from loans.council_actions import CHAIR_TITLE
from loans.council_models import CouncilItem
from loans.council_queries import tally_of
from loans.council_rules import Outcome, Vote
from loans.decision_queries import current_decision
from loans.models import LoanApplication
from loans.programme_models import DeclaredTie
from tests.loan_review import Review, make_review
from tests.loans import MILLION
from tests.make import MORNING
from workflow.localtime import local_day
from workflow.refusal import Refusal

BIG = 340 * MILLION


@pytest.fixture
def review(app: Flask, session: Session) -> Review:
    made = make_review(session, app.extensions["settings"])
    made.council()
    return made


def refused(reason: str) -> "pytest.RaisesExc[Refusal]":
    return pytest.raises(Refusal, match=f"^{reason}:")


def item_of(review: Review, *, came: int = 9) -> tuple[LoanApplication, CouncilItem]:
    application = review.proposed(amount_vnd=BIG)
    meeting = review.meeting(application, came=came)
    return application, meeting.items[0]


def test_a_majority_approves_above_the_directors_limit(review: Review) -> None:
    application, item = item_of(review)
    review.vote(item, "yyyyynnaa")
    review.close(item)
    decision = current_decision(review.session, application.dossier_id)
    assert application.dossier.state == "approved"
    assert decision is not None
    assert (decision.body, decision.decided_by_id) == ("council", review.members[0].account_id)
    assert item.tally is not None
    assert (item.outcome, item.tally["in_favour"]) == ("approved", 5)
    assert position(review.session).reserved_vnd == BIG


def test_the_council_speaks_in_its_own_name(review: Review) -> None:
    """Whatever the chair signs as a leader of the Alliance, and whether that is over."""
    _, item = item_of(review)
    usual = CHAIR_TITLE.upper()
    chair = review.session.get_one(Account, review.members[0].account_id)
    before = local_day(MORNING) - timedelta(days=9)
    row = SigningAuthority(
        account_id=chair.id, authority=Authority.ACTING, office="Chủ tịch", basis="QĐ 15",
        valid_from=before, valid_to=before, made_at=MORNING, made_by_id=chair.id,
    )  # fmt: skip
    review.session.add(row)
    review.vote(item, "yyyyynnaa")
    review.close(item)
    letter = review.session.scalars(select(Letter).order_by(Letter.id.desc()).limit(1)).one()
    assert usual in str(letter.content)


def test_a_refusal_needs_words(review: Review) -> None:
    _, item = item_of(review)
    review.vote(item, "yyyynnnaa")
    with refused("note"), review.session.begin_nested():
        review.close(item, " ")
    assert item.closed_at is None


def test_a_refusal_by_votes(review: Review) -> None:
    application, item = item_of(review)
    review.vote(item, "yyyynnnaa")
    review.close(item, "Chưa rõ đầu ra sản phẩm.")
    assert application.dossier.state == "rejected"
    assert item.outcome == "refused"
    assert position(review.session).reserved_vnd == 0


def test_without_quorum_it_waits_for_another_meeting(review: Review) -> None:
    application, item = item_of(review, came=5)
    review.vote(item, "yyyyy")
    review.close(item)
    assert (item.outcome, application.dossier.state) == ("no_quorum", "in_council")
    again = review.meeting(application)
    review.vote(again.items[0], "yyyyyyyyy")
    review.close(again.items[0])
    assert application.dossier.state == "approved"


def test_everybody_present_has_to_vote(review: Review) -> None:
    _, item = item_of(review)
    review.vote(item, "yyyyyyyy-")
    with pytest.raises(Refusal, match="Ủy viên 9"):
        review.close(item)


def test_a_declared_tie_bars_the_vote_and_takes_it_back(review: Review) -> None:
    _, item = item_of(review)
    member, session = review.members[3], review.session
    review.vote(item, "yyyyyyyyy")
    council_actions.declare_tie(
        session, item, member.id, "Em ruột góp vốn", member.account, MORNING
    )
    assert len(item.votes) == 8
    with refused("tie"):
        review.cast(item, member, Vote.YES, member.account)
    tie = text("INSERT INTO council_vote VALUES (:item, :member, 'yes', '', now(), :by)")
    values = {"item": item.id, "member": member.id, "by": member.account_id}
    with pytest.raises(DBAPIError, match="may not be cast"), session.begin_nested():
        session.execute(tie, values)
    counted = tally_of(session, item)
    assert (counted.entitled, counted.in_favour, counted.tied) == (8, 8, 1)


def test_a_tie_declared_before_is_on_the_item(review: Review) -> None:
    member = review.members[2]
    review.session.add(
        DeclaredTie(
            account_id=member.account_id, cooperative_id=review.loans.cooperative.id,
            relation="Góp vốn", starts_on=local_day(MORNING), declared_by_id=member.account_id,
            declared_at=MORNING,
        )
    )  # fmt: skip
    _, item = item_of(review)
    assert [tie.member_id for tie in item.ties] == [member.id]


def test_who_may_not_vote(review: Review) -> None:
    _, item = item_of(review, came=7)
    away, session = review.members[8], review.session
    with refused("absent"):
        review.cast(item, away, Vote.NO, away.account)
    with refused("role"):
        review.cast(item, review.members[0], Vote.NO, away.account)
    council_actions.end_term(session, review.members[1], local_day(MORNING) - timedelta(days=1))
    with refused("member"):
        review.cast(item, review.members[1], Vote.NO, review.loans.director)


def test_a_closed_item_stays_as_it_is(review: Review) -> None:
    application, item = item_of(review)
    review.vote(item, "yyyyyyyyy")
    review.close(item)
    session = review.session
    with refused("closed"):
        review.close(item)
    with refused("closed"):
        review.vote(item, "n")
    for statement in (
        "UPDATE council_item SET outcome = 'refused'",
        "UPDATE council_vote SET vote = 'no'",
        "DELETE FROM council_vote",
    ):
        with pytest.raises(DBAPIError), session.begin_nested():
            session.execute(text(statement))
    assert application.dossier.state == "approved"


def test_the_close_counts_what_is_recorded_now(review: Review) -> None:
    """Another session votes, declares and records after this one has read: all of it counts."""
    _, item = item_of(review)
    review.vote(item, "yyyyyyyyy")
    session, last = review.session, review.members[8]
    assert (len(item.votes), len(item.ties), len(item.meeting.attendance)) == (9, 0, 9)
    join = {"join_transaction_mode": "create_savepoint"}
    with Session(session.connection(), **join) as other:  # type: ignore[arg-type]
        theirs = other.get_one(CouncilItem, item.id)
        account = other.get_one(Account, last.account_id)
        council_actions.declare_tie(other, theirs, last.id, "Góp vốn", account, MORNING)
        away = {review.members[7].id: "Đi công tác"}
        chair = other.get_one(Account, review.loans.director.id)
        council_actions.record_attendance(other, theirs.meeting, away, chair)
        other.commit()
    review.close(item)
    assert item.tally is not None
    assert (item.tally["in_favour"], item.tally["tied"]) == (7, 1)


def test_the_minutes_hold_exactly_the_votes(review: Review) -> None:
    _, item = item_of(review, came=8)
    review.vote(item, "yyyyynna")
    session, director = review.session, review.loans.director
    with refused("open"):
        council_actions.close_meeting(session, review.settings, item.meeting, director, MORNING)
    review.close(item, "Có hai ý kiến băn khoăn về giá đất.")
    council_actions.close_meeting(session, review.settings, item.meeting, director, MORNING)
    minutes = item.meeting.minutes
    assert minutes is not None
    table = minutes.content["body"]["tables"][0]
    said = {row[0]: row[1] for row in table["rows"]}
    assert said == {
        **{f"Ủy viên {n}": "Tán thành" for n in range(1, 6)},
        "Ủy viên 6": "Không tán thành", "Ủy viên 7": "Không tán thành",
        "Ủy viên 8": "Không có ý kiến", "Ủy viên 9": "-",
    }  # fmt: skip
    assert "Ủy viên 9 (Đi công tác)" in minutes.content["body"]["opening"]
    assert "5 tán thành, 2 không tán thành, 1 không có ý kiến" in str(minutes.content)
    assert item.tally is not None
    assert item.tally["outcome"] == Outcome.APPROVED


def test_two_items_of_one_meeting_are_counted_apart(review: Review) -> None:
    first, second = review.proposed(amount_vnd=BIG), review.proposed(amount_vnd=310 * MILLION)
    meeting = review.meeting(first, second)
    one, two = meeting.items
    review.vote(one, "yyyyyyyyy")
    review.vote(two, "nnnnnnnnn")
    review.close(one)
    review.close(two, "Chưa đủ vốn đối ứng.")
    assert (first.dossier.state, second.dossier.state) == ("approved", "rejected")


def test_a_member_is_appointed_once(review: Review) -> None:
    member = review.members[4]
    since = local_day(MORNING)
    with refused("member"):
        council_actions.appoint(review.session, member.account, "Ủy viên", since, "QĐ")
    before = date(2025, 6, 1)
    with refused("member"):  # a term that runs into the one that is recorded
        council_actions.appoint(review.session, member.account, "Ủy viên", before, "QĐ")
    with refused("day"):
        council_actions.appoint(
            review.session, member.account, "Ủy viên", before, "QĐ", valid_to=date(2025, 5, 31)
        )
    until = date(2025, 12, 31)
    council_actions.appoint(review.session, member.account, "Ủy viên", before, "QĐ", valid_to=until)
    with refused("chair"):
        council_actions.appoint(
            review.session, review.loans.accountant, "Chủ tịch", since, "QĐ", is_chair=True
        )
