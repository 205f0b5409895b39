"""What the invented registry knew before: figures of earlier years, and the member book. Pure.

Both come out of a fixed seed and leave the figures of 2024 as they are.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

from demo.registry import SEED, YEAR, Row

YEARS = (2022, 2023)
FIGURES_AT = {year: datetime(year + 1, 2, 15, 3, 0, tzinfo=UTC) for year in YEARS}
GROWTH_PERCENT = {2022: 84, 2023: 93}
STEP_VND = 1_000_000
MEMBER_PERCENT = 62
FIRST_DECISION = date(2005, 3, 15)
LAST_DECISION = date(2024, 11, 15)


def earlier_figures(ids: Sequence[int], rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Return the figures of the years before for whoever was there."""
    rng, found = Random(f"{SEED} years"), []
    for cooperative_id, row in zip(ids, rows, strict=True):
        for year in YEARS:
            share = GROWTH_PERCENT[year] + rng.randint(-9, 9)
            if row["founded_on"].year < year:
                revenue_vnd = row["revenue"] * share // 100 // STEP_VND * STEP_VND
                found.append(
                    {
                        "recorded_at": FIGURES_AT[year],
                        "cooperative_id": cooperative_id,
                        "year": year,
                        "revenue_vnd": revenue_vnd,
                        "profit_vnd": row["profit"] * share // 100 // 100_000 * 100_000,
                        "members": max(row["official_members"] - (YEAR - year), 5),
                        "source": "Báo cáo năm của hợp tác xã",
                    }
                )
    return found


def member_periods(ids: Sequence[int], rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Return the member book: numbers in the order of the decisions, the roster among them."""
    rng = Random(f"{SEED} members")
    joined = []
    for number, (cooperative_id, row) in enumerate(zip(ids, rows, strict=True)):
        is_known = bool(row["email"])
        wishes = row["kind"] == "cooperative" and row["founded_on"] < date(2024, 6, 1)
        if wishes and (is_known or rng.randint(1, 100) <= MEMBER_PERCENT):
            first = max(row["founded_on"] + timedelta(days=90), FIRST_DECISION)
            wait = rng.randint(0, 700)
            joined.append(
                (min(first + timedelta(days=wait), LAST_DECISION), number, cooperative_id)
            )
    joined.sort()
    return [
        {
            "cooperative_id": cooperative_id,
            "member_no": member_no,
            "kind": "official",
            "status": "active",
            "starts_on": day,
            "decision": f"{member_no % 60 + 1:02d}/QĐ-LMHTX",
        }
        for member_no, (day, _, cooperative_id) in enumerate(joined, start=1)
    ]
