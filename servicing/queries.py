"""Reads of loans: many at once, in a constant number of statements."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, or_, select
from sqlalchemy.orm import Session, joinedload

from accounts.models import Account
from cooperatives.models import Cooperative, Mandate
from fund.models import FundEntry, FundLine
from rulebook.queries import setting_on
from servicing.groups import GroupTable, numbers
from servicing.models import (
    Loan,
    LoanDisbursement,
    LoanEvent,
    LoanPayment,
    LoanPlan,
    LoanReversal,
)
from servicing.plans import of_parts
from servicing.replay import Drawn, Facts, Paid, Plan, Rules
from servicing.restructuring_models import LoanRestructuring
from servicing.restructuring_process import WAITING
from store.many import among
from workflow.refusal import Missing
from workflow.roles import FUND_READERS, Role
from workflow.text import fold

OPEN = ("contracted", "disbursing", "active", "restructured")
FRESH = ("restructure", "relief")
PAGE_SIZE = 60


def group_table(session: Session, on: date) -> GroupTable:
    """Return the debt groups that hold on a day."""
    days = numbers(setting_on(session, "fund.group_days", on))
    restructured = numbers(setting_on(session, "fund.group_restructured_days", on))
    percent = numbers(setting_on(session, "fund.provision_percent", on))
    return GroupTable(
        (days[0], days[1], days[2], days[3]),
        (restructured[0], restructured[1]),
        (percent[0], percent[1], percent[2], percent[3], percent[4]),
    )


def rules_of(loan: Loan) -> Rules:
    """Return what the contract says of interest and payments."""
    return Rules(
        loan.rate_ppm,
        loan.overdue_rate_ppm,
        loan.late_rate_ppm,
        tuple(loan.pay_order.split(",")),
        loan.day_count,
        loan.rounding,
    )


def facts_of(session: Session, loans: Iterable[Loan]) -> dict[int, Facts]:
    """Return what happened to each loan, in three statements."""
    wanted = {loan.id: loan for loan in loans}
    plans, drawn = _plans(session, wanted), _drawn(session, wanted)
    paid = _paid(session, wanted)
    return {
        number: Facts(
            rules_of(loan),
            tuple(plans[number]),
            tuple(drawn[number]),
            tuple(paid[number]),
            loan.written_off_on,
        )
        for number, loan in wanted.items()
    }


def _plans(session: Session, ids: Collection[int]) -> dict[int, list[Plan]]:
    columns = (LoanPlan.loan_id, LoanPlan.from_on, LoanPlan.parts, LoanPlan.kind)
    rows = select(*columns).where(among(LoanPlan.loan_id, ids), LoanPlan.undone_at.is_(None))
    found: dict[int, list[Plan]] = defaultdict(list)
    for loan_id, on, parts, kind in session.execute(rows.order_by(LoanPlan.loan_id, LoanPlan.n)):
        found[loan_id].append(Plan(on, of_parts(parts), kind in FRESH))
    return found


def _drawn(session: Session, ids: Collection[int]) -> dict[int, list[Drawn]]:
    columns = (LoanDisbursement.loan_id, LoanDisbursement.paid_on, LoanDisbursement.amount_vnd)
    found: dict[int, list[Drawn]] = defaultdict(list)
    for loan_id, on, amount in session.execute(
        select(*columns).where(among(LoanDisbursement.loan_id, ids)).order_by(LoanDisbursement.id)
    ):
        found[loan_id].append(Drawn(on, amount))
    return found


def _paid(session: Session, ids: Collection[int]) -> dict[int, list[Paid]]:
    columns = (
        LoanPayment.loan_id, LoanPayment.id, LoanPayment.paid_on, LoanPayment.amount_vnd,
        LoanPayment.choice,
    )  # fmt: skip
    rows = (
        select(*columns)
        .outerjoin(LoanReversal, LoanReversal.payment_id == LoanPayment.id)
        .where(among(LoanPayment.loan_id, ids), LoanReversal.payment_id.is_(None))
        .order_by(LoanPayment.paid_on, LoanPayment.id)
    )
    found: dict[int, list[Paid]] = defaultdict(list)
    for loan_id, number, on, amount, choice in session.execute(rows):
        found[loan_id].append(Paid(number, on, amount, choice))
    return found


def booked_of(
    session: Session, refs: Collection[str], until: date | None = None
) -> dict[str, dict[str, int]]:
    """Return the balances that the fund's book has for loans, by contract and account.

    What was promised stands under the dossier, not here. `until`: the last day that counts.
    """
    rows = (
        select(FundLine.loan_ref, FundLine.account, func.sum(FundLine.amount_vnd))
        .where(among(FundLine.loan_ref, refs), FundLine.loan_ref != "")
        .group_by(FundLine.loan_ref, FundLine.account)
    )
    if until is not None:
        rows = rows.join(FundEntry, FundEntry.id == FundLine.entry_id)
        rows = rows.where(FundEntry.booked_on <= until)
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for ref, account, amount in session.execute(rows):
        found[ref][account] = int(amount)
    return found


# --- who sees what -----------------------------------------------------------------------------


def visible_to(account: Account, on: date) -> ColumnElement[bool]:
    """Return the condition on Loan for what `account` may see on a day."""
    if Role(account.role) in FUND_READERS:
        return Loan.id.is_not(None)
    held = select(Mandate.cooperative_id).where(
        Mandate.account_id == account.id,
        Mandate.starts_on <= on,
        or_(Mandate.ends_on.is_(None), Mandate.ends_on >= on),
    )
    if Role(account.role) is Role.REPRESENTATIVE:
        return Loan.cooperative_id.in_(held)
    return Loan.id.is_(None)


def access_loan(session: Session, account: Account, loan_id: int, on: date) -> Loan:
    """Return a loan that `account` may see. Raises Missing."""
    wanted = select(Loan).where(Loan.id == loan_id, visible_to(account, on))
    found = session.scalars(wanted.options(joinedload(Loan.decider))).one_or_none()
    if found is None:
        raise Missing("loan")
    return found


def list_mine(session: Session, account: Account, on: date) -> list[Loan]:
    """Return the loans that somebody who speaks for cooperatives may see, newest first."""
    wanted = select(Loan).where(visible_to(account, on)).order_by(Loan.signed_on.desc(), Loan.id)
    return list(session.scalars(wanted.limit(PAGE_SIZE)))


@dataclass(frozen=True, slots=True)
class LoanSearch:
    """Which loans somebody wants to see. `group` 0: all; `state`: open, late, settled, all."""

    words: str = ""
    state: str = "open"
    group: int = 0


STATES: dict[str, ColumnElement[bool]] = {
    "open": Loan.status.in_(OPEN),
    "late": Loan.overdue_since.is_not(None) & Loan.status.in_(OPEN),
    "waiting": Loan.status == "contracted",
    "restructured": Loan.restructured > 0,
    "settled": Loan.status == "settled",
    "written_off": Loan.status == "written_off",
}


def list_loans(session: Session, wanted: LoanSearch) -> list[Loan]:
    """Return the portfolio: the worst first, then the oldest."""
    return list(session.scalars(_matching(wanted).limit(PAGE_SIZE * 10)))


def _matching(wanted: LoanSearch) -> Select[Loan]:
    found = select(Loan).join(Cooperative, Cooperative.id == Loan.cooperative_id)
    if wanted.state in STATES:
        found = found.where(STATES[wanted.state])
    if wanted.group:
        found = found.where(Loan.debt_group == wanted.group, Loan.principal_vnd > 0)
    for word in wanted.words.split():
        found = found.where(
            Cooperative.name_fold.contains(fold(word), autoescape=True)
            | Loan.contract_no.icontains(word, autoescape=True)
        )
    return found.order_by(Loan.debt_group.desc(), Loan.overdue_since, Loan.signed_on, Loan.id)


def count_states(session: Session) -> dict[str, int]:
    """Return how many loans each filter of the portfolio shows."""
    columns = [func.count().filter(condition).label(name) for name, condition in STATES.items()]
    row = session.execute(select(*columns).select_from(Loan)).one()
    return dict(zip(STATES, row, strict=True))


def list_plans(session: Session, loan: Loan) -> list[LoanPlan]:
    """Return all versions of the schedule, newest first."""
    wanted = select(LoanPlan).where(LoanPlan.loan_id == loan.id).order_by(LoanPlan.n.desc())
    return list(session.scalars(wanted.options(joinedload(LoanPlan.by))))


def list_payments(session: Session, loan: Loan) -> list[LoanPayment]:
    """Return all payments, newest first, also those that were taken back."""
    wanted = select(LoanPayment).where(LoanPayment.loan_id == loan.id)
    wanted = wanted.order_by(LoanPayment.paid_on.desc(), LoanPayment.id.desc())
    return list(session.scalars(wanted.options(joinedload(LoanPayment.by))))


def list_payment_lines(session: Session, loan: Loan) -> Sequence[Row[Any]]:
    """Return what a statement says of all payments, newest first; `reversal`: was taken back."""
    columns = (
        LoanPayment.paid_on, LoanPayment.bank_reference, LoanPayment.amount_vnd, LoanPayment.told,
        LoanReversal.payment_id.label("reversal"),
    )  # fmt: skip
    wanted = select(*columns).outerjoin(LoanReversal, LoanReversal.payment_id == LoanPayment.id)
    wanted = wanted.where(LoanPayment.loan_id == loan.id)
    newest = wanted.order_by(LoanPayment.paid_on.desc(), LoanPayment.id.desc())
    return session.execute(newest).all()


def list_disbursements(session: Session, loan: Loan) -> list[LoanDisbursement]:
    """Return what was paid out, oldest first."""
    wanted = select(LoanDisbursement).where(LoanDisbursement.loan_id == loan.id)
    wanted = wanted.order_by(LoanDisbursement.n).options(joinedload(LoanDisbursement.payer))
    return list(session.scalars(wanted))


def list_events(session: Session, loan: Loan) -> list[LoanEvent]:
    """Return the story of a loan, newest first."""
    wanted = select(LoanEvent).where(LoanEvent.loan_id == loan.id).order_by(LoanEvent.id.desc())
    return list(session.scalars(wanted.options(joinedload(LoanEvent.by))))


def last_note(session: Session, loan: Loan) -> str:
    """Return the words of what happened last."""
    wanted = select(LoanEvent.note).where(LoanEvent.loan_id == loan.id)
    return session.scalar(wanted.order_by(LoanEvent.id.desc()).limit(1)) or ""


def access_payment(session: Session, loan: Loan, payment_id: int) -> LoanPayment:
    """Return a payment of a loan. Raises Missing."""
    wanted = select(LoanPayment).where(LoanPayment.id == payment_id, LoanPayment.loan_id == loan.id)
    found = session.scalars(wanted.options(joinedload(LoanPayment.by))).one_or_none()
    if found is None:
        raise Missing("loan_payment")
    return found


def is_reference_used(session: Session, reference: str) -> bool:
    """Return whether a bank reference is in the book already, as a payment or a disbursement."""
    used = select(LoanPayment.id).where(LoanPayment.bank_reference == reference)
    paid = select(LoanDisbursement.id).where(LoanDisbursement.bank_reference == reference)
    return session.scalar(used) is not None or session.scalar(paid) is not None


def find_waiting(session: Session, loan: Loan) -> LoanRestructuring | None:
    """Return the request to restructure a loan that waits, None where there is none."""
    wanted = select(LoanRestructuring).where(
        LoanRestructuring.loan_id == loan.id, LoanRestructuring.status.in_(WAITING)
    )
    return session.scalars(wanted).one_or_none()
