"""Reads of the report: its figures, out of the rows of the registry."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import BigInteger, cast, func, select
from sqlalchemy.orm import Session

from cooperatives.models import Cooperative, PlanTarget, YearFigures
from cooperatives.rules import AGRICULTURE
from reports.rules import percent, rest_percent
from workflow.rounding import divide

GONE = ("dissolved", "converted")
NEW_COOPERATIVES = "new_cooperatives"


@dataclass(frozen=True, slots=True)
class Overview:
    """The public figures to the end of a day. None: there are no rows to work a figure out of."""

    cooperatives_total: int
    cooperatives_new: int
    plan_new: int | None
    plan_attainment_percent: str | None
    charter_capital_vnd: int
    agriculture_percent: str | None
    non_agriculture_percent: str | None
    average_revenue_vnd: int | None
    groups_total: int
    groups_average_revenue_vnd: int | None


def overview(session: Session, as_of: date) -> Overview:
    """Return the public figures of the registry to the end of `as_of`."""
    total, new, capital, farming = _counted(session, as_of)
    plan = _plan(session, as_of.year)
    agriculture = percent(farming, total)
    return Overview(
        cooperatives_total=total,
        cooperatives_new=new,
        plan_new=plan,
        plan_attainment_percent=percent(new, plan),
        charter_capital_vnd=capital,
        agriculture_percent=agriculture,
        non_agriculture_percent=rest_percent(agriculture),
        average_revenue_vnd=_average_revenue(session, "cooperative", as_of),
        groups_total=_groups(session, as_of),
        groups_average_revenue_vnd=_average_revenue(session, "group", as_of),
    )


def _counted(session: Session, as_of: date) -> tuple[int, int, int, int]:
    """Return cooperatives in all, founded in the year, their capital, those in agriculture.

    One that was founded in the year counts as new also where it was dissolved since.
    """
    is_there = Cooperative.status.not_in(GONE)
    is_new = Cooperative.founded_on >= date(as_of.year, 1, 1)
    capital = func.sum(Cooperative.charter_capital_vnd).filter(is_there)
    row = session.execute(
        select(
            func.count().filter(is_there),
            func.count().filter(is_new),
            cast(func.coalesce(capital, 0), BigInteger),
            func.count().filter(is_there & (Cooperative.sector == AGRICULTURE)),
        ).where(Cooperative.kind == "cooperative", Cooperative.founded_on <= as_of)
    ).one()
    return row[0], row[1], row[2], row[3]


def _groups(session: Session, as_of: date) -> int:
    there = Cooperative.kind == "group", Cooperative.status.not_in(GONE)
    counted = select(func.count(Cooperative.id)).where(*there, Cooperative.founded_on <= as_of)
    return session.scalar(counted) or 0


def _plan(session: Session, year: int) -> int | None:
    target = session.get(PlanTarget, (year, NEW_COOPERATIVES))
    return target.value if target else None


def _average_revenue(session: Session, kind: str, as_of: date) -> int | None:
    """Return the average over those that reported, in the latest year that has figures."""
    reported = (
        select(YearFigures.year, func.sum(YearFigures.revenue_vnd), func.count())
        .join(Cooperative, Cooperative.id == YearFigures.cooperative_id)
        .where(Cooperative.kind == kind, Cooperative.status.not_in(GONE))
        .where(Cooperative.founded_on <= as_of, YearFigures.year <= as_of.year)
        .where(YearFigures.revenue_vnd.is_not(None))
        .group_by(YearFigures.year)
        .order_by(YearFigures.year.desc())
        .limit(1)
    )
    found = session.execute(reported).first()
    return divide(int(found[1] or 0), found[2]) if found else None
