"""The night: what falls due, what is late, debt groups, provisions, notices. No commit.

A constant number of statements a night, however many loans there are; days that were missed are
caught up one by one; a day that was done is not done again.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, func, literal, or_, select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from config import Settings
from rulebook.queries import setting_on
from servicing.books import Day, bring, lock_customers
from servicing.confirmation_actions import ask_all, is_asked_on
from servicing.general_provision import provide
from servicing.groups import numbers
from servicing.models import Loan, LoanNight, LoanSnapshot
from servicing.queries import OPEN, facts_of, group_table
from servicing.replay import Position, projected
from servicing.telling import mails_of, readers, send
from store import sweeps
from workflow.localtime import local_day
from workflow.machine import SYSTEM_ACTOR

ONE_DAY = timedelta(days=1)
DAYS_AT_ONCE_MAX = 400


@dataclass(frozen=True, slots=True)
class Offsets:
    """How many days before a payment is due, and after it was missed, people are told."""

    before: tuple[int, ...]
    after: tuple[int, ...]


@dataclass(slots=True)
class Told:
    """A mail to write: to whom about which loan; the key makes it one of its kind."""

    loan: Loan
    kind: str
    due_on: date
    days: int
    amount_vnd: int
    to: list[str] = field(default_factory=list)

    @property
    def key(self) -> str:
        return f"loan-{self.loan.id}-{self.due_on:%Y%m%d}-{self.kind}-{self.days}"


def run(session: Session, settings: Settings, now: datetime) -> list[date]:
    """Do every day up to today that was not done; return which."""
    session.execute(select(func.pg_advisory_xact_lock(7012)))
    last, today = session.scalar(select(func.max(LoanNight.day))), local_day(now)
    day = last + ONE_DAY if last else _first_day(session, today)
    day = max(day, today - timedelta(days=DAYS_AT_ONCE_MAX))
    done = []
    if day < today:  # one order of locks for all days that are caught up
        lock_customers(session, _owing(session))
    while day <= today:
        run_day(session, settings, day, now)
        done.append(day)
        day += ONE_DAY
    return done


def _owing(session: Session) -> set[int]:
    """Return the customers with loans that count."""
    return set(session.scalars(select(Loan.cooperative_id).where(Loan.status.in_(OPEN))))


def _first_day(session: Session, today: date) -> date:
    """Return the day after the last on which books were brought up, today where there are none."""
    synced = session.scalar(select(func.max(Loan.synced_on)).where(Loan.status.in_(OPEN)))
    return min(today, synced + ONE_DAY) if synced else today


@sweeps.put_off()
def run_day(session: Session, settings: Settings, day: date, now: datetime) -> None:
    """Do one day: first the end of a month that ended yesterday, then the day itself."""
    counts: dict[str, int] = {}
    told: list[Told] = []
    if day.day == 1:
        last = day - ONE_DAY
        counts["provisions"] = _end_month(session, last, now)
        if is_asked_on(session, last):
            told += _to_confirm(session, last, now)  # before the loans go on to the new day
    offsets = offsets_on(session, day)
    touched = _touched(session, day, offsets)
    loans = lock_customers(session, touched) if touched else []
    found = bring(session, loans, Day(day, SYSTEM_ACTOR, now, "accrue")) if loans else {}
    told += _to_tell(session, loans, found, day, offsets)
    counts["loans"] = len(loans)
    counts["mails"] = _tell(session, settings, told, day, now)
    session.add(LoanNight(day=day, at=now, counts=counts))
    session.flush()


def offsets_on(session: Session, on: date) -> Offsets:
    """Return when people are told, as it holds on a day."""
    return Offsets(
        numbers(setting_on(session, "servicing.notice_before_days", on)),
        numbers(setting_on(session, "servicing.notice_after_days", on)),
    )


def _touched(session: Session, day: date, offsets: Offsets) -> set[int]:
    """Return the customers for whom this day differs from the one before.

    Whom somebody acted on since is on a later day already.
    """
    table = group_table(session, day)
    steps = sorted({1, *table.days, *table.restructured_days, *offsets.after})
    wanted = select(Loan.cooperative_id).where(
        Loan.status.in_(OPEN), Loan.synced_on <= day, _differs(day, steps, offsets.before)
    )
    return set(session.scalars(wanted))


def _differs(day: date, steps: Iterable[int], before: Iterable[int]) -> ColumnElement[bool]:
    crossed = [day - timedelta(days=step) for step in steps]
    coming = [day + timedelta(days=ahead) for ahead in before]
    return or_(
        Loan.next_due_on <= day,
        Loan.next_due_on.in_(coming),
        (Loan.due_vnd > Loan.overdue_vnd) & (Loan.synced_on < day),
        Loan.overdue_since.in_(crossed),
    )


# --- the end of a month ------------------------------------------------------------------------


def _end_month(session: Session, last: date, now: datetime) -> int:
    """Bring all loans to the last day of a month: provisions, and a snapshot of each.

    A loan that somebody acted on since is brought back to its day afterwards.
    """
    customers = _owing(session)
    loans = lock_customers(session, customers) if customers else []
    ahead: dict[date, list[Loan]] = {}
    for loan in loans:
        if loan.synced_on > last:
            ahead.setdefault(loan.synced_on, []).append(loan)
    if loans:
        bring(session, loans, Day(last, SYSTEM_ACTOR, now, "provision", with_provisions=True))
    provide(session, last, now)
    columns = (
        Loan.id, Loan.principal_vnd, Loan.overdue_vnd, Loan.debt_group, Loan.provision_vnd,
    )  # fmt: skip
    rows = select(literal(last), *columns).where(Loan.principal_vnd > 0)
    names = ["taken_on", "loan_id", "principal_vnd", "overdue_vnd", "debt_group", "provision_vnd"]
    session.execute(upsert(LoanSnapshot).from_select(names, rows).on_conflict_do_nothing())
    for on, found in sorted(ahead.items()):
        bring(session, found, Day(on, SYSTEM_ACTOR, now))
    return len(loans)


# --- telling -----------------------------------------------------------------------------------


def _tell(
    session: Session, settings: Settings, told: Sequence[Told], day: date, now: datetime
) -> int:
    if not told:
        return 0
    people = readers(session, {one.loan.cooperative_id for one in told}, day)
    mails = []
    for one in told:
        values = {"told": one, "day": day, "settings": settings}
        here = people.get(one.loan.cooperative_id, [])
        mails += mails_of(one.key, f"mail/loan_{one.kind}", values, here, now)
    return send(session, mails, now)


def _to_confirm(session: Session, last: date, now: datetime) -> list[Told]:
    """Ask every borrower whether the balance of a half-year is right, once."""
    return [
        Told(one.loan, "confirm", last, 0, one.principal_vnd) for one in ask_all(session, last, now)
    ]


def _to_tell(
    session: Session,
    loans: Sequence[Loan],
    found: dict[int, Position],
    day: date,
    offsets: Offsets,
) -> list[Told]:
    coming = [one for one in loans if _days_to(one, day) in offsets.before and one.principal_vnd]
    facts = facts_of(session, coming) if coming else {}
    told = []
    for loan in coming:
        row = projected(facts[loan.id], found[loan.id])[0]
        days, amount = _days_to(loan, day), row.principal_vnd + row.interest_vnd
        told.append(Told(loan, "due", row.due_on, days, amount))
    for loan in loans:
        late = (day - loan.overdue_since).days if loan.overdue_since else 0
        if loan.overdue_since and late in offsets.after:
            told.append(Told(loan, "late", loan.overdue_since, late, loan.overdue_vnd))
        elif loan.due_vnd > loan.overdue_vnd and 0 in offsets.before:
            told.append(Told(loan, "due", day, 0, loan.due_vnd))
    return told


def _days_to(loan: Loan, day: date) -> int:
    return (loan.next_due_on - day).days if loan.next_due_on else -1
