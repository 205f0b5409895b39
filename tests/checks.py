"""What must hold of the records at any time, as tests ask for it."""

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from letters.models import Letter, LetterSeries


def check_now(session: Session) -> None:
    """Let the database check here what it would check at the commit."""
    session.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))
    session.execute(text("SET CONSTRAINTS ALL DEFERRED"))


def list_gaps(session: Session) -> list[tuple[int, str, int]]:
    """Return each series (year, kind, unit) whose numbers are not 1, 2 … last: never any."""
    counted = (
        select(
            LetterSeries.year,
            LetterSeries.kind,
            LetterSeries.unit_id,
            LetterSeries.last_number,
            func.count(Letter.id).label("count"),
            func.max(Letter.number).label("highest"),
        )
        .outerjoin(
            Letter,
            (Letter.year == LetterSeries.year)
            & (Letter.kind == LetterSeries.kind)
            & (Letter.series_unit_id == LetterSeries.unit_id),
        )
        .group_by(LetterSeries.year, LetterSeries.kind, LetterSeries.unit_id)
        .order_by(LetterSeries.year, LetterSeries.kind, LetterSeries.unit_id)
    )
    return [
        (row.year, row.kind, row.unit_id)
        for row in session.execute(counted)
        if not row.last_number == row.count == row.highest
    ]
