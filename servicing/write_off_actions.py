"""A loan of group 5 is taken off the balance by a decision with number and signature. No commit.

Source: docs/rules/servicing.md. It is owed still: what comes in later is recovered.
"""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from accounts.models import Account
from config import Settings
from letters.actions import issue
from letters.content import letterhead
from loans.models import LoanApplication
from servicing.actions import WRITE_OFF_GROUP, Act, write_off
from servicing.books import lock_customers
from servicing.letter_actions import parties_of, seal_later
from servicing.letter_texts import WrittenOff, write_off_content
from servicing.models import Loan
from servicing.queries import facts_of
from servicing.replay import Position, replay
from servicing.write_off_models import LoanWriteOff
from workflow.refusal import Refusal
from workflow.roles import Role


@dataclass(frozen=True, slots=True)
class WriteOffDraft:
    """Why a loan is taken off the balance, and the papers of the risk council that propose it."""

    reason: str
    basis: str


def decide_write_off(
    session: Session,
    settings: Settings,
    loan: Loan,
    draft: WriteOffDraft,
    director: Account,
    act: Act,
) -> LoanWriteOff:
    """Decide, with a letter; the book follows in the same transaction.

    Raises: Refusal where the loan is not in group 5, owes no principal, or he appraised it.
    """
    if act.by.role is not Role.FUND_DIRECTOR:
        raise Refusal("role", "Giám đốc Quỹ ký quyết định xử lý rủi ro.")
    lock_customers(session, [loan.cooperative_id])
    session.refresh(loan)
    if loan.debt_group < WRITE_OFF_GROUP:
        raise Refusal("group", "Chỉ xử lý rủi ro khoản vay nhóm 5.")
    if act.by.id == loan.appraiser_id:
        raise Refusal("person", "Người thẩm định không tự quyết định xử lý rủi ro.")
    then = replay(facts_of(session, [loan])[loan.id], act.on)
    if not then.principal_vnd:
        raise Refusal("nothing", "Khoản vay không còn dư nợ gốc.")
    told = _told(loan, draft, then)
    asked = session.get(LoanApplication, loan.dossier_id) if loan.dossier_id else None
    parties = parties_of(loan.cooperative, director, asked.contact_name if asked else "")
    content = write_off_content(letterhead(settings), settings.alliance_symbol, parties, told)
    letter = issue(session, content, act.now, unit_id=director.unit_id, signer_id=director.id)
    write_off(session, loan, draft.reason, letter.full_number, act)
    row = LoanWriteOff(
        loan_id=loan.id, letter_id=letter.id, basis=draft.basis, reason=draft.reason,
        principal_vnd=told.principal_vnd, interest_vnd=told.interest_vnd,
        provision_vnd=told.provision_vnd, decided_on=act.on, at=act.now,
        decided_by_id=director.id,
    )  # fmt: skip
    session.add(row)
    seal_later(session, loan, letter, "decision", act.now)
    session.flush()
    return row


def _told(loan: Loan, draft: WriteOffDraft, then: Position) -> WrittenOff:
    return WrittenOff(
        loan.contract_no, loan.signed_on, draft.basis, draft.reason, then.principal_vnd,
        then.unpaid_interest_vnd + then.owed["penalty"] + then.owed["late"],
        min(loan.provision_vnd, then.principal_vnd), then.days_overdue,
    )  # fmt: skip


def find_write_off(session: Session, loan: Loan) -> LoanWriteOff | None:
    """Return the decision that took a loan off the balance, None where there is none."""
    return session.get(LoanWriteOff, loan.id)
