"""From an accepted offer to a contract: the terms of the decision, a letter, a loan. No commit."""

from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from accounts.models import Account
from config import Settings
from dossiers.actions import Say, advance
from dossiers.models import Dossier
from letters.actions import issue
from letters.content import letterhead
from loans.actions import reset_clock
from loans.appraisal_queries import wanted_of
from loans.decision_models import LoanDecision
from loans.decision_queries import current_decision
from loans.models import LoanApplication
from loans.plan_rules import equal_parts
from loans.process import LOAN_APPLICATION
from loans.schedule import Row
from rulebook.queries import setting_on, working_calendar
from servicing.actions import Act, open_contract
from servicing.contract_texts import contract_content
from servicing.drafts import ContractDraft
from servicing.letter_actions import parties_of
from servicing.models import Loan
from servicing.plans import PlanTerms, due_dates, plan_rows
from servicing.replay import DAY_COUNTS
from store.outbox import enqueue
from workflow.refusal import Refusal

ACCEPTED = "offer_accepted"
NO_NUMBER = "chưa cấp số"


def list_to_sign(session: Session) -> list[LoanApplication]:
    """Return the applications whose offers were accepted, the oldest first."""
    wanted = select(LoanApplication).join(Dossier).where(Dossier.state == ACCEPTED)
    return list(session.scalars(wanted.order_by(Dossier.updated_at, Dossier.id)))


def contract_of(
    session: Session, application: LoanApplication, act: Act
) -> tuple[ContractDraft, list[Row], LoanDecision]:
    """Return the contract that an accepted offer leads to, its schedule from today, the decision.

    Raises: Refusal where nothing was approved, or no schedule fits.
    """
    decision = current_decision(session, application.dossier_id)
    if decision is None or decision.kind != "approve":
        raise Refusal("decision", "Hồ sơ chưa có quyết định cho vay.")
    version, on = decision.version, act.on
    terms = _terms(application, decision, on)
    draft = ContractDraft(
        NO_NUMBER,
        application.cooperative_id,
        version.programme.name,
        application.purpose,
        decision.amount_vnd,
        terms,
        version.overdue_factor_percent,
        version.late_interest_ppm,
        on,
        application.dossier_id,
        decision.appraisal.appraiser_id,
        decision.decided_by_id,
        tuple(setting_on(session, "servicing.pay_order", on).split(",")),
    )
    days = due_dates(terms, on, working_calendar(session))
    return draft, plan_rows(terms, decision.amount_vnd, on, days), decision


def _terms(application: LoanApplication, decision: LoanDecision, on: date) -> PlanTerms:
    version, every = decision.version, application.every_months
    harvests = wanted_of(application, on).due_dates or ()
    counted = version.day_count if version.day_count in DAY_COUNTS else DAY_COUNTS[0]
    return PlanTerms(
        application.method,
        version.rate_ppm,
        -(-decision.months // every),
        every,
        harvests,
        equal_parts(decision.amount_vnd, len(harvests)) if harvests else (),
        application.grace_months // every,
        day_count=counted,
        moves=version.moves_to_working_day,
        months=decision.months,
    )


def sign_contract(
    session: Session,
    settings: Settings,
    application: LoanApplication,
    director: Account,
    now: datetime,
) -> Loan:
    """Sign the contract of an accepted offer: its number becomes the loan's.

    Raises: Refusal where the application is in another state, or the terms do not fit.
    """
    act = Act(director.actor, now)
    dossier = application.dossier
    session.refresh(dossier, ["state", "version"], with_for_update={"of": Dossier})
    LOAN_APPLICATION.step(dossier.state, "sign_contract", act.by.role)
    draft, rows, decision = contract_of(session, application, act)
    parties = parties_of(application.cooperative, director, application.contact_name)
    content = contract_content(letterhead(settings), settings.alliance_symbol, draft, rows, parties)
    letter = issue(session, content, now, unit_id=director.unit_id, signer_id=director.id)
    loan = open_contract(session, replace(draft, contract_no=letter.full_number), act)
    say = Say(data={"decision_id": decision.id, "loan_id": loan.id, "letter_id": letter.id})
    advance(session, LOAN_APPLICATION, dossier, "sign_contract", act.by, now, say)
    reset_clock(session, dossier)
    made = {"dossier_id": dossier.id, "letter_id": letter.id}
    enqueue(session, "loans.seal_letter", now, **made, role="contract")
    return loan


def loan_of(session: Session, dossier_id: int) -> Loan | None:
    """Return the loan of an application, None before its contract."""
    return session.scalars(select(Loan).where(Loan.dossier_id == dossier_id)).one_or_none()
