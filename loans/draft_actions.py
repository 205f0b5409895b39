"""Writes of drafts of applications: what is typed, papers, papers taken from before. No commit."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from accounts.models import Account
from documents.actions import keep
from documents.models import Document
from documents.rules import FILES_MAX, check_upload
from documents.vault import Vault
from loans.application_rules import Paper
from loans.draft_queries import list_reusable
from loans.models import LoanDraft
from loans.programme_rules import Item
from workflow.refusal import Missing, Refusal
from workflow.text import version_of

NEEDS_DAY = "Ghi ngày cấp hoặc ngày lập của giấy này: nó chỉ có giá trị {months} tháng."
NOT_YET = "Ngày cấp không thể sau hôm nay."
FULL = f"Mỗi loại giấy tờ nhiều nhất {FILES_MAX} tệp."


def start(
    session: Session, account: Account, cooperative_id: int, programme_id: int, now: datetime
) -> LoanDraft:
    """Begin an application."""
    draft = LoanDraft(
        account_id=account.id,
        cooperative_id=cooperative_id,
        programme_id=programme_id,
        data={},
        papers={},
        created_at=now,
        updated_at=now,
        filed_dossier_id=None,
    )
    session.add(draft)
    session.flush()
    return draft


def section_version(draft: LoanDraft, section: str) -> str:
    """Return the version of what a section says."""
    return version_of(draft.data.get(section))


def save_section(
    session: Session,
    draft: LoanDraft,
    section: str,
    typed: Mapping[str, Any],
    seen: str,
    now: datetime,
) -> bool:
    """Keep what was typed in a section, right or wrong, on a page opened at the version `seen`.

    Returns False, and keeps nothing, where another page has kept something else since.
    """
    session.refresh(draft, with_for_update=True)
    if draft.data.get(section) == dict(typed):
        return True
    if seen not in ("", section_version(draft, section)):
        return False
    draft.data = draft.data | {section: dict(typed)}
    draft.updated_at = now
    session.flush()
    return True


def check_day(item: Item, issued_on: date | None, today: date) -> date | None:
    """Return the day of a paper. Raises Refusal where one is needed, or it is not past yet."""
    if issued_on is None and item.valid_months is not None:
        text = NEEDS_DAY.format(months=item.valid_months)
        raise Refusal("issued_on", text, "issued_on")
    if issued_on is not None and issued_on > today:
        raise Refusal("issued_on", NOT_YET, "issued_on")
    return issued_on


def keep_paper(
    session: Session,
    vault: Vault,
    draft: LoanDraft,
    item: Item,
    sent: tuple[str, bytes],
    issued_on: date | None,
    now: datetime,
    today: date,
) -> Document:
    """Add a file for a line of the checklist. Raises Refusal, or OSError on a full disk."""
    day = check_day(item, issued_on, today)
    session.refresh(draft, with_for_update=True)
    if len(draft.papers.get(item.code, ())) >= FILES_MAX:
        raise Refusal("files", FULL, "files")
    document = keep(session, vault, check_upload(*sent), draft.account_id, now)
    _add(draft, item.code, Paper(item.code, document.id, day), now)
    session.flush()
    return document


def _add(draft: LoanDraft, code: str, paper: Paper, now: datetime) -> None:
    row = {
        "document_id": paper.document_id,
        "issued_on": paper.issued_on.isoformat() if paper.issued_on else None,
        "reused_from_id": paper.reused_from_id,
    }
    draft.papers = draft.papers | {code: [*draft.papers.get(code, ()), row]}
    draft.updated_at = now


def reuse_paper(
    session: Session, draft: LoanDraft, item: Item, document_id: int, now: datetime, today: date
) -> None:
    """Take a paper of an earlier application of the same cooperative, while it is good."""
    session.refresh(draft, with_for_update=True)
    for paper in list_reusable(session, draft, [item], today):
        if paper.document_id == document_id:
            _add(draft, item.code, paper, now)
            session.flush()
            return
    raise Missing("document")


def remove_paper(
    session: Session, draft: LoanDraft, code: str, document_id: int, now: datetime
) -> None:
    """Take a paper out of a draft. Raises Missing where it holds no such paper."""
    session.refresh(draft, with_for_update=True)
    kept = [row for row in draft.papers.get(code, ()) if row["document_id"] != document_id]
    if len(kept) == len(draft.papers.get(code, ())):
        raise Missing("document")
    draft.papers = draft.papers | {code: kept}
    draft.updated_at = now
    session.flush()


def move(session: Session, draft: LoanDraft, programme_id: int, now: datetime) -> None:
    """Go on with a draft under another programme: what was typed and its papers stay."""
    session.refresh(draft, with_for_update=True)
    draft.programme_id = programme_id
    draft.updated_at = now
    session.flush()


def discard(session: Session, draft: LoanDraft) -> None:
    """Throw a draft away."""
    session.delete(draft)
    session.flush()
