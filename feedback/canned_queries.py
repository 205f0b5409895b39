"""Reads of the pieces of text for answers."""

from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from feedback.canned_models import CannedAnswer, CannedVersion
from feedback.models import Topic
from workflow.refusal import Missing

OFFERED_MAX = 12
VERSIONS_SHOWN = 20


def list_canned(session: Session) -> list[CannedAnswer]:
    """Return every piece, by topic and title."""
    found = select(CannedAnswer).join(Topic).order_by(Topic.name, CannedAnswer.title)
    people = (joinedload(CannedAnswer.topic), joinedload(CannedAnswer.written_by))
    return list(session.scalars(found.options(*people)))


def offer_canned(session: Session, topic_code: str, on: date) -> list[CannedAnswer]:
    """Return the pieces that a draft of a topic may use on a day."""
    last = or_(CannedAnswer.valid_to.is_(None), CannedAnswer.valid_to >= on)
    found = (
        select(CannedAnswer)
        .where(CannedAnswer.topic_code == topic_code, CannedAnswer.valid_from <= on, last)
        .order_by(CannedAnswer.title)
        .limit(OFFERED_MAX)
    )
    return list(session.scalars(found))


def access_canned(session: Session, canned_id: int) -> CannedAnswer:
    """Return a piece. Raises Missing."""
    found = session.get(CannedAnswer, canned_id)
    if found is None:
        raise Missing("canned")
    return found


def list_versions(session: Session, canned_id: int) -> list[CannedVersion]:
    """Return the last versions of a piece, the newest first."""
    found = (
        select(CannedVersion)
        .where(CannedVersion.canned_id == canned_id)
        .options(joinedload(CannedVersion.written_by))
        .order_by(CannedVersion.version.desc())
        .limit(VERSIONS_SHOWN)
    )
    return list(session.scalars(found))
