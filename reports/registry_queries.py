"""Reads of the registry's part of a report: what was known of every row at a moment."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Date,
    Select,
    Subquery,
    and_,
    cast,
    false,
    func,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from cooperatives.models import Commune
from reports.models import CooperativeVersion, FiguresVersion, PlanVersion
from reports.period import Period
from reports.registry_rules import Cell, RegistryFigures, Revenue, registry_figures
from workflow.localtime import local_day

PAGE_SIZE = 50
YEARS_BACK_MAX = 2


@dataclass(frozen=True, slots=True)
class Asked:
    """Which report: the period, and the moment up to which the records count."""

    period: Period
    known_at: datetime

    @property
    def seen(self) -> Period:
        """The part of the period that could be seen at the moment up to which records count."""
        last = min(self.period.last, local_day(self.known_at))
        return Period(min(self.period.first, last), last)


def known_cooperatives(known_at: datetime) -> Subquery:
    """Select every cooperative as it was known at a moment; those removed by then are missing."""
    version = CooperativeVersion
    latest = (
        select(version)
        .where(version.recorded_at <= known_at)
        .ext(distinct_on(version.cooperative_id))
        .order_by(version.cooperative_id, version.id.desc())
        .subquery()
    )
    return select(latest).where(~latest.c.is_removed).subquery("known")


def known_figures(known_at: datetime, until_year: int) -> Subquery:
    """Select the figures of the years up to `until_year` as they were known at a moment."""
    version = FiguresVersion
    latest = (
        select(version)
        .where(version.recorded_at <= known_at)
        .where(version.year.between(until_year - YEARS_BACK_MAX, until_year))
        .ext(distinct_on(version.year, version.cooperative_id))
        .order_by(version.year, version.cooperative_id, version.id.desc())
        .subquery()
    )
    return select(latest).where(~latest.c.is_removed).subquery("figures")


def is_there(known: Subquery, on: date) -> ColumnElement[bool]:
    """Founded by the end of a day, and not gone by then."""
    row = known.c
    return and_(row.founded_on <= on, or_(row.gone_on.is_(None), row.gone_on > on))


def is_new(known: Subquery, period: Period) -> ColumnElement[bool]:
    """Founded within a period, also where it is gone since."""
    founded: ColumnElement[bool] = known.c.founded_on.between(period.first, period.last)
    return founded


def is_gone(known: Subquery, period: Period) -> ColumnElement[bool]:
    """Dissolved or converted within a period."""
    gone: ColumnElement[bool] = known.c.gone_on.between(period.first, period.last)
    return gone


def figures_of_registry(session: Session, asked: Asked) -> RegistryFigures:
    """Return the registry's figures of a report: five statements, whatever the number of rows."""
    known = known_cooperatives(asked.known_at)
    found = session.execute(select(Commune.code, Commune.former_district).order_by(Commune.code))
    districts = {row.code: row.former_district for row in found}
    return registry_figures(
        _cells(session, known, asked.period),
        _revenues(session, known, asked),
        plans_of(session, asked),
        districts,
        _new_by_month(session, known, asked.period),
        asked.period,
    )


def _cells(session: Session, known: Subquery, period: Period) -> list[Cell]:
    before, row = period.year_before, known.c
    there = is_there(known, period.last)
    counted = (
        row.kind,
        row.sector,
        row.commune_code,
        func.count().filter(there),
        func.count().filter(is_new(known, period)),
        func.count().filter(is_gone(known, period)),
        func.count().filter(is_there(known, before.last)),
        func.count().filter(is_new(known, before)),
        func.count().filter(is_gone(known, before)),
        cast(func.coalesce(func.sum(row.charter_capital_vnd).filter(there), 0), BigInteger),
        cast(func.coalesce(func.sum(row.official_members).filter(there), 0), BigInteger),
    )
    found = select(*counted).where(row.founded_on <= period.last)
    grouped = found.group_by(row.kind, row.sector, row.commune_code)
    return [Cell(*values) for values in session.execute(grouped)]


def _revenues(session: Session, known: Subquery, asked: Asked) -> dict[str, Revenue]:
    """Return by kind what was reported for the latest year up to the cut-off's that has figures."""
    figures = known_figures(asked.known_at, asked.period.year)
    reported = (
        select(
            known.c.kind,
            figures.c.year,
            cast(func.sum(figures.c.revenue_vnd), BigInteger),
            func.count(),
        )
        .join(figures, figures.c.cooperative_id == known.c.cooperative_id)
        .where(is_there(known, asked.period.last), figures.c.revenue_vnd.is_not(None))
        .group_by(known.c.kind, figures.c.year)
        .order_by(figures.c.year)
    )
    rows = session.execute(reported)
    return {kind: Revenue(year, total, count) for kind, year, total, count in rows}


def revenue_years(session: Session, asked: Asked) -> dict[str, int]:
    """Return by kind the year whose revenue a report takes."""
    known = known_cooperatives(asked.known_at)
    return {kind: one.year for kind, one in _revenues(session, known, asked).items()}


def revenue_year(session: Session, asked: Asked, figure: str) -> int | None:
    """Return the year of the revenue beside the rows of a figure; None where there is none."""
    return revenue_years(session, asked).get(_kind(figure))


def plans_of(session: Session, asked: Asked) -> dict[str, int]:
    """Return the targets of the cut-off's year as they were known."""
    version = PlanVersion
    latest = (
        select(version)
        .where(version.year == asked.period.year, version.recorded_at <= asked.known_at)
        .ext(distinct_on(version.key))
        .order_by(version.key, version.id.desc())
    )
    return {row.key: row.value for row in session.scalars(latest) if not row.is_removed}


def _new_by_month(session: Session, known: Subquery, period: Period) -> dict[date, int]:
    month = cast(func.date_trunc("month", known.c.founded_on), Date)
    founded = (
        select(month, func.count())
        .where(known.c.kind == "cooperative")
        .where(known.c.founded_on.between(date(period.year, 1, 1), period.last))
        .group_by(month)
    )
    return {row[0]: row[1] for row in session.execute(founded)}


# --- the rows behind a figure

OF_GROUPS = ("groups", "groups_new", "groups_reported")


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of the rows behind a figure; `revenue_vnd` is of the year that the figure uses."""

    total: int
    capital_vnd: int
    revenue_vnd: int
    rows: Sequence[Any]


def _kind(figure: str) -> str:
    if figure == "unions":
        return "union"
    return "group" if figure in OF_GROUPS else "cooperative"


def _holds(known: Subquery, figures: Subquery, figure: str, period: Period) -> ColumnElement[bool]:
    """Return which rows a figure counts: the same conditions that the figure was counted with."""
    there = is_there(known, period.last)
    has_figures = figures.c.revenue_vnd.is_not(None)
    conditions: dict[str, ColumnElement[bool]] = {
        "new": is_new(known, period),
        "groups_new": is_new(known, period),
        "new_before": is_new(known, period.year_before),
        "gone": is_gone(known, period),
        "total_before": is_there(known, period.year_before.last),
        "agriculture": and_(there, known.c.sector == "agriculture"),
        "other": and_(there, known.c.sector != "agriculture"),
        "reported": and_(there, has_figures),
        "groups_reported": and_(there, has_figures),
        "missing": and_(there, ~has_figures),
    }
    return conditions.get(figure, there)


def select_rows(
    asked: Asked, figure: str, sector: str, place: str, revenue_year: int | None
) -> Select[Any]:
    """Select the rows behind a figure, with their commune and the revenue of `revenue_year`."""
    known = known_cooperatives(asked.known_at)
    figures = known_figures(asked.known_at, asked.period.year)
    of_year = and_(
        figures.c.cooperative_id == known.c.cooperative_id,
        figures.c.year == (revenue_year or asked.period.year),
    )
    wanted = (
        select(known, Commune.name.label("commune"), Commune.former_district, figures.c.revenue_vnd)
        .join(Commune, Commune.code == known.c.commune_code)
        .outerjoin(figures, of_year)
        .where(known.c.kind == _kind(figure), known.c.founded_on <= asked.period.last)
        .where(_holds(known, figures, figure, asked.period))
    )
    if sector:
        wanted = wanted.where(known.c.sector == sector)
    return wanted.where(Commune.former_district == place) if place else wanted


def list_rows(session: Session, wanted: Select[Any], page: int) -> Listed:
    """Return a page of rows by day of founding, the latest first, and what all add up to."""
    rows = wanted.subquery()
    sums = session.execute(
        select(
            func.count(),
            cast(func.coalesce(func.sum(rows.c.charter_capital_vnd), 0), BigInteger),
            cast(func.coalesce(func.sum(rows.c.revenue_vnd), 0), BigInteger),
        ).select_from(rows)
    ).one()
    ordered = select(rows).order_by(rows.c.founded_on.desc(), rows.c.cooperative_id)
    shown = session.execute(ordered.limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE))
    return Listed(sums[0], sums[1], sums[2], shown.all())


def list_all(session: Session, asked: Asked, years: Mapping[str, int]) -> Sequence[Any]:
    """Return every row known, for the spreadsheet that counts them again.

    `years`: by kind the year of the revenue beside it; none for other kinds.
    """
    known = known_cooperatives(asked.known_at)
    figures = known_figures(asked.known_at, asked.period.year)
    of_year = and_(
        figures.c.cooperative_id == known.c.cooperative_id,
        or_(*(_is_of(known, figures, *one) for one in years.items()), false()),
    )
    wanted = (
        select(known, Commune.name.label("commune"), Commune.former_district, figures.c.revenue_vnd)
        .join(Commune, Commune.code == known.c.commune_code)
        .outerjoin(figures, of_year)
        .where(known.c.founded_on <= asked.period.last)
        .order_by(known.c.founded_on, known.c.cooperative_id)
    )
    return session.execute(wanted).all()


def _is_of(known: Subquery, figures: Subquery, kind: str, year: int) -> ColumnElement[bool]:
    return and_(known.c.kind == kind, figures.c.year == year)
