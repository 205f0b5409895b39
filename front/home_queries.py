"""Reads of the front door: the year's curve, commitments that fall due."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Date, cast, func, select
from sqlalchemy.orm import Session

from dossiers.models import Dossier
from front.charts import Year, accumulated
from workflow.localtime import VIETNAM


def year_until(session: Session, on: date) -> Year:
    """Return what was received since new year, and how many of these are answered, by month."""
    settled_at = func.coalesce(Dossier.first_settled_at, Dossier.settled_at)
    settled_on: ColumnElement[Any] = cast(func.timezone(str(VIETNAM), settled_at), Date)
    is_answered = Dossier.state.in_(("answered", "closed")) | Dossier.first_settled_at.is_not(None)
    received = _by_month(session, Dossier.received_on, on)
    answered = _by_month(session, settled_on, on, is_answered)
    months = range(1, on.month + 1)
    return Year(
        on.year,
        accumulated([received.get(month, 0) for month in months]),
        accumulated([answered.get(month, 0) for month in months]),
    )


def _by_month(
    session: Session, day: Any, on: date, *conditions: ColumnElement[bool]
) -> dict[int, int]:
    month = func.extract("month", day)
    counted = (
        select(month, func.count())
        .where(Dossier.kind == "petition", Dossier.received_on.between(date(on.year, 1, 1), on))
        .where(day <= on, *conditions)
        .group_by(month)
    )
    return {int(row[0]): row[1] for row in session.execute(counted)}
