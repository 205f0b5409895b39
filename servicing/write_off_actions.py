"""A loan of group 5 is taken off the balance by a decision with number and signature. No commit.

Source: docs/rules/servicing.md. It is owed still: what comes in later is recovered.
"""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from accounts.models import Account
from config import Settings
from letters.actions import issue
from letters.content import letterhead
from servicing.actions import Act, lock_to_write_off, write_off
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
    lock_to_write_off(session, loan, act)
    then = replay(facts_of(session, [loan])[loan.id], act.on)
    if not then.principal_vnd:
        raise Refusal("nothing", "Khoản vay không còn dư nợ gốc.")
    told = _told(loan, draft, then)
    parties = parties_of(loan.cooperative, director)
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
        then.all_interest_vnd, min(loan.provision_vnd, then.principal_vnd), then.days_overdue,
    )  # fmt: skip


def find_write_off(session: Session, loan: Loan) -> LoanWriteOff | None:
    """Return the decision that took a loan off the balance, None where there is none."""
    return session.get(LoanWriteOff, loan.id)
