"""Reads of commitments, loans and support for a report, each as it stood at the cut-off.

Commitments are read from their rows, and played back by their moves where something happened
since; loans from the fund's book, where nothing is ever changed; support from what was closed.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, Date, cast, func, select
from sqlalchemy.orm import Session

from accounts.models import Account
from commitments.models import Commitment, CommitmentMove
from cooperatives.models import Cooperative
from dossiers.models import Dossier, DossierEvent
from dossiers.queries import unbarred, visible_to
from fund.chart import PRINCIPAL
from fund.models import FundEntry, FundLine
from fund.queries import CAME_BACK
from reports.answering_queries import stood_at
from reports.further_rules import Lent, Promised, Rows, Supported
from reports.registry_queries import Asked
from support.models import SupportActivity, SupportGuest
from units.queries import names_by_day
from workflow.localtime import local_day


def further_rows(session: Session, account: Account, asked: Asked, on: date) -> Rows:
    """Return the rows of a report that `account` makes; what names him is not counted."""
    return Rows(
        tuple(_commitments(session, account, asked, on)),
        tuple(_loans(session, asked)),
        activities_of(session, asked),
    )


def activities_of(session: Session, asked: Asked) -> tuple[Supported, ...]:
    """Return the support activities of a report."""
    return tuple(_activities(session, asked))


def _commitments(session: Session, account: Account, asked: Asked, on: date) -> Iterable[Promised]:
    at = stood_at(asked)
    seen = select(Dossier.id).where(visible_to(account, on))
    found = (
        select(Commitment, Commitment.dossier_id.in_(seen))
        .join(Dossier, Dossier.id == Commitment.dossier_id)
        .where(Commitment.made_on <= asked.seen.last, unbarred(account))
        .order_by(Commitment.due_on, Commitment.id)
    )
    played, names = _moves_after(session, at), names_by_day(session)
    for one, may_open in session.execute(found):
        due_on, status, ended_on = one.due_on, one.status, one.ended_on
        if one.id in played:
            due_on, status, ended_on = _as_it_stood(one, played[one.id])
        yield Promised(
            one.id,
            one.what,
            names.on(one.unit_id, asked.seen.last),
            one.made_on,
            due_on,
            status,
            ended_on,
            bool(may_open),
        )


def _moves_after(session: Session, at: datetime) -> dict[int, list[Any]]:
    """Return what moved by a moment, of each commitment that moved after it."""
    later = select(CommitmentMove.commitment_id).where(CommitmentMove.at >= at)
    kept_on = cast(DossierEvent.data["kept_on"].astext, Date).label("kept_on")
    move = CommitmentMove
    wanted = (
        select(move.commitment_id, move.action, move.at, move.new_due_on, kept_on)
        .join(DossierEvent, DossierEvent.id == move.event_id)
        .where(move.commitment_id.in_(later))
        .order_by(move.id)
    )
    found: dict[int, list[Any]] = {}
    for row in session.execute(wanted):
        moved = found.setdefault(row.commitment_id, [])
        if row.at < at:
            moved.append(row)
    return found


def _as_it_stood(one: Commitment, moves: Iterable[Any]) -> tuple[date, str, date | None]:
    due_on, status, ended_on = one.first_due_on, "open", None
    for move in moves:
        match move.action:
            case "commitment_change":
                due_on, status, ended_on = move.new_due_on, "open", None
            case "commitment_keep":
                status, ended_on = "kept", move.kept_on
            case "commitment_break":
                status, ended_on = "broken", local_day(move.at)
    return due_on, status, ended_on


def _loans(session: Session, asked: Asked) -> Iterable[Lent]:
    period, entry, line = asked.period, FundEntry, FundLine
    within = entry.booked_on >= period.first

    def summed(*conditions: Any) -> Any:
        added = func.sum(line.amount_vnd)
        kept = added.filter(*conditions) if conditions else added
        return cast(func.coalesce(kept, 0), BigInteger)

    found = (
        select(
            line.loan_ref,
            func.max(line.cooperative_id),
            func.coalesce(func.max(Cooperative.name), ""),
            summed(within, entry.kind == "disburse"),
            -summed(within, CAME_BACK),
            summed(),
        )
        .join(entry, entry.id == line.entry_id)
        .outerjoin(Cooperative, Cooperative.id == line.cooperative_id)
        .where(line.account.in_(PRINCIPAL), line.loan_ref != "")
        .where(entry.booked_on <= period.last, entry.at <= asked.known_at)
        .group_by(line.loan_ref)
        .order_by(line.loan_ref)
    )
    return [Lent(*row) for row in session.execute(found)]


def _activities(session: Session, asked: Asked) -> Iterable[Supported]:
    activity, guest = SupportActivity, SupportGuest
    came = guest.people > 0
    found = (
        select(
            activity,
            cast(func.coalesce(func.sum(guest.people), 0), BigInteger),
            func.array_agg(guest.cooperative_id).filter(came),
        )
        .outerjoin(guest, guest.activity_id == activity.id)
        .where(activity.status == "held", activity.closed_at <= asked.known_at)
        .where(activity.begins_on.between(asked.period.first, asked.period.last))
        .group_by(activity.id)
        .order_by(activity.begins_on, activity.id)
    )
    for one, people, served in session.execute(found):
        yield Supported(
            one.id, one.kind, one.topic, one.begins_on, people, one.spent_vnd or 0,
            frozenset(served or ()),
        )  # fmt: skip
