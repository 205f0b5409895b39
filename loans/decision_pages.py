"""What the page of a decision shows to whoever asked for the loan. Reads only."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from accounts.models import Account
from loans.appraisal_queries import parts_of
from loans.appraisal_rules import Part
from loans.decision_models import LoanDecision
from loans.decision_queries import (
    current_decision,
    is_looked_at_again,
    reasons_from,
    second_look_until,
)
from loans.decision_rules import Case, Reason, largest_amount
from loans.models import LoanApplication
from loans.process import LOAN_APPLICATION
from workflow.refusal import Missing
from workflow.roles import Role


@dataclass(frozen=True, slots=True)
class OutcomePage:
    """A decision as the applicant reads it, with what may be done now."""

    application: LoanApplication
    decision: LoanDecision
    parts: tuple[Part, ...]
    reasons: tuple[Reason, ...]
    largest_vnd: int
    look_until: date
    may_answer: bool
    may_look_again: bool
    is_owner: bool


def outcome_page(
    session: Session, account: Account, application: LoanApplication, today: date
) -> OutcomePage:
    """Gather what was decided last. Raises Missing where nothing was decided yet."""
    decision = current_decision(session, application.dossier_id)
    if decision is None:
        raise Missing("loan_decision")
    role, state = Role(account.role), application.dossier.state
    until = second_look_until(session, decision.decided_on)
    open_to = LOAN_APPLICATION.open_to(state, role)
    offer = decision.offer
    is_open = offer is not None and offer.answer == "" and today <= offer.expires_on
    looked = is_looked_at_again(session, application.dossier_id)
    reasons = reasons_from(decision)
    best = largest_amount(Case(**decision.checked))
    is_amount = any(one.change and one.change.field == "amount_vnd" for one in reasons)
    return OutcomePage(
        application=application,
        decision=decision,
        parts=parts_of(decision.appraisal),
        reasons=reasons,
        largest_vnd=best if is_amount else 0,
        look_until=until,
        may_answer="accept_offer" in open_to and is_open,
        may_look_again="second_look" in open_to and today <= until and not looked,
        is_owner=role is Role.REPRESENTATIVE,
    )
