"""How values look in Viet Nam. Everything is given as the database keeps it: UTC, đồng, bytes."""

import re
from datetime import date, datetime, timedelta

from flask import Flask
from markupsafe import Markup, escape

from workflow.localtime import to_local
from workflow.months import months_after
from workflow.numbers import dotted

CODE = re.compile(r"\b[A-Z]{2}-\d{4}-\d{6}-\d\b")
NBSP = "\u00a0"
WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ Nhật")


def _date(value: date | datetime) -> date:
    return to_local(value).date() if isinstance(value, datetime) else value


def day(value: date | datetime) -> str:
    """13/03/2026"""
    return f"{_date(value):%d/%m/%Y}"


def short_day(value: date | datetime) -> str:
    """13/03"""
    return f"{_date(value):%d/%m}"


def weekday(value: date | datetime) -> str:
    """Thứ Sáu"""
    return WEEKDAYS[_date(value).weekday()]


def weekday_day(value: date | datetime) -> str:
    """Thứ Sáu, 13/03/2026"""
    return f"{weekday(value)}, {day(value)}".replace("Thứ ", f"Thứ{NBSP}")


def moment(value: datetime) -> str:
    """13/03/2026 09:14, in Viet Nam's time"""
    return f"{to_local(value):%d/%m/%Y %H:%M}"


def clock_time(value: datetime) -> str:
    """09:14"""
    return f"{to_local(value):%H:%M}"


def number(value: int) -> str:
    """1.234.567"""
    return dotted(value)


def dong(value: int) -> str:
    """1.250.000.000 đ"""
    return f"{number(value)}{NBSP}đ"


def rate(ppm: int) -> str:
    """6,84 % from 68_400 parts per million"""
    whole, rest = divmod(ppm, 10_000)
    decimals = f",{rest:04d}".rstrip("0") if rest else ""
    return f"{whole}{decimals}{NBSP}%"


def decimal(value: float) -> str:
    """70,9"""
    return f"{value:,.1f}".translate(str.maketrans(",.", ".,"))


def filesize(size_bytes: int) -> str:
    """640 KB, 1,2 MB"""
    if size_bytes < 1024 * 1024:
        return f"{max(1, round(size_bytes / 1024))}{NBSP}KB"
    return f"{decimal(size_bytes / 1024 / 1024)}{NBSP}MB"


def code_parts(code: str, year: int | None = None) -> tuple[str, str]:
    """Return ("KN", "-000123-7"): the year left out where it is `year`, the present one."""
    kind, code_year, serial, check = code.split("-")
    middle = "" if year is not None and code_year == str(year) else f"-{code_year}"
    return kind, f"{middle}-{serial}-{check}"


def phone(value: str) -> str:
    """0912 345 678, unbroken"""
    digits = "".join(c for c in value if c.isdigit())
    if len(digits) != 10:
        return value
    return f"{digits[:4]}{NBSP}{digits[4:7]}{NBSP}{digits[7:]}"


def paragraphs(value: str) -> Markup:
    """Return a text with its line ends as HTML paragraphs, escaped."""
    parts = [escape(part) for part in value.split("\n") if part.strip()]
    return Markup("").join(Markup("<p>{}</p>").format(part) for part in parts)


def whole_codes(value: str) -> Markup:
    """Return a sentence whose codes (KN-2026-000123-8) are not broken over two lines, escaped."""
    return Markup(CODE.sub(r'<span class="unbroken">\g<0></span>', str(escape(value))))  # noqa: S704


def dated(text: object, today: date) -> object:
    """Return a message with a day to come for "{day}": the end of the next quarter."""
    if not isinstance(text, str):
        return text
    quarter = (today.month - 1) // 3
    after = months_after(date(today.year, quarter * 3 + 1, 1), 6)
    return text.replace("{day}", f"{after - timedelta(days=1):%d/%m/%Y}")


FILTERS = (
    day, short_day, weekday, weekday_day, moment, clock_time, number, dong, rate, decimal,
    filesize, code_parts, phone, paragraphs, whole_codes,
)  # fmt: skip


def init_app(app: Flask) -> None:
    """Teach the templates of `app` all filters of this file."""
    app.jinja_env.filters.update({function.__name__: function for function in FILTERS})
