"""Writes of applications: filing, and the clock. No commit."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import literal, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from accounts.models import Account
from cooperatives.models import Cooperative
from dossiers.actions import Say, open_dossier
from dossiers.models import Dossier, DossierDocument, DossierEvent
from loans.application_rules import Ask, Paper, Relative
from loans.clock import loan_dates
from loans.models import (
    LoanApplication,
    LoanCollateral,
    LoanDraft,
    LoanIncome,
    LoanPaper,
    LoanRelated,
    LoanSource,
)
from loans.process import LOAN_APPLICATION
from loans.programme_models import LoanProgrammeVersion
from loans.words import sector_group
from rulebook.queries import days_on, working_calendar
from store.db import Model
from workflow.clock import Dates
from workflow.localtime import local_day
from workflow.refusal import Refusal
from workflow.text import fold
from workflow.workdays import count_days

NOT_A_BORROWER = (
    "Tổ hợp tác không đứng tên vay. Hợp tác xã, liên hiệp hợp tác xã hoặc thành viên nộp hồ sơ."
)
SINGLE = (
    "purpose", "project", "place", "total_vnd", "own_vnd", "amount_vnd", "months", "method",
    "every_months", "grace_months", "wished_on", "is_secured", "unsecured_reason", "contact_name",
    "contact_phone", "contact_email",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Filing:
    """Who files for whom, under the conditions of which version."""

    account: Account
    cooperative: Cooperative
    version: LoanProgrammeVersion


def file(session: Session, filing: Filing, ask: Ask, now: datetime) -> LoanApplication:
    """File an application: number, dates, first event, and the task that checks it.

    Raises: Refusal where the registry's row cannot borrow at all.
    """
    if filing.cooperative.kind == "group":
        raise Refusal("borrower", NOT_A_BORROWER)
    ask = replace(ask, related=with_registry(session, ask.related))
    dossier = _new_dossier(session, filing, ask, now)
    say = Say(data=_filed_data(dossier, filing, ask), on_behalf_of_id=filing.cooperative.id)
    open_dossier(session, LOAN_APPLICATION, dossier, filing.account.actor, now, say)
    application = LoanApplication(
        dossier=dossier,
        cooperative_id=filing.cooperative.id,
        version=filing.version,
        borrower_kind=filing.cooperative.kind,
        sector_group=sector_group(filing.cooperative.sector),
        **plain_of(ask),
        findings=[],
    )
    session.add(application)
    fill_parts(application, ask)
    session.flush()
    add_papers(session, application, ask.papers, now)
    return application


def with_registry(session: Session, related: Iterable[Relative]) -> tuple[Relative, ...]:
    """Return related persons with the registry's row of those whose tax code it holds."""
    rows = list(related)
    codes = {one.number for one in rows if one.number and one.cooperative_id is None}
    found = select(Cooperative.tax_code, Cooperative.id).where(Cooperative.tax_code.in_(codes))
    known = {row.tax_code: row.id for row in session.execute(found)} if codes else {}
    return tuple(
        replace(one, cooperative_id=one.cooperative_id or known.get(one.number)) for one in rows
    )


def _new_dossier(session: Session, filing: Filing, ask: Ask, now: datetime) -> Dossier:
    received_on, limit_days = local_day(now), filing.version.processing_days
    count = count_days(working_calendar(session), received_on, limit_days)
    return Dossier(
        subject=ask.subject,
        cooperative=filing.cooperative,
        filed_by=filing.account,
        received_at=now,
        received_on=received_on,
        limit_days=limit_days,
        due_on=count.due_on,
        next_due="answer",
        next_due_on=count.due_on,
        is_due_provisional=count.is_provisional,
        search_fold=fold(f"{ask.subject} {ask.project} {filing.cooperative.name}"),
    )


def _filed_data(dossier: Dossier, filing: Filing, ask: Ask) -> dict[str, object]:
    return {
        "received_on": dossier.received_on.isoformat(),
        "limit_days": dossier.limit_days,
        "due_on": dossier.due_on.isoformat(),
        "programme": filing.version.programme.code,
        "version": filing.version.number,
    } | said(ask)


def said(ask: Ask) -> dict[str, object]:
    """Return the numbers of an application as its history keeps them."""
    return {
        "amount_vnd": ask.amount_vnd,
        "total_vnd": ask.total_vnd,
        "own_vnd": ask.own_vnd,
        "months": ask.months,
        "method": ask.method,
    }


def plain_of(ask: Ask) -> dict[str, object]:
    """Return the columns that an application keeps of what was asked."""
    return {name: getattr(ask, name) for name in SINGLE}


def fill_parts(application: LoanApplication, ask: Ask) -> None:
    """Put the lists of an application in, in place of those that it held."""
    application.sources = [
        LoanSource(position=n, **asdict(row)) for n, row in enumerate(ask.sources, start=1)
    ]
    application.collateral = [
        LoanCollateral(position=n, **asdict(row)) for n, row in enumerate(ask.collateral, start=1)
    ]
    application.related = [
        LoanRelated(position=n, **asdict(row)) for n, row in enumerate(ask.related, start=1)
    ]
    application.income = [LoanIncome(**asdict(row)) for row in ask.income]


def add_papers(
    session: Session, application: LoanApplication, papers: Iterable[Paper], now: datetime
) -> None:
    """Add papers to an application and to its dossier; the same one twice is there once."""
    number = application.dossier_id
    names = {item.code: item.name for item in application.version.items}
    rows = [{"application_id": number, "added_at": now, **asdict(paper)} for paper in papers]
    if not rows:
        return
    session.flush()
    _add_each(session, LoanPaper, rows)
    joined = [
        {
            "dossier_id": number,
            "document_id": row["document_id"],
            "role": "attachment",
            "audience": "owner",
            "title": names.get(row["item_code"], ""),
        }
        for row in rows
    ]
    _add_each(session, DossierDocument, joined)
    session.expire(application, ["papers"])
    session.expire(application.dossier, ["papers"])


def _add_each(session: Session, table: type[Model], rows: list[dict[str, Any]]) -> None:
    """Insert rows that are not there yet. What returns something goes in one statement."""
    new = insert(table).on_conflict_do_nothing().returning(literal(1))
    session.execute(new, rows).all()


def file_draft(
    session: Session, draft: LoanDraft, filing: Filing, ask: Ask, now: datetime
) -> Dossier:
    """File a draft, once: a second click finds the dossier of the first."""
    session.refresh(draft, with_for_update=True)
    if draft.filed_dossier_id is not None:
        return session.get_one(Dossier, draft.filed_dossier_id)
    application = file(session, filing, ask, now)
    draft.filed_dossier_id = application.dossier_id
    return application.dossier


def reset_clock(session: Session, dossier: Dossier) -> None:
    """Compute the dates of an application anew from its history and the calendar."""
    found = select(DossierEvent).where(DossierEvent.dossier_id == dossier.id)
    events = session.scalars(found.order_by(DossierEvent.seq)).all()
    days = days_on(session, "loan.contract_days", local_day(events[-1].at))
    dates = loan_dates(dossier.state, list(events), days, working_calendar(session))
    for name in Dates.__slots__:
        setattr(dossier, name, getattr(dates, name))
    session.flush()
