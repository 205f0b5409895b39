"""The registry's part of a report, out of counts by kind, sector and commune. Pure.

Money is whole đồng, shares are text with one decimal. Source: docs/rules/report.md.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import accumulate
from typing import Any

from cooperatives.fields import SECTORS
from cooperatives.rules import AGRICULTURE
from reports.period import Period
from reports.rules import percent, rest_percent
from workflow.rounding import divide

NEW_COOPERATIVES = "new_cooperatives"


@dataclass(frozen=True, slots=True)
class Cell:
    """What the rows of one kind, sector and commune add up to.

    `before` counts the same days a year before. Capital and members are of those that are there at
    the cut-off.
    """

    kind: str
    sector: str
    commune_code: str
    there: int
    new: int
    gone: int
    there_before: int
    new_before: int
    gone_before: int
    capital_vnd: int
    members: int


@dataclass(frozen=True, slots=True)
class Revenue:
    """The revenue of one kind in the latest year that has figures: sum and how many reported."""

    year: int
    sum_vnd: int
    reported: int

    @property
    def average_vnd(self) -> int | None:
        return divide(self.sum_vnd, self.reported) if self.reported else None


@dataclass(frozen=True, slots=True)
class Share:
    """One line of a table by sector or place, of cooperatives."""

    key: str
    name: str
    total: int
    total_before: int
    new: int
    gone: int
    capital_vnd: int
    members: int
    groups: int


@dataclass(frozen=True, slots=True)
class RegistryFigures:
    """The registry's figures of a period. None: there are no rows to work a figure out of."""

    new: int
    new_before: int
    gone: int
    gone_before: int
    total: int
    total_before: int
    plan_new: int | None
    plan_percent: str | None
    capital_vnd: int
    capital_each_vnd: int | None
    agriculture: int
    agriculture_percent: str | None
    other: int
    other_percent: str | None
    members: int
    revenue_vnd: int | None
    revenue_year: int | None
    revenue_reported: int
    revenue_missing: int
    groups: int
    groups_before: int
    groups_new: int
    groups_members: int
    groups_revenue_vnd: int | None
    groups_reported: int
    unions: int
    plans: dict[str, int] = field(default_factory=dict)
    sectors: tuple[Share, ...] = ()
    places: tuple[Share, ...] = ()
    months: tuple[int, ...] = ()
    groups_revenue_year: int | None = None


def registry_figures(
    cells: Iterable[Cell],
    revenues: Mapping[str, Revenue],
    plans: Mapping[str, int],
    districts: Mapping[str, str],
    new_by_month: Mapping[date, int],
    period: Period,
) -> RegistryFigures:
    """Return the figures that counted rows give.

    `revenues` is by kind, `plans` by the target's key, `districts` names the former district of a
    commune, `new_by_month` counts by the first day of a month.
    """
    rows = list(cells)
    return RegistryFigures(
        **_of_cooperatives([cell for cell in rows if cell.kind == "cooperative"]),
        **_of_plan(rows, plans, period),
        **_of_revenue(rows, revenues),
        **_of_groups([cell for cell in rows if cell.kind == "group"]),
        unions=_sum((cell for cell in rows if cell.kind == "union"), "there"),
        sectors=_by_sector(rows),
        places=_by_place(rows, districts),
        months=_accumulated(new_by_month, period),
    )


def _of_cooperatives(own: list[Cell]) -> dict[str, Any]:
    total, capital = _sum(own, "there"), _sum(own, "capital_vnd")
    farming = _sum((cell for cell in own if cell.sector == AGRICULTURE), "there")
    share = percent(farming, total)
    return {
        "new": _sum(own, "new"),
        "new_before": _sum(own, "new_before"),
        "gone": _sum(own, "gone"),
        "gone_before": _sum(own, "gone_before"),
        "total": total,
        "total_before": _sum(own, "there_before"),
        "capital_vnd": capital,
        "capital_each_vnd": divide(capital, total) if total else None,
        "agriculture": farming,
        "agriculture_percent": share,
        "other": total - farming,
        "other_percent": rest_percent(share),
        "members": _sum(own, "members"),
    }


def _of_plan(cells: list[Cell], plans: Mapping[str, int], period: Period) -> dict[str, Any]:
    """Return what was planned; a part of the year that begins later is not measured by it."""
    new = _sum((cell for cell in cells if cell.kind == "cooperative"), "new")
    plan = plans.get(NEW_COOPERATIVES) if period.is_from_new_year else None
    return {"plan_new": plan, "plan_percent": percent(new, plan), "plans": dict(plans)}


def _of_revenue(cells: list[Cell], revenues: Mapping[str, Revenue]) -> dict[str, Any]:
    total = _sum((cell for cell in cells if cell.kind == "cooperative"), "there")
    own, groups = revenues.get("cooperative"), revenues.get("group")
    reported = own.reported if own else 0
    return {
        "revenue_vnd": own.average_vnd if own else None,
        "revenue_year": own.year if own else None,
        "revenue_reported": reported,
        "revenue_missing": total - reported,
        "groups_revenue_vnd": groups.average_vnd if groups else None,
        "groups_revenue_year": groups.year if groups else None,
        "groups_reported": groups.reported if groups else 0,
    }


def _of_groups(groups: list[Cell]) -> dict[str, Any]:
    return {
        "groups": _sum(groups, "there"),
        "groups_before": _sum(groups, "there_before"),
        "groups_new": _sum(groups, "new"),
        "groups_members": _sum(groups, "members"),
    }


def _sum(cells: Iterable[Cell], what: str) -> int:
    return sum(getattr(cell, what) for cell in cells)


def _shares(
    cells: Iterable[Cell], key_of: Callable[[Cell], str], names: Mapping[str, str]
) -> tuple[Share, ...]:
    """Return one line for each name, in their order; lines without any row are left out."""
    found: dict[str, list[Cell]] = {}
    for cell in cells:
        found.setdefault(key_of(cell), []).append(cell)
    return tuple(_share(key, name, found[key]) for key, name in names.items() if key in found)


def _share(key: str, name: str, cells: list[Cell]) -> Share:
    own = [cell for cell in cells if cell.kind == "cooperative"]
    groups = [cell for cell in cells if cell.kind == "group"]
    counts = {what: _sum(own, what) for what in ("new", "gone", "capital_vnd", "members")}
    return Share(
        key=key,
        name=name,
        total=_sum(own, "there"),
        total_before=_sum(own, "there_before"),
        groups=_sum(groups, "there"),
        **counts,
    )


def _by_sector(cells: list[Cell]) -> tuple[Share, ...]:
    return _shares(cells, lambda cell: cell.sector, SECTORS)


def _by_place(cells: list[Cell], districts: Mapping[str, str]) -> tuple[Share, ...]:
    names = {name: name for name in districts.values()}
    return _shares(cells, lambda cell: districts[cell.commune_code], names)


def _accumulated(new_by_month: Mapping[date, int], period: Period) -> tuple[int, ...]:
    """Return how many were founded since new year, at the end of each month up to the cut-off."""
    return tuple(accumulate(new_by_month.get(month, 0) for month in period.months))
