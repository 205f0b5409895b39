"""Reads of the feed: the latest published answers of a search."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from feedback.models import Publication
from feedback.queries import WORDS_MAX
from workflow.text import words

FEED_SIZE = 50


def list_feed(session: Session, text: str, topic_code: str | None) -> list[Publication]:
    """Return the latest published answers that hold all words of `text`, in one statement."""
    found = select(Publication).options(joinedload(Publication.topic))
    if wanted := words(text)[:WORDS_MAX]:
        query = func.to_tsquery("simple", " & ".join(wanted))
        found = found.where(Publication.search_tsv.op("@@")(query))
    if topic_code:
        found = found.where(Publication.topic_code == topic_code)
    order = (Publication.answered_on.desc(), Publication.id.desc())
    return list(session.scalars(found.order_by(*order).limit(FEED_SIZE)))
