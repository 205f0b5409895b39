"""Reads of the fund's book."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import BigInteger, ColumnElement, Select, cast, func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from fund.chart import BY_CODE, CAPITAL, CASH, CHART, CODES, PRINCIPAL, RESERVED, SURPLUS, Account
from fund.models import FundEntry, FundLine, FundReservation, FundTotal
from fund.rules import Limits, Standing
from rulebook.queries import days_on
from workflow.refusal import Missing

PAGE_SIZE = 40
CAME_BACK = FundEntry.kind.not_in(("disburse", "write_off"))
"""What came back of principal, over all its accounts: a payment, money kept that is used on its
day, what a late payment changes; never money out, nor what was written off. A change of the debt
group sums to zero there. So before + lent - came back - written off = after."""
WRITTEN_OFF = FundEntry.kind == "write_off"


@dataclass(frozen=True, slots=True)
class BalanceRow:
    """One account over a period, in đồng: before, debited, credited, after (debit positive)."""

    account: Account
    opening_vnd: int
    debit_vnd: int
    credit_vnd: int

    @property
    def closing_vnd(self) -> int:
        return self.opening_vnd + self.debit_vnd - self.credit_vnd


@dataclass(frozen=True, slots=True)
class Position:
    """The fund now, in đồng. `lent_vnd` by debt group 1 to 5."""

    cash_vnd: int
    reserved_vnd: int
    capital_vnd: int
    lent_vnd: tuple[int, ...]

    @property
    def free_vnd(self) -> int:
        return self.cash_vnd - self.reserved_vnd

    @property
    def whole_vnd(self) -> int:
        return self.cash_vnd + sum(self.lent_vnd)


def limits_on(session: Session, on: date) -> Limits:
    """Return the limits that hold on a day."""
    return Limits(
        days_on(session, "fund.one_customer_percent", on),
        days_on(session, "fund.related_percent", on),
    )


def position(session: Session) -> Position:
    """Return what the totals say now."""
    held = {row.account: row.balance_vnd for row in session.execute(_totals()).all()}
    return Position(
        held.get(CASH, 0),
        held.get(RESERVED, 0),
        -held.get(CAPITAL, 0) - held.get(SURPLUS, 0),
        tuple(held.get(code, 0) for code in PRINCIPAL),
    )


def _totals() -> Select[str, int]:
    return select(FundTotal.account, FundTotal.balance_vnd)


def exposure_vnd(session: Session, cooperative_ids: Collection[int]) -> int:
    """Return what these customers owe in principal and were promised, in đồng."""
    owed = select(func.coalesce(func.sum(FundLine.amount_vnd), 0)).where(
        FundLine.cooperative_id.in_(cooperative_ids), FundLine.account.in_(PRINCIPAL)
    )
    promised = select(func.coalesce(func.sum(FundReservation.left_vnd), 0)).where(
        FundReservation.cooperative_id.in_(cooperative_ids)
    )
    both = select(owed.scalar_subquery() + promised.scalar_subquery())
    return int(session.scalar(both) or 0)


def standing(session: Session, cooperative_id: int, related_ids: Iterable[int]) -> Standing:
    """Return what a promise to this customer is weighed against."""
    now = position(session)
    return Standing(
        now.free_vnd,
        now.capital_vnd,
        exposure_vnd(session, {cooperative_id}),
        exposure_vnd(session, {cooperative_id, *related_ids}),
    )


def find_reservation(session: Session, dossier_id: int) -> FundReservation | None:
    """Return the promise to a dossier, None where there was none."""
    return session.get(FundReservation, dossier_id)


def trial_balance(session: Session, since: date, until: date) -> list[BalanceRow]:
    """Return all accounts over [since, until]."""
    within = FundEntry.booked_on >= since
    rows = select(
        FundLine.account,
        _sum(~within),
        _sum(within & (FundLine.amount_vnd > 0)),
        _sum(within & (FundLine.amount_vnd < 0)),
    ).join(FundEntry, FundEntry.id == FundLine.entry_id)
    rows = rows.where(FundEntry.booked_on <= until).group_by(FundLine.account)
    found = {row[0]: row[1:] for row in session.execute(rows).all()}
    empty = (0, 0, 0)
    return [
        BalanceRow(account, opening, debit, -credit)
        for account in CHART
        for opening, debit, credit in [found.get(account.code, empty)]
    ]


def _sum(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return cast(func.coalesce(func.sum(FundLine.amount_vnd).filter(condition), 0), BigInteger)


@dataclass(frozen=True, slots=True)
class JournalSearch:
    """What somebody looks for in the journal; None or "" where it does not matter."""

    words: str = ""
    account: str = ""
    kind: str = ""
    since: date | None = None
    until: date | None = None
    page: int = 1


def list_entries(session: Session, wanted: JournalSearch) -> tuple[list[FundEntry], int]:
    """Return one page of the journal, newest first, and how many entries there are in all."""
    found = _matching(wanted)
    total = session.scalar(select(func.count()).select_from(found.subquery())) or 0
    shown = (
        found.options(selectinload(FundEntry.lines), joinedload(FundEntry.by))
        .order_by(FundEntry.booked_on.desc(), FundEntry.id.desc())
        .limit(PAGE_SIZE)
        .offset((wanted.page - 1) * PAGE_SIZE)
    )
    return list(session.scalars(shown)), total


def _matching(wanted: JournalSearch) -> Select[FundEntry]:
    found = select(FundEntry)
    if wanted.kind:
        found = found.where(FundEntry.kind == wanted.kind)
    if wanted.account in CODES:
        of_account = select(FundLine.entry_id).where(FundLine.account == wanted.account)
        found = found.where(FundEntry.id.in_(of_account))
    if wanted.since:
        found = found.where(FundEntry.booked_on >= wanted.since)
    if wanted.until:
        found = found.where(FundEntry.booked_on <= wanted.until)
    for word in wanted.words.split():
        with_ref = select(FundLine.entry_id).where(
            FundLine.loan_ref.icontains(word, autoescape=True)
        )
        found = found.where(
            FundEntry.text.icontains(word, autoescape=True) | FundEntry.id.in_(with_ref)
        )
    return found


def access_entry(session: Session, entry_id: int) -> FundEntry:
    """Return an entry with its lines. Raises Missing."""
    wanted = select(FundEntry).where(FundEntry.id == entry_id)
    found = session.scalars(
        wanted.options(selectinload(FundEntry.lines).joinedload(FundLine.cooperative))
    ).one_or_none()
    if found is None:
        raise Missing("fund_entry")
    return found


def find_reversal(session: Session, entry_id: int) -> FundEntry | None:
    """Return the entry that took this one back, None where it stands."""
    return session.scalars(select(FundEntry).where(FundEntry.reverses_id == entry_id)).first()


def year_result_lines(session: Session, year: int) -> dict[str, int]:
    """Return the balance of each account of income and expense over a year, what is not zero."""
    rows = trial_balance(session, date(year, 1, 1), date(year, 12, 31))
    return {
        row.account.code: row.closing_vnd
        for row in rows
        if BY_CODE[row.account.code].kind in ("income", "expense") and row.closing_vnd
    }


@dataclass(frozen=True, slots=True)
class Lent:
    """What is lent now, in đồng and loans; of it late, in debt groups 2 to 5."""

    vnd: int
    loans: int
    late_vnd: int
    late_loans: int


def lent_now(session: Session) -> Lent:
    """Return what is lent by the book: one statement over the lines of principal."""
    is_late = FundLine.account.in_(PRINCIPAL[1:])
    each = (
        select(_sum(FundLine.account.in_(PRINCIPAL)).label("vnd"), _sum(is_late).label("late"))
        .where(FundLine.account.in_(PRINCIPAL), FundLine.loan_ref != "")
        .group_by(FundLine.loan_ref)
        .subquery()
    )
    row = session.execute(
        select(
            func.coalesce(func.sum(each.c.vnd), 0),
            func.count().filter(each.c.vnd > 0),
            func.coalesce(func.sum(each.c.late), 0),
            func.count().filter(each.c.late > 0),
        )
    ).one()
    return Lent(int(row[0]), row[1], int(row[2]), row[3])


@dataclass(frozen=True, slots=True)
class Moved:
    """What was lent in a time and what of the principal came back, in đồng."""

    lent_vnd: int
    back_vnd: int


def lent_between(session: Session, since: date, until: date) -> Moved:
    """Return what was paid out and what came back of it over [since, until]."""
    row = session.execute(
        select(_sum(FundEntry.kind == "disburse"), _sum(CAME_BACK))
        .select_from(FundLine)
        .join(FundEntry, FundEntry.id == FundLine.entry_id)
        .where(FundLine.account.in_(PRINCIPAL), FundEntry.booked_on.between(since, until))
    ).one()
    return Moved(int(row[0]), -int(row[1]))
