"""How the values of the registry are written and read: money, days, counts, choices. Pure.

`show` writes a value as people read it, `read` takes what people type or a table holds. What is
read from what was shown is the same value. Source: docs/rules/registry-import.md.
"""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from cooperatives.fields import CHOICES, Field
from workflow.numbers import dotted
from workflow.text import clean, fold

MONEY_MAX = 10**15
COUNT_MAX = 10**7
FIRST_YEAR = 1945
MULTIPLES = {
    "ty": 10**9,
    "trieu": 10**6,
    "nghin": 10**3,
    "ngan": 10**3,
    "dong": 1,
    "d": 1,
    "vnd": 1,
}
WORDS = {
    "kind": {
        "htx": "cooperative",
        "lhhtx": "union",
        "lien hiep htx": "union",
        "lien hiep": "union",
        "tht": "group",
    },
    "sector": {
        "nong nghiep": "agriculture",
        "nong lam nghiep": "agriculture",
        "nong lam ngu nghiep": "agriculture",
        "lam nghiep": "agriculture",
        "thuy san": "agriculture",
        "phi nong nghiep": "trade_service",
        "cong nghiep": "industry_construction",
        "xay dung": "industry_construction",
        "cong nghiep xay dung": "industry_construction",
        "cong nghiep - xay dung": "industry_construction",
        "tieu thu cong nghiep": "industry_construction",
        "tai chinh": "finance",
        "tin dung": "finance",
        "quy tin dung nhan dan": "finance",
        "thuong mai": "trade_service",
        "dich vu": "trade_service",
        "thuong mai dich vu": "trade_service",
        "thuong mai - dich vu": "trade_service",
        "van tai": "trade_service",
        "du lich": "trade_service",
    },
    "status": {
        "hoat dong": "active",
        "binh thuong": "active",
        "tam ngung hoat dong": "suspended",
        "tam dung": "suspended",
        "ngung": "dormant",
        "ngung hoat dong": "dormant",
        "giai the": "dissolved",
        "cho giai the": "dissolving",
        "chuyen doi": "converted",
    },
}
DAY_FIRST = re.compile(r"(\d{1,2})\s*[/.\-]\s*(\d{1,2})\s*[/.\-]\s*(\d{4})(?:\s+00:00(?::00)?)?")
YEAR_FIRST = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]00:00(?::00)?(?:\.0+)?)?")
AMOUNT = re.compile(r"(-?)([\d.,\s]*[\d])\s*([a-z]*)(?: dong| d)?")


class Unreadable(ValueError):
    """A value cannot be taken; the text tells the person why and what is expected."""


def read(field: Field, typed: object, communes: Mapping[str, str]) -> Any:
    """Return the value of a field from a cell or a line of a form; None where it is empty.

    `communes` gives a code for each folded name and code. Raises Unreadable.
    """
    if typed is None or (isinstance(typed, str) and not typed.strip()):
        return None
    match field.kind:
        case "money":
            return _bounded(read_number(typed), MONEY_MAX, "đồng")
        case "count":
            return _bounded(read_number(typed), COUNT_MAX, "")
        case "day":
            return read_day(typed)
        case "kind" | "sector" | "status":
            return _choice(field, as_text(typed))
        case "commune":
            return read_commune(as_text(typed), communes)
        case "tax_code":
            return read_tax_code(as_text(typed))
        case "phone":
            return read_phone(as_text(typed))
        case "email":
            return _email(as_text(typed))
        case _:
            return _words(field, as_text(typed))


def as_text(typed: object) -> str:
    """Return a cell as text: numbers without ".0", days as 31/12/2024."""
    if isinstance(typed, datetime | date):
        return f"{typed:%d/%m/%Y}"
    if isinstance(typed, float) and typed.is_integer():
        typed = int(typed)
    return clean(str(typed))


def _words(field: Field, text: str) -> str:
    text = text if field.kind == "text" else " ".join(text.split())
    if len(text) > field.length_max:
        raise Unreadable(f"dài quá {dotted(field.length_max)} ký tự")
    return text


def read_number(typed: object) -> int:
    """Return a whole number: 1.250.000.000, 1,250,000,000, 1 250 000 000, "1,25 tỷ", 12.0.

    Dots or commas in groups of three part thousands; one that is followed by another number of
    digits is a decimal mark, and the amount must come out whole. Raises Unreadable.
    """
    if isinstance(typed, bool):
        raise Unreadable("không phải số")
    if isinstance(typed, int):
        return typed
    if isinstance(typed, float):
        if not typed.is_integer():
            raise Unreadable("phải là số nguyên")
        return int(typed)
    found = AMOUNT.fullmatch(fold(as_text(typed)).replace("\u00a0", " ").strip())
    multiple = MULTIPLES.get(str(found[3]) or "dong") if found else None
    if found is None or multiple is None:
        raise Unreadable("không phải số. Ví dụ: 1.250.000.000")
    number = _whole(re.sub(r"\s", "", found[2]), multiple)
    return -number if found[1] else number


def _whole(digits: str, multiple: int) -> int:
    for mark, other in ((".", ","), (",", ".")):
        if re.fullmatch(rf"\d{{1,3}}(\{mark}\d{{3}})+(\{other}0+)?", digits) and multiple == 1:
            return int(digits.split(other)[0].replace(mark, ""))
    if digits.isdecimal():
        return int(digits) * multiple
    parts = re.fullmatch(r"(\d+)[.,](\d{1,9})", digits)
    if parts is None:
        raise Unreadable(f"không rõ số “{digits}”. Ví dụ: 1.250.000.000")
    scaled, scale = int(parts[1] + parts[2]) * multiple, int(10 ** len(parts[2]))
    whole, rest = divmod(scaled, scale)
    if rest:
        raise Unreadable("phải là số nguyên")
    return whole


def _bounded(number: int, number_max: int, unit: str) -> int:
    if number < 0:
        raise Unreadable("không được âm")
    if number > number_max:
        raise Unreadable(f"lớn quá {number_max:,} {unit}".replace(",", ".").strip())
    return number


def read_day(typed: object) -> date:
    """Return a day: a date of the table, 31/12/2024, 31-12-2024, 2024-12-31, or a year alone."""
    if isinstance(typed, datetime):
        return _sensible(typed.date())
    if isinstance(typed, date):
        return _sensible(typed)
    text = as_text(typed)
    if text.isdecimal() and len(text) == 4:
        return _sensible(date(int(text), 1, 1)) if int(text) else _no_day(text)
    found = DAY_FIRST.fullmatch(text)
    numbers = (found[3], found[2], found[1]) if found else None
    if numbers is None and (found := YEAR_FIRST.fullmatch(text)):
        numbers = (found[1], found[2], found[3])
    if numbers is None:
        return _no_day(text)
    try:
        return _sensible(date(*map(int, numbers)))
    except ValueError as error:
        if isinstance(error, Unreadable):
            raise
        raise Unreadable(f"không có ngày {text}") from error


def _no_day(text: str) -> date:
    raise Unreadable(f"“{text}” không phải ngày. Ví dụ: 31/12/2024")


def _sensible(day: date) -> date:
    if not FIRST_YEAR <= day.year <= 2100:
        raise Unreadable(f"năm {day.year} không hợp lý")
    return day


def _choice(field: Field, text: str) -> str:
    names = CHOICES[field.kind]
    plain = re.sub(r"[\s\-–,/]+", " ", fold(text)).strip()
    for key, name in names.items():
        if text == key or plain == re.sub(r"[\s\-–,/]+", " ", fold(name)).strip():
            return key
    known = {re.sub(r"[\s\-]+", " ", word): key for word, key in WORDS[field.kind].items()}
    if plain in known:
        return known[plain]
    raise Unreadable(f"“{text}” không có trong danh sách: {'; '.join(names.values())}")


def read_commune(text: str, communes: Mapping[str, str]) -> str:
    """Return the code of a commune from its code or name ("xã Chi Lăng", "P. Đông Kinh")."""
    plain = re.sub(r"^(xa|phuong|thi tran|p\.|x\.|tt\.)\s*", "", fold(text.split(",")[0])).strip()
    code = communes.get(fold(text)) or communes.get(plain) or communes.get(plain.zfill(5))
    if code is None:
        raise Unreadable(f"“{text}” không phải xã, phường của tỉnh từ 01/7/2025")
    return code


def read_tax_code(text: str) -> str:
    """Return ten digits, ten and three ("4900123456-001"), or twelve; the check digit is not asked.

    A table that kept a code as a number lost its first zero: nine digits get it back.
    """
    plain = re.sub(r"[\s.]", "", text)
    bare = plain.replace("-", "")
    if not bare.isdecimal() or len(bare) not in (9, 10, 12, 13):
        raise Unreadable(
            f"“{text}” không phải mã số thuế 10 số (hoặc 10 số và 3 số đơn vị phụ thuộc)"
        )
    if len(bare) == 9:
        bare = f"0{bare}"
    return f"{bare[:10]}-{bare[10:]}" if len(bare) == 13 else bare


def read_phone(text: str) -> str:
    """Return the digits of the first telephone number; a table's lost zero comes back."""
    digits = re.sub(r"\D", "", re.split(r"[;,/]| - ", text)[0])
    if digits.startswith("84") and len(digits) == 11:
        digits = f"0{digits[2:]}"
    if len(digits) in (9, 10) and not digits.startswith("0"):
        digits = f"0{digits}"
    if not 10 <= len(digits) <= 11:
        raise Unreadable(f"“{text}” không phải số điện thoại. Ví dụ: 0912 345 678")
    return digits


def _email(text: str) -> str:
    if not re.fullmatch(r"[^@\s<>,;:\"\\]+@[^@\s.<>,;:\"\\]+(\.[^@\s.<>,;:\"\\]+)+", text):
        raise Unreadable(f"“{text}” không phải e-mail. Ví dụ: ten@hoptacxa.vn")
    return text.lower()


def show(field: Field, value: Any, communes: Mapping[str, str] | None = None) -> str:
    """Return a value as people read it: "" where there is none. `communes` gives names by code."""
    if value is None or value == "":
        return ""
    match field.kind:
        case "day":
            return f"{value if isinstance(value, date) else date.fromisoformat(value):%d/%m/%Y}"
        case "money" | "count":
            return f"{value:,}".replace(",", ".")
        case "kind" | "sector" | "status":
            return CHOICES[field.kind].get(str(value), str(value))
        case "commune":
            return (communes or {}).get(str(value), str(value))
        case _:
            return str(value)


def plain_value(value: Any) -> Any:
    """Return a value as JSON keeps it: days as 2024-12-31."""
    return value.isoformat() if isinstance(value, date) else value


def commune_codes(rows: Mapping[str, str]) -> dict[str, str]:
    """Return the code of each folded name and code; `rows` gives names by code."""
    return {fold(name): code for code, name in rows.items()} | {code: code for code in rows}


def empty_value(field: Field) -> Any:
    """Return what the registry keeps where nothing is known."""
    match field.kind:
        case "day" | "tax_code":
            return None
        case "money" | "count":
            return 0
        case _:
            return ""
