"""Writes of the council: terms, meetings, ties, votes, the close of an item. No commit.

Source: docs/rules/council.md. The close of an item locks its row, counts the votes, and carries
the result out in the same transaction: a second close finds it closed.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from accounts.models import Account
from config import Settings
from dossiers.actions import Say, advance
from letters.actions import issue
from loans.appraisal_actions import seal_later
from loans.council_models import (
    CouncilAttendance,
    CouncilItem,
    CouncilMeeting,
    CouncilMember,
    CouncilTie,
    CouncilVote,
)
from loans.council_queries import (
    may_run,
    members_between,
    members_on,
    open_item_of,
    present_ids,
    seats_among,
    seats_of,
    tally_of,
)
from loans.council_rules import Outcome, Tally, Vote, may_vote
from loans.council_texts import minutes_content
from loans.decision_actions import Decider, approve, proposed_round, reject
from loans.models import LoanApplication
from loans.process import LOAN_APPLICATION
from loans.programme_queries import tied_accounts
from workflow.localtime import local_day
from workflow.refusal import Refusal

COUNCIL_LOCK = text("SELECT pg_advisory_xact_lock(7015)")
CHAIR_TITLE = "Chủ tịch Hội đồng quản lý Quỹ"


@dataclass(frozen=True, slots=True)
class Call:
    """A meeting as it is called."""

    held_on: date
    begins: str
    place: str
    secretary_id: int


def appoint(
    session: Session, account: Account, position: str, valid_from: date, basis: str,
    *, is_chair: bool = False, valid_to: date | None = None,
) -> CouncilMember:  # fmt: skip
    """Begin a term. Raises Refusal where the person is in office then, or the chair is taken."""
    if valid_to is not None and valid_to < valid_from:
        raise Refusal("day", "Ngày kết thúc không được trước ngày bắt đầu.", "valid_to")
    session.execute(COUNCIL_LOCK)
    for one in members_between(session, valid_from, valid_to):
        when = "" if one.valid_from <= valid_from else f" từ {one.valid_from:%d/%m/%Y}"
        if one.account_id == account.id:
            text = f"{account.full_name} đã là thành viên Hội đồng{when}."
            raise Refusal("member", text, "account_id")
        if is_chair and one.is_chair:
            text = f"{one.account.full_name} đã là Chủ tịch Hội đồng{when}."
            raise Refusal("chair", text, "is_chair")
    member = CouncilMember(
        account=account, position=position, is_chair=is_chair, valid_from=valid_from,
        valid_to=valid_to, basis=basis,
    )  # fmt: skip
    session.add(member)
    session.flush()
    return member


def end_term(session: Session, member: CouncilMember, on: date) -> None:
    """End a term on a day, that day included."""
    if on < member.valid_from or (member.valid_to is not None and on > member.valid_to):
        raise Refusal("day", "Ngày kết thúc phải trong nhiệm kỳ.", "valid_to")
    member.valid_to = on
    session.flush()


def call_meeting(session: Session, call: Call, account: Account, now: datetime) -> CouncilMeeting:
    """Call a meeting; it has the next number of its year."""
    if call.held_on < local_day(now):
        raise Refusal("day", "Ngày họp không được trước hôm nay.", "held_on")
    session.execute(COUNCIL_LOCK)
    year = call.held_on.year
    last = select(func.max(CouncilMeeting.number)).where(CouncilMeeting.year == year)
    meeting = CouncilMeeting(
        year=year, number=(session.scalar(last) or 0) + 1, called_by_id=account.id, called_at=now,
        **asdict(call),
    )  # fmt: skip
    session.add(meeting)
    session.flush()
    return meeting


def put_on_agenda(
    session: Session, meeting: CouncilMeeting, application: LoanApplication, account: Account,
    now: datetime,
) -> CouncilItem:  # fmt: skip
    """Put an application on the agenda, with the ties that were declared before."""
    _lock_meeting(session, meeting)
    if meeting.closed_at is not None:
        raise Refusal("closed", "Phiên họp đã kết thúc.")
    row = proposed_round(session, application)
    if open_item_of(session, application.dossier_id) is not None:
        raise Refusal("agenda", "Hồ sơ này đã nằm trong chương trình một phiên họp.")
    item = CouncilItem(
        meeting=meeting,
        position=max((one.position for one in meeting.items), default=0) + 1,
        application=application,
        appraisal=row,
    )
    session.add(item)
    session.flush()
    tied = tied_accounts(session, application.cooperative_id, meeting.held_on)
    for member in members_on(session, meeting.held_on):
        if member.account_id in tied or member.account_id == row.appraiser_id:
            relation = "Đã khai có liên quan" if member.account_id in tied else "Đã thẩm định hồ sơ"
            _tie(session, item, member.id, relation, now)
    say = Say(
        note=f"Phiên họp số {meeting.number}/{meeting.year} ngày {meeting.held_on:%d/%m/%Y}.",
        data={"meeting_id": meeting.id, "item_id": item.id},
    )
    advance(
        session, LOAN_APPLICATION, application.dossier, "put_on_agenda", account.actor, now, say
    )
    return item


def _tie(session: Session, item: CouncilItem, member_id: int, relation: str, now: datetime) -> None:
    row = {"item_id": item.id, "member_id": member_id, "relation": relation, "declared_at": now}
    session.execute(insert(CouncilTie).values(**row).on_conflict_do_nothing())
    session.expire(item, ["ties"])


def check_running(meeting: CouncilMeeting, account: Account) -> None:
    """Refuse where the meeting is not open, or the account does not run it."""
    if not may_run(account, meeting):
        raise Refusal("role", "Chỉ thư ký phiên họp hoặc Giám đốc Quỹ ghi được việc này.")
    if meeting.opened_at is None or meeting.closed_at is not None:
        raise Refusal("meeting", "Phiên họp chưa khai mạc hoặc đã kết thúc.")


def _lock_meeting(session: Session, meeting: CouncilMeeting) -> None:
    """Lock a meeting: what is recorded beside it is read again."""
    session.refresh(meeting, ["opened_at", "closed_at"], with_for_update=True)
    session.expire(meeting, ["items", "attendance"])


def open_meeting(
    session: Session, meeting: CouncilMeeting, account: Account, now: datetime
) -> None:
    """Open a meeting on its day: from now on attendance and votes are recorded."""
    if not may_run(account, meeting):
        raise Refusal("role", "Chỉ thư ký phiên họp hoặc Giám đốc Quỹ khai mạc được.")
    _lock_meeting(session, meeting)
    if meeting.opened_at is not None:
        raise Refusal("meeting", "Phiên họp đã khai mạc.")
    if local_day(now) < meeting.held_on:
        raise Refusal("day", f"Phiên họp vào ngày {meeting.held_on:%d/%m/%Y}, chưa khai mạc được.")
    meeting.opened_at = now
    session.flush()


def record_attendance(
    session: Session, meeting: CouncilMeeting, came: dict[int, str], account: Account
) -> None:
    """Record who came: `came` holds for each member in office "" (came) or why not."""
    _lock_meeting(session, meeting)
    check_running(meeting, account)
    for member in members_on(session, meeting.held_on):
        if member.id not in came:
            continue
        reason = came[member.id]
        row = {"is_present": not reason, "reason": reason}
        key = {"meeting_id": meeting.id, "member_id": member.id}
        kept = insert(CouncilAttendance).values(**key, **row)
        session.execute(
            kept.on_conflict_do_update(index_elements=["meeting_id", "member_id"], set_=row)
        )
    session.expire(meeting, ["attendance"])


def declare_tie(
    session: Session, item: CouncilItem, member_id: int, relation: str, account: Account,
    now: datetime,
) -> None:  # fmt: skip
    """Declare a tie at the meeting: a vote that was cast before is taken back."""
    _lock_open(session, item)
    seat = next((one for one in seats_of(session, item) if one.member_id == member_id), None)
    if seat is None:
        raise Refusal("member", "Không phải thành viên Hội đồng trong phiên này.")
    own = session.get_one(CouncilMember, member_id).account_id == account.id
    if not own and not may_run(account, item.meeting):
        raise Refusal("role", "Thành viên tự khai, hoặc thư ký phiên họp ghi hộ.")
    if not relation.strip():
        raise Refusal("relation", "Ghi rõ liên quan thế nào.", "relation")
    for vote in [one for one in item.votes if one.member_id == member_id]:
        session.delete(vote)
    session.flush()
    session.expire(item, ["votes"])
    _tie(session, item, member_id, relation.strip(), now)


@dataclass(frozen=True, slots=True)
class Cast:
    """What a member says, with the reasons of who differs."""

    vote: Vote
    remark: str = ""


def cast_votes(
    session: Session,
    item: CouncilItem,
    votes: Mapping[int, Cast],
    account: Account,
    now: datetime,
) -> None:
    """Record votes by member: one's own, or what the secretary saw. The last one counts.

    Raises: Refusal where a member may not vote, or the item is closed; then none is recorded.
    """
    _lock_open(session, item)
    members = {one.id: one for one in members_on(session, item.meeting.held_on)}
    seats, came = seats_among(members.values(), item), present_ids(item.meeting)
    rows = []
    for member_id, cast in votes.items():
        may_vote(seats, came, member_id)
        if members[member_id].account_id != account.id:
            check_running(item.meeting, account)
        said = {"vote": str(cast.vote), "remark": cast.remark.strip()}
        who = {"item_id": item.id, "member_id": member_id}
        rows.append(who | said | {"cast_at": now, "cast_by_id": account.id})
    if not rows:
        return
    kept = insert(CouncilVote).values(rows)
    changed = {name: kept.excluded[name] for name in ("vote", "remark", "cast_at", "cast_by_id")}
    session.execute(
        kept.on_conflict_do_update(index_elements=["item_id", "member_id"], set_=changed)
    )
    session.expire(item, ["votes"])


def _lock_open(session: Session, item: CouncilItem) -> None:
    session.refresh(item, ["closed_at"], with_for_update=True)
    names = ["opened_at", "closed_at"]
    session.refresh(item.meeting, names, with_for_update={"read": True})
    session.expire(item, ["votes", "ties"])
    session.expire(item.meeting, ["attendance"])
    if item.closed_at is not None:
        raise Refusal("closed", "Nội dung này đã biểu quyết xong.")
    if item.meeting.opened_at is None or item.meeting.closed_at is not None:
        raise Refusal("meeting", "Phiên họp chưa khai mạc hoặc đã kết thúc.")


def close_item(
    session: Session, settings: Settings, item: CouncilItem, discussion: str, account: Account,
    now: datetime,
) -> Tally:  # fmt: skip
    """Count the votes and carry the result out: approve, refuse, or leave it to another meeting.

    Raises: Refusal where somebody has not voted, where the money does not reach, and where a
    refusal comes without a word of why.
    """
    _lock_open(session, item)
    check_running(item.meeting, account)
    counted = tally_of(session, item)
    if counted.outcome is Outcome.OPEN:
        text = f"Chưa có ý kiến của: {', '.join(counted.waiting)}."
        raise Refusal("waiting", text)
    item.outcome, item.closed_at = str(counted.outcome), now
    item.discussion, item.tally = discussion.strip(), _kept(counted)
    session.flush()
    tied = frozenset(one.member_id for one in item.ties)
    decider = Decider(chair_of(session, item.meeting, tied).account, CHAIR_TITLE, item.id)
    if counted.outcome is Outcome.APPROVED:
        approve(session, settings, item.application, decider, now)
    elif counted.outcome is Outcome.REFUSED:
        reject(session, settings, item.application, discussion, decider, now)
    return counted


def _kept(counted: Tally) -> dict[str, Any]:
    return asdict(counted) | {"waiting": list(counted.waiting), "outcome": str(counted.outcome)}


def chair_of(
    session: Session, meeting: CouncilMeeting, tied: frozenset[int] = frozenset()
) -> CouncilMember:
    """Return who chairs: the chair of the council if present, else the longest in office there.

    `tied` members do not answer for the item that they are tied to.
    Raises: Refusal where nobody is present.
    """
    came = present_ids(meeting) - tied
    here = [one for one in members_on(session, meeting.held_on) if one.id in came]
    if not here:
        raise Refusal("attendance", "Chưa ghi ai có mặt tại phiên họp.")
    return min(here, key=lambda one: (not one.is_chair, one.valid_from, one.id))


def postpone_item(
    session: Session, item: CouncilItem, discussion: str, account: Account, now: datetime
) -> None:
    """Leave an item to another meeting, with the reason."""
    _lock_open(session, item)
    check_running(item.meeting, account)
    if not discussion.strip():
        raise Refusal("discussion", "Ghi lý do hoãn.", "discussion")
    counted = _kept(tally_of(session, item))
    item.outcome, item.closed_at = "postponed", now
    item.discussion, item.tally = discussion.strip(), counted
    session.flush()


def close_meeting(
    session: Session, settings: Settings, meeting: CouncilMeeting, account: Account, now: datetime
) -> None:
    """Close a meeting and issue its minutes: they hold exactly the recorded votes.

    Raises: Refusal where an item is still open.
    """
    _lock_meeting(session, meeting)
    check_running(meeting, account)
    waiting = [one for one in meeting.items if one.closed_at is None]
    if waiting:
        names = "; ".join(one.application.dossier.code for one in waiting)
        raise Refusal("open", f"Còn nội dung chưa kết luận: {names}.")
    chair = chair_of(session, meeting)
    content = minutes_content(session, settings, meeting, chair)
    letter = issue(session, content, now, unit_id=account.unit_id, signer_id=chair.account_id)
    meeting.closed_at, meeting.minutes = now, letter
    session.flush()
    dossier_id = meeting.items[0].application_id if meeting.items else 0
    seal_later(session, dossier_id, letter.id, "minutes", now)
