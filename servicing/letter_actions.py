"""Letters of a loan: who signs them, the note of a tranche, their files. No commit."""

from datetime import datetime

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from accounts.models import Account
from config import Settings
from cooperatives.models import Cooperative
from documents.models import Document
from documents.vault import Vault
from letters.actions import Sign, issue, seal
from letters.content import letterhead
from letters.models import Letter
from loans import letter_actions
from loans.models import LoanApplication
from servicing.actions import Act, tell
from servicing.contract_texts import Parties
from servicing.letter_texts import Tranche, debt_note_content
from servicing.models import Loan, LoanDisbursement
from servicing.restructuring_models import LoanDebtNote, LoanRestructuring
from servicing.write_off_models import LoanWriteOff
from store.outbox import enqueue
from workflow.refusal import Missing, Refusal
from workflow.roles import Role

NOTES_SHOWN = 20


def parties_of(borrower: Cooperative, director: Account, contact: str = "") -> Parties:
    """Return who signs a letter about a loan; the contact where the registry names nobody.

    Only what the borrower signs too names him: the contract, the note of a tranche.
    """
    return Parties(
        borrower.name,
        borrower.full_address,
        borrower.representative_name or contact,
        director.full_name,
        director.position or "Giám đốc Quỹ",
    )


def seal_later(session: Session, loan: Loan, letter: Letter, role: str, now: datetime) -> None:
    """Let the worker make and sign the file of a letter."""
    made = {"loan_id": loan.id, "letter_id": letter.id}
    enqueue(session, "servicing.seal_letter", now, **made, role=role)


def seal_letter(
    session: Session,
    vault: Vault,
    sign_file: Sign,
    loan_id: int,
    letter_id: int,
    role: str,
    now: datetime,
) -> None:
    """Make the signed file of a letter, a paper of the application too where there is one."""
    loan = session.get_one(Loan, loan_id)
    made = (session, vault, sign_file)
    if loan.dossier_id is not None:
        letter_actions.seal_letter(*made, loan.dossier_id, letter_id, role, now)
    else:
        seal(session, vault, session.get_one(Letter, letter_id), sign_file, now)


def sign_debt_note(
    session: Session, settings: Settings, loan: Loan, n: int, director: Account, act: Act
) -> Letter:
    """Sign the note of a tranche, once. Raises Missing; Refusal where it is signed."""
    if act.by.role is not Role.FUND_DIRECTOR:
        raise Refusal("role", "Giám đốc Quỹ ký giấy nhận nợ.")
    session.refresh(loan, with_for_update={"of": Loan})
    tranches = list(session.scalars(_tranches(loan)))
    paid = next((one for one in tranches if one.n == n), None)
    if paid is None:
        raise Missing("loan_disbursement")
    if session.get(LoanDebtNote, paid.id) is not None:
        raise Refusal("signed", "Giấy nhận nợ này đã được ký.")
    told = Tranche(
        loan.contract_no, n, paid.amount_vnd, paid.paid_on, paid.bank_reference, loan.purpose,
        loan.rate_ppm, loan.overdue_rate_ppm,
        sum(one.amount_vnd for one in tranches if one.n < n),
    )  # fmt: skip
    asked = session.get(LoanApplication, loan.dossier_id) if loan.dossier_id else None
    contact = asked.contact_name if asked is not None else ""
    parties = parties_of(loan.cooperative, director, contact)
    content = debt_note_content(letterhead(settings), settings.alliance_symbol, parties, told)
    letter = issue(session, content, act.now, unit_id=director.unit_id, signer_id=director.id)
    session.add(LoanDebtNote(disbursement_id=paid.id, letter_id=letter.id))
    tell(session, loan, "debt_note", act.on, f"Ký giấy nhận nợ {letter.full_number}.", act)
    seal_later(session, loan, letter, "debt_note", act.now)
    session.flush()
    return letter


def _tranches(loan: Loan) -> Select[LoanDisbursement]:
    return select(LoanDisbursement).where(LoanDisbursement.loan_id == loan.id)


def debt_notes(session: Session, loan: Loan) -> dict[int, Letter]:
    """Return the signed notes of a loan, by tranche."""
    rows = (
        select(LoanDisbursement.n, Letter)
        .join(LoanDebtNote, LoanDebtNote.disbursement_id == LoanDisbursement.id)
        .join(Letter, Letter.id == LoanDebtNote.letter_id)
        .where(LoanDisbursement.loan_id == loan.id)
    )
    return {row[0]: row[1] for row in session.execute(rows).unique()}


def unsigned_notes(session: Session) -> list[tuple[LoanDisbursement, Loan]]:
    """Return the tranches whose note nobody signed, the newest first."""
    rows = (
        select(LoanDisbursement, Loan)
        .join(Loan, Loan.id == LoanDisbursement.loan_id)
        .outerjoin(LoanDebtNote, LoanDebtNote.disbursement_id == LoanDisbursement.id)
        .where(LoanDebtNote.letter_id.is_(None))
        .order_by(LoanDisbursement.paid_on.desc(), LoanDisbursement.id.desc())
        .limit(NOTES_SHOWN)
    )
    return [(paid, loan) for paid, loan in session.execute(rows)]


def access_letter(session: Session, loan: Loan, letter_id: int) -> Document:
    """Return the file of a letter of a loan. Raises Missing where it is none, or not made yet."""
    notes = select(LoanDebtNote.letter_id).join(
        LoanDisbursement, LoanDisbursement.id == LoanDebtNote.disbursement_id
    )
    answers = select(LoanRestructuring.letter_id).where(LoanRestructuring.loan_id == loan.id)
    written_off = select(LoanWriteOff.letter_id).where(LoanWriteOff.loan_id == loan.id)
    wanted = select(Letter).where(
        Letter.id == letter_id,
        or_(
            Letter.id.in_(notes.where(LoanDisbursement.loan_id == loan.id)),
            Letter.id.in_(answers),
            Letter.id.in_(written_off),
        ),
    )
    found = session.scalars(wanted).one_or_none()
    if found is None or found.document is None:
        raise Missing("letter")
    return found.document
