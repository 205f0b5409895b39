"""Reads of open data: the rows of each set, as everybody may have them."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from cooperatives.models import Commune, Cooperative
from feedback.models import Publication
from feedback.process import ANSWER_KINDS, OUTCOMES
from front.datasets import REGISTRY_FIELDS
from front.models import OpenFile
from front.promised_queries import list_promised
from fund.chart import ASSET, EQUITY, PRINCIPAL, RESERVED
from fund.queries import lent_between, trial_balance
from servicing.forecast import coming_months
from servicing.forecast_pages import coming_by_borrower

Row = dict[str, Any]
MONTHS_SHOWN = 24
SHOWN_KINDS = (ASSET, EQUITY)


def rows_of(session: Session, dataset: str, base_url: str, on: date) -> list[Row]:
    """Return the rows of a set of open data. Raises KeyError where there is no such set."""
    return list(ROWS[dataset](session, base_url, on))


def _registry(session: Session, _base_url: str, _on: date) -> Iterable[Row]:
    columns = [getattr(Cooperative, one.key) for one in REGISTRY_FIELDS]
    found = (
        select(Cooperative.id, *columns, Commune.name.label("commune"), Commune.former_district)
        .join(Commune, Commune.code == Cooperative.commune_code)
        .order_by(Cooperative.id)
    )
    return (row._asdict() for row in session.execute(found))


def _answers(session: Session, base_url: str, _on: date) -> Iterable[Row]:
    found = select(Publication).options(joinedload(Publication.topic)).order_by(Publication.id)
    for one in session.scalars(found):
        common = {
            "publication_id": one.id,
            "title": one.title,
            "topic": one.topic.name,
            "kind": ANSWER_KINDS[one.kind],
            "answered_on": one.answered_on,
            "answered_by": one.answered_by,
            "question": one.question,
        }
        url = {"url": f"{base_url}/tra-loi/{one.id}"}
        if not one.demands:
            said = {"position": None, "demand": "", "outcome": "", "text": one.body}
            yield common | said | {"legal_basis": ""} | url
        for part in one.demands:
            said = {key: part[key] for key in ("position", "demand", "text", "legal_basis")}
            yield common | said | {"outcome": OUTCOMES.get(part["outcome"], "")} | url


def _commitments(session: Session, base_url: str, _on: date) -> Iterable[Row]:
    for one in sorted(list_promised(session), key=lambda promised: promised.id):
        yield {
            "id": one.id,
            "unit": one.unit,
            "what": one.what,
            "sign": one.sign,
            "made_on": one.made_on,
            "first_due_on": one.first_due_on,
            "due_on": one.due_on,
            "status": one.status,
            "ended_on": one.ended_on,
            "url": f"{base_url}/tra-loi/{one.publication_id}",
        }


def _fund(session: Session, _base_url: str, on: date) -> Iterable[Row]:
    """Yield the balances at the end of the last months that are over; none before the first."""
    for last in month_ends(on, MONTHS_SHOWN):
        rows = trial_balance(session, last, last)
        if any(row.closing_vnd for row in rows):
            yield from (
                {
                    "month_end": last,
                    "account": row.account.code,
                    "name": row.account.name,
                    "balance_vnd": row.closing_vnd,
                }
                for row in rows
                if row.account.kind in SHOWN_KINDS or row.account.code == RESERVED
            )


def _lending(session: Session, _base_url: str, on: date) -> Iterable[Row]:
    """Yield what the last months that are over lent and brought back; none before the first."""
    for last in month_ends(on, MONTHS_SHOWN):
        closing = {row.account.code: row.closing_vnd for row in trial_balance(session, last, last)}
        moved = lent_between(session, last.replace(day=1), last)
        balances = [closing[code] for code in PRINCIPAL]
        if moved.lent_vnd or moved.back_vnd or any(balances):
            yield {
                "month_end": last,
                "lent_vnd": moved.lent_vnd,
                "back_vnd": moved.back_vnd,
                "balance_vnd": sum(balances),
                "late_vnd": sum(balances[1:]),
            }


def _coming(session: Session, _base_url: str, on: date) -> Iterable[Row]:
    """Yield what falls due in the months to come, by the schedules."""
    for one in coming_months(on, coming_by_borrower(session, on)):
        yield {
            "first_month": one.first,
            "last_month": one.last,
            "borrowers": one.borrowers,
            "principal_vnd": one.principal_vnd,
            "interest_vnd": one.interest_vnd,
        }


def month_ends(on: date, count: int) -> list[date]:
    """Return the last days of the `count` months before that of `on`, the earliest first."""
    found, day = [], on
    for _ in range(count):
        day = day.replace(day=1) - timedelta(days=1)
        found.append(day)
    return found[::-1]


ROWS: dict[str, Callable[[Session, str, date], Iterable[Row]]] = {
    "hop-tac-xa": _registry,
    "cau-tra-loi": _answers,
    "cam-ket": _commitments,
    "quy": _fund,
    "cho-vay": _lending,
    "den-han": _coming,
}


def list_files(session: Session) -> dict[tuple[str, str], OpenFile]:
    """Return the files that were made, by set and format."""
    found: Sequence[OpenFile] = session.scalars(select(OpenFile)).all()
    return {(one.dataset, one.ending): one for one in found}
