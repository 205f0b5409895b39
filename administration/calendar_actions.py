"""The calendar is changed: first seen, then saved exactly as seen. No commit."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session

from accounts.models import Account
from config import Settings
from feedback.recount_actions import Move, Reach, list_moves, recount
from notices.actions import send
from notices.models import MailMessage
from notices.texts import render_in
from rulebook.actions import change_days, lock_calendar
from rulebook.queries import known_days, working_calendar
from rulebook.rules import (
    DayChange,
    Plan,
    as_calendar,
    changes_of,
    is_coverage_ending,
    reason_of,
    with_changes,
)
from store.outbox import enqueue
from workflow.localtime import local_day
from workflow.machine import Actor
from workflow.refusal import Refusal
from workflow.roles import Role

LATER = timedelta(minutes=2)  # longer than any request that still counts with the old calendar
NOTHING_NEW = "Lịch đã đúng như vậy, không có gì thay đổi."
MOVED_ON = "Trong lúc xem, lịch hoặc hồ sơ đã thay đổi. Hãy xem lại danh sách rồi lưu."


@dataclass(frozen=True, slots=True)
class Preview:
    """What a plan changes and which open petitions move; `mark` stands for all of it."""

    plan: Plan
    changes: tuple[DayChange, ...]
    moves: list[Move]
    reach: Reach
    covered_until: date

    @property
    def reason(self) -> str:
        return reason_of(self.changes)

    @property
    def told(self) -> list[Move]:
        """The petitions whose promised date moves."""
        return [move for move in self.moves if move.is_told]

    @property
    def mark(self) -> str:
        said = [repr(change) for change in self.changes] + [repr(move) for move in self.moves]
        return sha256("\n".join(said).encode()).hexdigest()


def preview(session: Session, plan: Plan) -> Preview:
    """Return what a plan would do. Raises Refusal where it is wrong or changes nothing."""
    known = known_days(session)
    changes = changes_of(plan, known)
    if not changes:
        raise Refusal("nothing", NOTHING_NEW)
    before, after = as_calendar(known.values()), as_calendar(with_changes(known, changes).values())
    is_same = before.covered_until == after.covered_until
    certain_until = date.max if is_same else min(before.covered_until, after.covered_until)
    reach = Reach(changes[0].day, changes[-1].day, certain_until)
    moves = list_moves(session, after, reach)
    return Preview(plan, changes, moves, reach, after.covered_until)


def save(session: Session, plan: Plan, mark: str, actor: Actor, now: datetime) -> Preview:
    """Change the calendar and move exactly what `mark` stands for. Raises Refusal("moved_on")."""
    lock_calendar(session)
    seen = preview(session, plan)
    if seen.mark != mark:
        raise Refusal("moved_on", MOVED_ON)
    change_days(session, seen.changes, seen.reason, actor, now)
    recount(session, seen.reason, now, seen.reach)
    enqueue(session, "feedback.recount", now + LATER, why=seen.reason)
    return seen


def warn_coverage(session: Session, settings: Settings, now: datetime) -> None:
    """Mail each administrator once for each end of coverage that is near."""
    covered_until = working_calendar(session).covered_until
    if not is_coverage_ending(covered_until, local_day(now)):
        return
    admins = select(Account).where(Account.role == str(Role.ADMIN), Account.is_active)
    for admin in session.scalars(admins.order_by(Account.id)):
        key = f"coverage-{covered_until:%Y%m%d}-{admin.id}"
        told = session.scalar(select(MailMessage.id).where(MailMessage.message_key == key))
        if admin.email and told is None:
            link = f"{settings.base_url}/quan-tri/lich"
            values = {"covered_until": covered_until, "link": link, "settings": settings}
            text = render_in(admin.language, "mail/coverage", values | {"account": admin})
            send(session, key, admin.email, text, now)
