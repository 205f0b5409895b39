"""Reads of drafts of applications, and of papers that were given before."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from accounts.models import Account
from cooperatives.models import Cooperative
from cooperatives.queries import cooperatives_of
from documents.models import Document
from dossiers.models import Dossier
from loans.application_rules import Paper, state_of_paper
from loans.models import LoanApplication, LoanDraft, LoanPaper
from loans.programme_rules import Item
from workflow.refusal import Missing


def list_loan_drafts(session: Session, account: Account) -> list[LoanDraft]:
    """Return what an account began and did not file, latest first."""
    found = (
        select(LoanDraft)
        .where(LoanDraft.account_id == account.id, LoanDraft.filed_dossier_id.is_(None))
        .order_by(LoanDraft.updated_at.desc(), LoanDraft.id.desc())
        .options(selectinload(LoanDraft.cooperative))
    )
    return list(session.scalars(found))


def access_loan_draft(session: Session, account: Account, draft_id: int, on: date) -> LoanDraft:
    """Return one's own draft, while one speaks for its cooperative. Raises Missing."""
    found = select(LoanDraft).where(LoanDraft.id == draft_id, LoanDraft.account_id == account.id)
    draft = session.scalars(found.options(selectinload(LoanDraft.cooperative))).one_or_none()
    if draft is None:
        raise Missing("loan_draft")
    own_cooperative(session, account, draft.cooperative_id, on)
    return draft


def own_cooperative(session: Session, account: Account, wanted: int, on: date) -> Cooperative:
    """Return a cooperative that an account speaks for on a day. Raises Missing."""
    for cooperative in cooperatives_of(session, account.id, on):
        if cooperative.id == wanted:
            return cooperative
    raise Missing("cooperative")


def filed_code(session: Session, draft: LoanDraft) -> str | None:
    """Return the code that a draft was filed under, None where it was not."""
    if draft.filed_dossier_id is None:
        return None
    return session.get_one(Dossier, draft.filed_dossier_id).code


def draft_papers(draft: LoanDraft) -> list[Paper]:
    """Return the papers of a draft as values."""
    return [
        Paper(
            code,
            row["document_id"],
            date.fromisoformat(row["issued_on"]) if row["issued_on"] else None,
            row["reused_from_id"],
        )
        for code, rows in draft.papers.items()
        for row in rows
    ]


def documents_of(session: Session, papers: Iterable[Paper]) -> dict[int, Document]:
    """Return the documents of papers by their number."""
    wanted = [paper.document_id for paper in papers]
    found = session.scalars(select(Document).where(Document.id.in_(wanted)))
    return {document.id: document for document in found}


def list_reusable(
    session: Session, draft: LoanDraft, items: Iterable[Item], on: date
) -> list[Paper]:
    """Return papers of the cooperative's earlier applications that are good on a day.

    Of each line the latest one; what the draft holds already is left out.
    """
    earlier = (
        select(LoanPaper)
        .join(LoanApplication, LoanApplication.dossier_id == LoanPaper.application_id)
        .where(LoanApplication.cooperative_id == draft.cooperative_id)
        .order_by(LoanPaper.id.desc())
    )
    held = {paper.document_id for paper in draft_papers(draft)}
    by_code = {item.code: item for item in items}
    found: dict[str, Paper] = {}
    for row in session.scalars(earlier):
        item = by_code.get(row.item_code)
        if item is None or row.document_id in held or row.item_code in found:
            continue
        paper = Paper(row.item_code, row.document_id, row.issued_on, row.application_id)
        if state_of_paper(item, [paper], on) == "given":
            found[row.item_code] = paper
    return list(found.values())


def access_draft_file(
    session: Session, draft: LoanDraft, document_id: int, items: Iterable[Item], on: date
) -> Document:
    """Return a file that a draft holds, or could take from an earlier application. Raises Missing.

    What is offered is looked for only where the draft does not hold the file.
    """
    is_open = any(one.document_id == document_id for one in draft_papers(draft)) or any(
        one.document_id == document_id for one in list_reusable(session, draft, items, on)
    )
    document = session.get(Document, document_id) if is_open else None
    if document is None:
        raise Missing("document")
    return document
