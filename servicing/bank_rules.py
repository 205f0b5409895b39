"""What a bank statement in CSV holds, and which loan a line is probably for. Pure.

Source: docs/rules/bank-statement.md. A file with one bad line gives none: every fault is told with
its line.
"""

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from io import StringIO

from workflow.localtime import typed_day
from workflow.text import fold

COLUMNS = {
    "day": ("ngay", "ngay giao dich", "ngay hieu luc"),
    "amount": ("so tien", "so tien ghi co", "ghi co", "co"),
    "reference": ("chung tu", "so chung tu", "so but toan", "ma giao dich"),
    "text": ("noi dung", "dien giai", "mo ta"),
}
COLUMN_NAMES = {
    "day": "Ngày", "amount": "Số tiền", "reference": "Chứng từ", "text": "Nội dung",
}  # fmt: skip
LINES_MAX = 2000
REFERENCE_LENGTH_MAX, TEXT_LENGTH_MAX = 60, 300
AMOUNT_VND_MAX = 10**13
DIGITS_MAX = 20
GROUPED = re.compile(r"\d{1,3}([.,\s])\d{3}(\1\d{3})*([.,]0{1,2})?")
NOT_TOLD = re.compile(r"[^a-z0-9]")


@dataclass(frozen=True, slots=True)
class BankLine:
    """Money that came in, as the bank tells it: đồng."""

    number: int
    on: date
    amount_vnd: int
    reference: str
    text: str


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a line of the file; line 1 is its head."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """A loan that money may be for: its contract, what is due and what comes next, đồng."""

    loan_id: int
    contract_no: str
    borrower: str
    due_vnd: int
    next_vnd: int


@dataclass(frozen=True, slots=True)
class Guess:
    """The loan that a line is probably for, and why: "contract" or "amount"."""

    loan_id: int
    why: str


def read(content: bytes) -> tuple[list[BankLine], list[Fault]]:
    """Return the lines of a file, or its faults: never both."""
    try:
        written = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return [], [Fault(1, "Tệp phải là CSV mã UTF-8.")]
    first = written.split("\n", 1)[0]
    mark = max(";,\t", key=first.count)
    try:
        rows = list(csv.reader(StringIO(written.replace("\x00", ""), newline=""), delimiter=mark))
    except csv.Error:
        return [], [Fault(1, "Tệp không đọc được thành bảng. Hãy xuất lại từ ngân hàng.")]
    if not rows:
        return [], [Fault(1, "Tệp không có dòng nào.")]
    places, missing = _places(rows[0])
    if missing:
        named = ", ".join(COLUMN_NAMES[name] for name in missing)
        return [], [Fault(1, f"Dòng đầu thiếu cột: {named}.")]
    body = [(n, row) for n, row in enumerate(rows[1:], start=2) if any(c.strip() for c in row)]
    if not body or len(body) > LINES_MAX:
        return [], [Fault(1, f"Tệp cần từ 1 đến {LINES_MAX} dòng giao dịch.")]
    return _lines(body, places)


def _places(head: Sequence[str]) -> tuple[dict[str, int], list[str]]:
    named = {fold(cell).strip(): place for place, cell in enumerate(head)}
    found = {
        column: next((named[word] for word in words if word in named), -1)
        for column, words in COLUMNS.items()
    }
    return found, [column for column, place in found.items() if place < 0]


def _lines(
    body: Sequence[tuple[int, list[str]]], places: Mapping[str, int]
) -> tuple[list[BankLine], list[Fault]]:
    lines: list[BankLine] = []
    faults: list[Fault] = []
    seen: dict[str, int] = {}
    for number, row in body:
        cell = {name: row[at].strip() if at < len(row) else "" for name, at in places.items()}
        on, amount = _day(cell["day"]), _amount(cell["amount"])
        faults += [Fault(number, text) for text in _wrong(cell, on, amount)]
        if cell["reference"] in seen:
            same = f"Chứng từ {cell['reference']} trùng dòng {seen[cell['reference']]}."
            faults.append(Fault(number, same))
        seen.setdefault(cell["reference"], number)
        if on is not None and amount is not None:
            text = cell["text"][:TEXT_LENGTH_MAX]
            lines.append(BankLine(number, on, amount, cell["reference"], text))
    return ([], faults) if faults else (lines, [])


def _wrong(cell: Mapping[str, str], on: date | None, amount: int | None) -> Iterable[str]:
    if on is None:
        yield f"Ngày “{cell['day']}” chưa đúng. Ví dụ: 13/03/2026."
    if amount is None:
        yield f"Số tiền “{cell['amount']}” chưa đúng. Ví dụ: 65.340.822."
    if not 1 <= len(cell["reference"]) <= REFERENCE_LENGTH_MAX:
        yield "Thiếu số chứng từ, hoặc dài hơn 60 ký tự."


def _day(written: str) -> date | None:
    try:
        return typed_day(written[:10])
    except ValueError:
        return None


def _amount(written: str) -> int | None:
    plain = written.removeprefix("+").strip()
    if GROUPED.fullmatch(plain):
        whole = re.sub(r"[.,]0{1,2}$", "", plain) if re.search(r"[.,]0{1,2}$", plain) else plain
        plain = re.sub(r"\D", "", whole)
    amount = int(plain) if plain.isdecimal() and len(plain) <= DIGITS_MAX else 0
    return amount if 1 <= amount <= AMOUNT_VND_MAX else None


def guess(line: BankLine, candidates: Sequence[Candidate]) -> Guess | None:
    """Return the loan that a line is probably for: its contract is named, or one amount fits alone.

    None where nothing says so, or several do.
    """
    said = NOT_TOLD.sub("", fold(line.text).lower())
    named = [one for one in candidates if NOT_TOLD.sub("", fold(one.contract_no).lower()) in said]
    if len(named) == 1:
        return Guess(named[0].loan_id, "contract")
    fits = [one for one in candidates if line.amount_vnd in (one.due_vnd, one.next_vnd)]
    return Guess(fits[0].loan_id, "amount") if len(fits) == 1 and not named else None
