"""Writes of programmes: a new one, a new version; never an edit of what held. No commit."""

from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from loans.programme_models import LoanCap, LoanChecklistItem, LoanProgramme, LoanProgrammeVersion
from loans.programme_queries import legal_limits
from loans.programme_rules import Terms, check_follows, check_terms
from rulebook.actions import note_change
from workflow.localtime import local_day
from workflow.machine import Actor

APART = ("caps", "items", "methods", "every_months")


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


def add_version(
    session: Session,
    programme: LoanProgramme,
    terms: Terms,
    valid_from: date,
    actor: Actor,
    reason: str,
    now: datetime,
) -> LoanProgrammeVersion:
    """Let other conditions hold from a day on; the version before ends the day before.

    Raises: Refusal where the law forbids the conditions, or the day is not after what held.
    """
    session.refresh(programme, ["versions"], with_for_update=True)
    last = programme.versions[-1] if programme.versions else None
    ends_on = check_follows(last.valid_from if last else None, valid_from, local_day(now))
    check_terms(terms, legal_limits(session, max(valid_from, local_day(now))))
    if last is not None and last.valid_to is None:
        last.valid_to = ends_on
    version = _version(programme, terms, valid_from, actor, now)
    session.add(version)
    session.flush()
    session.expire(programme, ["versions"])
    record = _record(programme, terms, valid_from)
    note_change(session, "programme", reason, [record], actor, now)
    return version


def _version(
    programme: LoanProgramme, terms: Terms, valid_from: date, actor: Actor, now: datetime
) -> LoanProgrammeVersion:
    plain = {name: getattr(terms, name) for name in Terms.__slots__ if name not in APART}
    return LoanProgrammeVersion(
        programme=programme,
        number=len(programme.versions) + 1,
        valid_from=valid_from,
        valid_to=None,
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
