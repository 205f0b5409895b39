"""Reads of how people want to be told."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
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
    ids = list(account_ids)
    rows = session.scalars(
        select(NoticePreference).where(
            NoticePreference.account_id.in_(ids), NoticePreference.event_group == group
        )
    )
    chosen = {row.account_id: Choice(row.mail, row.sms) for row in rows}
    spoken = session.execute(select(Account.id, Account.language).where(Account.id.in_(ids)))
    languages = {row[0]: row[1] for row in spoken}
    return {one: Wish(chosen.get(one, usual(group)), languages.get(one, VIETNAMESE)) for one in ids}


def choices_of(session: Session, account: Account) -> dict[str, Choice]:
    """Return one person's choices for every group of their voice."""
    rows = session.scalars(
        select(NoticePreference).where(NoticePreference.account_id == account.id)
    )
    chosen = {row.event_group: Choice(row.mail, row.sms) for row in rows}
    return {group: chosen.get(group, usual(group)) for group in groups_of(voice_of(account))}
