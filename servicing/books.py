"""Brings the fund's book and the copies on the loans to what a day's replay says. No commit."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, select, text
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from fund import actions as fund
from fund.chart import PRINCIPAL
from fund.rules import Entry
from servicing.booking import book_of, to_post
from servicing.groups import GroupTable, own_group, provision_vnd, worst
from servicing.models import Loan, LoanEvent
from servicing.queries import OPEN, booked_of, facts_of, group_table
from servicing.replay import Position, replay
from store.many import among, unnested
from workflow.machine import Actor

WORDS = {
    "accrue": "Lãi đến hạn",
    "classify": "Chuyển nhóm nợ",
    "provision": "Trích lập dự phòng",
    "recompute": "Tính lại",
    "write_off": "Xử lý rủi ro",
}

COPIES = {
    "synced_on": "date",
    "drawn_vnd": "bigint",
    "principal_vnd": "bigint",
    "due_vnd": "bigint",
    "overdue_vnd": "bigint",
    "overdue_since": "date",
    "next_due_on": "date",
    "debt_group": "bigint",
    "provision_vnd": "bigint",
}
KEEP = text(
    f"UPDATE loan SET {', '.join(f'{key} = kept.{key}' for key in COPIES)}"  # noqa: S608 - ours
    f" FROM {unnested({'id': 'bigint'} | COPIES)}"
    f" AS kept(id, {', '.join(COPIES)}) WHERE loan.id = kept.id"
)


@dataclass(frozen=True, slots=True)
class Day:
    """A day that books are brought to, and why. `with_provisions`: a month ends.

    `about`: the loan that `kind` is said of, where the other loans of its customer only follow.
    """

    on: date
    by: Actor
    now: datetime
    kind: str = "recompute"
    with_provisions: bool = False
    about: int | None = None

    def kind_for(self, loan_id: int) -> str:
        """Return why the book of a loan changes."""
        return self.kind if self.about in (None, loan_id) else "recompute"


def lock_customers(
    session: Session, cooperative_ids: Iterable[int], also: Collection[int] = ()
) -> list[Loan]:
    """Lock all loans that customers owe, in one order, and return them as they are now.

    A contract of which nothing was paid out has no schedule yet, and owes nothing. `also`: loans
    that are wanted though they are settled or written off.
    """
    counts = Loan.status.in_(OPEN) | among(Loan.id, also)
    wanted = select(Loan).where(
        among(Loan.cooperative_id, set(cooperative_ids)), counts, Loan.drawn_vnd > 0
    )
    locked = wanted.order_by(Loan.id).with_for_update(of=Loan)
    return list(session.scalars(locked.execution_options(populate_existing=True)))


def bring(session: Session, loans: Sequence[Loan], day: Day) -> dict[int, Position]:
    """Replay loans to a day, post what the book lacks, keep the copies; return what they are.

    `loans`: all that count of each customer among them, since the worst group is for all of them.
    The number of statements does not depend on how many loans there are.
    """
    facts, table = facts_of(session, loans), group_table(session, day.on)
    found = {loan.id: replay(facts[loan.id], day.on) for loan in loans}
    groups = customer_groups(loans, found, table)
    booked = booked_of(session, [loan.contract_no for loan in loans], _until(loans, day))
    entries, events, kept = [], [], []
    for loan in loans:
        position, group = found[loan.id], groups[loan.cooperative_id]
        provision = _provision(loan, position, group, table, day)
        wanted = book_of(position, group, provision)
        lines = to_post(wanted, booked[loan.contract_no], loan.cooperative_id, loan.contract_no)
        if lines:
            entries.append(_entry(loan, group, lines, day))
        if group != loan.debt_group and position.principal_vnd:
            events.append(_moved(loan, group, position, day))
        if values := changed(loan, copy_of(position, group, provision, day.on)):
            kept.append((loan, values))
    fund.post_many(session, entries, day.by, day.now)
    if events:
        session.execute(insert(LoanEvent), events)
    _keep(session, kept)
    return found


def _until(loans: Iterable[Loan], day: Day) -> date | None:
    """Return up to which day entries count: of all, unless a loan was on a later day already."""
    return day.on if any(loan.synced_on > day.on for loan in loans) else None


def customer_groups(
    loans: Iterable[Loan], found: dict[int, Position], table: GroupTable
) -> dict[int, int]:
    """Return the group of each customer: the worst of its loans."""
    own: dict[int, list[int]] = defaultdict(list)
    for loan in loans:
        position = found[loan.id]
        group = own_group(position.days_overdue, loan.restructured, table)
        own[loan.cooperative_id].append(group if position.principal_vnd or position.due_vnd else 1)
    return {customer: worst(groups) for customer, groups in own.items()}


def _provision(loan: Loan, position: Position, group: int, table: GroupTable, day: Day) -> int:
    if day.with_provisions:
        return provision_vnd(group, position.principal_vnd, table)
    return min(loan.provision_vnd, position.principal_vnd)


def _entry(loan: Loan, group: int, lines: tuple[Any, ...], day: Day) -> Entry:
    kind = day.kind_for(loan.id)
    if kind == "accrue" and group != loan.debt_group:
        kind = "classify"
    words = f"{WORDS[kind]}, hợp đồng {loan.contract_no}"
    if kind == "classify":
        words = f"{words}: nhóm {loan.debt_group} sang nhóm {group}"
    return Entry(kind, day.on, words, lines, dossier_id=loan.dossier_id)


def _moved(loan: Loan, group: int, position: Position, day: Day) -> dict[str, Any]:
    late = f", quá hạn {position.days_overdue} ngày" if position.days_overdue else ""
    return {
        "loan_id": loan.id,
        "action": "classify",
        "happened_on": day.on,
        "at": day.now,
        "by_id": day.by.id,
        "note": f"Từ nhóm {loan.debt_group} sang nhóm {group}{late}.",
    }


def copy_of(position: Position, group: int, provision: int, on: date) -> dict[str, Any]:
    """Return the columns of a loan that are a copy of its position."""
    coming = position.next_part
    return {
        "synced_on": on,
        "drawn_vnd": position.drawn_vnd,
        "principal_vnd": position.principal_vnd,
        "due_vnd": position.due_vnd,
        "overdue_vnd": position.overdue_vnd,
        "overdue_since": position.overdue_since,
        "next_due_on": coming.due_on if coming else None,
        "debt_group": group if position.principal_vnd or position.due_vnd else 1,
        "provision_vnd": provision,
    }


def changed(loan: Loan, values: dict[str, Any]) -> dict[str, Any]:
    """Return the values that differ from what the loan holds."""
    return {key: value for key, value in values.items() if getattr(loan, key) != value}


def _keep(session: Session, kept: list[tuple[Loan, dict[str, Any]]]) -> None:
    """Write the copies in one statement, and let the loans at hand show them."""
    if not kept:
        return
    columns: dict[str, list[Any]] = {"id": [loan.id for loan, _ in kept]}
    for key in COPIES:
        columns[key] = [values.get(key, getattr(loan, key)) for loan, values in kept]
    session.flush()
    session.execute(KEEP, columns)
    for loan, values in kept:
        for key, value in values.items():
            set_committed_value(loan, key, value)


def principal_account(loan: Loan) -> str:
    """Return the account that holds the principal of a loan."""
    return PRINCIPAL[loan.debt_group - 1]
