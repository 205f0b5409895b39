"""What a program may ask and send, as values. Pure. Source: docs/rules/petition-process.md."""

import json
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from feedback.rules import (
    DEMAND_LENGTH_MAX,
    DEMANDS_MAX,
    SITUATION_LENGTH_MAX,
    SUBJECT_LENGTH_MAX,
)
from workflow.localtime import start_of
from workflow.numbers import dotted
from workflow.text import clean

DAYS_MAX = 400
YEAR_MIN, YEAR_MAX = 2000, 2099
PAGE_SIZE, PAGE_SIZE_MAX = 20, 100
ID_MAX = 2**63 - 1
QUERY_LENGTH_MAX = 200
PLACE_LENGTH_MAX = 100
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
MOMENT = re.compile(DAY.pattern + r"[Tt ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?")
ZONE = re.compile(r"[Zz]|[+-][0-9]{2}:?[0-9]{2}")
LOST_PLUS = re.compile(r" ([0-9]{2}:?[0-9]{2})$")
KEY = re.compile(r"[!-~]{1,200}")
NO_ZONE = (
    "Thời điểm thiếu múi giờ nên không biết là ngày nào ở Việt Nam. "
    "Thêm +07:00 hoặc Z, hoặc chỉ gửi ngày."
)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one input, and what to do about it."""

    field: str
    detail: str


class Invalid(Exception):
    """The request cannot be used as it is; every fault that was found."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__(", ".join(fault.field for fault in faults))
        self.faults = faults


STRANGE_CURSOR = Fault("cursor", "Con trỏ không đúng. Hãy lấy lại từ next_cursor.")


@dataclass(frozen=True, slots=True)
class Wish:
    """A petition as a program sent it: texts clean, codes and names not looked up yet."""

    subject: str
    situation: str
    demands: tuple[str, ...]
    topic: str
    place: str
    cooperative: str
    contact_phone: str
    may_publish: bool


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a page ended: a row's place in the order (a day, or a moment), and its id."""

    place: date
    id: int


def parse_time(field: str, text: str) -> date | datetime:
    """Return a day, or a moment with its zone. Raises Invalid, also where the zone is missing."""
    if DAY.fullmatch(text):
        return _within_years(field, _iso_day(field, text))
    plain = LOST_PLUS.sub(r"+\1", text)  # a "+" that was not encoded arrives as a blank
    found = MOMENT.match(plain)
    if found is None:
        raise Invalid(Fault(field, "Viết như 2026-02-10 hoặc 2026-02-10T09:30:00+07:00."))
    zone = plain[found.end() :]
    if not zone:
        raise Invalid(Fault(field, NO_ZONE))
    if not ZONE.fullmatch(zone):
        raise Invalid(Fault(field, "Múi giờ chưa đúng. Ví dụ: +07:00 hoặc Z."))
    try:
        moment = datetime.fromisoformat(plain.upper())
    except ValueError as error:
        raise Invalid(Fault(field, "Không có thời điểm này.")) from error
    _within_years(field, moment.date())
    return moment


def parse_day(field: str, text: str) -> date:
    """Return a day. Raises Invalid."""
    if not DAY.fullmatch(text):
        raise Invalid(Fault(field, "Viết ngày như 2024-11-30."))
    return _within_years(field, _iso_day(field, text))


def _iso_day(field: str, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Invalid(Fault(field, "Không có ngày này trong lịch.")) from error


def _within_years(field: str, day: date) -> date:
    if not YEAR_MIN <= day.year <= YEAR_MAX:
        raise Invalid(Fault(field, f"Chỉ nhận ngày từ năm {YEAR_MIN} đến năm {YEAR_MAX}."))
    return day


def since(field: str, text: str | None) -> datetime | None:
    """Return the moment that a list begins at: a day begins at midnight in Viet Nam."""
    if not text:
        return None
    parsed = parse_time(field, text)
    return parsed if isinstance(parsed, datetime) else start_of(parsed)


def parse_number(field: str, text: str | None, least: int, most: int) -> int:
    """Return a whole number between `least` and `most`."""
    if not text or not re.fullmatch(r"[0-9]{1,9}", text) or not least <= int(text) <= most:
        raise Invalid(Fault(field, f"Cần một số nguyên từ {least} đến {most}."))
    return int(text)


def parse_limit(text: str | None) -> int:
    """Return how many rows a page holds."""
    return PAGE_SIZE if text is None else parse_number("limit", text, 1, PAGE_SIZE_MAX)


def parse_query(field: str, text: str) -> str:
    """Return what is searched for."""
    if len(text) > QUERY_LENGTH_MAX:
        raise Invalid(Fault(field, f"Viết ngắn hơn: nhiều nhất {QUERY_LENGTH_MAX} ký tự."))
    return text


def parse_choice(field: str, text: str | None, offered: Collection[str]) -> str | None:
    """Return one of the words that are offered, None where it is left out."""
    if text and text not in offered:
        raise Invalid(Fault(field, f"Chọn một trong: {', '.join(offered)}."))
    return text or None


def encode_cursor(cursor: Cursor) -> str:
    """Return a cursor as one word that says nothing to the reader."""
    plain = f"{cursor.place.isoformat()} {cursor.id}"
    return urlsafe_b64encode(plain.encode()).decode().rstrip("=")


def decode_cursor(text: str | None, kind: type[date]) -> Cursor | None:
    """Return what `encode_cursor` wrote of a place of `kind`. Raises Invalid on anything else."""
    if not text:
        return None
    try:
        plain = urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4)).decode("ascii")
        place, _, number = plain.rpartition(" ")
        cursor = Cursor(kind.fromisoformat(place), int(number))
    except ValueError as error:
        raise Invalid(STRANGE_CURSOR) from error
    is_naive = isinstance(cursor.place, datetime) and cursor.place.tzinfo is None
    if is_naive or encode_cursor(cursor) != text or not 0 < cursor.id <= ID_MAX:
        raise Invalid(STRANGE_CURSOR)
    return cursor


def parse_json(content: bytes) -> dict[str, Any]:
    """Return a JSON object. Raises ValueError: no UTF-8, no JSON, a name twice, no object."""
    try:
        text = content.decode("utf-8")
        value = json.loads(text, object_pairs_hook=_once, parse_constant=_no_constant)
        json.dumps(value, ensure_ascii=False).encode("utf-8")  # refuses halves of characters
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    if not isinstance(value, dict):
        raise ValueError("not an object")
    return value


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice")
    return found


def _no_constant(text: str) -> float:
    raise ValueError(f"{text} is no JSON")


def body_hash(body: Mapping[str, Any]) -> str:
    """Return a hash that is equal where two bodies say the same, in whatever order."""
    return sha256(json.dumps(body, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def read_petition(body: Mapping[str, Any]) -> Wish:
    """Return the petition that `body` holds, its texts clean. Raises Invalid with every fault."""
    reader = _Reader(body)
    wish = Wish(
        subject=reader.text("subject", SUBJECT_LENGTH_MAX, is_required=True).replace("\n", " "),
        situation=reader.text("situation", SITUATION_LENGTH_MAX),
        demands=reader.demands(),
        topic=reader.text("topic", PLACE_LENGTH_MAX, is_required=True),
        place=reader.text("place", PLACE_LENGTH_MAX),
        cooperative=reader.number_or_text("cooperative"),
        contact_phone=reader.phone("contact_phone"),
        may_publish=reader.truth("may_publish"),
    )
    reader.check()
    return wish


class _Reader:
    """Reads the fields of a body and gathers what is wrong with them."""

    def __init__(self, body: Mapping[str, Any]) -> None:
        self.body = body
        self.faults = [
            Fault(clean(name)[:PLACE_LENGTH_MAX], "Không có trường này.")
            for name in body
            if name not in Wish.__slots__
        ]

    def check(self) -> None:
        if self.faults:
            raise Invalid(*self.faults)

    def _fault(self, field: str, detail: str) -> None:
        self.faults.append(Fault(field, detail))

    def text(self, field: str, length_max: int, *, is_required: bool = False) -> str:
        value = self.body.get(field)
        if value is not None and not isinstance(value, str):
            self._fault(field, "Cần một chuỗi ký tự.")
            return ""
        return self._checked(field, value or "", length_max, is_required=is_required)

    def _checked(self, field: str, value: str, length_max: int, *, is_required: bool) -> str:
        text = clean(value)
        if is_required and not text:
            self._fault(field, "Còn thiếu. Hãy viết nội dung này.")
        if len(text) > length_max:
            self._fault(field, f"Viết ngắn hơn: nhiều nhất {dotted(length_max)} ký tự.")
        return text

    def demands(self) -> tuple[str, ...]:
        value = self.body.get("demands")
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            self._fault("demands", "Cần một danh sách gồm các chuỗi, mỗi chuỗi một đề nghị.")
            return ()
        if not 1 <= len(value) <= DEMANDS_MAX:
            self._fault("demands", f"Cần từ 1 đến {DEMANDS_MAX} đề nghị.")
            return ()
        named = ((f"demands[{n}]", text) for n, text in enumerate(value))
        return tuple(
            self._checked(name, text, DEMAND_LENGTH_MAX, is_required=True) for name, text in named
        )

    def number_or_text(self, field: str) -> str:
        value = self.body.get(field)
        if isinstance(value, int) and not isinstance(value, bool):
            return str(value)
        return self.text(field, PLACE_LENGTH_MAX)

    def phone(self, field: str) -> str:
        typed = self.text(field, PLACE_LENGTH_MAX)
        digits = "".join(c for c in typed if c in "0123456789")
        if digits.startswith("84") and len(digits) == 11:
            digits = "0" + digits[2:]
        if typed and not (digits.startswith("0") and 10 <= len(digits) <= 11):
            self._fault(field, "Số điện thoại chưa đúng. Ví dụ: 0912 345 678")
        return digits

    def truth(self, field: str) -> bool:
        value = self.body.get(field)
        if value is not None and not isinstance(value, bool):
            self._fault(field, "Cần true hoặc false.")
        return value is not False
