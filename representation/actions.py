"""Writes: a cooperative asks for an account, a records officer decides; mandates begin and end."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from accounts.actions import AccountDraft, open_account, send_link
from accounts.models import Account
from accounts.queries import find_by_login
from accounts.rules import normalise_login
from cooperatives.models import Cooperative, Mandate
from documents.models import Document
from representation import queries
from representation.models import AccountRequest
from representation.rules import REASON_MISSING, end_fault
from store.outbox import enqueue
from workflow.localtime import to_local
from workflow.refusal import Refusal
from workflow.roles import ROLE_NAMES, Role

DECIDED = "{who} đã {what} yêu cầu này lúc {at:%H:%M ngày %d/%m/%Y}. Không cần làm gì thêm."
TWO_PEOPLE = "E-mail và số điện thoại thuộc hai tài khoản khác nhau. Hãy gọi hỏi lại người gửi."
OTHER_ROLE = "{login} là tài khoản {role}, không thể đại diện cho hợp tác xã."
NO_ACCOUNT = "Chưa có tài khoản nào dùng e-mail hoặc số điện thoại này."
HAS_ONE = "{name} đã là đại diện của hợp tác xã này. Hãy kết thúc ủy quyền cũ trước."


@dataclass(frozen=True, slots=True)
class Ask:
    """What somebody enters who asks for an account; e-mail and telephone as accounts keep them."""

    tax_code: str
    cooperative_name: str
    full_name: str
    position: str
    phone: str
    email: str


def ask(session: Session, wish: Ask, paper: Document, now: datetime) -> AccountRequest:
    """Keep a request. Whether its e-mail is known, and its cooperative, shows to nobody here.

    The same words again, while they wait, are the same request: with the paper sent last.
    """
    email = normalise_login(wish.email) if wish.email else ""
    lock = func.pg_advisory_xact_lock(func.hashtextextended(f"account_request:{wish.phone}", 0))
    session.execute(select(lock))  # two clicks at once: one waits
    before = queries.find_same(session, wish.phone, email, wish.full_name, wish.cooperative_name)
    if before is not None and before.tax_code == wish.tax_code:
        before.position, before.document_id = wish.position, paper.id
        return before
    cooperative = queries.find_by_tax_code(session, wish.tax_code)
    asked = AccountRequest(
        tax_code=wish.tax_code,
        cooperative_name=wish.cooperative_name,
        cooperative_id=cooperative.id if cooperative is not None else None,
        full_name=wish.full_name,
        position=wish.position,
        phone=wish.phone,
        email=email,
        document_id=paper.id,
        asked_at=now,
    )
    session.add(asked)
    session.flush()
    return asked


def _decide(
    session: Session, request_id: int, decision: str, by: Account, now: datetime
) -> AccountRequest:
    """Mark a request as decided; of two officers at once the second is told. Raises Refusal."""
    asked = queries.access_request(session, request_id, is_locked=True)
    if asked.decision:
        who = asked.decided_by.full_name if asked.decided_by is not None else "Người khác"
        what = "xác nhận" if asked.decision == "confirmed" else "từ chối"
        raise Refusal(
            "decided", DECIDED.format(who=who, what=what, at=to_local(asked.decided_at or now))
        )
    asked.decision, asked.decided_at, asked.decided_by_id = decision, now, by.id
    return asked


def confirm(
    session: Session,
    request_id: int,
    cooperative: Cooperative,
    starts_on: date,
    by: Account,
    now: datetime,
) -> tuple[AccountRequest, str | None]:
    """Open the account, give the mandate, mail the link; the token where there is no e-mail.

    Who has an account already gets the mandate beside those held. Raises Refusal.
    """
    asked = _decide(session, request_id, "confirmed", by, now)
    account = _account_for(session, asked, by, now)
    asked.account_id, asked.cooperative_id = account.id, cooperative.id
    give_mandate(session, account, cooperative, asked.position, starts_on, by, now)
    if not account.password_hash:
        return asked, send_link(session, account, now)
    if account.email or asked.email:
        enqueue(session, "representation.tell_decision", now, request_id=asked.id)
    return asked, None


def _account_for(session: Session, asked: AccountRequest, by: Account, now: datetime) -> Account:
    reached = queries.accounts_reached(session, asked.email, asked.phone)
    if len(reached) > 1:
        raise Refusal("two_people", TWO_PEOPLE)
    if reached:
        return _representative(reached[0], asked.email or asked.phone)
    draft = AccountDraft(
        email=asked.email or None,
        phone=asked.phone or None,
        full_name=asked.full_name,
        position="",
        role=Role.REPRESENTATIVE,
        unit_id=None,
    )
    return open_account(session, draft, by.id, now)


def _representative(account: Account, login: str) -> Account:
    """Return the account if it may speak for a cooperative. Raises Refusal."""
    if account.role != Role.REPRESENTATIVE:
        role = ROLE_NAMES[Role(account.role)]
        raise Refusal("role", OTHER_ROLE.format(login=login, role=role), "login")
    if not account.is_active:
        raise Refusal("closed", "Tài khoản này đang bị khóa. Hãy nhờ quản trị mở khóa.", "login")
    return account


def refuse(
    session: Session, request_id: int, reason: str, by: Account, now: datetime
) -> AccountRequest:
    """Refuse a request with a reason, which is mailed. Raises Refusal where it was decided."""
    if not reason.strip():
        raise Refusal("reason", REASON_MISSING, "reason")
    asked = _decide(session, request_id, "refused", by, now)
    asked.reason = reason.strip()
    if asked.email:
        enqueue(session, "representation.tell_decision", now, request_id=asked.id)
    return asked


def give_mandate(
    session: Session,
    account: Account,
    cooperative: Cooperative,
    position: str,
    starts_on: date,
    by: Account,
    now: datetime,
) -> Mandate:
    """Let an account speak for a cooperative from a day on. Raises Refusal where it does."""
    if queries.has_mandate(session, account.id, cooperative.id, starts_on):
        raise Refusal("mandate", HAS_ONE.format(name=account.full_name), "login")
    mandate = Mandate(
        account_id=account.id,
        cooperative_id=cooperative.id,
        position=position,
        starts_on=starts_on,
        begun_by_id=by.id,
        begun_at=now,
    )
    session.add(mandate)
    session.flush()
    return mandate


def give_mandate_to(
    session: Session,
    login: str,
    cooperative: Cooperative,
    position: str,
    starts_on: date,
    by: Account,
    now: datetime,
) -> Mandate:
    """The same, to the account of an e-mail or telephone number. Raises Refusal at `login`."""
    account = find_by_login(session, normalise_login(login))
    if account is None:
        raise Refusal("account", NO_ACCOUNT, "login")
    speaker = _representative(account, login)
    return give_mandate(session, speaker, cooperative, position, starts_on, by, now)


def end_mandate(
    session: Session, mandate_id: int, last_day: date, reason: str, by: Account, now: datetime
) -> Mandate:
    """End a mandate with a last day and a reason. Raises Refusal: ended before, or no reason."""
    mandate = queries.access_mandate(session, mandate_id, is_locked=True)
    fault = end_fault(mandate.starts_on, mandate.ends_on, last_day)
    if fault is not None:
        raise Refusal("days", fault, "last_day")
    if not reason.strip():
        raise Refusal("reason", "Viết lý do kết thúc, ví dụ: bầu giám đốc mới.", "reason")
    mandate.ends_on, mandate.end_reason = last_day, reason.strip()
    mandate.ended_by_id, mandate.ended_at = by.id, now
    session.flush()
    return mandate
