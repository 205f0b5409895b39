"""Writes of who signs in whose name: a row begins, the one before it ends. No commit.

Source: docs/rules/signers.md.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from accounts.models import Account
from letters.rules import Authority
from letters.signer_models import SigningAuthority
from letters.signer_queries import SIGNERS, lines_of, rows_of
from rulebook.actions import note_change
from workflow.localtime import local_day
from workflow.refusal import Missing, Refusal
from workflow.roles import Role

LOCK = text("SELECT pg_advisory_xact_lock(7014)")
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class AuthorityDraft:
    """Who signs, in whose name, with which office printed, by which paper, on which days."""

    account_id: int
    authority: Authority
    office: str
    basis: str
    valid_from: date
    valid_to: date | None = None


def give_authority(
    session: Session, draft: AuthorityDraft, maker: Account, now: datetime
) -> SigningAuthority:
    """Let somebody sign so from a day on. Raises Refusal with the field that is wrong."""
    session.execute(LOCK)
    signer = session.get(Account, draft.account_id)
    if signer is None or not signer.is_active or Role(signer.role) not in SIGNERS:
        raise Refusal("signer", "Chọn một lãnh đạo hoặc trưởng đơn vị.", "account_id")
    rows = rows_of(session, signer.id)
    _check(draft, rows, local_day(now))
    before = next((one for one in rows if one.is_valid_on(draft.valid_from)), None)
    if before is not None:
        before.valid_to = draft.valid_from - ONE_DAY
    made = SigningAuthority(
        account_id=signer.id, authority=str(draft.authority), office=draft.office,
        basis=draft.basis, valid_from=draft.valid_from, valid_to=draft.valid_to,
        made_by_id=maker.id, made_at=now,
    )  # fmt: skip
    session.add(made)
    session.flush()
    _note(session, draft.basis, made, "begins", maker, now)
    return made


def _check(draft: AuthorityDraft, rows: list[SigningAuthority], today: date) -> None:
    if draft.valid_from < today:
        raise Refusal("past", "Chỉ ghi từ hôm nay trở đi; văn bản đã ký giữ nguyên.", "valid_from")
    if draft.valid_to is not None and draft.valid_to < draft.valid_from:
        raise Refusal("order", "Ngày cuối phải từ ngày đầu trở đi.", "valid_to")
    if draft.authority is Authority.AUTHORISED and draft.valid_to is None:
        raise Refusal("term", "Thừa ủy quyền phải có thời hạn: nhập ngày cuối.", "valid_to")
    if any(one.valid_from >= draft.valid_from for one in rows):
        text_of_it = "Người này đã có dòng bắt đầu từ ngày đó hoặc sau đó. Bỏ dòng ấy trước."
        raise Refusal("taken", text_of_it, "valid_from")


def end_authority(session: Session, row_id: int, maker: Account, now: datetime) -> SigningAuthority:
    """Let a row end today; one that has not begun goes. Raises: Missing, Refusal."""
    session.execute(LOCK)
    locked = select(SigningAuthority).where(SigningAuthority.id == row_id).with_for_update()
    row = session.scalars(locked).one_or_none()
    if row is None:
        raise Missing("signing_authority")
    today = local_day(now)
    if row.valid_from > today:
        _note(session, "Bỏ dòng chưa bắt đầu.", row, "dropped", maker, now)
        session.delete(row)
    elif row.valid_to is not None and row.valid_to <= today:
        raise Refusal("ended", "Dòng này đã kết thúc hoặc kết thúc hôm nay.")
    else:
        row.valid_to = today
        _note(session, "Kết thúc hôm nay.", row, "ends", maker, now)
    session.flush()
    return row


def _note(
    session: Session, why: str, row: SigningAuthority, what: str, maker: Account, now: datetime
) -> None:
    said = {
        "what": what, "name": row.account.full_name,
        "lines": list(lines_of(row)), "valid_from": row.valid_from.isoformat(),
        "valid_to": row.valid_to.isoformat() if row.valid_to else "",
    }  # fmt: skip
    note_change(session, "signer", why, [said], maker.actor, now)
