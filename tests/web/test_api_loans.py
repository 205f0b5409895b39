"""The schedule engine for programs: reference tables over HTTP, and every way to ask wrongly."""

import json
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

PATH = "/api/v1/loan-schedule"
CASES = json.loads(
    (Path(__file__).parent.parent / "rules" / "data" / "reference_schedules.json").read_text()
)["cases"]
ASKED: dict[str, Any] = {
    "principal_vnd": 500_000_000,
    "annual_rate_percent": "6.84",
    "disbursed_on": "2024-03-15",
    "method": "equal_principal",
    "instalments": 36,
    "every_months": 1,
}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_reference_tables(client: FlaskClient, session: Session, case: dict[str, Any]) -> None:
    told = client.post(PATH, json=case["request"]).get_json()
    for row in told["rows"]:
        assert row.pop("days") > 0
    assert told["rows"] == case["rows"]
    assert told["total_vnd"] == sum(row["total_vnd"] for row in case["rows"])


def test_the_example_of_the_guide(client: FlaskClient, session: Session) -> None:
    told = client.post(PATH, json=ASKED).get_json()
    assert told["rows"][0] == {
        "n": 1, "due_on": "2024-04-15", "days": 31, "principal_vnd": 13_888_889,
        "interest_vnd": 2_904_658, "total_vnd": 16_793_547, "balance_vnd": 486_111_111,
    }  # fmt: skip
    shown = {name: f"{told[name]}" for name in ("total_interest_vnd", "total_vnd")}
    guide = unescape(client.get("/api").text)
    assert all(f'"{name}": {value}' in guide for name, value in shown.items()), shown


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"principal_vnd": None}, "principal_vnd"),
        ({"principal_vnd": "500000000"}, "principal_vnd"),
        ({"principal_vnd": 1.5}, "principal_vnd"),
        ({"principal_vnd": True}, "principal_vnd"),
        ({"principal_vnd": 0}, "principal_vnd"),
        ({"principal_vnd": -5}, "principal_vnd"),
        ({"annual_rate_percent": "6,84"}, "annual_rate_percent"),
        ({"annual_rate_percent": "6.84001"}, "annual_rate_percent"),
        ({"annual_rate_percent": "100.0001"}, "annual_rate_percent"),
        ({"annual_rate_percent": "-1"}, "annual_rate_percent"),
        ({"annual_rate_percent": "1e1"}, "annual_rate_percent"),
        ({"annual_rate_percent": "٦"}, "annual_rate_percent"),
        ({"annual_rate_percent": False}, "annual_rate_percent"),
        ({"disbursed_on": "2024-02-30"}, "disbursed_on"),
        ({"disbursed_on": "15/03/2024"}, "disbursed_on"),
        ({"method": "balloon"}, "method"),
        ({"method": ["annuity"]}, "method"),
        ({"instalments": 601}, "instalments"),
        ({"instalments": None}, "instalments"),
        ({"every_months": None}, "every_months"),
        ({"every_months": 0}, "every_months"),
        ({"due_dates": ["2024-04-15"]}, "due_dates"),
        ({"instalments": None, "due_dates": ["2024-04-15", "2024-04-15"]}, "due_dates"),
        ({"instalments": None, "due_dates": ["2024-03-15"]}, "due_dates"),
        ({"instalments": None, "due_dates": []}, "due_dates"),
        ({"instalments": None, "due_dates": "2024-04-15"}, "due_dates"),
        (
            {"instalments": None, "every_months": None, "due_dates": ["2024-04-15"],
             "day_count": "month/12"},
            "every_months",
        ),
        ({"grace_instalments": 36}, "grace_instalments"),
        ({"grace_instalments": None}, "grace_instalments"),
        ({"day_count": "30/360"}, "day_count"),
        ({"rounding": "up"}, "rounding"),
        ({"rounding_unit_vnd": 0}, "rounding_unit_vnd"),
        ({"carry_remainder": 1}, "carry_remainder"),
        ({"method": "custom"}, "principal_parts_vnd"),
        ({"principal_parts_vnd": [1]}, "principal_parts_vnd"),
        ({"method": "custom", "instalments": 2, "principal_parts_vnd": [1, 2]},
         "principal_parts_vnd"),
        ({"lai_suat": 1}, "lai_suat"),
    ],
)  # fmt: skip
def test_a_fault_names_its_field(
    client: FlaskClient, session: Session, change: dict[str, Any], field: str
) -> None:
    answer = client.post(PATH, json=ASKED | change)
    assert (answer.status_code, answer.mimetype) == (422, "application/problem+json")
    assert answer.get_json()["field"] == field


@pytest.mark.parametrize("rate", ["6.84", 6.84, 7, "0", "100", "100.0000", 0.1])
def test_rates(client: FlaskClient, session: Session, rate: object) -> None:
    assert client.post(PATH, json=ASKED | {"annual_rate_percent": rate}).status_code == 200


def test_the_longest_schedule(client: FlaskClient, session: Session) -> None:
    asked = ASKED | {"method": "annuity", "instalments": 600, "every_months": 120}
    rows = client.post(PATH, json=asked).get_json()["rows"]
    assert (len(rows), rows[-1]["balance_vnd"]) == (600, 0)
