"""Writes for programs: a petition; and the first answer to a key, so that twice is once."""

from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from accounts.models import Account, IdempotencyKey
from api.queries import filing_for, petition_text
from api.rules import Fault, Invalid, Wish
from config import Settings
from feedback import actions
from feedback.models import Petition
from workflow.localtime import local_day

KEEP_KEYS = timedelta(days=7)
REUSED = "Mã này đã dùng cho một nội dung khác. Hãy dùng mã mới cho nội dung mới."


def file_wish(
    session: Session, settings: Settings, account: Account, wish: Wish, now: datetime
) -> Petition:
    """File a petition for a program. Raises Invalid, Refusal."""
    filing = filing_for(session, wish, account, local_day(now))
    text = petition_text(session, wish, account)
    return actions.file(session, settings, filing, text, [], now)


def claim_key(
    session: Session, account: Account, key: str, request_hash: str, now: datetime
) -> IdempotencyKey:
    """Return the row of a key; its `status` is None where this request is the first to use it.

    Whoever comes second waits here until the first has committed or given up, then finds its
    answer, or is the first itself. Raises: Invalid where the key was used for another body.
    """
    first = insert(IdempotencyKey).values(
        account_id=account.id, key=key, request_hash=request_hash, body="", created_at=now
    )
    session.execute(first.on_conflict_do_nothing(index_elements=["account_id", "key"]))
    row = session.scalars(
        select(IdempotencyKey)
        .where(IdempotencyKey.account_id == account.id, IdempotencyKey.key == key)
        .with_for_update()
    ).one()
    if row.request_hash != request_hash:
        raise Invalid(Fault("Idempotency-Key", REUSED))
    return row


def keep_answer(row: IdempotencyKey, status: int, body: str) -> None:
    """Keep the answer under its key."""
    row.status, row.body = status, body


def forget_old_keys(session: Session, now: datetime) -> None:
    """Delete keys of more than a week ago: no program tries for that long."""
    session.execute(delete(IdempotencyKey).where(IdempotencyKey.created_at < now - KEEP_KEYS))
