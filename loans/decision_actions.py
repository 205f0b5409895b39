"""Writes of decisions: approve, reject, give back, look again. No commit.

Source: docs/rules/decision.md. An approval reserves the money under the fund's lock, in the same
transaction; a decision is one row for one round of appraisal, so twice is once.
"""

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from accounts.models import Account
from config import Settings
from dossiers.actions import Say, advance
from fund.actions import lock_book, reserve
from letters.actions import issue
from letters.content import LetterContent
from letters.models import Letter
from loans.actions import reset_clock
from loans.appraisal_actions import seal_later
from loans.appraisal_models import LoanAppraisal
from loans.appraisal_queries import current_round, version_for
from loans.decision_models import LoanDecision, LoanOffer
from loans.decision_queries import (
    current_decision,
    failing,
    is_looked_at_again,
    reasons_as_json,
    related_ids,
    second_look_until,
)
from loans.decision_rules import Case, Reason
from loans.decision_texts import approval_content, petition_offer, refusal_content
from loans.models import LoanApplication
from loans.process import LOAN_APPLICATION
from loans.programme_queries import tied_accounts
from rulebook.queries import days_on, working_calendar
from workflow.localtime import local_day
from workflow.machine import SYSTEM_ACTOR, Actor
from workflow.refusal import Refusal

FAILS = "Hồ sơ chưa đạt: {}. Không cho vay, hoặc trả lại để thẩm định số tiền khác."


@dataclass(frozen=True, slots=True)
class Decider:
    """Who answers for a decision: the director, or the chair for the council's vote.

    `position` is what stands above the signature; `item_id` the item that was voted on.
    """

    account: Account
    position: str
    item_id: int | None = None

    @property
    def body(self) -> str:
        return "director" if self.item_id is None else "council"

    @property
    def actor(self) -> Actor:
        """Who takes the step: a vote of the council is carried out by the system."""
        return self.account.actor if self.item_id is None else SYSTEM_ACTOR


def proposed_round(session: Session, application: LoanApplication) -> LoanAppraisal:
    """Lock the dossier; return the round that waits for a decision. Raises Refusal."""
    session.refresh(application.dossier, with_for_update=True)
    row = current_round(session, application.dossier_id)
    if row is None or row.proposed_at is None or application.dossier.state != "in_council":
        raise Refusal("state", "Hồ sơ này không chờ quyết định. Có thể người khác vừa quyết định.")
    return row


def check_decider(
    session: Session, application: LoanApplication, row: LoanAppraisal, decider: Decider,
    now: datetime,
) -> None:  # fmt: skip
    """Refuse the appraiser, and a director with a tie or above his limit."""
    today = local_day(now)
    if decider.account.id == row.appraiser_id:
        raise Refusal("four_eyes", "Người thẩm định không được quyết định khoản vay này.")
    if decider.item_id is not None:
        return
    if decider.account.id in tied_accounts(session, application.cooperative_id, today):
        raise Refusal("tie", "Đồng chí đã khai có liên quan, khoản vay này do Hội đồng quyết định.")
    version = version_for(session, application, today)
    if row.amount_vnd > version.director_limit_vnd:
        text = "Khoản vay vượt mức Giám đốc được quyết định: cần đưa vào phiên họp Hội đồng."
        raise Refusal("limit", text)


def approve(
    session: Session,
    settings: Settings,
    application: LoanApplication,
    decider: Decider,
    now: datetime,
) -> LoanDecision:
    """Approve the proposed amount: money reserved, letter, offer with its last day, once.

    Raises: Refusal where a rule fails on this day, or the fund's money or limits do not reach.
    """
    today, row = local_day(now), proposed_round(session, application)
    check_decider(session, application, row, decider, now)
    lock_book(session)  # the figures that are weighed and the promise are one
    case, reasons = failing(session, application, row, today)
    if reasons:
        raise Refusal(reasons[0].code, FAILS.format("; ".join(one.name for one in reasons)))
    dossier_id, related = application.dossier_id, related_ids(application)
    actor = decider.account.actor
    cooperative_id = application.cooperative_id
    reserve(session, dossier_id, cooperative_id, related, row.amount_vnd, actor, now)
    days = days_on(session, "loan.offer_days", today)
    expires_on = working_calendar(session).add_workdays(today, days)
    content = approval_content(
        settings, application, row, version_for(session, application, today), decider.account,
        decider.position, expires_on,
    )  # fmt: skip
    letter = _issue(session, application, content, decider, now)
    decision = _keep(session, application, row, "approve", decider, letter, (case, ()), "", now)
    session.add(LoanOffer(decision_id=decision.id, expires_on=expires_on))
    session.flush()
    data = _data(decision, letter) | {"expires_on": expires_on.isoformat()}
    say = Say(data=data, facts=_facts(row, decider))
    advance(session, LOAN_APPLICATION, application.dossier, "approve", decider.actor, now, say)
    reset_clock(session, application.dossier)
    return decision


def reject(
    session: Session,
    settings: Settings,
    application: LoanApplication,
    note: str,
    decider: Decider,
    now: datetime,
) -> LoanDecision:
    """Refuse: the rules that fail with the smallest change that would pass, words, a letter.

    Raises: Refusal where no rule fails and no reason was written.
    """
    today, row = local_day(now), proposed_round(session, application)
    check_decider(session, application, row, decider, now)
    case, reasons = failing(session, application, row, today)
    if not note.strip():
        text = "Ghi lý do để hợp tác xã hiểu: điều gì chưa đạt và cần làm gì."
        raise Refusal("note", text, "note")
    until = second_look_until(session, today)
    content = refusal_content(
        settings, application, case, reasons, note, decider.account, decider.position, until
    )
    letter = _issue(session, application, content, decider, now)
    kept = (case, reasons)
    decision = _keep(session, application, row, "reject", decider, letter, kept, note, now)
    data = _data(decision, letter) | {
        "codes": [one.code for one in reasons],
        "second_look_until": until.isoformat(),
        "petition": petition_offer(application, letter, reasons, note),
    }
    say = Say(note=note, data=data, facts=_facts(row, decider))
    advance(session, LOAN_APPLICATION, application.dossier, "reject", decider.actor, now, say)
    reset_clock(session, application.dossier)
    return decision


def _issue(
    session: Session, application: LoanApplication, content: LetterContent, decider: Decider,
    now: datetime,
) -> Letter:  # fmt: skip
    unit_id = application.dossier.unit_id
    letter = issue(
        session,
        content,
        now,
        unit_id=unit_id,
        signer_id=decider.account.id,
        series_unit_id=unit_id or 0,
        is_by_office=decider.item_id is None,
    )
    seal_later(session, application.dossier_id, letter.id, "decision", now)
    return letter


def _keep(
    session: Session,
    application: LoanApplication,
    row: LoanAppraisal,
    kind: str,
    decider: Decider,
    letter: Letter,
    weighed: tuple[Case, tuple[Reason, ...]],
    note: str,
    now: datetime,
) -> LoanDecision:
    case, reasons = weighed
    decision = LoanDecision(
        application_id=application.dossier_id,
        appraisal_id=row.id,
        kind=kind,
        body=decider.body,
        item_id=decider.item_id,
        decided_by_id=decider.account.id,
        decided_at=now,
        decided_on=local_day(now),
        version_id=version_for(session, application, local_day(now)).id,
        amount_vnd=row.amount_vnd,
        months=row.months,
        conditions=row.conditions,
        reasons=reasons_as_json(reasons),
        checked=asdict(case),
        note=note,
        letter_id=letter.id,
    )
    session.add(decision)
    session.flush()
    return decision


def _data(decision: LoanDecision, letter: Letter) -> dict[str, object]:
    return {
        "decision_id": decision.id,
        "body": decision.body,
        "amount_vnd": decision.amount_vnd,
        "months": decision.months,
        "letter_id": letter.id,
        "number": letter.full_number,
    }


def _facts(row: LoanAppraisal, decider: Decider) -> dict[str, object]:
    return {"appraiser_id": row.appraiser_id, "decider_id": decider.account.id}


def return_proposal(
    session: Session, application: LoanApplication, note: str, director: Account, now: datetime
) -> None:
    """Give a proposal back to its appraiser; another round begins with its figures."""
    row = proposed_round(session, application)
    say = Say(note=note, data={"round_no": row.round_no})
    advance(
        session, LOAN_APPLICATION, application.dossier, "return_proposal", director.actor, now, say
    )


def ask_second_look(
    session: Session, application: LoanApplication, note: str, account: Account, now: datetime
) -> None:
    """Ask once to look again, within the days of the setting; a new time to decide begins."""
    today = local_day(now)
    decision = current_decision(session, application.dossier_id)
    if decision is None:
        raise Refusal("state", "Hồ sơ này chưa có quyết định.")
    days = version_for(session, application, today).processing_days
    facts = {
        "is_looked_at_again": is_looked_at_again(session, application.dossier_id),
        "is_in_window": today <= second_look_until(session, decision.decided_on),
    }
    say = Say(note=note, data={"limit_days": days}, facts=facts)
    advance(session, LOAN_APPLICATION, application.dossier, "second_look", account.actor, now, say)
    reset_clock(session, application.dossier)
