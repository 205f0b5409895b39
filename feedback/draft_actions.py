"""Writes of petition drafts: what somebody is about to file, kept as typed. No commit."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from accounts.models import Account
from cooperatives.models import Cooperative
from documents.actions import keep
from documents.models import Document
from documents.rules import FILES_MAX, check_upload
from documents.vault import Vault
from feedback.models import PetitionDraft
from feedback.queries import list_drafts
from workflow.refusal import Missing, Refusal
from workflow.text import version_of

WRITTEN = ("subject", "situation")
NOTHING = {"topic_code": "", "subject": "", "situation": "", "demands": [""], "commune_code": ""}
CONTENT = (*NOTHING, "may_publish")


def _is_blank(draft: PetitionDraft) -> bool:
    typed = any(draft.data.get(name) for name in WRITTEN) or any(draft.data.get("demands", ()))
    return not typed and not draft.document_ids


def start(
    session: Session,
    account: Account,
    cooperative: Cooperative,
    sender: Mapping[str, Any],
    now: datetime,
) -> PetitionDraft:
    """Begin a draft for a cooperative; one that was begun and left blank is taken up again."""
    for draft in list_drafts(session, account):
        if draft.cooperative_id == cooperative.id and _is_blank(draft):
            save(session, draft, sender, now)
            return draft
    draft = PetitionDraft(
        account_id=account.id,
        cooperative_id=cooperative.id,
        data=NOTHING | {"may_publish": "1"} | dict(sender),
        document_ids=[],
        created_at=now,
        updated_at=now,
    )
    session.add(draft)
    session.flush()
    return draft


def save(session: Session, draft: PetitionDraft, typed: Mapping[str, Any], now: datetime) -> None:
    """Keep what was typed, right or wrong, beside what the draft holds of other steps."""
    draft.data = draft.data | dict(typed)
    draft.updated_at = now
    session.flush()


def content_version(draft: PetitionDraft) -> str:
    """Return the version of what a draft says; its sender and its papers have none."""
    return version_of([draft.data.get(name) for name in CONTENT])


def save_content(
    session: Session, draft: PetitionDraft, typed: Mapping[str, Any], seen: str, now: datetime
) -> bool:
    """Keep what was typed on a page that was opened at the version `seen` ("": it does not say).

    Returns False, and keeps nothing, where another page has kept something else since.
    """
    session.refresh(draft, with_for_update=True)
    if draft.data | dict(typed) == draft.data:
        return True
    if seen not in ("", content_version(draft)):
        return False
    save(session, draft, typed, now)
    return True


def keep_file(
    session: Session,
    vault: Vault,
    draft: PetitionDraft,
    name: str,
    content: bytes,
    account: Account,
    now: datetime,
) -> Document:
    """Add a file to a draft. Raises Refusal where it may not be added, OSError on a full disk."""
    session.refresh(draft, with_for_update=True)
    if len(draft.document_ids) >= FILES_MAX:
        text = f"Nhiều nhất {FILES_MAX} tệp nên chưa nhận “{name}”. Hãy bỏ bớt một tệp rồi gửi lại."
        raise Refusal("files", text, "files")
    document = keep(session, vault, check_upload(name, content), account.id, now)
    draft.document_ids = [*draft.document_ids, document.id]
    draft.updated_at = now
    session.flush()
    return document


def remove_file(session: Session, draft: PetitionDraft, document_id: int, now: datetime) -> None:
    """Take a file out of a draft. Raises Missing where it holds no such file."""
    session.refresh(draft, with_for_update=True)
    if document_id not in draft.document_ids:
        raise Missing("document")
    draft.document_ids = [one for one in draft.document_ids if one != document_id]
    draft.updated_at = now
    session.flush()


def discard(session: Session, draft: PetitionDraft) -> None:
    """Throw a draft away."""
    session.delete(draft)
    session.flush()
