"""The public figures of the registry, as programs and the home page read them."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from reports.period import year_to
from reports.registry_queries import Asked, figures_of_registry


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


def overview(session: Session, as_of: date, known_at: datetime) -> Overview:
    """Return the public figures to the end of `as_of`, as they were known at a moment."""
    found = figures_of_registry(session, Asked(year_to(as_of), known_at))
    return Overview(
        cooperatives_total=found.total,
        cooperatives_new=found.new,
        plan_new=found.plan_new,
        plan_attainment_percent=found.plan_percent,
        charter_capital_vnd=found.capital_vnd,
        agriculture_percent=found.agriculture_percent,
        non_agriculture_percent=found.other_percent,
        average_revenue_vnd=found.revenue_vnd,
        groups_total=found.groups,
        groups_average_revenue_vnd=found.groups_revenue_vnd,
    )
