"""Reads of who signs in whose name, and what that prints above a signature."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from accounts.models import Account
from letters.content import LetterBody, LetterContent
from letters.rules import Authority, authority_lines
from letters.signer_models import SigningAuthority
from workflow.refusal import Refusal
from workflow.roles import Role

# The other kinds are signed as a party, as a chair, or for the board by a setting of their own.
KINDS = frozenset({"official_letter", "transfer_slip", "notice", "invitation"})
SIGNERS = (Role.LEADER, Role.HEAD)


def list_authorities(session: Session) -> list[SigningAuthority]:
    """Return every row, those of one person together, the newest first."""
    found = (
        select(SigningAuthority)
        .join(Account, Account.id == SigningAuthority.account_id)
        .options(joinedload(SigningAuthority.account), joinedload(SigningAuthority.made_by))
        .order_by(Account.full_name, Account.id, SigningAuthority.valid_from.desc())
    )
    return list(session.scalars(found))


def rows_of(session: Session, account_id: int) -> list[SigningAuthority]:
    """Return the rows of one person, the oldest first."""
    found = select(SigningAuthority).where(SigningAuthority.account_id == account_id)
    return list(session.scalars(found.order_by(SigningAuthority.valid_from)))


def lines_of(row: SigningAuthority) -> tuple[str, ...]:
    """Return what stands above the signature."""
    return authority_lines(Authority(row.authority), row.office)


def as_signed(
    session: Session, content: LetterContent, signer: Account | None, on: date
) -> LetterContent:
    """Return a letter with the lines of who signs it on a day; as it is where no row says more."""
    if signer is None or content.kind not in KINDS:
        return content
    return _with_lines(content, rows_of(session, signer.id), on)


def to_issue(
    session: Session, content: LetterContent, signer_id: int | None, on: date
) -> LetterContent:
    """Return a letter as its signer may issue it. Raises Refusal where his authority is over."""
    if signer_id is None or content.kind not in KINDS:
        return content
    rows = rows_of(session, signer_id)
    if any(one.valid_from <= on for one in rows) and not any(one.is_valid_on(on) for one in rows):
        raise Refusal("authority", "Thẩm quyền ký của đồng chí đã hết. Hãy báo quản trị ghi lại.")
    return _with_lines(content, rows, on)


def _with_lines(
    content: LetterContent, rows: Sequence[SigningAuthority], on: date
) -> LetterContent:
    body, held = content.body, next((one for one in rows if one.is_valid_on(on)), None)
    if held is None or not isinstance(body, LetterBody):
        return content
    return replace(content, body=replace(body, authority=lines_of(held)))


def signer_choices(session: Session) -> dict[str, str]:
    """Return who may be given an authority: by id, name and office."""
    found = select(Account).where(
        Account.is_active, Account.role.in_([str(role) for role in SIGNERS])
    )
    people = session.scalars(found.order_by(Account.full_name, Account.id))
    return {str(one.id): f"{one.full_name} ({one.position})" for one in people}
