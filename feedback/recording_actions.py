"""Writes of what staff record for somebody: a paper, a call. No commit."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from config import Settings
from documents.models import Document
from feedback.actions import Filing, file
from feedback.models import Petition
from feedback.recording_rules import BY_STAFF, wrong_day
from feedback.rules import PetitionText
from workflow.localtime import local_day
from workflow.refusal import Refusal


def record(
    session: Session,
    settings: Settings,
    filing: Filing,
    text: PetitionText,
    documents: list[Document],
    now: datetime,
) -> Petition:
    """File for somebody else, once for each form: a second sending finds the first petition.

    Raises: Refusal where channel, day of receipt or name cannot be.
    """
    _check(filing, now)
    if filing.form_key is not None:
        key = func.hashtext(filing.form_key)
        session.execute(select(func.pg_advisory_xact_lock(key)))  # held until the commit
        taken = select(Petition).where(Petition.form_key == filing.form_key)
        found = session.scalars(taken).one_or_none()
        if found is not None:
            return found
    return file(session, settings, filing, text, documents, now)


def _check(filing: Filing, now: datetime) -> None:
    if filing.channel not in BY_STAFF:
        raise Refusal("channel", "Chọn đơn giấy hoặc điện thoại.", "channel")
    why = wrong_day(filing.received_on, local_day(now)) if filing.received_on else None
    if why:
        raise Refusal("received_on", why, "received_on")
    if not filing.asker.strip():
        raise Refusal("asker", "Ghi nhận cho ai? Nhập tên rồi chọn.", "asker")
