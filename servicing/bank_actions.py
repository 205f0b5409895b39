"""Bank statements: brought in whole or not at all; each line becomes a payment once. No commit."""

from collections.abc import Sequence
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from fund.actions import lock_book
from servicing.actions import Act, pay
from servicing.bank_models import BankStatement, BankStatementLine
from servicing.bank_rules import BankLine, Candidate, Fault, guess, read
from servicing.drafts import PaymentDraft
from servicing.models import Loan, LoanDisbursement, LoanPayment
from servicing.queries import OPEN, facts_of
from servicing.replay import projected, replay
from store.many import among
from workflow.refusal import Missing, Refusal


def bring_in(
    session: Session, name: str, content: bytes, act: Act
) -> tuple[BankStatement | None, list[Fault]]:
    """Bring a file in, or return every fault of it and bring nothing in.

    Raises: Refusal where this very file was brought in before.
    """
    lock_book(session)
    digest = sha256(content).hexdigest()
    known = select(BankStatement.id).where(BankStatement.sha256 == digest)
    if session.scalar(known) is not None:
        raise Refusal("known", "Tệp này đã được nhập.", "file")
    lines, faults = read(content)
    faults += _known(session, lines, act)
    if faults:
        return None, faults
    statement = BankStatement(name=name[:200], sha256=digest, at=act.now, by_id=act.by.id or 0)
    session.add(statement)
    session.flush()
    session.add_all(
        BankStatementLine(
            statement_id=statement.id,
            number=one.number,
            paid_on=one.on,
            amount_vnd=one.amount_vnd,
            reference=one.reference,
            text=one.text,
        )
        for one in lines
    )
    session.flush()
    return statement, []


def _known(session: Session, lines: Sequence[BankLine], act: Act) -> list[Fault]:
    """Return the lines whose reference is in the book, or whose day has not come."""
    wanted = [one.reference for one in lines]
    used: set[str] = set()
    for column in (
        LoanPayment.bank_reference, LoanDisbursement.bank_reference, BankStatementLine.reference,
    ):  # fmt: skip
        used |= set(session.scalars(select(column).where(among(column, wanted))))
    faults = [
        Fault(one.number, f"Chứng từ {one.reference} đã được ghi sổ.")
        for one in lines
        if one.reference in used
    ]
    return faults + [
        Fault(one.number, f"Ngày {one.on:%d/%m/%Y} chưa đến.") for one in lines if one.on > act.on
    ]


def candidates(session: Session, act: Act) -> list[Candidate]:
    """Return the loans that money may be for, with what is due and what comes next."""
    wanted = select(Loan).where(Loan.status.in_(OPEN), Loan.drawn_vnd > 0).order_by(Loan.id)
    loans = list(session.scalars(wanted))
    facts, found = facts_of(session, loans), []
    for loan in loans:
        position = replay(facts[loan.id], act.on)
        ahead = projected(facts[loan.id], position)
        coming = ahead[0].principal_vnd + ahead[0].interest_vnd if ahead else 0
        found.append(
            Candidate(
                loan.id, loan.contract_no, loan.cooperative.short_name, position.due_vnd, coming
            )
        )
    return found


def waiting(session: Session) -> list[BankStatementLine]:
    """Return the lines that nobody decided on, the oldest first."""
    wanted = select(BankStatementLine).where(
        BankStatementLine.payment_id.is_(None), BankStatementLine.set_aside == ""
    )
    order = (BankStatementLine.paid_on, BankStatementLine.id)
    return list(session.scalars(wanted.order_by(*order).limit(500)))


def suggested(lines: Sequence[BankStatementLine], found: Sequence[Candidate]) -> dict[int, int]:
    """Return the loan that each line is probably for, by line."""
    guesses = {
        one.id: guess(
            BankLine(one.number, one.paid_on, one.amount_vnd, one.reference, one.text), found
        )
        for one in lines
    }
    return {number: one.loan_id for number, one in guesses.items() if one is not None}


def settled(session: Session) -> list[BankStatementLine]:
    """Return the lines that were decided on last."""
    wanted = select(BankStatementLine).where(
        BankStatementLine.payment_id.is_not(None) | (BankStatementLine.set_aside != "")
    )
    loaded = wanted.options(joinedload(BankStatementLine.payment).joinedload(LoanPayment.loan))
    return list(session.scalars(loaded.order_by(BankStatementLine.id.desc()).limit(20)))


def access_line(session: Session, line_id: int) -> BankStatementLine:
    """Return a line, locked. Raises Missing, Refusal where somebody decided on it already."""
    wanted = select(BankStatementLine).where(BankStatementLine.id == line_id)
    line = session.scalars(wanted.with_for_update(of=BankStatementLine)).one_or_none()
    if line is None:
        raise Missing("bank_statement_line")
    if line.payment_id is not None or line.set_aside:
        raise Refusal("decided", "Dòng này đã được xử lý.")
    return line


def assign(
    session: Session, line: BankStatementLine, loan: Loan, choice: str, act: Act
) -> LoanPayment:
    """Record a line as a payment of a loan."""
    draft = PaymentDraft(line.amount_vnd, line.paid_on, line.reference, choice, "statement")
    payment = pay(session, loan, draft, act)
    line.payment_id = payment.id
    session.flush()
    return payment


def set_aside(session: Session, line: BankStatementLine, reason: str) -> None:
    """Note that a line is for no loan, and why."""
    if not reason.strip():
        raise Refusal("note", "Viết lý do.", "reason")
    line.set_aside = reason.strip()
    session.flush()
