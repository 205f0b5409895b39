"""Mails to borrowers: of the night, and of each act on a loan that concerns them. No commit.

An act writes one line of the loan's story; the worker mails that line to whoever speaks for the
borrower, once.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import or_, select, text
from sqlalchemy.orm import Session

from accounts.models import Account
from config import Settings
from cooperatives.models import Mandate
from notices.texts import Text, render_in
from servicing.models import Loan, LoanEvent
from store.many import among, columns_of, insert_many
from store.outbox import enqueue_each
from workflow.localtime import local_day

SUBJECTS = {
    "disburse": "Giải ngân khoản vay",
    "debt_note": "Quỹ đã ký giấy nhận nợ",
    "pay": "Quỹ đã nhận tiền trả nợ",
    "reverse": "Một khoản thu nợ được hủy",
    "restructure": "Quyết định cơ cấu lại thời hạn trả nợ",
    "refuse": "Trả lời đề nghị cơ cấu lại thời hạn trả nợ",
    "write_off": "Quyết định xử lý rủi ro khoản vay",
    "relief": "Giãn nợ vì thiên tai",
    "settle": "Khoản vay đã trả hết",
    "reopen": "Khoản vay được mở lại",
}
MAIL_COLUMNS = {
    "message_key": "text",
    "recipient": "text",
    "subject": "text",
    "body": "text",
    "created_at": "timestamptz",
}
ADD_MAILS = text(f"{insert_many('mail_message', MAIL_COLUMNS)} ON CONFLICT DO NOTHING RETURNING id")


@dataclass(frozen=True, slots=True)
class Reader:
    """Who speaks for a borrower and has an e-mail address."""

    account_id: int
    email: str
    language: str


def tell_borrower(session: Session, settings: Settings, event_id: int, now: datetime) -> int:
    """Mail what happened to a loan to who speaks for its borrower; return how many mails."""
    event = session.get_one(LoanEvent, event_id)
    loan = session.get_one(Loan, event.loan_id)
    subject = SUBJECTS[event.action]
    values = {"loan": loan, "event": event, "settings": settings, "subject": subject}
    people = readers(session, {loan.cooperative_id}, local_day(now)).get(loan.cooperative_id, [])
    return send(
        session, mails_of(f"loan-event-{event.id}", "mail/loan_event", values, people, now), now
    )


def mails_of(
    key: str, name: str, values: Mapping[str, object], people: Iterable[Reader], now: datetime
) -> list[dict[str, object]]:
    """Return one mail for each of `people`, in the language of each; the text is made once each."""
    texts: dict[str, Text] = {}
    mails: list[dict[str, object]] = []
    for one in people:
        if one.language not in texts:
            texts[one.language] = render_in(one.language, name, values)
        said = texts[one.language]
        mails.append(
            {
                "message_key": f"{key}-{one.account_id}",
                "recipient": one.email,
                "subject": said.subject,
                "body": said.body,
                "created_at": now,
            }
        )
    return mails


def send(session: Session, mails: Sequence[dict[str, object]], now: datetime) -> int:
    """Write mails and ask for them to be sent; one that exists is left. Return how many are new."""
    if not mails:
        return 0
    ids = list(session.scalars(ADD_MAILS, columns_of(MAIL_COLUMNS, mails)))
    if ids:
        enqueue_each(session, "notices.send_mail", now, [{"mail_id": number} for number in ids])
    return len(ids)


def readers(session: Session, cooperative_ids: set[int], on: date) -> dict[int, list[Reader]]:
    """Return who speaks for each cooperative and has an e-mail address."""
    rows = (
        select(Mandate.cooperative_id, Account.id, Account.email, Account.language)
        .join(Account, Account.id == Mandate.account_id)
        .where(among(Mandate.cooperative_id, cooperative_ids), Mandate.starts_on <= on)
        .where(or_(Mandate.ends_on.is_(None), Mandate.ends_on >= on))
        .where(Account.is_active, Account.email.is_not(None))
    )
    found: dict[int, list[Reader]] = {}
    for cooperative_id, account_id, email, language in session.execute(rows):
        found.setdefault(cooperative_id, []).append(Reader(account_id, email or "", language))
    return found
