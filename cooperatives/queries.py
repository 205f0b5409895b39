"""Reads of the registry and of mandates."""

from collections.abc import Collection, Iterable
from datetime import date

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session, joinedload

from accounts.models import Account
from cooperatives.models import (
    Commune,
    Cooperative,
    CooperativeChange,
    Mandate,
    MemberPeriod,
    SizeThreshold,
    YearFigures,
)
from cooperatives.rules import SizeClass, Threshold, size_class
from workflow.refusal import Missing
from workflow.text import fold

WORDS_MAX = 8
CHANGES_SHOWN = 50


def _is_current(on: date) -> ColumnElement[bool]:
    return and_(Mandate.starts_on <= on, or_(Mandate.ends_on.is_(None), Mandate.ends_on >= on))


def cooperatives_of(session: Session, account_id: int, on: date) -> list[Cooperative]:
    """Return the cooperatives that an account speaks for on a day."""
    found = (
        select(Cooperative)
        .join(Mandate, Mandate.cooperative_id == Cooperative.id)
        .where(Mandate.account_id == account_id, _is_current(on))
        .order_by(Cooperative.name)
    )
    return list(session.scalars(found))


def representatives_of(session: Session, cooperative_id: int, on: date) -> list[Account]:
    """Return the active accounts that speak for a cooperative on a day."""
    found = (
        select(Account)
        .join(Mandate, Mandate.account_id == Account.id)
        .where(Mandate.cooperative_id == cooperative_id, _is_current(on), Account.is_active)
        .order_by(Account.id)
    )
    return list(session.scalars(found))


def representative_mail(session: Session, cooperative_id: int, on: date) -> str:
    """Return the mail address of who speaks for a cooperative on a day, "" where nobody has one."""
    return representative_mails(session, [cooperative_id], on).get(cooperative_id, "")


def representative_mails(
    session: Session, cooperative_ids: Iterable[int], on: date
) -> dict[int, str]:
    """Return the mail address of who speaks for each cooperative on a day, where somebody has one.

    Of several people the one whose account is the oldest.
    """
    found = (
        select(Mandate.cooperative_id, Account.email)
        .join(Account, Mandate.account_id == Account.id)
        .where(
            Mandate.cooperative_id.in_(list(cooperative_ids)),
            _is_current(on),
            Account.is_active,
            Account.email != "",
        )
        .order_by(Account.id.desc())  # what comes later takes the place of what came before
    )
    return {row.cooperative_id: row.email for row in session.execute(found)}


def position_of(session: Session, account_id: int, cooperative_id: int, on: date) -> str:
    """Return the position in which an account speaks for a cooperative, "" where it does not."""
    found = select(Mandate.position).where(
        Mandate.account_id == account_id, Mandate.cooperative_id == cooperative_id, _is_current(on)
    )
    return session.scalars(found.limit(1)).first() or ""


def speaks_for(session: Session, account_id: int, cooperative_id: int, on: date) -> bool:
    """Return whether an account speaks for a cooperative on a day."""
    found = select(Mandate.id).where(
        Mandate.account_id == account_id, Mandate.cooperative_id == cooperative_id, _is_current(on)
    )
    return session.scalar(found.limit(1)) is not None


def list_communes(session: Session) -> list[Commune]:
    """Return the 65 communes in Vietnamese order of their names (Đ after D)."""
    communes = session.scalars(select(Commune)).all()
    return sorted(communes, key=lambda c: (fold(c.name.replace("Đ", "Dz")), c.name))


def commune_names(session: Session) -> dict[str, str]:
    """Return the names of the communes by code."""
    return {row.code: row.name for row in session.execute(select(Commune.code, Commune.name))}


def find_cooperatives(session: Session, text: str, limit: int = 20) -> list[Cooperative]:
    """Return cooperatives by the words of their names, without tone marks, or by tax code."""
    wanted = select(Cooperative).order_by(Cooperative.name_fold).limit(limit)
    for word in fold(text).split()[:WORDS_MAX]:
        held = Cooperative.name_fold.contains(word, autoescape=True)
        wanted = wanted.where(or_(held, Cooperative.tax_code == word))
    return list(session.scalars(wanted))


def access_cooperative(session: Session, cooperative_id: int) -> Cooperative:
    """Return a cooperative. Raises Missing."""
    cooperative = session.get(Cooperative, cooperative_id)
    if cooperative is None:
        raise Missing("cooperative")
    return cooperative


def list_changes(session: Session, cooperative_id: int) -> list[CooperativeChange]:
    """Return what changed in a row of the registry, the latest first."""
    found = select(CooperativeChange).where(CooperativeChange.cooperative_id == cooperative_id)
    found = found.order_by(CooperativeChange.id.desc()).limit(CHANGES_SHOWN)
    return list(session.scalars(found.options(joinedload(CooperativeChange.by))))


def list_figures(session: Session, cooperative_id: int) -> list[YearFigures]:
    """Return the yearly figures of a cooperative, the earliest first."""
    found = select(YearFigures).where(YearFigures.cooperative_id == cooperative_id)
    people = (joinedload(YearFigures.entered_by), joinedload(YearFigures.confirmed_by))
    return list(session.scalars(found.order_by(YearFigures.year).options(*people)))


def thresholds_on(session: Session, sector: str, on: date) -> list[Threshold]:
    """Return the size thresholds of a sector that hold on a day, the newest row of each size."""
    found = select(SizeThreshold).where(
        SizeThreshold.sector == sector, SizeThreshold.valid_from <= on
    )
    rows = session.scalars(found.order_by(SizeThreshold.valid_from))
    held = {row.size: row for row in rows}
    return [
        Threshold(row.size, row.members, row.revenue_vnd, row.capital_vnd) for row in held.values()
    ]


def size_of(session: Session, cooperative: Cooperative, on: date) -> SizeClass:
    """Return the size class of a cooperative by the thresholds of a day and its latest revenue."""
    if cooperative.kind == "group":
        return SizeClass("", "Luật chỉ phân hạng hợp tác xã, không phân hạng tổ hợp tác.")
    latest = select(YearFigures.revenue_vnd).where(
        YearFigures.cooperative_id == cooperative.id, YearFigures.revenue_vnd.is_not(None)
    )
    revenue_vnd = session.scalar(latest.order_by(YearFigures.year.desc()).limit(1))
    rows = thresholds_on(session, cooperative.sector, on)
    capital_vnd = cooperative.charter_capital_vnd
    return size_class(rows, cooperative.official_members, revenue_vnd, capital_vnd)


def _covers(on: date) -> ColumnElement[bool]:
    begun = MemberPeriod.starts_on <= on
    return and_(begun, or_(MemberPeriod.ends_on.is_(None), MemberPeriod.ends_on >= on))


def is_member(session: Session, cooperative_id: int, on: date) -> bool:
    """Return whether a cooperative is a member of the Alliance, in good standing, on a day."""
    return bool(members_among(session, [cooperative_id], on))


def members_among(session: Session, cooperative_ids: Collection[int], on: date) -> set[int]:
    """Return those of these cooperatives that are members in good standing on a day."""
    found = select(MemberPeriod.cooperative_id).where(
        MemberPeriod.cooperative_id.in_(cooperative_ids),
        MemberPeriod.status == "active",
        _covers(on),
    )
    return set(session.scalars(found))


def member_book(session: Session, cooperative_id: int) -> list[MemberPeriod]:
    """Return the lines of the member book of a cooperative, the latest first."""
    found = select(MemberPeriod).where(MemberPeriod.cooperative_id == cooperative_id)
    return list(session.scalars(found.order_by(MemberPeriod.starts_on.desc())))


def standing_on(session: Session, cooperative_id: int, on: date) -> MemberPeriod | None:
    """Return the line of the member book that covers a day, None where there is none."""
    found = select(MemberPeriod).where(MemberPeriod.cooperative_id == cooperative_id, _covers(on))
    return session.scalars(found.limit(1)).one_or_none()
