"""The invented registry: 539 cooperatives and 310 groups, with the figures of the conference of
2/12/2024 exactly. Pure: rows out of a fixed seed. Source: docs/rules/registry.md."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from itertools import cycle, islice
from random import Random
from typing import Any

from cooperatives.data import COMMUNES, CommuneRow
from cooperatives.rules import AGRICULTURE, tax_check_digit
from demo import names
from demo.roster import ROSTER, Member
from workflow.text import fold

SEED = "dong-hanh 2024"
YEAR = 2024
COOPERATIVES = 539
NEW_IN_2024 = 56
FARMING = 382
CAPITAL_VND = 1_258_000_000_000
CAPITAL_STEP_VND = 10_000_000
REVENUE_AVERAGE_VND = 1_350_000_000
GROUPS = 310
GROUPS_FARMING = 300
GROUP_REVENUE_AVERAGE_VND = 650_000_000
GROUP_PROFIT_AVERAGE_VND = 40_000_000
GROUP_MEMBERS = 3_550
MONEY_STEP_VND = 1_000_000
LAST_DAY = date(2024, 11, 30)
NEW_LAW_ON = date(2024, 7, 1)
BUSY = ("05977", "05983", "05986", "06187", "06184", "06385", "06529", "06040", "06124", "06325")
STATUSES = (("dormant", 31), ("suspended", 11), ("dissolving", 5))
PLAN = {"new_cooperatives": 50, "groups": 320}
PLAN_SOURCE = "Kế hoạch 178/KH-UBND ngày 29/7/2024"

Row = dict[str, Any]


def share_out(total: int, weights: Sequence[float], step: int, least: int = 0) -> list[int]:
    """Split `total` into multiples of `step` by weight, `least` steps at least; the sum is exact.

    Raises: ValueError where `total` is no multiple of `step`.
    """
    if total % step:
        raise ValueError(f"{total} is no multiple of {step}")
    free = total // step - least * len(weights)
    exact = [free * weight / sum(weights) for weight in weights]
    parts = [int(part) for part in exact]
    order = sorted(range(len(parts)), key=lambda i: (parts[i] - exact[i], i))
    for i in order[: free - sum(parts)]:
        parts[i] += 1
    return [(part + least) * step for part in parts]


def _working_day(rng: Random, first: date, last: date) -> date:
    day = first + timedelta(days=rng.randint(0, (last - first).days))
    return day - timedelta(days=max(0, day.weekday() - 4)) if day.weekday() > 4 else day


def _founded_on(rng: Random, is_new: bool) -> date:
    if is_new:
        return _working_day(rng, date(2024, 1, 3), date(2024, 11, 29))
    first = rng.choices((1998, 2008, 2014, 2018, 2021), (4, 12, 26, 36, 22))[0]
    last = {1998: 2007, 2008: 2013, 2014: 2017, 2018: 2020, 2021: 2023}[first]
    return _working_day(rng, date(first, 1, 4), date(last, 12, 28))


def _unique(make: Callable[[], str], taken: set[str]) -> str:
    while True:
        name = make()
        if name not in taken:
            taken.add(name)
            return name


def _tax_codes() -> Iterator[str]:
    for serial in range(7, 10_000, 11):
        nine = f"49009{serial:04d}"
        if (check := tax_check_digit(nine)) is not None:
            yield nine + check


def _places(rng: Random) -> list[tuple[CommuneRow, str]]:
    """Return a commune and a sector for every cooperative beside the roster's."""
    farms = FARMING - sum(member.sector == AGRICULTURE for member in ROSTER)
    others = COOPERATIVES - FARMING - sum(member.sector != AGRICULTURE for member in ROSTER)
    rural = [commune for commune in COMMUNES if commune.kind == "commune"]
    fields = [*islice(cycle(rural), 4 * len(rural)), *rng.choices(COMMUNES, k=farms)][:farms]
    busy = [6 if commune.code in BUSY else 1 for commune in COMMUNES]
    shops = rng.choices(COMMUNES, busy, k=others)
    lines = rng.choices(("industry_construction", "trade_service"), (2, 3), k=others)
    return [(place, AGRICULTURE) for place in fields] + list(zip(shops, lines, strict=True))


def _invented(rng: Random) -> Iterator[Row]:
    places = _places(rng)
    rng.shuffle(places)
    taken = {member.full_name for member in ROSTER}
    new_left = NEW_IN_2024 - sum(member.founded_on.year == YEAR for member in ROSTER)
    for number, (commune, sector) in enumerate(places):
        place = (sector, commune.former_district, commune.name)
        name = _unique(lambda p=place: names.cooperative_name(rng, *p), taken)  # type: ignore[misc]
        yield {
            "name": name,
            "commune_code": commune.code,
            "sector": sector,
            "representative_name": names.person(rng),
            "founded_on": _founded_on(rng, number < new_left),
            "email": "",
        }


def _row_of(member: Member) -> Row:
    return {
        "name": member.full_name,
        "commune_code": member.commune_code,
        "sector": member.sector,
        "representative_name": member.representative,
        "founded_on": member.founded_on,
        "email": f"htx.{member.key.replace('_', '')}@donghanh.example",
    }


def _statuses(rng: Random) -> list[str]:
    """Return a state for every cooperative; those of the roster are at work."""
    resting = [status for status, count in STATUSES for _ in range(count)]
    invented = COOPERATIVES - len(ROSTER)
    mixed = resting + ["active"] * (invented - len(resting))
    rng.shuffle(mixed)
    return ["active"] * len(ROSTER) + mixed


def _members(rng: Random, founded_on: date) -> int:
    least = 5 if founded_on >= NEW_LAW_ON else 7
    return least + int(rng.expovariate(1 / 14))


def cooperatives() -> list[Row]:
    """Return the 539 cooperatives, the roster's first, each with its `revenue` and `profit`."""
    rng = Random(SEED)
    rows = [_row_of(member) for member in ROSTER] + list(_invented(rng))
    statuses = _statuses(rng)
    weights = [rng.lognormvariate(0, 0.8) for _ in rows]
    turnover = [
        0 if status == "dormant" else weight * rng.lognormvariate(0, 0.5)
        for weight, status in zip(weights, statuses, strict=True)
    ]
    capital = share_out(CAPITAL_VND, weights, CAPITAL_STEP_VND, least=10)
    revenue = share_out(COOPERATIVES * REVENUE_AVERAGE_VND, turnover, MONEY_STEP_VND)
    codes = _tax_codes()
    for number, row in enumerate(rows):
        row |= {
            "kind": "cooperative",
            "name_fold": fold(row["name"]),
            "tax_code": next(codes),
            "address": _address(rng, row["commune_code"]),
            "phone": f"0900 {100 + number // 1000} {number % 1000:03d}",
            "charter_capital_vnd": capital[number],
            "official_members": _members(rng, row["founded_on"]),
            "status": statuses[number],
            "revenue": revenue[number],
            "profit": revenue[number] * rng.randint(3, 9) // 100 // 100_000 * 100_000,
        }
    return rows


def _address(rng: Random, commune_code: str) -> str:
    is_town = commune_code in BUSY
    return f"Khối {rng.randint(1, 12)}" if is_town else f"Thôn {names.hamlet(rng)}"


def groups() -> list[Row]:
    """Return the 310 cooperative groups, each with its `revenue` and `profit`."""
    rng = Random(f"{SEED} groups")
    rural = [commune for commune in COMMUNES if commune.kind == "commune"]
    places = list(islice(cycle(rural), GROUPS))
    weights = [rng.lognormvariate(0, 0.45) for _ in places]
    revenue = share_out(GROUPS * GROUP_REVENUE_AVERAGE_VND, weights, MONEY_STEP_VND, least=80)
    profit = share_out(GROUPS * GROUP_PROFIT_AVERAGE_VND, weights, MONEY_STEP_VND, least=4)
    members = share_out(GROUP_MEMBERS, weights, 1, least=3)
    taken: set[str] = set()
    return [
        _group(rng, commune, number, taken)
        | {
            "official_members": members[number],
            "revenue": revenue[number],
            "profit": profit[number],
        }
        for number, commune in enumerate(places)
    ]


def _group(rng: Random, commune: CommuneRow, number: int, taken: set[str]) -> Row:
    is_farming = number < GROUPS_FARMING
    district = commune.former_district
    name = _unique(lambda: names.group_name(rng, is_farming, district), taken)
    return {
        "kind": "group",
        "name": name,
        "name_fold": fold(name),
        "tax_code": None,
        "commune_code": commune.code,
        "address": "Thôn " + name.rsplit(" thôn ", 1)[1],
        "phone": f"0900 {200 + number // 1000} {number % 1000:03d}",
        "email": "",
        "representative_name": names.person(rng),
        "sector": AGRICULTURE if is_farming else "trade_service",
        "charter_capital_vnd": 0,
        "founded_on": _working_day(rng, date(2010, 3, 1), LAST_DAY),
        "status": "active",
    }
