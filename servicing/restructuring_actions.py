"""A borrower asks for another schedule; somebody looks into it; the director decides. No commit.

Source: docs/rules/restructuring.md.
"""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload

from accounts.models import Account
from config import Settings
from letters.actions import issue
from letters.content import LetterContent, letterhead
from servicing.actions import Act, NewPlan, new_parts, restructure, tell
from servicing.books import lock_customers
from servicing.groups import GROUP_NAMES, own_group
from servicing.letter_actions import parties_of, seal_later
from servicing.letter_texts import Answered, approval_content, refusal_content
from servicing.models import Loan, LoanPlan
from servicing.queries import facts_of, find_waiting, group_table
from servicing.replay import Part, Position, replay
from servicing.restructuring_models import LoanRestructuring
from servicing.restructuring_process import KIND_NAMES, RESTRUCTURING, WAITING
from workflow.localtime import local_day
from workflow.refusal import Missing, Refusal


@dataclass(frozen=True, slots=True)
class Wish:
    """What a borrower asks for: "adjust" or "extend", from which day, how often, how many times."""

    kind: str
    first_on: date
    every_months: int
    instalments: int
    reason: str

    def plan(self, decision_no: str = "") -> NewPlan:
        """Return the wish as a plan to be looked at."""
        return NewPlan(self.first_on, self.every_months, self.instalments, self.reason, decision_no)


@dataclass(frozen=True, slots=True)
class Finding:
    """What the appraiser found, whether the fund should agree, and with which plan."""

    text: str
    is_supported: bool
    first_on: date
    every_months: int
    instalments: int


def position_of(session: Session, loan: Loan, on: date) -> Position:
    """Return what a loan is on a day. Raises Refusal before its first tranche."""
    facts = facts_of(session, [loan])[loan.id]
    if not facts.plans:
        raise Refusal("state", "Hợp đồng chưa giải ngân nên chưa có lịch trả nợ để cơ cấu.")
    return replay(facts, on)


def wished_parts(session: Session, loan: Loan, wish: Wish, on: date) -> tuple[Part, ...]:
    """Return the schedule that a wish would give.

    Raises: Refusal where nothing is owed, or the last day does not fit the kind.
    """
    then = position_of(session, loan, on)
    if not then.principal_vnd:
        raise Refusal("nothing", "Khoản vay không còn dư nợ gốc.")
    parts = new_parts(loan, then, wish.plan())
    last, ends = parts[-1].due_on, loan.ends_on
    if wish.kind == "adjust" and last > ends:
        raise Refusal(
            "kind",
            f"Lịch này trả xong ngày {last:%d/%m/%Y}, muộn hơn hợp đồng ({ends:%d/%m/%Y}). Chọn "
            "Gia hạn, hoặc bớt số kỳ.",
            "instalments",
        )
    if wish.kind == "extend" and last <= ends:
        text = f"Lịch này trả xong trước {ends:%d/%m/%Y}: chọn Điều chỉnh kỳ hạn."
        raise Refusal("kind", text, "kind")
    return parts


def ask(session: Session, loan: Loan, wish: Wish, act: Act) -> LoanRestructuring:
    """Ask for another schedule. Raises Refusal where one waits, or nothing is owed."""
    step = RESTRUCTURING.step(None, "ask", act.by.role)
    lock_customers(session, [loan.cooperative_id])
    if find_waiting(session, loan) is not None:
        raise Refusal("waiting", "Đã có một đề nghị đang chờ trả lời. Xem ở trang khoản vay.")
    wished_parts(session, loan, wish, act.on)
    row = LoanRestructuring(
        loan_id=loan.id, status=step.target, kind=wish.kind, reason=wish.reason,
        first_on=wish.first_on, every_months=wish.every_months, instalments=wish.instalments,
        asked_at=act.now, asked_by_id=act.by.id or 0, finding="", answer="",
    )  # fmt: skip
    session.add(row)
    session.flush()
    tell(session, loan, "ask", act.on, f"Bên vay đề nghị: {asked_for(row)} {wish.reason}", act)
    return row


def asked_for(row: LoanRestructuring) -> str:
    """Return a wish in words: Gia hạn nợ, 8 kỳ, 3 tháng một kỳ, kỳ đầu 20/09/2026."""
    return (
        f"{KIND_NAMES[row.kind]}, {row.instalments} kỳ, {row.every_months} tháng một kỳ, kỳ đầu "
        f"{row.first_on:%d/%m/%Y}."
    )


def _take(session: Session, row: LoanRestructuring, action: str, act: Act, note: str = "-") -> str:
    """Lock the loans, then the request; return the state that a step leads to."""
    lock_customers(session, [row.loan.cooperative_id])
    session.refresh(row, with_for_update={"of": LoanRestructuring})
    step = RESTRUCTURING.step(row.status, action, act.by.role)
    RESTRUCTURING.check(step, {}, note)
    return step.target or row.status


def withdraw(session: Session, row: LoanRestructuring, act: Act) -> None:
    """Take a request back before it is decided."""
    row.status = _take(session, row, "withdraw", act)
    tell(session, row.loan, "ask", act.on, "Bên vay rút đề nghị cơ cấu lại.", act)
    session.flush()


def appraise(session: Session, row: LoanRestructuring, finding: Finding, act: Act) -> None:
    """Write down what was found and what is proposed; again, until it is decided."""
    target = _take(session, row, "appraise", act)
    new_parts(row.loan, position_of(session, row.loan, act.on), _proposed(row, finding))
    row.status, row.finding, row.is_supported = target, finding.text, finding.is_supported
    row.proposed_first_on, row.proposed_every_months = finding.first_on, finding.every_months
    row.proposed_instalments = finding.instalments
    row.appraised_at, row.appraised_by_id = act.now, act.by.id
    words = "Đề nghị cơ cấu" if finding.is_supported else "Đề nghị không cơ cấu"
    tell(session, row.loan, "ask", act.on, f"Thẩm định: {words}. {finding.text}", act)
    session.flush()


def _proposed(row: LoanRestructuring, finding: Finding) -> NewPlan:
    days = (finding.first_on, finding.every_months, finding.instalments)
    return NewPlan(*days, row.reason, "")


def proposal_of(row: LoanRestructuring, decision_no: str = "") -> NewPlan:
    """Return the plan that the appraiser proposes, the wish before that."""
    if row.proposed_first_on is None:
        return NewPlan(row.first_on, row.every_months, row.instalments, row.reason, decision_no)
    return NewPlan(
        row.proposed_first_on,
        row.proposed_every_months or 1,
        row.proposed_instalments or 1,
        row.reason,
        decision_no,
    )


def group_after(session: Session, loan: Loan, on: date) -> int:
    """Return the group of a loan once it is restructured again and nothing is overdue."""
    return own_group(0, loan.restructured + 1, group_table(session, on))


def decide(
    session: Session,
    settings: Settings,
    row: LoanRestructuring,
    is_approved: bool,
    answer: str,
    director: Account,
    act: Act,
    seen: str | None = None,
) -> LoanRestructuring:
    """Decide a request: a letter with its number, and where it is approved the new schedule.

    `seen`: when what the director read was appraised (ISO), None where nobody read a page.

    Raises: Refusal where the same person appraised it, a refusal has no reason, or it was appraised
    again since it was read.
    """
    target = _take(session, row, "approve" if is_approved else "refuse", act, answer)
    _check_seen(row, seen)
    if act.by.id == row.appraised_by_id:
        raise Refusal("person", "Người thẩm định không tự quyết định đề nghị này.")
    loan = row.loan
    then = position_of(session, loan, act.on)
    parts = new_parts(loan, then, proposal_of(row)) if is_approved else ()
    content = _letter(session, settings, row, parts, answer, then, director, act)
    letter = issue(session, content, act.now, unit_id=director.unit_id, signer_id=director.id)
    row.letter_id, row.status, row.answer = letter.id, target, answer
    row.decided_at, row.decided_by_id = act.now, act.by.id
    session.flush()
    if is_approved:
        plan: LoanPlan = restructure(session, loan, proposal_of(row, letter.full_number), act)
        row.plan_id = plan.id
    else:
        words = f"Không cơ cấu, thông báo {letter.full_number}: {answer}"
        tell(session, loan, "refuse", act.on, words, act)
    seal_later(session, loan, letter, "decision", act.now)
    session.flush()
    return row


def _check_seen(row: LoanRestructuring, seen: str | None) -> None:
    if seen is not None and (row.appraised_at is None or seen != row.appraised_at.isoformat()):
        raise Refusal("changed", "Thẩm định viên vừa đề xuất lại. Xem lại lịch rồi quyết định.")


def _letter(
    session: Session,
    settings: Settings,
    row: LoanRestructuring,
    parts: tuple[Part, ...],
    answer: str,
    then: Position,
    director: Account,
    act: Act,
) -> LetterContent:
    loan, parties = row.loan, parties_of(row.loan.cooperative, director)
    group = group_after(session, loan, act.on)
    last = parts[-1].due_on if parts else loan.ends_on
    told = Answered(
        loan.contract_no,
        loan.signed_on,
        KIND_NAMES["extend" if last > loan.ends_on else "adjust"],
        local_day(row.asked_at),
        f"{asked_for(row)} Lý do: {row.reason}",
        row.finding,
        answer,
        then.principal_vnd,
        f"Cơ cấu lần thứ {loan.restructured + 1}: khoản nợ được xếp vào nhóm {group} "
        f"({GROUP_NAMES[group].lower()}) hoặc nhóm rủi ro cao hơn theo quy định.",
    )
    head, house = letterhead(settings), settings.alliance_symbol
    if parts:
        return approval_content(head, house, parties, told, parts)
    return refusal_content(head, house, parties, told)


# --- reads -------------------------------------------------------------------------------------


def access_restructuring(session: Session, restructuring_id: int) -> LoanRestructuring:
    """Return a request. Raises Missing."""
    found = session.get(LoanRestructuring, restructuring_id)
    if found is None:
        raise Missing("loan_restructuring")
    return found


def _with_loans() -> Select[LoanRestructuring]:
    """Select requests with their loans, which every list of them names."""
    return select(LoanRestructuring).options(joinedload(LoanRestructuring.loan))


def list_waiting(session: Session) -> list[LoanRestructuring]:
    """Return the requests that wait, the oldest first."""
    wanted = _with_loans().where(LoanRestructuring.status.in_(WAITING))
    return list(session.scalars(wanted.order_by(LoanRestructuring.id)))


def list_answered(session: Session) -> list[LoanRestructuring]:
    """Return what was answered or withdrawn last, newest first."""
    wanted = _with_loans().where(LoanRestructuring.status.not_in(WAITING))
    return list(session.scalars(wanted.order_by(LoanRestructuring.id.desc()).limit(50)))


def list_of(session: Session, loan: Loan) -> list[LoanRestructuring]:
    """Return all requests of a loan, newest first."""
    wanted = select(LoanRestructuring).where(LoanRestructuring.loan_id == loan.id)
    return list(session.scalars(wanted.order_by(LoanRestructuring.id.desc())))
