"""Writes of reports: save one, write on its words, settle it; the plan's targets. No commit."""

from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from accounts.models import Account
from cooperatives.models import PlanTarget
from reports.models import SavedReport
from reports.period import Period
from reports.plan_rules import BY_KEY
from reports.registry_queries import Asked
from reports.report_queries import figures_of
from reports.report_rules import drafted, to_kept
from workflow.refusal import Refusal

WAIT_FOR_WRITERS = text("LOCK TABLE cooperative, year_figures, plan_target IN SHARE MODE")


def save_report(
    session: Session,
    title: str,
    period: Period,
    known_at: datetime,
    account: Account,
    now: datetime,
) -> SavedReport:
    """Keep a report: its figures as they are known at `known_at`, and the words drafted from them.

    Where it counts up to now, whoever is writing to the registry is waited for: a row that is
    recorded later carries a later moment, so the same question always has the same answer.
    """
    if known_at >= now:
        session.execute(WAIT_FOR_WRITERS)
        known_at = session.execute(text("SELECT clock_timestamp()")).scalar_one()
    found = figures_of(session, account, Asked(period, known_at))
    report = SavedReport(
        title=title,
        first_on=period.first,
        last_on=period.last,
        known_at=known_at,
        figures=to_kept(found),
        wording=drafted(found, period),
        made_by_id=account.id,
        made_at=now,
        changed_by_id=account.id,
        changed_at=now,
    )
    session.add(report)
    session.flush()
    return report


def write_words(
    session: Session,
    report: SavedReport,
    title: str,
    wording: str,
    seen_version: int,
    account: Account,
    now: datetime,
) -> None:
    """Change title and words. Raises Refusal where it is settled, or somebody was faster."""
    _check_open(session, report)
    if report.version != seen_version:
        said = f"{report.changed_by.full_name} vừa sửa lời văn. Nội dung đã gõ vẫn ở bên dưới."
        raise Refusal("stale", said, "wording")
    report.title, report.wording = title, wording
    report.changed_by_id, report.changed_at = account.id, now
    session.flush()


def settle(session: Session, report: SavedReport, account: Account, now: datetime) -> None:
    """Close a report: its words change no more. Raises Refusal where it is settled already."""
    _check_open(session, report)
    report.settled_by_id, report.settled_at = account.id, now
    session.flush()


def _check_open(session: Session, report: SavedReport) -> None:
    session.refresh(report, with_for_update=True)
    if report.settled_at is not None:
        raise Refusal("settled", "Báo cáo này đã chốt. Lời văn không sửa được nữa.")


def set_target(
    session: Session, year: int, key: str, value: int, source: str, account: Account
) -> None:
    """Set a target of a year's plan; what it was before stays in its history.

    Raises: Refusal where there is no such target.
    """
    if key not in BY_KEY:
        raise Refusal("target", "Chọn một chỉ tiêu trong danh sách.")
    row = session.get(PlanTarget, (year, key), with_for_update=True)
    if row is None:
        row = PlanTarget(year=year, key=key)
        session.add(row)
    row.value, row.source = value, source
    row.changed_by_id = account.id
    session.flush()


def drop_target(session: Session, year: int, key: str) -> None:
    """Take a target out of a year's plan; its history stays. Where there is none, nothing."""
    row = session.get(PlanTarget, (year, key))
    if row is not None:
        session.delete(row)
        session.flush()
