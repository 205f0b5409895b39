"""Reads of programmes: which conditions hold on a day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session, selectinload

from dossiers.models import Dossier
from loans.models import LoanApplication, LoanDraft
from loans.process import BEFORE_DECISION
from loans.programme_models import DeclaredTie, LoanProgramme, LoanProgrammeVersion
from loans.programme_rules import Item, LegalLimits, Terms
from rulebook.queries import setting_on
from workflow.refusal import Missing


def list_programmes(session: Session) -> list[LoanProgramme]:
    """Return all programmes with their versions."""
    versions = selectinload(LoanProgramme.versions)
    found = select(LoanProgramme).options(
        versions.selectinload(LoanProgrammeVersion.caps),
        versions.selectinload(LoanProgrammeVersion.items),
    )
    return list(session.scalars(found.order_by(LoanProgramme.sort, LoanProgramme.id)))


def access_programme(session: Session, programme_id: int) -> LoanProgramme:
    """Return a programme by its number. Raises Missing."""
    programme = session.get(LoanProgramme, programme_id)
    if programme is None:
        raise Missing("loan_programme")
    return programme


@dataclass(frozen=True, slots=True)
class UnderWay:
    """How many applications and drafts of a programme wait for their decision or filing."""

    applications: int
    drafts: int


def count_under_way(session: Session, programme_id: int) -> UnderWay:
    """Count what an end of a programme concerns."""
    filed = (
        select(func.count())
        .select_from(LoanApplication)
        .join(Dossier, Dossier.id == LoanApplication.dossier_id)
        .join(LoanProgrammeVersion, LoanProgrammeVersion.id == LoanApplication.version_id)
        .where(LoanProgrammeVersion.programme_id == programme_id)
        .where(Dossier.state.in_(BEFORE_DECISION.split()))
    )
    begun = select(func.count()).where(
        LoanDraft.programme_id == programme_id, LoanDraft.filed_dossier_id.is_(None)
    )
    return UnderWay(session.scalar(filed) or 0, session.scalar(begun) or 0)


def _holds(on: date) -> ColumnElement[bool]:
    ends_on = LoanProgrammeVersion.valid_to
    return and_(LoanProgrammeVersion.valid_from <= on, or_(ends_on.is_(None), ends_on >= on))


def is_lending(session: Session, programme_id: int, on: date) -> bool:
    """Return whether a programme takes applications on a day."""
    held = select(LoanProgrammeVersion.id).where(_holds(on))
    wanted = held.where(LoanProgrammeVersion.programme_id == programme_id)
    return session.scalar(wanted) is not None


def _held(on: date) -> Select[LoanProgrammeVersion]:
    return (
        select(LoanProgrammeVersion)
        .where(_holds(on))
        .options(selectinload(LoanProgrammeVersion.caps), selectinload(LoanProgrammeVersion.items))
    )


def versions_on(session: Session, on: date) -> list[LoanProgrammeVersion]:
    """Return the version of each programme that holds on a day, with caps and checklist."""
    found = session.scalars(_held(on)).all()
    return sorted(found, key=lambda one: (one.programme.sort, one.programme_id))


def programme_names(versions: Iterable[LoanProgrammeVersion]) -> dict[str, str]:
    """Return the programmes of some versions as a form offers them: name by number."""
    return {str(one.programme_id): one.programme.name for one in versions}


def version_on(session: Session, programme_id: int, on: date) -> LoanProgrammeVersion:
    """Return the version of a programme that holds on a day. Raises Missing."""
    wanted = _held(on).where(LoanProgrammeVersion.programme_id == programme_id)
    version = session.scalars(wanted).one_or_none()
    if version is None:
        raise Missing("loan_programme_version")
    return version


def version_held(session: Session, programme_id: int, on: date) -> LoanProgrammeVersion:
    """Return the version that holds on a day, or the last one that did. Raises Missing."""
    began = (
        select(LoanProgrammeVersion)
        .where(
            LoanProgrammeVersion.programme_id == programme_id,
            LoanProgrammeVersion.valid_from <= on,
        )
        .order_by(LoanProgrammeVersion.valid_from.desc())
        .limit(1)
    )
    version = session.scalars(began).first()
    if version is None:
        raise Missing("loan_programme_version")
    return version


def terms_of(version: LoanProgrammeVersion) -> Terms:
    """Return the conditions of a version as a value."""
    plain = {
        name: getattr(version, name)
        for name in Terms.__slots__
        if name not in ("caps", "items", "methods", "every_months")
    }
    return Terms(
        **plain,
        methods=tuple(version.methods),
        every_months=tuple(version.every_months),
        caps={(cap.borrower_kind, cap.sector_group): cap.cap_vnd for cap in version.caps},
        items=tuple(
            Item(**{name: getattr(item, name) for name in Item.__slots__}) for item in version.items
        ),
    )


def legal_limits(session: Session, on: date) -> LegalLimits:
    """Return what no version may go beyond on a day."""
    return LegalLimits(
        own_share_percent_min=int(setting_on(session, "fund.own_share_percent_min", on)),
        overdue_factor_percent_max=int(setting_on(session, "fund.overdue_factor_percent_max", on)),
        late_interest_percent_max=int(setting_on(session, "fund.late_interest_percent_max", on)),
    )


def tied_accounts(session: Session, cooperative_id: int, on: date) -> set[int]:
    """Return the accounts with a declared tie to a cooperative on a day."""
    held = select(DeclaredTie.account_id).where(
        DeclaredTie.cooperative_id == cooperative_id,
        DeclaredTie.starts_on <= on,
        or_(DeclaredTie.ends_on.is_(None), DeclaredTie.ends_on >= on),
    )
    return set(session.scalars(held))
