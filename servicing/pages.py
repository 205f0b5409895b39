"""What the pages of a loan show, out of its replay."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from loans.money_text import percent_number
from servicing.chart import Step, step_chart
from servicing.groups import GROUP_NAMES
from servicing.process import CREDIT
from servicing.replay import (
    BUCKET_NAMES,
    BUCKETS,
    Facts,
    Position,
    Row,
    Segment,
    projected,
    replay,
)
from web.filters import number


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the schedule as it is shown. `state`: paid, late, due, next, later."""

    n: int
    due_on: date
    days: int
    opening_vnd: int
    principal_vnd: int
    interest_vnd: int
    paid_vnd: int
    paid_on: date | None
    state: str
    words: str
    segments: Sequence[Segment]

    @property
    def total_vnd(self) -> int:
        return self.principal_vnd + self.interest_vnd


@dataclass(frozen=True, slots=True)
class LoanPage:
    """A loan on a day: figures, rows, what is owed by kind, the picture."""

    on: date
    position: Position
    lines: list[Line]
    owed: list[tuple[str, int]]
    aside: list[Segment]
    chart: str
    tag: tuple[str, str]
    public_tag: tuple[str, str]
    group_name: str

    @property
    def next_line(self) -> Line | None:
        """The next instalment to come, None where there is none."""
        return next((one for one in self.lines if one.state in ("next", "due")), None)

    @property
    def sums(self) -> tuple[int, int, int, int]:
        """Principal, interest, both, and what was paid, over all rows."""
        principal = sum(line.principal_vnd for line in self.lines)
        interest = sum(line.interest_vnd for line in self.lines)
        return principal, interest, principal + interest, sum(one.paid_vnd for one in self.lines)


def loan_page(loan: Any, facts: Facts | None, on: date) -> LoanPage | None:
    """Return what the page of a loan shows on a day, None while nothing was paid out."""
    if facts is None or not facts.plans:
        return None
    position = replay(facts, on)
    state = CREDIT.states[loan.status]
    return LoanPage(
        on,
        position,
        lines_of(facts, position),
        [(BUCKET_NAMES[name], position.owed[name]) for name in BUCKETS if position.owed[name]],
        [one for one in position.aside if one.interest_vnd],
        picture(facts, position),
        (state.tone, state.staff_name),
        (state.tone, state.public_name),
        GROUP_NAMES[loan.debt_group],
    )


def lines_of(facts: Facts, position: Position) -> list[Line]:
    """Return the rows that fell due, then those to come."""
    ahead = projected(facts, position)
    found: list[Line] = []
    since = min(one.on for one in facts.drawn) if facts.drawn else position.on
    for row in position.rows:
        found.append(_line(row, since, position, "past"))
        since = row.due_on
    for number_of, row in enumerate(ahead):
        found.append(_line(row, since, position, "later" if number_of else "next"))
        since = row.due_on
    return found


def _line(row: Row, since: date, position: Position, state: str) -> Line:
    paid, words = row.paid_vnd if state == "past" else 0, ""
    if state == "past":
        state, words = _said(row, position.on)
    elif state == "next":
        words = f"Kỳ tới, còn {(row.due_on - position.on).days} ngày"
    else:
        words = "Chưa đến hạn"
    return Line(
        row.n,
        row.due_on,
        (row.due_on - since).days,
        row.segments[0].balance_vnd if row.segments else row.principal_vnd,
        _principal_vnd(row),
        row.interest_vnd,
        paid,
        row.paid_on if state != "next" else None,
        state,
        words,
        row.segments,
    )


def _principal_vnd(row: Row) -> int:
    """Return the principal of a row: what a newer plan took over is shown there."""
    return row.principal_vnd if row.is_written_off else max(0, row.principal_vnd - row.moved_vnd)


def _said(row: Row, on: date) -> tuple[str, str]:
    if row.is_written_off:
        return "moved", "Chuyển ra ngoài bảng"
    if row.is_paid:
        return ("moved", "Chuyển sang lịch mới") if row.moved_vnd else ("paid", "Đã trả đủ")
    if row.due_on == on:
        return "due", "Đến hạn hôm nay"
    if not row.unpaid_principal_vnd and row.interest_due_on > on:
        return "moved", f"Lãi chuyển đến {row.interest_due_on:%d/%m/%Y}"
    return "late", f"Quá hạn {(on - row.due_on).days} ngày"


def picture(facts: Facts, position: Position) -> str:
    """Return the balance of principal as a chart: what happened, and the plan."""
    moves: dict[date, int] = {}
    for one in facts.drawn:
        if one.on <= position.on:
            moves[one.on] = moves.get(one.on, 0) + one.amount_vnd
    for paid in facts.paid:
        told = position.receipts.get(paid.id, {})
        back = sum(told.get(name, 0) for name in ("overdue_principal", "due_principal", "prepaid"))
        if back:
            moves[paid.on] = moves.get(paid.on, 0) - back
    done, balance = [], 0
    for day in sorted(moves):
        balance += moves[day]
        done.append(Step(day, balance))
    plan = max(facts.plans, key=lambda one: one.from_on)
    left = sum(part.principal_vnd for part in plan.parts)
    planned = [Step(plan.from_on, left)]
    for part in plan.parts:
        left -= part.principal_vnd
        planned.append(Step(part.due_on, left))
    return step_chart(done, planned, position.on, position.principal_vnd)


def formula(segment: Segment) -> str:
    """95 ngày × 300.000.000 × 6,84 % ÷ 365"""
    balance, rate = number(segment.balance_vnd), percent_number(segment.rate_ppm)
    return f"{segment.days} ngày × {balance} × {rate} % ÷ 365"
