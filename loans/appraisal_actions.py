"""Writes of appraisals: visits, a round as it is written, the proposal. No commit.

Source: docs/rules/appraisal.md.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime

from sqlalchemy.orm import Session

from accounts.models import Account
from config import Settings
from documents.models import Document
from dossiers.actions import Say, advance, attach
from letters.actions import issue
from loans.appraisal_models import LoanAppraisal, LoanValuation, LoanVisit, LoanVisitPhoto
from loans.appraisal_queries import (
    cash_of,
    current_round,
    list_visits,
    score_needed_tenths,
    scorecard_on,
    version_for,
)
from loans.appraisal_rules import Part, scored, total_tenths
from loans.decision_texts import memo_content
from loans.models import LoanApplication
from loans.offer_rules import Figures
from loans.process import LOAN_APPLICATION
from loans.queries import may_appraise
from store.outbox import enqueue
from workflow.localtime import local_day
from workflow.refusal import Refusal

CONCLUSIONS = {"approve": "Đề nghị cho vay", "reject": "Đề nghị chưa cho vay"}


@dataclass(frozen=True, slots=True)
class VisitDraft:
    """One visit as it is written down."""

    visited_on: date
    place: str
    met: str
    seen: str


@dataclass(frozen=True, slots=True)
class AppraisalDraft:
    """A round as it is saved; scores may be missing until it is proposed.

    `values` are (đồng, ground) by the position of the collateral.
    """

    amount_vnd: int
    months: int
    opening_vnd: int = 0
    scores: Mapping[str, int] = field(default_factory=dict)
    remarks: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[int, tuple[int, str]] = field(default_factory=dict)
    conclusion: str = ""
    conditions: str = ""
    opinion: str = ""


def check_appraiser(
    session: Session, application: LoanApplication, account: Account, today: date
) -> None:
    """Refuse whoever does not hold this application, or has a tie to the borrower."""
    if application.dossier.officer_id != account.id:
        raise Refusal("holder", "Hồ sơ này do thẩm định viên khác giữ.")
    if not may_appraise(session, application, account, today):
        text = "Đồng chí đã khai có liên quan đến hợp tác xã này. Giám đốc Quỹ cần giao người khác."
        raise Refusal("tie", text)


def visit(
    session: Session,
    application: LoanApplication,
    draft: VisitDraft,
    photos: Sequence[Document],
    account: Account,
    now: datetime,
) -> LoanVisit:
    """Write a visit down; its photos become papers of the dossier. Raises Refusal."""
    today = local_day(now)
    check_appraiser(session, application, account, today)
    if draft.visited_on > today:
        raise Refusal("day", "Ngày kiểm tra không được sau hôm nay.", "visited_on")
    row = LoanVisit(
        application_id=application.dossier_id,
        created_at=now,
        created_by_id=account.id,
        **asdict(draft),
    )
    session.add(row)
    say = Say(
        note=f"Kiểm tra tại {draft.place}.",
        data={"place": draft.place, "photos": len(photos)},
        effective_on=draft.visited_on,
    )
    advance(session, LOAN_APPLICATION, application.dossier, "visit", account.actor, now, say)
    session.flush()
    for document in photos:
        title = f"Ảnh kiểm tra ngày {draft.visited_on:%d/%m/%Y}: {document.name}"
        attach(session, application.dossier, document, "visit", "staff", title)
        session.add(LoanVisitPhoto(visit_id=row.id, document_id=document.id))
    session.flush()
    return row


def save(
    session: Session,
    application: LoanApplication,
    draft: AppraisalDraft,
    seen_version: int,
    account: Account,
    now: datetime,
) -> LoanAppraisal:
    """Save the round that is being written; begin one where the last was proposed.

    Raises: Refusal where it is not this account's, or somebody saved it meanwhile.
    """
    today = local_day(now)
    check_appraiser(session, application, account, today)
    LOAN_APPLICATION.step(application.dossier.state, "appraise", account.actor.role)
    row = open_round(session, application, account, now)
    if seen_version and row.version != seen_version:
        raise Refusal("stale", "Thẩm định này vừa được lưu ở nơi khác. Hãy tải lại trang.")
    card = scorecard_on(session, today)
    kept = {key: score for key, score in draft.scores.items() if key in {c.key for c in card}}
    parts = [
        Part(one.key, one.name, one.weight, kept[one.key], draft.remarks.get(one.key, "").strip())
        for one in card
        if one.key in kept
    ]
    row.parts = [asdict(part) for part in parts]
    row.total_tenths, row.needed_tenths = total_tenths(parts), score_needed_tenths(session, today)
    for name in ("amount_vnd", "months", "opening_vnd", "conclusion", "conditions", "opinion"):
        setattr(row, name, getattr(draft, name))
    row.appraiser_id, row.saved_at = account.id, now
    _set_values(session, application, row, draft.values)
    session.flush()
    return row


def open_round(
    session: Session, application: LoanApplication, account: Account, now: datetime
) -> LoanAppraisal:
    """Return the round that may be written; a further one begins with the figures of the last."""
    last = current_round(session, application.dossier_id)
    if last is not None and last.proposed_at is None:
        return last
    row = LoanAppraisal(
        application_id=application.dossier_id,
        round_no=last.round_no + 1 if last else 1,
        appraiser_id=account.id,
        parts=list(last.parts) if last else [],
        total_tenths=last.total_tenths if last else 0,
        needed_tenths=score_needed_tenths(session, local_day(now)),
        amount_vnd=last.amount_vnd if last else application.amount_vnd,
        months=last.months if last else application.months,
        opening_vnd=last.opening_vnd if last else 0,
        saved_at=now,
    )
    session.add(row)
    session.flush()
    for one in last.values if last else ():
        row.values.append(
            LoanValuation(position=one.position, value_vnd=one.value_vnd, basis=one.basis)
        )
    session.flush()
    return row


def _set_values(
    session: Session,
    application: LoanApplication,
    row: LoanAppraisal,
    values: Mapping[int, tuple[int, str]],
) -> None:
    known = {one.position: one for one in row.values}
    for piece in application.collateral:
        if piece.position not in values:
            continue
        value_vnd, basis = values[piece.position]
        if piece.position in known:
            known[piece.position].value_vnd, known[piece.position].basis = value_vnd, basis
        else:
            row.values.append(
                LoanValuation(position=piece.position, value_vnd=value_vnd, basis=basis)
            )
    session.flush()


def propose(
    session: Session,
    settings: Settings,
    application: LoanApplication,
    account: Account,
    now: datetime,
) -> LoanAppraisal:
    """Freeze the round, issue the memo (tờ trình) and put it before whoever decides.

    Raises: Refusal with the field where something is missing.
    """
    today = local_day(now)
    check_appraiser(session, application, account, today)
    row = current_round(session, application.dossier_id)
    if row is None or row.proposed_at is not None:
        raise Refusal("round", "Hãy lưu kết quả thẩm định trước khi trình.")
    LOAN_APPLICATION.step(application.dossier.state, "propose", account.actor.role)
    check_complete(session, application, row, today)
    content = memo_content(session, settings, application, row, account, today)
    letter = issue(session, content, now, unit_id=account.unit_id, signer_id=account.id)
    row.memo_id, row.proposed_at = letter.id, now
    session.flush()
    say = Say(
        data={
            "round_no": row.round_no,
            "conclusion": row.conclusion,
            "amount_vnd": row.amount_vnd,
            "months": row.months,
            "total_tenths": row.total_tenths,
            "letter_id": letter.id,
            "number": letter.full_number,
        }
    )
    advance(session, LOAN_APPLICATION, application.dossier, "propose", account.actor, now, say)
    seal_later(session, application.dossier_id, letter.id, "memo", now)
    return row


def seal_later(session: Session, dossier_id: int, letter_id: int, role: str, now: datetime) -> None:
    """Ask the worker for the file of a letter; it becomes a paper of the dossier (0: of none)."""
    payload = {"dossier_id": dossier_id, "letter_id": letter_id}
    enqueue(session, "loans.seal_letter", now, **payload, role=role)


def check_complete(
    session: Session, application: LoanApplication, row: LoanAppraisal, today: date
) -> None:
    """Refuse a proposal that lacks a visit, a score, a value or a conclusion."""
    if not list_visits(session, application.dossier_id):
        raise Refusal("visit", "Cần ít nhất một lần kiểm tra thực tế trước khi trình.", "visit")
    parts = {part["key"]: part for part in row.parts}
    scored(
        scorecard_on(session, today),
        {key: part["score"] for key, part in parts.items()},
        {key: part["remark"] for key, part in parts.items()},
    )
    valued = {one.position for one in row.values if one.basis.strip()}
    for piece in application.collateral if application.is_secured else ():
        if piece.position not in valued:
            text = f"Ghi giá trị và căn cứ định giá của “{piece.description}”."
            raise Refusal("value", text, f"gia-tri-{piece.position}")
    if row.conclusion not in CONCLUSIONS:
        raise Refusal("conclusion", "Chọn kết luận thẩm định.", "conclusion")
    if not row.opinion.strip():
        raise Refusal("opinion", "Viết nhận xét để người quyết định đọc.", "opinion")
    if row.amount_vnd > application.amount_vnd:
        text = "Không đề nghị cho vay nhiều hơn số hợp tác xã xin vay."
        raise Refusal("amount", text, "amount_vnd")
    figures = Figures(row.amount_vnd, row.months, row.opening_vnd)
    cash_of(application, version_for(session, application, today), figures)
