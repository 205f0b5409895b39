"""Reads of reports: the figures of a period as known at a moment, and what was saved."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from accounts.models import Account
from cooperatives.models import PlanTarget
from reports.answering_queries import answerings
from reports.further_queries import activities_of, further_rows
from reports.further_rules import FIGURES, Rows, counted, further_figures
from reports.models import PlanVersion, SavedReport
from reports.plan_rules import TARGETS
from reports.registry_queries import Asked, figures_of_registry
from reports.report_rules import Figures
from workflow.localtime import local_day
from workflow.refusal import Missing

SAVED_SHOWN = 50
MEASURING = [target.figure for target in TARGETS if target.figure in FIGURES]


def figures_of(session: Session, account: Account, asked: Asked) -> Figures:
    """Return the figures of a report that `account` makes; what names him is not counted."""
    rows = further_rows(session, account, asked, local_day(asked.known_at))
    return Figures(
        figures_of_registry(session, asked),
        answerings(session, account, asked),
        further_figures(rows, asked.seen),
    )


def figures_of_plan(session: Session, asked: Asked) -> Figures:
    """Return the figures that a plan is measured by: nobody's name stands in their way."""
    rows = Rows(activities=activities_of(session, asked))
    further = {key: counted(rows, key, asked.seen) for key in MEASURING}
    return Figures(figures_of_registry(session, asked), None, further)


def list_saved(session: Session) -> Sequence[SavedReport]:
    """Return the saved reports, the latest first."""
    found = select(SavedReport).options(
        joinedload(SavedReport.made_by), joinedload(SavedReport.settled_by)
    )
    return session.scalars(found.order_by(SavedReport.id.desc()).limit(SAVED_SHOWN)).all()


def access_saved(session: Session, report_id: int) -> SavedReport:
    """Return a saved report. Raises Missing where there is none."""
    found = session.get(SavedReport, report_id)
    if found is None:
        raise Missing("report")
    return found


def list_targets(session: Session, year: int) -> dict[str, PlanTarget]:
    """Return the targets of a year by their key."""
    found = session.scalars(select(PlanTarget).where(PlanTarget.year == year))
    return {target.key: target for target in found}


def list_target_changes(session: Session, year: int) -> Sequence[PlanVersion]:
    """Return what the plan of a year said when, the latest first."""
    found = select(PlanVersion).options(joinedload(PlanVersion.changed_by))
    return session.scalars(
        found.where(PlanVersion.year == year).order_by(PlanVersion.id.desc())
    ).all()
