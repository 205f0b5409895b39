"""What the page of the months to come shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from fund.models import FundReservation
from fund.queries import position
from servicing.forecast import Month, forecast
from servicing.models import Loan
from servicing.queries import OPEN, facts_of
from servicing.replay import Row, projected, replay

WIDTH, HEIGHT = 1192, 150
STEP, BAR, LEFT, FOOT, TOP = 97, 24, 28, 4, 8


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of the chart: where it stands, how high, in which tone."""

    x: int
    y: int
    height: int
    tone: str
    title: str


@dataclass(frozen=True, slots=True)
class ForecastPage:
    """Twelve months, the bars over them, what is free and promised now, in đồng."""

    months: list[Month]
    bars: list[Bar]
    free_vnd: int
    promised_vnd: int
    overdue_vnd: int


def coming_by_borrower(session: Session, on: date) -> dict[int, list[Row]]:
    """Return the instalments to come of each borrower, if each is paid on its day.

    Four statements, however many loans there are.
    """
    loans = list(session.scalars(select(Loan).where(Loan.status.in_(OPEN), Loan.principal_vnd > 0)))
    facts, found = facts_of(session, loans), dict[int, list[Row]]()
    for loan in loans:
        rows = projected(facts[loan.id], replay(facts[loan.id], on))
        found.setdefault(loan.cooperative_id, []).extend(rows)
    return found


def coming_rows(session: Session, on: date) -> list[Row]:
    """Return the instalments to come of all loans together."""
    return [row for rows in coming_by_borrower(session, on).values() for row in rows]


def forecast_page(session: Session, rows: Sequence[Row], on: date) -> ForecastPage:
    """Return the page of the months from this one on."""
    now = position(session)
    promised = [
        (on, left)
        for left in session.scalars(
            select(FundReservation.left_vnd).where(FundReservation.left_vnd > 0)
        )
    ]
    months = forecast(on, now.free_vnd, rows, promised)
    late = select(Loan.overdue_vnd).where(Loan.status.in_(OPEN))
    return ForecastPage(
        months, bars_of(months), now.free_vnd, now.reserved_vnd, sum(session.scalars(late))
    )


def bars_of(months: Sequence[Month]) -> list[Bar]:
    """Return two bars a month: what comes back, what goes out."""
    highest = max(
        [1, *(max(one.principal_vnd + one.interest_vnd, one.promised_vnd) for one in months)]
    )
    room, found = HEIGHT - FOOT - TOP, []
    for n, one in enumerate(months):
        for place, tone, vnd in (
            (0, "in", one.principal_vnd + one.interest_vnd),
            (1, "out", one.promised_vnd),
        ):
            height = room * vnd // highest
            x = LEFT + n * STEP + place * (BAR + 2)
            title = f"{one.first:%m/%Y}: {vnd:,} đồng".replace(",", ".")
            found.append(Bar(x, HEIGHT - FOOT - height, height, tone, title))
    return found
