"""Reads of how people want to be told."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from accounts.models import Account
from notices.models import NoticePreference
from notices.rules import Choice, groups_of, usual
from workflow.roles import Role

VIETNAMESE = "vi"


@dataclass(frozen=True, slots=True)
class Wish:
    """How and in which language one person wants to hear of a group of events."""

    choice: Choice
    language: str


def voice_of(account: Account) -> str:
    """Return the voice in which an account is spoken to."""
    return "owner" if Role(account.role) is Role.REPRESENTATIVE else "staff"


def wishes_of(session: Session, account_ids: Iterable[int], group: str) -> dict[int, Wish]:
    """Return the wishes of several people about one group, by account."""
    own = and_(NoticePreference.account_id == Account.id, NoticePreference.event_group == group)
    rows = session.execute(
        select(Account.id, NoticePreference.mail, NoticePreference.sms, Account.language)
        .outerjoin(NoticePreference, own)
        .where(Account.id.in_(list(account_ids)))
    )
    return {
        row.id: Wish(
            usual(group) if row.mail is None else Choice(row.mail, row.sms),
            row.language,
        )
        for row in rows
    }


def choices_of(session: Session, account: Account) -> dict[str, Choice]:
    """Return one person's choices for every group of their voice."""
    rows = session.scalars(
        select(NoticePreference).where(NoticePreference.account_id == account.id)
    )
    chosen = {row.event_group: Choice(row.mail, row.sms) for row in rows}
    return {group: chosen.get(group, usual(group)) for group in groups_of(voice_of(account))}
