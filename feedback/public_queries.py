"""Reads of the public figures on petitions, and what they call answered, and when."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Date, cast, func, or_, select
from sqlalchemy.orm import Session

from cooperatives.models import Cooperative
from dossiers.models import Dossier
from feedback.models import PublicDay
from workflow.localtime import VIETNAM
from workflow.months import MONTHS_A_YEAR, months_after
from workflow.workdays import ONE


def local_date(moment: Any) -> ColumnElement[Any]:
    """Return the day of a moment in Viet Nam."""
    return cast(func.timezone(str(VIETNAM), moment), Date)


IS_ANSWERED = or_(Dossier.state.in_(("answered", "closed")), Dossier.first_settled_at.is_not(None))
HAS_MONTHS = func.cardinality(PublicDay.received_by_month) > 0
FIRST_ON = local_date(func.coalesce(Dossier.first_settled_at, Dossier.settled_at))


def public_figures(session: Session, today: date) -> PublicDay:
    """Return the figures of the latest day that was counted; before the first night, as of now."""
    latest = (
        select(PublicDay)
        .where(PublicDay.until < today, HAS_MONTHS)
        .order_by(PublicDay.until.desc())
    )
    return session.scalars(latest.limit(1)).one_or_none() or count_figures(session, today)


def count_figures(session: Session, today: date) -> PublicDay:
    """Count the figures up to yesterday's end. In time: first answered on or before the date owed,
    of those due. Declined and withdrawn ones are owed no answer and do not count as due; what was
    reopened counts with its first answer.
    """
    new_year = date(today.year, 1, 1)
    year_ago = months_after(today, -MONTHS_A_YEAR)
    due_on = func.coalesce(Dossier.first_due_on, Dossier.due_on)
    was_due = due_on.between(year_ago, today - ONE) & Dossier.state.not_in(
        ("declined", "withdrawn")
    )
    is_new = Dossier.received_on.between(new_year, today - ONE)
    row = session.execute(
        select(
            func.count().filter(is_new),
            func.count().filter(is_new & IS_ANSWERED),
            func.count().filter(was_due),
            func.count().filter(was_due & IS_ANSWERED & (due_on >= FIRST_ON)),
        ).where(Dossier.kind == "petition")
    ).one()
    cooperatives = session.scalar(select(func.count(Cooperative.id))) or 0
    return PublicDay(
        until=today - ONE,
        filed_this_year=row[0],
        answered_of_these=row[1],
        due_in_twelve_months=row[2],
        answered_in_time=row[3],
        cooperatives=cooperatives,
        received_by_month=by_month(session, Dossier.received_on, today - ONE),
        answered_by_month=by_month(session, FIRST_ON, today - ONE, IS_ANSWERED),
    )


def by_month(
    session: Session, day: Any, until: date, *conditions: ColumnElement[bool]
) -> list[int]:
    """Count the petitions received since new year by the month of `day`, up to `until`'s month."""
    month = func.extract("month", day)
    counted = (
        select(month, func.count())
        .where(Dossier.kind == "petition")
        .where(Dossier.received_on.between(date(until.year, 1, 1), until))
        .where(day <= until, *conditions)
        .group_by(month)
    )
    found = {int(row[0]): row[1] for row in session.execute(counted)}
    return [found.get(number, 0) for number in range(1, until.month + 1)]
