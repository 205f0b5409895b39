"""What the pages of the fund's book show, out of values."""

from dataclasses import dataclass
from datetime import date

from flask import request, url_for

from fund.forms import JournalForm, PeriodForm
from fund.queries import PAGE_SIZE, JournalSearch, Position
from web.filters import number
from workflow.numbers import number as asked_number

BAR_WIDTH, GAP = 1318, 2
PAGE_MAX = 10_000


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the bar: what, how much, which share in tenths of a percent, where it is drawn."""

    key: str
    label: str
    amount_vnd: int
    per_mille: int
    note: str
    x: int
    width: int


def bar(now: Position) -> list[Part]:
    """Return the parts of the fund: free, promised, lent in good standing, lent overdue."""
    parts = (
        ("free", "Còn trống", now.free_vnd, "cho vay mới được ngay"),
        ("reserved", "Đã giữ chỗ", now.reserved_vnd, "đã duyệt, chờ giải ngân"),
        ("lent", "Đang cho vay, nợ nhóm 1", now.lent_vnd[0], "đủ tiêu chuẩn"),
        ("late", "Nợ nhóm 2 đến 5", sum(now.lent_vnd[1:]), "quá hạn hoặc cơ cấu lại"),
    )
    whole, found, x = max(1, now.whole_vnd), [], 0
    for key, label, amount, note in parts:
        width = amount * BAR_WIDTH // whole
        share = (amount * 1000 + whole // 2) // whole
        found.append(Part(key, label, amount, share, note, x, max(0, width - GAP)))
        x += width
    return found


def period_of(form: PeriodForm, on: date) -> tuple[date, date]:
    """Return the wanted period, the year until today where none is given."""
    form.validate()
    until = form.den.day or on
    since = form.tu.day or date(until.year, 1, 1)
    return min(since, until), until


def page_number(typed: str) -> int:
    """Return the page that is asked for, the first where that is none."""
    return asked_number(typed, PAGE_MAX) or 1


def search_of(form: JournalForm, page: str) -> JournalSearch:
    """Return what is looked for; what does not fit is not looked for."""
    form.validate()
    return JournalSearch(
        form.q.data if form.q.data and not form.q.errors else "",
        form.tk.data or "",
        (form.loai.data or "") if not form.loai.errors else "",
        form.tu.day,
        form.den.day,
        page_number(page),
    )


@dataclass(frozen=True, slots=True)
class Pages:
    """The way through a long list."""

    text: str
    previous_url: str | None
    next_url: str | None


def pages_of(wanted: JournalSearch, total: int) -> Pages:
    """Return the way to the pages beside this one."""
    first = (wanted.page - 1) * PAGE_SIZE + 1
    last = min(total, wanted.page * PAGE_SIZE)
    kept = {key: value for key, value in request.args.items() if key != "trang" and value}

    def to(page: int) -> str:
        return url_for("fund.journal", **kept, trang=page)  # type: ignore[arg-type]

    return Pages(
        f"{number(first)}–{number(last)} trong {number(total)} bút toán",
        to(wanted.page - 1) if wanted.page > 1 else None,
        to(wanted.page + 1) if last < total else None,
    )
