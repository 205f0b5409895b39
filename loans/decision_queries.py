"""Reads of decisions: the figures that are weighed, what was decided, the offer."""

from dataclasses import asdict
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from cooperatives.queries import is_member
from dossiers.models import DossierEvent
from fund.queries import limits_on, standing
from fund.rules import cap_vnd
from loans.appraisal_models import LoanAppraisal
from loans.appraisal_queries import cash_carries_vnd, version_for
from loans.decision_models import LoanDecision, LoanOffer
from loans.decision_rules import Case, Change, Reason, reasons_of
from loans.models import LoanApplication
from loans.offer_rules import Figures
from loans.programme_models import LoanProgrammeVersion
from rulebook.queries import days_on, working_calendar


def related_ids(application: LoanApplication) -> list[int]:
    """Return the cooperatives of the registry that are related to the borrower."""
    return [one.cooperative_id for one in application.related if one.cooperative_id is not None]


def decision_case(
    session: Session, application: LoanApplication, appraisal: LoanAppraisal, on: date
) -> Case:
    """Return the figures of an application as they stand on a day, at the proposed amount."""
    version = version_for(session, application, on)
    weighed = standing(session, application.cooperative_id, related_ids(application))
    limits = limits_on(session, on)
    figures = Figures(appraisal.amount_vnd, appraisal.months, appraisal.opening_vnd)
    sources_vnd = sum(one.amount_vnd for one in application.sources)
    return Case(
        amount_vnd=appraisal.amount_vnd,
        total_vnd=application.total_vnd,
        own_vnd=application.own_vnd,
        others_vnd=max(0, sources_vnd - application.own_vnd),
        months=appraisal.months,
        is_member=is_member(session, application.cooperative_id, on),
        requires_membership=version.requires_membership,
        own_share_percent=version.own_share_percent,
        months_min=version.months_min,
        months_max=version.months_max,
        cap_vnd=cap_of(version, application),
        debt_vnd=weighed.exposure_vnd,
        customer_room_vnd=cap_vnd(weighed.capital_vnd, limits.one_percent) - weighed.exposure_vnd,
        related_room_vnd=cap_vnd(weighed.capital_vnd, limits.related_percent) - weighed.related_vnd,
        free_vnd=weighed.free_vnd,
        needs_collateral=version.collateral != "none" and application.is_secured,
        collateral_percent=version.collateral_percent,
        value_vnd=sum(one.value_vnd for one in appraisal.values),
        cash_vnd=cash_carries_vnd(application, version, figures),
        score_tenths=appraisal.total_tenths,
        score_needed_tenths=appraisal.needed_tenths,
    )


def cap_of(version: LoanProgrammeVersion, application: LoanApplication) -> int | None:
    """Return the cap of a version for this borrower, None where it lends nothing to him."""
    wanted = (application.borrower_kind, application.sector_group)
    caps = {(cap.borrower_kind, cap.sector_group): cap.cap_vnd for cap in version.caps}
    return caps.get(wanted)


def decisions_of(session: Session, application_id: int) -> list[LoanDecision]:
    """Return the decisions on an application, oldest first."""
    found = select(LoanDecision).where(LoanDecision.application_id == application_id)
    loaded = found.options(
        joinedload(LoanDecision.decided_by),
        joinedload(LoanDecision.appraisal),
        joinedload(LoanDecision.offer),
    )
    return list(session.scalars(loaded.order_by(LoanDecision.id)))


def current_decision(session: Session, application_id: int) -> LoanDecision | None:
    """Return the last decision on an application, None where there is none."""
    found = decisions_of(session, application_id)
    return found[-1] if found else None


def open_offer(session: Session, application_id: int) -> LoanOffer | None:
    """Return the offer that waits for an answer, locked, None where there is none."""
    wanted = (
        select(LoanOffer)
        .join(LoanDecision, LoanDecision.id == LoanOffer.decision_id)
        .where(LoanDecision.application_id == application_id, LoanOffer.answer == "")
    )
    return session.scalars(wanted.with_for_update(of=LoanOffer)).one_or_none()


def is_looked_at_again(session: Session, application_id: int) -> bool:
    """Return whether a second look was asked for already."""
    asked = select(DossierEvent.id).where(
        DossierEvent.dossier_id == application_id, DossierEvent.action == "second_look"
    )
    return session.scalar(asked.limit(1)) is not None


def second_look_until(session: Session, decided_on: date) -> date:
    """Return the last day on which a second look may be asked for."""
    days = days_on(session, "loan.second_look_days", decided_on)
    return working_calendar(session).add_workdays(decided_on, days)


def reasons_as_json(reasons: tuple[Reason, ...]) -> list[dict[str, Any]]:
    """Return reasons as JSON values, as a decision keeps them."""
    return [asdict(reason) for reason in reasons]


def reasons_from(decision: LoanDecision) -> tuple[Reason, ...]:
    """Return the reasons that a decision kept."""
    return tuple(
        Reason(**one | {"change": Change(**one["change"]) if one["change"] else None})
        for one in decision.reasons
    )


def failing(
    session: Session, application: LoanApplication, appraisal: LoanAppraisal, on: date
) -> tuple[Case, tuple[Reason, ...]]:
    """Return the figures of a day and the rules that they fail."""
    case = decision_case(session, application, appraisal, on)
    return case, reasons_of(case)
