"""Writes of topics and of the rules that route them."""

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from feedback.data import BASIS, ROUTES, TOPICS
from feedback.models import RoutingRule, Topic
from units.models import Unit


def load_base(session: Session) -> None:
    """Insert the topics that are missing, and rules for topics that have none. Needs the units."""
    rows = [
        {"code": code, "name": name, "sort": sort}
        for sort, (code, name) in enumerate(TOPICS.items(), start=1)
    ]
    session.execute(insert(Topic).values(rows).on_conflict_do_nothing())
    ruled = set(session.scalars(select(RoutingRule.topic_code)))
    ids = {unit.code: unit.id for unit in session.scalars(select(Unit))}
    session.add_all(
        RoutingRule(
            topic_code=route.topic,
            unit_id=ids[route.unit],
            body_ids=[ids[code] for code in route.bodies],
            valid_from=route.valid_from,
            valid_to=route.valid_to,
            basis=BASIS,
        )
        for route in ROUTES
        if route.topic not in ruled
    )
    session.flush()
