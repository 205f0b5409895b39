"""What the Fund's people do between the automatic steps: choose an appraiser, ask for more, note.

No commit. Source: docs/rules/loan-application.md, sections 5 and 6.
"""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from accounts.models import Account
from dossiers.actions import Say, advance, assign
from loans.actions import reset_clock
from loans.eligibility_rules import Check, Given, checks
from loans.models import LoanApplication
from loans.prescreen_actions import ask_for_supplement
from loans.process import LOAN_APPLICATION
from loans.queries import case_of, may_appraise
from loans.staff_queries import is_held
from workflow.localtime import local_day
from workflow.refusal import Refusal

TIED = "{} đang nghỉ hoặc đã khai có liên quan đến hợp tác xã này. Chọn người khác."
SAME = "{} đang giữ hồ sơ này. Chọn người khác."


def give_to(
    session: Session,
    application: LoanApplication,
    appraiser: Account,
    note: str,
    director: Account,
    now: datetime,
) -> None:
    """Let an appraiser of the director's choice take an application, in place of the one before.

    Raises: Refusal where that one may not appraise it, holds it already, or the check has not
    ended yet.
    """
    dossier = application.dossier
    session.refresh(dossier, with_for_update=True)
    if not may_appraise(session, application, appraiser, local_day(now)):
        raise Refusal("tie", TIED.format(appraiser.full_name), "officer_id")
    data: dict[str, object] = {"officer_id": appraiser.id, "to": appraiser.full_name}
    action = "reassign"
    if dossier.state == "submitted":
        if not is_held(session, dossier):
            raise Refusal("state", "Hồ sơ đang được kiểm tra tự động. Xin chờ vài phút.")
        found = checks(case_of(session, application, local_day(now)))
        action, data["to_look_at"] = "take_in", [one.rule for one in found if not one.is_met]
    elif dossier.officer_id == appraiser.id:
        raise Refusal("same", SAME.format(appraiser.full_name), "officer_id")
    assign(dossier, appraiser.unit_id, appraiser.id, now)
    say = Say(note=note.strip(), data=data)
    advance(session, LOAN_APPLICATION, dossier, action, director.actor, now, say)
    reset_clock(session, dossier)


def ask_for_more(
    session: Session,
    application: LoanApplication,
    codes: Collection[str],
    rules: Collection[str],
    note: str,
    appraiser: Account,
    now: datetime,
) -> None:
    """Ask for papers by their code and values by their rule; the clock stands still.

    Raises: Refusal where this account does not hold the application, or nothing is asked for.
    """
    if application.dossier.officer_id != appraiser.id:
        raise Refusal("holder", "Hồ sơ này do thẩm định viên khác giữ.")
    case = case_of(session, application, local_day(now))
    papers = [again(one) for one in case.papers if one.code in codes]
    wrong: list[Check] = [one for one in checks(case) if one.rule in rules and one.section]
    if not papers and not wrong and not note.strip():
        raise Refusal("nothing", "Chọn giấy tờ cần bổ sung, hoặc viết điều cần làm rõ.", "note")
    ask_for_supplement(session, application, wrong, papers, appraiser.actor, now, note)


def again(paper: Given) -> Given:
    """Return a paper that was given and has to be given anew as one that is lacking."""
    return replace(paper, state="again", detail="") if paper.state == "given" else paper


def add_note(
    session: Session, application: LoanApplication, note: str, account: Account, now: datetime
) -> None:
    """Leave a note in the history that only the staff reads."""
    say = Say(note=note.strip())
    advance(session, LOAN_APPLICATION, application.dossier, "note", account.actor, now, say)
