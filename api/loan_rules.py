"""What a program asks of the schedule engine. Pure. Source: docs/rules/loan-schedule.md."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from api.rules import DAY, Fault, Invalid
from loans.schedule import (
    DAY_COUNTS,
    EVERY_MONTHS_MAX,
    METHODS,
    PRINCIPAL_VND_MAX,
    ROWS_MAX,
    UNIT_VND_MAX,
    Row,
    ScheduleError,
    Terms,
    regular_dates,
)
from workflow.rounding import ROUNDINGS
from workflow.text import clean

YEAR_MIN, YEAR_MAX = 1970, 2199
RATE = re.compile(r"[0-9]{1,3}(\.[0-9]{1,4})?")
PPM_A_PERCENT, PERCENT_MAX = 10_000, 100
FIELD_LENGTH_MAX = 100
FIELDS = (
    "principal_vnd", "annual_rate_percent", "disbursed_on", "method", "instalments",
    "every_months", "due_dates", "principal_parts_vnd", "grace_instalments", "day_count",
    "rounding", "rounding_unit_vnd", "carry_remainder",
)  # fmt: skip
Read = Callable[[Any], Any]


def read_terms(body: Mapping[str, Any]) -> Terms:
    """Return the terms that `body` holds. Raises Invalid with every fault that was found."""
    reader = _Reader(body)
    values = {
        "principal_vnd": reader.need("principal_vnd", _whole(1, PRINCIPAL_VND_MAX)),
        "rate_ppm": reader.need("annual_rate_percent", _rate_ppm),
        "disbursed_on": reader.need("disbursed_on", _day),
        "method": reader.need("method", _one_of(METHODS)),
        "every_months": reader.may("every_months", _whole(1, EVERY_MONTHS_MAX), None),
        "grace_instalments": reader.may("grace_instalments", _whole(0, ROWS_MAX), 0),
        "day_count": reader.may("day_count", _one_of(DAY_COUNTS), DAY_COUNTS[0]),
        "rounding": reader.may("rounding", _one_of(ROUNDINGS), ROUNDINGS[0]),
        "rounding_unit_vnd": reader.may("rounding_unit_vnd", _whole(1, UNIT_VND_MAX), 1),
        "carry_remainder": reader.may("carry_remainder", _truth, default=False),
        "principal_parts_vnd": reader.may(
            "principal_parts_vnd", _list_of(_whole(0, PRINCIPAL_VND_MAX)), None
        ),
    }
    due_dates = reader.may("due_dates", _list_of(_day), None)
    instalments = reader.may("instalments", _whole(1, ROWS_MAX), None)
    reader.check()
    try:
        values["due_dates"] = _dates(values, due_dates, instalments)
        return Terms(**values)
    except ScheduleError as error:
        raise Invalid(Fault(error.field, error.text)) from error


def _dates(
    values: Mapping[str, Any], due_dates: tuple[date, ...] | None, instalments: int | None
) -> tuple[date, ...]:
    """Return the due dates: as listed, or so many, every so many months."""
    if due_dates is not None:
        if instalments is not None:
            text = "Gửi hoặc due_dates, hoặc instalments với every_months, không gửi cả hai."
            raise ScheduleError("due_dates", text)
        return due_dates
    if instalments is None:
        raise ScheduleError("instalments", "Còn thiếu: số kỳ trả nợ, hoặc due_dates.")
    if values["every_months"] is None:
        raise ScheduleError("every_months", "Còn thiếu: số tháng của mỗi kỳ.")
    return regular_dates(values["disbursed_on"], instalments, values["every_months"])


class _Wrong(Exception):
    """A value that cannot be read, and what to send instead."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


class _Reader:
    """Reads fields and gathers what is wrong with them."""

    NULLABLE = frozenset({"instalments", "every_months", "due_dates", "principal_parts_vnd"})

    def __init__(self, body: Mapping[str, Any]) -> None:
        self.body = body
        unknown = (clean(name)[:FIELD_LENGTH_MAX] for name in body if name not in FIELDS)
        self.faults = [Fault(name, "Không có trường này.") for name in unknown]

    def check(self) -> None:
        if self.faults:
            raise Invalid(*self.faults)

    def need(self, field: str, read: Read) -> Any:
        if self.body.get(field) is None:
            self.faults.append(Fault(field, "Còn thiếu. Hãy gửi giá trị này."))
            return None
        return self._read(field, read)

    def may(self, field: str, read: Read, default: Any) -> Any:
        is_null = field in self.NULLABLE and self.body.get(field) is None
        return default if field not in self.body or is_null else self._read(field, read)

    def _read(self, field: str, read: Read) -> Any:
        try:
            return read(self.body[field])
        except _Wrong as wrong:
            self.faults.append(Fault(field, wrong.text))
            return None


def _whole(least: int, most: int) -> Read:
    def read(value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise _Wrong(f"Cần một số nguyên từ {least} đến {most}.")
        return value

    return read


def _rate_ppm(value: Any) -> int:
    """Return a rate of up to four decimals in parts per million: "6.84" is 68_400."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    text = repr(value) if is_number else value
    if isinstance(text, str) and RATE.fullmatch(text):
        percent = Decimal(text)
        if percent <= PERCENT_MAX:
            return int(percent * PPM_A_PERCENT)
    raise _Wrong('Cần lãi suất một năm từ 0 đến 100, nhiều nhất bốn chữ số lẻ. Ví dụ: "6.84"')


def _day(value: Any) -> date:
    if isinstance(value, str) and DAY.fullmatch(value):
        try:
            day = date.fromisoformat(value)
        except ValueError as error:
            raise _Wrong("Không có ngày này trong lịch.") from error
        if YEAR_MIN <= day.year <= YEAR_MAX:
            return day
    raise _Wrong(f"Cần ngày như 2024-03-15, từ năm {YEAR_MIN} đến năm {YEAR_MAX}.")


def _one_of(offered: tuple[str, ...]) -> Read:
    def read(value: Any) -> str:
        if not isinstance(value, str) or value not in offered:
            raise _Wrong(f"Chọn một trong: {', '.join(offered)}.")
        return value

    return read


def _truth(value: Any) -> bool:
    if not isinstance(value, bool):
        raise _Wrong("Cần true hoặc false.")
    return value


def _list_of(read_one: Read) -> Read:
    def read(value: Any) -> tuple[Any, ...]:
        if not isinstance(value, list) or not 1 <= len(value) <= ROWS_MAX:
            raise _Wrong(f"Cần một danh sách có từ 1 đến {ROWS_MAX} giá trị.")
        return tuple(read_one(one) for one in value)

    return read


def shape(rows: list[Row]) -> dict[str, Any]:
    """Return a schedule as a program reads it."""
    lines = [
        {
            "n": row.n,
            "due_on": row.due_on.isoformat(),
            "days": row.days,
            "principal_vnd": row.principal_vnd,
            "interest_vnd": row.interest_vnd,
            "total_vnd": row.total_vnd,
            "balance_vnd": row.balance_vnd,
        }
        for row in rows
    ]
    interest = sum(row.interest_vnd for row in rows)
    total = sum(row.total_vnd for row in rows)
    return {"rows": lines, "total_interest_vnd": interest, "total_vnd": total}
