"""The report of the fund for a period: what domain calls its usual columns."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from fund.chart import (
    GENERAL_PROVISION,
    INTEREST,
    INTEREST_DUE,
    LATE_INTEREST,
    OVERDUE_INTEREST,
    PRINCIPAL,
    PROVISION,
)
from fund.models import FundEntry, FundLine
from fund.queries import CAME_BACK, WRITTEN_OFF
from servicing.groups import BAD_FROM, GROUP_NAMES

HUNDREDTHS = 10_000


@dataclass(frozen=True, slots=True)
class Report:
    """A period as the book knows it, in đồng; `groups`: principal at the end by debt group."""

    since: date
    until: date
    borrowers: int
    loans: int
    disbursed_vnd: int
    disbursed_count: int
    collected_vnd: int
    written_off_vnd: int
    outstanding_before_vnd: int
    groups: tuple[int, ...]
    interest_collected_vnd: int
    provision_vnd: int
    general_vnd: int

    @property
    def outstanding_vnd(self) -> int:
        return sum(self.groups)

    @property
    def overdue_vnd(self) -> int:
        return sum(self.groups[1:])

    @property
    def bad_vnd(self) -> int:
        return sum(self.groups[BAD_FROM - 1 :])

    def share(self, vnd: int) -> str:
        """Return a part of what is outstanding in percent, two decimals: "6,45"."""
        whole = self.outstanding_vnd
        hundredths = (vnd * HUNDREDTHS + whole // 2) // whole if whole else 0
        return f"{hundredths // 100},{hundredths % 100:02d}"

    def rows(self) -> list[tuple[str, str]]:
        """Return the report as lines of what and how much."""
        dong = [
            ("Dư nợ đầu kỳ", self.outstanding_before_vnd),
            ("Giải ngân trong kỳ", self.disbursed_vnd),
            ("Thu nợ gốc trong kỳ", self.collected_vnd),
            ("Xử lý rủi ro trong kỳ", self.written_off_vnd),
            ("Dư nợ cuối kỳ", self.outstanding_vnd),
            ("Thu lãi trong kỳ", self.interest_collected_vnd),
            ("Dự phòng cụ thể cuối kỳ", self.provision_vnd),
            ("Dự phòng chung cuối kỳ", self.general_vnd),
        ]
        return [
            ("Số khách hàng còn dư nợ", str(self.borrowers)),
            ("Số khoản vay còn dư nợ", str(self.loans)),
            ("Số lần giải ngân trong kỳ", str(self.disbursed_count)),
            *((name, f"{vnd:,}".replace(",", ".") + " đ") for name, vnd in dong),
            ("Nợ nhóm 2 đến 5", self._with_share(self.overdue_vnd)),
            ("Nợ xấu (nhóm 3 đến 5)", self._with_share(self.bad_vnd)),
        ]

    def _with_share(self, vnd: int) -> str:
        return f"{vnd:,}".replace(",", ".") + f" đ ({self.share(vnd)} % dư nợ)"

    def group_rows(self) -> list[tuple[int, str, int, str]]:
        """Return group, name, principal, share."""
        return [
            (number, GROUP_NAMES[number], vnd, self.share(vnd))
            for number, vnd in enumerate(self.groups, start=1)
        ]


def report(session: Session, since: date, until: date, known_at: datetime | None = None) -> Report:
    """Return the report of [since, until], as it was known at a moment, out of the book alone."""
    known = FundEntry.booked_on <= until
    if known_at is not None:
        known &= FundEntry.at <= known_at
    columns = [column.label(name) for name, column in _columns(since).items()]
    joined = select(*columns).join(FundEntry, FundEntry.id == FundLine.entry_id)
    row = session.execute(joined.where(known)).one()._mapping
    borrowers, loans = _owing(session, known)
    return Report(
        since,
        until,
        borrowers,
        loans,
        int(row["disbursed"]),
        row["count"],
        int(row["collected"]),
        int(row["written_off"]),
        int(row["before"]),
        tuple(int(row[f"group{n}"]) for n in range(len(PRINCIPAL))),
        int(row["interest"]),
        int(row["provision"]),
        int(row["general"]),
    )


def _columns(since: date) -> dict[str, ColumnElement[int]]:
    within, lent = FundEntry.booked_on >= since, FundLine.account.in_(PRINCIPAL)
    paid_out = within & lent & (FundEntry.kind == "disburse")
    columns = {
        "disbursed": _sum(paid_out),
        "count": func.count(FundEntry.id.distinct()).filter(paid_out),
        "collected": -_sum(within & lent & CAME_BACK),
        "written_off": -_sum(within & lent & WRITTEN_OFF),
        "before": _sum(lent & ~within),
        "interest": -_sum(within & _interest()),
        "provision": -_sum(FundLine.account == PROVISION),
        "general": -_sum(FundLine.account == GENERAL_PROVISION),
    }
    return columns | {
        f"group{n}": _sum(FundLine.account == code) for n, code in enumerate(PRINCIPAL)
    }


def _owing(session: Session, known: ColumnElement[bool]) -> tuple[int, int]:
    """Return how many customers and loans owe principal."""
    owing = (
        select(FundLine.cooperative_id, FundLine.loan_ref)
        .join(FundEntry, FundEntry.id == FundLine.entry_id)
        .where(known, FundLine.account.in_(PRINCIPAL))
        .group_by(FundLine.cooperative_id, FundLine.loan_ref)
        .having(func.sum(FundLine.amount_vnd) > 0)
        .subquery()
    )
    counts = select(func.count(owing.c.cooperative_id.distinct()), func.count())
    row = session.execute(counts.select_from(owing)).one()
    return row[0], row[1]


def _sum(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(FundLine.amount_vnd).filter(condition), 0)


def _interest() -> ColumnElement[bool]:
    """Return the condition on lines that interest was paid with, in entries of payments."""
    accounts = (INTEREST, INTEREST_DUE, OVERDUE_INTEREST, LATE_INTEREST)
    return FundLine.account.in_(accounts) & (FundEntry.kind == "pay")
