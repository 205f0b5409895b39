"""Reads of accounts, of what was tried at the door, and of one-time links."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, func, literal_column, or_, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import QueryableAttribute, Session, joinedload

from accounts import rules
from accounts.models import Account, AccountChange, OneTimeLink, SignInAttempt
from accounts.tokens import token_hash
from workflow.refusal import Missing
from workflow.roles import Role
from workflow.text import fold

PAGE_SIZE = 50
ATTEMPTS_SHOWN = 10
CHANGES_SHOWN = 20
ADDRESS_WINDOW = timedelta(hours=1)
DEMO_DOMAIN = "@donghanh.example"
COMBINING = "[\u0300-\u036f]"


def find_by_login(session: Session, login: str) -> Account | None:
    """Return the account of a login as `rules.normalise_login` writes it."""
    is_it = or_(Account.email == login, Account.phone == login)
    return session.scalars(select(Account).where(is_it)).one_or_none()


def language_of(session: Session, email: str) -> str:
    """Return the language of the account with an address, Vietnamese where there is none."""
    account = find_by_login(session, email) if email else None
    return account.language if account is not None else "vi"


def access_account(session: Session, account_id: int) -> Account:
    """Return an account for its administrator. Raises Missing."""
    account = session.get(Account, account_id)
    if account is None:
        raise Missing("account")
    return account


def find_link(
    session: Session, token: str, now: datetime, *, is_locked: bool = False
) -> OneTimeLink | None:
    """Return a link that works now; None: unknown, used, too old, or its account is closed."""
    wanted = select(OneTimeLink).where(OneTimeLink.token_hash == token_hash(token))
    wanted = wanted.where(OneTimeLink.used_at.is_(None), OneTimeLink.expires_at > now)
    if is_locked:
        wanted = wanted.with_for_update()
    link = session.scalars(wanted).one_or_none()
    return link if link is not None and link.account.is_active else None


def shut_until(session: Session, login: str, address: str, now: datetime) -> datetime | None:
    """Return when the door opens again for a login from an address, None where it is open."""
    last_success = select(func.max(SignInAttempt.id)).where(
        SignInAttempt.login == login, SignInAttempt.is_success
    )
    of_login = (
        SignInAttempt.login == login,
        SignInAttempt.at > now - rules.FAILURES_KEPT,
        SignInAttempt.id > func.coalesce(last_success.scalar_subquery(), 0),
    )
    of_address = (SignInAttempt.address == address, SignInAttempt.at > now - ADDRESS_WINDOW)
    opens = [
        _opens_at(session, of_login, rules.ACCOUNT_FREE_FAILURES),
        _opens_at(session, of_address, rules.ADDRESS_FREE_FAILURES),
    ]
    return max((moment for moment in opens if moment and moment > now), default=None)


def _opens_at(
    session: Session, which: tuple[ColumnElement[bool], ...], free: int
) -> datetime | None:
    found = select(func.count(), func.max(SignInAttempt.at))
    failures, last = session.execute(found.where(*which, ~SignInAttempt.is_success)).one()
    return last + rules.wait_after(failures, free) if failures else None


def list_attempts(session: Session, account: Account) -> list[SignInAttempt]:
    """Return the last attempts to sign in to an account, newest first."""
    found = select(SignInAttempt).where(SignInAttempt.account_id == account.id)
    return list(session.scalars(found.order_by(SignInAttempt.id.desc()).limit(ATTEMPTS_SHOWN)))


def list_changes(session: Session, account_id: int) -> list[AccountChange]:
    """Return the last changes of an account, newest first."""
    found = select(AccountChange).where(AccountChange.account_id == account_id)
    newest = found.order_by(AccountChange.id.desc()).limit(CHANGES_SHOWN)
    return list(session.scalars(newest.options(joinedload(AccountChange.by))))


def list_all_changes(
    session: Session, names: Collection[str], page: int
) -> tuple[list[AccountChange], int]:
    """Return one page (from 1) of all changes that concern one of `names` (none: of all)."""
    found = select(AccountChange)
    if names:
        found = found.where(or_(*(AccountChange.what.has_key(name) for name in names)))
    total = session.scalar(select(func.count()).select_from(found.subquery())) or 0
    people = (joinedload(AccountChange.by), joinedload(AccountChange.account))
    newest = found.order_by(AccountChange.id.desc()).options(*people)
    shown = session.scalars(newest.limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE))
    return list(shown), total


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which accounts a list shows. `role` None: every role; `is_active` None: open and closed."""

    text: str = ""
    role: Role | None = None
    is_active: bool | None = None


def _select_accounts(wanted: Wanted) -> Select[Account]:
    found = select(Account)
    if wanted.role is not None:
        found = found.where(Account.role == str(wanted.role))
    if wanted.is_active is not None:
        found = found.where(Account.is_active.is_(wanted.is_active))
    for word in fold(wanted.text).split():
        held = (_folded(Account.full_name), Account.email, Account.phone)
        found = found.where(or_(*(text.contains(word, autoescape=True) for text in held)))
    return found


def _folded(text: QueryableAttribute[str], dd: str = "d") -> ColumnElement[str]:
    """Return a column as `workflow.text.fold` would write it: no tone marks, lower case.

    `dd` stands for đ: "d" to search, "dz" to sort it after d.
    """
    bare = func.normalize(func.replace(func.lower(text), "đ", dd), literal_column("NFD"))
    return func.regexp_replace(bare, COMBINING, "", "g")


def list_accounts(session: Session, wanted: Wanted, page: int) -> tuple[list[Account], int]:
    """Return one page (from 1) of accounts in the order of their names, and how many there are."""
    found = _select_accounts(wanted)
    total = session.scalar(select(func.count()).select_from(found.subquery())) or 0
    order = found.order_by(_folded(Account.full_name, "dz"), Account.id)
    shown = session.scalars(order.limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE))
    return list(shown), total


def count_by_role(session: Session) -> dict[str, int]:
    """Return how many accounts each role has."""
    counted = session.execute(
        select(Account.role, func.count().label("total")).group_by(Account.role)
    )
    return {row.role: row.total for row in counted}


def count_closed(session: Session) -> int:
    """Return how many accounts may not sign in."""
    return session.scalar(select(func.count()).where(~Account.is_active)) or 0


def list_demo_accounts(session: Session) -> list[Account]:
    """Return one account of each role for the demo's sign-in page: the first with a demo e-mail."""
    found = session.scalars(
        select(Account)
        .where(Account.email.endswith(DEMO_DOMAIN), Account.is_active)
        .ext(distinct_on(Account.role))
        .order_by(Account.role, Account.id)
    )
    place = {str(role): number for number, role in enumerate(Role)}
    return sorted(found, key=lambda account: place[account.role])


def list_demo_colleagues(session: Session, shown: list[Account]) -> list[Account]:
    """Return all others of a unit with a demo e-mail, by unit: one may hold a dossier."""
    wanted = select(Account).where(
        Account.email.endswith(DEMO_DOMAIN),
        Account.is_active,
        Account.unit_id.is_not(None),
        Account.id.not_in([account.id for account in shown]),
    )
    return list(session.scalars(wanted.order_by(Account.unit_id, Account.id)))
