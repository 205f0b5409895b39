"""Writes of the fund's book: entries, their reversal, promises of money. Nothing here commits."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from fund.chart import CASH, RESERVED, RESERVED_AGAINST, SURPLUS
from fund.models import FundEntry, FundReservation
from fund.queries import (
    find_reservation,
    find_reversal,
    limits_on,
    position,
    standing,
    year_result_lines,
)
from fund.rules import BY_HAND, Entry, Line, check_limits, dong, moved, reversed_lines
from store.many import among, columns_of, insert_many
from workflow.localtime import local_day
from workflow.machine import Actor
from workflow.refusal import Refusal

BOOK_LOCK = text("SELECT pg_advisory_xact_lock(7011)")
ENTRY_COLUMNS = {
    "kind": "text",
    "booked_on": "date",
    "at": "timestamptz",
    "by_id": "bigint",
    "text": "text",
    "line_count": "bigint",
    "dossier_id": "bigint",
    "once_key": "text",
}
LINE_COLUMNS = {
    "entry_id": "bigint",
    "account": "text",
    "amount_vnd": "bigint",
    "cooperative_id": "bigint",
    "loan_ref": "text",
}
ADD_ENTRIES = text(f"{insert_many('fund_entry', ENTRY_COLUMNS)} RETURNING id")
ADD_LINES = text(insert_many("fund_line", LINE_COLUMNS))


def lock_book(session: Session) -> None:
    """Let one writer at a time weigh and post, until this transaction ends."""
    session.execute(BOOK_LOCK)


def post(session: Session, entry: Entry, by: Actor, now: datetime) -> int:
    """Write one entry; return its number. Posted before under the same key: refused."""
    return post_many(session, [entry], by, now)[0]


def post_many(session: Session, entries: Sequence[Entry], by: Actor, now: datetime) -> list[int]:
    """Write entries in two statements, however many there are; return their numbers.

    Raises: Refusal "posted" where one of the acts is in the book already.
    """
    if not entries:
        return []
    lock_book(session)
    _refuse_posted(session, [entry.once_key for entry in entries if entry.once_key])
    rows = [_row(entry, by, now) for entry in entries]
    added = session.scalars(ADD_ENTRIES, columns_of(ENTRY_COLUMNS, rows))
    ids = sorted(added)  # numbered in the order of the rows
    _add_lines(session, [(n, ln) for n, one in zip(ids, entries, strict=True) for ln in one.lines])
    return ids


def _refuse_posted(session: Session, keys: list[str]) -> None:
    posted = select(FundEntry.id).where(among(FundEntry.once_key, keys)).limit(1)
    if keys and session.scalar(posted) is not None:
        raise Refusal("posted", "Việc này đã được ghi sổ, không ghi lần thứ hai.")


def _row(entry: Entry, by: Actor, now: datetime) -> dict[str, object]:
    return {
        "kind": entry.kind,
        "booked_on": entry.on,
        "at": now,
        "by_id": by.id,
        "text": entry.text,
        "line_count": len(entry.lines),
        "dossier_id": entry.dossier_id,
        "once_key": entry.once_key,
    }


def _add_lines(session: Session, lines: Sequence[tuple[int, Line]]) -> None:
    columns = {
        "entry_id": [number for number, _ in lines],
        "account": [line.account for _, line in lines],
        "amount_vnd": [line.amount_vnd for _, line in lines],
        "cooperative_id": [line.cooperative_id for _, line in lines],
        "loan_ref": [line.loan_ref for _, line in lines],
    }
    session.execute(ADD_LINES, columns)


def check_cash(session: Session, out_vnd: int) -> None:
    """Refuse to let more money out than is promised to nobody; what comes in always may.

    Raises: Refusal "cash".
    """
    free = position(session).free_vnd
    if out_vnd > max(0, free):
        raise Refusal("cash", f"Tiền chưa hứa cho ai chỉ còn {dong(max(0, free))}.", "amount")


def reverse(session: Session, entry: FundEntry, reason: str, by: Actor, now: datetime) -> int:
    """Take an entry that somebody wrote by hand back, by a new one on today's day.

    Raises: Refusal "kind" where it belongs to a loan or a promise, "person" where the same person
    wrote it, "reversed" where it was taken back already, "cash" where the money is not free.
    """
    lock_book(session)
    if entry.kind not in BY_HAND:
        raise Refusal("kind", "Bút toán này do hệ thống ghi. Sửa ở khoản vay hoặc hồ sơ của nó.")
    if entry.by_id == by.id:
        raise Refusal("person", "Người ghi bút toán không tự đảo được. Nhờ người khác.")
    if find_reversal(session, entry.id) is not None:
        raise Refusal("reversed", "Bút toán này đã được đảo.")
    lines = [Line(ln.account, ln.amount_vnd, ln.cooperative_id, ln.loan_ref) for ln in entry.lines]
    check_cash(session, -sum(ln.amount_vnd for ln in reversed_lines(lines) if ln.account == CASH))
    words = f"Đảo bút toán số {entry.id}: {reason}"
    taken = Entry("reverse", local_day(now), words, reversed_lines(lines))
    row = FundEntry(**_row(taken, by, now) | {"reverses_id": entry.id})
    session.add(row)
    session.flush()
    _add_lines(session, [(row.id, line) for line in taken.lines])
    return row.id


def post_by_hand(
    session: Session, kind: str, amount_vnd: int, on: date, words: str, by: Actor, now: datetime
) -> int:
    """Write what comes from outside the loans: capital, interest of the bank, costs.

    Raises: Refusal "day" for a day that has not come, "cash" where the bank has less than that.
    """
    if on > local_day(now):
        raise Refusal("day", "Ngày ghi sổ chưa đến.", "on")
    account, against = BY_HAND[kind]
    lock_book(session)
    if against == CASH:
        check_cash(session, amount_vnd)
    return post(session, Entry(kind, on, words, moved(account, against, amount_vnd)), by, now)


def close_year(session: Session, year: int, by: Actor, now: datetime) -> int:
    """Carry income and expense of a year that is over to the surplus, once.

    Raises: Refusal "year" where it is not over, "empty" where there is nothing to carry.
    """
    if local_day(now).year <= year:
        raise Refusal("year", f"Năm {year} chưa hết.")
    lock_book(session)
    held = year_result_lines(session, year)
    if not held:
        raise Refusal("empty", f"Năm {year} không còn thu nhập, chi phí nào để kết chuyển.")
    lines = [Line(account, -amount) for account, amount in held.items()]
    lines.append(Line(SURPLUS, sum(held.values())))
    kept = tuple(line for line in lines if line.amount_vnd)
    words = f"Kết chuyển thu nhập, chi phí năm {year}"
    return post(session, Entry("close_year", date(year, 12, 31), words, kept), by, now)


def reserve(
    session: Session,
    dossier_id: int,
    cooperative_id: int,
    related_ids: Iterable[int],
    amount_vnd: int,
    by: Actor,
    now: datetime,
) -> FundReservation:
    """Promise money to a dossier, under the lock of the book: nobody else weighs meanwhile.

    Raises: Refusal "reserved" where it was promised already; see `fund.rules.check_limits`.
    """
    lock_book(session)
    if find_reservation(session, dossier_id) is not None:
        raise Refusal("reserved", "Hồ sơ này đã được giữ chỗ vốn.")
    weighed = standing(session, cooperative_id, related_ids)
    check_limits(amount_vnd, weighed, limits_on(session, local_day(now)))
    kept = FundReservation(
        dossier_id=dossier_id,
        cooperative_id=cooperative_id,
        amount_vnd=amount_vnd,
        left_vnd=amount_vnd,
        at=now,
        by_id=by.id,
    )
    session.add(kept)
    _post_promise(session, kept, "reserve", amount_vnd, by, now)
    return kept


def release(session: Session, dossier_id: int, by: Actor, now: datetime) -> int:
    """Give back what is left of a promise; return how much. Given back already: nothing happens."""
    kept = _locked(session, dossier_id)
    left = kept.left_vnd
    if kept.ended_on is None:
        kept.left_vnd, kept.ended_on = 0, local_day(now)
        if left:
            _post_promise(session, kept, "release", -left, by, now)
    return left


def commit_reservation(
    session: Session, dossier_id: int, amount_vnd: int, now: datetime
) -> tuple[Line, Line]:
    """Use up a part of a promise; return the two lines for the entry that pays it out.

    Raises: Refusal "not_reserved" where less than that is left.
    """
    kept = _locked(session, dossier_id)
    if amount_vnd > kept.left_vnd:
        raise Refusal("not_reserved", f"Chỉ còn {dong(kept.left_vnd)} giữ cho hồ sơ này.", "amount")
    kept.left_vnd -= amount_vnd
    if not kept.left_vnd:
        kept.ended_on = local_day(now)
    session.flush()
    return moved(RESERVED, RESERVED_AGAINST, -amount_vnd, kept.cooperative_id)


def _locked(session: Session, dossier_id: int) -> FundReservation:
    lock_book(session)
    wanted = select(FundReservation).where(FundReservation.dossier_id == dossier_id)
    kept = session.scalars(wanted.with_for_update().execution_options(populate_existing=True))
    found = kept.one_or_none()
    if found is None:
        raise Refusal("not_reserved", "Hồ sơ này chưa được giữ chỗ vốn.")
    return found


def _post_promise(
    session: Session, kept: FundReservation, kind: str, amount_vnd: int, by: Actor, now: datetime
) -> None:
    words = f"{'Giữ chỗ' if amount_vnd > 0 else 'Thôi giữ chỗ'} {dong(abs(amount_vnd))}"
    lines = moved(RESERVED, RESERVED_AGAINST, amount_vnd, kept.cooperative_id)
    promise = Entry(kind, local_day(now), words, lines, dossier_id=kept.dossier_id)
    session.flush()
    post(session, promise, by, now)
