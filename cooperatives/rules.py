"""Decisions of the registry over plain values. Source: docs/rules/registry.md."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from cooperatives.fields import GONE

WEIGHTS = (31, 29, 23, 19, 17, 13, 7, 5, 3)
AGRICULTURE = "agriculture"
SIZES = {"large": "Lớn", "medium": "Vừa", "small": "Nhỏ", "micro": "Siêu nhỏ"}
SIZES_WITH_THRESHOLDS = ("large", "medium", "small")
MEMBERS_LEAST = {"cooperative": 5, "union": 3, "group": 2}
UNLIKELY_REVENUE_TIMES = 1000


def tax_check_digit(nine_digits: str) -> str | None:
    """Return the tenth digit of a tax code, None where the nine before it cannot have one.

    Raises: ValueError where `nine_digits` is not nine decimal digits.
    """
    if len(nine_digits) != len(WEIGHTS) or not nine_digits.isdecimal():
        raise ValueError(f"{nine_digits!r} is not nine digits")
    rest = sum(w * int(d) for w, d in zip(WEIGHTS, nine_digits, strict=True)) % 11
    return str(10 - rest) if rest else None


def is_tax_code(code: str) -> bool:
    """Return whether `code` is ten digits with the right check digit; a warning, no refusal.

    The three digits of a dependent unit ("4900123456-001") are not checked.
    """
    ten = code[:10] if len(code) == 14 and code[10] == "-" and code[11:].isdecimal() else code
    return len(ten) == 10 and ten.isdecimal() and tax_check_digit(ten[:9]) == ten[9]


def tax_code_warning(kind: str, code: str | None) -> str | None:
    """Return what is doubtful about a tax code, None where nothing is.

    A group may have none, or since 1/7/2025 the twelve digits of a citizen's number.
    """
    if not code:
        return None if kind == "group" else "Chưa có mã số thuế."
    if kind == "group" and len(code) == 12 and code.isdecimal():
        return None
    if is_tax_code(code):
        return None
    return f"Chữ số kiểm tra của mã {code} không khớp quy tắc. Hãy đối chiếu với giấy chứng nhận."


def fault_of(values: Mapping[str, Any], today: date) -> tuple[str, str] | None:
    """Return the field and the words of the first thing that a row of the registry may not hold.

    `values` holds all fields by key. None where the row can be kept.
    """
    missing = {
        "name": "Nhập tên đầy đủ.",
        "kind": "Chọn loại hình.",
        "sector": "Chọn lĩnh vực.",
        "commune_code": "Chọn xã, phường.",
        "founded_on": "Nhập ngày thành lập.",
        "status": "Chọn tình trạng.",
    }
    for key, words in missing.items():
        if not values.get(key):
            return key, words
    return _fault_of_days(values, today)


def _fault_of_days(values: Mapping[str, Any], today: date) -> tuple[str, str] | None:
    founded, ended, status = values["founded_on"], values.get("dissolved_on"), values["status"]
    if founded > today:
        return "founded_on", "Ngày thành lập ở tương lai."
    if status in GONE and ended is None:
        return "dissolved_on", "Nhập ngày giải thể hoặc chuyển đổi."
    if status not in GONE and ended is not None:
        return "status", "Đã có ngày giải thể: chọn tình trạng “Đã giải thể” hoặc “Đã chuyển đổi”."
    if ended is not None and not founded <= ended <= today:
        return "dissolved_on", "Ngày giải thể phải sau ngày thành lập và không ở tương lai."
    return None


def changes_between(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Return each key of `after` whose value differs, with both values."""
    return {
        key: [before.get(key), value] for key, value in after.items() if before.get(key) != value
    }


@dataclass(frozen=True, slots=True)
class Threshold:
    """From how many official members, and which revenue or capital in đồng, a class begins."""

    size: str
    members: int
    revenue_vnd: int
    capital_vnd: int


@dataclass(frozen=True, slots=True)
class SizeClass:
    """A size class: its key, "" where it is not determined, and why."""

    size: str
    reason: str

    @property
    def name(self) -> str:
        return SIZES.get(self.size, "Chưa xác định")


def size_class(
    thresholds: Iterable[Threshold], members: int, revenue_vnd: int | None, capital_vnd: int
) -> SizeClass:
    """Return the class of a cooperative: members AND (revenue OR capital), the largest first.

    Where a threshold is not known, or revenue would decide and is not known, nothing is said.
    Source: docs/rules/registry.md, "Size class".
    """
    known = {row.size: row for row in thresholds}
    for size in SIZES_WITH_THRESHOLDS:
        row = known.get(size)
        if row is None:
            return SizeClass("", f"Chưa có ngưỡng của hạng “{SIZES[size]}” cho lĩnh vực này.")
        if members < row.members:
            continue
        if capital_vnd >= row.capital_vnd:
            return SizeClass(size, f"Từ {row.members} thành viên và đủ mức vốn.")
        if revenue_vnd is None:
            return SizeClass("", "Chưa có doanh thu năm để xét.")
        if revenue_vnd >= row.revenue_vnd:
            return SizeClass(size, f"Từ {row.members} thành viên và đủ mức doanh thu.")
    return SizeClass("micro", "Không đạt ngưỡng của hạng nào lớn hơn.")
