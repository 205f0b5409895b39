"""Writes of notices and mails. No commit; the mail itself leaves in a task of its own."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from accounts.models import Account
from config import Settings
from dossiers.models import Dossier, DossierEvent
from dossiers.queries import is_visible
from dossiers.urgency import urgency
from notices import sms
from notices.links import dossier_path
from notices.mail import Mail, deliver
from notices.models import MailMessage, Notice, NoticeText, SmsMessage
from notices.preference_queries import Wish, wishes_of
from notices.recipients import find_recipients, named
from notices.rules import group_of
from notices.sms_actions import send_by_telephone
from notices.text_queries import edited_texts
from notices.texts import Text, left_words, notice_name, render_edited, render_in, spoken
from rulebook.queries import working_calendar
from store.outbox import enqueue
from workflow.localtime import local_day
from workflow.refusal import Refusal


def tell(
    session: Session, settings: Settings, whom: str, dossier_id: int, event_id: int, now: datetime
) -> None:
    """Tell everybody in the relation `whom` about an event, once each; mail follows.

    Raises: Refusal where what is for staff would reach a cooperative.
    """
    dossier = session.get_one(Dossier, dossier_id)
    event = session.get_one(DossierEvent, event_id)
    if whom == "owner" and event.audience != "owner":
        raise Refusal("audience", "Việc nội bộ không được báo cho hợp tác xã.")
    voice = "owner" if whom == "owner" else "staff"
    values = _values(session, settings, dossier, event)
    edited = edited_texts(session, [notice_name(dossier.kind, voice, event.action)])
    telling = _Telling(settings, dossier, event, voice, values, edited)
    if whom == "named":
        people = [
            one
            for one in named(session, event)
            if one.id != event.actor_id and is_visible(session, one, dossier, local_day(now))
        ]
    else:
        people = find_recipients(session, whom, dossier, local_day(now), event.actor_id)
    wishes = wishes_of(session, [one.id for one in people], group_of(voice, event.action))
    for account in people:
        _tell_one(session, telling, account, wishes[account.id], now)


@dataclass(frozen=True, slots=True)
class _Telling:
    """What is told, in which voice, with which values for its texts."""

    settings: Settings
    dossier: Dossier
    event: DossierEvent
    voice: str
    values: dict[str, Any]
    edited: Mapping[tuple[str, str], NoticeText]

    @property
    def name(self) -> str:
        return notice_name(self.dossier.kind, self.voice, self.event.action)

    def values_in(self, language: str) -> dict[str, Any]:
        """Return what a text may use, with what is itself words in its language."""
        return self.values | {"left": left_words(self.values["far"], language)}


def _tell_one(
    session: Session, telling: _Telling, account: Account, wish: Wish, now: datetime
) -> None:
    """Tell one person, by the channels that this person wants, once."""
    language = spoken(telling.name, wish.language)
    edited = telling.edited.get((telling.name, language))
    values = telling.values_in(language)
    if edited is None:
        text = render_in(language, telling.name, values)
    else:
        text = render_edited(edited.source, language, telling.name, values)
    is_for_digest = wish.choice.mail == "daily" and bool(account.email)
    notice_id = _write(session, telling.event, account, text, now, is_for_digest)
    if notice_id is None:
        return
    if wish.choice.mail == "each" and account.email:
        more = {"voice": telling.voice, "account": account, "text": text}
        letter = render_in(language, "mail/notice", values | more)
        send(session, f"notice-{notice_id}", account.email, letter, now)
    if wish.choice.sms and account.phone and sms.is_on(telling.settings):
        said = str(telling.values["link"]), text.subject
        send_by_telephone(session, telling.settings, notice_id, account.phone, said, now)


def _values(
    session: Session, settings: Settings, dossier: Dossier, event: DossierEvent
) -> dict[str, Any]:
    """Return what every text may use. Days are counted from the day of the event."""
    on, calendar = local_day(event.at), working_calendar(session)
    far = urgency(dossier.due_on, dossier.paused_on, on, calendar)
    return {
        "dossier": dossier,
        "event": event,
        "settings": settings,
        "link": settings.base_url + dossier_path(dossier),
        "far": far,
        "left": left_words(far),
    }


def _write(
    session: Session,
    event: DossierEvent,
    account: Account,
    text: Text,
    now: datetime,
    is_for_digest: bool,
) -> int | None:
    """Write a notice and return its number; None where this person was told of this event."""
    row = insert(Notice).values(
        event_id=event.id,
        account_id=account.id,
        dossier_id=event.dossier_id,
        subject=text.subject,
        body=text.body,
        created_at=now,
        is_for_digest=is_for_digest,
    )
    once = row.on_conflict_do_nothing(index_elements=["event_id", "account_id"])
    return session.scalar(once.returning(Notice.id))


def send(session: Session, key: str, recipient: str, text: Text, now: datetime) -> None:
    """Write a mail and ask for it to be sent. `key` is unique and becomes its Message-ID."""
    mail = MailMessage(
        message_key=key, recipient=recipient, subject=text.subject, body=text.body, created_at=now
    )
    session.add(mail)
    session.flush()
    enqueue(session, "notices.send_mail", now, mail_id=mail.id)


def send_mail(session: Session, settings: Settings, mail_id: int, now: datetime) -> None:
    """Hand a mail over, as the last step of a task: after a crash right here it goes out again.

    What was sent is not kept outside the demo: a link in it would still open an account.
    """
    found = select(MailMessage).where(MailMessage.id == mail_id).with_for_update()
    mail = session.scalars(found).one_or_none()
    if mail is None or mail.sent_at is not None or mail.withdrawn_at is not None:
        return
    if not _is_still_for_reader(session, mail, now):
        session.delete(mail)
        return
    mail.sent_at = now
    letter = Mail(mail.message_key, mail.recipient, Text(mail.subject, mail.body), mail.created_at)
    if not settings.is_demo:
        mail.body = ""
    session.flush()
    deliver(settings, letter)


def _is_still_for_reader(session: Session, mail: MailMessage, now: datetime) -> bool:
    """Return whether the reader of a notice may see its dossier still. Other mails always go."""
    kind, _, number = mail.message_key.partition("-")
    notice = session.get(Notice, int(number)) if kind == "notice" else None
    return notice is None or is_visible(session, notice.account, notice.dossier, local_day(now))


def mail_link(
    session: Session, settings: Settings, account: Account, purpose: str, token: str, now: datetime
) -> None:
    """Mail an account its one-time link. Does nothing where it has no e-mail address."""
    if not account.email:
        return
    link = f"{settings.base_url}/lien-ket/{token}"
    values = {"account": account, "link": link, "settings": settings}
    text = render_in(account.language, f"mail/{purpose}", values)
    send(session, f"link-{account.id}-{now:%Y%m%d%H%M%S%f}", account.email, text, now)


def mark_read(notice: Notice, now: datetime) -> None:
    """Note that a notice was opened; the first time counts."""
    notice.read_at = notice.read_at or now
    notice.opened_at = notice.opened_at or now


def mark_all_read(session: Session, account_id: int, now: datetime) -> None:
    """Note that an account has seen all its notices."""
    unread = update(Notice).where(Notice.account_id == account_id, Notice.read_at.is_(None))
    session.execute(unread.values(read_at=now))


def forget_dossier(session: Session, dossier_id: int) -> None:
    """Remove what people were told of a dossier: its notices, their mails and text messages."""
    told = select(Notice.id).where(Notice.dossier_id == dossier_id)
    keys = [f"notice-{number}" for number in session.scalars(told)]
    session.execute(delete(MailMessage).where(MailMessage.message_key.in_(keys)))
    session.execute(delete(SmsMessage).where(SmsMessage.notice_id.in_(told)))
    session.execute(delete(Notice).where(Notice.dossier_id == dossier_id))
