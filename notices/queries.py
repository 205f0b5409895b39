"""Reads of notices. A dossier that one may no longer see takes its notices along."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from accounts.models import Account
from dossiers.models import Dossier, DossierEvent
from dossiers.queries import visible_to
from notices.models import MailMessage, Notice, SmsMessage
from workflow.refusal import Missing

PAGE_LENGTH = 30
PAGES_MAX = 200
MAILS_MAX = 100


@dataclass(frozen=True, slots=True)
class Inbox:
    """One page of an account's notices. `number` counts pages from 1, `total` counts notices."""

    notices: list[Notice]
    number: int
    total: int
    unread: int

    @property
    def first(self) -> int:
        return (self.number - 1) * PAGE_LENGTH + 1

    @property
    def last(self) -> int:
        return self.first + len(self.notices) - 1


def _notices_of(account: Account, on: date) -> Select[Notice]:
    mine = select(Notice).join(Dossier, Dossier.id == Notice.dossier_id)
    return mine.where(Notice.account_id == account.id, visible_to(account, on))


def count_unread(session: Session, account: Account, on: date) -> int:
    """Return how many notices an account has not opened."""
    unread = _notices_of(account, on).where(Notice.read_at.is_(None))
    return session.scalar(unread.with_only_columns(func.count(Notice.id))) or 0


def list_inbox(session: Session, account: Account, on: date, number: int) -> Inbox:
    """Return a page of notices: unread ones first, then the newest."""
    number = min(max(number, 1), PAGES_MAX)
    mine = _notices_of(account, on)
    total = session.scalar(mine.with_only_columns(func.count(Notice.id))) or 0
    page = (
        mine.order_by(Notice.read_at.is_(None).desc(), Notice.created_at.desc(), Notice.id.desc())
        .options(contains_eager(Notice.dossier))
        .limit(PAGE_LENGTH)
        .offset((number - 1) * PAGE_LENGTH)
    )
    unread = count_unread(session, account, on)
    return Inbox(list(session.scalars(page)), number, total, unread)


def access_notice(session: Session, account: Account, notice_id: int, on: date) -> Notice:
    """Return a notice of this account. Raises Missing."""
    notice = session.scalars(_notices_of(account, on).where(Notice.id == notice_id)).one_or_none()
    if notice is None:
        raise Missing("notice")
    return notice


def list_mails(session: Session) -> list[MailMessage]:
    """Return the mails of the demo that were sent, newest first."""
    sent = select(MailMessage).where(MailMessage.sent_at.is_not(None))
    return list(session.scalars(sent.order_by(MailMessage.id.desc()).limit(MAILS_MAX)))


def access_mail(session: Session, mail_id: int) -> MailMessage:
    """Return a mail that was sent. Raises Missing."""
    mail = session.get(MailMessage, mail_id)
    if mail is None or mail.sent_at is None:
        raise Missing("mail")
    return mail


def list_sms(session: Session) -> list[SmsMessage]:
    """Return the text messages of the demo, newest first, those that wait for the office too."""
    return list(session.scalars(select(SmsMessage).order_by(SmsMessage.id.desc()).limit(MAILS_MAX)))


@dataclass(frozen=True, slots=True)
class Queued:
    """A message that waits: by which channel, to whom, about which event (None: no dossier's)."""

    channel: str
    number: int
    recipient: str
    created_at: datetime
    due_at: datetime | None
    action: str | None
    kind: str | None


def list_queued(session: Session, count_max: int) -> list[Queued]:
    """Return mails, notices for a digest and text messages that wait, oldest first, wordless."""
    mails = select(MailMessage).where(
        MailMessage.sent_at.is_(None), MailMessage.withdrawn_at.is_(None)
    )
    texts = select(SmsMessage).where(
        SmsMessage.sent_at.is_(None), SmsMessage.withdrawn_at.is_(None)
    )
    waiting = list(session.scalars(mails.order_by(MailMessage.id).limit(count_max)))
    calls = list(session.scalars(texts.order_by(SmsMessage.id).limit(count_max)))
    ids = [_notice_id(mail) for mail in waiting] + [sms.notice_id for sms in calls]
    about = _events_of(session, [number for number in ids if number is not None])
    found = [
        Queued("mail", m.id, m.recipient, m.created_at, None, *about.get(number, (None, None)))
        for m, number in zip(waiting, ids, strict=False)
    ]
    found += [
        Queued("sms", sms.id, sms.phone, sms.created_at, sms.due_at,
               *about.get(sms.notice_id, (None, None)))
        for sms in calls
    ]  # fmt: skip
    found += _queued_digests(session, count_max)
    return sorted(found, key=lambda one: one.created_at)[:count_max]


def _queued_digests(session: Session, count_max: int) -> list[Queued]:
    """Return the notices that wait for the one mail of the next morning."""
    waiting = (
        select(Notice)
        .join(Account, Account.id == Notice.account_id)
        .where(Notice.is_for_digest, Notice.read_at.is_(None), Account.is_active)
        .where(Account.email.is_not(None), Account.email != "")
        .options(joinedload(Notice.account), joinedload(Notice.event), joinedload(Notice.dossier))
        .order_by(Notice.id)
        .limit(count_max)
    )
    return [
        Queued("digest", one.id, str(one.account.email), one.created_at, None, one.event.action,
               one.dossier.kind)
        for one in session.scalars(waiting)
    ]  # fmt: skip


def _notice_id(mail: MailMessage) -> int | None:
    kind, _, number = mail.message_key.partition("-")
    return int(number) if kind == "notice" and number.isdecimal() else None


def _events_of(session: Session, ids: list[int]) -> dict[int | None, tuple[str, str]]:
    rows = (
        select(Notice.id, DossierEvent.action, Dossier.kind)
        .join(DossierEvent, DossierEvent.id == Notice.event_id)
        .join(Dossier, Dossier.id == Notice.dossier_id)
        .where(Notice.id.in_(ids))
    )
    return {row.id: (row.action, row.kind) for row in session.execute(rows)}
