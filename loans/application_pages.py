"""What the pages of one application show, gathered from the records. Reads only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from accounts.models import Account
from dossiers.models import Dossier, DossierEvent
from dossiers.queries import list_events, may_handle
from dossiers.urgency import urgency
from loans.eligibility_rules import Check, Given, checks
from loans.models import LoanApplication, LoanFinding
from loans.process import LOAN_APPLICATION
from loans.queries import case_of
from loans.story import Told, story
from rulebook.queries import working_calendar
from workflow.machine import State
from workflow.roles import Role


@dataclass(frozen=True, slots=True)
class ApplicationPage:
    """One application as somebody reads it. `open_to`: the acts that this reader may take now."""

    application: LoanApplication
    dossier: Dossier
    state: State
    open_to: tuple[str, ...]
    checks: list[Check]
    papers: tuple[Given, ...]
    findings: list[LoanFinding]
    told: list[Told]
    asked: DossierEvent | None
    asked_until: date | None
    urgency_text: str
    is_late: bool
    today: date


def open_acts(account: Account, dossier: Dossier) -> tuple[str, ...]:
    """Return the acts that the process and the account's place allow now."""
    role = Role(account.role)
    if role is Role.REPRESENTATIVE or may_handle(account, dossier):
        return tuple(LOAN_APPLICATION.open_to(dossier.state, role))
    return tuple(act for act in LOAN_APPLICATION.open_to(dossier.state, role) if act == "note")


def application_page(
    session: Session, account: Account, application: LoanApplication, today: date
) -> ApplicationPage:
    """Gather what `account` reads of an application."""
    dossier, role = application.dossier, Role(account.role)
    events = list_events(session, account, dossier)
    case = case_of(session, application, today)
    asked = last_event(events, "request_supplement") if is_waiting(dossier) else None
    look = urgency(dossier.due_on, dossier.paused_on, today, working_calendar(session))
    return ApplicationPage(
        application=application,
        dossier=dossier,
        state=LOAN_APPLICATION.states[dossier.state],
        open_to=open_acts(account, dossier),
        checks=checks(case),
        papers=case.papers,
        findings=latest_findings(application),
        told=story(events, is_for_owner=role is Role.REPRESENTATIVE),
        asked=asked,
        asked_until=date.fromisoformat(asked.data["until"]) if asked else None,
        urgency_text=look.text,
        is_late=look.mark == "overdue" and dossier.settled_at is None,
        today=today,
    )


def is_waiting(dossier: Dossier) -> bool:
    """Return whether the cooperative owes something."""
    return dossier.state == "supplement_requested"


def last_event(events: Sequence[DossierEvent], *actions: str) -> DossierEvent | None:
    """Return the last event of one of the actions, None where there is none."""
    return next((event for event in reversed(events) if event.action in actions), None)


def latest_findings(application: LoanApplication) -> list[LoanFinding]:
    """Return what the last automatic check found."""
    last = max((one.round_no for one in application.findings), default=0)
    return [one for one in application.findings if one.round_no == last]
