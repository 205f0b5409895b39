"""The conditions of a programme as values, and what a version may say. Pure.

Source: docs/rules/loan-application.md, section 1.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from loans.money_text import percent
from loans.schedule import DAY_COUNTS
from loans.words import APPLIES, BORROWER_KINDS, COLLATERAL_RULES, METHODS, SECTOR_GROUPS
from workflow.refusal import Refusal

ONE_DAY = timedelta(days=1)
MONTHS_MAX = 120
PERCENT_PPM = 10_000


@dataclass(frozen=True, slots=True)
class Item:
    """A line of the checklist; see `loans.programme_models.LoanChecklistItem`."""

    code: str
    name: str
    hint: str = ""
    is_required: bool = True
    applies: str = "always"
    valid_months: int | None = None


@dataclass(frozen=True, slots=True)
class Terms:
    """The conditions of a version; units as in `loans.programme_models.LoanProgrammeVersion`.

    `caps`: whole đồng by borrower kind and group of sectors.
    """

    own_share_percent: int
    months_min: int
    months_max: int
    rate_ppm: int
    overdue_factor_percent: int
    late_interest_ppm: int
    methods: tuple[str, ...]
    every_months: tuple[int, ...]
    grace_months_max: int
    requires_membership: bool
    collateral: str
    collateral_percent: int
    director_limit_vnd: int
    processing_days: int
    legal_basis: str
    day_count: str = "actual/365"
    moves_to_working_day: bool = True
    caps: Mapping[tuple[str, str], int] = field(default_factory=dict)
    items: tuple[Item, ...] = ()


@dataclass(frozen=True, slots=True)
class LegalLimits:
    """What no version may go beyond: dated settings of the rule book, in percent."""

    own_share_percent_min: int
    overdue_factor_percent_max: int
    late_interest_percent_max: int


@dataclass(frozen=True, slots=True)
class Period:
    """From which day conditions hold, to which (None: until others do, or an end is written)."""

    begins_on: date
    ends_on: date | None = None


def check_terms(terms: Terms, limits: LegalLimits) -> Terms:
    """Return conditions that a version may have. Raises Refusal at the field to change."""
    _check_limits(terms, limits)
    _check_months(terms)
    _check_choices(terms)
    _check_items(terms.items)
    return terms


def _check_limits(terms: Terms, limits: LegalLimits) -> None:
    if not limits.own_share_percent_min <= terms.own_share_percent <= 100:
        text = f"Vốn tự có từ {limits.own_share_percent_min} đến 100 %."
        raise Refusal("own_share", text, "own_share_percent")
    if not 0 <= terms.rate_ppm <= 100 * PERCENT_PPM:
        raise Refusal("rate", "Lãi suất từ 0 đến 100 % một năm.", "rate_ppm")
    if not 100 <= terms.overdue_factor_percent <= limits.overdue_factor_percent_max:
        text = f"Lãi quá hạn từ 100 đến {limits.overdue_factor_percent_max} % lãi trong hạn."
        raise Refusal("overdue", text, "overdue_factor_percent")
    late_max = limits.late_interest_percent_max * PERCENT_PPM
    if not 0 <= terms.late_interest_ppm <= late_max:
        text = f"Lãi chậm trả nhiều nhất {percent(late_max)} một năm."
        raise Refusal("late", text, "late_interest_ppm")
    if terms.director_limit_vnd < 0:
        raise Refusal("limit", "Mức Giám đốc quyết định không được âm.", "director_limit_vnd")
    if not 0 <= terms.collateral_percent <= 100:
        raise Refusal("ratio", "Tỷ lệ cho vay trên tài sản từ 0 đến 100 %.", "collateral_percent")
    if not terms.legal_basis.strip():
        raise Refusal("basis", "Ghi quyết định, quy chế làm căn cứ.", "legal_basis")


def _check_months(terms: Terms) -> None:
    if not 1 <= terms.months_min <= terms.months_max <= MONTHS_MAX:
        text = f"Thời hạn từ 1 đến {MONTHS_MAX} tháng, ngắn nhất không quá dài nhất."
        raise Refusal("months", text, "months_max")
    if not 0 <= terms.grace_months_max < terms.months_max:
        text = "Ân hạn phải ngắn hơn thời hạn dài nhất."
        raise Refusal("grace", text, "grace_months_max")
    if not 1 <= terms.processing_days <= 60:
        raise Refusal("days", "Thời gian xử lý từ 1 đến 60 ngày làm việc.", "processing_days")


def _check_choices(terms: Terms) -> None:
    if not terms.methods or set(terms.methods) - set(METHODS):
        raise Refusal("methods", "Chọn ít nhất một cách trả nợ.", "methods")
    if not terms.every_months or any(not 1 <= n <= 12 for n in terms.every_months):
        raise Refusal("every", "Chọn ít nhất một kỳ trả nợ, từ 1 đến 12 tháng.", "every_months")
    if terms.collateral not in COLLATERAL_RULES or terms.day_count not in DAY_COUNTS:
        raise Refusal("choice", "Chọn một mục trong danh sách.", "collateral")
    known = {(kind, group) for kind in BORROWER_KINDS for group in SECTOR_GROUPS}
    if not terms.caps or set(terms.caps) - known or min(terms.caps.values()) < 1:
        raise Refusal("caps", "Nhập mức vay nhiều nhất cho ít nhất một loại người vay.", "caps")


def _check_items(items: Iterable[Item]) -> None:
    codes = [item.code for item in items]
    if len(codes) != len(set(codes)):
        raise Refusal("items", "Danh mục giấy tờ có hai dòng trùng nhau.", "items")
    for item in items:
        if not item.name.strip() or item.applies not in APPLIES:
            raise Refusal("items", "Giấy tờ nào cũng cần tên và trường hợp áp dụng.", "items")
        if item.valid_months is not None and not 1 <= item.valid_months <= 120:
            raise Refusal("items", "Thời hạn của giấy tờ từ 1 đến 120 tháng.", "items")


def check_follows(last_from: date | None, valid_from: date, today: date) -> date | None:
    """Return the day on which the version before ends (None: there is none). Raises Refusal.

    A version begins after the last one and never in the past: what held was said to borrowers.
    """
    if last_from is None:
        return None
    if valid_from <= last_from or valid_from < today:
        first = max(last_from + ONE_DAY, today)
        text = f"Ngày bắt đầu phải từ {first:%d/%m/%Y}: điều kiện đã áp dụng không sửa lại được."
        raise Refusal("valid_from", text, "valid_from")
    return valid_from - ONE_DAY


def check_begins(valid_from: date, today: date) -> date:
    """Return the first day of a new programme: nobody could have applied before it was written."""
    if valid_from < today:
        text = f"Ngày bắt đầu phải từ {today:%d/%m/%Y}: chương trình mới không áp dụng ngược."
        raise Refusal("valid_from", text, "valid_from")
    return valid_from


def check_last_day(last_on: date, begins_on: date, today: date, field: str = "valid_to") -> date:
    """Return the last day of a version that began, or will, on `begins_on`. Raises Refusal."""
    first = max(begins_on, today)
    if last_on < first:
        text = f"Ngày cuối phải từ {first:%d/%m/%Y} trở đi."
        raise Refusal("valid_to", text, field)
    return last_on
