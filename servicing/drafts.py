"""What the acts on a loan take, as values. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from servicing.plans import PlanTerms
from servicing.replay import BUCKET_NAMES, BUCKETS, CHOICES, Position
from workflow.refusal import Refusal

CONDITIONS = {
    "own_capital": "Vốn đối ứng đã bỏ vào dự án",
    "collateral": "Tài sản bảo đảm đã đăng ký, hoặc được vay không có bảo đảm",
    "no_bad_debt": "Không có nợ xấu tại ngày giải ngân",
}
REASON_LENGTH_MAX = 500
OVERDUE_FACTOR_MAX_PERCENT = 150
LATE_RATE_PPM_MAX = 100_000


@dataclass(frozen=True, slots=True)
class ContractDraft:
    """A contract to be opened. Rates in parts per million a year; `overdue_percent` of the rate."""

    contract_no: str
    cooperative_id: int
    programme: str
    purpose: str
    amount_vnd: int
    terms: PlanTerms
    overdue_percent: int
    late_rate_ppm: int
    signed_on: date
    dossier_id: int | None = None
    appraiser_id: int | None = None
    decider_id: int | None = None
    order: tuple[str, ...] = BUCKETS

    def __post_init__(self) -> None:
        if not 100 <= self.overdue_percent <= OVERDUE_FACTOR_MAX_PERCENT:
            raise Refusal("overdue_rate", "Lãi suất quá hạn từ 100 % đến 150 % lãi suất trong hạn.")
        if not 0 <= self.late_rate_ppm <= LATE_RATE_PPM_MAX:
            raise Refusal("late_rate", "Lãi chậm trả nhiều nhất 10 % một năm.")
        if sorted(self.order) != sorted(BUCKETS):
            raise Refusal("order", "Thứ tự thu nợ phải đủ các khoản, mỗi khoản một lần.")

    @property
    def overdue_rate_ppm(self) -> int:
        return self.terms.rate_ppm * self.overdue_percent // 100


@dataclass(frozen=True, slots=True)
class DisbursementDraft:
    """One tranche: `evidence` by condition; every condition needs its own."""

    amount_vnd: int
    paid_on: date
    bank_reference: str
    evidence: Mapping[str, str]

    def __post_init__(self) -> None:
        if self.amount_vnd <= 0:
            raise Refusal("amount", "Số tiền phải lớn hơn 0.", "amount")
        for condition, name in CONDITIONS.items():
            if not self.evidence.get(condition, "").strip():
                raise Refusal("condition", f"Còn thiếu căn cứ: {name.lower()}.", condition)


@dataclass(frozen=True, slots=True)
class PaymentDraft:
    """Money that came in: `choice` says what becomes of more than is due."""

    amount_vnd: int
    paid_on: date
    bank_reference: str
    choice: str = "hold"
    source: str = "hand"

    def __post_init__(self) -> None:
        if self.amount_vnd <= 0:
            raise Refusal("amount", "Số tiền phải lớn hơn 0.", "amount")
        if self.choice not in CHOICES:
            raise Refusal("choice", "Chọn cách dùng phần trả thừa.", "choice")


@dataclass(frozen=True, slots=True)
class Change:
    """One figure that a back-dated act moved: what, from, to, in đồng."""

    name: str
    before_vnd: int
    after_vnd: int


def changes_between(before: Position, after: Position) -> list[Change]:
    """Return which figures of a loan differ between two replays of the same day."""
    pairs: list[tuple[str, int, int]] = [
        ("Dư nợ gốc", before.principal_vnd, after.principal_vnd),
        ("Tiền giữ lại", before.credit_vnd, after.credit_vnd),
    ]
    pairs += [
        (f"{BUCKET_NAMES[name]} còn phải thu", before.owed[name], after.owed[name])
        for name in BUCKETS
    ]
    received = sorted({*before.received, *after.received})
    pairs += [
        (f"{BUCKET_NAMES[name]} đã thu", before.received.get(name, 0), after.received.get(name, 0))
        for name in received
    ]
    return [Change(name, one, other) for name, one, other in pairs if one != other]


def told_in_words(told: Mapping[str, int]) -> str:
    """Gốc đến hạn 10.000.000; lãi đến hạn 500.000"""
    parts = [f"{BUCKET_NAMES[name]} {vnd:,}".replace(",", ".") for name, vnd in told.items() if vnd]
    return "; ".join(parts)


def changes_in_words(changes: Sequence[Change]) -> str:
    """Dư nợ gốc 5.000.000 → 4.000.000"""
    return "; ".join(
        f"{one.name} {one.before_vnd:,} → {one.after_vnd:,}".replace(",", ".") for one in changes
    )
