"""The public figures by program."""

from datetime import date

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from cooperatives.models import PlanTarget, YearFigures
from tests.make import make_cooperative

ADDRESS = "/api/v1/reports/overview"


def test_figures_of_a_day(client: FlaskClient, session: Session) -> None:
    old = make_cooperative(session, charter_capital_vnd=7, founded_on=date(2023, 2, 1))
    new = make_cooperative(session, charter_capital_vnd=5, founded_on=date(2024, 11, 30))
    make_cooperative(session, sector="finance", founded_on=date(2024, 12, 1))
    make_cooperative(session, founded_on=date(2020, 1, 1), status="dissolved")
    session.add(PlanTarget(year=2024, key="new_cooperatives", value=3, source="Kế hoạch"))
    figures = {"year": 2024, "profit_vnd": None, "members": None}
    session.add(YearFigures(cooperative_id=old.id, revenue_vnd=10, **figures))
    session.add(YearFigures(cooperative_id=new.id, revenue_vnd=15, **figures))
    session.commit()
    assert client.get(f"{ADDRESS}?as_of=2024-11-30").json == {
        "cooperatives_total": 2,
        "cooperatives_new": 1,
        "plan_new": 3,
        "plan_attainment_percent": "33.3",
        "charter_capital_vnd": 12,
        "agriculture_percent": "100.0",
        "non_agriculture_percent": "0.0",
        "average_revenue_vnd": 13,
        "groups_total": 0,
        "groups_average_revenue_vnd": None,
    }
    later = client.get(ADDRESS).json
    assert later is not None
    assert (later["cooperatives_total"], later["plan_new"]) == (3, None)


def test_a_wrong_day_is_a_problem(client: FlaskClient, session: Session) -> None:
    for wrong in ("30/11/2024", "2024-02-30", "", "1024-11-30", "2024-11-30T00:00:00Z"):
        answer = client.get(ADDRESS, query_string={"as_of": wrong})
        assert answer.status_code == 422, wrong
        assert answer.mimetype == "application/problem+json"
        assert answer.json is not None
        assert answer.json["field"] == "as_of"
