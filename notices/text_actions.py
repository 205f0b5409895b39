"""Writes of notice texts, each a version of its own; and of messages that are not to go. No commit.

A version is never changed; going back to the shipped text is a version without words.
"""

from datetime import datetime

from sqlalchemy import text as sql
from sqlalchemy.orm import Session

from notices.models import MailMessage, Notice, NoticeText, SmsMessage
from notices.text_queries import EventText, forget, list_versions, shipped_source
from notices.text_rules import check_text
from notices.texts import ENVIRONMENT
from rulebook.actions import note_change
from workflow.machine import Actor
from workflow.refusal import Missing, Refusal

CHANNEL_WORDS = {"mail": "thư điện tử", "sms": "tin SMS", "digest": "thông báo trong thư tổng hợp"}
LOCK = sql("SELECT pg_advisory_xact_lock(7006)")


def save_text(
    session: Session, text: EventText, source: str, seen: int, actor: Actor, now: datetime
) -> NoticeText:
    """Let a text read otherwise from now on. Raises Refusal: wrong, or changed meanwhile."""
    checked = check_text(ENVIRONMENT, source.replace("\r\n", "\n"), shipped_source(text))
    return _write(session, text, checked, seen, actor, now)


def restore_text(
    session: Session, text: EventText, seen: int, actor: Actor, now: datetime
) -> NoticeText:
    """Let the shipped text hold again."""
    return _write(session, text, "", seen, actor, now)


def _write(
    session: Session, text: EventText, source: str, seen: int, actor: Actor, now: datetime
) -> NoticeText:
    session.execute(LOCK)
    versions = list_versions(session, text)
    last = versions[0] if versions else None
    if (last.version if last else 0) != seen:
        raise Refusal("stale", "Người khác vừa sửa văn bản này. Hãy xem bản mới ở dưới.")
    if source == (last.source if last else ""):
        raise Refusal("nothing", "Văn bản không có gì thay đổi.")
    made = NoticeText(
        name=text.name, language=text.language, version=seen + 1, source=source, at=now,
        by_id=actor.id, by_name=actor.name,
    )  # fmt: skip
    session.add(made)
    session.flush()
    forget(session)
    return made


def withdraw_message(
    session: Session, channel: str, number: int, actor: Actor, now: datetime
) -> None:
    """Keep a message that waits from going out. Raises Missing; Refusal where it has gone."""
    if channel == "digest":
        _leave_out_of_digest(session, number)
    else:
        _hold_back(session, channel, number, now)
    note_change(session, "notice", f"Rút {CHANNEL_WORDS[channel]} số {number}.", [], actor, now)


def _hold_back(session: Session, channel: str, number: int, now: datetime) -> None:
    message: MailMessage | SmsMessage | None = None
    if channel == "mail":
        message = session.get(MailMessage, number, with_for_update=True)
    elif channel == "sms":
        message = session.get(SmsMessage, number, with_for_update=True)
    if message is None:
        raise Missing("message")
    if message.sent_at is not None or message.withdrawn_at is not None:
        raise Refusal("gone", "Tin này đã đi hoặc đã được rút.")
    message.withdrawn_at = now
    if isinstance(message, MailMessage):
        message.body = ""  # a link in it would still open an account


def _leave_out_of_digest(session: Session, notice_id: int) -> None:
    """Keep a notice out of the mail of the next morning; in the product it stays."""
    notice = session.get(Notice, notice_id, with_for_update=True)
    if notice is None:
        raise Missing("notice")
    if not notice.is_for_digest:
        raise Refusal("gone", "Tin này đã đi hoặc đã được rút.")
    notice.is_for_digest = False
