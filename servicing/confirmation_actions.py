"""Half-yearly confirmation of balances: asked in the night, agreed or objected to. No commit.

Source: docs/rules/confirmation.md.
"""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import case, literal, select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session, joinedload

from accounts.models import Account
from feedback import draft_actions
from feedback.models import PetitionDraft
from fund.rules import dong
from rulebook.queries import setting_on
from servicing.actions import Act, tell
from servicing.confirmation_models import LoanConfirmation
from servicing.groups import numbers
from servicing.models import Loan
from store.many import among
from workflow.refusal import Refusal

WORDS_LENGTH_MAX = 1000


def is_asked_on(session: Session, last: date) -> bool:
    """Return whether balances are confirmed as of `last`, the last day of a month."""
    return last.month in numbers(setting_on(session, "servicing.confirm_months", last))


def ask_all(session: Session, last: date, now: datetime) -> list[LoanConfirmation]:
    """Ask for every loan that owes principal, once; the loans were brought to `last`.

    Two statements, however many loans there are. Returns what is new.
    """
    rows = select(
        Loan.id, literal(last), Loan.principal_vnd, Loan.due_vnd, literal(now), literal("")
    ).where(Loan.principal_vnd > 0, Loan.written_off_on.is_(None))
    names = ["loan_id", "as_of", "principal_vnd", "due_vnd", "asked_at", "words"]
    once = upsert(LoanConfirmation).from_select(names, rows).on_conflict_do_nothing()
    added = list(session.scalars(once.returning(LoanConfirmation.id)))
    wanted = select(LoanConfirmation).where(among(LoanConfirmation.id, added))
    return list(session.scalars(wanted.options(joinedload(LoanConfirmation.loan)))) if added else []


def find_open(session: Session, loan: Loan) -> LoanConfirmation | None:
    """Return the newest confirmation of a loan that waits for an answer, None where none does."""
    return next((one for one in list_of(session, loan)[:1] if one.answered_at is None), None)


def list_of(session: Session, loan: Loan) -> list[LoanConfirmation]:
    """Return all confirmations of a loan, newest first."""
    wanted = select(LoanConfirmation).where(LoanConfirmation.loan_id == loan.id)
    return list(session.scalars(wanted.order_by(LoanConfirmation.as_of.desc())))


def answer(
    session: Session, loan: Loan, *, is_agreed: bool, words: str, who: Account, act: Act
) -> LoanConfirmation:
    """Agree with a balance, or object to it: an objection begins a petition.

    Raises: Refusal where nothing waits, or an objection says nothing.
    """
    row = find_open(session, loan)
    if row is not None:
        session.refresh(row, with_for_update={"of": LoanConfirmation})
    if row is None or row.answered_at is not None:
        raise Refusal("answered", "Số dư này đã được trả lời, hoặc chưa đến kỳ đối chiếu.")
    if not is_agreed and not words.strip():
        raise Refusal("note", "Viết số dư theo sổ của hợp tác xã, và chỗ khác nhau.", "words")
    row.is_agreed, row.words = is_agreed, words.strip()
    row.answered_at, row.answered_by_id = act.now, who.id
    said = "xác nhận đúng" if is_agreed else f"không đồng ý: {row.words}"
    note = f"Đối chiếu số dư ngày {row.as_of:%d/%m/%Y}, {dong(row.principal_vnd)}: {said}"
    tell(session, loan, "confirm", act.on, note.rstrip(".") + ".", act)
    if not is_agreed:
        row.draft_id = _petition(session, row, who, act).id
    session.flush()
    return row


def _petition(session: Session, row: LoanConfirmation, who: Account, act: Act) -> PetitionDraft:
    loan = row.loan
    sender = {
        "contact_name": who.full_name,
        "contact_phone": who.phone or "",
        "contact_email": who.email or "",
    }
    draft = draft_actions.start(session, who, loan.cooperative, sender, act.now)
    draft_actions.save(session, draft, petition_words(row), act.now)
    return draft


def petition_words(row: LoanConfirmation) -> dict[str, object]:
    """Return what the petition against a balance begins with."""
    contract, on = row.loan.contract_no, f"{row.as_of:%d/%m/%Y}"
    return {
        "subject": f"Không đồng ý với số dư ngày {on} của hợp đồng {contract}",
        "situation": f"Quỹ đề nghị xác nhận dư nợ gốc {dong(row.principal_vnd)}, phải trả đến ngày "
        f"{on} là {dong(row.due_vnd)} của hợp đồng tín dụng {contract}.\n"
        f"Hợp tác xã không đồng ý vì: {row.words}",
        "demands": [f"Kiểm tra lại số dư ngày {on} của hợp đồng {contract}"],
    }


# --- the fund's list ---------------------------------------------------------------------------


def list_days(session: Session) -> list[date]:
    """Return the days that were asked for, newest first."""
    days = select(LoanConfirmation.as_of).distinct().order_by(LoanConfirmation.as_of.desc())
    return list(session.scalars(days.limit(12)))


def list_on(session: Session, as_of: date) -> Sequence[LoanConfirmation]:
    """Return all of a day: objections first, then who did not answer, then who agreed."""
    wanted = select(LoanConfirmation).where(LoanConfirmation.as_of == as_of)
    wanted = wanted.options(
        joinedload(LoanConfirmation.loan), joinedload(LoanConfirmation.answered_by)
    )
    said = LoanConfirmation.is_agreed
    rank = case((said.is_(False), 0), (said.is_(None), 1), else_=2)
    return session.scalars(wanted.order_by(rank, LoanConfirmation.loan_id)).all()
