"""Writes of programmes: a new one, a new version; never an edit of what held. No commit."""

from dataclasses import asdict
from datetime import date, datetime
from itertools import count
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from loans.programme_models import LoanCap, LoanChecklistItem, LoanProgramme, LoanProgrammeVersion
from loans.programme_queries import legal_limits
from loans.programme_rules import (
    Period,
    Terms,
    check_begins,
    check_follows,
    check_last_day,
    check_terms,
)
from rulebook.actions import note_change
from workflow import text as texts
from workflow.localtime import local_day
from workflow.machine import Actor
from workflow.refusal import Refusal

APART = ("caps", "items", "methods", "every_months")
CODE_LENGTH_MAX = 60
SAME_NAME = "Đã có chương trình mang tên này. Muốn đổi điều kiện thì ghi điều kiện mới ở đó."
PROGRAMMES_LOCK = text("SELECT pg_advisory_xact_lock(7021)")


def add_programme(
    session: Session, code: str, name: str, purpose: str, sort: int, is_example: bool = False
) -> LoanProgramme:
    """Add a programme, which lends nothing until it has a version."""
    programme = LoanProgramme(
        code=code, name=name, purpose=purpose, sort=sort, is_example=is_example
    )
    session.add(programme)
    session.flush()
    return programme


def open_programme(
    session: Session,
    name: str,
    purpose: str,
    terms: Terms,
    period: Period,
    actor: Actor,
    reason: str,
    now: datetime,
) -> LoanProgramme:
    """Add a programme with its first conditions, from a day on that has not passed.

    Raises: Refusal where another programme has the name, or the law forbids the conditions.
    """
    check_begins(period.begins_on, local_day(now))
    session.execute(PROGRAMMES_LOCK)
    kept = session.execute(select(LoanProgramme.name, LoanProgramme.code, LoanProgramme.sort)).all()
    if texts.fold(name) in {texts.fold(row.name) for row in kept}:
        raise Refusal("name", SAME_NAME, "name")
    sort = max((row.sort for row in kept), default=0) + 1
    code = _free_code(name, {row.code for row in kept})
    programme = add_programme(session, code, name, purpose, sort)
    add_version(session, programme, terms, period.begins_on, actor, reason, now, period.ends_on)
    return programme


def _free_code(name: str, taken: set[str]) -> str:
    """Return a code for a programme: the words of its name, with a number where it is taken."""
    base = "-".join(texts.words(name))[:CODE_LENGTH_MAX].strip("-") or "chuong-trinh"
    codes = (base if n == 1 else f"{base}-{n}" for n in count(1))
    return next(code for code in codes if code not in taken)


def end_programme(
    session: Session,
    programme: LoanProgramme,
    last_on: date,
    actor: Actor,
    reason: str,
    now: datetime,
) -> LoanProgrammeVersion:
    """Let a programme take no application after a day, until it gets other conditions.

    What was filed until then goes on under the conditions that held last. A last day that was
    written before may be moved forward, never back.
    Raises: Refusal where it has no conditions, has ended already, or the day has passed.
    """
    session.refresh(programme, ["versions"], with_for_update=True)
    last = programme.versions[-1] if programme.versions else None
    if last is None:
        raise Refusal("no_version", "Chương trình chưa có điều kiện nên chưa cho vay.")
    if last.valid_to is not None and last_on >= last.valid_to:
        words = f"Chương trình đã được ghi là kết thúc ngày {last.valid_to:%d/%m/%Y}."
        raise Refusal("ended", words, "last_on")
    last.valid_to = check_last_day(last_on, last.valid_from, local_day(now), "last_on")
    session.flush()
    record = {"programme": programme.code, "valid_to": last_on.isoformat()}
    note_change(session, "programme", reason, [record], actor, now)
    return last


def add_version(
    session: Session,
    programme: LoanProgramme,
    terms: Terms,
    valid_from: date,
    actor: Actor,
    reason: str,
    now: datetime,
    valid_to: date | None = None,
) -> LoanProgrammeVersion:
    """Let other conditions hold from a day on; the version before ends the day before.

    Raises: Refusal where the law forbids the conditions, or the day is not after what held.
    """
    session.refresh(programme, ["versions"], with_for_update=True)
    last = programme.versions[-1] if programme.versions else None
    ends_on = check_follows(last.valid_from if last else None, valid_from, local_day(now))
    if valid_to is not None:
        check_last_day(valid_to, valid_from, local_day(now))
    check_terms(terms, legal_limits(session, max(valid_from, local_day(now))))
    if last is not None and ends_on is not None:
        last.valid_to = min(ends_on, last.valid_to or ends_on)
    version = _version(programme, terms, Period(valid_from, valid_to), actor, now)
    session.add(version)
    session.flush()
    session.expire(programme, ["versions"])
    record = _record(programme, terms, valid_from)
    note_change(session, "programme", reason, [record], actor, now)
    return version


def _version(
    programme: LoanProgramme, terms: Terms, period: Period, actor: Actor, now: datetime
) -> LoanProgrammeVersion:
    plain = {name: getattr(terms, name) for name in Terms.__slots__ if name not in APART}
    return LoanProgrammeVersion(
        programme=programme,
        number=len(programme.versions) + 1,
        valid_from=period.begins_on,
        valid_to=period.ends_on,
        methods=list(terms.methods),
        every_months=list(terms.every_months),
        caps=[
            LoanCap(borrower_kind=kind, sector_group=group, cap_vnd=cap)
            for (kind, group), cap in terms.caps.items()
        ],
        items=[
            LoanChecklistItem(position=n, **asdict(item))
            for n, item in enumerate(terms.items, start=1)
        ],
        created_at=now,
        created_by_id=actor.id,
        **plain,
    )


def _record(programme: LoanProgramme, terms: Terms, valid_from: date) -> dict[str, Any]:
    plain = asdict(terms) | {
        "caps": [[*key, cap] for key, cap in terms.caps.items()],
        "items": [asdict(item) for item in terms.items],
    }
    return {"programme": programme.code, "valid_from": valid_from.isoformat(), "after": plain}
