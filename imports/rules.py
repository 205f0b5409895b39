"""What a row of a table means for the registry: new, changed, unchanged or refused. Pure.

Source: docs/rules/registry-import.md, "Dry run".
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from cooperatives.fields import BY_KEY, FIELDS
from cooperatives.rules import changes_between, fault_of, tax_code_warning
from cooperatives.values import Unreadable, empty_value, read, read_number
from imports.headings import Column
from workflow.text import fold

OUTCOMES = {
    "refused": "Bị từ chối",
    "new": "Mới",
    "changed": "Thay đổi",
    "same": "Không đổi",
}
STATUSES = {
    "reading": ("progress", "Đang đọc tệp"),
    "checking": ("progress", "Đang kiểm tra"),
    "checked": ("waiting", "Chờ ghi vào sổ"),
    "applying": ("progress", "Đang ghi vào sổ"),
    "applied": ("done", "Đã ghi vào sổ"),
    "undoing": ("progress", "Đang hoàn tác"),
    "undone": ("refused", "Đã hoàn tác"),
    "failed": ("refused", "Không đọc được"),
    "dropped": ("refused", "Đã bỏ"),
}
RUNNING = frozenset({"reading", "checking", "applying", "undoing"})
TO_CHECK = "Mã số thuế lấy theo tệp nhập, chờ đối chiếu với giấy chứng nhận"
FORMULA = "ô là công thức; hãy chép rồi dán giá trị"
MERGED = "dòng có ô gộp ({cells}); hãy bỏ gộp và điền từng dòng"
TWICE = "trùng với dòng {row} của tệp"
KINDS_BY_NAME = (("lien hiep", "union"), ("to hop tac", "group"), ("tht", "group"))


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in a row: the column as the spreadsheet shows it, and why."""

    column: str
    reason: str


@dataclass(slots=True)
class Reading:
    """The values of a row by field, and what could not be read. Empty cells say nothing."""

    values: dict[str, Any] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Judgement:
    """What becomes of a row: the outcome, before and after of each field, faults, warnings."""

    outcome: str
    what: dict[str, list[Any]]
    faults: list[Fault]
    warnings: list[str]


def read_row(cells: Sequence[Any], columns: Sequence[Column], codes: Mapping[str, str]) -> Reading:
    """Return the values of a row. Money in a column of (triệu đồng) is a number of millions."""
    reading = Reading()
    for column in columns:
        cell = cells[column.index] if column.index < len(cells) else None
        if not column.field or cell is None:
            continue
        try:
            reading.values[column.field] = _value(cell, column, codes)
        except Unreadable as error:
            reading.faults.append(Fault(f"{column.letter} ({column.heading})", str(error)))
    return reading


def _value(cell: Any, column: Column, codes: Mapping[str, str]) -> Any:
    if isinstance(cell, dict):
        raise Unreadable(FORMULA)
    target = BY_KEY[column.field]
    if target.kind == "money" and column.unit_vnd > 1:
        return _in_units(cell, column.unit_vnd, codes, column)
    return read(target, cell, codes)


def _in_units(cell: Any, unit_vnd: int, codes: Mapping[str, str], column: Column) -> Any:
    if isinstance(cell, float):
        scaled = round(cell * unit_vnd)
        if abs(scaled - cell * unit_vnd) > 1:
            raise Unreadable("phải là số nguyên đồng")
        return read(BY_KEY[column.field], scaled, codes)
    words = {10**9: "tỷ", 10**6: "triệu", 10**3: "nghìn"}[unit_vnd]
    if isinstance(cell, str) and fold(cell)[-1:].isalpha():
        return read(BY_KEY[column.field], cell, codes)
    if isinstance(cell, int):
        return read(BY_KEY[column.field], cell * unit_vnd, codes)
    try:
        return read(BY_KEY[column.field], read_number(cell) * unit_vnd, codes)
    except Unreadable:
        return read(BY_KEY[column.field], f"{cell} {words}", codes)


def with_defaults(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return a whole row for the registry: the kind from the name, at work, the rest empty."""
    whole = {one.key: empty_value(one) for one in FIELDS} | dict(values)
    plain = fold(whole["name"] or "")
    by_name = [kind for words, kind in KINDS_BY_NAME if plain.startswith(words)]
    whole["kind"] = whole["kind"] or (by_name[0] if by_name else "cooperative")
    whole["status"] = whole["status"] or "active"
    return whole


def key_of(values: Mapping[str, Any]) -> str:
    """Return what makes a row the same as another: the tax code, or name and commune."""
    if values.get("tax_code"):
        return str(values["tax_code"])
    return f"{fold(values.get('name') or '')}|{values.get('commune_code') or ''}"


def judge(
    reading: Reading, held: Mapping[str, Any] | None, today: date, twin_row: int | None, merged: str
) -> Judgement:
    """Return what becomes of a row; `held` is what the registry says now, None for a new one.

    Empty cells leave what is there. A tax code with a wrong check digit is taken, with a warning
    and a note to compare it; everything else that a form would refuse is refused here too.
    """
    faults, warnings = list(reading.faults), []
    if merged:
        faults.append(Fault("cả dòng", MERGED.format(cells=merged)))
    if twin_row is not None:
        faults.append(Fault("cả dòng", TWICE.format(row=twin_row)))
    whole = {**held, **reading.values} if held is not None else with_defaults(reading.values)
    warning = tax_code_warning(whole["kind"], whole["tax_code"])
    if warning and whole["tax_code"] and not whole["tax_code_reason"]:
        whole["tax_code_reason"] = TO_CHECK
    if warning:
        warnings.append(warning)
    fault = None if faults else fault_of(whole, today)
    if fault is not None:
        faults.append(Fault(BY_KEY[fault[0]].label, fault[1].rstrip(".")))
    if faults:
        return Judgement("refused", {}, faults, warnings)
    before = held if held is not None else {one.key: empty_value(one) for one in FIELDS}
    what = changes_between(before, whole)
    if held is None:
        return Judgement("new", what, [], warnings)
    return Judgement("changed" if what else "same", what, [], warnings)
