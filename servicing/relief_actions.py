"""Relief of a disaster area: looked at, decided, taken back. No commit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from cooperatives.models import Commune, Cooperative
from servicing.actions import Act, add_plan, settle_where_paid, tell
from servicing.books import Day, bring, lock_customers
from servicing.models import Loan, LoanPlan
from servicing.plans import of_parts
from servicing.queries import OPEN, facts_of
from servicing.relief_models import LoanRelief
from servicing.relief_rules import eased
from servicing.replay import Part, replay
from workflow.refusal import Missing, Refusal
from workflow.roles import Role


@dataclass(frozen=True, slots=True)
class ReliefDraft:
    """Whom it is for, how many months, why, by which decision."""

    communes: tuple[str, ...]
    months: int
    reason: str
    decision_no: str


@dataclass(frozen=True, slots=True)
class Eased:
    """A loan with its days before and after."""

    loan: Loan
    first_on: date
    before_on: date
    parts: tuple[Part, ...]


def communes_with_loans(session: Session) -> list[tuple[str, str]]:
    """Return the communes in which somebody owes, with how many loans."""
    rows = (
        select(Commune.code, Commune.name, func.count(Loan.id))
        .join(Cooperative, Cooperative.commune_code == Commune.code)
        .join(Loan, Loan.cooperative_id == Cooperative.id)
        .where(Loan.status.in_(OPEN), Loan.principal_vnd > 0)
        .group_by(Commune.code, Commune.name)
        .order_by(Commune.name)
    )
    return [(code, f"{name} ({count} khoản)") for code, name, count in session.execute(rows)]


def preview(session: Session, draft: ReliefDraft, on: date) -> list[Eased]:
    """Return the loans that relief would reach, with their new days; nothing is changed.

    Raises: Refusal where it reaches none.
    """
    wanted = (
        select(Loan)
        .join(Cooperative, Cooperative.id == Loan.cooperative_id)
        .where(Cooperative.commune_code.in_(draft.communes), Loan.status.in_(OPEN))
        .where(Loan.principal_vnd > 0)
        .order_by(Loan.id)
    )
    return _eased(session, list(session.scalars(wanted)), draft, on)


def _eased(session: Session, loans: Sequence[Loan], draft: ReliefDraft, on: date) -> list[Eased]:
    if not loans:
        raise Refusal("none", "Các xã này không có khoản vay nào còn dư nợ.", "communes")
    facts, found = facts_of(session, loans), []
    for loan in loans:
        position = replay(facts[loan.id], on)
        parts = eased(position, draft.months)
        before = position.ahead[0].due_on if position.ahead else on
        found.append(Eased(loan, parts[0].due_on, before, parts))
    return found


def apply(session: Session, draft: ReliefDraft, act: Act) -> LoanRelief:
    """Decide relief: a new plan for every loan that it reaches, in one act."""
    _check_director(act)
    reached = {one.loan.cooperative_id for one in preview(session, draft, act.on)}
    loans = lock_customers(session, reached)
    owing = [loan for loan in loans if loan.principal_vnd]
    found = _eased(session, owing, draft, act.on)
    relief = LoanRelief(
        communes=list(draft.communes),
        months=draft.months,
        reason=draft.reason,
        decision_no=draft.decision_no,
        from_on=act.on,
        at=act.now,
        by_id=act.by.id or 0,
        loan_count=len(found),
    )
    session.add(relief)
    session.flush()
    note = f"Giãn {draft.months} tháng vì thiên tai theo {draft.decision_no}: {draft.reason}"
    for one in found:
        what = ("relief", act.on, one.parts, draft.reason, act, draft.decision_no)
        add_plan(session, one.loan, *what).relief_id = relief.id
        one.loan.ends_on = max(one.loan.ends_on, one.parts[-1].due_on)
        tell(session, one.loan, "relief", act.on, note, act)
    session.flush()
    bring(session, loans, Day(act.on, act.by, act.now))
    return relief


def undo(session: Session, relief: LoanRelief, act: Act) -> int:
    """Take relief back, as if it had never been decided; return how many loans that concerns.

    Raises: Refusal where it was taken back, or a loan has a newer plan.
    """
    _check_director(act)
    session.refresh(relief, with_for_update={"of": LoanRelief})
    if relief.undone_at is not None:
        raise Refusal("undone", "Quyết định này đã được thôi áp dụng.")
    plans = list(session.scalars(select(LoanPlan).where(LoanPlan.relief_id == relief.id)))
    ids = [plan.loan_id for plan in plans]
    _check_newest(session, plans)
    borrowers = set(session.scalars(select(Loan.cooperative_id).where(Loan.id.in_(ids))))
    loans = lock_customers(session, borrowers, also=ids)
    relief.undone_at, relief.undone_by_id = act.now, act.by.id
    ours = update(LoanPlan).where(LoanPlan.relief_id == relief.id)
    session.execute(ours.values(undone_at=act.now))
    _restore_ends(session, [loan for loan in loans if loan.id in ids])
    for loan in loans:
        if loan.id in ids:
            tell(session, loan, "relief", act.on, f"Thôi giãn nợ theo {relief.decision_no}.", act)
    session.flush()
    found = bring(session, loans, Day(act.on, act.by, act.now))
    for loan in loans:
        settle_where_paid(session, loan, found[loan.id], act)
    session.flush()
    return len(ids)


def _check_newest(session: Session, plans: Sequence[LoanPlan]) -> None:
    made = {plan.loan_id: plan.n for plan in plans}
    rows = select(LoanPlan.loan_id, LoanPlan.n, Loan.contract_no).join(
        Loan, Loan.id == LoanPlan.loan_id
    )
    rows = rows.where(LoanPlan.loan_id.in_(made), LoanPlan.undone_at.is_(None))
    for loan_id, n, contract in session.execute(rows):
        if n > made[loan_id]:
            raise Refusal("newer", f"Hợp đồng {contract} đã có lịch mới sau quyết định này.")


def _restore_ends(session: Session, loans: Sequence[Loan]) -> None:
    rows = select(LoanPlan.loan_id, LoanPlan.parts).where(
        LoanPlan.loan_id.in_([loan.id for loan in loans]), LoanPlan.undone_at.is_(None)
    )
    last = {
        loan_id: of_parts(parts)[-1].due_on
        for loan_id, parts in session.execute(rows.order_by(LoanPlan.loan_id, LoanPlan.n))
    }
    for loan in loans:
        loan.ends_on = last[loan.id]


def _check_director(act: Act) -> None:
    if act.by.role is not Role.FUND_DIRECTOR:
        raise Refusal("role", "Giám đốc Quỹ quyết định giãn nợ.")


def list_reliefs(session: Session) -> list[LoanRelief]:
    """Return all decisions, newest first."""
    return list(session.scalars(select(LoanRelief).order_by(LoanRelief.id.desc()).limit(50)))


def access_relief(session: Session, relief_id: int) -> LoanRelief:
    """Return a decision. Raises Missing."""
    found = session.get(LoanRelief, relief_id)
    if found is None:
        raise Missing("loan_relief")
    return found
