"""Dated settings as values: for what they hold, and what they may be. Pure.

Source: docs/rules/clock.md, section "Dated settings".
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple, Protocol, TypeVar

from workflow.refusal import Refusal

# What may have another value for a topic or a channel: the limits of one petition.
SCOPED = frozenset({
    "petition.acknowledge_days", "petition.classify_days", "petition.first_answer_days",
    "petition.answer_days", "petition.answer_multi_body_days", "petition.supplement_days",
})  # fmt: skip
FLAGS = frozenset({"petition.head_signs_forward", "clock.late_receipt_next_day"})
MAY_BE_NONE = frozenset({"petition.first_answer_days"})
DAYS_MAX = 400
VALUE_LENGTH_MAX = 200
BASIS_LENGTH_MAX = 300
WHOLE, LIST = re.compile(r"\d{1,15}"), re.compile(r"\d{1,4}(,\d{1,4})*")
ONE_DAY = timedelta(days=1)


class Scope(NamedTuple):
    """A topic and a channel, "" for every one."""

    topic_code: str = ""
    channel: str = ""

    def holds_for(self, asked: "Scope") -> bool:
        """Return whether what holds here holds for `asked`."""
        return self.topic_code in ("", asked.topic_code) and self.channel in ("", asked.channel)

    @property
    def rank(self) -> tuple[bool, bool]:
        """The higher the more specific: topic and channel, topic, channel, neither."""
        return bool(self.topic_code), bool(self.channel)


EVERYWHERE = Scope()


class Held(Protocol):
    """A row that holds from a day to a day."""

    @property
    def valid_from(self) -> date: ...

    @property
    def valid_to(self) -> date | None: ...


Row = TypeVar("Row", bound=Held)


@dataclass(frozen=True, slots=True)
class SettingDraft:
    """A value that somebody wants to hold from a day on."""

    key: str
    scope: Scope
    value: str
    valid_from: date
    legal_basis: str


def check_draft(draft: SettingDraft, present: str, today: date) -> SettingDraft:
    """Return a draft that may stand; `present` is the general value, whose kind it keeps.

    It begins tomorrow at the earliest: what was received keeps the limit that it was promised.
    Raises: Refusal in words.
    """
    if draft.scope != EVERYWHERE and draft.key not in SCOPED:
        raise Refusal("scope", "Quy định này chỉ có một giá trị chung.", "linh_vuc")
    check_value(draft.key, draft.value, present)
    if draft.valid_from <= today:
        raise Refusal("past", "Chọn ngày từ ngày mai trở đi: hồ sơ cũ giữ hạn đã hẹn.", "tu")
    if not draft.legal_basis.strip():
        raise Refusal("basis", "Nhập căn cứ hoặc lý do.", "can_cu")
    return draft


def check_value(key: str, value: str, present: str) -> None:
    """Refuse a value that is not of the kind of the present one."""
    if key in FLAGS and value not in ("0", "1"):
        raise Refusal("value", "Nhập 1 (có) hoặc 0 (không).", "gia_tri")
    if key.endswith("_days") and "," not in present:
        least = 0 if key in MAY_BE_NONE else 1
        if not (WHOLE.fullmatch(value) and least <= int(value) <= DAYS_MAX):
            raise Refusal("value", f"Nhập số ngày từ {least} đến {DAYS_MAX}. Ví dụ: 15", "gia_tri")
    for kind, text in ((WHOLE, "Nhập một số nguyên. Ví dụ: 15"), (LIST, "Ví dụ: 5,2,0")):
        if kind.fullmatch(present):
            if not kind.fullmatch(value):
                raise Refusal("value", text, "gia_tri")
            return
    if not value.strip() or len(value) > VALUE_LENGTH_MAX:
        raise Refusal("value", f"Nhập giá trị, nhiều nhất {VALUE_LENGTH_MAX} ký tự.", "gia_tri")


def last_before(rows: Iterable[Row], day: date) -> Row | None:
    """Return the row that began before `day` and still holds on it, None where none does."""
    held = [r for r in rows if r.valid_from < day and (r.valid_to is None or r.valid_to >= day)]
    return max(held, key=lambda row: row.valid_from, default=None)


def end_of_new(rows: Iterable[Held], day: date) -> date | None:
    """Return the last day of what begins on `day`: the one before the next begins.

    Raises: Refusal where something begins on that very day.
    """
    starts = sorted(row.valid_from for row in rows if row.valid_from >= day)
    if starts and starts[0] == day:
        raise Refusal(
            "taken", "Đã có giá trị bắt đầu đúng ngày này. Hãy bỏ giá trị ấy trước.", "tu"
        )
    return starts[0] - ONE_DAY if starts else None
