"""What a cooperative does with its application once it is filed. No commit."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from accounts.models import Account
from dossiers.actions import Say, advance
from loans.actions import add_papers, reset_clock
from loans.application_rules import Paper
from loans.models import LoanApplication
from loans.offer_actions import end_offer
from loans.process import LOAN_APPLICATION
from loans.words import OWN_SOURCES
from workflow.refusal import Refusal

NOTHING_SENT = "Gửi ít nhất một giấy tờ, một chỗ sửa hoặc vài lời giải thích."


def supply(
    session: Session,
    application: LoanApplication,
    papers: Iterable[Paper],
    changes: Mapping[str, Any],
    note: str,
    account: Account,
    now: datetime,
) -> None:
    """Give what was asked for; values that change are kept in the history, before and after.

    `changes`: columns of the application, and "sources" or "collateral" as rows.
    Raises: Refusal where nothing at all was sent.
    """
    given = list(papers)
    what = change(application, changes)
    if not given and not what and not note.strip():
        raise Refusal("nothing", NOTHING_SENT)
    add_papers(session, application, given, now)
    data = {"papers": [paper.item_code for paper in given], "changes": what}
    say = Say(note=note.strip(), data=data, on_behalf_of_id=application.cooperative_id)
    advance(session, LOAN_APPLICATION, application.dossier, "supply", account.actor, now, say)
    reset_clock(session, application.dossier)


def change(application: LoanApplication, changes: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Set what differs; return [before, after] of each column that did, as JSON values."""
    what: dict[str, list[Any]] = {}
    for name, value in changes.items():
        before = getattr(application, name)
        if name in ("sources", "collateral"):
            told = [_amounts(before), _amounts(value)]
        else:
            told = [_json(before), _json(value)]
        if told[0] != told[1]:
            setattr(application, name, value)
            what[name] = told
    if "sources" in what:
        own = [one.amount_vnd for one in application.sources if one.kind in OWN_SOURCES]
        application.own_vnd = sum(own)
    return what


def _json(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def _amounts(rows: Iterable[Any]) -> list[list[Any]]:
    return [[one.kind, getattr(one, "amount_vnd", None) or one.value_vnd] for one in rows]


def message(
    session: Session, application: LoanApplication, note: str, account: Account, now: datetime
) -> None:
    """Write to whoever holds the application."""
    say = Say(note=note, on_behalf_of_id=application.cooperative_id)
    advance(session, LOAN_APPLICATION, application.dossier, "message", account.actor, now, say)


def withdraw(
    session: Session, application: LoanApplication, note: str, account: Account, now: datetime
) -> None:
    """Take an application back; what was reserved for it is released with the step."""
    end_offer(session, application, account.actor, note, now)
    say = Say(note=note.strip(), on_behalf_of_id=application.cooperative_id)
    advance(session, LOAN_APPLICATION, application.dossier, "withdraw", account.actor, now, say)
    reset_clock(session, application.dossier)
