"""Writes of the pieces of text for answers: each saving is a version. No commit.

Source: docs/rules/canned-answers.md.
"""

from dataclasses import asdict, dataclass
from datetime import date, datetime

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from accounts.models import Account
from feedback.canned_models import CannedAnswer, CannedVersion
from workflow.refusal import Refusal
from workflow.roles import Role

LOCK = text("SELECT pg_advisory_xact_lock(7013)")
SAID = ("title", "body", "valid_from", "valid_to")


@dataclass(frozen=True, slots=True)
class CannedDraft:
    """A piece as it was typed: for which topic, called what, saying what, on which days."""

    topic_code: str
    title: str
    body: str
    valid_from: date
    valid_to: date | None = None


def add_canned(
    session: Session, draft: CannedDraft, account: Account, now: datetime
) -> CannedAnswer:
    """Add a piece. Raises Refusal with the field that is wrong."""
    session.execute(LOCK)
    _check(session, draft, None)
    row = CannedAnswer(**asdict(draft), version=1, written_by_id=account.id, written_at=now)
    session.add(row)
    session.flush()
    _keep_version(session, row)
    return row


def save_canned(
    session: Session,
    row: CannedAnswer,
    draft: CannedDraft,
    seen: int,
    account: Account,
    now: datetime,
) -> CannedAnswer:
    """Let a piece read otherwise from now on; the version before it is kept.

    Raises: Refusal: "role" where it is no head, "stale" where somebody saved since `seen`, or the
    field that is wrong.
    """
    if Role(account.role) is not Role.HEAD:
        raise Refusal("role", "Trưởng đơn vị sửa đoạn mẫu. Đồng chí chèn được khi soạn trả lời.")
    session.execute(LOCK)
    session.refresh(row)
    if row.version != seen:
        raise Refusal("stale", "Người khác vừa lưu một bản mới hơn. Cả hai bản ở bên dưới.")
    _check(session, draft, row)
    if asdict(draft) == {name: getattr(row, name) for name in asdict(draft)}:
        return row
    for name, value in asdict(draft).items():
        setattr(row, name, value)
    row.version, row.written_by, row.written_at = seen + 1, account, now
    session.flush()
    _keep_version(session, row)
    return row


def _check(session: Session, draft: CannedDraft, own: CannedAnswer | None) -> None:
    if draft.valid_to is not None and draft.valid_to < draft.valid_from:
        raise Refusal("order", "Ngày cuối phải từ ngày đầu trở đi.", "valid_to")
    if own is not None and own.topic_code != draft.topic_code:
        text_of_it = "Đoạn mẫu không đổi lĩnh vực. Hãy thêm một đoạn cho lĩnh vực kia."
        raise Refusal("topic", text_of_it, "topic_code")
    found = select(CannedAnswer).where(
        CannedAnswer.topic_code == draft.topic_code, CannedAnswer.title == draft.title
    )
    same = session.scalars(found).one_or_none()
    if same is not None and same is not own:
        raise Refusal("taken", "Lĩnh vực này đã có đoạn mẫu cùng tên. Hãy sửa đoạn đó.", "title")


def _keep_version(session: Session, row: CannedAnswer) -> None:
    said = {name: getattr(row, name) for name in SAID}
    by = {"written_by_id": row.written_by_id, "written_at": row.written_at}
    session.add(CannedVersion(canned_id=row.id, version=row.version, **said, **by))
    session.flush()
