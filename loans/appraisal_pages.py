"""What the pages of appraisal and decision show, gathered from the records. Reads only."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from loans.appraisal_actions import check_complete
from loans.appraisal_models import LoanAppraisal, LoanVisit
from loans.appraisal_queries import (
    cash_of,
    current_round,
    list_visits,
    parts_of,
    score_needed_tenths,
    scorecard_on,
    version_for,
)
from loans.appraisal_rules import SCORE_MAX, CashCheck, Part
from loans.decision_queries import decision_case
from loans.decision_rules import Case, Reason, largest_amount, reasons_of
from loans.models import LoanApplication
from loans.offer_rules import Figures
from loans.programme_models import LoanProgrammeVersion
from workflow.refusal import Refusal

CHART_WIDTH, CHART_HEIGHT = 640, 120


@dataclass(frozen=True, slots=True)
class CardRow:
    """One criterion as the page asks for it."""

    key: str
    name: str
    weight: int
    full_score: str
    score: str
    remark: str


@dataclass(frozen=True, slots=True)
class ValueRow:
    """One piece of collateral with the value that the appraiser gives it."""

    position: int
    kind: str
    description: str
    owner_name: str
    declared_vnd: int
    value: str
    basis: str


@dataclass(frozen=True, slots=True)
class Bar:
    """A month of the cash chart, in the units of the drawing."""

    x: int
    y: int
    width: int
    height: int
    is_below: bool
    month: date
    balance_vnd: int


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """One application under review: its round, what was seen, the figures of today."""

    application: LoanApplication
    version: LoanProgrammeVersion
    row: LoanAppraisal | None
    visits: list[LoanVisit]
    card: list[CardRow]
    parts: tuple[Part, ...]
    needed_tenths: int
    values: list[ValueRow]
    value_vnd: int
    cash: CashCheck | None
    cash_fault: str
    bars: list[Bar]
    case: Case | None
    reasons: tuple[Reason, ...]
    missing: str

    @property
    def largest_vnd(self) -> int:
        return largest_amount(self.case) if self.case else 0

    @property
    def is_above_director(self) -> bool:
        amount = self.row.amount_vnd if self.row else self.application.amount_vnd
        return amount > self.version.director_limit_vnd


def review_page(
    session: Session,
    application: LoanApplication,
    on: date,
    typed: Mapping[str, str] | None = None,
) -> ReviewPage:
    """Gather the review of an application on a day; `typed` is what a refused form held."""
    row = current_round(session, application.dossier_id)
    version = version_for(session, application, on)
    cash, fault = _cash(application, version, row)
    case = decision_case(session, application, row, on) if row and cash else None
    return ReviewPage(
        application=application,
        version=version,
        row=row,
        visits=list_visits(session, application.dossier_id),
        card=_card(session, row, on, typed),
        parts=parts_of(row) if row else (),
        needed_tenths=row.needed_tenths if row else score_needed_tenths(session, on),
        values=_values(application, row, typed),
        value_vnd=sum(one.value_vnd for one in row.values) if row else 0,
        cash=cash,
        cash_fault=fault,
        bars=bars_of(cash) if cash else [],
        case=case,
        reasons=reasons_of(case) if case else (),
        missing=_missing(session, application, row, on),
    )


def _cash(
    application: LoanApplication, version: LoanProgrammeVersion, row: LoanAppraisal | None
) -> tuple[CashCheck | None, str]:
    figures = (
        Figures(row.amount_vnd, row.months, row.opening_vnd)
        if row
        else Figures(application.amount_vnd, application.months)
    )
    try:
        return cash_of(application, version, figures), ""
    except (Refusal, ValueError) as fault:
        return None, getattr(fault, "text", "Lịch trả nợ chưa tính được với số liệu này.")


def _card(
    session: Session, row: LoanAppraisal | None, on: date, typed: Mapping[str, str] | None
) -> list[CardRow]:
    kept = {part["key"]: part for part in row.parts} if row else {}
    rows = []
    for one in scorecard_on(session, on):
        part = kept.get(one.key, {})
        score, remark = str(part.get("score", "")), str(part.get("remark", ""))
        if typed is not None:
            score = typed.get(f"diem-{one.key}", "")
            remark = typed.get(f"nhan-xet-{one.key}", "")
        rows.append(CardRow(one.key, one.name, one.weight, one.full_score, score, remark))
    return rows


def _values(
    application: LoanApplication, row: LoanAppraisal | None, typed: Mapping[str, str] | None
) -> list[ValueRow]:
    kept = {one.position: one for one in row.values} if row else {}
    rows = []
    for piece in application.collateral:
        one = kept.get(piece.position)
        value = f"{one.value_vnd:,}".replace(",", ".") if one else ""
        basis = one.basis if one else ""
        if typed is not None:
            value = typed.get(f"gia-tri-{piece.position}", "")
            basis = typed.get(f"can-cu-{piece.position}", "")
        rows.append(
            ValueRow(
                piece.position, piece.kind, piece.description, piece.owner_name, piece.value_vnd,
                value, basis,
            )
        )  # fmt: skip
    return rows


def _missing(
    session: Session, application: LoanApplication, row: LoanAppraisal | None, on: date
) -> str:
    """Return what a proposal still lacks, "" where nothing."""
    if row is None:
        return "Chưa có kết quả thẩm định nào được lưu."
    if row.proposed_at is not None:
        return ""
    try:
        check_complete(session, application, row, on)
    except Refusal as refusal:
        return refusal.text
    return ""


def bars_of(cash: CashCheck) -> list[Bar]:
    """Return the months of the cash check as bars around a line at zero."""
    high = max(1, *(one.balance_vnd for one in cash.months))
    low = min(0, *(one.balance_vnd for one in cash.months))
    scale = high - low
    step = CHART_WIDTH / len(cash.months)
    zero = high * CHART_HEIGHT // scale
    bars = []
    for number, one in enumerate(cash.months):
        height = max(1, abs(one.balance_vnd) * CHART_HEIGHT // scale)
        is_below = one.balance_vnd < 0
        bars.append(
            Bar(
                x=round(number * step),
                y=zero if is_below else zero - height,
                width=max(1, round(step * 0.7)),
                height=height,
                is_below=is_below,
                month=one.month,
                balance_vnd=one.balance_vnd,
            )
        )
    return bars


SCORES = range(SCORE_MAX + 1)
