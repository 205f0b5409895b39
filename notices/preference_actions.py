"""Writes of how people want to be told, and the one mail of the morning."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session, joinedload

from accounts.models import Account
from config import Settings
from notices.actions import send
from notices.models import Notice, NoticePreference
from notices.rules import Choice
from notices.texts import render_in
from workflow.localtime import local_day


def keep_choices(
    session: Session, account: Account, choices: Mapping[str, Choice], language: str
) -> None:
    """Keep what one person chose."""
    for group, choice in choices.items():
        row = insert(NoticePreference).values(
            account_id=account.id, event_group=group, mail=choice.mail, sms=choice.sms
        )
        session.execute(
            row.on_conflict_do_update(
                index_elements=["account_id", "event_group"],
                set_={"mail": choice.mail, "sms": choice.sms},
            )
        )
    account.language = language


def send_digests(session: Session, settings: Settings, now: datetime) -> int:
    """Send everybody who wants it one mail with what waits for it; return how many were written.

    Rows are locked and marked in the same transaction, so that running it twice sends none more.
    """
    waiting = (
        select(Notice)
        .where(Notice.is_for_digest)
        .order_by(Notice.account_id, Notice.id)
        .options(joinedload(Notice.account), joinedload(Notice.dossier))
        .with_for_update(of=Notice)
    )
    by_account: dict[int, list[Notice]] = {}
    for notice in session.scalars(waiting):
        notice.is_for_digest = False
        by_account.setdefault(notice.account_id, []).append(notice)
    for account_id, notices in by_account.items():
        account = notices[0].account
        unread = [notice for notice in notices if notice.read_at is None]
        if unread and account.is_active and account.email:
            link = f"{settings.base_url}/thong-bao"
            values = {"account": account, "notices": unread, "link": link, "settings": settings}
            key = f"digest-{account_id}-{local_day(now):%Y%m%d}-{notices[-1].id}"
            text = render_in(account.language, "mail/digest", values)
            send(session, key, account.email, text, now)
    return len(by_account)
