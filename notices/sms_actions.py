"""Writes of text messages: asked for with the notice, sent by a task, reported by the gateway."""

import re
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from config import Settings
from notices.models import SmsMessage
from notices.rules import international_phone, office_moment, sms_text
from notices.sms import DEMO, Sms, deliver
from rulebook.queries import working_calendar
from store.outbox import enqueue
from store.rates import Limit, hit

MINUTE_SECONDS = 60
REPORT_LENGTH_MAX = 60


class TooMany(Exception):
    """This minute's messages are used up; the outbox tries again."""


def send_by_telephone(
    session: Session,
    settings: Settings,
    notice_id: int,
    phone: str,
    said: tuple[str, str],
    now: datetime,
) -> None:
    """Write a message about a notice and ask for it to be sent, in office hours.

    `said` is the link and the subject. A number that is none is left out: the notice stays.
    """
    try:
        number = international_phone(phone)
    except ValueError:
        return
    link, subject = said
    endings = (f". Xem {link} hoặc gọi {settings.alliance_phone}.", f". Xem {link}", f" {link}")
    rings = settings.sms_url != DEMO
    due_at = office_moment(now, working_calendar(session)) if rings else now
    message = SmsMessage(
        message_key=f"sms-{notice_id}",
        notice_id=notice_id,
        phone=number,
        text=sms_text(subject, endings, settings.sms_is_plain),
        created_at=now,
        due_at=due_at,
    )
    session.add(message)
    session.flush()
    enqueue(session, "notices.send_sms", due_at, sms_id=message.id)


def send_sms(session: Session, settings: Settings, sms_id: int, now: datetime) -> None:
    """Hand a message over, as the last step of a task: after a crash right here it goes out again.

    Raises: TooMany where this minute is used up, CallFailed where the gateway did not take it.
    """
    found = select(SmsMessage).where(SmsMessage.id == sms_id).with_for_update()
    message = session.scalars(found).one()
    if message.sent_at is not None or message.withdrawn_at is not None:
        return
    limit = Limit(settings.sms_per_minute, MINUTE_SECONDS)
    if settings.sms_url != DEMO and not hit(session, "sms", limit, now):
        raise TooMany
    message.sent_at = now
    session.flush()
    message.reference = deliver(settings, Sms(message.message_key, message.phone, message.text))


def note_report(
    session: Session, settings: Settings, reference: str, status: str, now: datetime
) -> bool:
    """Keep what the gateway says about a message; return whether it is one of ours.

    The first report of arrival counts, whatever comes after it.
    """
    named = or_(SmsMessage.reference == reference, SmsMessage.message_key == reference)
    found = select(SmsMessage).where(named, SmsMessage.sent_at.is_not(None)).with_for_update()
    message = session.scalars(found).one_or_none()
    if message is None:
        return False
    message.report = status[:REPORT_LENGTH_MAX]
    if re.search(settings.sms_report_delivered, status):
        message.delivered_at = message.delivered_at or now
    return True
