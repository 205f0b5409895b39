"""The front door."""

from collections.abc import Sequence
from itertools import accumulate

from flask import render_template
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from commitments.models import Commitment
from conferences.queries import is_open_to_questions, next_public
from feedback import public_pages, queries
from feedback.models import PublicDay
from feedback.owner_pages import owed_if_filed
from feedback.public_queries import public_figures
from front import charts
from front.blueprint import bp
from front.promised_queries import Promised, list_promised
from store.clock import today, utc_now
from store.db import db

LATEST_COUNT, TOPICS_COUNT, COMMITMENTS_COUNT = 4, 4, 3
WIDE, NARROW = 620, 345


@bp.get("/")
def home() -> ResponseReturnValue:
    """What this is, what one can do, what was answered, promised and reached."""
    on, kept = today(), db.session()
    count, limit_days = owed_if_filed(kept, on)
    return render_template(
        "front/home.html",
        published_count=queries.count_publications(kept),
        latest=queries.list_latest_publications(kept, LATEST_COUNT),
        topics=queries.list_top_topics(kept, TOPICS_COUNT),
        due_on=count.due_on,
        limit_days=limit_days,
        promised=_open_promises(),
        on=on,
        **_coming(),
        **_figures(),
    )


def _open_promises() -> Sequence[Promised]:
    return list_promised(db.session(), Commitment.status == "open", limit=COMMITMENTS_COUNT)


def _coming() -> dict[str, object]:
    coming = next_public(db.session(), today())
    is_open = coming is not None and is_open_to_questions(coming, utc_now())
    return {"coming": coming, "is_open": is_open}


def _figures() -> dict[str, object]:
    found = public_figures(db.session(), today())
    year = _curve_of(found)
    return {
        "figures": public_pages.figures(found),
        "until": found.until,
        "year": year,
        "curves": [Markup(charts.curve(year, width)) for width in (WIDE, NARROW)],  # noqa: S704
    }


def _curve_of(found: PublicDay) -> charts.Year:
    received, answered = found.received_by_month, found.answered_by_month
    return charts.Year(found.until.year, tuple(accumulate(received)), tuple(accumulate(answered)))
