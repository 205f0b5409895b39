"""What the product does with an application by itself: the check, the appraiser, the supplement.

Every automatic step says that it was automatic, and why. A late or repeated call does nothing.
No commit. Source: docs/rules/loan-application.md, sections 5 and 6.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from accounts.models import Account
from dossiers.actions import Say, advance, assign, is_latest
from dossiers.models import DossierEvent
from loans.actions import reset_clock
from loans.eligibility_rules import Check, Given, checks, missing_papers, supplement_note, unmet
from loans.models import LoanApplication, LoanFinding
from loans.process import LOAN_APPLICATION
from loans.queries import case_of, lightest_appraiser, may_appraise
from rulebook.queries import days_on, working_calendar
from workflow.localtime import local_day
from workflow.machine import SYSTEM_ACTOR, Actor

NOBODY = (
    "Phân công tự động chưa được: mọi thẩm định viên đang nghỉ hoặc đã khai báo có liên quan đến "
    "hợp tác xã này. Cần Giám đốc Quỹ chọn người."
)


def prescreen(session: Session, dossier_id: int, event_id: int, now: datetime) -> None:
    """Check a new or supplied application; ask for what is missing, or give it to an appraiser."""
    application = session.get(LoanApplication, dossier_id)
    event = session.get(DossierEvent, event_id)
    if application is None or event is None or application.dossier.state != "submitted":
        return
    if not is_latest(application.dossier, event):
        return
    case = case_of(session, application, local_day(now))
    found, lacking = checks(case), missing_papers(case.papers)
    write_findings(session, application, found, case.papers, now)
    wrong = [check for check in unmet(found) if check.section]
    if lacking or wrong:
        ask_for_supplement(session, application, wrong, lacking, SYSTEM_ACTOR, now)
        return
    take_in(session, application, found, now)


def write_findings(
    session: Session,
    application: LoanApplication,
    found: list[Check],
    papers: tuple[Given, ...],
    now: datetime,
) -> None:
    """Keep what the check found, as one more round."""
    round_no = max((one.round_no for one in application.findings), default=0) + 1
    rows = [
        {"rule": one.rule, "name": one.name, "found": one.found, "needed": one.needed,
         "is_met": one.is_met, "basis": one.basis}
        for one in found
    ]  # fmt: skip
    rows += [
        {"rule": f"paper:{one.code}", "name": one.name, "found": one.state, "needed": "given",
         "is_met": one.state == "given" or not one.is_required, "basis": one.detail}
        for one in papers
    ]  # fmt: skip
    session.add_all(
        LoanFinding(application_id=application.dossier_id, round_no=round_no, created_at=now, **row)
        for row in rows
    )
    session.flush()
    session.expire(application, ["findings"])


def ask_for_supplement(
    session: Session,
    application: LoanApplication,
    wrong: list[Check],
    lacking: list[Given],
    actor: Actor,
    now: datetime,
    more: str = "",
) -> None:
    """Ask the cooperative for each missing paper and each value by name; the clock stands still."""
    today = local_day(now)
    until = working_calendar(session).add_workdays(
        today, days_on(session, "loan.supplement_days", today)
    )
    note = "\n".join(part for part in (supplement_note(wrong, lacking), more.strip()) if part)
    data = {
        "until": until.isoformat(),
        "papers": [paper.code for paper in lacking],
        "rules": [check.rule for check in wrong],
    }
    say = Say(note=note, data=data)
    advance(session, LOAN_APPLICATION, application.dossier, "request_supplement", actor, now, say)
    reset_clock(session, application.dossier)


def take_in(
    session: Session, application: LoanApplication, found: list[Check], now: datetime
) -> None:
    """Give a complete application to an appraiser: the one it had, else the lightest desk."""
    dossier, today = application.dossier, local_day(now)
    before = session.get(Account, dossier.officer_id) if dossier.officer_id else None
    if before is not None and may_appraise(session, application, before, today):
        chosen: int | None = before.id
    else:
        chosen = lightest_appraiser(session, application, today)
    if chosen is None:
        say = Say(note=NOBODY)
        advance(session, LOAN_APPLICATION, dossier, "hold", SYSTEM_ACTOR, now, say)
        return
    appraiser = session.get_one(Account, chosen)
    assign(dossier, appraiser.unit_id, appraiser.id, now)
    say = Say(
        note=f"Tự động: hồ sơ đủ giấy tờ, {appraiser.full_name} thẩm định.",
        data={
            "officer_id": appraiser.id,
            "to": appraiser.full_name,
            "to_look_at": [one.rule for one in found if one.is_met is not True],
        },
    )
    advance(session, LOAN_APPLICATION, dossier, "take_in", SYSTEM_ACTOR, now, say)
    reset_clock(session, dossier)
