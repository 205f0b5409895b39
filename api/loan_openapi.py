"""The shapes of the schedule engine for the description of the API."""

from typing import Any

from api.loan_rules import FIELDS
from loans.schedule import (
    DAY_COUNTS,
    EVERY_MONTHS_MAX,
    METHODS,
    PRINCIPAL_VND_MAX,
    ROWS_MAX,
    UNIT_VND_MAX,
)
from workflow.rounding import ROUNDINGS

Schema = dict[str, Any]
NEEDED = ["principal_vnd", "annual_rate_percent", "disbursed_on", "method"]
DAY = {
    "type": "string",
    "format": "date",
    "pattern": "^(19[7-9]|2[01][0-9])[0-9]-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$",
    "examples": ["2024-03-15"],
}


def _whole(least: int, most: int, **more: object) -> Schema:
    return {"type": "integer", "minimum": least, "maximum": most, **more}


def _word(words: tuple[str, ...], **more: object) -> Schema:
    return {"type": "string", "enum": list(words), **more}


def _list_or_null(items: Schema) -> Schema:
    return {"type": ["array", "null"], "items": items, "minItems": 1, "maxItems": ROWS_MAX}


TERMS: Schema = {
    "principal_vnd": _whole(1, PRINCIPAL_VND_MAX, examples=[500_000_000]),
    "annual_rate_percent": {
        "type": ["string", "number"],
        "description": "Lãi suất một năm, 0 đến 100, nhiều nhất bốn chữ số lẻ.",
        "pattern": r"^(100|[0-9]{1,2})(\.0{1,4})?$|^[0-9]{1,2}\.[0-9]{1,4}$",
        "minimum": 0,
        "maximum": 100,
        "examples": ["6.84"],
    },
    "disbursed_on": DAY,
    "method": _word(METHODS),
    "instalments": _whole(1, ROWS_MAX) | {"type": ["integer", "null"]},
    "every_months": _whole(1, EVERY_MONTHS_MAX) | {"type": ["integer", "null"]},
    "due_dates": _list_or_null(DAY),
    "principal_parts_vnd": _list_or_null(_whole(0, PRINCIPAL_VND_MAX)),
    "grace_instalments": _whole(0, ROWS_MAX, default=0),
    "day_count": _word(DAY_COUNTS, default=DAY_COUNTS[0]),
    "rounding": _word(ROUNDINGS, default=ROUNDINGS[0]),
    "rounding_unit_vnd": _whole(1, UNIT_VND_MAX, default=1),
    "carry_remainder": {"type": "boolean", "default": False},
}
AMOUNT = {"type": "integer", "minimum": 0}
ROW: Schema = {
    "n": {"type": "integer", "minimum": 1},
    "due_on": {"type": "string", "format": "date"},
    "days": {"type": "integer", "minimum": 1},
    "principal_vnd": AMOUNT,
    "interest_vnd": AMOUNT,
    "total_vnd": AMOUNT,
    "balance_vnd": AMOUNT,
}
SCHEMAS: dict[str, Schema] = {
    "LoanTerms": {
        "type": "object",
        "properties": {name: TERMS[name] for name in FIELDS},
        "required": NEEDED,
        "additionalProperties": False,
    },
    "LoanSchedule": {
        "type": "object",
        "properties": {
            "rows": {
                "type": "array",
                "items": {"type": "object", "properties": ROW, "required": list(ROW)},
            },
            "total_interest_vnd": AMOUNT,
            "total_vnd": AMOUNT,
        },
        "required": ["rows", "total_interest_vnd", "total_vnd"],
    },
}
