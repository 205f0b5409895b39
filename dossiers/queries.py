"""Reads of dossiers. `visible_to` is the one function that decides who sees what."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import BindParameter, ColumnElement, Select, and_, exists, false, or_, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session, joinedload

from accounts.models import Account
from cooperatives.models import Mandate
from documents.models import Document
from dossiers.models import (
    Dossier,
    DossierBar,
    DossierDocument,
    DossierEvent,
    DossierParty,
)
from dossiers.numbering import parse_code
from store.many import among
from workflow.machine import StandIn
from workflow.refusal import Missing
from workflow.roles import FUND_ROLES, HANDLING_ROLES, Role

SEES_ALL = frozenset({Role.RECORDS, Role.LEADER, Role.AUDITOR})
FUND_KINDS = ("loan_application",)  # what the Fund handles: its people see all of it


def visible_to(account: Account, on: date) -> ColumnElement[bool]:
    """Return the condition on Dossier for what `account` may see on a day.

    Pages, files, lists, search, counts, exports and the API all use it and nothing else. For
    staff whom a dossier names, or whose unit it names, it does not exist.
    """
    role = Role(account.role)
    if not account.is_active or role is Role.ADMIN:
        return false()
    if role in SEES_ALL:
        return unbarred(account)
    if role is Role.REPRESENTATIVE:
        return exists().where(
            Mandate.cooperative_id == Dossier.cooperative_id,
            Mandate.account_id == account.id,
            Mandate.starts_on <= on,
            or_(Mandate.ends_on.is_(None), Mandate.ends_on >= on),
        )
    if role in FUND_ROLES:
        return and_(Dossier.kind.in_(FUND_KINDS), unbarred(account))
    if role in (Role.OFFICER, Role.HEAD, Role.EXTERNAL) and account.unit_id is not None:
        takes_part = exists().where(
            DossierParty.dossier_id == Dossier.id, DossierParty.unit_id == account.unit_id
        )
        own = Dossier.unit_id == account.unit_id
        if role is not Role.EXTERNAL:
            absent = (_of_absent(one) for one in account.stands_for)
            own = or_(own, Dossier.officer_id == account.id, *absent)
        return and_(or_(own, takes_part), unbarred(account))
    return false()


def _of_absent(away: StandIn) -> ColumnElement[bool]:
    """Return the condition on what lies with somebody who is away."""
    held = Dossier.officer_id == away.account_id
    return or_(held, Dossier.unit_id == away.unit_id) if away.is_head else held


def unbarred(account: Account) -> ColumnElement[bool]:
    """Return the condition that no bar holds `account` off. Few bars hold: they are read once."""
    named = DossierBar.account_id == account.id
    if account.unit_id is not None:
        named = or_(named, DossierBar.unit_id == account.unit_id)
    barred = select(DossierBar.dossier_id).where(DossierBar.lifted_at.is_(None), named)
    return Dossier.id.not_in(barred)


def is_barred(
    dossier_id: int | BindParameter[int], who: type[Account] = Account
) -> ColumnElement[bool]:
    """Return the condition on an account (or an alias of it) that a dossier bars it."""
    return exists().where(
        DossierBar.dossier_id == dossier_id,
        DossierBar.lifted_at.is_(None),
        or_(DossierBar.account_id == who.id, DossierBar.unit_id == who.unit_id),
    )


def list_bars(session: Session, dossier_id: int) -> list[DossierBar]:
    """Return the bars that hold on a dossier, oldest first."""
    held = select(DossierBar).where(
        DossierBar.dossier_id == dossier_id, DossierBar.lifted_at.is_(None)
    )
    return list(session.scalars(held.order_by(DossierBar.id)))


def may_handle(account: Account, dossier: Dossier) -> bool:
    """Return whether acts on this dossier are this account's business at all.

    Records officers and leaders act on every dossier, officers and heads on those of their unit
    and of whom they stand in for,
    the Fund's people on what the Fund handles.
    """
    role = Role(account.role)
    if dossier.kind in FUND_KINDS:
        return role in FUND_ROLES
    if role in (Role.RECORDS, Role.LEADER):
        return True
    if role in HANDLING_ROLES:
        is_of_unit = account.unit_id is not None and dossier.unit_id == account.unit_id
        is_own = is_of_unit or dossier.officer_id == account.id
        place = dossier.unit_id, dossier.officer_id
        return is_own or any(one.covers(*place) for one in account.stands_for)
    return False


def is_reader_staff(account: Account) -> bool:
    """Return whether `account` reads what is for staff only."""
    return Role(account.role) not in (Role.REPRESENTATIVE, Role.ADMIN)


def audience_for(account: Account) -> tuple[str, ...]:
    """Return the audiences whose events and papers `account` reads."""
    return ("owner", "staff") if is_reader_staff(account) else ("owner",)


def select_visible(account: Account, on: date) -> Select[Dossier]:
    """Return the query of all dossiers that `account` may see."""
    return select(Dossier).where(visible_to(account, on))


def is_visible(session: Session, account: Account, dossier: Dossier, on: date) -> bool:
    """Return whether `account` may see a dossier on a day."""
    seen = select(Dossier.id).where(Dossier.id == dossier.id, visible_to(account, on))
    return session.scalar(seen) is not None


def access_dossier(session: Session, account: Account, code: str, on: date) -> Dossier:
    """Return a dossier by its code. Raises Missing where there is none, or not for this reader."""
    stored = parse_code(code)
    if stored is None:
        raise Missing("dossier")
    found = session.scalars(
        select_visible(account, on)
        .where(Dossier.code == stored)
        .options(
            joinedload(Dossier.cooperative), joinedload(Dossier.unit), joinedload(Dossier.officer)
        )
    ).one_or_none()
    if found is None:
        raise Missing("dossier")
    return found


def access_paper(
    session: Session, account: Account, code: str, document_id: int, on: date
) -> tuple[Dossier, DossierDocument]:
    """Return a paper of a dossier that `account` may read. Raises Missing."""
    dossier = access_dossier(session, account, code, on)
    paper = session.scalars(
        select(DossierDocument)
        .join(Document)
        .where(DossierDocument.dossier_id == dossier.id, Document.id == document_id)
        .where(DossierDocument.audience.in_(audience_for(account)))
    ).one_or_none()
    if paper is None:
        raise Missing("document")
    return dossier, paper


def list_events(session: Session, account: Account, dossier: Dossier) -> list[DossierEvent]:
    """Return the history of a dossier as `account` may read it, oldest first."""
    wanted = and_(
        DossierEvent.dossier_id == dossier.id, DossierEvent.audience.in_(audience_for(account))
    )
    return list(session.scalars(select(DossierEvent).where(wanted).order_by(DossierEvent.seq)))


def list_papers(session: Session, account: Account, dossier: Dossier) -> list[DossierDocument]:
    """Return the papers of a dossier as `account` may read them, newest first."""
    wanted = and_(
        DossierDocument.dossier_id == dossier.id,
        DossierDocument.audience.in_(audience_for(account)),
    )
    found = select(DossierDocument).where(wanted).order_by(DossierDocument.id.desc())
    return list(session.scalars(found))


def once_keys(session: Session, ids: Sequence[int]) -> set[tuple[int, str]]:
    """Return what was done once already to these dossiers: dossier and key."""
    taken = select(DossierEvent.dossier_id, DossierEvent.once_key).where(
        among(DossierEvent.dossier_id, ids), DossierEvent.once_key.is_not(None)
    )
    return {(row[0], row[1] or "") for row in session.execute(taken)}


def last_events(
    session: Session, ids: Sequence[int], actions: Sequence[str]
) -> dict[tuple[int, str], DossierEvent]:
    """Return the last event of each of these actions, by dossier and action."""
    each = DossierEvent.dossier_id, DossierEvent.action
    found = (
        select(DossierEvent)
        .where(among(DossierEvent.dossier_id, ids), DossierEvent.action.in_(actions))
        .ext(distinct_on(*each))
        .order_by(*each, DossierEvent.seq.desc())
    )
    return {(one.dossier_id, one.action): one for one in session.scalars(found)}
