"""Acts on a loan: contract, money out, money in, taking back, new plans, writing off. No commit."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from fund import actions as fund
from fund.chart import (
    CASH,
    INTEREST,
    INTEREST_DUE,
    LATE_INTEREST,
    OVERDUE_INTEREST,
    PREPAID,
    PRINCIPAL,
    RECOVERED,
)
from fund.queries import find_reservation
from fund.rules import Entry, Line, dong, moved
from loans.schedule import ROWS_MAX
from rulebook.queries import working_calendar
from servicing.books import Day, bring, lock_customers, principal_account
from servicing.drafts import (
    Change,
    ContractDraft,
    DisbursementDraft,
    PaymentDraft,
    changes_between,
    changes_in_words,
    told_in_words,
)
from servicing.models import (
    Loan,
    LoanDisbursement,
    LoanEvent,
    LoanPayment,
    LoanPlan,
    LoanReversal,
)
from servicing.plans import as_json, due_dates, of_json, parts_of, plan_rows
from servicing.process import CREDIT
from servicing.queries import facts_of, find_waiting, is_reference_used
from servicing.replay import Part, Position, replay
from servicing.telling import SUBJECTS
from store.outbox import enqueue
from workflow.localtime import local_day
from workflow.machine import SYSTEM_ACTOR, Actor
from workflow.months import months_after
from workflow.refusal import Refusal

ON_ACCOUNT = {
    "overdue_interest": INTEREST_DUE,
    "due_interest": INTEREST_DUE,
    "closing_interest": INTEREST,
    "penalty": OVERDUE_INTEREST,
    "late": LATE_INTEREST,
    "credit": PREPAID,
    "recovered": RECOVERED,
}
WRITE_OFF_GROUP = 5
FIRST_MONTHS_MAX = 60
SETTLED = "Đã trả hết gốc và lãi, khoản vay được tất toán."
REOPENED = "Khoản vay mở lại vì còn nợ sau khi tính lại."


@dataclass(frozen=True, slots=True)
class Act:
    """Who acts, when."""

    by: Actor
    now: datetime

    @property
    def on(self) -> date:
        return local_day(self.now)


def tell(session: Session, loan: Loan, action: str, on: date, note: str, act: Act) -> None:
    """Write one line of a loan's story; what concerns the borrower is mailed to him."""
    event = LoanEvent(
        loan_id=loan.id, action=action, happened_on=on, at=act.now, by_id=act.by.id, note=note
    )
    session.add(event)
    if action in SUBJECTS:
        session.flush()
        enqueue(session, "servicing.tell_borrower", act.now, event_id=event.id)


def move(loan: Loan, action: str, act: Act, note: str = "-") -> None:
    """Take one step of the loan's process: the only place that writes `status`."""
    step = CREDIT.step(loan.status, action, act.by.role)
    CREDIT.check(step, {}, note)
    if step.target:
        loan.status = step.target


def open_contract(session: Session, draft: ContractDraft, act: Act) -> Loan:
    """Open a contract; nothing is paid out yet."""
    step = CREDIT.step(None, "contract", act.by.role)
    days = due_dates(draft.terms, draft.signed_on, working_calendar(session))
    plan_rows(draft.terms, draft.amount_vnd, draft.signed_on, days)
    loan = Loan(
        contract_no=draft.contract_no,
        dossier_id=draft.dossier_id,
        cooperative_id=draft.cooperative_id,
        programme=draft.programme,
        purpose=draft.purpose,
        amount_vnd=draft.amount_vnd,
        rate_ppm=draft.terms.rate_ppm,
        overdue_rate_ppm=draft.overdue_rate_ppm,
        late_rate_ppm=draft.late_rate_ppm,
        method=draft.terms.method,
        day_count=draft.terms.day_count,
        rounding=draft.terms.rounding,
        pay_order=",".join(draft.order),
        terms=draft.terms.as_json(),
        signed_on=draft.signed_on,
        ends_on=days[-1],
        appraiser_id=draft.appraiser_id,
        decider_id=draft.decider_id,
        status=step.target,
        synced_on=draft.signed_on,
        principal_vnd=0,
        debt_group=1,
        restructured=0,
        provision_vnd=0,
    )
    session.add(loan)
    session.flush()
    tell(session, loan, "contract", draft.signed_on, f"Vay {dong(draft.amount_vnd)}.", act)
    return loan


# --- money out ---------------------------------------------------------------------------------


def disburse(session: Session, loan: Loan, draft: DisbursementDraft, act: Act) -> LoanDisbursement:
    """Pay out a tranche: money that was promised, once per bank reference.

    Raises: Refusal where the payer appraised or decided, a condition has no evidence, the day or
    the amount does not fit, or the reference is in the book.
    """
    loans = _lock(session, loan)
    move(loan, "disburse", act)
    _check_payer(loan, act)
    _check_tranche(session, loan, draft, act)
    facts = facts_of(session, [loan])[loan.id] if loan.drawn_vnd else None
    before = replay(facts, draft.paid_on) if facts else None
    paid = _add_tranche(session, loan, draft, act)
    _add_plan_of_tranche(session, loan, before, draft, act)
    _post_tranche(session, loan, paid, act)
    if loan.drawn_vnd + draft.amount_vnd >= loan.amount_vnd:
        move(loan, "complete", act)
    note = f"Giải ngân lần {paid.n}: {dong(paid.amount_vnd)}, chứng từ {paid.bank_reference}."
    tell(session, loan, "disburse", paid.paid_on, note, act)
    session.flush()
    bring(session, loans, Day(act.on, act.by, act.now))
    return paid


def _lock(session: Session, loan: Loan) -> list[Loan]:
    """Lock the loans of the customer, this one among them."""
    session.flush()
    loans = lock_customers(session, [loan.cooperative_id])
    if loan not in loans:
        session.refresh(loan, with_for_update={"of": Loan})
        loans.append(loan)
    return loans


def _check_payer(loan: Loan, act: Act) -> None:
    if act.by.id in (loan.appraiser_id, loan.decider_id):
        raise Refusal("payer", "Người thẩm định, người quyết định không tự giải ngân khoản này.")


def _check_tranche(session: Session, loan: Loan, draft: DisbursementDraft, act: Act) -> None:
    left = loan.amount_vnd - loan.drawn_vnd
    if draft.amount_vnd > left:
        raise Refusal("amount", f"Hợp đồng chỉ còn {dong(left)} chưa giải ngân.", "amount")
    if not loan.signed_on <= draft.paid_on <= act.on:
        raise Refusal("day", "Ngày giải ngân từ ngày ký hợp đồng đến hôm nay.", "on")
    if loan.drawn_vnd and draft.paid_on < loan.synced_on:
        raise Refusal("day", "Ngày giải ngân lần sau không trước lần ghi sổ gần nhất.", "on")
    _check_reference(session, draft.bank_reference)
    if loan.dossier_id is None:
        fund.check_cash(session, draft.amount_vnd)


def _check_reference(session: Session, reference: str) -> None:
    fund.lock_book(session)
    if is_reference_used(session, reference):
        raise Refusal("reference", f"Chứng từ {reference} đã được ghi sổ.", "reference")


def _add_tranche(
    session: Session, loan: Loan, draft: DisbursementDraft, act: Act
) -> LoanDisbursement:
    counted = select(func.count()).where(LoanDisbursement.loan_id == loan.id)
    paid = LoanDisbursement(
        loan_id=loan.id,
        n=(session.scalar(counted) or 0) + 1,
        amount_vnd=draft.amount_vnd,
        paid_on=draft.paid_on,
        bank_reference=draft.bank_reference,
        payer_id=act.by.id or 0,
        conditions=[[key, words] for key, words in draft.evidence.items()],
        at=act.now,
    )
    session.add(paid)
    session.flush()
    return paid


def _add_plan_of_tranche(
    session: Session, loan: Loan, before: Position | None, draft: DisbursementDraft, act: Act
) -> None:
    kept = of_json(loan.terms, loan.method, loan.rate_ppm, loan.day_count, loan.rounding)
    first = _first_paid_on(session, loan, draft)
    days = due_dates(kept, first, working_calendar(session))
    principal = draft.amount_vnd + (before.in_term_vnd if before else 0)
    rows = plan_rows(kept, principal, draft.paid_on, days)
    numbered = len(days) - len(rows) + 1
    kind = "tranche" if before else "contract"
    loan.ends_on = days[-1]
    add_plan(session, loan, kind, draft.paid_on, parts_of(rows, numbered), "", act)


def _first_paid_on(session: Session, loan: Loan, draft: DisbursementDraft) -> date:
    first = select(func.min(LoanDisbursement.paid_on)).where(LoanDisbursement.loan_id == loan.id)
    return session.scalar(first) or draft.paid_on


def add_plan(
    session: Session,
    loan: Loan,
    kind: str,
    on: date,
    parts: Sequence[Part],
    reason: str,
    act: Act,
    decision_no: str = "",
) -> LoanPlan:
    """Add a version of the schedule; the ones before stay."""
    counted = select(func.coalesce(func.max(LoanPlan.n), 0)).where(LoanPlan.loan_id == loan.id)
    plan = LoanPlan(
        loan_id=loan.id,
        n=(session.scalar(counted) or 0) + 1,
        kind=kind,
        from_on=on,
        parts=as_json(parts),
        reason=reason,
        decision_no=decision_no,
        at=act.now,
        by_id=act.by.id,
    )
    session.add(plan)
    session.flush()
    return plan


def _post_tranche(session: Session, loan: Loan, paid: LoanDisbursement, act: Act) -> None:
    customer, ref = loan.cooperative_id, loan.contract_no
    lines = moved(principal_account(loan), CASH, paid.amount_vnd, customer, ref)
    if loan.dossier_id is not None and find_reservation(session, loan.dossier_id) is not None:
        used = fund.commit_reservation(session, loan.dossier_id, paid.amount_vnd, act.now)
        lines = (*lines, *used)  # type: ignore[assignment]
    words = f"Giải ngân lần {paid.n}, hợp đồng {ref}, chứng từ {paid.bank_reference}"
    entry = Entry(
        "disburse", paid.paid_on, words, lines, f"disbursement-{paid.id}", loan.dossier_id
    )
    fund.post(session, entry, act.by, act.now)


# --- money in ----------------------------------------------------------------------------------


def pay(session: Session, loan: Loan, draft: PaymentDraft, act: Act) -> LoanPayment:
    """Record money that came in, and use it in the order of the contract.

    Raises: Refusal where the day or amount does not fit, or the reference is in the book.
    """
    loans = _lock(session, loan)
    move(loan, "recover" if loan.status == "written_off" else "pay", act)
    facts = facts_of(session, [loan])[loan.id]
    _check_payment(session, draft, replay(facts, draft.paid_on), act)
    before = replay(facts, act.on)
    payment = _add_payment(session, loan, draft, act)
    told = replay(facts_of(session, [loan])[loan.id], draft.paid_on).receipts[payment.id]
    payment.told = told
    _post_payment(session, loan, payment, act)
    session.flush()
    after = bring(session, loans, Day(act.on, act.by, act.now))[loan.id]
    note = f"Thu {dong(payment.amount_vnd)} ngày {payment.paid_on:%d/%m/%Y}: {told_in_words(told)}."
    if draft.paid_on < act.on and (moved_on := changes_between(before, after)):
        note += f" Tính lại đến hôm nay: {changes_in_words(moved_on)}."
    tell(session, loan, "pay", payment.paid_on, note, act)
    settle_where_paid(session, loan, after, act)
    return payment


def _check_payment(session: Session, draft: PaymentDraft, then: Position, act: Act) -> None:
    if not then.on <= draft.paid_on <= act.on or not then.drawn_vnd:
        raise Refusal("day", "Ngày thu từ ngày giải ngân đến hôm nay.", "on")
    _check_reference(session, draft.bank_reference)
    if draft.amount_vnd > then.payoff_vnd and not then.written_off_vnd:
        raise Refusal(
            "too_much",
            f"Nhiều hơn số để tất toán ngày {draft.paid_on:%d/%m/%Y} là {dong(then.payoff_vnd)}.",
            "amount",
        )


def _add_payment(session: Session, loan: Loan, draft: PaymentDraft, act: Act) -> LoanPayment:
    payment = LoanPayment(
        loan_id=loan.id,
        paid_on=draft.paid_on,
        amount_vnd=draft.amount_vnd,
        choice=draft.choice,
        bank_reference=draft.bank_reference,
        source=draft.source,
        by_id=act.by.id or 0,
        at=act.now,
        told={},
    )
    session.add(payment)
    session.flush()
    return payment


def _post_payment(session: Session, loan: Loan, payment: LoanPayment, act: Act) -> None:
    ref = loan.contract_no
    words = f"Thu nợ hợp đồng {ref}, chứng từ {payment.bank_reference}"
    lines = payment_lines(loan, payment.amount_vnd, payment.told)
    entry = Entry("pay", payment.paid_on, words, lines, f"payment-{payment.id}", loan.dossier_id)
    fund.post(session, entry, act.by, act.now)


def payment_lines(loan: Loan, amount_vnd: int, told: dict[str, int]) -> tuple[Line, ...]:
    """Return the lines of a payment: to the bank, from what it pays."""
    sums: dict[str, int] = {CASH: amount_vnd}
    for bucket, amount in told.items():
        account = ON_ACCOUNT.get(bucket, PRINCIPAL[loan.debt_group - 1])
        if account == INTEREST_DUE and loan.debt_group > 1:
            account = INTEREST
        sums[account] = sums.get(account, 0) - amount
    customer, ref = loan.cooperative_id, loan.contract_no
    return tuple(Line(account, amount, customer, ref) for account, amount in sums.items() if amount)


def settle_where_paid(session: Session, loan: Loan, after: Position, act: Act) -> None:
    """Close a loan that owes nothing and has nothing to come; open it again where it does."""
    is_paid = not after.principal_vnd and not after.due_vnd and not after.deferred_vnd
    complete = loan.drawn_vnd >= loan.amount_vnd or loan.status == "restructured"
    follows = Act(SYSTEM_ACTOR, act.now)
    if is_paid and complete and loan.status in ("active", "restructured"):
        move(loan, "settle", follows)
        tell(session, loan, "settle", act.on, SETTLED, follows)
    elif not is_paid and loan.status == "settled":
        move(loan, "reopen", follows)
        tell(session, loan, "reopen", act.on, REOPENED, follows)


def reverse_payment(
    session: Session, loan: Loan, payment: LoanPayment, reason: str, act: Act
) -> list[Change]:
    """Take a payment back that was entered by mistake; return what that changes.

    Raises: Refusal where the same person entered it, it was taken back already, or no reason.
    """
    loans = _lock(session, loan)
    move(loan, "reverse", act, reason)
    if payment.by_id == act.by.id:
        raise Refusal("person", "Người ghi khoản thu không tự hủy được. Nhờ người khác.")
    if session.get(LoanReversal, payment.id) is not None:
        raise Refusal("reversed", "Khoản thu này đã được hủy.")
    fund.lock_book(session)
    fund.check_cash(session, payment.amount_vnd)
    before = replay(facts_of(session, [loan])[loan.id], act.on)
    row = LoanReversal(payment_id=payment.id, by_id=act.by.id or 0, at=act.now, reason=reason)
    session.add(row)
    session.flush()
    lines = payment_lines(loan, payment.amount_vnd, payment.told)
    back = tuple(Line(ln.account, -ln.amount_vnd, ln.cooperative_id, ln.loan_ref) for ln in lines)
    words = f"Hủy khoản thu {payment.bank_reference}, hợp đồng {loan.contract_no}: {reason}"
    entry = Entry("pay", act.on, words, back, f"reversal-{payment.id}", loan.dossier_id)
    fund.post(session, entry, act.by, act.now)
    after = bring(session, loans, Day(act.on, act.by, act.now))[loan.id]
    changes = changes_between(before, after)
    note = f"Hủy khoản thu {payment.bank_reference}: {reason}. {changes_in_words(changes)}."
    tell(session, loan, "reverse", act.on, note, act)
    settle_where_paid(session, loan, after, act)
    return changes


# --- decisions ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NewPlan:
    """How a loan is restructured: the first day, then every so many months, so many parts."""

    first_on: date
    every_months: int
    instalments: int
    reason: str
    decision_no: str


def new_parts(loan: Loan, then: Position, wanted: NewPlan) -> tuple[Part, ...]:
    """Return the plan that restructuring would give, over all principal that is owed.

    The method stays, but for one with parts of its own, which becomes equal parts.
    """
    if not 1 <= wanted.instalments <= ROWS_MAX or wanted.first_on <= then.on:
        raise Refusal("plan", "Kỳ đầu phải sau hôm nay, số kỳ từ 1 đến 600.", "first_on")
    if wanted.first_on > months_after(then.on, FIRST_MONTHS_MAX):
        raise Refusal("plan", "Kỳ đầu muộn nhất 5 năm sau hôm nay.", "first_on")
    kept = of_json(loan.terms, loan.method, loan.rate_ppm, loan.day_count, loan.rounding)
    method = "equal_principal" if kept.method == "custom" else kept.method
    days = tuple(
        months_after(wanted.first_on, wanted.every_months * n) for n in range(wanted.instalments)
    )
    terms = replace(kept, method=method, due_dates=days, parts_vnd=(), grace_instalments=0)
    return parts_of(plan_rows(terms, then.principal_vnd, then.on, days))


def restructure(session: Session, loan: Loan, wanted: NewPlan, act: Act) -> LoanPlan:
    """Give a loan a new plan by decision: the term stays (adjusted) or becomes longer (extended).

    Unpaid principal bears the rate in term again; unpaid interest is owed on the first new day;
    the debt group follows from how often it was restructured.
    """
    loans = _lock(session, loan)
    move(loan, "restructure", act, wanted.reason)
    if find_waiting(session, loan) is not None:
        raise Refusal("waiting", "Bên vay đang có đề nghị cơ cấu. Quyết định ở đề nghị đó.")
    if act.by.id == loan.appraiser_id:
        raise Refusal("person", "Người thẩm định không tự quyết định cơ cấu lại.")
    then = replay(facts_of(session, [loan])[loan.id], act.on)
    parts = new_parts(loan, then, wanted)
    kind = "Gia hạn" if parts[-1].due_on > loan.ends_on else "Điều chỉnh kỳ hạn"
    why, no = wanted.reason, wanted.decision_no
    plan = add_plan(session, loan, "restructure", act.on, parts, why, act, no)
    _release_rest(session, loan, act)
    loan.restructured += 1
    loan.ends_on = max(loan.ends_on, parts[-1].due_on)
    note = f"{kind} theo {no}: {len(parts)} kỳ, đến {parts[-1].due_on:%d/%m/%Y}. {why}"
    tell(session, loan, "restructure", act.on, note, act)
    session.flush()
    bring(session, loans, Day(act.on, act.by, act.now))
    return plan


def _release_rest(session: Session, loan: Loan, act: Act) -> None:
    """Promise the rest of a loan that was paid out in part no longer: it comes no more."""
    if loan.dossier_id is not None and find_reservation(session, loan.dossier_id) is not None:
        fund.release(session, loan.dossier_id, act.by, act.now)


def lock_to_write_off(session: Session, loan: Loan, act: Act) -> list[Loan]:
    """Lock the loans of the customer. Raises Refusal where this one may not be written off."""
    loans = _lock(session, loan)
    if loan.debt_group < WRITE_OFF_GROUP:
        raise Refusal("group", "Chỉ xử lý rủi ro khoản vay nhóm 5.")
    if act.by.id == loan.appraiser_id:
        raise Refusal("person", "Người thẩm định không tự quyết định xử lý rủi ro.")
    return loans


def write_off(session: Session, loan: Loan, reason: str, decision_no: str, act: Act) -> None:
    """Take a loan of group 5 off the balance by decision; it is owed still, and watched.

    Raises: Refusal where it is not in group 5, or he appraised it.
    """
    loans = lock_to_write_off(session, loan, act)
    move(loan, "write_off", act, reason)
    _release_rest(session, loan, act)
    loan.written_off_on = act.on
    owed = loan.principal_vnd
    note = (
        f"Xử lý rủi ro {dong(owed)} theo {decision_no}: {reason.rstrip('.')}. Đây không phải là "
        "xóa nợ: khoản nợ được theo dõi ngoài bảng và bên vay vẫn phải trả."
    )
    tell(session, loan, "write_off", act.on, note, act)
    session.flush()
    bring(session, loans, Day(act.on, act.by, act.now, "write_off", about=loan.id))
