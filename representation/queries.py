"""Reads of requests for accounts, and of mandates with their days."""

from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from accounts.models import Account
from accounts.queries import find_by_login
from cooperatives.models import Cooperative, Mandate
from cooperatives.queries import find_cooperatives
from representation.models import AccountRequest
from representation.rules import Line, bare_name, compare
from workflow.refusal import Missing

WAITING_SHOWN, DECIDED_SHOWN = 100, 30
CANDIDATES_SHOWN = 5


def list_waiting(session: Session) -> list[AccountRequest]:
    """Return the requests that wait, the oldest first, as many as a page shows."""
    found = select(AccountRequest).where(AccountRequest.decision == "")
    found = found.order_by(AccountRequest.id).options(joinedload(AccountRequest.cooperative))
    return list(session.scalars(found.limit(WAITING_SHOWN)))


def find_same(
    session: Session, phone: str, email: str, full_name: str, cooperative_name: str
) -> AccountRequest | None:
    """Return the request of the same person for the same cooperative that waits, None: none."""
    found = select(AccountRequest).where(
        AccountRequest.decision == "",
        AccountRequest.phone == phone,
        AccountRequest.email == email,
        AccountRequest.full_name == full_name,
        AccountRequest.cooperative_name == cooperative_name,
    )
    return session.scalars(found.order_by(AccountRequest.id).limit(1).with_for_update()).first()


def count_waiting(session: Session) -> int:
    """Return how many requests wait."""
    waiting = select(func.count()).select_from(AccountRequest)
    return session.scalar(waiting.where(AccountRequest.decision == "")) or 0


def list_decided(session: Session) -> list[AccountRequest]:
    """Return the requests that were decided last, newest first."""
    found = select(AccountRequest).where(AccountRequest.decision != "")
    found = found.order_by(AccountRequest.decided_at.desc()).limit(DECIDED_SHOWN)
    return list(session.scalars(found.options(joinedload(AccountRequest.decided_by))))


def access_request(session: Session, request_id: int, *, is_locked: bool = False) -> AccountRequest:
    """Return a request for a records officer. Raises Missing."""
    found = select(AccountRequest).where(AccountRequest.id == request_id)
    if is_locked:
        found = found.with_for_update().execution_options(populate_existing=True)
    one = session.scalars(found).one_or_none()
    if one is None:
        raise Missing("request")
    return one


def find_by_tax_code(session: Session, code: str) -> Cooperative | None:
    """Return the one cooperative of a tax code, None where there is none or more than one."""
    found = session.scalars(select(Cooperative).where(Cooperative.tax_code == code).limit(2)).all()
    return found[0] if code and len(found) == 1 else None


def candidates(session: Session, asked: AccountRequest, text: str) -> list[Cooperative]:
    """Return which entries of the registry may be meant: the one of the tax code first."""
    wanted = text.strip() or bare_name(asked.cooperative_name)
    found = [asked.cooperative] if asked.cooperative is not None else []
    named = find_cooperatives(session, wanted, CANDIDATES_SHOWN)
    return found + [one for one in named if one not in found]


def comparison(asked: AccountRequest, cooperative: Cooperative) -> list[Line]:
    """Return the request beside an entry of the registry, line by line."""
    return compare(
        (
            ("Tên", asked.cooperative_name, cooperative.name),
            ("Mã số thuế", asked.tax_code, cooperative.tax_code or ""),
            ("Người đại diện", asked.full_name, cooperative.representative_name),
            ("Điện thoại", asked.phone, cooperative.phone),
            ("E-mail", asked.email, cooperative.email),
        )
    )


def accounts_reached(session: Session, email: str, phone: str) -> list[Account]:
    """Return the accounts that an e-mail or a telephone number belongs to already."""
    found = [find_by_login(session, login) for login in (email, phone) if login]
    known = {account.id: account for account in found if account is not None}
    return list(known.values())


def list_mandates(session: Session, cooperative_id: int) -> list[Mandate]:
    """Return all mandates of a cooperative, the latest first."""
    found = select(Mandate).where(Mandate.cooperative_id == cooperative_id)
    found = found.order_by(Mandate.starts_on.desc(), Mandate.id.desc())
    people = (joinedload(Mandate.account), joinedload(Mandate.ended_by))
    return list(session.scalars(found.options(*people)))


def access_mandate(session: Session, mandate_id: int, *, is_locked: bool = False) -> Mandate:
    """Return a mandate. Raises Missing."""
    found = select(Mandate).where(Mandate.id == mandate_id)
    if is_locked:
        found = found.with_for_update().execution_options(populate_existing=True)
    one = session.scalars(found).one_or_none()
    if one is None:
        raise Missing("mandate")
    return one


def access_cooperative(session: Session, cooperative_id: int) -> Cooperative:
    """Return a cooperative. Raises Missing."""
    cooperative = session.get(Cooperative, cooperative_id)
    if cooperative is None:
        raise Missing("cooperative")
    return cooperative


def has_mandate(session: Session, account_id: int, cooperative_id: int, on: date) -> bool:
    """Return whether an account speaks for a cooperative on a day or will later."""
    mine = select(Mandate.id).where(
        Mandate.account_id == account_id, Mandate.cooperative_id == cooperative_id
    )
    later = Mandate.ends_on.is_(None) | (Mandate.ends_on >= on)
    return session.scalar(mine.where(later).limit(1)) is not None
