"""Reads of appraisals: rounds, visits, the scorecard of a day, cash and collateral of figures."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from loans.appraisal_models import LoanAppraisal, LoanVisit
from loans.appraisal_rules import (
    CashCheck,
    Criterion,
    Part,
    read_scorecard,
)
from loans.models import LoanApplication
from loans.offer_rules import Figures, Price, Wanted, largest_carried, planned_cash
from loans.plan_rules import harvest_dates
from loans.programme_models import LoanProgrammeVersion
from loans.programme_queries import version_held
from rulebook.queries import setting_on

TENTHS = 10


def current_round(session: Session, application_id: int) -> LoanAppraisal | None:
    """Return the latest round of appraisal, None where there is none."""
    rounds = select(LoanAppraisal).where(LoanAppraisal.application_id == application_id)
    latest = rounds.order_by(LoanAppraisal.round_no.desc()).limit(1)
    return session.scalars(latest.options(selectinload(LoanAppraisal.values))).one_or_none()


def list_visits(session: Session, application_id: int) -> list[LoanVisit]:
    """Return the visits of an application, oldest first."""
    found = select(LoanVisit).where(LoanVisit.application_id == application_id)
    loaded = found.options(selectinload(LoanVisit.photos), selectinload(LoanVisit.created_by))
    return list(session.scalars(loaded.order_by(LoanVisit.visited_on, LoanVisit.id)))


def scorecard_on(session: Session, on: date) -> tuple[Criterion, ...]:
    """Return the scorecard that holds on a day."""
    return read_scorecard(setting_on(session, "loan.scorecard", on))


def score_needed_tenths(session: Session, on: date) -> int:
    """Return the points that an application needs on a day, in tenths."""
    return int(setting_on(session, "loan.score_needed", on)) * TENTHS


def parts_of(appraisal: LoanAppraisal) -> tuple[Part, ...]:
    """Return the scorecard of a round as it was scored."""
    return tuple(Part(**part) for part in appraisal.parts)


def version_for(session: Session, application: LoanApplication, on: date) -> LoanProgrammeVersion:
    """Return the rules of the programme that hold on a day: a loan keeps those of its decision.

    Of a programme that has ended meanwhile they are those that held last.
    """
    filed_under = application.version
    if filed_under.valid_from <= on and (
        filed_under.valid_to is None or on <= filed_under.valid_to
    ):
        return filed_under
    return version_held(session, application.version.programme_id, on)


def wanted_of(application: LoanApplication, starts_on: date | None = None) -> Wanted:
    """Return how an application wants to pay back, from the day it wishes for or another one.

    By harvests: the day of each harvest month of its plan.
    """
    starts_on, dates = starts_on or application.wished_on, None
    if application.method == "custom":
        harvest = {one.month.month for one in application.income if one.is_harvest}
        dates = harvest_dates(starts_on, application.months, harvest)
    return Wanted(
        amount_vnd=application.amount_vnd,
        months=application.months,
        method=application.method,
        every_months=application.every_months,
        grace_months=application.grace_months,
        starts_on=starts_on,
        due_dates=dates,
    )


def income_plan(application: LoanApplication) -> dict[date, int]:
    """Return what the plan leaves in each month, costs paid."""
    return {one.month: one.income_vnd - one.cost_vnd for one in application.income}


def price_of(version: LoanProgrammeVersion) -> Price:
    """Return what a loan under a version costs."""
    return Price(version.rate_ppm, version.day_count)


def cash_of(
    application: LoanApplication, version: LoanProgrammeVersion, figures: Figures
) -> CashCheck:
    """Return the schedule of these figures against the income plan. Raises Refusal."""
    plan = income_plan(application)
    return planned_cash(wanted_of(application), plan, figures, price_of(version))


def cash_carries_vnd(
    application: LoanApplication, version: LoanProgrammeVersion, figures: Figures
) -> int:
    """Return the largest amount up to that of `figures` whose schedule the income plan carries."""
    plan = income_plan(application)
    return largest_carried(wanted_of(application), plan, figures, price_of(version))
