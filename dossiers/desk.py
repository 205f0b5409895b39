"""My desk: the open dossiers that an account may see, by date owed, with counts. Reads only."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, and_, func, not_, or_, select, true
from sqlalchemy.orm import Session, joinedload

from accounts.models import Account
from dossiers.models import Dossier
from dossiers.queries import FUND_KINDS, visible_to
from workflow.roles import FUND_ROLES, Role
from workflow.text import words

PAGE_SIZE = 50
SEARCH_SIZE = 20
LATEST_MAX = 2_000
WORDS_MAX = 12
SUNDAY = 6


@dataclass(frozen=True, slots=True)
class DeskFilter:
    """A filter of the desk: its name in the address, what people read, the condition."""

    key: str
    label: str
    holds: ColumnElement[bool]


def week_end(today: date) -> date:
    """Return the Sunday of the week of `today`."""
    return today + timedelta(days=SUNDAY - today.weekday())


def filters(account: Account, today: date) -> list[DeskFilter]:
    """Return all filters. The first four are the strip's; they do not overlap."""
    runs = Dossier.paused_on.is_(None)
    in_week = and_(Dossier.next_due_on > today, Dossier.next_due_on <= week_end(today))
    return [
        DeskFilter("qua-han", "Quá hạn", and_(runs, Dossier.next_due_on < today)),
        DeskFilter("hom-nay", "Hôm nay", and_(runs, Dossier.next_due_on == today)),
        DeskFilter("trong-tuan", "Trong tuần", and_(runs, in_week)),
        DeskFilter("cho-ben-khac", "Chờ bên khác", not_(runs)),
        DeskFilter("tat-ca", "Tất cả", true()),
        DeskFilter("toi-giu", "Tôi giữ", Dossier.officer_id == account.id),
        DeskFilter("chua-giao", "Chưa giao", Dossier.officer_id.is_(None)),
        DeskFilter("cho-duyet", "Chờ duyệt", Dossier.state == "in_review"),
        DeskFilter("trinh-ky", "Trình ký", Dossier.state == "awaiting_signature"),
        DeskFilter("cho-bo-sung", "Chờ bổ sung", Dossier.state == "supplement_requested"),
    ]


def _open_to(account: Account, today: date) -> ColumnElement[bool]:
    """Return the condition for the desk: what is open and this account's work, not all it sees."""
    role = Role(account.role)
    is_open = and_(Dossier.settled_at.is_(None), visible_to(account, today))
    if role in FUND_ROLES or role is Role.AUDITOR:
        return is_open
    return and_(is_open, Dossier.kind.not_in(FUND_KINDS))


def desk_counts(session: Session, account: Account, today: date) -> dict[str, int]:
    """Return how many open dossiers each filter holds: one statement."""
    kept = filters(account, today)
    row = session.execute(
        select(*(func.count().filter(one.holds) for one in kept)).where(_open_to(account, today))
    ).one()
    return {one.key: count for one, count in zip(kept, row, strict=True)}


def list_desk(
    session: Session, account: Account, today: date, key: str, page: int
) -> list[Dossier]:
    """Return one page of the desk under a filter: by date owed, stopped clocks last."""
    chosen = {one.key: one for one in filters(account, today)}.get(key)
    found = select(Dossier).where(_open_to(account, today))
    if chosen is not None:
        found = found.where(chosen.holds)
    found = (
        found.order_by(Dossier.paused_on.is_not(None), Dossier.next_due_on, Dossier.id)
        .options(joinedload(Dossier.cooperative), joinedload(Dossier.officer))
        .limit(PAGE_SIZE)
        .offset((page - 1) * PAGE_SIZE)
    )
    return list(session.scalars(found))


def neighbours(
    session: Session, account: Account, today: date, dossier: Dossier
) -> tuple[str | None, str | None]:
    """Return the codes before and after a dossier in the order of the desk, None at an end."""
    place = (Dossier.paused_on.is_not(None), Dossier.next_due_on, Dossier.id)
    ordered = (
        select(
            Dossier.id,
            func.lag(Dossier.code).over(order_by=place).label("before"),
            func.lead(Dossier.code).over(order_by=place).label("after"),
        )
        .where(_open_to(account, today))
        .subquery()
    )
    found = session.execute(select(ordered).where(ordered.c.id == dossier.id)).one_or_none()
    return (found.before, found.after) if found else (None, None)


def search_dossiers(
    session: Session, account: Account, today: date, text: str, page: int
) -> list[Dossier]:
    """Return dossiers that hold all words of `text`, without tone marks, latest first.

    One more than a page may be returned: it says that there is a next page.
    """
    wanted = words(text)[:WORDS_MAX]
    if not wanted:
        return []
    query = func.to_tsquery("simple", " & ".join(f"{word}:*" for word in wanted))
    order = (Dossier.updated_at.desc(), Dossier.id.desc())
    first, seen = (page - 1) * SEARCH_SIZE, visible_to(account, today)
    # Words that many hold are met soon among the latest. The index of words, which gives all that
    # hold them, does not fit the text in this form, and is not asked.
    is_met = func.strip(Dossier.search_tsv).op("@@")(query)
    since = session.scalar(select(Dossier.updated_at).order_by(*order).offset(LATEST_MAX).limit(1))
    is_late = Dossier.updated_at >= since if since else true()
    met = select(Dossier.id).where(is_late, is_met, seen).order_by(*order)
    ids = list(session.scalars(met.limit(first + SEARCH_SIZE + 1)))
    found = (
        select(Dossier)
        .order_by(*order)
        .options(joinedload(Dossier.cooperative), joinedload(Dossier.officer))
    )
    if len(ids) > first + SEARCH_SIZE:
        found = found.where(Dossier.id.in_(ids[first:]))
    else:
        is_held = or_(Dossier.search_tsv.op("@@")(query), Dossier.code == text.strip().upper())
        found = found.where(is_held, seen).limit(SEARCH_SIZE + 1).offset(first)
    return list(session.scalars(found))
