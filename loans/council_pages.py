"""What the pages of the council show, gathered from the records. Reads only."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from accounts.models import Account
from loans.appraisal_models import LoanAppraisal
from loans.council_models import CouncilItem, CouncilMeeting, CouncilMember
from loans.council_queries import (
    council_rules,
    list_meetings,
    list_waiting,
    may_run,
    members_on,
    present_ids,
    quorum_words,
    tally_of,
)
from loans.council_rules import OUTCOME_NAMES, Outcome, Tally, Vote
from loans.council_texts import OUTCOMES
from loans.models import LoanApplication
from workflow.roles import Role

NOT_HELD = "Chờ họp"
TONES = {"approved": "done", "refused": "refused", "no_quorum": "waiting", "postponed": "waiting"}


@dataclass(frozen=True, slots=True)
class Waiting:
    """An application that waits for a decision; whether the director may decide it alone."""

    application: LoanApplication
    appraisal: LoanAppraisal
    is_for_council: bool


@dataclass(frozen=True, slots=True)
class CouncilPage:
    """The council on a day."""

    members: list[CouncilMember]
    waiting: list[Waiting]
    meetings: list[CouncilMeeting]
    rules: str
    may_call: bool


@dataclass(frozen=True, slots=True)
class Ballot:
    """One member's line of an item: present, tied, the vote, and whether this reader votes it."""

    member: CouncilMember
    is_present: bool
    relation: str
    vote: str
    remark: str
    may_vote: bool


@dataclass(frozen=True, slots=True)
class ItemView:
    """One item of the agenda."""

    item: CouncilItem
    ballots: list[Ballot]
    tally: Tally
    outcome: str
    tone: str
    may_vote: bool
    may_close: bool


@dataclass(frozen=True, slots=True)
class MeetingPage:
    """A meeting as its secretary, a member or a reader sees it."""

    meeting: CouncilMeeting
    members: list[CouncilMember]
    present: frozenset[int]
    reasons: dict[int, str]
    items: list[ItemView]
    state: tuple[str, str]
    rules: str
    may_run: bool
    may_open: bool
    is_running: bool
    today: date


def council_page(session: Session, account: Account, on: date) -> CouncilPage:
    """Gather the council of a day."""
    waiting = [
        Waiting(application, row, row.amount_vnd > application.version.director_limit_vnd)
        for application, row in list_waiting(session)
    ]
    is_of_fund = Role(account.role) in (Role.FUND_DIRECTOR, Role.APPRAISER, Role.AUDITOR)
    return CouncilPage(
        members=members_on(session, on),
        waiting=waiting if is_of_fund else [],
        meetings=list_meetings(session),
        rules=quorum_words(council_rules(session, on)),
        may_call=Role(account.role) is Role.FUND_DIRECTOR,
    )


def meeting_page(
    session: Session, account: Account, meeting: CouncilMeeting, today: date
) -> MeetingPage:
    """Gather a meeting."""
    members = members_on(session, meeting.held_on)
    runs = may_run(account, meeting)
    is_running = meeting.opened_at is not None and meeting.closed_at is None
    return MeetingPage(
        meeting=meeting,
        members=members,
        present=present_ids(meeting),
        reasons={one.member_id: one.reason for one in meeting.attendance},
        items=[
            item_view(session, account, item, members, runs=runs and is_running)
            for item in meeting.items
        ],
        state=state_of(meeting),
        rules=quorum_words(council_rules(session, meeting.held_on)),
        may_run=runs,
        may_open=runs and meeting.opened_at is None and today >= meeting.held_on,
        is_running=is_running,
        today=today,
    )


def state_of(meeting: CouncilMeeting) -> tuple[str, str]:
    """Return the tone and the word for where a meeting stands."""
    if meeting.closed_at is not None:
        return "done", "Đã bế mạc"
    if meeting.opened_at is not None:
        return "progress", "Đang họp"
    return "new", "Đã triệu tập"


def item_view(
    session: Session, account: Account, item: CouncilItem, members: list[CouncilMember], *,
    runs: bool,
) -> ItemView:  # fmt: skip
    """Gather one item; `runs`: this reader may record what he sees."""
    present = present_ids(item.meeting)
    ties = {one.member_id: one.relation for one in item.ties}
    votes = {one.member_id: one for one in item.votes}
    is_running = item.meeting.opened_at is not None and item.meeting.closed_at is None
    is_open = item.closed_at is None and is_running
    ballots = []
    for member in members:
        vote = votes.get(member.id)
        may = is_open and member.id in present and member.id not in ties
        own = member.account_id == account.id
        ballots.append(
            Ballot(
                member=member,
                is_present=member.id in present,
                relation=ties.get(member.id, ""),
                vote=str(Vote(vote.vote)) if vote else "",
                remark=vote.remark if vote else "",
                may_vote=may and (runs or own),
            )
        )
    counted = tally_of(session, item)
    outcome = OUTCOMES.get(item.outcome) or OUTCOME_NAMES[counted.outcome]
    if item.meeting.opened_at is None:
        outcome = NOT_HELD
    return ItemView(
        item=item,
        ballots=ballots,
        tally=counted,
        outcome=outcome,
        tone=TONES.get(item.outcome, "progress"),
        may_vote=any(one.may_vote for one in ballots),
        may_close=runs and is_open and counted.outcome is not Outcome.OPEN,
    )
